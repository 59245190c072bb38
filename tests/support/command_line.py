"""Runs a command of the program as a person does, in this process."""

from __future__ import annotations

import csv
import json
from typing import TYPE_CHECKING, Any, NamedTuple

from titrator.__main__ import main

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

    import pytest

PRINTED_ROW = {
    "id": "A1",
    "drug": "norepinephrine",
    "weight_kg": "70",
    "amount": "4",
    "amount_unit": "mg",
    "volume_ml": "250",
    "dose": "0.03",
    "dose_unit": "mcg/kg/min",
    "expected_field": "rate_ml_h",
    "expected_value": "7.9",
}
"""A right row of a printed table, as `titrator audit` reads it."""


class Said(NamedTuple):
    """How a command ended and what it said."""

    status: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """What was printed, as one JSON object."""
        return json.loads(self.out)


def titrator(capsys: pytest.CaptureFixture[str], *arguments: str) -> Said:
    """The exit status and the text of one command; a usage error of the parser ends it too."""
    try:
        status = main(list(arguments))
    except SystemExit as ended:
        status = ended.code if isinstance(ended.code, int) else 1
    out, err = capsys.readouterr()
    return Said(status, out, err)


def write_csv(path: Path, columns: Sequence[str], rows: Iterable[Mapping[str, str]]) -> None:
    """A CSV file with these columns; a column that a row leaves out is empty."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns, restval="")
        writer.writeheader()
        writer.writerows(rows)


def read_csv(path: Path) -> list[dict[str, str]]:
    """The rows of a CSV file."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
