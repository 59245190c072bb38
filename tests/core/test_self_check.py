"""The worked examples of the self-test: all right as released, and each fault is found."""

from __future__ import annotations

from datetime import timedelta
from fractions import Fraction
from typing import TYPE_CHECKING

import msgspec
import pytest

from titrator.core import calculator, wording
from titrator.core.limits import Layer, Limit, ceiling
from titrator.core.number_entry import read_quantity
from titrator.core.self_check import arithmetic_faults
from titrator.core.units import UNITS, Quantity, Unit, UnitKind, UnitMismatchError

if TYPE_CHECKING:
    from collections.abc import Callable


def test_as_released_nothing_is_wrong() -> None:
    """Every answer is the one worked by hand."""
    assert arithmetic_faults() == ()


def test_a_wrong_pump_rate_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    """A rate ten times too high is said with the example that shows it."""
    right = calculator.pump_rate_for
    monkeypatch.setattr(
        "titrator.core.self_check.pump_rate_for", lambda dose, bag: right(dose, bag).scaled(10)
    )
    faults = arithmetic_faults()
    said = "0.03 mcg/kg/min at 70 kg from 4 mg in 250 mL comes to 78.75, not to 7.875."
    assert faults[0] == said


def test_a_wrong_way_back_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    """A dose worked back from the pump is tried too."""
    right = calculator.dose_at
    doubled: Callable[..., object] = lambda rate, bag, weight: right(rate.scaled(2), bag, weight)  # noqa: E731
    monkeypatch.setattr("titrator.core.self_check.dose_at", doubled)
    [fault] = arithmetic_faults()
    assert (
        fault == "7.9 mL/h of 4 mg in 250 mL at 70 kg does not come to 0.0300952380952 mcg/kg/min."
    )


def test_a_loosened_ceiling_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    """A ceiling that lets more through than 0.04 units/min is said twice: its value, what it lets through."""
    loose = Limit(
        layer=Layer.BUILT_IN, maximum=Quantity(Fraction("0.4"), UNITS["units/min"]), source=""
    )
    right = ceiling
    monkeypatch.setattr(
        "titrator.core.self_check.ceiling",
        lambda drug, running_for=None: loose if drug == "vasopressin" else right(drug, running_for),
    )
    assert arithmetic_faults() == (
        "The built-in ceiling of vasopressin is 0.4 units/min, not 0.04 units/min.",
        "0.0401 units/min of vasopressin is let through.",
    )


def test_a_ceiling_that_refuses_itself_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    """Equality is allowed: exactly 0.04 units/min must not be refused."""
    monkeypatch.setattr("titrator.core.self_check.is_within", lambda dose, limits: False)
    assert arithmetic_faults() == ("0.04 units/min of vasopressin is refused.",)


def test_a_unit_that_is_worth_something_else_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    """With mg worth 100 mcg the first sentence says so."""
    right = UNITS["mg"]
    changed = UNITS | {"mg": Unit("mg", Fraction(100), right.kind, right.dimension)}
    monkeypatch.setattr("titrator.core.units.UNITS", changed)
    assert arithmetic_faults()[0] == "1 mg is not 1000 mcg."


def test_a_unit_too_many_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    """The table of units is closed: 55 of them."""
    monkeypatch.setattr("titrator.core.self_check.UNITS", UNITS | {"drops": UNITS["mL"]})
    assert arithmetic_faults() == ("56 units are known; there must be 55.",)


def test_a_number_shown_otherwise_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    """.04 for 0.04 is an error-prone spelling, and a fault."""
    right = wording.shown
    monkeypatch.setattr(wording, "shown", lambda quantity: right(quantity).removeprefix("0"))
    assert (
        arithmetic_faults()[0] == "0.04 units/min is shown as .04 units/min, not as 0.04 units/min."
    )


def test_what_is_read_and_must_not_be_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    """A reader that takes 1 mg for every text takes the seven texts that must be refused."""
    right = read_quantity

    def lenient(text: str, what: str, *, kinds: frozenset[object]) -> Quantity:
        taken = {".5 mg": "0.5 mg", "5 U": "5 units"}
        return right(taken.get(text, text), what, kinds=kinds)  # type: ignore[arg-type]

    monkeypatch.setattr("titrator.core.self_check.read_quantity", lenient)
    assert arithmetic_faults() == (
        '".5 mg" was read as a quantity.',
        '"5 U" was read as a quantity.',
    )


def test_what_cannot_be_calculated_at_all_is_a_fault_too(monkeypatch: pytest.MonkeyPatch) -> None:
    """An error inside is said and does not end the program."""

    def broken(*_: object) -> Quantity:
        raise UnitMismatchError("mg and mL do not measure the same thing")

    monkeypatch.setattr("titrator.core.self_check.pump_rate_for", broken)
    [fault] = arithmetic_faults()
    assert fault == "A worked example could not be calculated at all (UnitMismatchError)."


@pytest.mark.parametrize(
    ("text", "taken"),
    [
        (".5 mg", "0.5 mg"),
        ("1,5 mg", "1.5 mg"),
        ("1e3 mg", "1000 mg"),
        ("5 \N{MICRO SIGN}g", "5 mcg"),
        ("5 U", "5 units"),
        ("-1 mg", "1 mg"),
        ("5", "5 mg"),
    ],
)
def test_each_dangerous_way_of_writing_is_tried(
    monkeypatch: pytest.MonkeyPatch, text: str, taken: str
) -> None:
    """A reader that takes this one, and is right in all else, is found out."""
    right = read_quantity

    def lenient(typed: str, what: str, *, kinds: frozenset[UnitKind]) -> Quantity:
        return right(taken if typed == text else typed, what, kinds=kinds)

    monkeypatch.setattr("titrator.core.self_check.read_quantity", lenient)
    assert arithmetic_faults() == (f'"{text}" was read as a quantity.',)


def test_a_way_back_that_loses_the_weight_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    """A dose that is no longer known per kg is no answer, and no error either."""
    right = calculator.dose_at
    monkeypatch.setattr(
        "titrator.core.self_check.dose_at", lambda rate, bag, weight: right(rate, bag, None)
    )
    assert arithmetic_faults() == (
        "7.9 mL/h of 4 mg in 250 mL at 70 kg does not come to 0.0300952380952 mcg/kg/min.",
    )


def test_a_ceiling_of_another_layer_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    """The same number from the drug library is no built-in ceiling: a file may change it."""
    right = ceiling

    def of_library(drug: str, running_for: timedelta | None = None) -> Limit:
        found = right(drug, running_for)
        layer = Layer.LIBRARY if drug == "milrinone" else found.layer
        return msgspec.structs.replace(found, layer=layer)

    monkeypatch.setattr("titrator.core.self_check.ceiling", of_library)
    assert arithmetic_faults() == (
        "The built-in ceiling of milrinone is 1 mcg/kg/min, not 1 mcg/kg/min.",
    )
