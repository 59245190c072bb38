"""Every log that a released version left is read to the same state and the same view.

Where a test here fails, a log at some bedside would be read otherwise than it was written. Change the
program, not what was recorded; an event that must change gets another form beside the old one.
"""

from __future__ import annotations

import json
import shutil
from typing import TYPE_CHECKING, get_args

import pytest

from tests.replay.record import (
    HERE,
    KEPT_AS_A_FILE,
    differs,
    expected_file,
    kept_policy,
    main,
    what_is_read,
)
from tests.replay.stories import STORIES
from tests.support.log_entries import an_entry, opened
from titrator.core import events as ev
from titrator.session.codec import FORM
from titrator.store.canonical import canonical_json
from titrator.store.chain import BEFORE_FIRST, Row, open_seal
from titrator.store.opening import LOG_NAME
from titrator.store.verify import verify

if TYPE_CHECKING:
    from pathlib import Path

LOGS = sorted(path for path in HERE.glob("*.jsonl") if ".expected" not in path.name)
FILES = sorted(HERE.glob("*.sqlite"))


def rows_of(log_file: Path) -> list[dict[str, object]]:
    """The lines of a recorded log."""
    return [json.loads(line) for line in log_file.read_text(encoding="utf-8").splitlines()]


@pytest.mark.parametrize("log_file", LOGS, ids=lambda path: path.stem)
def test_an_old_log_is_read_to_the_same_state_and_view(log_file: Path) -> None:
    """After each entry what a screen shows, at the end all that is known of the bed."""
    policy = kept_policy(str(rows_of(log_file)[-1]["policy"]))
    recorded = [
        json.loads(line) for line in expected_file(log_file).read_text("utf-8").splitlines()
    ]
    read = json.loads(json.dumps(list(what_is_read(log_file, policy))))
    assert len(read) == len(recorded)
    for was, now in zip(recorded, read, strict=True):
        assert was.get("view") == now.get("view"), f"entry {was.get('seq')}"
    assert differs(recorded[-1]["state"], read[-1]["state"]) == []


@pytest.mark.hazard("H36")
@pytest.mark.parametrize("log_file", LOGS, ids=lambda path: path.stem)
def test_an_old_export_still_proves_its_chain(log_file: Path) -> None:
    """Hashes are worked out as they were, from the lines alone."""
    head = BEFORE_FIRST.hash
    for line in rows_of(log_file):
        row = Row(**{**line, "payload": canonical_json(line["payload"])})  # type: ignore[arg-type]
        assert row.prev_hash == head
        head = open_seal(row).hash


@pytest.mark.parametrize("file", FILES, ids=lambda path: path.stem)
def test_an_old_log_file_is_verified_and_continued(file: Path, data_dir: Path) -> None:
    """With the program of today: nothing is lost, and the next entry follows the last one."""
    data_dir.mkdir()
    path = data_dir / LOG_NAME
    shutil.copyfile(file, path)
    before = verify(path)
    assert before.fault is None
    with opened(data_dir) as log:
        assert log.head() == before.head
        assert [each.episode for each in log.open_episodes()] == ["scenario"]
        assert log.append(an_entry(1, episode="bed-b")).prev_hash == before.head.hash
    after = verify(path)
    assert (after.fault, after.entries) == (None, before.entries + 1)


def test_the_logs_hold_every_story_and_every_event() -> None:
    """An event that no recorded log holds could be read otherwise without anyone noticing."""
    stories = {path.stem.partition("-")[2] for path in LOGS}
    assert stories == set(STORIES)
    assert {path.stem.partition("-")[2] for path in FILES} == {KEPT_AS_A_FILE}
    known = {kind.__name__ for kind in get_args(ev.AnyEvent)}
    held = {
        event["event"]
        for path in LOGS
        for row in rows_of(path)
        for event in row["payload"]["events"]  # type: ignore[index]
    }
    assert known - held == set()


def test_every_form_of_an_entry_is_held() -> None:
    """A form that is changed is recorded before it is; see `codec.FORM`."""
    forms = {row["payload"]["form"] for path in LOGS for row in rows_of(path)}  # type: ignore[index]
    assert forms == set(range(1, FORM + 1))


def test_what_was_recorded_is_never_written_over() -> None:
    """A second recording under the same name is refused."""
    version = LOGS[0].name.split("-")[0]
    assert main([version]) == 1
