"""What is wrong in a library or protocol file: a code, the file, the field, the value, a sentence."""

from collections.abc import Sequence
from enum import StrEnum

import msgspec

from titrator.core.errors import KnownError
from titrator.core.findings import Code, Finding, finding
from titrator.core.language import say

_LONGEST_SHOWN = 40
_MOST_BITS_SHOWN = 128


class FaultCode(StrEnum):
    """What can be wrong with a file. From LOOK_ALIKE on they are notices and refuse nothing."""

    NOT_READABLE = "NOT_READABLE"
    TOO_LARGE = "TOO_LARGE"
    ALTERED = "ALTERED"
    NOT_SIGNED = "NOT_SIGNED"
    NOT_IN_FORCE = "NOT_IN_FORCE"
    FILE_NAME = "FILE_NAME"
    UNKNOWN_FIELD = "UNKNOWN_FIELD"
    MISSING_FIELD = "MISSING_FIELD"
    WRONG_TYPE = "WRONG_TYPE"
    NOT_A_NUMBER = "NOT_A_NUMBER"
    BELOW_ZERO = "BELOW_ZERO"
    UNIT_MISMATCH = "UNIT_MISMATCH"
    NOT_A_CHOICE = "NOT_A_CHOICE"
    NOT_A_DATE = "NOT_A_DATE"
    NOT_ASCII = "NOT_ASCII"
    UNSAFE_WRITING = "UNSAFE_WRITING"
    UNKNOWN_DRUG = "UNKNOWN_DRUG"
    DUPLICATE = "DUPLICATE"
    LIMITS_NOT_NESTED = "LIMITS_NOT_NESTED"
    OUTSIDE_LIMITS = "OUTSIDE_LIMITS"
    OUTSIDE_RANGE = "OUTSIDE_RANGE"
    CONCENTRATION_STORED = "CONCENTRATION_STORED"
    SALT_OR_BASE = "SALT_OR_BASE"
    IMPLAUSIBLE_STRENGTH = "IMPLAUSIBLE_STRENGTH"
    APPROVAL_MISSING = "APPROVAL_MISSING"
    STAGES_NOT_TOTAL = "STAGES_NOT_TOTAL"
    PROTOCOL_LOOSER_THAN_CEILING = "PROTOCOL_LOOSER_THAN_CEILING"
    NO_NEXT_ACT = "NO_NEXT_ACT"
    LOOK_ALIKE = "LOOK_ALIKE"
    CAP_OUT_OF_REACH = "CAP_OUT_OF_REACH"
    STEP_NOT_REACHABLE = "STEP_NOT_REACHABLE"
    SOURCE_UNKNOWN = "SOURCE_UNKNOWN"
    REVIEW_DATE_MISSING = "REVIEW_DATE_MISSING"


_LOOSER = FaultCode.PROTOCOL_LOOSER_THAN_CEILING


class Fault(msgspec.Struct, frozen=True, kw_only=True):
    """One thing wrong in a file. `sentence` says all of it; `field` counts entries from 1."""

    code: FaultCode
    file: str
    field: str
    value: str
    sentence: str


class PolicyFileError(KnownError):
    """A library or protocol file cannot be trusted; nothing of it is used.

    A limit looser than the one around it is the fault that is said: the file, the field and both
    values matter more to a patient than a check sum that does not fit either.

    Attributes:
        faults: every fault found, at least one.
        code: of the fault that is said.
    """

    def __init__(self, faults: Sequence[Fault], next_action: str = "") -> None:
        more = len(faults) - 1
        said = next((one for one in faults if one.code is _LOOSER), faults[0])
        others = (
            say(" And {more} more; the command titrator policy check lists all.", more=more)
            if more
            else ""
        )
        super().__init__(
            said.sentence + others,
            next_action
            or say("Call pharmacy to correct the file. Nothing is guided by a file with a fault."),
        )
        self.faults = tuple(faults)
        self.code = said.code

    def findings(self) -> tuple[Finding, ...]:
        """Return its faults that have a refusal code of rules.md section 5, as refusals."""
        return tuple(
            finding(Code(one.code.value), one.sentence)
            for one in self.faults
            if one.code.value in Code.__members__
        )


def raise_if_faulty(faults: Sequence[Fault]) -> None:
    """Refuse everything when there is one fault.

    Raises:
        PolicyFileError: carrying all of `faults`.
    """
    if faults:
        raise PolicyFileError(faults)


def fault(code: FaultCode, *, file: str, field: str, value: str, why: str) -> Fault:
    """Return a fault whose sentence names the file, the field and what is wrong."""
    name = one_line(file, 120)
    place = f"{name}, {field}" if field else name
    return Fault(code=code, file=name, field=field, value=value, sentence=f"{place}: {why}")


def shown_value(value: object) -> str:
    """Return a value of a file in a few printable characters; text in quotes."""
    match value:
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case str():
            return f'"{one_line(value)}"'
        case dict():
            return say("a table")
        case list():
            return f"[{one_line(', '.join(value))}]" if _are_texts(value) else say("a list")
        case int() if value.bit_length() > _MOST_BITS_SHOWN:
            return say("a huge number")
        case _:
            return one_line(str(value))


def one_line(text: str, longest: int = _LONGEST_SHOWN) -> str:
    """Return text cut to one line of printable characters."""
    shown = text if len(text) <= longest else text[:longest] + say(" and more")
    return "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in shown)


def _are_texts(values: Sequence[object]) -> bool:
    return all(isinstance(one, str) for one in values)
