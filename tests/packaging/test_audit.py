"""The audit: which records tell of a pinned version, what Debian mended since, and what counts as a fault."""

from __future__ import annotations

import json
import zipfile
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from tests.packaging.dev_script import ROOT, script

if TYPE_CHECKING:
    from pathlib import Path

audit, debian, osv = script("audit"), script("debian_security"), script("osv")

CHANGELOG = """\
libsalt (1.0-1+deb12u2) bookworm-security; urgency=high

  * Non-maintainer upload.
  * CVE-2026-0002: reads past the end
    CVE-2026-10000 likewise

 -- Somebody <somebody@debian.org>  Mon, 05 Oct 2026 10:56:53 +0530

libsalt (1.0-1+deb12u1) bookworm; urgency=medium

  * Fix CVE-2025-0001.

 -- Somebody <somebody@debian.org>  Sun, 22 Jun 2025 22:47:48 +0300

libsalt (1.0-1) unstable; urgency=medium

  * New upstream release.

 -- Somebody <somebody@debian.org>  Sat, 01 Jan 2022 10:00:00 +0000
"""


def record(name: str = "Salt_Box", **affected: Any) -> dict[str, Any]:
    """A record as OSV has them, of a package for Python."""
    package = {"ecosystem": "PyPI", "name": name}
    return {
        "id": "PYSEC-2026-1",
        "modified": "2026-11-01T00:00:00Z",
        "affected": [{"package": package, **affected}],
    }


def within(*events: dict[str, str]) -> list[dict[str, object]]:
    """A range of versions."""
    return [{"type": "ECOSYSTEM", "events": [{"introduced": "0"}, *events]}]


@pytest.mark.parametrize(
    ("version", "is_known"),
    [("1.6.1", True), ("1.6.2rc1", True), ("1.6.2", False), ("1.6.10", False), ("0.9", True)],
)
def test_a_record_tells_of_versions_before_the_mended_one(version: str, is_known: bool) -> None:
    """1.6.2 mended it; a name is the same with other signs between its words."""
    told = osv.known([record(ranges=within({"fixed": "1.6.2"}))], "salt-box", version)
    assert told == (["PYSEC-2026-1"] if is_known else [])


def test_a_record_names_versions_one_by_one_or_the_last_of_them() -> None:
    """2.0 is 2.0.0; after the last affected one it is over; another package is not meant."""
    listed, last = record(versions=["2.0"]), record(ranges=within({"last_affected": "2.0"}))
    for each in (listed, last):
        assert osv.known([each], "salt-box", "2.0.0")
        assert not osv.known([each], "salt-box", "2.1")
        assert not osv.known([each], "pepper", "2.0")


def test_a_range_that_begins_again_is_known_again() -> None:
    """Mended in 1.1, broken in 2.0, mended in 2.3."""
    events = [{"introduced": "1.0"}, {"fixed": "1.1"}, {"introduced": "2.0"}, {"fixed": "2.3"}]
    records = [record(ranges=[{"type": "ECOSYSTEM", "events": events}])]
    known = [
        version
        for version in ("0.9", "1.0", "1.1", "2.2.9", "2.3")
        if osv.known(records, "salt-box", version)
    ]
    assert known == ["1.0", "2.2.9"]


@pytest.mark.parametrize("affected", [{}, {"ranges": [{"type": "GIT", "events": []}]}])
def test_what_cannot_be_decided_counts_as_known(affected: dict[str, Any]) -> None:
    """Only commits are named, or nothing; or our version is none that can be compared."""
    assert osv.known([record(**affected)], "salt-box", "1.0")
    assert osv.known([record(ranges=within({"fixed": "1.0"}))], "salt-box", "as in the box")


def test_versions_stand_in_their_order() -> None:
    """As PEP 440 has it; zeros at the end say nothing."""
    rising = ["1.0.dev1", "1.0a1", "1.0b2", "1.0rc1", "1.0", "1.0.post1", "1.0.1", "1.10", "1!0.1"]
    falling = rising[::-1]
    falling.sort(key=osv.order)
    assert falling == rising
    assert osv.order("v2.0.0") == osv.order("2")


def test_a_zip_and_a_folder_of_records_are_read_alike(tmp_path: Path) -> None:
    """What was withdrawn counts for the date only."""
    gone = {"id": "PYSEC-2020-9", "modified": "2026-11-20T08:00:00Z", "withdrawn": "2026-11-20"}
    folder = tmp_path / "osv"
    folder.mkdir()
    with zipfile.ZipFile(tmp_path / "all.zip", "w") as archive:
        for each in (record(versions=["1"]), gone):
            text = json.dumps(each)
            archive.writestr(f"{each['id']}.json", text)
            (folder / f"{each['id']}.json").write_text(text, encoding="utf-8")
    for path in (folder, tmp_path / "all.zip"):
        found = osv.read_database(path)
        assert (len(found.records), found.newest) == (1, "2026-11-20")


@pytest.mark.parametrize("content", ["no JSON", "[]", '{"id": "X"}'])
def test_what_is_no_record_is_refused(tmp_path: Path, content: str) -> None:
    """And a database that is not there."""
    (tmp_path / "x.json").write_text(content, encoding="utf-8")
    with pytest.raises(osv.RecordError, match=r"x\.json is no"):
        osv.read_database(tmp_path)
    with pytest.raises(osv.RecordError, match="not there"):
        osv.read_database(tmp_path / "elsewhere")


def test_debian_tells_what_newer_versions_mend() -> None:
    """Of its own library by version, of the same one from elsewhere by date."""
    told = debian.entries(CHANGELOG)
    assert [entry.date for entry in told] == ["2026-10-05", "2025-06-22", "2022-01-01"]
    assert debian.mended_after_version(told, "1.0-1+deb12u2") == []
    assert debian.mended_after_version(told, "1.0-1+deb12u1") == ["CVE-2026-0002", "CVE-2026-10000"]
    assert debian.mended_since(told, "2025-06-22") == [
        "CVE-2025-0001",
        "CVE-2026-0002",
        "CVE-2026-10000",
    ]
    with pytest.raises(script("made_from").NotMadeError, match=r"no version 9\.9"):
        debian.mended_after_version(told, "9.9")


def test_a_vulnerability_wants_a_reason_and_a_pin_wants_an_answer() -> None:
    """A reason is for one version: the next one has to be thought about again."""
    salt, pepper = audit.Part("salt", "1.0", audit.PYPI), audit.Part("pepper", "2", audit.PYPI)
    font = audit.Part("a font", "3", audit.DEBIAN)
    given = audit.reasons(
        '[[reason]]\nof = "salt 0.9"\nids = ["CVE-1"]\nwhy = "x"\non = 2026-01-01\n'
    )
    answers = audit.Answers({}, {"salt 1.0": ["CVE-1"], "salt 0.9": ["CVE-1"]})
    assert audit.faults([salt, pepper, font], answers, given) == [
        "salt 1.0: CVE-1, and no reason is written down.",
        "pepper 2 was not asked for.",
    ]
    earlier = audit.Part("salt", "0.9", audit.PYPI)
    assert audit.faults([earlier], answers, given) == []


def test_what_no_source_names_is_told_with_its_reason() -> None:
    """Of what is pinned and was asked for; said once, also when a source names it later."""
    told = (
        '[[reason]]\nof = "salt 1.0"\nids = ["CVE-1", "CVE-2"]\nwhy = "x"\nbesides = true\n'
        '[[reason]]\nof = "salt 0.9"\nids = ["CVE-3"]\nwhy = "x"\nbesides = true\n'
        '[[reason]]\nof = "salt 1.0"\nids = ["CVE-4"]\nwhy = "x"\n'
    )
    answers = audit.Answers({}, {"salt 1.0": ["CVE-1"]})
    assert audit.with_besides(answers, told).known == {"salt 1.0": ["CVE-1", "CVE-2"]}
    assert answers.known == {"salt 1.0": ["CVE-1"]}


def test_answers_that_are_too_old_are_said_when_asked_for() -> None:
    """Thirty days are allowed, and a kind that never answered is not in order."""
    sources = {audit.PYPI: {"newest": "2026-11-01"}}
    assert audit.too_old(sources, 30, date(2026, 12, 1)) == [
        "C libraries: the newest word is of never."
    ]
    assert len(audit.too_old(sources, 30, date(2026, 12, 2))) == 2


def test_a_database_is_asked_and_its_answers_are_kept(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A record made by hand, of a package that is pinned: it is found, and found again without it."""
    [pynacl] = [part for part in audit.parts() if part.name == "pynacl"]
    made = record(name="PyNaCl", versions=[pynacl.version])
    (tmp_path / "made.json").write_text(json.dumps(made), encoding="utf-8")
    store = tmp_path / "store.json"
    asked = ["--database", str(tmp_path / "made.json"), "--store", str(store)]
    assert audit.main(asked) == 1
    capsys.readouterr()
    assert audit.main(["--store", str(store)]) == 1
    said = capsys.readouterr().out
    assert f"{pynacl.key}: PYSEC-2026-1, and no reason is written down." in said
    assert "The newest word in it is of 2026-11-01" in said


def test_every_finding_that_is_stored_has_its_reason() -> None:
    """Of what was asked; what was not is said by the command, which needs a database for it."""
    given = audit.reasons(audit.REASONS.read_text("utf-8"))
    answers = audit.read_store(audit.STORE)
    asked = [part for part in audit.parts() if part.key in answers.known]
    assert audit.faults(asked, answers, given) == []


def test_no_reason_is_kept_for_what_is_gone() -> None:
    """Each is for a vulnerability of a part that is pinned: the stored answers know it, or it stands besides."""
    told = audit.REASONS.read_text("utf-8")
    known = audit.with_besides(audit.read_store(audit.STORE), told).known
    given = audit.reasons(told)
    assert [each for each in given if each[1] not in known.get(each[0], [])] == []
    assert (ROOT / "packaging" / "known-vulnerabilities.json").exists()
