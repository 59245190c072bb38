"""The first steps at a workstation: what is shown to be checked, and what was said of it. Pure.

Sound, clock, protocol, a practice wean. What a person answers is noted in the log of the workstation.
"""

from datetime import datetime, tzinfo

import msgspec

from titrator.core import wording
from titrator.core.language import say
from titrator.session.policy import LoadedPolicy
from titrator.session.why import protocol_text

_WEEKDAYS = (
    say("Monday"),
    say("Tuesday"),
    say("Wednesday"),
    say("Thursday"),
    say("Friday"),
    say("Saturday"),
    say("Sunday"),
)


class FirstSteps(msgspec.Struct, frozen=True, kw_only=True):
    """What is to be checked: the time as it is shown everywhere, and the policy in force."""

    clock: str
    protocol: tuple[str, ...]


def first_steps(policy: LoadedPolicy, now: datetime, zone: tzinfo | None) -> FirstSteps:
    """Return what is shown at `now`."""
    local = now.astimezone(zone)
    fingerprint = policy.fingerprint
    groups = " ".join(fingerprint[at : at + 8] for at in range(0, 32, 8))
    return FirstSteps(
        clock=say(
            "{time} on {weekday}, {date} (24-hour clock)",
            time=wording.clock_text(local),
            weekday=_WEEKDAYS[local.weekday()],
            date=f"{local:%Y-%m-%d}",
        ),
        protocol=(
            f"{protocol_text(policy)}.",
            say("Check code of library and protocol begins {groups}.", groups=groups),
            say("Protocol file: {protocol_origin}.", protocol_origin=policy.protocol_origin),
        ),
    )
