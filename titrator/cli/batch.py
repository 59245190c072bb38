"""A batch from the command line: how far it is, where somebody looks, and wrong usage said so.

The rows are read, answered and written in `session.batch`, as in the window.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from titrator.session.batch import SameFileError, Tally, answered

if TYPE_CHECKING:
    from pathlib import Path

    from titrator.session.batch import Answer, Form

_ROWS_BETWEEN_REPORTS = 10_000


class WrongUsageError(Exception):
    """The command line makes no sense; carries the sentence that says why."""


def process(source: Path, target: Path, form: Form, answer: Answer) -> Tally:
    """Write `target` as `session.batch.answered` does, and return how it ended.

    Raises:
        WrongUsageError: `target` is `source`.
        BatchFileError: a file cannot be read or written, or its form is damaged.
    """
    progress = _Progress()
    tally = Tally(0, 0, ())
    try:
        for tally in answered(source, target, form, answer, rows_between=_ROWS_BETWEEN_REPORTS):
            progress.report(tally.rows)
    except SameFileError as same:
        message = f"{same.sentence} {same.next_action}"
        raise WrongUsageError(message) from None
    finally:
        progress.end()
    return tally


class _Progress:
    """Says how far a long run is, where somebody looks: on a terminal."""

    def __init__(self) -> None:
        self._is_shown = False
        self._is_wanted = sys.stderr.isatty()

    def report(self, count: int) -> None:
        """Show the number of rows done, over the number before."""
        if self._is_wanted and count and count % _ROWS_BETWEEN_REPORTS == 0:
            print(f"\r{count:,} rows", end="", file=sys.stderr, flush=True)
            self._is_shown = True

    def end(self) -> None:
        """Leave the line, so that what follows starts on its own."""
        if self._is_shown:
            print(file=sys.stderr)
