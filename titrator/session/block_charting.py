"""Block charting: for each drug, in blocks of at most four hours, what a chart must have.

Start and end of the block, the dose it began and ended with, the highest one, when it was changed, and
the MAP it was titrated by (Joint Commission, block charting of titrated infusions). Pure.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta, tzinfo
from itertools import pairwise

from titrator.core import wording
from titrator.core.language import say
from titrator.core.policy import Policy
from titrator.core.state import State
from titrator.session.bed import Logged
from titrator.session.retold import Dose, Moment, retold

_LONGEST = timedelta(hours=4)
_BACK = timedelta(hours=12)


def block_lines(
    entries: Sequence[Logged], state: State, policy: Policy, now: datetime, zone: tzinfo | None
) -> tuple[str, ...]:
    """Return a line for each drug and block of the last 12 h, the latest block last."""
    moments = retold(entries, state, policy)
    lines = [
        line
        for drug in state.infusions
        for begin, end in _blocks(moments, now)
        if (line := _block(drug, moments, begin, end, zone))
    ]
    return tuple(lines) or (say("Nothing was recorded as running."),)


def _blocks(moments: Sequence[Moment], now: datetime) -> list[tuple[datetime, datetime]]:
    """Return the blocks from the first moment, or 12 h ago, up to `now`; at least one."""
    begin = max(moments[0].at, now - _BACK)
    found: list[tuple[datetime, datetime]] = []
    while True:
        end = min(begin + _LONGEST, now)
        found.append((begin, end))
        if end >= now:
            return found
        begin = end


def _block(
    drug: str, moments: Sequence[Moment], begin: datetime, end: datetime, zone: tzinfo | None
) -> str:
    """Return what a chart says of one drug in one block; empty where it was not running."""
    before = [one.doses[drug] for one in moments if one.at < begin and drug in one.doses]
    inside = [one for one in moments if begin <= one.at <= end]
    held: list[tuple[datetime, Dose]] = [(begin, before[-1])] if before else []
    held += [(one.at, one.doses[drug]) for one in inside if drug in one.doses]
    if not held or not any(dose.level for _, dose in held):
        return ""
    changes = [
        f"{_time(at, zone)} {dose.text}"
        for (_, last), (at, dose) in pairwise(held)
        if dose.text != last.text
    ]
    highest = max((dose for _, dose in held), key=lambda dose: dose.level)
    read = [one.mmhg for one in inside if one.mmhg is not None]
    mmhg = (
        say(
            "MAP {lowest} to {highest} mmHg, {count} times",
            lowest=wording.shown_number(min(read)),
            highest=wording.shown_number(max(read)),
            count=len(read),
        )
        if read
        else say("no MAP")
    )
    return say(
        "{drug}, block {begin} to {end}: from {first} to "
        "{last}, highest {highest}; changes: {changes}; {mmhg}",
        drug=drug,
        begin=_time(held[0][0], zone),
        end=_time(end, zone),
        first=held[0][1].text,
        last=held[-1][1].text,
        highest=highest.text,
        changes=", ".join(changes) or say("none"),
        mmhg=mmhg,
    )


def _time(at: datetime, zone: tzinfo | None) -> str:
    return wording.clock_text(at.astimezone(zone))
