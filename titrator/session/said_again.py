"""The refusals of a log, read again, in the language of the workstation. Pure.

A log keeps sentences in English only. A refusal is decided by nothing but what was asked, the state
of the bed, the time and the policy, and all four are known again while a log is read: it is decided
once more, and said by the same lines of the program as the first time. Nothing is recognised in a
text, so no number can be taken for another. What does not come out the same to the byte stays as it
was kept.

What was refused under another policy, or by another version, stays in English. It would mostly come out
the same, but nothing has shown that it can be decided at all: the state of then may name a drug or a
bag that the library of today has not. A bed that cannot be read for a translation's sake is worse than
a line in English; and to work such lines out from their English would be to recognise numbers in a text.
"""

from datetime import datetime

import msgspec

from titrator.core.engine import decide
from titrator.core.events import CommandRefused, Stamp
from titrator.core.policy import Policy
from titrator.core.state import State
from titrator.session.codec import Entry, to_payload


def said_again(
    entry: Entry, before: State, stamp: Stamp, policy: Policy, previous_at: datetime | None
) -> Entry:
    """Return the same entry, its refusals said in the language of this workstation.

    Args:
        entry: as it was read, made under `policy` by this version of the program.
        before: the bed before it.
        stamp: when, by whom, and the number of the entry.
        policy: the library and protocol that were in force.
        previous_at: when the entry before was made.
    """
    if not any(isinstance(event, CommandRefused) for event in entry.events):
        return entry
    decided = decide(before, entry.command, stamp, policy, previous_at=previous_at)
    said = msgspec.structs.replace(entry, events=decided.events, noticed=decided.noticed)
    return said if to_payload(said) == to_payload(entry) else entry
