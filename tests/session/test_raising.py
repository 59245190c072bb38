"""What going up to a named dose would need at the pump, before anything is set or recorded."""

from __future__ import annotations

import pytest

from tests.support.shift import VASOPRESSIN, Shift, moment, weaning
from titrator.session.raising import RaisePreview, raise_preview


def seen(shift: Shift, at: str, drug: str, to: str) -> RaisePreview:
    """The preview at a time, in UTC."""
    return raise_preview(shift.bed.state, shift.policy, moment(at), drug=drug, to=to)


def low() -> Shift:
    """The article's patient with MAP 60 at 08:12."""
    shift = weaning()
    shift.at("08:12").assessment("60")
    return shift


@pytest.mark.rule("R1")
def test_the_rate_is_the_nearest_settable_one() -> None:
    """0.04 mcg/kg/min at 70 kg and 16 mcg/mL is 10.5 mL/h exactly."""
    preview = seen(low(), "08:13", "norepinephrine", "0.04 mcg/kg/min")
    assert preview == RaisePreview(pump_rate="10.5 mL/h", pump_rate_number="10.5", refused=())


@pytest.mark.rule("R1")
def test_the_same_rate_is_then_accepted() -> None:
    """What the preview names is what the act takes."""
    shift = low()
    rate = seen(shift, "08:13", "norepinephrine", "0.055 mcg/kg/min").pump_rate
    assert rate == "14.4 mL/h"
    line = shift.at("08:13").back_up("norepinephrine", rate, to="0.055 mcg/kg/min")
    assert line.accepted


@pytest.mark.rule("R12")
def test_above_the_order_it_says_why_not() -> None:
    """Vasopressin is ordered up to 0.03 units/min; 0.04 is refused, without a rate."""
    preview = seen(low(), "08:13", VASOPRESSIN, "0.04 units/min")
    assert [one.code for one in preview.refused] == ["ABOVE_ORDER_MAXIMUM"]
    assert preview.pump_rate == ""


@pytest.mark.rule("R1")
def test_without_need_it_says_why_not() -> None:
    """With MAP on target nothing goes above the last tolerated dose."""
    preview = seen(weaning(), "08:06", "norepinephrine", "0.05 mcg/kg/min")
    codes = [one.code for one in preview.refused]
    assert codes == ["NOREPINEPHRINE_UP_TO_SPARE_VASOPRESSIN"]


def test_asking_changes_nothing() -> None:
    """The bed is as it was, and the log has no entry of it."""
    shift = low()
    before, entries = shift.bed.state, len(shift.bed.entries)
    seen(shift, "08:13", "norepinephrine", "0.04 mcg/kg/min")
    assert shift.bed.state == before
    assert len(shift.bed.entries) == entries
