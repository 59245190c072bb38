"""One CSV file in, one out: every row answered, in its order, with little memory.

Owns the reading and writing that `convert --batch` and `equivalent --batch` share. What a row means
is theirs. OUT appears whole or not at all: it is written beside its place and moved there at the
end, so that a run that was interrupted leaves nothing that could be taken for a result.
"""

from __future__ import annotations

import csv
import os
import sys
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from titrator.core.errors import KnownError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from typing import BinaryIO, TextIO

    Answer = Callable[[Sequence[str]], Sequence[str]]

OK = "ok"
REFUSED = "refused"
_LONGEST_LINE_BYTES = 16 * 1024 * 1024
_ROWS_BETWEEN_REPORTS = 10_000


class Form(NamedTuple):
    """Which columns a batch reads and adds.

    `reads` are the columns it knows; one that is not in the file counts as empty, except those of
    `needs`: of each group at least one must be there. `writes` starts with ``status``.
    """

    reads: tuple[str, ...]
    needs: tuple[tuple[str, ...], ...]
    writes: tuple[str, ...]


class Tally(NamedTuple):
    """How a batch ended. `copied` are columns that were not read, only copied."""

    rows: int
    refused: int
    copied: tuple[str, ...]


class WrongUsageError(Exception):
    """The command line makes no sense; carries the sentence that says why."""


class BatchFileError(KnownError):
    """IN or OUT cannot be used; nothing was written to OUT."""

    def __init__(self, path: Path, why: str, next_action: str) -> None:
        super().__init__(f"{path}: {why}", f"{next_action} Nothing was written.")


def process(source: Path, target: Path, form: Form, answer: Answer) -> Tally:
    """Write `target`: the rows of `source` with what `answer` gives for each one's `form.reads`.

    Raises:
        WrongUsageError: `target` is `source`.
        BatchFileError: a file cannot be read or written, or its form is damaged.
    """
    _refuse_same_file(source, target)
    with _reading(source) as file, _written_whole(target) as out:
        rows = _rows(source, file)
        header = next(rows, None)
        if header is None:
            raise _bad_form(source, "the file is empty.", "Check that it is the right file.")
        _check_header(source, header, form)
        writer = csv.writer(out)
        writer.writerow((*header, *form.writes))
        copied = tuple(name for name in header if name not in form.reads)
        return _answer_all(rows, header, form, answer, writer.writerow, copied)


def shown_name(name: str) -> str:
    """Return the name of a column for a sentence: short, and without what could not be printed."""
    return "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in name[:60])


def _answer_all(
    rows: Iterator[list[str]],
    header: list[str],
    form: Form,
    answer: Answer,
    write: Callable[[Sequence[str]], object],
    copied: tuple[str, ...],
) -> Tally:
    width = len(header)
    # A column that is not there points at the empty cell that is put behind every row.
    places = [header.index(name) if name in header else width for name in form.reads]
    empty = [""]
    progress = _Progress()
    count = refused = 0
    for row in rows:
        if len(row) == width:
            with_empty = row + empty
            result = answer([with_empty[place] for place in places])
            write([*row, *result])
        else:
            result = _wrong_width(len(row), width, form)
            write([*(row + empty * width)[:width], *result])
        count += 1
        refused += result[0] == REFUSED
        if count % _ROWS_BETWEEN_REPORTS == 0:
            progress.report(count)
    progress.end()
    return Tally(count, refused, copied)


def _wrong_width(cells: int, width: int, form: Form) -> tuple[str, ...]:
    reason = (
        f"The row has {cells} cells and the header {width}: which belongs where is not guessed."
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
        why = f"line {reader.line_num} cannot be read as CSV ({error})."
        raise _bad_form(path, why, "Check the quotation marks and the end of the file.") from error


def _lines(path: Path, file: BinaryIO) -> Iterator[str]:
    """Yield the lines as text; read one by one, so that a fault is named by its line."""
    number = 0
    while line := file.readline(_LONGEST_LINE_BYTES + 1):
        number += 1
        if len(line) > _LONGEST_LINE_BYTES:
            why = f"line {number} is longer than 16 million bytes."
            raise _bad_form(path, why, "Check that it is a CSV file.")
        if b"\0" in line:
            why = f"line {number} holds a NUL byte, which no text does."
            raise _bad_form(path, why, "Save the file again as CSV, UTF-8.")
        try:
            text = line.decode("utf-8")
        except UnicodeDecodeError:
            why = f"line {number} is not UTF-8 text."
            raise _bad_form(path, why, "Save the file again as CSV, UTF-8.") from None
        yield text.removeprefix("\ufeff") if number == 1 else text


def _check_header(path: Path, header: list[str], form: Form) -> None:
    for name in header:
        if header.count(name) > 1:
            why = f'column "{shown_name(name)}" stands in the header more than once.'
            raise _bad_form(path, why, "Give each column its own name.")
        if name in form.writes:
            why = f'column "{name}" has the name of a column of the result.'
            raise _bad_form(path, why, "Rename it, or take the file before it was converted.")
    for group in form.needs:
        if not any(name in header for name in group):
            why = f"the column {' or '.join(group)} is missing."
            action = f"The first line names the columns: {', '.join(form.reads)}."
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
        message = f"OUT is the same file as IN ({source}): IN is never changed. Name another OUT."
        raise WrongUsageError(message)


@contextmanager
def _reading(path: Path) -> Iterator[BinaryIO]:
    try:
        file = path.open("rb")
    except OSError as error:
        why = "it is a folder." if path.is_dir() else f"it cannot be read ({error.strerror})."
        raise BatchFileError(path, why, "Name a CSV file.") from error
    with file:
        yield file


@contextmanager
def _written_whole(target: Path) -> Iterator[TextIO]:
    """Give a file beside `target` that takes its place when all went well, and vanishes if not."""
    if target.is_dir():
        raise BatchFileError(target, "it is a folder.", "Name a file to write to.")
    # Of a link, the file it leads to is replaced and the link stays.
    place = target.resolve()
    part = place.with_name(f"{place.name}.{os.getpid()}.part")
    try:
        file = part.open("x", encoding="utf-8", newline="")
    except OSError as error:
        raise _not_written(target, error) from error
    try:
        with file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        part.replace(place)
    except OSError as error:
        raise _not_written(target, error) from error
    finally:
        part.unlink(missing_ok=True)


def _not_written(target: Path, error: OSError) -> BatchFileError:
    why = f"it cannot be written ({error.strerror})."
    return BatchFileError(target, why, "Check the folder and the space on the disk.")


class _Progress:
    """Says how far a long run is, where somebody looks: on a terminal."""

    def __init__(self) -> None:
        self._is_shown = False
        self._is_wanted = sys.stderr.isatty()

    def report(self, count: int) -> None:
        """Show the number of rows done, over the number before."""
        if self._is_wanted:
            print(f"\r{count:,} rows", end="", file=sys.stderr, flush=True)
            self._is_shown = True

    def end(self) -> None:
        """Leave the line, so that what follows starts on its own."""
        if self._is_shown:
            print(file=sys.stderr)
