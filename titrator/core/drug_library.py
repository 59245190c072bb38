"""Drugs as the hospital knows them: units, limits, standard bags, the source of every figure.

Owns the shape of a library that has been read and linted. Reading files is `library_file`.
"""

from collections.abc import Mapping
from enum import StrEnum

import msgspec

from titrator.core.findings import Code, RefusedError, finding
from titrator.core.language import say
from titrator.core.units import Family, Quantity, Unit, UnitKind


class Review(StrEnum):
    """How well a figure is known; shown wherever the figure is."""

    APPROVED = "approved"
    UNREVIEWED = "unreviewed"
    SECOND_HAND = "second hand"


class Figure(msgspec.Struct, frozen=True, kw_only=True):
    """One clinical figure with where it comes from."""

    value: Quantity
    source: str
    review: Review


class LabelledAs(StrEnum):
    """What the amount on a bag label counts; a two-fold trap for norepinephrine."""

    BASE = "base"
    SALT = "salt"


class Preparation(msgspec.Struct, frozen=True, kw_only=True):
    """A standard bag. The concentration is derived from it, never stored beside it.

    `told_apart` says how it is told from a bag it looks like; empty where it looks like none.
    """

    amount: Quantity
    volume: Quantity
    labelled_as: LabelledAs | None
    source: str
    review: Review
    told_apart: str = ""


class Start(msgspec.Struct, frozen=True, kw_only=True):
    """A published initial rate: low and high end, and what it is for."""

    low: Figure
    high: Figure
    indication: str


class Direction(StrEnum):
    """Which way a dose is changed."""

    UP = "up"
    DOWN = "down"


class Titration(msgspec.Struct, frozen=True, kw_only=True):
    """A published way to change the dose: the largest single change and the shortest wait."""

    direction: Direction
    step_at_most: Figure
    interval_at_least: Figure


class Topic(StrEnum):
    """What a sentence about a drug is about."""

    CAUTION = "caution"
    TITRATION = "titration"
    STOP = "stop"
    LINE = "line"
    STABILITY = "stability"
    STRENGTH = "strength"
    ONSET = "onset"


class Note(msgspec.Struct, frozen=True, kw_only=True):
    """One sentence about a drug, with where it comes from."""

    topic: Topic
    text: str
    source: str
    review: Review


class Drug(msgspec.Struct, frozen=True, kw_only=True):
    """One drug of the library.

    Attributes:
        name: generic name in full, lower case: ``norepinephrine``.
        display_name: as printed, with published tall-man letters only.
        dose_units: dose-rate units it may be ordered in, the first one preferred.
        hard_limit: the hospital's limit, at most the built-in ceiling.
        soft_limit: asks for a reason, None where none is set.
        usual_range: low and high end for display, None where not stated.
        preparations: standard bags.
        cautions: sentences a titrating nurse needs.
        start: published initial rates.
        titration: published steps; those down bound the stages of a protocol.
        notes: every sentence with its topic and source, cautions included.
        approved_by: names and dates, empty where nobody has approved the file.
        review_by: date (ISO 8601) by which the file is to be looked at again, or empty.
    """

    name: str
    display_name: str
    dose_units: tuple[Unit, ...]
    hard_limit: Figure
    soft_limit: Figure | None
    usual_range: tuple[Figure, Figure] | None
    preparations: tuple[Preparation, ...]
    cautions: tuple[str, ...]
    start: tuple[Start, ...] = ()
    titration: tuple[Titration, ...] = ()
    notes: tuple[Note, ...] = ()
    approved_by: tuple[str, ...] = ()
    review_by: str = ""

    @property
    def family(self) -> Family:
        """Return how the drug is measured."""
        return self.dose_units[0].family or Family.MASS

    @property
    def is_dosed_per_kg(self) -> bool:
        """Return whether its dose may be stated per kg."""
        return any(unit.kind is UnitKind.DOSE_RATE_PER_KG for unit in self.dose_units)


class DrugLibrary(msgspec.Struct, frozen=True, kw_only=True):
    """The drugs in force, with the hash of the files they were read from."""

    drugs: Mapping[str, Drug]
    fingerprint: str

    def drug(self, name: str | None) -> Drug:
        """Return the drug called `name`, letter for letter.

        Raises:
            RefusedError: UNKNOWN_DRUG.
        """
        found = self.drugs.get(name or "")
        if found is None:
            known = ", ".join(self.drugs)
            sentence = say(
                'Drug "{name}" is not in the drug library ({known}).',
                name=(name or "")[:40],
                known=known,
            )
            raise RefusedError(finding(Code.UNKNOWN_DRUG, sentence))
        return found
