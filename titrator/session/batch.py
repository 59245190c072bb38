"""One CSV file in, one out: every row answered, in its order, with little memory.

Owns the reading and writing that the batches of the commands and of the window share. What a row
means is theirs. OUT appears whole or not at all, so that a run that was interrupted leaves nothing
that could be taken for a result.
"""

from __future__ import annotations

import csv
from contextlib import contextmanager
from typing import TYPE_CHECKING, NamedTuple

from titrator.core.errors import KnownError
from titrator.core.language import join, say
from titrator.session.whole_file import written_whole

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path
    from typing import BinaryIO, TextIO

    Answer = Callable[[Sequence[str]], Sequence[str]]

OK = "ok"
REFUSED = "refused"
_LONGEST_LINE_BYTES = 16 * 1024 * 1024
_MOST_TOLD = 100


class Form(NamedTuple):
    """Which columns a batch reads and adds.

    `reads` are the columns it knows; one that is not in the file counts as empty, except those of
    `needs`: of each group at least one must be there. `writes` starts with ``status``.
    """

    reads: tuple[str, ...]
    needs: tuple[tuple[str, ...], ...]
    writes: tuple[str, ...]


class RefusedRow(NamedTuple):
    """One row that was not answered: its number among the rows, its first cell, and why."""

    number: int
    first_cell: str
    reason: str


class Tally(NamedTuple):
    """How far a batch is.

    Attributes:
        rows: answered so far, refusals included.
        refused: how many of them were refused.
        copied: columns that were not read, only copied.
        told: the first hundred refused rows; all of them stand in OUT.
    """

    rows: int
    refused: int
    copied: tuple[str, ...]
    told: tuple[RefusedRow, ...] = ()


class BatchFileError(KnownError):
    """IN or OUT cannot be used; nothing was written to OUT."""

    def __init__(self, path: Path, why: str, next_action: str) -> None:
        super().__init__(
            f"{path}: {why}", say("{next_action} Nothing was written.", next_action=next_action)
        )


class SameFileError(KnownError):
    """OUT is IN, which is never changed."""

    def __init__(self, path: Path) -> None:
        super().__init__(
            say("OUT is the same file as IN ({path}): IN is never changed.", path=path),
            say("Name another OUT."),
        )


def answered(
    source: Path, target: Path, form: Form, answer: Answer, *, rows_between: int
) -> Iterator[Tally]:
    """Write `target`: the rows of `source` with what `answer` gives for each one's `form.reads`.

    Yields how far it is every `rows_between` rows, and at the end, when `target` stands. Whoever
    closes it before that leaves `target` as it was.

    Raises:
        SameFileError: `target` is `source`.
        BatchFileError: a file cannot be read or written, or its form is damaged.
    """
    _refuse_same_file(source, target)
    tally = Tally(0, 0, ())
    with _reading(source) as file, _written(target) as out:
        rows = _rows(source, file)
        header = _header(source, rows, form)
        writer = csv.writer(out)
        writer.writerow((*header, *form.writes))
        for tally in _answer_all(rows, header, form, answer, writer.writerow, rows_between):
            if tally.rows % rows_between == 0 and tally.rows:
                yield tally
    yield tally


def read_cells(source: Path, form: Form) -> Iterator[list[str] | None]:
    """Yield the cells of `form.reads` of each row; None for a row of another width than the header.

    Raises:
        BatchFileError: the file cannot be read, or its form is damaged.
    """
    with _reading(source) as file:
        rows = _rows(source, file)
        header = _header(source, rows, form)
        places = _places(header, form)
        for row in rows:
            yield [(*row, "")[place] for place in places] if len(row) == len(header) else None


def shown_name(name: str) -> str:
    """Return the name of a column for a sentence: short, and without what could not be printed."""
    return "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in name[:60])


def _answer_all(
    rows: Iterator[list[str]],
    header: list[str],
    form: Form,
    answer: Answer,
    write: Callable[[Sequence[str]], object],
    rows_between: int,
) -> Iterator[Tally]:
    width = len(header)
    places = _places(header, form)
    copied = tuple(name for name in header if name not in form.reads)
    empty = [""]
    count = refused = 0
    told: list[RefusedRow] = []
    for row in rows:
        if len(row) == width:
            row.append("")
            result = answer([row[place] for place in places])
            row.pop()
            write([*row, *result])
        else:
            result = _wrong_width(len(row), width, form)
            write([*(row + empty * width)[:width], *result])
        count += 1
        if result[0] == REFUSED:
            refused += 1
            if refused <= _MOST_TOLD:
                told.append(RefusedRow(count, shown_name(row[0]), result[-1]))
        if count % rows_between == 0:
            yield Tally(count, refused, copied, tuple(told))
    yield Tally(count, refused, copied, tuple(told))


def _header(path: Path, rows: Iterator[list[str]], form: Form) -> list[str]:
    header = next(rows, None)
    if header is None:
        raise _bad_form(path, say("the file is empty."), say("Check that it is the right file."))
    _check_header(path, header, form)
    return header


def _places(header: list[str], form: Form) -> list[int]:
    """Return where each column is; one that is not there is the empty cell put behind every row."""
    return [header.index(name) if name in header else len(header) for name in form.reads]


def _wrong_width(cells: int, width: int, form: Form) -> tuple[str, ...]:
    reason = say(
        "The row has {cells} cells and the header {width}: which belongs where is not guessed.",
        cells=cells,
        width=width,
    )
    return (REFUSED, *[""] * (len(form.writes) - 2), reason)


def _rows(path: Path, file: BinaryIO) -> Iterator[list[str]]:
    """Yield each row that is not an empty line."""
    csv.field_size_limit(_LONGEST_LINE_BYTES)
    reader = csv.reader(_lines(path, file), strict=True)
    try:
        for row in reader:
            if row:
                yield row
    except csv.Error as error:
        # What Python says of it is for programmers.
        why = say("line {line_num} cannot be read as CSV.", line_num=reader.line_num)
        action = say("Check the quotation marks, the ends of the lines and the end of the file.")
        raise _bad_form(path, why, action) from error


def _lines(path: Path, file: BinaryIO) -> Iterator[str]:
    """Yield the lines as text; read one by one, so that a fault is named by its line."""
    number = 0
    while line := file.readline(_LONGEST_LINE_BYTES + 1):
        number += 1
        if len(line) > _LONGEST_LINE_BYTES:
            why = say("line {number} is longer than 16 million bytes.", number=number)
            raise _bad_form(path, why, say("Check that it is a CSV file."))
        if b"\0" in line:
            why = say("line {number} holds a NUL byte, which no text does.", number=number)
            raise _bad_form(path, why, say("Save the file again as CSV, UTF-8."))
        try:
            text = line.decode("utf-8")
        except UnicodeDecodeError:
            why = say("line {number} is not UTF-8 text.", number=number)
            raise _bad_form(path, why, say("Save the file again as CSV, UTF-8.")) from None
        yield text.removeprefix("\ufeff") if number == 1 else text


def _check_header(path: Path, header: list[str], form: Form) -> None:
    for name in header:
        if header.count(name) > 1:
            why = say('column "{name}" stands in the header more than once.', name=shown_name(name))
            raise _bad_form(path, why, say("Give each column its own name."))
        if name in form.writes:
            why = say('column "{name}" has the name of a column of the result.', name=name)
            raise _bad_form(path, why, say("Rename it, or take the file before it was converted."))
    for group in form.needs:
        if not any(name in header for name in group):
            why = say("the column {group} is missing.", group=join(say(" or "), group))
            action = say("The first line names the columns: {reads}.", reads=", ".join(form.reads))
            raise _bad_form(path, why, action)


def _bad_form(path: Path, why: str, next_action: str) -> BatchFileError:
    return BatchFileError(path, why, next_action)


def _refuse_same_file(source: Path, target: Path) -> None:
    try:
        is_same = source.samefile(target)
    except OSError:
        # One of them does not exist yet, or cannot be looked at: opening it says which.
        return
    if is_same:
        raise SameFileError(source)


@contextmanager
def _reading(path: Path) -> Iterator[BinaryIO]:
    try:
        file = path.open("rb")
    except OSError as error:
        why = (
            say("it is a folder.")
            if path.is_dir()
            else say("it cannot be read ({strerror}).", strerror=error.strerror)
        )
        raise BatchFileError(path, why, say("Name a CSV file.")) from error
    with file:
        yield file


@contextmanager
def _written(target: Path) -> Iterator[TextIO]:
    if target.is_dir():
        raise BatchFileError(target, say("it is a folder."), say("Name a file to write to."))
    try:
        with written_whole(target) as file:
            yield file
    except OSError as error:
        raise _not_written(target, error) from error


def _not_written(target: Path, error: OSError) -> BatchFileError:
    why = say("it cannot be written ({strerror}).", strerror=error.strerror)
    return BatchFileError(target, why, say("Check the folder and the space on the disk."))
