"""A printed table as a CSV file, audited row by row; shown by the command and by the window.

The columns are those of a table typed off paper: number and unit apart, and in `expected_field` the
name of the column whose figure stands in `expected_value`. Whether anybody called a row right is not
read: that is what is to be found out.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from titrator.core import wording
from titrator.core.conversion_entry import Entry
from titrator.core.findings import Code, RefusedError, finding
from titrator.core.language import say
from titrator.core.table_audit import Audited, Printed, Verdict, audit
from titrator.session.batch import Form, read_cells, shown_name

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from titrator.core.drug_library import DrugLibrary
    from titrator.core.units import Spelling

FORM = Form(
    reads=(
        "id",
        "drug",
        "weight_kg",
        "amount",
        "amount_unit",
        "volume_ml",
        "concentration",
        "concentration_unit",
        "dose",
        "dose_unit",
        "rate_ml_h",
        "expected_field",
        "expected_value",
        "printed_rounding",
    ),
    needs=(("drug",), ("dose_unit",), ("expected_field",), ("expected_value",)),
    writes=(),
)


class TableRow(NamedTuple):
    """One row of the table after the audit.

    Attributes:
        number: among the rows, from 1.
        name: what the table calls it.
        verdict: None where it could not be worked out.
        printed: figure and unit, as printed.
        right: what should stand there.
        about: what the figure belongs to: drug, dose or rate, bag, weight.
        why: what the error looks like, or why there is no verdict.
        warned: limits that the dose passes; they change no verdict.
    """

    number: int
    name: str
    verdict: Verdict | None
    printed: str
    right: str
    about: str
    why: str
    warned: str


class Counts(NamedTuple):
    """How many rows there were of each kind."""

    rows: int = 0
    right: int = 0
    cut_off: int = 0
    wrong: int = 0
    refused: int = 0

    def with_row(self, verdict: Verdict | None) -> Counts:
        """Return the counts with one row more."""
        return Counts(
            self.rows + 1,
            self.right + (verdict is Verdict.RIGHT),
            self.cut_off + (verdict is Verdict.CUT_OFF),
            self.wrong + (verdict is Verdict.WRONG),
            self.refused + (verdict is None),
        )

    def sentence(self) -> str:
        """Return them in words."""
        return say(
            "{rows:,} rows: {wrong:,} wrong, {cut_off:,} cut off instead of "
            "rounded, {right:,} right, {refused:,} not worked out.",
            rows=self.rows,
            wrong=self.wrong,
            cut_off=self.cut_off,
            right=self.right,
            refused=self.refused,
        )


def audited_rows(source: Path, library: DrugLibrary, spelling: Spelling) -> Iterator[TableRow]:
    """Yield the verdict on each row of the table, in its order.

    Raises:
        BatchFileError: the file cannot be read, or is no such table.
    """
    for number, cells in enumerate(read_cells(source, FORM), start=1):
        yield _audited_row(number, cells, library, spelling)


def _audited_row(
    number: int, cells: Sequence[str] | None, library: DrugLibrary, spelling: Spelling
) -> TableRow:
    if cells is None:
        why = say(
            "The row has more or fewer cells than the header: which belongs where is not guessed."
        )
        return TableRow(number, say("row {number}", number=number), None, "", "", "", why, "")
    name = shown_name(cells[0]) or say("row {number}", number=number)
    try:
        row = _printed(cells)
        found = audit(row, library, spelling)
    except RefusedError as refused:
        why = " ".join(one.text for one in refused.findings)
        return TableRow(number, name, None, cells[12][:40], "", "", why, "")
    return TableRow(
        number,
        name,
        found.verdict,
        wording.as_typed(found.printed),
        _right(found),
        f"{shown_name(cells[1])} {found.about}",
        found.likely,
        " ".join(one.text for one in found.findings),
    )


def _printed(cells: Sequence[str]) -> Printed:
    _, drug, weight, amount, amount_unit, volume, concentration, per, *rest = cells
    dose, dose_unit, rate, field, figure, last_digit = rest
    if field not in ("rate_ml_h", "dose"):
        sentence = say(
            'Column "{field}" is not worked out: only rate_ml_h and dose are.',
            field=shown_name(field),
        )
        action = say("Name rate_ml_h or dose in expected_field.")
        raise RefusedError(finding(Code.NOT_A_NUMBER, sentence, next_action=action))
    is_rate = field == "rate_ml_h"
    entry = Entry(
        drug=drug,
        amount=_with_unit(amount, amount_unit),
        volume=_with_unit(volume if amount else "", "mL"),
        concentration=_with_unit(concentration, per),
        weight=_with_unit(weight, "kg"),
        dose=_with_unit(dose, dose_unit) if is_rate else "",
        rate="" if is_rate else _with_unit(rate, "mL/h"),
        to="" if is_rate else dose_unit,
    )
    return Printed(entry=entry, figure=figure, last_digit=last_digit)


def _with_unit(number: str, unit: str) -> str:
    return f"{number} {unit}" if number else ""


def _right(found: Audited) -> str:
    """Return the figure as it should be printed, with the exact one where that says more."""
    rounded, exact = wording.as_typed(found.right), wording.as_typed(found.exact)
    return (
        rounded
        if rounded == exact
        else say("{rounded}, exactly {exact}", rounded=rounded, exact=exact)
    )
