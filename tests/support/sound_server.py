"""A real sound server with a loudspeaker that nobody hears, and a recorder at its plug."""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
from array import array
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

RATE_HZ = 48_000
_TRIES = 100


class SoundServer:
    """PulseAudio of this test's own, in a folder of its own."""

    def __init__(self, folder: Path) -> None:
        for tool in ("pulseaudio", "pactl", "parec"):
            if shutil.which(tool) is None:
                pytest.skip(
                    f"{tool} is not installed: Debian packages pulseaudio, pulseaudio-utils"
                )
        self._folder = folder
        self._socket = folder / "native"
        folder.mkdir(mode=0o700)
        self.environment = os.environ | {
            "HOME": str(folder),
            "XDG_RUNTIME_DIR": str(folder),
            "PULSE_SERVER": f"unix:{self._socket}",
        }
        self._server = self._start()

    def _start(self) -> subprocess.Popen[bytes]:
        load = (
            "--load=module-null-sink sink_name=ward",
            f"--load=module-native-protocol-unix socket={self._socket} auth-anonymous=1",
        )
        options = ("-n", "--daemonize=no", "--exit-idle-time=-1", "--use-pid-file=no")
        started = subprocess.Popen(
            ["pulseaudio", *options, *load],
            env=self.environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        for _ in range(_TRIES):
            asked = subprocess.run(
                ["pactl", "info"], env=self.environment, capture_output=True, check=False
            )
            if asked.returncode == 0:
                return started
            with contextlib.suppress(subprocess.TimeoutExpired):
                started.wait(0.1)
        started.kill()
        pytest.skip("PulseAudio does not start here")

    def kill(self) -> None:
        """The server is gone from one moment to the next."""
        self._server.kill()
        self._server.wait()

    @contextlib.contextmanager
    def recorded(self) -> Iterator[array[int]]:
        """Fill an array with what arrived at the loudspeaker while the block ran."""
        samples = array("h")
        tape = self._folder / "tape"
        plug = ["-d", "ward.monitor", "--format=s16le", f"--rate={RATE_HZ}", "--channels=1"]
        with tape.open("wb") as file:
            recorder = subprocess.Popen(
                ["parec", "--latency-msec=50", *plug], env=self.environment, stdout=file
            )
            try:
                yield samples
            finally:
                recorder.terminate()
                recorder.wait()
        taped = tape.read_bytes()
        samples.frombytes(taped[: len(taped) // 2 * 2])


@contextlib.contextmanager
def sound_server(folder: Path) -> Iterator[SoundServer]:
    """A server for the time of a block; the test is skipped, and says so, where there is none."""
    server = SoundServer(folder / "sound")
    try:
        yield server
    finally:
        server.kill()


def chimes_in(samples: array[int]) -> int:
    """How many separate sounds were recorded: loud for a while, then silent for 0.15 s."""
    counted, silent_for = 0, RATE_HZ
    for sample in samples:
        if abs(sample) > 200:
            counted += silent_for > RATE_HZ * 15 // 100
            silent_for = 0
        else:
            silent_for += 1
    return counted
