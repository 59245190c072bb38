"""Keeps a handover sheet as a file in a folder that somebody chose."""

import os
import re
from pathlib import Path

from titrator.core.errors import KnownError
from titrator.core.language import english, say
from titrator.session.screen import HandoverSheet
from titrator.store.errors import os_reason

_MOST_OF_A_NAME = 99


class SheetNotKeptError(KnownError):
    """The sheet could not be written; nothing of it is there."""

    def __init__(self, folder: Path, reason: str) -> None:
        """Say where, and why not."""
        super().__init__(
            say("The sheet was not kept in {folder}: {reason}.", folder=folder, reason=reason),
            say("Choose another folder, or write number and check code of the log on paper."),
        )


def keep_sheet(folder: Path, sheet: HandoverSheet, content: bytes) -> Path:
    """Write `content` as a new file, for its owner alone, and return its path.

    Nothing is ever written over: a name that is taken gets a number.

    Raises:
        SheetNotKeptError: it could not be written.
    """
    stem = (
        re.sub(r"[^0-9A-Za-z]+", "-", f"{english(sheet.title)} {english(sheet.made)}")
        .strip("-")
        .lower()
    )
    try:
        path, file = _new_file(folder, stem)
        with os.fdopen(file, "wb") as opened:
            opened.write(content)
    except OSError as error:
        raise SheetNotKeptError(folder, os_reason(error)) from None
    return path


def _new_file(folder: Path, stem: str) -> tuple[Path, int]:
    """Return the first name that is free, and its file.

    Raises:
        OSError: the system does not let it be made, or every name is taken.
    """
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
    for number in range(1, _MOST_OF_A_NAME):
        path = folder / f"{stem}.pdf" if number == 1 else folder / f"{stem}-{number}.pdf"
        try:
            return path, os.open(path, flags, 0o600)
        except FileExistsError:
            continue
    raise FileExistsError(f"{stem}.pdf")
