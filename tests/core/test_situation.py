"""What every decision shares: a large change, and whether the pump confirms a rate."""

from __future__ import annotations

from fractions import Fraction

import msgspec
import pytest

from tests.support.drugs import quantity
from tests.support.shift import moment, shipped_policy
from titrator.core.events import Stamp
from titrator.core.limits import DoseRate
from titrator.core.phase import Phase
from titrator.core.policy import Policy
from titrator.core.situation import Situation, against_pump, wrong_phase
from titrator.core.state import EMPTY


def a_bed(large_change_percent: int = 50) -> Situation:
    """An empty bed at 08:00 under a protocol that flags changes from this percentage on."""
    shipped = shipped_policy()
    parameters = msgspec.structs.replace(
        shipped.protocol.parameters, large_change_percent=Fraction(large_change_percent)
    )
    protocol = msgspec.structs.replace(shipped.protocol, parameters=parameters)
    stamp = Stamp(at=moment("08:00"), by="AB", line=1)
    policy = Policy(library=shipped.library, protocol=protocol)
    return Situation(state=EMPTY, policy=policy, stamp=stamp)


def a_dose(text: str) -> DoseRate:
    """A dose per minute."""
    return DoseRate(per_minute=quantity(text), weight=None)


def test_a_situation_tells_its_time_and_its_phase() -> None:
    """The time is the stamp's; a bed that is not open is in setup."""
    assert (a_bed().now, a_bed().phase) == (moment("08:00"), Phase.SETUP)


@pytest.mark.ruling(27)
@pytest.mark.hazard("H06")
@pytest.mark.parametrize(
    ("before", "after", "text"),
    [
        ("2 mcg/min", "4 mcg/min", "drug: the new dose is 100 % higher than the last one."),
        ("2 mcg/min", "3.99 mcg/min", ""),
        ("2 mcg/min", "1 mcg/min", "drug: the new dose is 50 % lower than the last one."),
        ("2 mcg/min", "1.01 mcg/min", ""),
        ("2 mcg/min", "20 mcg/min", "drug: the new dose is 900 % higher than the last one."),
        ("2 mcg/min", "0.2 mcg/min", "drug: the new dose is 90 % lower than the last one."),
        ("2 mcg/min", "0 mcg/min", "drug: the new dose is 100 % lower than the last one."),
        ("2 mcg/min", "2 mcg/min", ""),
        ("0 mcg/min", "2 mcg/min", ""),
        ("0 mcg/min", "0 mcg/min", ""),
    ],
)
def test_a_dose_doubled_or_halved_is_flagged_with_its_percentage(
    before: str, after: str, text: str
) -> None:
    """Exactly double and exactly half count; from zero nothing does."""
    found = a_bed().large_change("drug", a_dose(before), a_dose(after))
    assert [one.text for one in found] == ([text] if text else [])
    assert all(one.code == "LARGE_CHANGE" for one in found)


@pytest.mark.parametrize(
    ("after", "is_large"),
    [("3 mcg/min", True), ("3.01 mcg/min", False), ("5.33 mcg/min", False), ("5.34 mcg/min", True)],
)
def test_a_stricter_site_flags_the_increase_that_undoes_its_reduction_too(
    after: str, *, is_large: bool
) -> None:
    """25 % down counts there, and so does a third up: from 4 to 3, and from 4 to 5.3333."""
    assert bool(a_bed(25).large_change("drug", a_dose("4 mcg/min"), a_dose(after))) is is_large


@pytest.mark.hazard("H21", "H05")
@pytest.mark.parametrize(
    ("shows", "code", "text"),
    [
        ("5.3 mL/h", None, None),
        ("5.30 mL/h", None, None),
        (None, "PUMP_MISMATCH", "it: what the pump shows was not typed."),
        ("5.2 mL/h", "PUMP_MISMATCH", "it: the pump shows 5.2 mL/h, it must show 5.3 mL/h."),
        ("53 mL/h", "PUMP_MISMATCH", "it: the pump shows 53 mL/h, it must show 5.3 mL/h."),
        ("5.3", "UNIT_MISMATCH", None),
        ("5,3 mL/h", "NOT_A_NUMBER", None),
        ("-5.3 mL/h", "BELOW_ZERO", None),
        ("0.02 mcg/kg/min", "UNIT_MISMATCH", None),
    ],
)
def test_the_pump_confirms_exactly_one_rate(
    shows: str | None, code: str | None, text: str | None
) -> None:
    """Both rates are named; what cannot be read has its own code."""
    found = against_pump(shows, quantity("5.3 mL/h"), "it")
    assert [one.code.value for one in found] == ([] if code is None else [code])
    assert text is None or found[0].text == text


def test_the_wrong_phase_is_refused_with_the_sentence_given() -> None:
    """One finding, WRONG_PHASE."""
    (one,) = wrong_phase("Not now.").findings
    assert (one.code, one.text) == ("WRONG_PHASE", "Not now.")


@pytest.mark.ruling(27)
def test_a_site_that_flags_a_quarter_less_flags_a_third_more() -> None:
    """40 % more is higher, not lower; 25 % less is flagged, 24 % is not."""
    bed = a_bed(large_change_percent=25)

    def said(after: str) -> list[str]:
        return [one.text for one in bed.large_change("drug", a_dose("100 mcg/min"), a_dose(after))]

    assert said("140 mcg/min") == ["drug: the new dose is 40 % higher than the last one."]
    assert said("133 mcg/min") == []
    assert said("75 mcg/min") == ["drug: the new dose is 25 % lower than the last one."]
    assert said("76 mcg/min") == []
