"""The hazards of this program: what could hurt a patient, what stands against it, and how far.

The list is read by people: by a hospital that judges the program, and under Help. Tests name the
hazards by their ids, so an id is never given to another hazard and none is taken out.
"""

from enum import StrEnum

import msgspec

from titrator.core.language import say
from titrator.core.policy_fault import Fault, FaultCode, raise_if_faulty
from titrator.core.policy_file import Table, read_toml


class ControlStatus(StrEnum):
    """How far the control goes. Only what a test shows counts."""

    CONTROLLED = "controlled"
    PARTLY = "partly"
    LATER = "later"


class Hazard(msgspec.Struct, frozen=True, kw_only=True):
    """One way in which a patient could come to harm through this program.

    Attributes:
        id: ``H12``, for good.
        hazard: what goes wrong for the patient.
        cause: how it comes about.
        control: what the software does against it.
        enforced_in: the modules, or ``module:name``, that do it; none while there is no control.
        remains: what the control leaves open; empty where nothing is known to.
    """

    id: str
    hazard: str
    cause: str
    control: str
    enforced_in: tuple[str, ...]
    status: ControlStatus
    remains: str


def parse_hazards(file: str, content: bytes) -> tuple[Hazard, ...]:
    """Return the hazards of a hazard file, numbered from H01 without a gap.

    Raises:
        PolicyFileError: with every fault found.
    """
    faults: list[Fault] = []
    table = read_toml(file, content, faults)
    found = tuple(
        _hazard(entry, f"H{number:02d}")
        for number, entry in enumerate(table.tables("hazard"), start=1)
    )
    if not found:
        table.refuse(FaultCode.MISSING_FIELD, "hazard", say("there is no hazard in it."))
    table.close()
    raise_if_faulty(faults)
    return found


def _hazard(entry: Table, expected_id: str) -> Hazard:
    hazard = Hazard(
        id=entry.text("id"),
        hazard=entry.prose("hazard"),
        cause=entry.prose("cause"),
        control=entry.prose("control"),
        enforced_in=entry.texts("enforced_in"),
        status=entry.choice("status", ControlStatus),
        remains=entry.prose("remains") if entry.has("remains") else "",
    )
    if hazard.id != expected_id:
        why = say(
            "hazards are numbered in their order without a gap; this one is {expected_id}.",
            expected_id=expected_id,
        )
        entry.refuse(FaultCode.NOT_A_CHOICE, "id", why)
    _say_what_does_not_fit(entry, hazard)
    entry.close()
    return hazard


def _say_what_does_not_fit(entry: Table, hazard: Hazard) -> None:
    """A control stands somewhere; without one, or with half of one, the file says what is open."""
    if hazard.status is ControlStatus.LATER and hazard.enforced_in:
        why = say("nothing is enforced yet where the status is later.")
        entry.refuse(FaultCode.NOT_A_CHOICE, "enforced_in", why)
    if hazard.status is not ControlStatus.LATER and not hazard.enforced_in:
        why = say("it says nowhere what enforces it.")
        entry.refuse(FaultCode.MISSING_FIELD, "enforced_in", why)
    if hazard.status is not ControlStatus.CONTROLLED and not hazard.remains:
        why = say("a hazard that is not controlled says what is open, and why.")
        entry.refuse(FaultCode.MISSING_FIELD, "remains", why)
