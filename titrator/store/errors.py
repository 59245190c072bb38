"""What can go wrong with the log, each with its sentence and the next action."""

from __future__ import annotations

import errno
import sqlite3
from typing import TYPE_CHECKING

from titrator.core.errors import KnownError
from titrator.core.language import say

if TYPE_CHECKING:
    from pathlib import Path

_OTHER_FOLDER = say(
    "Call IT support: the log needs a folder on this computer's own disk that its user may write "
    "to (--data-dir names another)."
)
_ON_PAPER = say("Write this act and its time on paper, and call IT support.")
_TRY_AGAIN = say(
    "Close other programs that use it, and try again. If it stays so, call IT support."
)
_RIGHTS = say("Check who may read and write the file and its folder, or call IT support.")
_CALL_SUPPORT = say("Do not delete or replace the file. Write on paper and call IT support.")


class LogNotWritten(KnownError):
    """An entry was not written: the act is not acknowledged."""

    def __init__(self, reason: str, next_action: str = _ON_PAPER) -> None:
        super().__init__(say("LOG NOT WRITTEN: {reason}.", reason=reason), next_action)


class VersionConflict(LogNotWritten):
    """Another entry of the same episode was written first."""

    def __init__(self) -> None:
        super().__init__(
            say("something else was recorded for this bed in the meantime"),
            say("Look at this bed again, then repeat your entry."),
        )


class LogUnusable(KnownError):
    """The log cannot be used. Parent of all that can be wrong with a folder or a file."""


class DataFolderUnusable(LogUnusable):
    """The data folder cannot be made, reached or written."""

    def __init__(self, folder: Path, reason: str) -> None:
        super().__init__(
            say("The data folder {folder} cannot be used: {reason}.", folder=folder, reason=reason),
            _OTHER_FOLDER,
        )


class NetworkFolder(LogUnusable):
    """The data folder lies on another computer, where locks and syncs cannot be trusted."""

    def __init__(self, folder: Path, kind: str) -> None:
        super().__init__(
            say(
                "The data folder {folder} is on the network ({kind}), where a log can be lost.",
                folder=folder,
                kind=kind,
            ),
            _OTHER_FOLDER,
        )


class LogInUse(LogUnusable):
    """Another process has the same data folder open for writing.

    Attributes:
        process_id: of the other process, when it could be read.
        since_utc: when the other process opened the log, when it could be read.
    """

    def __init__(self, process_id: int | None, since_utc: str | None, holder: str) -> None:
        super().__init__(
            say("Titrator is already open with this data folder{holder}.", holder=holder),
            say(
                "Go to the window that is open. If there is none on this screen, another person "
                "signed in on this computer may have it open."
            ),
        )
        self.process_id = process_id
        self.since_utc = since_utc


class LogFileMissing(LogUnusable):
    """There is no file of this name, or it is something else than a file."""

    def __init__(self, path: Path, what: str) -> None:
        super().__init__(f"{path} {what}.", say("Give the path of a log file."))


class NotALog(LogUnusable):
    """A file that Titrator did not write."""

    def __init__(self, path: Path) -> None:
        super().__init__(
            say("{path} is not a Titrator log.", path=path), say("Give the path of a log file.")
        )


class LogDamaged(LogUnusable):
    """The file was a log, and something in it is not as it was written."""

    def __init__(self, path: Path | str, reason: str) -> None:
        super().__init__(
            say("The log {path} is damaged: {reason}.", path=path, reason=reason), _CALL_SUPPORT
        )


class SqliteTooOld(LogUnusable):
    """The SQLite of this Python cannot make the guards of the log."""

    def __init__(self, version: str) -> None:
        super().__init__(
            say(
                "SQLite {version} on this computer is too old to keep the log; 3.37 is needed.",
                version=version,
            ),
            say("Call IT support to install a newer Python."),
        )


class LogTooNew(LogUnusable):
    """A later version of the program wrote the file in a form this one cannot continue."""

    def __init__(self, path: Path) -> None:
        super().__init__(
            say("The log {path} was written by a newer version of Titrator.", path=path),
            say("Start the newer version. Do not delete the file."),
        )


class LogUnreadable(LogUnusable):
    """The file cannot be opened or written just now, for a reason outside it."""

    def __init__(self, path: Path, reason: str, next_action: str = _TRY_AGAIN) -> None:
        super().__init__(
            say("The log {path} cannot be used: {reason}.", path=path, reason=reason), next_action
        )


class LogChangedWhileRead(LogUnusable):
    """The file was written to while it was read without locks, so nothing can be said about it."""

    def __init__(self, path: Path) -> None:
        super().__init__(
            say("The log {path} was written to while it was being read.", path=path),
            say("Try again."),
        )


class ExportNotWritten(KnownError):
    """The copy could not be written; the log itself is untouched."""

    def __init__(self, path: Path, reason: str) -> None:
        super().__init__(
            say("The export {path} was not written: {reason}.", path=path, reason=reason),
            say("Choose another file name or folder. The log itself is unchanged."),
        )


class ArchiveNotWritten(KnownError):
    """Closed episodes could not be put into an archive; all of them are still in the log."""

    def __init__(self, path: Path, reason: str) -> None:
        super().__init__(
            say("The archive {path} was not written: {reason}.", path=path, reason=reason),
            say("Nothing was taken out of the log. Mend the cause and try again."),
        )


def not_written(error: sqlite3.Error) -> LogNotWritten:
    """Returns the refusal of an act that SQLite could not write."""
    return LogNotWritten(_reason(error))


def not_opened(path: Path, error: sqlite3.Error) -> LogUnusable:
    """Returns the refusal of a file that SQLite could not open or read."""
    match _primary_code(error):
        case sqlite3.SQLITE_NOTADB:
            return NotALog(path)
        case sqlite3.SQLITE_CORRUPT:
            return LogDamaged(path, say("the file is cut short or was changed by another program"))
        case sqlite3.SQLITE_CANTOPEN | sqlite3.SQLITE_READONLY | sqlite3.SQLITE_PERM:
            return LogUnreadable(path, _reason(error), _RIGHTS)
        case _:
            return LogUnreadable(path, _reason(error))


def unreadable(path: Path) -> LogUnreadable:
    """Returns the refusal of a file that we have no right to read."""
    return LogUnreadable(path, say("it cannot be read"), _RIGHTS)


def folder_unusable(folder: Path, error: OSError) -> DataFolderUnusable:
    """Returns the refusal of a folder that the operating system did not let us use."""
    return DataFolderUnusable(folder, os_reason(error))


def os_reason(error: OSError) -> str:
    """Returns what the operating system refused, as half a sentence."""
    match error.errno:
        case errno.EACCES | errno.EPERM | errno.EROFS:
            return say("it cannot be written")
        case errno.ENOSPC | errno.EDQUOT:
            return say("the disk is full")
        case errno.EEXIST | errno.ENOTDIR:
            return say("there is a file where a folder should be")
        case errno.ENOENT:
            return say("there is no such folder")
        case _:
            return say("the system says {said}", said=(error.strerror or say("nothing")).lower())


def is_disk_full(error: sqlite3.Error) -> bool:
    """Returns whether there was no room for what SQLite wanted to write."""
    code = int(getattr(error, "sqlite_errorcode", 0))
    return code in (sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR_SHMSIZE)


def why_not_written(error: sqlite3.Error | OSError) -> str:
    """Returns why a file could not be written, as half a sentence."""
    return os_reason(error) if isinstance(error, OSError) else _reason(error)


def _reason(error: sqlite3.Error) -> str:
    match _primary_code(error):
        case sqlite3.SQLITE_FULL:
            return say("the disk is full")
        case sqlite3.SQLITE_IOERR:
            return say("the disk reported an error")
        case sqlite3.SQLITE_READONLY | sqlite3.SQLITE_CANTOPEN | sqlite3.SQLITE_PERM:
            return say("the file or its folder cannot be opened or written")
        case sqlite3.SQLITE_BUSY | sqlite3.SQLITE_LOCKED:
            return say("another program is using the file")
        case sqlite3.SQLITE_CORRUPT | sqlite3.SQLITE_NOTADB:
            return say("the log file is damaged")
        case _:
            return say("the log file refused it ({error})", error=error)


def _primary_code(error: sqlite3.Error) -> int:
    """Returns SQLite's main result code; its lower eight bits. 0 when there is none."""
    return int(getattr(error, "sqlite_errorcode", 0)) & 0xFF
