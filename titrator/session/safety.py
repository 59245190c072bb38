"""What Help and the command line say about safety: the hazards, and the whole safety case."""

from collections import Counter

import msgspec

from titrator import resources
from titrator.core.hazard_list import ControlStatus, Hazard, parse_hazards
from titrator.core.language import say, say_written
from titrator.core.policy_fault import PolicyFileError

HAZARD_FILE = "safety/hazards.toml"
SAFETY_CASE_FILE = "safety/safety_case.md"
_STATUS = {
    ControlStatus.CONTROLLED: say("controlled"),
    ControlStatus.PARTLY: say("controlled in part"),
    ControlStatus.LATER: say("not controlled yet"),
}


class HazardLine(msgspec.Struct, frozen=True, kw_only=True):
    """One hazard, each part ready to show; `remains` is empty where nothing is known to remain."""

    id: str
    hazard: str
    cause: str
    control: str
    status: str
    remains: str
    is_controlled: bool


def hazard_lines() -> tuple[HazardLine, ...]:
    """Return every hazard in the order of its number.

    Raises:
        ResourceMissingError: the list is not there or is damaged.
    """
    return tuple(_line(hazard) for hazard in _hazards())


def hazard_summary() -> str:
    """Return in one sentence how many hazards there are, and how many of them are controlled.

    Raises:
        ResourceMissingError: the list is not there or is damaged.
    """
    found = Counter(hazard.status for hazard in _hazards())
    counted = ", ".join(f"{found[status]} {said}" for status, said in _STATUS.items())
    return say("{total} hazards: {counted}.", total=found.total(), counted=counted)


def safety_case() -> str:
    """Return the safety case as it ships: every hazard, rule and ruling with the tests that show it.

    Raises:
        ResourceMissingError: it is not there or is damaged.
    """
    return resources.resource_text(SAFETY_CASE_FILE)


def _hazards() -> tuple[Hazard, ...]:
    content = resources.resource_bytes(HAZARD_FILE)
    try:
        return parse_hazards(HAZARD_FILE, content)
    except PolicyFileError as error:
        raise resources.ResourceMissingError(HAZARD_FILE) from error


def _line(hazard: Hazard) -> HazardLine:
    return HazardLine(
        id=hazard.id,
        hazard=say_written(hazard.hazard),
        cause=say_written(hazard.cause),
        control=say_written(hazard.control),
        status=_STATUS[hazard.status],
        remains=say_written(hazard.remains),
        is_controlled=hazard.status is ControlStatus.CONTROLLED,
    )
