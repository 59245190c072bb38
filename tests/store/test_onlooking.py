"""A log that another program writes can be seen, and takes nothing from who looks."""

from __future__ import annotations

import contextlib
import sqlite3
from typing import TYPE_CHECKING

import pytest

from tests.support.log_entries import an_entry, opened
from titrator.store.errors import LogDamaged, LogFileMissing, LogNotWritten
from titrator.store.onlooking import see_log
from titrator.store.opening import LOG_NAME
from titrator.store.record import Head

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.hazard("H20")


def test_open_episodes_are_seen_while_the_writer_runs(data_dir: Path) -> None:
    """In the order in which they began; what is closed is not read; a later look sees more."""
    with opened(data_dir) as log:
        for episode in ("b", "a", "closed"):
            log.append(an_entry(1, episode=episode))
        log.append(an_entry(2, episode="closed", kind="close"))
        seen = see_log(data_dir)
        assert [one.episode for one in seen.open_episodes()] == ["b", "a"]
        assert seen.episodes() == seen.open_episodes() == log.open_episodes()
        assert list(seen.read("a")) == list(log.read("a"))
        assert list(seen.read("closed")) == []
        assert (seen.head(), seen.origin) == (log.head(), log.origin)
        log.append(an_entry(2, episode="a"))
        assert seen.head() != see_log(data_dir).head() == log.head()


def test_a_log_that_is_only_seen_takes_nothing(data_dir: Path) -> None:
    """An entry is refused; there is nothing to check, to keep in reserve or to close."""
    with opened(data_dir):
        seen = see_log(data_dir)
    with pytest.raises(LogNotWritten, match="another program has the log open"):
        seen.append(an_entry(1))
    seen.close()
    assert seen.has_reserve
    assert list(seen.check(1)) == [seen.head()] == [Head(seq=0, hash="0" * 64)]


def damaged(path: Path, statement: str) -> None:
    """Change a closed log past its guards."""
    with contextlib.closing(sqlite3.connect(path)) as connection:
        for (name,) in connection.execute(
            "SELECT name FROM sqlite_schema WHERE type = 'trigger'"
        ).fetchall():
            connection.execute(f"DROP TRIGGER {name}")
        connection.execute(statement)
        connection.commit()


@pytest.mark.parametrize(
    "statement",
    ["UPDATE entry SET payload = '{}'", "DELETE FROM origin"],
    ids=["an entry", "the origin"],
)
def test_damage_is_not_shown_as_if_it_were_whole(data_dir: Path, statement: str) -> None:
    """What was changed is said, as at any other opening."""
    with opened(data_dir) as log:
        log.append(an_entry(1))
    damaged(data_dir / LOG_NAME, statement)
    with pytest.raises(LogDamaged):
        see_log(data_dir)


def test_a_log_that_is_not_there_is_said(data_dir: Path) -> None:
    """No file is made by looking."""
    with pytest.raises(LogFileMissing):
        see_log(data_dir)
    assert not data_dir.exists()
