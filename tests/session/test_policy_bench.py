"""The pharmacist's bench: a copy is edited, looked through, compared and signed; nothing is lost."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.support.policy_texts import spoil
from tests.support.shift import shipped_policy
from tests.support.site_folder import IN_FORCE, a_site
from tests.support.unprivileged import a_folder_for_everyone, without_privileges
from titrator.core.errors import KnownError
from titrator.session.policy import PolicyUnreadableError
from titrator.session.policy_bench import (
    DRAFT_FOLDER,
    FolderTakenError,
    NoDraftFolderError,
    PolicyBench,
)
from titrator.session.policy_release import PolicyUnwritableError, verify_folder
from titrator.session.policy_signing import make_key
from titrator.session.site_policy import policy_for_beds

if TYPE_CHECKING:
    from pathlib import Path

VP = "drug_library/vasopressin.toml"
NE_FIRST = "protocols/norepinephrine-first.toml"


@pytest.fixture
def bench(tmp_path: Path) -> PolicyBench:
    """A bench over what ships, with a draft begun."""
    made = PolicyBench(shipped_policy(), tmp_path / "data")
    made.start()
    return made


def change(bench: PolicyBench, path: str, old: str, new: str) -> None:
    """One thing changed in a file of the draft."""
    bench.write(path, spoil(bench.read(path), old, new))


def fill_in(bench: PolicyBench) -> None:
    """The page and the protocol approved by two people."""
    for old, new in (
        ('title = ""', 'title = "Ours"'),
        ("approved_by = []", 'approved_by = ["A. Name, 2026-11-02", "B. Other, 2026-11-03"]'),
        ('valid_from = ""', 'valid_from = "2026-11-10"'),
        ('valid_until = ""', 'valid_until = "2027-11-10"'),
        ('review_by = ""', 'review_by = "2027-10-01"'),
    ):
        change(bench, "policy.toml", old, new)
    change(bench, NE_FIRST, 'status = "draft"', 'status = "approved"')
    change(bench, NE_FIRST, "approved_by = []", 'approved_by = ["A. Name, 2026-11-02"]')


def test_a_draft_is_a_copy_with_a_page_to_fill_in(bench: PolicyBench) -> None:
    """Eight drugs, the protocol as a draft, and what is missing on the page named line by line."""
    assert bench.has_draft()
    files = bench.files()
    assert (files[0], files[-1], len(files)) == ("policy.toml", "references.toml", 11)
    assert 'status = "draft"' in bench.read(NE_FIRST)
    found = {(one.file, one.line) for one in bench.report().findings if one.refuses}
    lines = bench.read("policy.toml").splitlines()
    assert found == {
        ("policy.toml", lines.index(f'{name} = ""') + 1)
        for name in ("title", "valid_from", "valid_until", "review_by")
    }


def test_a_mistake_is_found_in_its_line_and_the_preview_waits(bench: PolicyBench) -> None:
    """A limit above the ceiling: file, line, sentence; nothing is told by files with faults."""
    change(bench, VP, '"0.04 units/min"', '"0.05 units/min"')
    report = bench.report()
    line = next(n for n, text in enumerate(bench.read(VP).splitlines(), 1) if "hard_limit" in text)
    (found,) = (one for one in report.findings if one.file == VP)
    assert (found.line, found.code) == (line, "PROTOCOL_LOOSER_THAN_CEILING")
    assert found.sentence.startswith("hard_limit.value: 0.05 units/min is looser")
    assert (report.told, report.changes, report.is_compared) == ((), (), False)


def test_a_change_is_told_and_compared_with_what_is_in_force(bench: PolicyBench) -> None:
    """In sentences, before anybody signs."""
    change(
        bench,
        VP,
        '"0.03 units/min", source = "Source article", review = "unreviewed" }\n\n[usual',
        '"0.02 units/min", source = "Source article", review = "unreviewed" }\n\n[usual',
    )
    change(
        bench,
        VP,
        'high = { value = "0.03 units/min", source = "Source article"',
        'high = { value = "0.02 units/min", source = "Our committee"',
    )
    report = bench.report()
    assert any(
        "soft_limit: was 0.03 units/min, is now 0.02 units/min" in one for one in report.changes
    )
    assert any(
        "Above 0.02 units/min a reason is asked" in s
        for told in report.told
        for s in told.sentences
    )
    (notice,) = (one for one in report.findings if not one.refuses)
    assert (notice.code, notice.file) == ("SOURCE_UNKNOWN", VP)


def test_a_text_that_is_no_file_any_more_is_still_saved_and_named(bench: PolicyBench) -> None:
    """Half a line, a letter that is no text: what was typed is there again."""
    bench.write(VP, "name = \udcff")
    assert bench.read(VP) == "name = ?"
    (found,) = (one for one in bench.report().findings if one.file == VP)
    assert (found.line, found.code) == (1, "NOT_READABLE")
    bench.write("references.toml", "[[reference]]\n")
    (only,) = bench.report().findings
    assert (only.file, only.refuses) == ("", True)


def test_a_signed_export_is_taken_by_a_workstation_that_knows_the_key(
    bench: PolicyBench, tmp_path: Path
) -> None:
    """The whole way: draft, approvals, signature, in force."""
    fill_in(bench)
    assert [one for one in bench.report().findings if one.refuses] == []
    key = make_key(tmp_path / "key", "Pharmacy", "")
    said = bench.export(tmp_path / "signed", tmp_path / "key", "")
    assert said == f"Signed: Ours, version 1, in {tmp_path / 'signed'}."
    assert verify_folder(tmp_path / "signed", (key,))[0] == key
    policy = policy_for_beds(tmp_path / "signed", today=IN_FORCE)
    assert policy.may_guide_a_bed
    assert "references.toml" in (tmp_path / "signed" / "SHA256SUMS").read_text()
    again = PolicyBench(policy, tmp_path / "other")
    again.start()
    assert 'title = "Ours"' in again.read("policy.toml")
    assert again.report().changes == ()


def test_an_export_that_is_refused_leaves_nothing_behind(
    bench: PolicyBench, tmp_path: Path
) -> None:
    """Faults, or a folder that holds something."""
    make_key(tmp_path / "key", "Pharmacy", "")
    with pytest.raises(KnownError):
        bench.export(tmp_path / "signed", tmp_path / "key", "")
    assert [path for path in (tmp_path / "signed").rglob("*") if path.is_file()] == []
    (tmp_path / "taken").mkdir()
    (tmp_path / "taken" / "a").write_text("")
    for folder in (tmp_path / "taken", tmp_path / "key"):
        with pytest.raises(FolderTakenError):
            bench.export(folder, tmp_path / "key", "")


def test_a_folder_that_cannot_be_written_is_said(bench: PolicyBench) -> None:
    """For an export as for a draft."""
    with a_folder_for_everyone() as folder:
        bench_there = PolicyBench(shipped_policy(), folder)
        with without_privileges(), pytest.raises(PolicyUnwritableError):
            bench_there.start()
    with pytest.raises(PolicyUnwritableError):
        bench.export(bench.folder / "policy.toml" / "x", bench.folder / "policy.toml", "")


def test_starting_anew_puts_earlier_drafts_aside(bench: PolicyBench) -> None:
    """Each under a number of its own; none is deleted."""
    for text in ("one = 1", "two = 2"):
        bench.write(VP, text)
        bench.start()
        assert bench.read(VP) != text
    first, second = (bench.folder.with_name(f"{DRAFT_FOLDER}-{n}") for n in (1, 2))
    assert (first / VP).read_text() == "one = 1"
    assert (second / VP).read_text() == "two = 2"


def test_a_hospitals_own_folder_is_copied_and_never_written(tmp_path: Path) -> None:
    """Its page and its protocols come along; its files stay byte for byte."""
    site = a_site(tmp_path / "site")
    before = {path: path.read_bytes() for path in site.rglob("*.toml")}
    bench = PolicyBench(policy_for_beds(site, today=IN_FORCE), tmp_path / "data")
    bench.start()
    change(bench, VP, '"0.04 units/min"', '"0.035 units/min"')
    assert "Our vasopressors" in bench.read("policy.toml")
    assert {path: path.read_bytes() for path in site.rglob("*.toml")} == before
    assert "vasopressin" in bench.owners()
    assert bench.passages("vasopressin")


def test_without_a_folder_there_is_no_draft(tmp_path: Path) -> None:
    """A run that keeps no data says so; a file that is gone is said too."""
    nowhere = PolicyBench(shipped_policy(), None)
    assert not nowhere.has_draft()
    assert nowhere.passages("norepinephrine")
    with pytest.raises(NoDraftFolderError):
        nowhere.start()
    with pytest.raises(PolicyUnreadableError):
        PolicyBench(shipped_policy(), tmp_path).read(VP)
