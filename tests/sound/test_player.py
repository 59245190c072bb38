"""The process that plays: it says how the device is, and never that a dead one is alive."""

from __future__ import annotations

from titrator.sound.device import keep_local
from titrator.sound.player import NoStreamError, Player, play_once, serve


class Tape:
    """A stream made by hand; it takes samples while `runs`."""

    def __init__(self, *, runs: bool = True) -> None:
        self.backend = "tape"
        self.asked = 4800
        self.runs = runs
        self.played: list[bytes] = []
        self.is_closed = False
        self._waits = False

    @property
    def is_playing(self) -> bool:
        return self._waits

    def play(self, samples: bytes) -> None:
        self.played.append(samples)
        self._waits = True

    def pass_on(self) -> None:
        """A fifth of a second passes at the device."""
        if self.runs:
            self.asked += 9600
            self._waits = False

    def close(self) -> None:
        self.is_closed = True


def looked(player: Player, tape: Tape, times: int) -> None:
    """So many looks, with the time between them."""
    for _ in range(times):
        tape.pass_on()
        player.look()


def test_a_device_that_takes_samples_is_on() -> None:
    """Said at each look, once the second buffer was asked for."""
    tape = Tape()
    said: list[str] = []
    looked(Player(lambda: tape, said.append), tape, 4)
    assert said == ["on tape"] * 2


def test_a_first_buffer_alone_proves_nothing() -> None:
    """A device that takes only that is never said to be on, and after four seconds it is off."""
    tape = Tape(runs=False)
    said: list[str] = []
    looked(Player(lambda: tape, said.append), tape, 30)
    assert said == ["off the device takes no samples"]
    assert tape.is_closed


def test_a_device_that_vanishes_is_off_within_four_looks() -> None:
    """A look is 0.2 s: the sign stands within a second."""
    tape = Tape()
    said: list[str] = []
    player = Player(lambda: tape, said.append)
    looked(player, tape, 5)
    said.clear()
    tape.runs = False
    looked(player, tape, 4)
    assert said[-1] == "off the device takes no samples"


def test_what_was_played_is_said_once_the_device_has_taken_it() -> None:
    """Not when it was asked for."""
    tape = Tape()
    said: list[str] = []
    player = Player(lambda: tape, said.append)
    looked(player, tape, 3)
    player.play(2)
    assert "played" not in said
    looked(player, tape, 2)
    assert said[-2:] == ["played", "on tape"]
    assert len(tape.played) == 1


def test_no_device_is_said_and_tried_again_every_two_seconds() -> None:
    """Ten looks between two tries; once there is one it is on."""
    tape = Tape()
    said: list[str] = []
    answers: list[Tape | None] = [None, None, tape]

    def open_stream() -> Tape:
        found = answers.pop(0)
        if found is None:
            raise NoStreamError("no sound device")
        return found

    player = Player(open_stream, said.append)
    looked(player, tape, 12)
    assert said == ["off no sound device"] * 2
    player.play(1)
    assert not tape.played
    looked(player, tape, 15)
    assert said[-1] == "on tape"


def test_it_ends_when_nobody_writes_to_it_any_more() -> None:
    """Lines that ask for nothing known are passed over."""
    said: list[str] = []
    serve(["dance 3\n", "play x\n"], said.append)
    assert len(said) <= 1


def test_a_test_tone_tells_what_took_it() -> None:
    """The name of what plays, for support."""

    tape = Tape()
    assert play_once(lambda: tape, lambda _: tape.pass_on()) == (True, "tape")
    assert len(tape.played) == 1
    assert tape.is_closed


def test_a_test_tone_without_a_device_tells_why() -> None:
    """In words that support can use."""

    def none() -> Tape:
        raise NoStreamError("no sound device (-401)")

    assert play_once(none) == (False, "no sound device (-401)")


def test_a_sound_server_on_another_machine_is_not_used() -> None:
    """The program uses no network, for its sounds either."""
    far = {"PULSE_SERVER": "tcp:10.0.0.7"}
    near = {"PULSE_SERVER": "unix:/run/user/1000/pulse/native"}
    keep_local(far)
    keep_local(near)
    assert far == {}
    assert near == {"PULSE_SERVER": "unix:/run/user/1000/pulse/native"}
