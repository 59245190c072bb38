"""What is read off devices and labels: weight, bag, pump rate, minutes, a moment."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from tests.support.drugs import NOREPINEPHRINE, VASOPRESSIN, a_bag, quantity
from titrator.core.findings import RefusedError
from titrator.core.readings import (
    is_given,
    read_bag,
    read_minutes,
    read_moment,
    read_pump_rate,
    read_weight,
)

if TYPE_CHECKING:
    from collections.abc import Callable


def weight(text: str | None, again: str | None = None, former: str | None = None) -> str:
    """The weight that was read, in kg, or the code it was refused with."""
    try:
        read = read_weight(
            text, kind="measured", again=again, former=None if former is None else quantity(former)
        )
    except RefusedError as refused:
        (one,) = refused.findings
        return one.code.value
    return f"{read.magnitude} {read.unit.symbol}"


@pytest.mark.ruling(31)
@pytest.mark.hazard("H01")
@pytest.mark.parametrize(
    ("text", "again", "former", "read"),
    [
        ("70 kg", None, None, "70 kg"),
        ("70 kg", "27 kg", None, "70 kg"),
        ("35 kg", None, None, "35 kg"),
        ("250 kg", None, None, "250 kg"),
        ("30 kg", "30 kg", None, "30 kg"),
        ("300 kg", "300 kg", None, "300 kg"),
        ("34.9 kg", None, None, "WEIGHT_IMPLAUSIBLE"),
        ("34.9 kg", "34.9 kg", None, "349/10 kg"),
        ("250.1 kg", "250.1", None, "WEIGHT_IMPLAUSIBLE"),
        ("29.9 kg", "29.9 kg", None, "WEIGHT_IMPLAUSIBLE"),
        ("300.1 kg", "300.1 kg", None, "WEIGHT_IMPLAUSIBLE"),
        ("77 kg", None, "70 kg", "77 kg"),
        ("77.1 kg", None, "70 kg", "WEIGHT_IMPLAUSIBLE"),
        ("77.1 kg", "77.1 kg", "70 kg", "771/10 kg"),
        ("63 kg", None, "70 kg", "63 kg"),
        ("62.9 kg", None, "70 kg", "WEIGHT_IMPLAUSIBLE"),
        (None, None, None, "WEIGHT_MISSING"),
        ("", None, None, "WEIGHT_MISSING"),
        ("154 lb", None, None, "UNIT_MISMATCH"),
        ("seventy", None, None, "NOT_A_NUMBER"),
        ("-70 kg", None, None, "BELOW_ZERO"),
    ],
)
def test_a_weight_is_read_in_kilograms_and_typed_twice_where_unusual(
    text: str | None, again: str | None, former: str | None, read: str
) -> None:
    """35 to 250 kg and 10 % are the ends, both included."""
    assert weight(text, again, former) == read


@pytest.mark.ruling(32)
@pytest.mark.parametrize("kind", [None, "guessed", "", "Measured"])
def test_a_weight_without_how_it_is_known_is_missing(kind: str | None) -> None:
    """Measured, stated or estimated; nothing else."""
    with pytest.raises(RefusedError) as refused:
        read_weight("70 kg", kind=kind, again=None, former=None)
    assert [one.code.value for one in refused.value.findings] == ["WEIGHT_MISSING"]


@pytest.mark.ruling(32)
def test_everything_that_is_wrong_with_a_weight_or_a_label_is_named_at_once() -> None:
    """The kind and the number; amount and volume."""
    with pytest.raises(RefusedError) as refused:
        read_weight("70,5 kg", kind="guessed", again=None, former=None)
    codes = [one.code.value for one in refused.value.findings]
    assert codes == ["WEIGHT_MISSING", "NOT_A_NUMBER"]
    with pytest.raises(RefusedError) as refused:
        read_bag(NOREPINEPHRINE, amount="4,0 mg", volume="-250 mL")
    assert [one.code.value for one in refused.value.findings] == ["NOT_A_NUMBER", "BELOW_ZERO"]


@pytest.mark.ruling(32)
def test_a_bag_is_read_as_its_label_says() -> None:
    """4 mg in 250 mL is 16 mcg/mL, 4000 mcg in 0.25 L too."""
    bag = read_bag(NOREPINEPHRINE, amount="4 mg", volume="250 mL")
    assert bag == a_bag("4 mg", "250 mL")
    assert bag.concentration == quantity("16 mcg/mL")
    other = read_bag(NOREPINEPHRINE, amount="4000 mcg", volume="0.25 L")
    assert other.concentration == bag.concentration


@pytest.mark.ruling(32)
@pytest.mark.hazard("H04")
@pytest.mark.parametrize(
    ("amount", "volume", "code"),
    [
        (None, "250 mL", "CONCENTRATION_MISSING"),
        ("4 mg", None, "CONCENTRATION_MISSING"),
        ("0 mg", "250 mL", "CONCENTRATION_MISSING"),
        ("4 mg", "0 mL", "CONCENTRATION_MISSING"),
        ("4 units", "250 mL", "UNIT_MISMATCH"),
        ("4 mL", "250 mL", "UNIT_MISMATCH"),
        ("4 mg", "250 mg", "UNIT_MISMATCH"),
        ("4", "250 mL", "UNIT_MISMATCH"),
        ("four mg", "250 mL", "NOT_A_NUMBER"),
        ("-4 mg", "250 mL", "BELOW_ZERO"),
    ],
)
def test_a_label_that_gives_no_concentration_is_refused(
    amount: str | None, volume: str | None, code: str
) -> None:
    """Missing, zero, another drug's unit, or no number."""
    with pytest.raises(RefusedError) as refused:
        read_bag(NOREPINEPHRINE, amount=amount, volume=volume)
    assert [one.code.value for one in refused.value.findings] == [code]


@pytest.mark.ruling(32)
def test_the_sentence_about_another_drug_s_unit_names_drug_and_value() -> None:
    """Vasopressin is not measured in mg."""
    with pytest.raises(RefusedError) as refused:
        read_bag(VASOPRESSIN, amount="20 mg", volume="100 mL")
    (one,) = refused.value.findings
    assert one.text == "vasopressin is not measured in mg: amount 20 mg was not taken."


@pytest.mark.parametrize(("text", "rate"), [("7.9 mL/h", "7.9 mL/h"), ("0.5 mL/min", "30 mL/h")])
def test_a_pump_rate_is_read_as_millilitres_per_hour(text: str, rate: str) -> None:
    """The unit that pumps show."""
    assert read_pump_rate(text) == quantity(rate)


@pytest.mark.parametrize(
    ("text", "span"),
    [
        ("15", timedelta(minutes=15)),
        ("0.5", timedelta(seconds=30)),
        ("0", timedelta()),
        ("527040", timedelta(days=366)),
    ],
)
def test_minutes_are_read_as_a_span_of_up_to_a_year(text: str, span: timedelta) -> None:
    """A year is 366 days here."""
    assert read_minutes(text, "Interval") == span


@pytest.mark.parametrize("text", ["527040.1", "9" * 30, "15 min", "", None])
def test_what_can_be_no_interval_is_not_a_number(text: str | None) -> None:
    """Longer than a year, with a unit, or nothing."""
    with pytest.raises(RefusedError) as refused:
        read_minutes(text, "Interval")
    assert [one.code.value for one in refused.value.findings] == ["NOT_A_NUMBER"]


@pytest.mark.ruling(33)
@pytest.mark.hazard("H15")
@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2026-03-01T08:00:00Z", datetime(2026, 3, 1, 8, tzinfo=UTC)),
        ("2026-03-01T09:00:00+01:00", datetime(2026, 3, 1, 8, tzinfo=UTC)),
        ("1900-01-01T00:00:00Z", datetime(1900, 1, 1, tzinfo=UTC)),
        ("2999-12-31T23:59:59Z", datetime(2999, 12, 31, 23, 59, 59, tzinfo=UTC)),
    ],
)
def test_a_moment_is_read_with_its_zone_as_utc(text: str, moment: datetime) -> None:
    """The years 1900 to 2999, both included."""
    assert read_moment(text) == moment


@pytest.mark.ruling(33)
@pytest.mark.parametrize(
    "text",
    [
        None,
        "",
        "08:00",
        "2026-03-01",
        "2026-03-01T08:00:00",
        "yesterday",
        "1899-12-31T23:59:59Z",
        "3000-01-01T00:00:00Z",
        "2999-12-31T23:59:59-01:00",
        "9999-12-31T23:59:59-23:00",
        "0001-01-01T00:00:00+23:00",
    ],
)
def test_what_is_no_moment_is_none(text: str | None) -> None:
    """No zone, no time, or a year that no deadline can be worked out from."""
    assert read_moment(text) is None


@pytest.mark.hazard("H25")
def test_a_blank_is_not_given() -> None:
    """None, nothing, and spaces of any kind."""
    assert [is_given(text) for text in (None, "", " ", "\t\u00a0", "CD", " CD ")] == [
        False,
        False,
        False,
        False,
        True,
        True,
    ]


def sentence(read: Callable[[], object]) -> str:
    """What is said where something cannot be read."""
    with pytest.raises(RefusedError) as refused:
        read()
    (one,) = refused.value.findings
    return one.text


@pytest.mark.ruling(31)
@pytest.mark.hazard("H01")
@pytest.mark.parametrize(
    ("text", "kind", "said"),
    [
        ("70 kg", None, "How the weight is known is missing."),
        (
            *("70 kg", "guessed" * 5),
            'Weight is "guessedguessedguessedgue": it must be measured, stated or estimated.',
        ),
        (" ", "measured", "The weight is missing."),
        ("x", "measured", 'Weight "x" was not taken: it is not a number.'),
        ("70 lb", "measured", 'Weight "70 lb" was not taken: "lb" is not a unit here.'),
        ("29 kg", "measured", "Weight 29 kg is outside 30 kg to 300 kg."),
        ("34 kg", "measured", "Weight 34 kg is unusual and was not typed twice alike."),
    ],
)
def test_why_a_weight_is_not_taken_is_said(text: str, kind: str | None, said: str) -> None:
    assert sentence(lambda: read_weight(text, kind=kind, again=None, former=None)) == said


@pytest.mark.hazard("H01")
def test_typing_twice_is_asked_for_only_where_it_helps() -> None:
    """34 kg may be typed again; 301 kg is not taken however often, and that is said."""
    actions = []
    for text in ("34 kg", "301 kg"):
        with pytest.raises(RefusedError) as caught:
            read_weight(text, kind="measured", again=None, former=None)
        actions += [one.next_action for one in caught.value.findings]
    assert actions == [
        "Check that it is kg, then type it twice.",
        "Check that it is kg: no other weight is taken.",
    ]


@pytest.mark.ruling(32)
@pytest.mark.parametrize(
    ("amount", "volume", "said"),
    [
        (
            *(None, "250 mL"),
            "The bag of norepinephrine has no concentration: amount or volume is missing.",
        ),
        (
            *("4 mg", "0 mL"),
            "The bag of norepinephrine has no concentration: amount or volume is zero.",
        ),
        ("x", "250 mL", 'Amount "x" was not taken: it is not a number.'),
        ("4 mg", "x", 'Volume "x" was not taken: it is not a number.'),
    ],
)
def test_why_a_label_is_not_taken_is_said(amount: str | None, volume: str, said: str) -> None:
    assert sentence(lambda: read_bag(NOREPINEPHRINE, amount=amount, volume=volume)) == said


def test_why_a_pump_rate_or_an_interval_is_not_taken_is_said() -> None:
    """An interval may be 366 days, 527,040 minutes, and not one minute more."""
    assert sentence(lambda: read_pump_rate(None)) == "Pump rate is empty."
    assert sentence(lambda: read_pump_rate("7 mg/h")) == (
        'Pump rate "7 mg/h" was not taken: mg/h is not a unit of pump rate.'
    )
    assert read_minutes("527040", "Interval") == timedelta(days=366)
    assert sentence(lambda: read_minutes("527041", "Interval")) == (
        "Interval is longer than any interval."
    )


@pytest.mark.ruling(32)
@pytest.mark.parametrize("kind", ["measured", "stated", "estimated"])
def test_a_weight_may_be_known_in_three_ways(kind: str) -> None:
    assert read_weight("70 kg", kind=kind, again=None, former=None) == quantity("70 kg")
