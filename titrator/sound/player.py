"""The process that plays: reads what to play, and says five times a second whether it can be heard.

A process of its own, because drivers hang and crash, and the window must do neither. It ends when the
window does. What is read and said are lines:

    play 3                   in: three chimes
    on PulseAudio            out: the device takes samples
    played                   out: the device has taken the last chime
    off REASON               out: there is no device, or it stopped taking samples

Where nothing comes out any more, the one who listens knows that this process hangs.
"""

import contextlib
import os
import queue
import sys
import threading
from collections.abc import Callable, Iterable
from typing import NoReturn, Protocol

from titrator.sound.chime import chime

_LOOK_S = 0.2
_LOOKS_STILL = 3  # 0.6 s without a sample being asked for: it is gone
_LOOKS_TO_BEGIN = 20  # a sound server that has been idle takes its time
_LOOKS_BETWEEN_TRIES = 10
MOST_PULSES = 3


class Stream(Protocol):
    """What plays; a loudspeaker, or one made by hand in tests."""

    backend: str
    asked: int

    @property
    def is_playing(self) -> bool:
        """Return whether something is still to be played."""

    def play(self, samples: bytes) -> None:
        """Play these samples now."""

    def close(self) -> None:
        """Let go of the device."""


class NoStreamError(Exception):
    """The stream could not be opened; the text says why."""


class Player:
    """Keeps a stream open and says how it is; one look is one call of `look`."""

    def __init__(self, open_stream: Callable[[], Stream], say: Callable[[str], None]) -> None:
        """Open nothing yet; `say` gets each line that goes out."""
        self._open = open_stream
        self._say = say
        self._stream: Stream | None = None
        self._asked = 0
        self._still = 0  # looks since samples were last asked for
        self._taken = 0  # looks that found that samples were asked for
        self._wait = 0
        self._is_playing = False

    def play(self, pulses: int) -> None:
        """Play that many chimes; without a stream they are lost, and that was said."""
        if self._stream is not None:
            self._stream.play(chime(pulses))
            self._is_playing = True

    def close(self) -> None:
        """Let go of the device, if there is one."""
        stream, self._stream = self._stream, None
        if stream is not None:
            stream.close()

    def look(self) -> None:
        """See how the stream is, and say so; without one, try again now and then."""
        if self._stream is None:
            self._try_again()
            return
        if self._stream.asked == self._asked:
            self._still += 1
        else:
            self._asked, self._still = self._stream.asked, 0
            self._taken += 1
        # The first buffer is filled whether or not anybody ever plays it: that proves nothing yet.
        is_proven = self._taken > 1
        if self._still >= (_LOOKS_STILL if is_proven else _LOOKS_TO_BEGIN):
            self._lose("the device takes no samples")
            return
        if not is_proven:
            return
        self._say(f"on {self._stream.backend}")
        if self._is_playing and not self._stream.is_playing:
            self._is_playing = False
            self._say("played")

    def _try_again(self) -> None:
        if self._wait:
            self._wait -= 1
            return
        self._asked, self._still, self._taken = 0, 0, 0
        try:
            self._stream = self._open()
        except NoStreamError as error:
            self._wait = _LOOKS_BETWEEN_TRIES
            self._say(f"off {error}")

    def _lose(self, why: str) -> None:
        stream, self._stream = self._stream, None
        self._is_playing = False
        # Said before it is let go: letting go of a device that hangs may hang.
        self._say(f"off {why}")
        if stream is not None:
            stream.close()


def serve(lines: Iterable[str], say: Callable[[str], None]) -> None:
    """Play what `lines` ask for until they end."""
    # Before anything runs: working them out takes so long that the device would wait for samples.
    for pulses in range(1, MOST_PULSES + 1):
        chime(pulses)
    asked: queue.SimpleQueue[str | None] = queue.SimpleQueue()
    player = Player(_loudspeaker, say)
    reader = threading.Thread(target=_read, args=(lines, asked), daemon=True)
    reader.start()
    while True:
        player.look()
        try:
            line = asked.get(timeout=_LOOK_S)
        except queue.Empty:
            continue
        if line is None:
            return
        pulses = _pulses(line)
        if pulses:
            player.play(pulses)


def play_once(
    open_stream: Callable[[], Stream] | None = None,
    pause: Callable[[float], object] | None = None,
) -> tuple[bool, str]:
    """Play one chime here; return whether a device took it, and which, or why not."""
    said: list[str] = []
    player = Player(open_stream or _loudspeaker, said.append)
    try:
        return _played_once(player, said, pause or threading.Event().wait)
    finally:
        player.close()


def _played_once(
    player: Player, said: list[str], pause: Callable[[float], object]
) -> tuple[bool, str]:
    chime(1)
    player.look()
    player.play(1)
    for _ in range(_LOOKS_TO_BEGIN + _LOOKS_BETWEEN_TRIES):
        word, _, rest = said[-1].partition(" ") if said else ("", "", "")
        if word in ("played", "off"):
            return word == "played", rest or said[-2].partition(" ")[2]
        pause(_LOOK_S)
        player.look()
    return False, "the device takes no samples"


def main() -> NoReturn:
    """Serve standard input and output until the window is gone."""
    with contextlib.suppress(BrokenPipeError, KeyboardInterrupt):
        serve(sys.stdin, _say)
    # Not by returning: a device that hangs must not keep a process alive that nobody listens to.
    os._exit(0)


def _read(lines: Iterable[str], asked: "queue.SimpleQueue[str | None]") -> None:
    for line in lines:
        asked.put(line)
    asked.put(None)


def _pulses(line: str) -> int:
    """Return how many chimes a line asks for, 0 when it asks for nothing."""
    word, _, number = line.strip().partition(" ")
    is_good = word == "play" and number.isascii() and number.isdigit()
    return min(int(number), MOST_PULSES) if is_good else 0


def _loudspeaker() -> Stream:
    from titrator.sound.device import Loudspeaker, NoSoundError

    try:
        return Loudspeaker()
    except NoSoundError as error:
        raise NoStreamError(str(error)) from error


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()
