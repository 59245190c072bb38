"""What was acknowledged survives: a kill at any moment, a torn journal, a disk that gives out.

Kills alone prove little (a log that never syncs survives them too), so the syncs are counted too.
"""

from __future__ import annotations

import json
import re
import shutil
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest

from tests.support.log_entries import a_log_file, an_entry, opened
from tests.support.program import titrator
from tests.support.system_calls import traced
from tests.support.writer_process import writer
from titrator.store.opening import LOG_NAME
from titrator.store.verify import verify

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.hazard("H34")

KILLS = 20


def entries_of(folder: Path) -> list[str]:
    """Every entry in a log as `number hash`, after the log was opened for writing again."""
    with opened(folder) as log:
        found = [entry for summary in log.episodes() for entry in log.read(summary.episode)]
    return [f"{entry.seq} {entry.hash}" for entry in found]


def test_no_kill_loses_an_acknowledged_entry(data_dir: Path) -> None:
    """Twenty kills in the middle of writing: each entry that was acknowledged is there, whole."""
    acknowledged: list[str] = []
    for kill in range(KILLS):
        with writer(data_dir, "bed-a", "forever") as process:
            assert process.next_line() == "open"
            acknowledged += [process.next_line() for _ in range(kill % 7)]
            process.kill()
            acknowledged += process.rest()
        kept = entries_of(data_dir)
        assert kept[: len(acknowledged)] == acknowledged
        # One entry may have been written whose acknowledgement nobody heard any more.
        assert len(kept) <= len(acknowledged) + 1
        acknowledged = kept
    report = verify(data_dir / LOG_NAME)
    assert (report.entries, report.fault) == (len(acknowledged), None)
    assert len(acknowledged) > KILLS


def test_a_journal_torn_anywhere_keeps_the_entries_before_the_tear(
    data_dir: Path, tmp_path: Path
) -> None:
    """Cut at each 211 bytes: the log opens, its entries are the first ones, none is half there."""
    with writer(data_dir, "bed-a", "crash:6") as process:
        acknowledged = process.rest()[1:]
    journal = (data_dir / f"{LOG_NAME}-wal").read_bytes()
    kept = []
    for number, length in enumerate(range(0, len(journal) + 1, 211)):
        folder = tmp_path / f"torn{number}"
        folder.mkdir()
        shutil.copyfile(data_dir / LOG_NAME, folder / LOG_NAME)
        (folder / f"{LOG_NAME}-wal").write_bytes(journal[:length])
        entries = entries_of(folder)
        assert entries == acknowledged[: len(entries)]
        kept.append(len(entries))
    assert kept == sorted(kept)
    assert set(kept) >= {0, 1, 2, 3, 4, 5}


@pytest.mark.hazard("H35")
def test_a_disk_that_gives_out_while_writing_acknowledges_nothing_false(data_dir: Path) -> None:
    """The system stops each file at 60 kB: the entry is refused, and all before it are kept."""
    pytest.importorskip("resource", reason="limits on a file's size are a matter of Linux")
    with writer(data_dir, "bed-a", "full:60000") as process:
        said = process.rest()
    assert said[0] == "open"
    assert said[-1] == "refused LOG NOT WRITTEN: the disk reported an error."
    acknowledged = said[1:-1]
    assert len(acknowledged) >= 2
    assert entries_of(data_dir) == acknowledged
    with opened(data_dir) as log:
        assert log.append(an_entry(len(acknowledged) + 1)).seq == len(acknowledged) + 1
    assert verify(data_dir / LOG_NAME).fault is None


def calls_of_a_writer(data_dir: Path, how: str, tmp_path: Path) -> list[str]:
    """What a writer asked of the system, in order: `sync`, `rename`, and `say` for a line."""
    trace = tmp_path / "trace"
    under = traced(trace, "fsync,fdatasync,rename,write")
    with writer(data_dir, "bed-a", how, under=under) as process:
        process.rest()
    names = {"fsync(": "sync", "fdatasync(": "sync", "rename(": "rename", "write(1,": "say"}
    return [
        names[call]
        for call in re.findall(r"fsync\(|fdatasync\(|rename\(|write\(1,", trace.read_text())
    ]


def test_each_acknowledged_entry_was_synced_to_the_disk(data_dir: Path, tmp_path: Path) -> None:
    """Between two acknowledgements the system was asked to sync, counted outside the program."""
    a_log_file(data_dir, entries=0)
    calls = calls_of_a_writer(data_dir, "crash:30", tmp_path)
    entries = calls[calls.index("say") + 1 :]
    assert entries.count("say") == 30
    assert all(before == "sync" for before, call in pairwise(["say", *entries]) if call == "say")


def test_each_line_of_a_shift_was_synced_before_it_was_answered(tmp_path: Path) -> None:
    """Through the whole program: a scenario into a real log, its answers counted on its output."""
    trace, log = tmp_path / "trace", tmp_path / "shift.sqlite"
    scenario = tmp_path / "scenario.jsonl"
    opening: dict[str, object] = {
        "do": "open_episode",
        "bed": "ICU-12",
        "weight": "70 kg",
        "adult": True,
    }
    hold: dict[str, object] = {"do": "hold", "reason": "a scan"}
    acts = [opening | {"weight_kind": "measured"}, *[hold] * 9]
    lines = [
        json.dumps(act | {"at": f"2026-03-01T08:0{minute}:00Z", "by": "AB"})
        for minute, act in enumerate(acts)
    ]
    scenario.write_text("\n".join(lines) + "\n", encoding="utf-8")
    arguments = ("replay", str(scenario), "--log", str(log))
    assert titrator(*arguments, under=traced(trace, "fdatasync")) == 0
    report = verify(log)
    assert (report.fault, report.entries) == (None, len(acts))
    assert trace.read_text().count("fdatasync(") >= report.entries


def test_a_new_log_and_its_name_are_synced_before_it_is_used(
    data_dir: Path, tmp_path: Path
) -> None:
    """First the whole file, then its name in the folder."""
    calls = calls_of_a_writer(data_dir, "crash:1", tmp_path)
    made = calls[: calls.index("say")]
    assert made.count("rename") == 1
    named = made.index("rename")
    assert made[named - 1] == made[named + 1] == "sync"


@pytest.mark.hazard("H20")
def test_two_programs_racing_for_one_bed_never_write_the_same_version(data_dir: Path) -> None:
    """Without the lease, side by side: every entry is either in the chain once or refused."""
    a_log_file(data_dir, entries=0)
    with (
        writer(data_dir, "bed-a", "race:100") as first,
        writer(data_dir, "bed-a", "race:100") as second,
    ):
        said = first.rest() + second.rest()
    acknowledged = [line for line in said if line != "conflict"]
    assert len(acknowledged) == 200
    assert sorted(acknowledged) == sorted(entries_of(data_dir))
    assert verify(data_dir / LOG_NAME).fault is None
