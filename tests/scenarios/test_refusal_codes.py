"""Every refusal code and every warning can be reached, by a person at a bed or at a command line."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from tests.support.policy_texts import NOREPINEPHRINE as NOREPINEPHRINE_FILE
from tests.support.policy_texts import VASOPRESSIN as VASOPRESSIN_FILE
from tests.support.shift import (
    INCOMPLETE,
    NOREPINEPHRINE,
    OMIT,
    VASOPRESSIN,
    WORSE,
    Line,
    Shift,
    a_second_check,
    iso,
    opened,
    prepared,
    weaning,
)
from titrator.__main__ import main
from titrator.core.events import CommandRefused
from titrator.core.findings import Code
from titrator.core.policy_fault import PolicyFileError
from titrator.session.policy import LoadedPolicy, load_policy
from titrator.store.errors import LogNotWritten, VersionConflict
from titrator.store.memory_log import MemoryLog

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from titrator.store.record import NewRecord, StoredRecord


class BrokenLog(MemoryLog):
    """A log that takes `entries` entries and then fails as `error`."""

    def __init__(self, entries: int, error: LogNotWritten) -> None:
        super().__init__()
        self.left = entries
        self.error: LogNotWritten | None = error

    def append(self, record: NewRecord) -> StoredRecord:
        """Fails once its entries are used up, until it is mended."""
        if self.left == 0 and self.error is not None:
            raise self.error
        self.left -= 1
        return super().append(record)


def a_step(shift: Shift, drug: str, to: str, shows: str | None) -> set[str]:
    """What a step at 08:06 was refused with, or noticed."""
    line = shift.at("08:06").step(drug, to, shows)
    return line.codes | line.findings


def held() -> Shift:
    """A low MAP at 08:07 started a hold."""
    shift = weaning()
    shift.at("08:07").assessment(60)
    return shift


def prescriber_needed() -> set[str]:
    """A second hold begins within 12 h, an hour after its last bad reading."""
    shift = held()
    shift.at("09:07").assessment()
    shift.at("09:07").resume()
    shift.at("09:08").assessment(60)
    shift.at("10:08").assessment()
    return shift.at("10:08").resume().codes


def not_reachable() -> set[str]:
    """0.04 by 0.01, on a pump that moves by 0.0133."""
    bags = {
        NOREPINEPHRINE: {"amount": "16 mg", "volume": "50 mL"},
        VASOPRESSIN: {"amount": "20 units", "volume": "100 mL"},
    }
    shift = weaning("0.3 mL/h", weight="40 kg", bags=bags)
    return a_step(shift, NOREPINEPHRINE, "0.03 mcg/kg/min", "0.2 mL/h")


def smaller_than_ordered() -> set[str]:
    """From 0.04 by 0.01 the pump goes to 0.032."""
    bags = {
        NOREPINEPHRINE: {"amount": "24 mg", "volume": "100 mL"},
        VASOPRESSIN: {"amount": "20 units", "volume": "100 mL"},
    }
    shift = weaning("1 mL/h", weight="100 kg", bags=bags)
    return a_step(shift, NOREPINEPHRINE, "0.03 mcg/kg/min", "0.8 mL/h")


def suspended() -> set[str]:
    """The reassessment of 08:10 is more than 10 minutes overdue."""
    line = weaning().at("08:20:01").step(NOREPINEPHRINE, "0.02 mcg/kg/min", "5.3 mL/h")
    return line.codes


def log_not_written() -> set[str]:
    """The log takes the first entry and fails at the second."""
    shift = Shift(log=BrokenLog(1, LogNotWritten("the disk is full")))
    shift.at("08:00").open()
    return shift.at("08:01").infusion(NOREPINEPHRINE, "7.9 mL/h").codes


def new_bag(**fields: object) -> set[str]:
    """A bag of twice the strength."""
    double = {"amount": "8 mg", "volume": "250 mL"}
    return weaning().at("08:06").bag(NOREPINEPHRINE, "4 mL/h", **double, **fields).codes


def without_need() -> set[str]:
    """Norepinephrine up by choice, with MAP 72."""
    line = weaning().at("08:06").back_up(NOREPINEPHRINE, "10.5 mL/h", to="0.04 mcg/kg/min")
    return line.codes


def far_up() -> set[str]:
    """From 0.03 to 0.1 with a low MAP."""
    line = held().at("08:08").back_up(NOREPINEPHRINE, "26.3 mL/h", to="0.1 mcg/kg/min")
    return line.findings


def started(vasopressin: str) -> Line:
    """What came of starting at 08:05 with vasopressin at this pump rate."""
    return prepared(vasopressin=vasopressin).at("08:05").start()


def assessed(**fields: object) -> set[str]:
    """What a start after an assessment with these fields was refused with."""
    shift = prepared()
    shift.at("08:04:40").act(
        "record_assessment",
        **{"map_mmhg": 72, "map_source": "arterial_line", "perfusion": {}} | fields,
    )
    return shift.at("08:05").start().codes


def too_early() -> set[str]:
    """A second step six minutes after the first."""
    shift = weaning("18.4 mL/h")
    shift.at("08:06").step(NOREPINEPHRINE, "0.06 mcg/kg/min", "15.8 mL/h")
    shift.at("08:11").assessment()
    return shift.at("08:12").step(NOREPINEPHRINE, "0.05 mcg/kg/min", "13.2 mL/h").codes


WAYS: dict[Code, Callable[[], set[str]]] = {
    Code.NOT_A_NUMBER: lambda: opened().at("08:01").infusion(NOREPINEPHRINE, "7,9 mL/h").codes,
    Code.UNIT_MISMATCH: lambda: opened().at("08:01").infusion(NOREPINEPHRINE, "7.9").codes,
    Code.WEIGHT_MISSING: lambda: Shift().at("08:00").open(weight_kind=OMIT).codes,
    Code.WEIGHT_IMPLAUSIBLE: lambda: Shift().at("08:00").open("20 kg").codes,
    Code.CONCENTRATION_MISSING: lambda: (
        opened().at("08:01").infusion(NOREPINEPHRINE, "7.9 mL/h", amount=OMIT).codes
    ),
    Code.ABOVE_HARD_CAP: lambda: started("12.1 mL/h").codes,
    Code.ABOVE_ORDER_MAXIMUM: lambda: started("9.1 mL/h").codes,
    Code.BELOW_ZERO: lambda: opened().at("08:01").infusion(NOREPINEPHRINE, "-7.9 mL/h").codes,
    Code.NOT_REACHABLE_ON_PUMP: not_reachable,
    Code.PUMP_MISMATCH: lambda: a_step(weaning(), NOREPINEPHRINE, "0.02 mcg/kg/min", "5.2 mL/h"),
    Code.ORDER_INCOMPLETE: lambda: opened().at("08:01").order(NOREPINEPHRINE, route=OMIT).codes,
    Code.ORDER_NOT_IN_FORCE: lambda: (
        prepared(orders={NOREPINEPHRINE: {"valid_until": iso("08:04")}}).at("08:05").start().codes
    ),
    Code.START_GATE_NOT_MET: lambda: opened().at("08:01").start().codes,
    Code.ASSESSMENT_MISSING: lambda: opened().at("08:01").start().codes,
    Code.ASSESSMENT_STALE: lambda: prepared().at("08:30").start().codes,
    Code.MAP_BELOW_TARGET: lambda: assessed(map_mmhg=64),
    Code.MAP_IMPLAUSIBLE: lambda: opened().at("08:01").assessment(300).codes,
    Code.MAP_SOURCE_NOT_ALLOWED: lambda: assessed(map_source="cuff"),
    Code.PERFUSION_WORSE: lambda: assessed(perfusion=WORSE),
    Code.PERFUSION_NOT_ASSESSED: lambda: assessed(perfusion=INCOMPLETE),
    Code.STEP_TOO_EARLY: too_early,
    Code.STEP_TOO_LARGE: lambda: a_step(weaning(), NOREPINEPHRINE, "0.01 mcg/kg/min", "2.7 mL/h"),
    Code.OUT_OF_WEAN_ORDER: lambda: a_step(weaning(), VASOPRESSIN, "0.02 units/min", "6 mL/h"),
    Code.NOREPINEPHRINE_UP_TO_SPARE_VASOPRESSIN: without_need,
    Code.ON_HOLD: lambda: a_step(held(), NOREPINEPHRINE, "0.02 mcg/kg/min", "5.3 mL/h"),
    Code.HOLD_TOO_SHORT: lambda: held().at("08:08").resume().codes,
    Code.PRESCRIBER_NEEDED: prescriber_needed,
    Code.SUSPENDED: suspended,
    Code.CLOCK_NOT_TRUSTED: lambda: weaning().at("08:00").look().findings,
    Code.ABRUPT_STOP: lambda: a_step(weaning(), VASOPRESSIN, "off", None),
    Code.SECOND_CHECK_NEEDED: new_bag,
    Code.SECOND_CHECK_MISMATCH: lambda: new_bag(second_check=a_second_check("8 mg", "500 mL")),
    Code.NOT_RUNNING: lambda: opened().at("08:01").start().codes,
    Code.NOT_A_REDUCTION: lambda: a_step(weaning(), NOREPINEPHRINE, "0.04 mcg/kg/min", "1 mL/h"),
    Code.OUT_OF_SCOPE: lambda: Shift().at("08:00").open(adult=False).codes,
    Code.UNKNOWN_DRUG: lambda: opened().at("08:01").infusion("levophed", "7.9 mL/h").codes,
    Code.WRONG_PHASE: lambda: opened().at("08:01").hold().codes,
    Code.LOG_NOT_WRITTEN: log_not_written,
    Code.ABOVE_SOFT_LIMIT: lambda: opened().at("08:01").infusion(VASOPRESSIN, "9.1 mL/h").findings,
    Code.LARGE_CHANGE: lambda: weaning().at("08:06").infusion(NOREPINEPHRINE, "1 mL/h").findings,
    Code.STEP_SMALLER_THAN_ORDERED: smaller_than_ordered,
    Code.OUTSIDE_ORDERED_INCREMENT: far_up,
    Code.TARGETS_DIFFER: lambda: (
        prepared().at("08:05").order(VASOPRESSIN, map_target_mmhg=70).findings
    ),
}
"""How each code is reached at a bed. The others are reached below, with files or by a command."""

ELSEWHERE = {
    Code.ABOVE_LIBRARY_LIMIT,
    Code.PROTOCOL_LOOSER_THAN_CEILING,
    Code.LIMIT_NOT_CHECKED,
    Code.NOT_VERIFIED,
}


@pytest.mark.parametrize("code", list(Code))
def test_every_code_can_be_reached(code: Code) -> None:
    """A code that is named and never given would be a rule that is never kept."""
    assert (code in WAYS) is not (code in ELSEWHERE)
    if code in WAYS:
        assert code.value in WAYS[code]()


def tightened(folder: Path, vasopressin: str = VASOPRESSIN_FILE) -> LoadedPolicy:
    """A hospital's library of two drugs."""
    (folder / "norepinephrine.toml").write_text(NOREPINEPHRINE_FILE)
    (folder / "vasopressin.toml").write_text(vasopressin)
    return load_policy(library_dir=folder, protocol_file=None)


@pytest.mark.ruling(27)
@pytest.mark.hazard("H32")
def test_a_hospital_s_tighter_limit_is_named_as_the_library_s(tmp_path: Path) -> None:
    """Norepinephrine up to 1 mcg/kg/min there: 1 passes, the next pump rate does not."""
    policy = tightened(tmp_path)
    shift = opened(policy=policy)
    # 16 mcg/mL, 70 kg: 262.5 mL/h is exactly 1 mcg/kg/min.
    assert shift.at("08:01").infusion(NOREPINEPHRINE, "262.5 mL/h").findings == set()
    line = shift.at("08:02").infusion(NOREPINEPHRINE, "262.6 mL/h")
    assert (line.accepted, line.findings) == (True, {"ABOVE_LIBRARY_LIMIT"})
    line = shift.at("08:03").order(NOREPINEPHRINE, maximum="1.0001 mcg/kg/min")
    assert line.codes == {"ABOVE_LIBRARY_LIMIT"}
    assert "ABOVE_LIBRARY_LIMIT" in shift.at("08:04").start().codes


@pytest.mark.rule("R12")
@pytest.mark.hazard("H32")
@pytest.mark.parametrize(
    ("limit", "is_taken"), [("0.04", True), ("0.0401", False), ("0.06", False)]
)
def test_a_library_looser_than_a_ceiling_is_refused(
    tmp_path: Path, limit: str, *, is_taken: bool
) -> None:
    """Naming file, field and both values; nothing of it is used."""
    file = VASOPRESSIN_FILE.replace('"0.04 units/min"', f'"{limit} units/min"')
    if is_taken:
        assert tightened(tmp_path, file).library.drug("vasopressin").name == "vasopressin"
        return
    with pytest.raises(PolicyFileError) as refused:
        tightened(tmp_path, file)
    faults = [one for one in refused.value.faults if one.code == "PROTOCOL_LOOSER_THAN_CEILING"]
    assert faults[0].file == "vasopressin.toml"
    assert faults[0].field.startswith("hard_limit")
    assert limit in faults[0].sentence
    assert "0.04 units/min" in faults[0].sentence


def test_a_per_kg_limit_without_a_weight_is_said_to_be_unchecked(
    capsys: pytest.CaptureFixture[str],
) -> None:
    """The conversion per minute goes on without the weight, the limit cannot."""
    bag = ["--drug", "norepinephrine", "--amount", "4 mg", "--volume", "250 mL"]
    assert main(["convert", *bag, "--dose", "5 mcg/min", "--json"]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert "LIMIT_NOT_CHECKED" in {one["code"] for one in answer["findings"]}


def test_a_figure_without_review_is_said_to_be_unverified(
    capsys: pytest.CaptureFixture[str],
) -> None:
    """A factor that nobody compared with its source is counted and flagged."""
    codes: set[str] = set()
    for formula in ("goradia-2021", "kotani-2023", "khanna-2017", "mimic-code"):
        asked = ["--infusion", "vasopressin 0.03 units/min", "--weight", "70 kg"]
        assert main(["equivalent", *asked, "--formula", formula, "--json"]) == 0
        answer = json.loads(capsys.readouterr().out)
        codes |= {one["code"] for one in answer["findings"]}
    assert "NOT_VERIFIED" in codes


@pytest.mark.hazard("H34", "H35")
@pytest.mark.parametrize("error", [LogNotWritten("the disk is full"), VersionConflict()])
def test_what_could_not_be_logged_is_not_acknowledged(error: LogNotWritten) -> None:
    """The step is refused, the dose stays, and once the log is mended it can be recorded."""
    log = BrokenLog(8, error)
    shift = weaning(log=log)
    line = shift.at("08:06").step(NOREPINEPHRINE, "0.02 mcg/kg/min", "5.3 mL/h")
    assert (line.codes, line.events, line.rate()) == ({"LOG_NOT_WRITTEN"}, [], "7.9 mL/h")
    assert shift.folded() == shift.bed.state
    line = shift.at("08:06:10").back_up(NOREPINEPHRINE, "10.5 mL/h", to="0.04 mcg/kg/min")
    assert line.codes == {"NOREPINEPHRINE_UP_TO_SPARE_VASOPRESSIN", "LOG_NOT_WRITTEN"}
    assert shift.at("08:06:20").look().accepted
    log.error = None
    assert shift.at("08:06:30").step(NOREPINEPHRINE, "0.02 mcg/kg/min", "5.3 mL/h").accepted
    assert shift.folded() == shift.bed.state


def test_every_refusal_has_its_four_parts() -> None:
    """What was refused with its value, the rule with its source, and what can be done now."""
    shift = weaning()
    shift.at("08:06").step(NOREPINEPHRINE, "0.02 mcg/kg/min", "5.3 mL/h")
    shift.at("08:07").assessment(60, map_source="cuff", perfusion=WORSE | {"skin": "not_assessed"})
    shift.at("08:08").discontinue(VASOPRESSIN)
    line = shift.at("08:12:01").step(VASOPRESSIN, "0.01 units/min", "3 mL/h")
    refused = shift.bed.entries[-1].entry.events[-1]
    assert isinstance(refused, CommandRefused)
    assert {one.code.value for one in refused.refusals} == line.codes
    assert len(line.codes) == 10
    for one in refused.refusals:
        assert all((one.text, one.rule, one.source, one.next_action))
