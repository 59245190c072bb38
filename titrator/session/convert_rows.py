"""One row of `convert --batch`: cells in, result cells out.

The same core as a single conversion. A file names the same drugs, bags, weights and units again
and again, so what follows from them is worked out once and kept for as long as there is room.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from titrator.core.conversion import Outcome, codes_of, follow, kg_of, refusals_of
from titrator.core.conversion_entry import (
    OTHER,
    Entry,
    read_asked,
    read_dosing_weight,
    read_setting,
)
from titrator.core.conversion_route import Ratio, Route, route_for
from titrator.core.findings import Finding, RefusedError
from titrator.core.number_entry import ratio_of
from titrator.core.units import Spelling, Unit
from titrator.core.wording import exact_ratio
from titrator.session.batch import OK, REFUSED, Form

if TYPE_CHECKING:
    from collections.abc import Sequence

    from titrator.core.drug_library import DrugLibrary

FORM = Form(
    reads=(
        "id",
        "drug",
        "amount",
        "volume",
        "concentration",
        "weight",
        "dose",
        "rate",
        "to",
        "resolution",
    ),
    needs=(("drug",), ("dose", "rate")),
    writes=(
        "status",
        "value",
        "unit",
        "pump_rate_ml_per_h",
        "achieved_dose",
        "achieved_unit",
        "difference_percent",
        "findings",
        "reason",
    ),
)
# A route holds for every weight; any one that is read says that there is one.
_ANY_WEIGHT = "70 kg"
_SEPARATOR = "; "
_KEPT = 8192
_LONGEST_KEPT = 400

_Findings = tuple[Finding, ...]
_NONE_GIVEN: tuple[Ratio, _Findings] = ((1, 1), ())


class RowConverter:
    """Answers the rows of one file."""

    def __init__(self, library: DrugLibrary, spelling: Spelling) -> None:
        self._library = library
        self._spelling = spelling
        self._kept_unit = lru_cache(_KEPT)(self._unit)
        self._kept_weight = lru_cache(_KEPT)(self._weight)
        self._kept_route = lru_cache(_KEPT)(self._route)

    def answer(self, cells: Sequence[str]) -> tuple[str, ...]:
        """Return the result cells for the cells of `FORM.reads`."""
        _, drug, amount, volume, concentration, weight, dose, rate, to, resolution = cells
        number, _, unit_text = (dose or rate).partition(" ")
        asked = ratio_of(number)
        form = (drug, unit_text if dose else "", unit_text if rate else "", to)
        weight_key = (drug == OTHER, weight)
        rest = (drug, amount, volume, concentration, weight and _ANY_WEIGHT, to, resolution)
        if sum(map(len, cells)) <= _LONGEST_KEPT:
            unit = self._kept_unit(*form)
            kg, weightless = self._kept_weight(*weight_key) if weight else _NONE_GIVEN
            route = self._kept_route(rest, unit)
        else:
            # A cell of a megabyte is answered like any other, but not kept.
            unit = self._unit(*form)
            kg, weightless = self._weight(*weight_key) if weight else _NONE_GIVEN
            route = self._route(rest, unit)
        if unit is None or asked is None or asked[0] < 0 or weightless or isinstance(route, tuple):
            unread = self._unread(Entry(drug=drug, dose=dose, rate=rate, to=to))
            against = route if isinstance(route, tuple) else ()
            return _refused((*against, *weightless, *unread))
        outcome = follow(route, asked, kg)
        return _refused(refusals_of(outcome)) if outcome.is_refused else _answered(outcome)

    def _unit(self, drug: str, dose_unit: str, rate_unit: str, to: str) -> Unit | None:
        """Return the unit of a dose or a rate, None where it is not taken whatever its number."""
        dose = f"1 {dose_unit}" if dose_unit else ""
        rate = f"1 {rate_unit}" if rate_unit else ""
        try:
            return read_asked(Entry(drug=drug, dose=dose, rate=rate, to=to), self._spelling).unit
        except RefusedError:
            return None

    def _unread(self, entry: Entry) -> _Findings:
        """Return what stands against the dose or the rate."""
        try:
            read_asked(entry, self._spelling)
        except RefusedError as refused:
            return refused.findings
        return ()

    def _weight(self, is_other: bool, weight: str) -> tuple[Ratio, _Findings]:  # noqa: FBT001  a key, kept by place
        """Return the kilograms, or what stands against them."""
        entry = Entry(drug=OTHER if is_other else "", weight=weight)
        try:
            return kg_of(read_dosing_weight(entry, self._spelling)), ()
        except RefusedError as refused:
            return (1, 1), refused.findings

    def _route(self, cells: tuple[str, ...], unit: Unit | None) -> Route | _Findings:
        """Return the factors, or what stands against them; without a unit only the latter."""
        drug, amount, volume, concentration, weight, to, resolution = cells
        entry = Entry(
            drug=drug,
            amount=amount,
            volume=volume,
            concentration=concentration,
            weight=weight,
            to=to,
            resolution=resolution,
        )
        try:
            setting = read_setting(entry, self._library, self._spelling)
            return () if unit is None else route_for(setting, unit)
        except RefusedError as refused:
            return refused.findings


def _answered(outcome: Outcome) -> tuple[str, ...]:
    value, unit = exact_ratio(*outcome.value), outcome.route.value_unit
    codes = _SEPARATOR.join(codes_of(outcome))
    pump = outcome.pump
    if pump is None:
        return (OK, value, unit.symbol, "", "", "", "", codes, "")
    achieved_unit = pump.route.achieved_unit
    if pump.achieved is None:
        achieved = ""
    elif unit is achieved_unit and not pump.difference[0]:
        # What runs gives exactly the dose that was worked out: written once.
        achieved = value
    else:
        achieved = exact_ratio(*pump.achieved)
    return (
        OK,
        value,
        unit.symbol,
        _kept_exact_ratio(*pump.settable),
        achieved,
        "" if achieved_unit is None else achieved_unit.symbol,
        exact_ratio(100 * pump.difference[0], pump.difference[1]) if pump.difference[0] else "0",
        codes,
        "",
    )


# The rates a pump can be set to are few, and come again and again.
_kept_exact_ratio = lru_cache(_KEPT)(exact_ratio)


def _refused(findings: _Findings) -> tuple[str, ...]:
    codes = _SEPARATOR.join(dict.fromkeys(one.code for one in findings))
    return (REFUSED, "", "", "", "", "", "", codes, " ".join(one.text for one in findings))
