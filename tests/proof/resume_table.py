"""The decision table of the resume: every row put to the real engine and to the plain reading.

A row is how a hold began, a hold before it or none, how long ago the last bad assessment was, what
came since, whether the workstation was off meanwhile, and how the resume is asked for. Ages are
seconds before noon.
"""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING, NamedTuple

from tests.proof import beds
from tests.proof.chunks import Tally
from tests.proof.permission_situations import HIGH
from tests.proof.permission_told import (
    BAGS,
    GOOD,
    WEIGHT,
    Told,
    assessment,
    gate,
    infusion,
    order,
)
from tests.reference.facts import NOREPINEPHRINE, VASOPRESSIN, Assessment, Bed, Infusion, Order
from tests.reference.resume_rule import Hold, resume_codes
from titrator.core import commands as do
from titrator.core.engine import decide
from titrator.core.events import Stamp

if TYPE_CHECKING:
    from collections.abc import Iterator

from fractions import Fraction

HOUR = 3600
BEGAN = 20 * HOUR
OFF = 1200
CAUSES = ("low", "worse", "low from a cuff", "by hand", "found higher")
FORMER = ("none", "12 h before", "a second more", "a second more, off in between", "by hand")
SINCE = (3599, 3600, 3600 + OFF - 1, 3600 + OFF)
OFFS = ("never", "before the hold", "in the hold")
REPEATED = (None, 300, 301)
LAST = (
    "good",
    "old",
    "low",
    "cuff",
    "not assessed",
    "worse",
    "clock in doubt",
    "above the ceiling",
)
ASKED = tuple(itertools.product((False, True), (False, True)))


class Row(NamedTuple):
    """One situation; `since` is how long ago the hold began with a bad reading, or by itself."""

    cause: str
    former: str
    since: int
    off: str
    repeated: int | None
    last: str


def rows() -> Iterator[Row]:
    """Every situation of the table."""
    for values in itertools.product(CAUSES, FORMER, SINCE, OFFS, REPEATED, LAST):
        yield Row(*values)


def size() -> int:
    """How many situations there are; each is asked four times."""
    return len(CAUSES) * len(FORMER) * len(SINCE) * len(OFFS) * len(REPEATED) * len(LAST)


class Story:
    """A bed as commands made it, with the facts noted beside; nothing is read from the program."""

    def __init__(self, row: Row) -> None:
        self.row = row
        self.bed = Told(policy=beds.shipped("norepinephrine-first"))
        self.seen: list[Assessment] = []
        self.counted: list[int] = []
        self.unsure: list[tuple[int, int]] = []
        self.rates = {NOREPINEPHRINE: Fraction(3), VASOPRESSIN: Fraction(6)}
        self.is_doubted = False

    def assess(self, age: int, mmhg: int = 72, source: str = "arterial_line", **other: str) -> None:
        """One assessment, told and noted."""
        answers = {name: value for name, value in (GOOD | other).items() if value}
        self.bed.must(age, assessment(mmhg, source, answers))
        seen = Assessment(age=age, map_mmhg=mmhg, source=source, answers=tuple(answers.items()))
        self.seen.insert(0, seen)
        if source == "arterial_line" and not seen.unanswered:
            self.is_doubted = False

    def off(self, age: int) -> None:
        """The workstation was off until then, for so long as only UTC says."""
        self.bed.must(age, do.DoubtClock(reason="restart", gap_ms=OFF * 1000, unsure_ms=OFF * 1000))
        self.unsure.append((age + OFF, OFF))
        self.is_doubted = True

    def find(self, age: int, drug: str, rate: str) -> None:
        """A pump is found at another rate; a higher one starts a hold that counts."""
        self.bed.must(age, infusion(drug, rate))
        self.rates[drug] = Fraction(rate)

    def hold(self, age: int, cause: str) -> None:
        """A hold begins."""
        match cause:
            case "low":
                self.assess(age, 64)
            case "worse":
                self.assess(age, skin="worse")
            case "low from a cuff":
                self.assess(age, 64, "cuff")
            case "by hand":
                self.bed.must(age, do.Hold(reason="scan"))
            case _:
                self.find(age, NOREPINEPHRINE, "3.2")
        if cause != "by hand":
            self.counted.append(age)


def told(row: Row) -> tuple[Told, Bed, Hold]:
    """The bed with its hold, at noon, and the facts."""
    story = Story(row)
    _begun(story)
    _former(story)
    if row.off == "before the hold":
        story.off(row.since + 60)
        story.assess(row.since + 30)
    story.hold(row.since, row.cause)
    if row.repeated is not None:
        story.assess(row.since - row.repeated)
    if row.off == "in the hold":
        story.off(1000)
        story.assess(900)
    _last(story)
    return story.bed, _facts(story), _hold(story)


def _begun(story: Story) -> None:
    opened = do.OpenEpisode(bed="7", weight="80 kg", weight_kind="measured", adult=True)
    story.bed.must(BEGAN, opened)
    for drug, rate in HIGH.rates.items():
        story.bed.must(BEGAN, infusion(drug, rate))
        story.bed.must(BEGAN, order(drug))
    story.assess(BEGAN)
    story.bed.must(BEGAN, gate(BEGAN))
    story.bed.must(BEGAN, do.StartWean())


def _former(story: Story) -> None:
    """A hold half a day before this one, ended as soon as it may."""
    row = story.row
    if row.former == "none":
        return
    is_off = row.former.endswith("off in between")
    age = row.since + 12 * HOUR + (1 if row.former.startswith("a second more") else 0)
    if row.former == "by hand":
        story.bed.must(age, do.Hold(reason="scan"))
    else:
        story.find(age, NOREPINEPHRINE, "3.1")
        story.counted.append(age)
    story.assess(age - 60)
    story.bed.must(age - 61, do.Resume(prescriber_informed=True))
    if is_off:
        story.off(age - 3 * HOUR)
    story.assess(age - 4 * HOUR)


def _last(story: Story) -> None:
    """What was seen last, five minutes ago, and what is wrong at noon itself."""
    match story.row.last:
        case "old":
            story.assess(301)
        case "low":
            story.assess(300, 64)
        case "cuff":
            story.assess(300, source="cuff")
        case "not assessed":
            story.assess(300, skin="")
        case "worse":
            story.assess(300, skin="worse")
        case _:
            story.assess(300)
    if story.row.last == "clock in doubt":
        story.bed.must(0, do.DoubtClock(reason="slept", gap_ms=6000))
        story.is_doubted = True
    if story.row.last == "above the ceiling":
        story.find(0, VASOPRESSIN, "9")


def _facts(story: Story) -> Bed:
    return Bed(
        weight=WEIGHT,
        infusions={
            drug: Infusion(rate=rate, strength=BAGS[drug][2]) for drug, rate in story.rates.items()
        },
        orders={
            NOREPINEPHRINE: Order(
                unit="mcg/kg/min",
                increment=Fraction(1, 100),
                maximum=Fraction(5, 100),
                interval_min=15,
            ),
            VASOPRESSIN: Order(
                unit="units/min",
                increment=Fraction(1, 100),
                maximum=Fraction(3, 100),
                interval_min=60,
            ),
        },
        start_age=BEGAN,
        holds=True,
        is_clock_doubted=story.is_doubted,
        unsure=tuple(story.unsure),
        assessments=tuple(story.seen),
    )


def _hold(story: Story) -> Hold:
    cause = story.row.cause
    return Hold(
        age=story.row.since,
        by_assessment=cause in ("low", "worse", "low from a cuff"),
        is_counted=cause != "by hand",
        counted_ages=tuple(story.counted),
    )


def check(row: Row) -> Tally:
    """Asks for the resume in each way at one situation."""
    tally = Tally()
    bed, facts, hold = told(row)
    for informed, artefact in ASKED:
        expected = resume_codes(facts, hold, informed=informed, artefact=artefact)
        typed = do.Resume(prescriber_informed=informed, artefact=artefact)
        stamp = Stamp(at=beds.NOON, by="AB", line=bed.line + 1)
        answer = decide(bed.state, typed, stamp, bed.policy, previous_at=bed.previous)
        said = {one.code.value for one in answer.refusals}
        tally.counts["rows"] += 1
        tally.counts["refused" if expected else "permitted"] += 1
        tally.counts.update(f"code {code}" for code in expected)
        if said != expected:
            tally.faults.append(
                f"{row} {typed}: program {sorted(said)}, reference {sorted(expected)}"
            )
    return tally


def part(number: int, parts: int = 64) -> Tally:
    """One of `parts` shares of the table."""
    tally = Tally()
    for row in itertools.islice(rows(), number, None, parts):
        tally.add(check(row))
    return tally
