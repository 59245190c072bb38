"""The file defends itself: SQLite refuses what the program never does."""

from __future__ import annotations

import re
import sqlite3
from pathlib import Path

import pytest

from tests.support.foreign_logs import RUNS
from tests.support.log_entries import NOON, POLICY, a_log_file, opened, raw, rows_of, tamper
from titrator.store.errors import (
    DataFolderUnusable,
    LogDamaged,
    LogTooNew,
    LogUnusable,
    NotALog,
    SqliteTooOld,
)
from titrator.store.opening import LOG_NAME
from titrator.store.schema import require_sqlite, settle, sqlite_version
from titrator.store.verify import verify

HASH = "ab" * 32
LAST = "(SELECT hash FROM entry ORDER BY seq DESC LIMIT 1)"


def insert(
    how: str, *, seq: str, version: str = "3", prev_hash: str = LAST, kind: str = "entry"
) -> str:
    """An insert of one entry of bed-a, whose version 3 is the next one, into a log of four."""
    return (
        f"{how} INTO entry VALUES ({seq}, 'bed-a', {version}, '{kind}', '{NOON}', '{{}}', "
        f"'{POLICY}', '0.1.0', {prev_hash}, '{HASH}')"
    )


@pytest.fixture
def path(data_dir: Path) -> Path:
    """A log of four entries: two of bed-a, two of bed-b."""
    return a_log_file(data_dir, entries=4)


@pytest.mark.hazard("H36")
@pytest.mark.parametrize(
    ("statement", "finding"),
    [
        ("UPDATE entry SET payload = '{}' WHERE seq = 2", "never changed"),
        ("UPDATE entry SET seq = 9 WHERE seq = 4", "never changed"),
        ("UPDATE OR REPLACE entry SET seq = 1 WHERE seq = 2", "never changed"),
        ("UPDATE OR IGNORE entry SET app = 'x'", "never changed"),
        ("DELETE FROM entry", "never deleted"),
        ("DELETE FROM entry WHERE seq = 4", "never deleted"),
        (insert("INSERT OR REPLACE", seq="2"), "not the next number"),
        (insert("INSERT OR REPLACE", seq="4"), "not the next number"),
        (insert("REPLACE", seq="1"), "not the next number"),
        (insert("INSERT OR IGNORE", seq="4"), "not the next number"),
        (insert("INSERT", seq="6"), "not the next number"),
        (insert("INSERT", seq="0"), "not the next number"),
        (insert("INSERT", seq="NULL"), "not the next number"),
        (insert("INSERT", seq="5", prev_hash=f"'{HASH}'"), "not chained"),
        (insert("INSERT", seq="5", prev_hash="NULL"), "not chained"),
        (insert("INSERT OR REPLACE", seq="5", version="2"), "not the next version"),
        (insert("INSERT", seq="5", version="4"), "not the next version"),
        (insert("INSERT", seq="5", version="NULL"), "not the next version"),
        (insert("INSERT", seq="5", kind="begin"), "CHECK constraint failed"),
        (
            insert("INSERT", seq="4") + " ON CONFLICT DO UPDATE SET app = 'x'",
            "not the next number",
        ),
    ],
)
@pytest.mark.parametrize("triggers", ["OFF", "ON"])
def test_the_file_refuses_every_other_statement(
    path: Path, statement: str, finding: str, triggers: str
) -> None:
    """Whatever program has the file open, and however it has set SQLite."""
    with raw(path) as connection:
        connection.execute(f"PRAGMA recursive_triggers = {triggers}")
        before = connection.execute("SELECT * FROM entry").fetchall()
        with pytest.raises(sqlite3.IntegrityError, match=finding):
            connection.execute(statement)
        assert connection.execute("SELECT * FROM entry").fetchall() == before


def test_the_file_accepts_the_next_entry(path: Path) -> None:
    """The guards refuse what is out of turn, and that only."""
    with raw(path) as connection:
        connection.execute(insert("INSERT", seq="5"))
        assert connection.execute("SELECT count(*) FROM entry").fetchone() == (5,)


def test_only_the_number_is_unique() -> None:
    """REPLACE on another unique column would delete an entry past the insert guard."""
    from titrator.store.schema import OBJECTS

    assert not [sql for sql in OBJECTS.values() if "UNIQUE" in sql.upper()]


@pytest.mark.hazard("H34")
def test_the_settings_that_durability_rests_on_hold_at_every_open(data_dir: Path) -> None:
    """Write-ahead log, a sync for each commit; also when another program changed them before."""
    for _ in range(2):
        with opened(data_dir) as log:
            found = {
                name: log._connection.execute(f"PRAGMA {name}").fetchone()[0]
                for name in ("journal_mode", "synchronous", "recursive_triggers", "trusted_schema")
            }
            assert found == {
                "journal_mode": "wal",
                "synchronous": 2,
                "recursive_triggers": 1,
                "trusted_schema": 0,
            }
        with raw(data_dir / LOG_NAME) as connection:
            connection.execute("PRAGMA journal_mode = DELETE")


@pytest.mark.hazard("H34")
def test_a_place_where_the_settings_do_not_take_is_refused(tmp_path: Path) -> None:
    """A database in memory cannot have a write-ahead log, and neither can some folders."""
    connection = sqlite3.connect(":memory:", isolation_level=None)
    with pytest.raises(DataFolderUnusable, match="journal_mode WAL is not possible there"):
        settle(connection, tmp_path / LOG_NAME)
    connection.close()


@pytest.mark.parametrize(
    ("statement", "error"),
    [
        ("PRAGMA application_id = 0", NotALog),
        ("PRAGMA user_version = 3000", LogTooNew),
        ("PRAGMA user_version = 1", LogDamaged),
        ("PRAGMA user_version = 1000", LogDamaged),
        ("PRAGMA user_version = 1001", LogDamaged),
        ("DROP TRIGGER entry_update_guard", LogDamaged),
        ("DROP TRIGGER entry_delete_guard", LogDamaged),
        ("DROP TRIGGER entry_insert_guard", LogDamaged),
        ("DROP INDEX entry_by_episode", LogDamaged),
        ("CREATE TABLE more (x)", LogDamaged),
        ("CREATE TRIGGER more AFTER INSERT ON entry BEGIN SELECT 1; END", LogDamaged),
        # SQLite keeps names that begin with sqlite_ for itself, and only those.
        ("CREATE TRIGGER sqlite AFTER INSERT ON entry BEGIN SELECT 1; END", LogDamaged),
        ("CREATE TABLE sqliteMore (x)", LogDamaged),
        ("CREATE UNIQUE INDEX sqliteOnly ON entry (hash)", LogDamaged),
    ],
)
def test_a_file_that_is_not_guarded_as_ours_is_not_written(
    path: Path, data_dir: Path, statement: str, error: type[LogUnusable]
) -> None:
    """A guard that is missing, or something that was added, and nothing more is appended."""
    with raw(path) as connection:
        connection.execute(statement)
    with pytest.raises(error) as refusal, opened(data_dir):
        pass
    assert str(path) in refusal.value.sentence


def test_a_later_minor_version_may_have_added_something(path: Path, data_dir: Path) -> None:
    """What it added is left alone; its guards must still be there."""
    with raw(path) as connection:
        connection.execute("PRAGMA user_version = 2001")
        connection.execute("CREATE TABLE more (x)")
        connection.execute("ANALYZE")
    with opened(data_dir) as log:
        assert log.head().seq == 4
    tamper(path, "DROP INDEX entry_marks")
    with pytest.raises(LogDamaged, match="guards"), opened(data_dir):
        pass


@pytest.mark.hazard("H36")
@pytest.mark.parametrize(
    "statement",
    [
        f"CREATE TRIGGER more AFTER INSERT ON entry BEGIN SELECT {RUNS}; END",
        f"CREATE TABLE more (x CHECK ({RUNS} > x))",
        f"CREATE TABLE more (x DEFAULT ({RUNS}))",
        "CREATE INDEX more ON entry (app) WHERE payload LIKE '%norepinephrine%'",
        "CREATE UNIQUE INDEX more ON entry (hash)",
    ],
)
def test_what_a_later_minor_version_added_computes_nothing(
    path: Path, data_dir: Path, statement: str
) -> None:
    """To leave it alone it must not run: neither when the file is checked nor when it is written."""
    with raw(path) as connection:
        connection.execute("PRAGMA user_version = 2001")
        connection.execute(statement)
        if "TABLE" in statement:
            connection.execute("PRAGMA ignore_check_constraints = ON")
            connection.execute("INSERT INTO more VALUES (1)")
    with pytest.raises(LogDamaged, match="guards"), opened(data_dir):
        pass
    found = verify(path).fault
    assert found is not None
    assert "guards" in found.sentence


@pytest.mark.parametrize("statement", ["ANALYZE", "CREATE INDEX more_by_x ON more (x DESC, y)"])
def test_what_a_later_minor_version_added_may_be_plain(
    path: Path, data_dir: Path, statement: str
) -> None:
    """Tables of bare columns, their indexes, and what SQLite counted: all are left alone."""
    with raw(path) as connection:
        connection.execute("PRAGMA user_version = 2001")
        connection.execute("CREATE TABLE more (x TEXT NOT NULL, y INTEGER) STRICT")
        connection.execute(statement)
    with opened(data_dir) as log:
        assert log.head().seq == 4
    assert verify(path).fault is None


def test_what_sqlite_counted_for_itself_is_no_damage(path: Path, data_dir: Path) -> None:
    """ANALYZE leaves a table of SQLite's own."""
    with raw(path) as connection:
        connection.execute("ANALYZE")
    with opened(data_dir) as log:
        assert log.head().seq == 4
    assert verify(path).fault is None


def test_a_name_kept_for_sqlite_is_no_cover(path: Path, data_dir: Path) -> None:
    """Whoever may write the schema can call a trigger what SQLite itself would not allow."""
    with raw(path) as connection:
        connection.execute("CREATE TRIGGER more AFTER INSERT ON entry BEGIN SELECT 1; END")
        connection.execute("PRAGMA writable_schema = ON")
        connection.execute(
            "UPDATE sqlite_schema SET name = 'sqlite_more', "
            "sql = replace(sql, 'TRIGGER more', 'TRIGGER sqlite_more') WHERE name = 'more'"
        )
    with pytest.raises(LogDamaged, match="guards"), opened(data_dir):
        pass


def test_a_trigger_with_the_name_of_an_index_is_no_cover(path: Path, data_dir: Path) -> None:
    """SQLite keeps the two apart, also where the trigger comes first in the list of both."""
    with raw(path) as connection:
        connection.execute("CREATE TRIGGER entry_marks AFTER INSERT ON entry BEGIN SELECT 1; END")
        connection.execute("PRAGMA writable_schema = ON")
        connection.execute(
            "UPDATE sqlite_schema SET rowid = "
            "CASE type WHEN 'trigger' THEN 50 ELSE 100 END WHERE name = 'entry_marks'"
        )
    with pytest.raises(LogDamaged, match="guards"), opened(data_dir):
        pass


def test_an_old_sqlite_is_named() -> None:
    """Before 3.37 there are no tables with strict types."""
    require_sqlite()
    require_sqlite((3, 37, 0))
    with pytest.raises(SqliteTooOld, match=r"SQLite 3\.36\.1 on this computer is too old"):
        require_sqlite((3, 36, 1))


def test_support_is_told_the_version_that_is_built_in() -> None:
    """Three numbers, as SQLite writes them."""
    assert re.fullmatch(r"3\.\d+\.\d+", sqlite_version())


@pytest.mark.hazard("H36")
@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE origin SET seq = 7",
        "DELETE FROM origin",
        f"INSERT INTO origin VALUES (7, '{HASH}', 'archived', '')",
        f"REPLACE INTO origin VALUES (0, '{HASH}', 'archived', '')",
    ],
)
def test_where_a_log_begins_cannot_be_changed(path: Path, statement: str) -> None:
    """It is the seam to the file before it."""
    with raw(path) as connection, pytest.raises(sqlite3.IntegrityError, match="never changed"):
        connection.execute(statement)


def test_a_log_that_lost_its_beginning_takes_no_entry(path: Path, data_dir: Path) -> None:
    """Without it nobody knows what the next entry would follow."""
    tamper(path, "DELETE FROM origin")
    with pytest.raises(LogDamaged, match="does not say which entry"), opened(data_dir):
        pass
    with raw(path) as connection, pytest.raises(sqlite3.IntegrityError, match="next number"):
        connection.execute(insert("INSERT", seq="5"))


def test_the_list_of_open_beds_follows_the_entries(path: Path) -> None:
    """Opened, opened again, closed, closed again: kept by the file itself."""
    for kind, listed in (("open", 2), ("close", 1), ("close", 1), ("open", 2), ("entry", 2)):
        with raw(path) as connection:
            seq, version = connection.execute(
                "SELECT max(seq) + 1, (SELECT max(version) + 1 FROM entry WHERE episode = 'bed-a') "
                "FROM entry"
            ).fetchone()
            statement = insert("INSERT", seq=str(seq), version=str(version), kind=kind)
            connection.execute(statement.replace(HASH, f"{seq:064}"))
            found = connection.execute("SELECT count(*) FROM open_episode").fetchone()
        assert found == (listed,)


def as_in_form_1(path: Path) -> None:
    """The file as the first form of it was: other guards, no list of what is open."""
    from titrator.store.schema import _FORMER, OBJECTS

    former = _FORMER[(1, 0)]
    with raw(path) as connection:
        for name, sql in OBJECTS.items():
            if sql.startswith("CREATE TRIGGER") and former.get(name) != sql:
                connection.execute(f"DROP TRIGGER {name}")
        for name in ("origin", "open_episode"):
            connection.execute(f"DROP TABLE {name}")
        connection.execute(former["entry_insert_guard"])
        connection.execute("PRAGMA user_version = 1000")


def test_a_log_of_the_first_form_is_verified_as_it_is_and_written_in_the_new_one(
    path: Path, data_dir: Path
) -> None:
    """Its entries stay as they are; the list of what is open is worked out from them."""
    as_in_form_1(path)
    content = path.read_bytes()
    report = verify(path)
    assert (report.entries, report.fault) == (4, None)
    assert path.read_bytes() == content
    before = rows_of(path)
    for _ in range(2):
        with opened(data_dir) as log:
            assert [one.episode for one in log.open_episodes()] == ["bed-a", "bed-b"]
    assert rows_of(path) == before
    assert verify(path).fault is None
    with raw(path) as connection:
        assert connection.execute("PRAGMA user_version").fetchone() == (2000,)


def test_a_log_of_the_first_form_without_its_guards_is_not_written(
    path: Path, data_dir: Path
) -> None:
    """An old form is no excuse."""
    as_in_form_1(path)
    with raw(path) as connection:
        connection.execute("DROP TRIGGER entry_delete_guard")
    with pytest.raises(LogDamaged, match="guards"), opened(data_dir):
        pass
