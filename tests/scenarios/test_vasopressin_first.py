"""The draft protocol runs the other order: the wean order is a file, not a program."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from tests.support.shift import NOREPINEPHRINE, VASOPRESSIN, shipped_policy, weaning
from titrator import resources
from titrator.__main__ import main
from titrator.session.policy import ProtocolNotForBedsError, load_policy, require_for_a_bed
from titrator.session.replaying import load_named_policy

if TYPE_CHECKING:
    from pathlib import Path

    from tests.support.shift import Shift

DRAFT = "vasopressin-first"


def draft_file() -> Path:
    """The file as shipped."""
    return resources.resource_path(f"protocols/{DRAFT}.toml")


def under_the_draft(
    norepinephrine: str = "7.9 mL/h", vasopressin: str = "9 mL/h", **settings: Any
) -> Shift:
    """The article's patient under the draft, weaning since 08:05."""
    return weaning(norepinephrine, vasopressin, protocol=draft_file(), **settings)


@pytest.mark.rule("R2")
def test_vasopressin_is_advised_first() -> None:
    """The same patient, the other file: 0.02 units/min, and norepinephrine is out of order."""
    shift = under_the_draft()
    said = shift.last.advice
    assert (said["action"], said["drug"]) == ("reduce", VASOPRESSIN)
    assert (said["to"], said["pump_rate"]) == ("0.02 units/min", "6 mL/h")
    line = shift.at("08:06").step(NOREPINEPHRINE, "0.02 mcg/kg/min", "5.3 mL/h")
    assert line.codes == {"OUT_OF_WEAN_ORDER"}
    line = shift.at("08:06").step(NOREPINEPHRINE, "off")
    assert line.codes == {"OUT_OF_WEAN_ORDER", "ABRUPT_STOP"}
    line = shift.at("08:06").step(VASOPRESSIN, "0.02 units/min", "6 mL/h")
    assert (line.codes, line.opens_at, line.due_at) == (set(), "09:06", "10:06")


@pytest.mark.rule("R2")
def test_the_two_shipped_protocols_refuse_each_other_s_first_step() -> None:
    """What one advises, the other refuses as out of wean order."""
    other = weaning(policy=shipped_policy())
    line = other.at("08:06").step(VASOPRESSIN, "0.02 units/min", "6 mL/h")
    assert line.codes == {"OUT_OF_WEAN_ORDER"}
    assert other.at("08:06").step(NOREPINEPHRINE, "0.02 mcg/kg/min", "5.3 mL/h").accepted


@pytest.mark.rule("R2", "R11")
def test_the_whole_wean_runs_in_the_other_order() -> None:
    """Vasopressin 0.02, 0.01, off, then norepinephrine 0.02, 0.01, off."""
    shift = under_the_draft()
    acts = [
        ("08:06", VASOPRESSIN, "0.02 units/min", "6 mL/h"),
        ("09:06", VASOPRESSIN, "0.01 units/min", "3 mL/h"),
        ("10:06", VASOPRESSIN, "off", "0 mL/h"),
        ("10:21", NOREPINEPHRINE, "0.02 mcg/kg/min", "5.3 mL/h"),
        ("10:36", NOREPINEPHRINE, "0.01 mcg/kg/min", "2.7 mL/h"),
        ("10:51", NOREPINEPHRINE, "off", "0 mL/h"),
    ]
    for time, drug, to, rate in acts:
        line = reassessed_until(shift, time)
        action = "stop_drug" if to == "off" else "reduce"
        said = line.advice
        assert (said["action"], said["drug"], said["to"]) == (action, drug, to)
        assert shift.at(time).step(drug, to, rate).codes == set()
    assert (shift.last.phase, shift.last.action) == ("complete", "done")


def reassessed_until(shift: Shift, time: str) -> Any:
    """The view at `time`, with a good reassessment at every mark up to then."""
    while (mark := shift.last.reassess_at) is not None and mark <= time:
        assert shift.at(mark).assessment(70).accepted
    return shift.at(time).look()


@pytest.mark.rule("R12")
@pytest.mark.parametrize(
    ("maximum", "codes"), [("0.04", set[str]()), ("0.0401", {"ABOVE_HARD_CAP"})]
)
def test_the_ceiling_holds_under_any_protocol(maximum: str, codes: set[str]) -> None:
    """Order is data, the cap of vasopressin is not."""
    shift = under_the_draft()
    line = shift.at("08:06").order(VASOPRESSIN, maximum=f"{maximum} units/min")
    assert line.codes == codes


@pytest.mark.hazard("H49")
def test_a_draft_may_not_guide_a_real_bed() -> None:
    """It runs in a replay until a hospital approves a copy of it; the shipped one may guide."""
    draft = load_policy(library_dir=None, protocol_file=draft_file())
    assert not draft.may_guide_a_bed
    with pytest.raises(ProtocolNotForBedsError) as refused:
        require_for_a_bed(draft)
    assert "draft" in refused.value.sentence
    assert shipped_policy().may_guide_a_bed
    require_for_a_bed(shipped_policy())


def test_replay_takes_the_draft_by_its_name_or_its_path(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """`--protocol vasopressin-first` and the path of the file give the same lines."""
    named = load_named_policy(library_dir=None, protocol=DRAFT)
    assert named.protocol.id == DRAFT
    scenario = tmp_path / "one.jsonl"
    opening = {"at": "2026-03-01T08:00:00Z", "do": "open_episode", "bed": "1", "adult": True}
    opening |= {"weight": "70 kg", "weight_kind": "measured"}
    scenario.write_text(json.dumps(opening) + "\n")
    printed = []
    for protocol in (DRAFT, str(draft_file())):
        assert main(["replay", str(scenario), "--protocol", protocol]) == 0
        printed.append(capsys.readouterr().out)
    assert printed[0] == printed[1] != ""
