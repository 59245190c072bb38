"""What the bench command says of a ratio: against its record, which decides, and its goal, which is shown."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.bench import __main__ as bench
from tests.bench import figures
from tests.bench.figures import Figure, read_record, told, write_record

if TYPE_CHECKING:
    from pathlib import Path


def a_figure(ratio: float, *, goal: float | None = None, is_wall: bool = False) -> Figure:
    """The start of the window, as many times a bare one."""
    return Figure("usable", "start to usable", "90 ms", "45 ms", ratio, goal, is_wall)


@pytest.mark.parametrize(
    ("ratio", "is_kept"), [(0.5, True), (2.0, True), (2.4, True), (2.41, False), (4.0, False)]
)
def test_a_fifth_above_the_record_is_too_slow(
    ratio: float, is_kept: bool, capsys: pytest.CaptureFixture[str]
) -> None:
    """The record is 2: up to 2.4 is kept, and above it the line says so."""
    assert told([a_figure(ratio)], {"usable": 2.0}) is is_kept
    assert ("SLOWER THAN THE RECORD" in capsys.readouterr().out) is not is_kept


def test_a_goal_that_is_passed_is_said_and_fails_nothing(
    capsys: pytest.CaptureFixture[str],
) -> None:
    """A goal may be ahead of what was reached; only the record decides."""
    assert told([a_figure(2.1, goal=2.0)], {"usable": 2.0})
    assert "over the goal" in capsys.readouterr().out


def test_one_that_is_slower_is_not_made_good_by_others() -> None:
    """The last of three is as it was; the first is not."""
    slow, sound = a_figure(9.0), a_figure(1.0)
    assert not told([slow, sound, sound], {"usable": 2.0})


def test_what_was_never_recorded_and_what_the_wall_clock_says_only_stand_there() -> None:
    """There is nothing to hold the first against, and a busy machine spoils the second."""
    assert told([a_figure(9.0)], {})
    assert told([a_figure(9.0, is_wall=True)], {"usable": 2.0})


def test_a_record_keeps_what_was_not_measured_now(tmp_path: Path) -> None:
    """Measuring one subject forgets no other; times on the wall are not kept."""
    path = tmp_path / "recorded.toml"
    assert read_record(path) == {}
    write_record([Figure("event", "", "", "", 1.4)], path)
    write_record([a_figure(2.0), Figure("start_wall", "", "", "", 3.0, None, True)], path)
    assert read_record(path) == {"event": 1.4, "usable": 2.0}


@pytest.mark.parametrize(("ratio", "status"), [(2.0, 0), (2.5, 1)])
def test_the_command_ends_with_1_when_something_became_slower(
    ratio: float, status: int, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """The status is what a build server sees."""
    write_record([a_figure(2.0)], tmp_path / "recorded.toml")
    monkeypatch.setattr(bench, "read_record", lambda: read_record(tmp_path / "recorded.toml"))
    monkeypatch.setattr("tests.bench.startup.measure", lambda: [a_figure(ratio)])
    assert bench.main(["startup"]) == status


def test_what_cannot_be_measured_ends_with_2(monkeypatch: pytest.MonkeyPatch) -> None:
    """A window that does not open is no speed, and no success."""

    def unopened() -> list[Figure]:
        raise OSError("the window ended with 1")

    monkeypatch.setattr("tests.bench.startup.measure", unopened)
    assert bench.main(["startup"]) == 2


def test_every_ratio_that_is_promised_is_on_record() -> None:
    """Start, memory, keys, event, a long log, a file of rows, the simulation: each can regress."""
    kept = set(read_record(figures.RECORD))
    promised = {"first_paint", "usable", "peak_memory", "key_typed", "key_hold", "event"}
    assert promised <= kept
    assert {"long_log_opening_processor", "batch_row", "simulated_command"} <= kept
