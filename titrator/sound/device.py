"""The way out to a loudspeaker: the only place that knows miniaudio.

The stream runs all the time and plays silence between the chimes: only a device that goes on asking
for samples is known to be there. Nothing here makes the workstation louder.
"""

import os
import sys
from collections.abc import Generator, MutableMapping
from types import ModuleType
from typing import Any

from titrator.sound.chime import RATE_HZ

_BYTES = 2  # a sample of 16 bits, one channel
_PERIOD_MS = 100


class NoSoundError(Exception):
    """There is nothing to play on; the text says why, for support."""


class Loudspeaker:
    """A stream that is open, silent until something is given to it.

    Attributes:
        backend: what it speaks to, such as PulseAudio.
        asked: how many samples the device has asked for; it stands still when the device is gone.
    """

    def __init__(self) -> None:
        """Open the default device of this workstation.

        Raises:
            NoSoundError: there is none, or the library is not here.
        """
        self.asked = 0
        self._waiting = b""
        sounds = _miniaudio()
        try:
            self._device = sounds.PlaybackDevice(
                output_format=sounds.SampleFormat.SIGNED16,
                nchannels=1,
                sample_rate=RATE_HZ,
                buffersize_msec=_PERIOD_MS,
                backends=_backends(sounds),
                app_name="Titrator",
            )
            samples = self._samples()
            next(samples)
            self._device.start(samples)
        except sounds.MiniaudioError as error:
            raise NoSoundError(f"no sound device ({error.args[-1]})") from error
        self.backend = str(self._device.backend)

    def play(self, samples: bytes) -> None:
        """Play `samples` from now on, instead of what is still to come."""
        self._waiting = samples

    @property
    def is_playing(self) -> bool:
        """Return whether something was given that the device has not taken yet."""
        return bool(self._waiting)

    def close(self) -> None:
        """Let go of the device."""
        self._device.close()

    def _samples(self) -> Generator[bytes, int, None]:
        """Give the device what it asks for; called in a thread of the library."""
        given = b""
        while True:
            frames = yield given
            waiting = self._waiting
            taken = waiting[: frames * _BYTES]
            # Something newer may have been given meanwhile: that is not cut.
            if self._waiting is waiting:
                self._waiting = waiting[len(taken) :]
            given = taken.ljust(frames * _BYTES, b"\0")
            self.asked += frames


def _miniaudio() -> Any:
    """Return the library, loaded without what it has for web radio: this program uses no network."""
    keep_local(os.environ)
    sys.modules.setdefault("urllib.request", ModuleType("urllib.request"))
    try:
        import miniaudio  # type: ignore[import-untyped, unused-ignore]
    except (ImportError, OSError) as error:
        raise NoSoundError(f"miniaudio cannot be loaded: {error}") from error
    return miniaudio


def keep_local(environment: MutableMapping[str, str]) -> None:
    """Forget a sound server on another machine: sound, too, uses no network."""
    if not environment.get("PULSE_SERVER", "unix:").startswith(("unix:", "/")):
        del environment["PULSE_SERVER"]


def _backends(sounds: Any) -> list[Any]:
    """Return what may play here. Never the null device, which takes everything and plays nothing."""
    backend = sounds.Backend
    if sys.platform == "win32":
        return [backend.WASAPI]
    if sys.platform == "darwin":
        return [backend.COREAUDIO]
    return [backend.PULSEAUDIO, backend.ALSA]
