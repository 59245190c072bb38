"""How long a bag lasts at a steady rate, and what a period takes."""

from __future__ import annotations

from fractions import Fraction

import pytest

from tests.support.shift import shipped_policy
from titrator.core.bag_time import BagTime, bag_time
from titrator.core.conversion_entry import Entry
from titrator.core.findings import Code, RefusedError
from titrator.core.units import Spelling
from titrator.core.wording import as_typed

LIBRARY = shipped_policy().library
BAG = {"drug": "norepinephrine", "amount": "4 mg", "volume": "250 mL", "weight": "70 kg"}


def lasting(left: str = "", period: str = "", **fields: str) -> BagTime:
    """Of 4 mg in 250 mL."""
    return bag_time(Entry(**BAG | fields), left=left, period=period, library=LIBRARY)


def test_a_full_bag_lasts_its_volume_over_the_rate() -> None:
    """250 mL at 12.5 mL/h is 20 h."""
    found = lasting(rate="12.5 mL/h")
    assert found.lasts.magnitude == 20 * 60
    assert found.period is None


def test_what_is_left_counts_and_a_dose_runs_at_its_settable_rate() -> None:
    """0.07 mcg/kg/min is set to 18.4 mL/h: 92 mL last 5 h."""
    found = lasting("92 mL", dose="0.07 mcg/kg/min")
    assert as_typed(found.rate) == "18.4 mL/h"
    assert found.lasts.magnitude == 300


def test_a_period_takes_volume_drug_and_bags() -> None:
    """18.4 mL/h for 24 h is 441.6 mL, 7.0656 mg; with 100 mL left two more bags are begun."""
    period = lasting("100 mL", "24 h", rate="18.4 mL/h").period
    assert period is not None
    assert as_typed(period.volume) == "441.6 mL"
    assert as_typed(period.amount) == "7.0656 mg"
    assert period.bags == 3
    exactly = lasting("", "20 h", rate="12.5 mL/h").period
    assert exactly is not None
    assert exactly.bags == 1


def test_a_concentration_alone_needs_the_volume_left() -> None:
    """How many bags a period takes is then not known."""
    fields = {"amount": "", "volume": "", "concentration": "16 mcg/mL", "rate": "10 mL/h"}
    period = lasting("50 mL", "90 min", **fields).period
    assert period is not None
    assert period.bags is None
    assert period.volume.magnitude == Fraction(15)
    with pytest.raises(
        RefusedError,
        match=r"^Volume left is missing: a concentration alone does not say how much hangs\.$",
    ):
        lasting("", "", **fields)


@pytest.mark.parametrize(
    ("left", "period", "fields", "code"),
    [
        ("", "", {"rate": "0 mL/h"}, Code.NOT_RUNNING),
        ("300 mL", "", {"rate": "5 mL/h"}, Code.NOT_A_NUMBER),
        ("0 mL", "", {"rate": "5 mL/h"}, Code.NOT_A_NUMBER),
        ("", "24 hours", {"rate": "5 mL/h"}, Code.UNIT_MISMATCH),
        ("", "", {}, Code.NOT_A_NUMBER),
        ("", "", {"rate": "5 mL/h", "amount": "", "volume": ""}, Code.CONCENTRATION_MISSING),
        ("", "", {"dose": "3.1 mcg/kg/min"}, Code.ABOVE_HARD_CAP),
    ],
)
def test_what_cannot_be_worked_out_is_refused(
    left: str, period: str, fields: dict[str, str], code: Code
) -> None:
    with pytest.raises(RefusedError) as refused:
        lasting(left, period, **fields)
    assert code in {one.code for one in refused.value.findings}


@pytest.mark.parametrize(
    ("left", "period", "fields", "texts"),
    [
        (
            *("", "", {"rate": "0 mL/h"}),
            ["At 0 mL/h the bag does not run out: there is nothing to work out."],
        ),
        (
            *("250.1 mL", "", {"rate": "5 mL/h"}),
            ["More is left than the bag holds: read the label and the bag again."],
        ),
        ("0 mL", "", {"rate": "5 mL/h"}, ["Volume left was not taken: it is zero."]),
        ("", "0 h", {"rate": "5 mL/h"}, ["Period was not taken: it is zero."]),
        (
            *("x", "y", {"amount": "0 mg"}),
            [
                "The bag has no concentration: amount, volume or concentration is zero.",
                "Neither a dose nor a rate is given.",
                'Volume left "x" was not taken: it is not a number.',
                'Period "y" was not taken: it is not a number.',
            ],
        ),
        (
            *("", "", {"rate": "5 mL/h", "amount": "", "volume": "", "concentration": "16 mcg/mL"}),
            ["Volume left is missing: a concentration alone does not say how much hangs."],
        ),
    ],
)
def test_everything_that_is_wrong_is_said_at_once(
    left: str, period: str, fields: dict[str, str], texts: list[str]
) -> None:
    with pytest.raises(RefusedError) as refused:
        lasting(left, period, **fields)
    assert [one.text for one in refused.value.findings] == texts


def test_all_that_the_bag_holds_may_be_left() -> None:
    """And a drug outside the library lasts by its dose as by its rate."""
    assert lasting("250 mL", rate="12.5 mL/h").lasts.magnitude == 20 * 60
    other = lasting("", dose="200 mcg/h", drug="other")
    assert (as_typed(other.rate), as_typed(other.found.value)) == ("12.5 mL/h", "12.5 mL/h")
    assert as_typed(lasting("", rate="12.5 mL/h", drug="other").found.value) == (
        "3.33333333333 mcg/min"
    )


def test_a_rate_that_runs_is_taken_as_the_pump_shows_it() -> None:
    """25.1 mL at 12.55 mL/h last two hours, also where the usual pump is set by 0.1 mL/h."""
    found = lasting("25.1 mL", rate="12.55 mL/h")
    assert as_typed(found.rate) == "12.55 mL/h"
    assert found.lasts.magnitude == 120


def test_a_missing_bag_is_told_with_everything_else_that_is_wrong() -> None:
    with pytest.raises(RefusedError) as refused:
        lasting("x", "", rate="5 mL/h", amount="", volume="")
    assert [one.text for one in refused.value.findings] == [
        "norepinephrine was not converted: it needs amount and volume of the bag.",
        'Volume left "x" was not taken: it is not a number.',
    ]


def test_volume_and_period_are_spelled_as_loosely_as_the_rest() -> None:
    """Only where that was asked for: 100 ml and 1 hour are refused otherwise."""
    entry = Entry(**BAG, rate="10 ml/hr")
    loose = bag_time(
        entry, left="100 ml", period="1 hour", library=LIBRARY, spelling=Spelling.SYNONYMS
    )
    assert loose.lasts.magnitude == 600
    assert loose.period is not None
    assert as_typed(loose.period.volume) == "10 mL"
    with pytest.raises(RefusedError) as refused:
        bag_time(entry, left="100 ml", period="1 hour", library=LIBRARY)
    assert [one.code for one in refused.value.findings] == [Code.UNIT_MISMATCH] * 3
