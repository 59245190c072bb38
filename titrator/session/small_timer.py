"""What the small window on top of others says: the bed where it is most urgent. Pure."""

from collections.abc import Sequence
from datetime import UTC, datetime

from titrator.core.language import say, say_code
from titrator.session.calls import SmallTimer
from titrator.session.next_act import tab_status
from titrator.session.screen import NextAct, Tone

_URGENT_FIRST = (
    Tone.DANGER,
    Tone.SUSPENDED,
    Tone.OVERDUE,
    Tone.DUE,
    Tone.HOLD,
    Tone.CALM,
    Tone.SETUP,
    Tone.DONE,
)
_WORDS = {
    Tone.CALM: say("next"),
    Tone.SETUP: say("set up"),
    Tone.DUE: say("* due"),
    Tone.OVERDUE: say("** overdue"),
    Tone.SUSPENDED: say("** suspended"),
    Tone.HOLD: say("on hold"),
    Tone.DANGER: say("*** act now"),
    Tone.DONE: say("all off"),
}
_MARKS = {Tone.DUE: "*", Tone.OVERDUE: "**", Tone.SUSPENDED: "**", Tone.DANGER: "***"}
"""What stands beside a state that is said where the countdown would be."""
_LAST = datetime.max.replace(tzinfo=UTC)


def small_timer(strips: Sequence[tuple[str, NextAct]]) -> SmallTimer | None:
    """Return what is said of the most urgent of these beds, None without any."""
    if not strips:
        return None
    bed, strip = min(strips, key=lambda one: (_URGENT_FIRST.index(one[1].tone), one[1].at or _LAST))
    if not strip.countdown:
        word = _MARKS.get(strip.tone, "")
        return SmallTimer(bed=bed, tone=strip.tone, countdown=(tab_status(strip),), word=word)
    word = _WORDS[strip.tone]
    if strip.tone is Tone.CALM and strip.clock:
        word = say("{word} {clock}", word=word, clock=say_code(strip.clock))
    if strip.late and strip.tone is not Tone.OVERDUE:
        word = say("{word}, late", word=word)
    return SmallTimer(bed=bed, tone=strip.tone, countdown=strip.countdown, word=word)
