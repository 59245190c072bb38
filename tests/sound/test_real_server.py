"""The whole way to a loudspeaker: a real process, a real sound server, a recorder at its plug."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from tests.architecture.source_text import ROOT
from tests.support.sound_server import chimes_in, sound_server

if TYPE_CHECKING:
    from pathlib import Path

    from tests.support.sound_server import SoundServer


def player_at(server: SoundServer) -> subprocess.Popen[str]:
    """The process that plays, as the window starts it."""
    return subprocess.Popen(
        [sys.executable, "-m", "titrator", "sound", "--serve"],
        cwd=ROOT,
        env=server.environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        bufsize=1,
    )


def lines_until(player: subprocess.Popen[str], word: str) -> list[str]:
    """What it says up to a line that begins with the word; it fails where that never comes."""
    assert player.stdout is not None
    said: list[str] = []
    for line in player.stdout:
        said.append(line.strip())
        if line.startswith(word):
            return said
        assert len(said) < 100, f"{word} was not said"
    pytest.fail(f"it ended after {said[-3:]}")


@pytest.mark.hazard("H17")
def test_three_chimes_arrive_and_a_server_that_dies_is_off_within_a_second(tmp_path: Path) -> None:
    """Recorded at the plug of the loudspeaker. Four looks, 0.2 s each, may pass before it is told."""
    with sound_server(tmp_path) as server:
        player = player_at(server)
        assert player.stdin is not None
        assert player.stdout is not None
        try:
            assert lines_until(player, "on")[-1] == "on PulseAudio"
            with server.recorded() as samples:
                lines_until(player, "on")
                player.stdin.write("play 3\n")
                lines_until(player, "played")
                for _ in range(3):
                    lines_until(player, "on")
            server.kill()
            said = lines_until(player, "off")
        finally:
            player.stdin.close()
            assert player.wait(timeout=20) == 0
            player.stdout.close()
    assert chimes_in(samples) == 3
    assert max(map(abs, samples)) <= round(0.35 * 32_767) + 400
    assert len(said) <= 5


def test_the_test_tone_of_the_command_line_says_what_took_it(tmp_path: Path) -> None:
    """Exit status 0 and the name of the sound system; 1 and SOUND OFF where there is none."""
    command = [sys.executable, "-m", "titrator", "sound"]
    with sound_server(tmp_path) as server:
        heard = subprocess.run(
            command,
            cwd=ROOT,
            env=server.environment,
            capture_output=True,
            text=True,
            timeout=30,
            check=False,
        )
    silent = subprocess.run(
        command,
        cwd=ROOT,
        env=server.environment,
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )
    assert (heard.returncode, silent.returncode) == (0, 1)
    assert "was given to PulseAudio" in heard.stdout
    assert silent.stdout.startswith("SOUND OFF: ")
