"""The escalation card: shown at vasopressin's limit with MAP below target, and only then."""

from __future__ import annotations

import pytest

from tests.support.shift import VASOPRESSIN, Shift, moment, opened, weaning
from titrator.core.escalation import escalation


def card(shift: Shift, at: str) -> tuple[str, ...]:
    """The card at a time."""
    return escalation(shift.bed.state, shift.policy, moment(at))


@pytest.mark.rule("R14")
@pytest.mark.rule("R15")
@pytest.mark.rule("R16")
def test_at_the_limit_with_low_map_the_prescriber_is_told_what_the_article_names() -> None:
    """0.03 units/min is the order's maximum: epinephrine, dobutamine, hydrocortisone."""
    shift = weaning()
    shift.at("08:08").assessment(64)
    lines = card(shift, "08:08")
    assert lines[0] == "Vasopressin is at its limit and is not raised."
    assert lines[1] == "A third agent is epinephrine 0.05 to 2 mcg/kg/min, not more vasopressin."
    assert lines[2] == "Dobutamine 2.5 to 20 mcg/kg/min if perfusion stays low although MAP is met."
    assert (
        lines[3]
        == "Hydrocortisone 200 mg per day if several vasopressors do not hold the pressure."
    )


def test_it_stays_away_while_map_is_on_target_or_vasopressin_below_its_limit() -> None:
    """MAP 65; 8.9 mL/h of 9; vasopressin off or never recorded; nothing assessed."""
    assert card(weaning(), "08:05") == ()
    at_target = weaning()
    at_target.at("08:08").assessment(65)
    assert card(at_target, "08:08") == ()
    below = weaning(vasopressin="8.9 mL/h")
    below.at("08:08").assessment(64)
    assert card(below, "08:08") == ()
    absent = weaning(vasopressin=None)
    absent.at("08:08").assessment(64)
    assert card(absent, "08:08") == ()
    absent.at("08:09").infusion(VASOPRESSIN, "0 mL/h")
    assert card(absent, "08:09") == ()
    assert card(opened(), "08:00") == ()


def test_without_an_order_the_hard_cap_is_the_limit() -> None:
    """12 mL/h is 0.04 units/min, the cap itself; 11.9 mL/h is below it."""
    for rate, applies in (("12 mL/h", True), ("11.9 mL/h", False)):
        shift = weaning(vasopressin=None)
        shift.at("08:06").infusion(VASOPRESSIN, rate)
        shift.at("08:08").assessment(64)
        assert bool(card(shift, "08:08")) is applies
