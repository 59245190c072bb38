"""One row of `equivalent --batch`: cells in, result cells out. An empty drug cell is not running."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from titrator.core.conversion_entry import Entry, read_dosing_weight
from titrator.core.equivalents import (
    NOTE,
    Infusion,
    Part,
    formula_named,
    part_of,
    parts_text,
    read_dose,
    sum_of,
)
from titrator.core.findings import Finding, RefusedError
from titrator.core.units import Spelling
from titrator.core.wording import exact_number
from titrator.session.batch import OK, REFUSED, Form

if TYPE_CHECKING:
    from collections.abc import Sequence

    from titrator.core.drug_library import DrugLibrary

_DRUGS = {
    "norepinephrine": "norepinephrine",
    "epinephrine": "epinephrine",
    "dopamine": "dopamine",
    "phenylephrine": "phenylephrine",
    "vasopressin": "vasopressin",
    "angiotensin_ii": "angiotensin II",
}
FORM = Form(
    reads=("id", "formula", "weight", *_DRUGS),
    needs=(("formula",), tuple(_DRUGS)),
    writes=("status", "value", "unit", "parts", "source", "note", "findings", "reason"),
)
_KEPT = 8192
_LONGEST_KEPT = 400

_Findings = tuple[Finding, ...]


class RowSummer:
    """Answers the rows of one file."""

    def __init__(self, library: DrugLibrary, spelling: Spelling) -> None:
        self._library = library
        self._spelling = spelling
        self._kept_part = lru_cache(_KEPT)(self._part)

    def answer(self, cells: Sequence[str]) -> tuple[str, ...]:
        """Return the result cells for the cells of `FORM.reads`."""
        _, name, weight, *doses = cells
        try:
            formula = formula_named(name)
        except RefusedError as refused:
            return _refused(refused.findings)
        # A cell of a megabyte is answered like any other, but not kept.
        is_short = sum(map(len, cells)) <= _LONGEST_KEPT
        parts: list[Part] = []
        findings: list[Finding] = []
        for drug, dose in zip(_DRUGS.values(), doses, strict=True):
            if not dose:
                continue
            found = (
                self._kept_part(name, drug, dose, weight)
                if is_short
                else self._part(name, drug, dose, weight)
            )
            if isinstance(found, Part):
                parts.append(found)
            else:
                findings.extend(found)
        if findings:
            return _refused(tuple(dict.fromkeys(findings)))
        total = sum_of(formula, parts)
        return (
            OK,
            exact_number(total.value.magnitude),
            total.value.unit.symbol,
            parts_text(parts),
            formula.source,
            NOTE,
            _codes(total.findings),
            "",
        )

    def _part(self, formula: str, drug: str, dose: str, weight: str) -> Part | _Findings:
        """Return what one infusion counts, or every reason why it does not."""
        findings: list[Finding] = []
        kg = None
        try:
            kg = read_dosing_weight(Entry(weight=weight), self._spelling)
        except RefusedError as refused:
            findings.extend(refused.findings)
        try:
            known = self._library.drug(drug)
            infusion = Infusion(drug=known, dose=read_dose(known, dose, self._spelling))
            part = part_of(formula_named(formula), infusion, kg)
        except RefusedError as refused:
            return (*findings, *refused.findings)
        return tuple(findings) or part


def _refused(findings: _Findings) -> tuple[str, ...]:
    reason = " ".join(one.text for one in findings)
    return (REFUSED, "", "", "", "", NOTE, _codes(findings), reason)


def _codes(findings: _Findings) -> str:
    return "; ".join(dict.fromkeys(one.code for one in findings))
