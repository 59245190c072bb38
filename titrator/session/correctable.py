"""Which entries can still be put right, and field by field how they read. Pure.

Only what counts now can be corrected (ruling 30): any assessment, and the infusion, order or gate
that is the present one.
"""

from collections.abc import Sequence
from datetime import tzinfo
from enum import StrEnum

import msgspec

from titrator.core import commands as do
from titrator.core import gate
from titrator.core.assessment import SIGNS
from titrator.core.language import say, say_code
from titrator.core.state import State
from titrator.session.bed import Logged
from titrator.session.log_words import log_line

Choices = tuple[tuple[str, str], ...]


class FieldKind(StrEnum):
    """How a right value is given."""

    NUMBER = "number"
    WORDS = "words"
    CHOICE = "choice"


class CorrectableField(msgspec.Struct, frozen=True, kw_only=True):
    """One value of an entry.

    Attributes:
        name: in the entry; ``perfusion.skin`` is the answer to one sign.
        label: what it is.
        was: as it was typed, in words; empty when nothing was.
        unit: a number's unit.
        is_sent_with_unit: the entry holds the number with its unit, ``7.9 mL/h``.
        choices: value and words, for a choice.
    """

    name: str
    label: str
    was: str
    kind: FieldKind
    unit: str = ""
    is_sent_with_unit: bool = False
    choices: Choices = ()


class Correctable(msgspec.Struct, frozen=True, kw_only=True):
    """One entry that can be put right."""

    line: int
    time: str
    text: str
    fields: tuple[CorrectableField, ...]


_SOURCES = (("arterial_line", say("arterial line")), ("cuff", say("cuff")))
_ANSWERS = (
    ("same_or_better", say("same or better")),
    ("worse", say("worse")),
    ("not_assessed", say("not assessed")),
)
_REPLIES = (
    ("met", say("met")),
    ("not_met", say("not met")),
    ("not_assessed", say("not assessed")),
)


def correctable_entries(
    entries: Sequence[Logged], state: State, zone: tzinfo | None
) -> tuple[Correctable, ...]:
    """Return what can be corrected at a bed, the latest entry first."""
    logged = {one.entry.line: one for one in entries}
    found = []
    for line in sorted(state.entries, reverse=True):
        fields = _fields(line, state)
        said = log_line(logged[line], zone) if line in logged else None
        if fields and said is not None:
            found.append(Correctable(line=line, time=said.time, text=said.text, fields=fields))
    return tuple(found)


def _fields(line: int, state: State) -> tuple[CorrectableField, ...]:
    typed = state.entries[line]
    match typed:
        case do.RecordAssessment():
            return _assessment(typed)
        case do.RecordInfusion() if _is_present(line, typed, state):
            return _infusion(typed)
        case do.RecordOrder() if state.order_lines.get(typed.drug or "") == line:
            return _order(typed)
        case do.RecordStartGate() if state.gate is not None and state.gate.line == line:
            return _gate(typed)
        case _:
            return ()


def _is_present(line: int, typed: do.RecordInfusion, state: State) -> bool:
    infusion = state.infusions.get(typed.drug or "")
    return infusion is not None and infusion.line == line


def _assessment(typed: do.RecordAssessment) -> tuple[CorrectableField, ...]:
    signs = typed.perfusion or {}
    return (
        _number("map_mmhg", say("MAP"), typed.map_mmhg, unit="mmHg"),
        _choice("map_source", say("Source of the MAP"), typed.map_source, _SOURCES),
        *(
            _choice(f"perfusion.{sign}", _sentence(sign), signs.get(sign), _ANSWERS)
            for sign in SIGNS
        ),
    )


def _infusion(typed: do.RecordInfusion) -> tuple[CorrectableField, ...]:
    return (
        _number("amount", say("Amount on the label"), typed.amount),
        _number("volume", say("Volume on the label"), typed.volume),
        _number("pump_shows", say("What the pump showed"), typed.pump_shows),
    )


def _order(typed: do.RecordOrder) -> tuple[CorrectableField, ...]:
    return (
        _words("route", say("Route"), typed.route),
        _number("initial", say("Initial rate"), typed.initial),
        _number("increment", say("Increment"), typed.increment),
        _number("interval_min", say("Not more often than every"), typed.interval_min, unit="min"),
        _number("maximum", say("Maximum rate"), typed.maximum),
        _number("map_target_mmhg", say("MAP target"), typed.map_target_mmhg, unit="mmHg"),
        _words("prescriber", say("Prescriber"), typed.prescriber),
    )


def _gate(typed: do.RecordStartGate) -> tuple[CorrectableField, ...]:
    return tuple(
        _choice(name, _sentence(name), _reply(getattr(typed, name)), _REPLIES)
        for name in gate.ANSWERS
    )


def _reply(given: str | do.NotApplicable | None) -> str | None:
    return "not_applicable" if isinstance(given, do.NotApplicable) else given


def _number(name: str, label: str, was: str | None, unit: str = "") -> CorrectableField:
    """A number whose unit stays the one of the entry; `unit` where it was typed without one."""
    _, _, typed_unit = (was or "").partition(" ")
    shown = f"{was} {unit}" if was and unit else was or ""
    return CorrectableField(
        name=name,
        label=label,
        was=shown,
        kind=FieldKind.NUMBER,
        unit=unit or typed_unit,
        is_sent_with_unit=not unit,
    )


def _words(name: str, label: str, was: str | None) -> CorrectableField:
    return CorrectableField(name=name, label=label, was=was or "", kind=FieldKind.WORDS)


def _choice(name: str, label: str, was: str | None, choices: Choices) -> CorrectableField:
    return CorrectableField(
        name=name,
        label=label,
        was=say_code(was or "not_assessed"),
        kind=FieldKind.CHOICE,
        choices=choices,
    )


def _sentence(name: str) -> str:
    words = say_code(name)
    return words[:1].upper() + words[1:]
