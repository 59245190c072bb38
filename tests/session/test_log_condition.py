"""What stands over every screen about the log: damage until confirmed, refusals until it is written."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.support.fake_clock import FakeClock
from tests.support.log_entries import a_bed, opened, tamper
from tests.support.shift import UNCHANGED
from titrator.core import commands as do
from titrator.session.desk import Desk, open_desk
from titrator.store.errors import LogDamaged, LogNotWritten
from titrator.store.memory_log import MemoryLog
from titrator.store.opening import LOG_NAME
from titrator.store.verify import verify

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from titrator.store.record import Head, NewRecord, StoredRecord

pytestmark = pytest.mark.hazard("H33")

ASIDE = "titrator-log.damaged-2026-03-01T080000Z.sqlite"
GOOD = do.RecordAssessment(map_mmhg="72", map_source="arterial_line", perfusion=UNCHANGED)


def bed(name: str) -> do.OpenEpisode:
    """A bed to open."""
    return do.OpenEpisode(bed=name, weight="70 kg", weight_kind="measured", adult=True)


def desk_over(folder: Path) -> Desk:
    """The desk over a folder, at eight in the morning."""
    return open_desk(data_dir=folder, policy_dir=None, clock=FakeClock())


@pytest.fixture
def beds(data_dir: Path) -> dict[str, str]:
    """Two open beds, their ids by name; the desk is closed."""
    desk = desk_over(data_dir)
    ids = {name: desk.open_bed(bed(name), "AB")[1] for name in ("ICU-12", "ICU-14")}
    for bed_id in ids.values():
        desk.handle(bed_id, GOOD, "AB")
    desk.close()
    return ids


def test_a_damaged_log_is_set_aside_and_the_desk_opens_with_what_is_whole(
    data_dir: Path, beds: dict[str, str]
) -> None:
    """Nothing is reduced until somebody confirms; hold and whatever is recorded work at once."""
    tamper(data_dir / LOG_NAME, "DROP INDEX entry_marks")
    desk = desk_over(data_dir)
    assert [tab.bed for tab in desk.beds()] == ["ICU-12", "ICU-14"]
    assert desk.standing_notice == (
        f"The log of this workstation was damaged. It was set aside as {ASIDE} and goes on in a new "
        "file. What was recorded last may be missing: compare every pump with this screen, then "
        "confirm this notice. Call IT support."
    )
    assert desk.standing_brief == "Log damaged: compare every pump with this screen."
    assert desk.is_notice_to_confirm
    bed_id = beds["ICU-12"]
    for command in (do.StartWean(), do.Step(), do.Resume()):
        refused = desk.handle(bed_id, command, "AB")
        assert [one.code for one in refused.blocked] == ["SUSPENDED"]
        assert "Compare every pump" in refused.blocked[0].can_do
    assert desk.handle(bed_id, GOOD, "AB").is_accepted
    desk.close()


@pytest.mark.hazard("H34")
def test_the_notice_stands_over_restarts_until_it_is_confirmed(
    data_dir: Path, beds: dict[str, str]
) -> None:
    """Who confirmed it is in the log; after that it does not come back."""
    tamper(data_dir / LOG_NAME, "DROP INDEX entry_marks")
    desk_over(data_dir).close()
    desk = desk_over(data_dir)
    assert desk.is_notice_to_confirm
    assert desk.acknowledge("CD").is_accepted
    assert (desk.standing_notice, desk.is_notice_to_confirm) == ("", False)
    assert desk.standing_brief == ""
    refused = desk.handle(beds["ICU-12"], do.StartWean(), "CD")
    assert "SUSPENDED" not in {one.code for one in refused.blocked}
    desk.close()
    with opened(data_dir) as log:
        first, second = log.read(f"set-aside-{log.origin.head.seq}")
    assert first.payload["why"] == (
        f"The log {LOG_NAME} is damaged: the guards against changes are missing or altered."
    )
    assert (second.payload["workstation"], second.payload["by"]) == ("notice confirmed", "CD")
    desk = desk_over(data_dir)
    assert desk.standing_notice == ""
    desk.close()
    assert verify(data_dir / LOG_NAME).fault is None


def test_a_bed_that_cannot_be_taken_over_is_named(data_dir: Path, beds: dict[str, str]) -> None:
    """Its assessment was changed: it is opened again by hand, and the other one goes on."""
    tamper(
        data_dir / LOG_NAME,
        f"UPDATE entry SET app = 'x' WHERE version = 2 AND episode = '{beds['ICU-12']}'",
    )
    desk = desk_over(data_dir)
    assert [tab.bed for tab in desk.beds()] == ["ICU-14"]
    assert "Not taken over: ICU-12. Open that bed again." in desk.standing_notice
    assert desk.standing_brief == (
        "Log damaged: compare every pump with this screen. Open again: ICU-12."
    )
    assert desk.open_bed(bed("ICU-12"), "AB")[0].is_accepted
    desk.close()


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE entry SET app = 'x'",
        # Whole, but not written by this program: what it tells is not guessed.
        None,
    ],
)
def test_a_bed_whose_name_cannot_be_read_is_said_to_be_one(
    data_dir: Path, change: str | None
) -> None:
    """Nobody looks for a bed in vain."""
    with opened(data_dir) as log:
        a_bed(log, "open-bed", entries=3, day="2026-03-01", closed=False)
    tamper(data_dir / LOG_NAME, change or "UPDATE entry SET app = 'x' WHERE seq = 3")
    desk = desk_over(data_dir)
    assert "Not taken over: a bed whose name cannot be read." in desk.standing_notice
    desk.close()


def test_a_file_that_is_no_log_is_set_aside_too(data_dir: Path) -> None:
    """The desk opens with no beds, and says so."""
    data_dir.mkdir()
    (data_dir / LOG_NAME).write_bytes(b"")
    desk = desk_over(data_dir)
    assert desk.beds() == ()
    assert desk.is_notice_to_confirm
    desk.close()
    assert (data_dir / ASIDE).read_bytes() == b""


class Broken(MemoryLog):
    """A log that can be made not to take entries, to have no reserve, to be damaged."""

    def __init__(self) -> None:
        super().__init__()
        self.is_full = False
        self.reserve = True
        self.damaged_at = 0

    @property
    def has_reserve(self) -> bool:
        return self.reserve

    def append(self, record: NewRecord) -> StoredRecord:
        if self.is_full:
            reason = "the disk is full"
            raise LogNotWritten(reason)
        return super().append(record)

    def check(self, at_most: int) -> Iterator[Head]:
        for _ in range(self.damaged_at):
            yield self.head()
        if self.damaged_at:
            raise LogDamaged(f"/home/nurse/{LOG_NAME}", "entry 7: the check code does not match")


@pytest.fixture
def log() -> Broken:
    """A log that is well so far."""
    return Broken()


@pytest.fixture
def desk(log: Broken, data_dir: Path) -> Desk:
    """A desk over it."""
    with_policy = desk_over(data_dir)
    with_policy.close()
    return Desk(log=log, policy=with_policy.policy, clock=FakeClock())


def test_damage_among_closed_episodes_is_found_little_by_little(desk: Desk, log: Broken) -> None:
    """Steps go on, since open beds were read whole; the notice stays until confirmed."""
    log.damaged_at = 3
    steps = desk.check_log()
    for _ in range(3):
        next(steps)
        assert desk.standing_notice == ""
    assert next(steps, "end") == "end"
    assert desk.standing_notice == (
        f"The log {LOG_NAME} is damaged: entry 7: the check code does not match. Call IT support; "
        "do not delete the file."
    )
    assert desk.standing_brief == ("Log damaged: call IT support; do not delete the file.")
    assert desk.is_notice_to_confirm
    assert desk.acknowledge("CD").is_accepted
    assert desk.standing_notice == ""
    assert [entry.payload["by"] for entry in log.read("damage-0")] == ["CD"]


@pytest.mark.hazard("H35")
def test_a_confirmation_that_cannot_be_written_leaves_the_notice(desk: Desk, log: Broken) -> None:
    """Nothing is let go that is not in the log."""
    log.damaged_at = 1
    list(desk.check_log())
    log.is_full = True
    refused = desk.acknowledge("CD")
    assert [one.code for one in refused.blocked] == ["LOG_NOT_WRITTEN"]
    assert desk.standing_notice.startswith("LOG NOT WRITTEN: write on paper.")
    assert desk.is_notice_to_confirm


@pytest.mark.hazard("H35")
def test_a_disk_that_is_nearly_full_is_said_before_it_is_full(desk: Desk, log: Broken) -> None:
    """The log goes on meanwhile."""
    log.reserve = False
    assert desk.standing_notice.startswith("The disk of this workstation is nearly full.")
    assert desk.open_bed(bed("ICU-12"), "AB")[0].is_accepted


@pytest.mark.hazard("H35")
def test_the_notice_stands_until_everything_that_waits_is_written(desk: Desk, log: Broken) -> None:
    """A hold at one bed, an assessment refused at the other; the next second writes what waits."""
    _, first = desk.open_bed(bed("ICU-12"), "AB")
    _, second = desk.open_bed(bed("ICU-14"), "AB")
    desk.handle(first, GOOD, "AB")
    log.is_full = True
    assert [one.code for one in desk.handle(first, do.DoubtClock(), "").blocked] == [
        "LOG_NOT_WRITTEN"
    ]
    assert not desk.handle(second, GOOD, "AB").is_accepted
    desk.tick()
    assert desk.standing_notice.startswith("LOG NOT WRITTEN: write on paper.")
    assert any("(not in the log yet)" in line.text for line in desk.log_lines(first))
    log.is_full = False
    assert desk.handle(second, GOOD, "AB").is_accepted
    assert desk.standing_notice.startswith("LOG NOT WRITTEN")
    desk.tick()
    assert desk.standing_notice == ""
    assert not any("(not in the log yet)" in line.text for line in desk.log_lines(first))


def test_the_head_of_the_log_is_told_for_a_witness(desk: Desk, log: Broken) -> None:
    """Number and hash of the last entry, as `titrator log verify --witness` takes them."""
    desk.open_bed(bed("ICU-12"), "AB")
    assert desk.log_head == log.head()
    assert desk.log_head.seq == 1
