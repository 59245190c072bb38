"""When a prompt sounds, and when it is silent. Pure: prompts and the time that counts in.

Due is one soft pulse, once. The marks soon after a change are silent when they fall due. What is late
sounds three pulses each 30 seconds until somebody acts; it can be silenced once, for 120 seconds,
and that always ends. What falls due within a minute of another sound has no sound of its own. Time is
that of the clock that is never set, so that no change of the time of day makes a silence longer.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta

import msgspec

from titrator.core.language import join, say
from titrator.core.policy import Policy
from titrator.core.state import State
from titrator.core.times import marks_from, overdue, reassess_due_at
from titrator.session.calls import Prompt, Ring
from titrator.session.screen import NextAct, Tone

SILENCE = timedelta(seconds=120)
_REPEAT = timedelta(seconds=30)
_MERGE = timedelta(seconds=60)
_GROWS_LATE = timedelta(minutes=2)
_SILENT_MARKS = timedelta(minutes=10)
_PROMPTING = frozenset({Tone.DUE, Tone.OVERDUE, Tone.SUSPENDED, Tone.DANGER})


class Event(msgspec.Struct, frozen=True, kw_only=True):
    """A prompt at its present level; late and suspended are new events, each silenced once."""

    key: str
    prompt: Prompt
    is_loud: bool


class Memory(msgspec.Struct, frozen=True, kw_only=True):
    """What is known of the sounds so far.

    Attributes:
        seen: when each prompt was first seen.
        events: the prompts of now, at their levels.
        rung: events that had their one soft pulse, or shared that of another bed.
        silenced: until when each event is silent; it stays after that, so that it is once.
        rung_at: when there was a sound last.
    """

    seen: Mapping[str, timedelta] = {}
    events: tuple[Event, ...] = ()
    rung: frozenset[str] = frozenset()
    silenced: Mapping[str, timedelta] = {}
    rung_at: timedelta | None = None


def prompt_of(
    bed_id: str, strip: NextAct, state: State, policy: Policy, now: datetime
) -> Prompt | None:
    """Return what waits at a bed for an act, None when nothing does. The step clock never sounds."""
    if strip.tone not in _PROMPTING:
        return None
    late = overdue(state, policy, now)
    is_late = late > policy.protocol.parameters.overdue_after
    due = reassess_due_at(state, policy)
    bed = state.bed
    if strip.tone is Tone.DANGER and strip.act is not None:
        key = f"{bed_id} {strip.heading}"
        return Prompt(
            bed=bed,
            key=key,
            word=say("{act_label} waits", act_label=strip.act_label),
            is_late=False,
            is_quiet=True,
            grows_late=True,
        )
    word = say("reassessment overdue") if is_late else say("reassessment due")
    is_suspended = strip.tone is Tone.SUSPENDED
    if strip.act is None:
        # Somebody must be called, which nobody can record; the reassessment goes on being due.
        return Prompt(bed=bed, key=f"{bed_id} {due}", word=word, is_late=True) if is_late else None
    if strip.at is None:
        # A step that is open and waits for a fresh MAP presses nobody; a doubted clock does.
        if state.clock_doubt is None and not is_suspended:
            return None
        return Prompt(
            bed=bed,
            key=f"{bed_id} doubt {due}",
            word=word,
            is_late=is_late,
            grows_late=True,
            is_suspended=is_suspended,
        )
    base = marks_from(state)
    is_quiet = base is not None and due is not None and due - base <= _SILENT_MARKS
    return Prompt(
        bed=bed,
        key=f"{bed_id} {due}",
        word=word,
        is_late=is_late,
        is_quiet=is_quiet,
        grows_late=is_suspended,
        is_suspended=is_suspended,
    )


def listen(memory: Memory, prompts: Sequence[Prompt], at: timedelta) -> tuple[Memory, Ring | None]:
    """Return what is known now, and the sound that is due, if any; once a second."""
    seen = {one.key: memory.seen.get(one.key, at) for one in prompts}
    events = tuple(_event(one, at - seen[one.key]) for one in prompts)
    keys = {one.key for one in events}
    fresh = [one for one in events if _wants_its_pulse(one) and one.key not in memory.rung]
    loud = [one for one in events if one.is_loud and at >= memory.silenced.get(one.key, at)]
    ring = _ring(loud, fresh, None if memory.rung_at is None else at - memory.rung_at)
    known = Memory(
        seen=seen,
        events=events,
        rung=(memory.rung & keys) | {one.key for one in fresh},
        silenced={key: until for key, until in memory.silenced.items() if key in keys},
        rung_at=at if ring else memory.rung_at,
    )
    return known, ring


def _event(prompt: Prompt, seen_for: timedelta) -> Event:
    is_loud = prompt.is_late or (prompt.grows_late and seen_for >= _GROWS_LATE)
    level = "suspended" if is_loud and prompt.is_suspended else "late" if is_loud else "due"
    return Event(key=f"{prompt.key} {level}", prompt=prompt, is_loud=is_loud)


def _wants_its_pulse(event: Event) -> bool:
    return not event.is_loud and not event.prompt.is_quiet


def _ring(
    loud: Sequence[Event], fresh: Sequence[Event], since_last: timedelta | None
) -> Ring | None:
    if loud and (since_last is None or since_last >= _REPEAT):
        return Ring(pulses=3, words=_words((*loud, *fresh)))
    if fresh and (since_last is None or since_last >= _MERGE):
        return Ring(pulses=1, words=_words(fresh))
    return None


def _words(events: Iterable[Event]) -> str:
    return ", ".join(f"{one.prompt.bed} {one.prompt.word}" for one in events)


def silence(memory: Memory, at: timedelta) -> tuple[Memory, tuple[str, ...]]:
    """Return what is known after everything that sounds is silenced, and what that was, in words."""
    fresh = [one for one in sounding(memory, at) if one.key not in memory.silenced]
    added = {one.key: at + SILENCE for one in fresh}
    known = msgspec.structs.replace(memory, silenced={**memory.silenced, **added})
    return known, tuple(join(" ", (one.prompt.bed, one.prompt.word)) for one in fresh)


def sounding(memory: Memory, at: timedelta) -> tuple[Event, ...]:
    """Return what sounds again and again now."""
    return tuple(
        one for one in memory.events if one.is_loud and at >= memory.silenced.get(one.key, at)
    )


def silent_for(memory: Memory, at: timedelta) -> timedelta:
    """Return how long the silence still lasts, zero without one."""
    return max([until - at for until in memory.silenced.values()], default=timedelta())
