"""The sounds of this workstation: what sounds, what was silenced, and who heard the test tone.

Silencing and testing are entries of the log, in an episode of their own: they concern the workstation,
change no rule and no bed, so they are no events of a bed. A silence is granted even where it cannot be
logged; it ends by itself, and the notice that the log is not written stands anyway.
"""

from collections.abc import Sequence
from datetime import timedelta

import msgspec

from titrator.core.language import english, say
from titrator.session import prompts
from titrator.session.calls import Bell, BellState, Prompt, Ring
from titrator.session.workstation_log import WorkstationLog

_TEST_HOLDS = timedelta(hours=13)
_GONE = timedelta(seconds=5)
_SECOND = timedelta(seconds=1)
_ON_SCREEN = say("Prompts are on the screen only.")


class _Tested(msgspec.Struct, frozen=True, kw_only=True):
    """The last test tone: who listened, whether it was heard, and when."""

    by: str
    was_heard: bool
    at: timedelta


class Sounds:
    """What the desk knows of its sounds. Times are those of the clock that is never set."""

    def __init__(self, workstation: WorkstationLog) -> None:
        """Know of no prompt and no test yet."""
        self._workstation = workstation
        self._memory = prompts.Memory()
        self._tested: _Tested | None = None
        self._off_since: timedelta | None = None

    def listen(self, waiting: Sequence[Prompt], at: timedelta) -> Ring | None:
        """Return the sound that is to be played now; once a second."""
        self._memory, ring = prompts.listen(self._memory, waiting, at)
        return ring

    def silence(self, *, by: str, at: timedelta, at_utc: str) -> None:
        """Silence what sounds, for 120 seconds, and log it; nothing where nothing sounds.

        Raises:
            LogNotWritten: it is silent, but that could not be logged.
        """
        self._memory, silenced = prompts.silence(self._memory, at)
        if silenced:
            what = ", ".join(english(one) for one in silenced)
            self._workstation.note("silenced for 120 sec", at_utc, by=by, what=what)

    def was_tested(self, *, was_heard: bool, by: str, at: timedelta, at_utc: str) -> None:
        """Note whether somebody heard the test tone, and log it.

        Raises:
            LogNotWritten: it could not be logged; it is not noted.
        """
        self._workstation.note("sound test", at_utc, by=by, heard=was_heard)
        self._tested = _Tested(by=by, was_heard=was_heard, at=at)

    def bell(self, *, trouble: str, by: str, at: timedelta) -> Bell:
        """Return what the bell in the banner says.

        Args:
            trouble: why nothing can be played, empty when a device takes what is played.
            by: who is at the bedside, empty when not known.
            at: now.
        """
        if trouble:
            self._off_since = at if self._off_since is None else self._off_since
            # What comes back may be another loudspeaker, in another room: it is tested again. A
            # busy workstation that is late for a moment is none.
            if at - self._off_since >= _GONE:
                self._tested = None
            return _off(
                say("SOUND OFF: {trouble}. {on_screen}", trouble=trouble, on_screen=_ON_SCREEN)
            )
        self._off_since = None
        tested = self._tested
        if tested is not None and not tested.was_heard:
            return _off(
                say("SOUND OFF: the test tone was not heard. {on_screen}", on_screen=_ON_SCREEN)
            )
        if prompts.sounding(self._memory, at):
            return self._sounding(at)
        left = prompts.silent_for(self._memory, at)
        if left > timedelta():
            seconds = -(-left // _SECOND)
            said = say("The sound is paused and comes back by itself.")
            return Bell(
                state=BellState.SILENT,
                label=say("Silent {seconds} sec", seconds=seconds),
                sentence=said,
            )
        if tested is None or tested.by != by or at - tested.at > _TEST_HOLDS:
            said = say("Nobody at the bedside has heard the test tone in this shift.")
            return Bell(state=BellState.UNTESTED, label=say("SOUND NOT TESTED"), sentence=said)
        return Bell(
            state=BellState.ON, label=say("Sound on"), sentence=say("The test tone was heard.")
        )

    def _sounding(self, at: timedelta) -> Bell:
        _, silenced = prompts.silence(self._memory, at)
        if silenced:
            said = say("{silenced}: sounds each 30 sec.", silenced=", ".join(silenced))
            return Bell(state=BellState.SOUNDING, label=say("Silence 120 sec"), sentence=said)
        said = say("It was silenced once already. It ends with the act that waits.")
        return Bell(state=BellState.SOUNDING, label=say("Sounding"), sentence=said)


def _off(sentence: str) -> Bell:
    return Bell(state=BellState.OFF, label=say("SOUND OFF"), sentence=sentence)
