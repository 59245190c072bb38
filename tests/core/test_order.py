"""An order as read, whether it is in force, and what it says when it is not taken."""

from __future__ import annotations

from datetime import timedelta
from fractions import Fraction
from typing import Any

import msgspec
import pytest

from tests.support.drugs import ANGIOTENSIN, NOREPINEPHRINE, VASOPRESSIN, quantity
from tests.support.shift import moment
from titrator.core.commands import RecordOrder
from titrator.core.drug_library import Drug
from titrator.core.findings import RefusedError
from titrator.core.order import Order, read_order

TYPED = RecordOrder(
    drug="norepinephrine",
    route="central",
    initial="0.05 mcg/kg/min",
    increment="0.01 mcg/kg/min",
    interval_min="15",
    maximum="0.5 mcg/kg/min",
    map_target_mmhg="65",
    prescriber="CD",
)


def read(
    typed: RecordOrder = TYPED,
    drug: Drug = NOREPINEPHRINE,
    running_for: timedelta | None = None,
    **fields: str | None,
) -> Order:
    """The order read at 08:00 for 70 kg, some of its fields replaced."""
    return read_order(
        msgspec.structs.replace(typed, **fields),
        drug,
        now=moment("08:00"),
        running_for=running_for,
        weight=quantity("70 kg"),
    )


def refused(**fields: Any) -> list[tuple[str, str]]:
    """Codes and sentences of the refusal."""
    with pytest.raises(RefusedError) as error:
        read(**fields)
    return [(one.code.value, one.text) for one in error.value.findings]


def test_an_order_holds_its_seven_elements() -> None:
    """Drug, route, initial rate, increment, frequency, maximum, endpoint."""
    order = read()
    assert (order.drug, order.route, order.prescriber) == ("norepinephrine", "central", "CD")
    assert order.initial == quantity("0.05 mcg/kg/min")
    assert order.increment == quantity("0.01 mcg/kg/min")
    assert order.maximum == quantity("0.5 mcg/kg/min")
    assert order.interval == timedelta(minutes=15)
    assert order.map_target_mmhg == Fraction(65)
    assert (order.recorded_at, order.valid_until) == (moment("08:00"), None)
    assert order.unit.symbol == "mcg/kg/min"


def test_everything_missing_is_named_in_one_sentence() -> None:
    """In the words of the order form."""
    assert refused(route=None, maximum="", prescriber=" ") == [
        (
            "ORDER_INCOMPLETE",
            "The order for norepinephrine was not taken; missing: route, maximum rate, prescriber.",
        )
    ]


@pytest.mark.ruling(26)
def test_every_zero_is_named() -> None:
    """Increment, maximum and frequency, each where it was read."""
    codes = refused(
        initial="0 mcg/kg/min", increment="0 mcg/kg/min", maximum="0 mcg/kg/min", interval_min="0"
    )
    assert codes == [
        ("ORDER_INCOMPLETE", "The order for norepinephrine was not taken; zero: frequency."),
        (
            "ORDER_INCOMPLETE",
            "The order for norepinephrine was not taken; zero: increment, maximum rate.",
        ),
    ]


def test_everything_that_is_wrong_with_an_order_is_named_at_once() -> None:
    """Missing, unreadable, outside its range, above a limit: not only the first."""
    faults = refused(
        route=None,
        initial="0.6 mcg/kg/min",
        maximum="3.1 mcg/kg/min",
        interval_min="15 min",
        map_target_mmhg="90",
        valid_until="tomorrow",
    )
    assert [code for code, _ in faults] == [
        "ORDER_INCOMPLETE",
        "NOT_A_NUMBER",
        "MAP_IMPLAUSIBLE",
        "ORDER_INCOMPLETE",
        "ABOVE_HARD_CAP",
    ]
    faults = refused(increment="0,01 mcg/kg/min", maximum="35 mcg/min", map_target_mmhg="")
    assert [code for code, _ in faults] == ["ORDER_INCOMPLETE", "NOT_A_NUMBER"]
    faults = refused(maximum="35 mcg/min", interval_min="-5")
    assert [code for code, _ in faults] == ["BELOW_ZERO", "UNIT_MISMATCH"]


@pytest.mark.ruling(26)
def test_a_limit_is_named_with_what_was_asked_and_what_is_allowed() -> None:
    """Both values stand in the sentence."""
    ((code, text),) = refused(maximum="3.01 mcg/kg/min")
    assert code == "ABOVE_HARD_CAP"
    assert text == "norepinephrine 3.01 mcg/kg/min is above the built-in ceiling of 3 mcg/kg/min."
    ((code, text),) = refused(initial="0.6 mcg/kg/min")
    assert code == "ABOVE_ORDER_MAXIMUM"


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"increment": "0.01 units/min"}, "UNIT_MISMATCH"),
        ({"increment": "0.01 mg/kg/min"}, "UNIT_MISMATCH"),
        ({"increment": "1 mcg/min"}, "UNIT_MISMATCH"),
        ({"increment": "0.01"}, "UNIT_MISMATCH"),
        ({"map_target_mmhg": "59.9"}, "MAP_IMPLAUSIBLE"),
        ({"map_target_mmhg": "85.1"}, "MAP_IMPLAUSIBLE"),
        ({"map_target_mmhg": "65 mmHg"}, "NOT_A_NUMBER"),
        ({"valid_until": "tomorrow"}, "ORDER_INCOMPLETE"),
        ({"valid_until": "2026-03-02T08:00:00"}, "ORDER_INCOMPLETE"),
    ],
)
@pytest.mark.ruling(26)
def test_an_order_that_cannot_be_read_is_not_taken(fields: dict[str, str], code: str) -> None:
    """Each with its code."""
    assert [one for one, _ in refused(**fields)] == [code]


@pytest.mark.ruling(23)
@pytest.mark.parametrize(
    ("time", "is_in_force"), [("07:00", True), ("10:00", True), ("10:00:01", False)]
)
def test_an_order_is_in_force_up_to_and_at_its_end(time: str, *, is_in_force: bool) -> None:
    """`valid_until` 10:00 is the last moment."""
    order = read(valid_until="2026-03-01T10:00:00Z")
    assert order.is_in_force(moment(time)) is is_in_force
    assert read().is_in_force(moment("47:00"))


@pytest.mark.ruling(26)
def test_a_discontinued_order_is_neither_in_force_nor_bounding() -> None:
    """An expired one still bounds."""
    expired = read(valid_until="2026-03-01T07:00:00Z")
    assert not expired.is_in_force(moment("08:00"))
    assert expired.bounding_maximum == quantity("0.5 mcg/kg/min")
    ended = msgspec.structs.replace(read(), is_discontinued=True)
    assert not ended.is_in_force(moment("08:00"))
    assert ended.bounding_maximum is None


@pytest.mark.rule("R12")
@pytest.mark.hazard("H28")
@pytest.mark.parametrize(("maximum", "is_taken"), [("0.04", True), ("0.0401", False)])
def test_no_order_lifts_vasopressin_above_its_cap(maximum: str, *, is_taken: bool) -> None:
    """0.04 units/min and not a bit more."""
    typed = msgspec.structs.replace(
        TYPED,
        initial="0.03 units/min",
        increment="0.01 units/min",
        maximum=f"{maximum} units/min",
    )
    if is_taken:
        assert read(typed, VASOPRESSIN).maximum == quantity("0.04 units/min")
        return
    with pytest.raises(RefusedError):
        read(typed, VASOPRESSIN)


@pytest.mark.parametrize(
    ("running_for", "is_taken"),
    [
        (timedelta(hours=2, minutes=59, seconds=59), True),
        (timedelta(hours=3), False),
        (None, False),
    ],
)
def test_angiotensin_ii_may_be_ordered_higher_in_its_first_hours(
    running_for: timedelta | None, *, is_taken: bool
) -> None:
    """Up to 80 nanogram/kg/min for three hours, then 40; with an unknown start 40."""
    typed = msgspec.structs.replace(
        TYPED,
        initial="20 nanogram/kg/min",
        increment="5 nanogram/kg/min",
        maximum="80 nanogram/kg/min",
    )
    if is_taken:
        assert read(typed, ANGIOTENSIN, running_for).maximum == quantity("80 nanogram/kg/min")
        return
    with pytest.raises(RefusedError):
        read(typed, ANGIOTENSIN, running_for)


@pytest.mark.ruling(26)
@pytest.mark.hazard("H25")
@pytest.mark.parametrize(
    ("fields", "text"),
    [
        ({"initial": "x"}, 'Initial rate "x" was not taken: it is not a number.'),
        (
            {"increment": "0.01 mg/kg/min"},
            (
                "Increment 0.01 mg/kg/min was not taken: norepinephrine is ordered in mcg/kg/min or "
                "mcg/min."
            ),
        ),
        (
            {"maximum": "0.5 units/min"},
            (
                "Maximum rate 0.5 units/min was not taken: norepinephrine is ordered in mcg/kg/min or "
                "mcg/min."
            ),
        ),
        (
            {"increment": "1 mcg/min"},
            "The doses of the order for norepinephrine are not all in one unit.",
        ),
        (
            {"interval_min": "15 min"},
            'Interval "15 min" was not taken: spaces do not belong in a number.',
        ),
        (
            {"interval_min": "0"},
            "The order for norepinephrine was not taken; zero: frequency.",
        ),
        ({"map_target_mmhg": "59.9"}, "MAP target 59.9 mmHg is outside 60 to 85 mmHg."),
        ({"map_target_mmhg": "x"}, 'MAP target "x" was not taken: it is not a number.'),
        (
            {"valid_until": "tomorrow at noon or somewhat later"},
            (
                'The order for norepinephrine was not taken; its end "tomorrow at noon or some" is not '
                "a time with its zone."
            ),
        ),
        (
            {"initial": "0.6 mcg/kg/min"},
            (
                "The initial rate 0.6 mcg/kg/min is above the maximum rate 0.5 mcg/kg/min of the same "
                "order."
            ),
        ),
        (
            {"initial": "0 mcg/kg/min", "maximum": "0 mcg/kg/min"},
            "The order for norepinephrine was not taken; zero: maximum rate.",
        ),
        (
            dict.fromkeys(
                ("route", "initial", "increment", "interval_min", "maximum", "map_target_mmhg")
            )
            | {"prescriber": " "},
            (
                "The order for norepinephrine was not taken; missing: route, initial rate, increment, "
                "frequency, maximum rate, endpoint (MAP target), prescriber."
            ),
        ),
    ],
)
def test_what_is_wrong_with_an_order_is_said_in_the_words_of_its_form(
    fields: dict[str, Any], text: str
) -> None:
    """One sentence each, with what was typed in it."""
    assert [said for _, said in refused(**fields)] == [text]


@pytest.mark.ruling(26)
@pytest.mark.parametrize("target", ["60", "85"])
def test_a_map_target_may_be_the_lowest_and_the_highest_of_the_range(target: str) -> None:
    assert read(map_target_mmhg=target).map_target_mmhg == Fraction(target)


@pytest.mark.ruling(26)
def test_an_initial_rate_may_be_the_maximum_itself() -> None:
    assert read(initial="0.5 mcg/kg/min").initial == quantity("0.5 mcg/kg/min")
