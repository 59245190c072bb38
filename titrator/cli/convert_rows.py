"""One row of `convert --batch`: cells in, result cells out.

The same core as a single conversion. A file names the same drugs, bags, weights and units again
and again, so what follows from them is worked out once and kept for as long as there is room.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from titrator.cli.batch import OK, REFUSED, Form
from titrator.core.conversion import Outcome, codes_of, follow, refusals_of
from titrator.core.conversion_entry import Entry, read_asked, read_dosing_weight, read_setting
from titrator.core.conversion_route import Route, route_for
from titrator.core.findings import Finding, RefusedError
from titrator.core.units import Quantity, Spelling, Unit
from titrator.core.wording import exact_ratio

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


class RowConverter:
    """Answers the rows of one file."""

    def __init__(self, library: DrugLibrary, spelling: Spelling) -> None:
        self._library = library
        self._spelling = spelling
        self._kept_asked = lru_cache(_KEPT)(self._asked)
        self._kept_weight = lru_cache(_KEPT)(self._weight)
        self._kept_route = lru_cache(_KEPT)(self._route)

    def answer(self, cells: Sequence[str]) -> tuple[str, ...]:
        """Return the result cells for the cells of `FORM.reads`."""
        _, drug, amount, volume, concentration, weight, dose, rate, to, resolution = cells
        rest = (drug, amount, volume, concentration, weight and _ANY_WEIGHT, to, resolution)
        if sum(map(len, cells)) <= _LONGEST_KEPT:
            asked = self._kept_asked(drug, dose, rate, to)
            kg = self._kept_weight(drug, weight)
            route = self._kept_route(rest, _unit_of(asked))
        else:
            # A cell of a megabyte is answered like any other, but not kept.
            asked = self._asked(drug, dose, rate, to)
            kg = self._weight(drug, weight)
            route = self._route(rest, _unit_of(asked))
        if isinstance(route, tuple) or isinstance(kg, tuple) or isinstance(asked, tuple):
            return _refused((*_findings_of(route), *_findings_of(kg), *_findings_of(asked)))
        outcome = follow(route, asked.magnitude, kg)
        return _refused(refusals_of(outcome)) if outcome.is_refused else _answered(outcome)

    def _asked(self, drug: str, dose: str, rate: str, to: str) -> Quantity | _Findings:
        try:
            return read_asked(Entry(drug=drug, dose=dose, rate=rate, to=to), self._spelling)
        except RefusedError as refused:
            return refused.findings

    def _weight(self, drug: str, weight: str) -> Quantity | _Findings | None:
        try:
            return read_dosing_weight(Entry(drug=drug, weight=weight), self._spelling)
        except RefusedError as refused:
            return refused.findings

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


def _unit_of(asked: Quantity | _Findings) -> Unit | None:
    return None if isinstance(asked, tuple) else asked.unit


def _findings_of(found: Quantity | Route | _Findings | None) -> _Findings:
    return found if isinstance(found, tuple) else ()


def _answered(outcome: Outcome) -> tuple[str, ...]:
    value, unit = exact_ratio(*outcome.value), outcome.route.value_unit.symbol
    codes = _SEPARATOR.join(codes_of(outcome))
    pump = outcome.pump
    if pump is None:
        return (OK, value, unit, "", "", "", "", codes, "")
    achieved_unit = pump.route.achieved_unit
    return (
        OK,
        value,
        unit,
        exact_ratio(*pump.settable),
        "" if pump.achieved is None else exact_ratio(*pump.achieved),
        "" if achieved_unit is None else achieved_unit.symbol,
        exact_ratio(100 * pump.difference[0], pump.difference[1]),
        codes,
        "",
    )


def _refused(findings: _Findings) -> tuple[str, ...]:
    codes = _SEPARATOR.join(dict.fromkeys(one.code for one in findings))
    return (REFUSED, "", "", "", "", "", "", codes, " ".join(one.text for one in findings))
