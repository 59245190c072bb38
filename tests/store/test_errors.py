"""Every refusal of the log is one sentence and one thing to do, without words of ours."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from titrator.core.errors import KnownError
from titrator.store import errors

PATH = Path("/data/titrator-log.sqlite")


def every_refusal() -> list[KnownError]:
    """One of each class."""
    return [
        errors.LogNotWritten("the disk is full"),
        errors.VersionConflict(),
        errors.DataFolderUnusable(PATH.parent, "it cannot be written"),
        errors.NetworkFolder(PATH.parent, "nfs4"),
        errors.LogInUse(7, "2026-03-01T12:00:00.000000Z", " (process 7, since 12:00)"),
        errors.LogFileMissing(PATH, "does not exist"),
        errors.NotALog(PATH),
        errors.LogDamaged(PATH, "entry 3 is missing"),
        errors.SqliteTooOld("3.36.0"),
        errors.LogTooNew(PATH),
        errors.LogUnreadable(PATH, "another program is using the file"),
        errors.LogChangedWhileRead(PATH),
        errors.ExportNotWritten(PATH, "the disk is full"),
        errors.ArchiveNotWritten(PATH, "the disk is full"),
    ]


def test_every_class_is_tried_here() -> None:
    """A new refusal is read by someone before it reaches a nurse."""
    classes = {
        each
        for each in vars(errors).values()
        if isinstance(each, type) and issubclass(each, KnownError)
    }
    assert classes - {KnownError, errors.LogUnusable} == {type(each) for each in every_refusal()}


@pytest.mark.parametrize("error", every_refusal(), ids=lambda error: type(error).__name__)
def test_a_refusal_is_a_sentence_and_a_next_action(error: KnownError) -> None:
    """Both begin and end like sentences, and the error prints as both."""
    for text in (error.sentence, error.next_action):
        assert text[0].isupper() or text.startswith(str(PATH.parent))
        assert text.endswith(".")
        assert not text.endswith("..")
    assert str(error) == f"{error.sentence} {error.next_action}"


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        (sqlite3.SQLITE_NOTADB, errors.NotALog),
        (sqlite3.SQLITE_CORRUPT, errors.LogDamaged),
        (sqlite3.SQLITE_CORRUPT_VTAB, errors.LogDamaged),
        (sqlite3.SQLITE_BUSY, errors.LogUnreadable),
        (sqlite3.SQLITE_CANTOPEN, errors.LogUnreadable),
    ],
)
def test_what_sqlite_refuses_to_open_is_named(code: int, kind: type[KnownError]) -> None:
    """Extended codes count as the plain ones they belong to."""
    assert type(errors.not_opened(PATH, refused_with(code))) is kind


@pytest.mark.parametrize(
    ("code", "reason"),
    [
        (sqlite3.SQLITE_FULL, "the disk is full"),
        (sqlite3.SQLITE_IOERR, "the disk reported an error"),
        (sqlite3.SQLITE_IOERR_FSYNC, "the disk reported an error"),
        (sqlite3.SQLITE_READONLY, "the file or its folder cannot be opened or written"),
        (sqlite3.SQLITE_READONLY_DBMOVED, "the file or its folder cannot be opened or written"),
        (sqlite3.SQLITE_CANTOPEN, "the file or its folder cannot be opened or written"),
        (sqlite3.SQLITE_BUSY, "another program is using the file"),
        (sqlite3.SQLITE_LOCKED, "another program is using the file"),
        (sqlite3.SQLITE_CORRUPT, "the log file is damaged"),
        (sqlite3.SQLITE_NOTADB, "the log file is damaged"),
        (sqlite3.SQLITE_CONSTRAINT_TRIGGER, "the log file refused it (as told)"),
    ],
)
def test_what_sqlite_refuses_to_write_is_named(code: int, reason: str) -> None:
    """The nurse reads that nothing was recorded, why, and what to do."""
    assert errors.not_written(refused_with(code)).sentence == f"LOG NOT WRITTEN: {reason}."


def test_an_error_without_a_code_is_told_as_it_is() -> None:
    """The database module raises some by itself."""
    error = sqlite3.ProgrammingError("closed")
    assert (
        errors.not_written(error).sentence == "LOG NOT WRITTEN: the log file refused it (closed)."
    )


def refused_with(code: int) -> sqlite3.OperationalError:
    """An error as SQLite raises it."""
    error = sqlite3.OperationalError("as told")
    error.sqlite_errorcode = code
    return error
