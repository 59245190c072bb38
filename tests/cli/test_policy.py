"""`titrator policy check|show|diff`: what a pharmacist sees, and what a script can rely on."""

from __future__ import annotations

import argparse
import json
from typing import TYPE_CHECKING, Any

import pytest

from tests.support.policy_texts import NOREPINEPHRINE, PROTOCOL, REFERENCES, VASOPRESSIN, spoil
from titrator import resources
from titrator.cli import policy

if TYPE_CHECKING:
    from pathlib import Path


def titrator(*arguments: str) -> int:
    """Runs a command as the program's own command line does; returns its exit status."""
    parser = argparse.ArgumentParser(prog="titrator")
    policy.add_parser(parser.add_subparsers(required=True))
    args = parser.parse_args(arguments)
    status = args.run(args)
    assert isinstance(status, int)
    return status


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """A hospital's folder with two drugs and one protocol."""
    (tmp_path / "drug_library").mkdir()
    (tmp_path / "drug_library" / "norepinephrine.toml").write_text(NOREPINEPHRINE)
    (tmp_path / "drug_library" / "vasopressin.toml").write_text(VASOPRESSIN)
    (tmp_path / "references.toml").write_text(REFERENCES)
    (tmp_path / "protocols").mkdir()
    (tmp_path / "protocols" / "ours.toml").write_text(PROTOCOL)
    return tmp_path


def printed(capsys: pytest.CaptureFixture[str]) -> list[str]:
    """The lines on standard output; nothing may stand on standard error."""
    out, err = capsys.readouterr()
    assert err == ""
    return out.splitlines()


def printed_object(capsys: pytest.CaptureFixture[str]) -> Any:
    """The one JSON object on standard output."""
    return json.loads(capsys.readouterr().out)


# check


def test_the_shipped_files_pass_their_check(capsys: pytest.CaptureFixture[str]) -> None:
    """Exit 0, what was checked, and how many figures nobody has approved."""
    assert titrator("policy", "check") == 0
    lines = printed(capsys)
    assert lines[0] == "Checked 8 drug files and 2 protocols: shipped with the program."
    assert lines[1] == "No fault."
    assert lines[2].startswith("Figures and statements: 0 approved, ")
    assert " unreviewed, " in lines[2]
    assert lines[2].endswith(" second hand.")
    assert not any("notice" in line for line in lines)


def test_a_hospitals_folder_is_counted(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """One protocol is one protocol, and no notice is no line."""
    assert titrator("policy", "check", str(site)) == 0
    lines = printed(capsys)
    assert lines[0] == f"Checked 2 drug files and 1 protocol: {site}."
    assert not any("notice" in line for line in lines)


def test_a_notice_is_printed_with_its_code(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """It refuses nothing: exit 0."""
    (site / "references.toml").unlink()
    assert titrator("policy", "check", str(site)) == 0
    lines = printed(capsys)
    assert any("which refuse nothing:" in line for line in lines)
    assert sum("[SOURCE_UNKNOWN]" in line for line in lines) == 4


def test_every_fault_is_printed_with_file_field_and_value(
    site: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Exit 1; three faults in two files are three lines, and the protocol is left unchecked."""
    loose = spoil(VASOPRESSIN, '"0.04 units/min"', '"0.05 units/min"')
    loose = spoil(loose, '"20 units"', '"20 mg"')
    (site / "drug_library" / "vasopressin.toml").write_text(loose)
    misspelt = spoil(NOREPINEPHRINE, "hard_limit", "hard_limt")
    (site / "drug_library" / "norepinephrine.toml").write_text(misspelt)
    assert titrator("policy", "check", str(site)) == 1
    assert printed(capsys) == [
        f"Checked 2 drug files and 1 protocol: {site}.",
        "4 faults; nothing of these files is used:",
        "  norepinephrine.toml, hard_limit: it is missing. [MISSING_FIELD]",
        (
            "  norepinephrine.toml, hard_limt: no such field is known here; check its spelling. "
            "[UNKNOWN_FIELD]"
        ),
        (
            "  vasopressin.toml, hard_limit.value: 0.05 units/min is looser than the built-in "
            "ceiling of 0.04 units/min. [PROTOCOL_LOOSER_THAN_CEILING]"
        ),
        (
            "  vasopressin.toml, preparation[1].amount: 20 mg in 100 mL: vasopressin is not "
            "measured in mg. [UNIT_MISMATCH]"
        ),
        "Not checked, because the drug library has faults: ours.toml.",
    ]


def test_a_protocol_is_checked_against_the_library_that_is_named(
    site: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Without --library the shipped one; with it, the hospital's, which lacks vasopressin here."""
    protocol = str(site / "protocols" / "ours.toml")
    assert titrator("policy", "check", protocol) == 0
    (site / "drug_library" / "vasopressin.toml").unlink()
    assert titrator("policy", "check", protocol, "--library", str(site / "drug_library")) == 1
    assert "is not in the drug library (norepinephrine)" in capsys.readouterr().out


def test_the_check_as_json(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """One object: code, file, field, value and sentence of every fault; counts as text."""
    assert titrator("policy", "check", "--json") == 0
    found = printed_object(capsys)
    assert found["status"] == "ok"
    assert found["reviews"]["approved"] == "0"
    assert len(found["drug_files"]) == 8
    path = site / "drug_library" / "vasopressin.toml"
    path.write_text(spoil(VASOPRESSIN, '"0.04 units/min"', '"0.05 units/min"'))
    assert titrator("policy", "check", str(path), "--json") == 1
    found = printed_object(capsys)
    assert found["status"] == "refused"
    assert found["faults"] == [
        {
            "code": "PROTOCOL_LOOSER_THAN_CEILING",
            "file": "vasopressin.toml",
            "field": "hard_limit.value",
            "value": "0.05 units/min",
            "text": (
                "vasopressin.toml, hard_limit.value: 0.05 units/min is looser than the built-in "
                "ceiling of 0.04 units/min."
            ),
        }
    ]


def test_a_path_that_is_not_there_is_refused_on_standard_error(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Exit 1, one sentence and what to do; as JSON too when that was asked for."""
    path = str(tmp_path / "nothing")
    assert titrator("policy", "check", path) == 1
    out, err = capsys.readouterr()
    assert out == ""
    assert err.splitlines()[0] == f"{path} cannot be used: there is no such file or folder."
    assert "call pharmacy" in err
    assert titrator("policy", "check", path, "--json") == 1
    assert printed_object(capsys)["status"] == "refused"


# show


def test_everything_in_force_is_shown_with_its_source(capsys: pytest.CaptureFixture[str]) -> None:
    """Ceilings, limits, bags, stages, parameters, evidence, sources, fingerprints."""
    assert titrator("policy", "show") == 0
    text = "\n".join(printed(capsys))
    for line in (
        "DRUG LIBRARY (shipped with the program)",
        "  hard_limit: 0.04 units/min  [Source article; not reviewed by a hospital]",
        "  soft_limit: 0.5 mcg/kg/min  [Titrator proposal; unverified, known second hand only]",
        "  preparation 4 mg in 250 mL: 16 mcg/mL, labelled as base  [Norepinephrine premix label; ",
        "  built-in ceiling: 80 nanogram/kg/min  [label, first 3 h]",
        "PROTOCOL norepinephrine-first (shipped with the program; may guide a bed)",
        "  stage[1].doses[1].floor: 0.01 mcg/kg/min  [Source article; not reviewed by a hospital]",
        "  parameters.hold: 60 min  [Titrator proposal; unverified, known second hand only]",
        "  evidence: The only randomised trial found, 78 patients",
        "  DOVSS 2018 (read): ",
        "  Titrator proposal (proposed): ",
        "HOW WELL THIS IS KNOWN",
        "FINGERPRINTS (SHA-256)",
    ):
        assert line in text


def test_the_policy_as_json(capsys: pytest.CaptureFixture[str]) -> None:
    """One object for a program; every quantity a text with its unit."""
    assert titrator("policy", "show", "--json") == 0
    found = printed_object(capsys)
    drugs = {drug["name"]: drug for drug in found["library"]["drugs"]}
    assert len(drugs) == 8
    vasopressin = drugs["vasopressin"]
    assert vasopressin["ceilings"] == [{"value": "0.04 units/min", "source": "R12, source article"}]
    assert {
        "field": "soft_limit",
        "value": "0.03 units/min",
        "source": "Source article",
        "review": "unreviewed",
    } in vasopressin["figures"]
    assert vasopressin["preparations"][0]["concentration"] == "0.2 units/mL"
    assert drugs["epinephrine"]["display_name"] == "EPINEPHrine"
    assert [one["value"] for one in drugs["angiotensin II"]["ceilings"]] == [
        "40 nanogram/kg/min",
        "80 nanogram/kg/min",
    ]
    protocol = found["protocol"]
    assert protocol["may_guide_a_bed"] is True
    assert [stage["drug"] for stage in protocol["stages"]] == [
        "norepinephrine",
        "vasopressin",
        "norepinephrine",
    ]
    assert protocol["stages"][0]["doses"]["mcg/min"] == {
        "floor": "1 mcg/min",
        "step": "1 mcg/min",
        "step_at_most": "2 mcg/min",
    }
    assert protocol["stages"][1]["doses"]["mcg/kg/min"]["floor"] is None
    assert protocol["evidence"][3]["source"] == "DOVSS 2018"
    assert {len(found["fingerprint"]), len(found["library"]["fingerprint"])} == {64}
    assert "DOVSS 2018" in [source["id"] for source in found["sources"]]
    _assert_no_number(found)


def _assert_no_number(value: object) -> None:
    if isinstance(value, dict):
        for inner in value.values():
            _assert_no_number(inner)
    elif isinstance(value, list):
        for inner in value:
            _assert_no_number(inner)
    else:
        assert value is None or isinstance(value, str | bool)


def test_a_draft_is_shown_as_one(capsys: pytest.CaptureFixture[str]) -> None:
    """A protocol of one's own, here the shipped draft, is marked as for replay only."""
    path = resources.resource_path("protocols/vasopressin-first.toml")
    assert titrator("policy", "show", "--protocol", str(path)) == 0
    assert f"PROTOCOL vasopressin-first ({path}; for replay only)" in printed(capsys)


def test_a_faulty_library_is_not_shown(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Exit 1, every fault on standard error, and not one figure on standard output."""
    path = site / "drug_library" / "vasopressin.toml"
    text = spoil(VASOPRESSIN, '"0.04 units/min"', '"0.05 units/min"')
    path.write_text(spoil(text, '"20 units"', '"0 units"'))
    assert titrator("policy", "show", "--library", str(site / "drug_library")) == 1
    out, err = capsys.readouterr()
    assert out == ""
    assert [line.split(":")[0] for line in err.splitlines()[:2]] == [
        "vasopressin.toml, hard_limit.value",
        "vasopressin.toml, preparation[1]",
    ]
    assert "Call pharmacy" in err


# diff


def test_two_protocols_are_compared_in_sentences(
    site: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Old and new value of each field that differs, also when the file was renamed."""
    text = spoil(PROTOCOL, 'id = "ours"', 'id = "theirs"')
    text = spoil(text, 'value = "90 min"', 'value = "60 min"')
    (tmp_path / "theirs.toml").write_text(text)
    before = str(site / "protocols" / "ours.toml")
    assert titrator("policy", "diff", before, str(tmp_path / "theirs.toml")) == 0
    assert printed(capsys) == [
        "protocol, id: was ours, is now theirs.",
        "protocol, parameters.hold: was 90 min, is now 60 min.",
    ]


def test_two_libraries_are_compared_in_sentences(
    site: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Folders of drug files; a drug that is gone shows line by line."""
    (tmp_path / "new").mkdir()
    tighter = spoil(NOREPINEPHRINE, '"1 mcg/kg/min"', '"0.8 mcg/kg/min"')
    (tmp_path / "new" / "norepinephrine.toml").write_text(tighter)
    (tmp_path / "new" / "vasopressin.toml").write_text(VASOPRESSIN)
    old, new = str(site / "drug_library"), str(tmp_path / "new")
    assert titrator("policy", "diff", old, new) == 0
    sentence = "norepinephrine, hard_limit: was 1 mcg/kg/min, is now 0.8 mcg/kg/min."
    assert printed(capsys) == [sentence]
    assert titrator("policy", "diff", old, new, "--json") == 0
    assert printed_object(capsys) == {
        "before": old,
        "after": new,
        "changes": [{"owner": "norepinephrine", "field": "hard_limit", "text": sentence}],
    }


def test_a_folder_does_not_differ_from_itself(
    site: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Library and protocols of a hospital, compared whole."""
    assert titrator("policy", "diff", str(site), str(site)) == 0
    assert printed(capsys) == ["No difference."]


def test_a_library_and_a_protocol_are_not_compared(
    site: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Exit 1, and what to name instead."""
    library, protocol = site / "drug_library", site / "protocols" / "ours.toml"
    assert titrator("policy", "diff", str(library), str(protocol)) == 1
    err = capsys.readouterr().err
    assert "are not of a kind." in err
    assert "two protocol files" in err


def test_a_faulty_side_is_not_compared(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A difference from a file that cannot be trusted would mean nothing."""
    protocol = site / "protocols" / "ours.toml"
    before = str(resources.resource_path("protocols/norepinephrine-first.toml"))
    protocol.write_text(spoil(PROTOCOL, 'value = "90 min"', 'value = "5 h"'))
    assert titrator("policy", "diff", before, str(protocol), "--json") == 1
    found = printed_object(capsys)
    assert [fault["code"] for fault in found["faults"]] == ["OUTSIDE_RANGE"]


@pytest.mark.parametrize("arguments", [["policy"], ["policy", "diff", "a"], ["policy", "mend"]])
def test_wrong_usage_ends_with_2(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    """As every command does."""
    with pytest.raises(SystemExit) as ended:
        titrator(*arguments)
    assert ended.value.code == 2
    assert "usage" in capsys.readouterr().err
