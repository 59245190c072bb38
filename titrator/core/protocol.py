"""A weaning protocol that has been read: stages in wean order, gate, times, evidence.

Every clinical number of the program is here as data, except the built-in ceilings. Reading and
checking files is `protocol_file`.
"""

from collections.abc import Mapping
from datetime import timedelta
from enum import StrEnum
from fractions import Fraction

import msgspec

from titrator.core.drug_library import Review
from titrator.core.units import Quantity


class UnitSystem(StrEnum):
    """The two ways one protocol can be ordered; never mixed, never converted silently."""

    PER_KG = "mcg/kg/min"
    PER_MINUTE = "mcg/min"


class Ending(StrEnum):
    """How far a stage takes its drug."""

    FLOOR = "floor"
    OFF = "off"


class Status(StrEnum):
    """Whether a protocol may guide a real bed."""

    DRAFT = "draft"
    SHIPPED = "shipped"
    APPROVED = "approved"
    RETIRED = "retired"


class StageDoses(msgspec.Struct, frozen=True, kw_only=True):
    """The doses of a stage in one unit system. `floor` is None where the stage ends in off."""

    floor: Quantity | None
    step: Quantity
    step_at_most: Quantity


class Stage(msgspec.Struct, frozen=True, kw_only=True):
    """One drug taken down to its floor or off.

    Attributes:
        drug: generic name.
        ending: floor or off.
        doses: for each unit system (the same for a drug that has only one).
        interval: earliest time after the last change of anything.
        due_by: when a reduction is due, from the same change.
        rules: ids of the rules it rests on.
    """

    drug: str
    ending: Ending
    doses: Mapping[UnitSystem, StageDoses]
    interval: timedelta
    due_by: timedelta
    rules: tuple[str, ...]


class Parameters(msgspec.Struct, frozen=True, kw_only=True):
    """The figures a site may choose within the ranges of `protocol_file`."""

    map_target_mmhg: Fraction
    map_stable: timedelta
    gate_answers_max_age: timedelta
    assessment_max_age: timedelta
    reassess_after_change: tuple[timedelta, ...]
    reassess_after_concentration_change: tuple[timedelta, ...]
    reassess_every: timedelta
    overdue_after: timedelta
    suspend_after_overdue: timedelta
    confirm_low_map: timedelta
    hold: timedelta
    holds_before_prescriber: int
    hold_window: timedelta
    rescue_map_mmhg: Fraction
    large_change_percent: Fraction
    pump_resolution: Quantity
    allow_cuff: bool


class Evidence(msgspec.Struct, frozen=True, kw_only=True):
    """One study or text for or against the wean order."""

    source: str
    finding: str
    favours: str
    strength: str
    review: Review = Review.SECOND_HAND


class ProtocolFigure(msgspec.Struct, frozen=True, kw_only=True):
    """Where one figure of a protocol comes from: its field and value as written in the file."""

    field: str
    value: str
    source: str
    review: Review


class Protocol(msgspec.Struct, frozen=True, kw_only=True):
    """A protocol in force, or a draft.

    Attributes:
        id: file name without its ending.
        stages: in wean order.
        gate_required: names of the start-gate answers that must be met.
        evidence: shown beside the order, dissent included.
        approved_by: names and dates, empty for a draft or as shipped.
        fingerprint: hash of the file.
        figures: every figure of stages and parameters, with its source and review.
        for_whom: whom it is for.
        not_for_whom: whom it is not for.
        aims: what is wanted, and what is to be avoided.
        review_by: date (ISO 8601) by which it is to be looked at again, or empty.
    """

    id: str
    version: str
    title: str
    status: Status
    summary: str
    stages: tuple[Stage, ...]
    parameters: Parameters
    gate_required: tuple[str, ...]
    evidence: tuple[Evidence, ...]
    approved_by: tuple[str, ...]
    fingerprint: str
    figures: tuple[ProtocolFigure, ...]
    for_whom: str
    not_for_whom: str
    aims: str
    review_by: str

    @property
    def drugs(self) -> tuple[str, ...]:
        """Return the protocol's drugs, each once, in wean order."""
        return tuple(dict.fromkeys(stage.drug for stage in self.stages))

    def first_stage(self, drug: str) -> Stage:
        """Return the stage whose step sets the tolerances of `drug` (ruling 29)."""
        return next(stage for stage in self.stages if stage.drug == drug)
