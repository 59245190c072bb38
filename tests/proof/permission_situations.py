"""Situations of the decision table: every combination of what a step's permission depends on."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING, NamedTuple

from tests.reference.facts import NOREPINEPHRINE, VASOPRESSIN

if TYPE_CHECKING:
    from collections.abc import Iterator

SOURCES = ("arterial_line", "cuff")
PHASES = (
    "weaning",
    "held by hand",
    "suspended",
    "clock in doubt",
    "off meanwhile",
    "above the order",
    "above the ceiling",
    "MAP in question",
    "target raised",
    "not started",
    "held before the start",
)
ORDERS = ("in force", "ends now", "expired", "discontinued", "tiny increment")


class Place(NamedTuple):
    """Where a wean stands: what runs, in mL/h; None was never recorded."""

    name: str
    norepinephrine: str | None
    vasopressin: str | None
    dobutamine: str | None = None

    @property
    def rates(self) -> dict[str, str]:
        named = {
            NOREPINEPHRINE: self.norepinephrine,
            VASOPRESSIN: self.vasopressin,
            "dobutamine": self.dobutamine,
        }
        return {drug: rate for drug, rate in named.items() if rate is not None}


HIGH = Place("both high", "3", "6")
PLACES = {
    "norepinephrine-first": (
        HIGH,
        Place("norepinephrine at its floor", "1", "6"),
        Place("norepinephrine half a step above its floor", "1.5", "6"),
        Place("vasopressin at its last step", "1", "2"),
        Place("only norepinephrine at its floor", "1", "0"),
        Place("norepinephrine alone, and another drug", "3", None, "5"),
        Place("all off", "0", "0"),
    ),
    "vasopressin-first": (
        HIGH,
        Place("vasopressin at its last step", "3", "2"),
        Place("vasopressin off", "3", "0"),
        Place("norepinephrine at its floor", "1", "0"),
    ),
}


class Situation(NamedTuple):
    """One combination of everything about a bed."""

    protocol: str
    place: Place
    phase: str
    age: int
    map_mmhg: int
    source: str
    perfusion: str
    interval: int
    order: str
    order_drug: str


def situations(*, whole: bool = False) -> Iterator[Situation]:
    """Every situation of the table.

    Assessments are crossed with phases and intervals, and so are orders; `whole` crosses all of
    them with each other, which takes five times as long.
    """
    for protocol, places in PLACES.items():
        for place in places:
            marks = _interval_marks(protocol, place)
            crossed = itertools.product(
                PHASES,
                (300, 301),
                (64, 65),
                SOURCES,
                ("good", "worse", "not assessed"),
                marks,
                _orders(place),
            )
            for phase, age, map_mmhg, source, perfusion, interval, (order, drug) in crossed:
                is_plain = (age, source, perfusion) == (300, "arterial_line", "good")
                if whole or order == "in force" or is_plain:
                    yield Situation(
                        protocol=protocol,
                        place=place,
                        phase=phase,
                        age=age,
                        map_mmhg=map_mmhg,
                        source=source,
                        perfusion=perfusion,
                        interval=interval,
                        order=order,
                        order_drug=drug,
                    )
            yield from _beside(protocol, place)


def _beside(protocol: str, place: Place) -> Iterator[Situation]:
    """What need not be crossed with orders: fresh or old assessments, lactate, no change at all."""
    for phase, age, perfusion, interval in itertools.product(
        PHASES, (0, 299, 600), ("good", "lactate worse"), (0, 900)
    ):
        yield Situation(
            protocol=protocol,
            place=place,
            phase=phase,
            age=age,
            map_mmhg=72,
            source="arterial_line",
            perfusion=perfusion,
            interval=interval,
            order="in force",
            order_drug=NOREPINEPHRINE,
        )


def _interval_marks(protocol: str, place: Place) -> tuple[int, int]:
    """A second before the interval of the current stage has passed, and just then."""
    vasopressin_runs = place.vasopressin not in (None, "0")
    high = place.norepinephrine in ("3", "1.5")
    is_vasopressin = vasopressin_runs and (protocol == "vasopressin-first" or not high)
    return (3599, 3600) if is_vasopressin else (899, 900)


def _orders(place: Place) -> Iterator[tuple[str, str]]:
    """The state of an order, and whose."""
    yield "in force", NOREPINEPHRINE
    for state in ORDERS[1:]:
        yield state, NOREPINEPHRINE
        if state in ("expired", "discontinued") and VASOPRESSIN in place.rates:
            yield state, VASOPRESSIN
