"""Block charting: blocks of four hours, with the doses, the highest one, the changes and the MAP."""

from __future__ import annotations

from datetime import UTC

from tests.support.shift import NOREPINEPHRINE, Shift, moment, opened, weaning
from titrator.session.block_charting import block_lines


def lines(shift: Shift, at: str) -> tuple[str, ...]:
    """The block charting at a moment."""
    bed = shift.bed
    return block_lines(bed.entries, bed.state, shift.policy, moment(at), UTC)


def test_a_block_tells_its_doses_its_changes_and_its_pressures() -> None:
    """One reduction at 08:06: from 0.0301 to 0.0202, highest 0.0301."""
    shift = weaning()
    shift.at("08:06").step(NOREPINEPHRINE, "0.02 mcg/kg/min", "5.3 mL/h")
    shift.at("08:11").assessment(68)
    first = lines(shift, "08:20")[0]
    assert first.startswith("norepinephrine, block 08:0")
    assert "to 08:20: from 0.0301 mcg/kg/min to 0.0202 mcg/kg/min" in first
    assert "highest 0.0301 mcg/kg/min" in first
    assert "changes: 08:06 0.0202 mcg/kg/min" in first
    assert first.endswith("MAP 68 to 72 mmHg, 2 times")


def test_no_block_is_longer_than_four_hours_and_twelve_are_told() -> None:
    """At 23:00, blocks from 11:00, 15:00 and 19:00; nothing happened in them."""
    told = lines(weaning(), "23:00")
    of_one = [line for line in told if line.startswith("norepinephrine")]
    assert [line.split(",")[1].split(":")[0].strip() for line in of_one] == [
        "block 11",
        "block 15",
        "block 19",
    ]
    assert all("changes: none; no MAP" in line for line in of_one)


def test_a_drug_that_is_off_has_no_block_and_an_empty_bed_says_so() -> None:
    """Off through the whole block: nothing to chart."""
    shift = weaning()
    shift.at("08:06").infusion(NOREPINEPHRINE, "0 mL/h")
    assert not [line for line in lines(shift, "23:00") if line.startswith("norepinephrine")]
    assert lines(opened(), "08:00") == ("Nothing was recorded as running.",)
    assert lines(Shift(), "08:00") == ("Nothing was recorded as running.",)
