"""A file appears whole or not at all; a killed run leaves nothing, an older one's part is removed."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from tests.support.windows import ON_WINDOWS
from titrator.session.whole_file import remove_left_behind, written_whole

if TYPE_CHECKING:
    from pathlib import Path

KILLED = """
import os, signal, sys
from pathlib import Path
from titrator.session.whole_file import written_whole
with written_whole(Path(sys.argv[1])) as file:
    file.write("half")
    file.flush()
    os.kill(os.getpid(), signal.SIGKILL)
"""
# Higher than the system ever numbers a process.
NOBODY = 4_194_305


def names(folder: Path) -> list[str]:
    """What is in the folder."""
    return sorted(path.name for path in folder.iterdir())


@pytest.fixture(params=["nameless", "beside"])
def way(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """Both ways of writing: without a name until it is whole, and under a name beside it."""
    if request.param == "beside":
        monkeypatch.delattr(os, "O_TMPFILE", raising=False)
    return str(request.param)


@pytest.mark.usefixtures("way")
def test_what_was_written_stands_there_at_the_end(tmp_path: Path) -> None:
    """In place of what stood there before, which stays until then."""
    place = tmp_path / "out.csv"
    place.write_text("before")
    with written_whole(place) as file:
        file.write("a\r\nb")
        file.flush()
        assert place.read_text() == "before"
    assert place.read_bytes() == b"a\r\nb"
    assert names(tmp_path) == ["out.csv"]


@pytest.mark.usefixtures("way")
def test_a_failure_leaves_what_was_there(tmp_path: Path) -> None:
    place = tmp_path / "out.csv"
    place.write_text("before")

    def fail() -> None:
        with written_whole(place) as file:
            file.write("half")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        fail()
    assert place.read_text() == "before"
    assert names(tmp_path) == ["out.csv"]


@pytest.mark.hazard("H54")
@pytest.mark.skipif(not hasattr(os, "O_TMPFILE"), reason="only Linux has files without a name")
def test_a_killed_run_leaves_nothing_at_all(tmp_path: Path) -> None:
    """SIGKILL in the middle: nobody tidies up, and there is nothing to tidy."""
    place = tmp_path / "out.csv"
    ended = subprocess.run([sys.executable, "-c", KILLED, str(place)], check=False)
    assert ended.returncode == -signal.SIGKILL
    assert names(tmp_path) == []


def test_parts_of_processes_that_have_ended_are_taken_away(tmp_path: Path) -> None:
    """Those of a running process, of another file, and whatever only looks like one stay."""
    running = f"out.csv.{os.getppid()}.part"
    stay = {running, "other.csv.1.part", "out.csv.x.part", "out.csv.part", "out.csv.1.part.csv"}
    for name in (*stay, f"out.csv.{NOBODY}.part"):
        (tmp_path / name).touch()
    (tmp_path / f"out.csv.{NOBODY + 1}.part").mkdir()
    with (tmp_path / running).open("a"):
        remove_left_behind(tmp_path / "out.csv")
    assert set(names(tmp_path)) == {*stay, f"out.csv.{NOBODY + 1}.part"}


@pytest.mark.skipif(ON_WINDOWS, reason="Windows is not asked: a file that is open stays")
def test_a_process_that_may_not_be_asked_counts_as_running(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_process: int, _signal: int) -> None:
        raise PermissionError

    monkeypatch.setattr(os, "kill", refuse)
    (tmp_path / "out.csv.1.part").touch()
    remove_left_behind(tmp_path / "out.csv")
    assert names(tmp_path) == ["out.csv.1.part"]


def test_a_folder_that_is_not_there_is_an_error_of_the_system(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError), written_whole(tmp_path / "missing" / "out.csv"):
        pass
