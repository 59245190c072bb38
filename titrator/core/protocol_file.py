"""Text of a protocol file to a `Protocol`, or every fault in it.

A site chooses its figures inside the ranges written here beside each parameter, and inside the
limits and published steps of its drug library. Where the rules give no range, a site can only be
stricter than the shipped value.
"""

import hashlib
import re
from collections.abc import Callable, Mapping
from datetime import timedelta
from fractions import Fraction
from itertools import pairwise
from typing import TypeVar

from titrator.core import gate, protocol_lint
from titrator.core.drug_library import DrugLibrary, Review
from titrator.core.language import say
from titrator.core.policy_fault import Fault, FaultCode, raise_if_faulty, shown_value
from titrator.core.policy_file import Table, read_toml
from titrator.core.protocol import (
    Ending,
    Evidence,
    Parameters,
    Protocol,
    ProtocolFigure,
    Stage,
    StageDoses,
    Status,
    UnitSystem,
)
from titrator.core.units import ML_PER_H, Quantity, UnitKind

_Value = TypeVar("_Value")
_DOSE = frozenset({UnitKind.DOSE_RATE, UnitKind.DOSE_RATE_PER_KG})
_PUMP_RATE = frozenset({UnitKind.PUMP_RATE})
_RULE_ID = re.compile(r"R([1-9]|1[0-9]|2[01])")
_MINUTE = timedelta(minutes=1)


def parse_protocol(name: str, content: bytes, library: DrugLibrary) -> Protocol:
    """Return the protocol in `content`, checked against the limits of `library`.

    Args:
        name: file name, ``norepinephrine-first.toml``.
        content: the bytes of the file.
        library: the drugs in force; a stage for a drug outside it is a fault.

    Raises:
        PolicyFileError: with every fault found.
    """
    faults: list[Fault] = []
    protocol = _protocol(read_toml(name, content, faults), hashlib.sha256(content).hexdigest())
    raise_if_faulty(faults)
    raise_if_faulty(protocol_lint.protocol_faults(protocol, library, name))
    return protocol


class _Figures:
    """Reads figures and keeps where each comes from."""

    def __init__(self) -> None:
        self.found: list[ProtocolFigure] = []

    def read(self, table: Table, key: str, value_of: Callable[[Table, str], _Value]) -> _Value:
        """Return the value of the figure `key`: a table of value, source and review."""
        inner = table.table(key)
        value = value_of(inner, "value")
        self.found.append(
            ProtocolFigure(
                field=table.field(key),
                value=inner.written("value"),
                source=inner.text("source"),
                review=inner.choice("review", Review),
            )
        )
        inner.close()
        return value


def _protocol(table: Table, fingerprint: str) -> Protocol:
    figures = _Figures()
    protocol = Protocol(
        id=table.text("id"),
        version=table.text("version"),
        title=table.prose("title"),
        status=table.choice("status", Status),
        summary=table.prose("summary"),
        stages=tuple(_stage(one, figures) for one in table.tables("stage")),
        parameters=_parameters(table.table("parameters"), figures),
        gate_required=_gate_required(table),
        evidence=tuple(_evidence(one) for one in table.tables("evidence")),
        approved_by=table.texts("approved_by"),
        fingerprint=fingerprint,
        figures=tuple(figures.found),
        for_whom=table.prose("for_whom"),
        not_for_whom=table.prose("not_for_whom"),
        aims=table.prose("aims"),
        review_by=table.date_text("review_by") if table.has("review_by") else "",
    )
    table.close()
    return protocol


def _stage(table: Table, figures: _Figures) -> Stage:
    ending = table.choice("down_to", Ending)
    stage = Stage(
        drug=table.text("drug"),
        ending=ending,
        doses=_doses(table, ending, figures),
        interval=figures.read(table, "interval", Table.duration),
        due_by=figures.read(table, "due_by", Table.duration),
        rules=_rules(table),
    )
    table.close()
    return stage


def _rules(table: Table) -> tuple[str, ...]:
    rules = table.texts("rules")
    for rule in rules:
        if not _RULE_ID.fullmatch(rule):
            why = say("{rule} is not the id of a rule, R1 to R21.", rule=shown_value(rule))
            table.refuse(FaultCode.NOT_A_CHOICE, "rules", why)
    return rules


def _doses(table: Table, ending: Ending, figures: _Figures) -> Mapping[UnitSystem, StageDoses]:
    """Return the doses in both unit systems: written once for a drug that has one unit only."""
    written = [_stage_doses(one, ending, figures) for one in table.tables("doses")]
    if len(written) == 1:
        return dict.fromkeys(UnitSystem, written[0])
    by_unit = {doses.step.unit.symbol: doses for doses in written}
    if len(written) != len(UnitSystem) or set(by_unit) != set(UnitSystem):
        why = say("write [[stage.doses]] once, or once in mcg/kg/min and once in mcg/min.")
        table.refuse(FaultCode.UNIT_MISMATCH, "doses", why)
        return {}
    return {system: by_unit[system] for system in UnitSystem}


def _stage_doses(table: Table, ending: Ending, figures: _Figures) -> StageDoses:
    has_floor = ending is Ending.FLOOR
    doses = StageDoses(
        floor=figures.read(table, "floor", _dose) if has_floor else None,
        step=figures.read(table, "step", _dose),
        step_at_most=figures.read(table, "step_at_most", _dose),
    )
    table.close()
    return doses


def _dose(table: Table, key: str) -> Quantity:
    return table.quantity(key, _DOSE)


def _evidence(table: Table) -> Evidence:
    evidence = Evidence(
        source=table.text("source"),
        finding=table.prose("finding"),
        favours=table.prose("favours"),
        strength=table.prose("strength"),
        review=table.choice("review", Review),
    )
    table.close()
    return evidence


def _gate_required(table: Table) -> tuple[str, ...]:
    names = table.texts("gate_required")
    for name in names:
        if name not in gate.ANSWERS:
            why = say(
                "{name} is not one of: {answers}.",
                name=shown_value(name),
                answers=", ".join(gate.ANSWERS),
            )
            table.refuse(FaultCode.NOT_A_CHOICE, "gate_required", why)
    if len(set(names)) < len(names):
        table.refuse(FaultCode.DUPLICATE, "gate_required", say("a name is there twice."))
    if not names and table.has("gate_required"):
        why = say("at least one answer must be required before a wean starts.")
        table.refuse(FaultCode.MISSING_FIELD, "gate_required", why)
    return names


def _parameters(table: Table, figures: _Figures) -> Parameters:
    """Return the parameters; beside each stands the range a site may choose from."""
    read = _RangeReader(table, figures)
    parameters = Parameters(
        map_target_mmhg=read.mmhg("map_target", 60, 85),
        map_stable=read.minutes("map_stable", 60, 360),
        gate_answers_max_age=read.minutes("gate_answers_max_age", 15, 60),
        assessment_max_age=read.minutes("assessment_max_age", 1, 15),
        reassess_after_change=read.marks("reassess_after_change"),
        reassess_after_concentration_change=read.marks("reassess_after_concentration_change"),
        reassess_every=read.minutes("reassess_every", 5, 15),
        overdue_after=read.minutes("overdue_after", 1, 2),
        suspend_after_overdue=read.minutes("suspend_after_overdue", 3, 10),
        confirm_low_map=read.minutes("confirm_low_map", 2, 5),
        hold=read.minutes("hold", 15, 240),
        holds_before_prescriber=read.count("holds_before_prescriber", 1, 2),
        hold_window=read.minutes("hold_window", 12 * 60, 24 * 60),
        rescue_map_mmhg=read.mmhg("rescue_map", 55, 60),
        large_change_percent=read.percent("large_change", 25, 50),
        pump_resolution=read.pump_resolution("pump_resolution"),
        allow_cuff=figures.read(table, "allow_cuff", Table.flag),
    )
    table.close()
    return parameters


class _RangeReader:
    """Reads parameters, each inside the range that a site may choose from."""

    def __init__(self, table: Table, figures: _Figures) -> None:
        self._table = table
        self._figures = figures

    def minutes(self, key: str, low: int, high: int) -> timedelta:
        value = self._read(key, Table.duration)
        self._check(
            key,
            is_inside=low * _MINUTE <= value <= high * _MINUTE,
            allowed=say("{low} min to {high} min", low=low, high=high),
        )
        return value

    def marks(self, key: str) -> tuple[timedelta, ...]:
        """Return rising marks, early and close enough that none is later than R8 allows."""
        marks = self._read(key, Table.durations)
        gaps = [later - earlier for earlier, later in pairwise((timedelta(), *marks))]
        is_close = all(timedelta() < gap <= 5 * _MINUTE for gap in gaps)
        reaches = bool(marks) and 10 * _MINUTE <= marks[-1] <= 15 * _MINUTE
        allowed = say("rising marks at most 5 min apart, the last one from 10 min to 15 min")
        self._check(key, is_inside=is_close and reaches, allowed=allowed)
        return marks

    def mmhg(self, key: str, low: int, high: int) -> Fraction:
        value = self._read(key, lambda table, inner: table.plain(inner, "mmHg"))
        self._check(
            key,
            is_inside=low <= value <= high,
            allowed=say("{low} mmHg to {high} mmHg", low=low, high=high),
        )
        return value

    def percent(self, key: str, low: int, high: int) -> Fraction:
        value = self._read(key, lambda table, inner: table.plain(inner, "%"))
        self._check(
            key,
            is_inside=low <= value <= high,
            allowed=say("{low} % to {high} %", low=low, high=high),
        )
        return value

    def count(self, key: str, low: int, high: int) -> int:
        value = self._read(key, Table.count)
        self._check(
            key, is_inside=low <= value <= high, allowed=say("{low} to {high}", low=low, high=high)
        )
        return value

    def pump_resolution(self, key: str) -> Quantity:
        value = self._read(key, lambda table, inner: table.quantity(inner, _PUMP_RATE))
        self._check(
            key, is_inside=value in _RESOLUTIONS, allowed=say("0.01 mL/h, 0.1 mL/h or 1 mL/h")
        )
        return value

    def _read(self, key: str, value_of: Callable[[Table, str], _Value]) -> _Value:
        before = self._table.faults_so_far
        value = self._figures.read(self._table, key, value_of)
        self._was_read = self._table.faults_so_far == before
        return value

    def _check(self, key: str, *, is_inside: bool, allowed: str) -> None:
        """Note a value outside its range, unless it could not be read in the first place."""
        if self._was_read and not is_inside:
            written = self._figures.found[-1].value
            why = say(
                "{written} is outside what a site may choose: {allowed}.",
                written=written,
                allowed=allowed,
            )
            self._table.refuse(FaultCode.OUTSIDE_RANGE, key, why)


_RESOLUTIONS = tuple(Quantity(Fraction(text), ML_PER_H) for text in ("0.01", "0.1", "1"))
