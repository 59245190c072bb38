"""Whether a hold may end, a second time: a plain reading of the rules' sentences.

Written from the words of R9 and rulings 13 and 14 alone. The answer is the set of codes that a
refusal must name, from the facts of a bed and of its hold.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tests.reference.facts import MINUTE
from tests.reference.step_rule import about_assessment, caps

if TYPE_CHECKING:
    from tests.reference.facts import Assessment, Bed

HOLD_AT_LEAST = 60 * MINUTE
WINDOW = 12 * 60 * MINUTE
HOLDS = 2
REPEAT_WITHIN = 5 * MINUTE


@dataclass(frozen=True, kw_only=True)
class Hold:
    """The hold that runs.

    Attributes:
        age: since it began.
        by_assessment: a bad assessment started it; that one and later ones are its own.
        is_counted: it was not asked for by hand, nor by a back up.
        counted_ages: of all counted holds, this one included.
    """

    age: int
    by_assessment: bool
    is_counted: bool
    counted_ages: tuple[int, ...]


def resume_codes(bed: Bed, hold: Hold, *, informed: bool, artefact: bool) -> set[str]:
    """Every code that a refused resume must name; empty when it is permitted."""
    above = caps(bed)
    codes = above | ({"SUSPENDED"} if above else set()) | about_assessment(bed)
    if bed.is_clock_doubted:
        codes.add("CLOCK_NOT_TRUSTED")
    if artefact and _is_artefact(bed, hold):
        return codes
    bad = [one.age for one in bed.assessments if _is_bad(one, bed)]
    if bad and bed.surely(min(bad)) < HOLD_AT_LEAST:
        codes.add("HOLD_TOO_SHORT")
    within = [
        age
        for age in hold.counted_ages
        if age >= hold.age and bed.surely(age, until=hold.age) <= WINDOW
    ]
    if hold.is_counted and len(within) >= HOLDS and not informed:
        codes.add("PRESCRIBER_NEEDED")
    return codes


def _is_bad(one: Assessment, bed: Bed) -> bool:
    return bool(one.worse) or one.map_mmhg < bed.target


def _is_artefact(bed: Bed, hold: Hold) -> bool:
    own = [one for one in bed.assessments if one.age <= hold.age]
    if not (hold.by_assessment and own):
        return False
    first, others = own[-1], own[:-1]
    if first.worse or any(_is_bad(one, bed) for one in others):
        return False
    return any(
        one.source == "arterial_line"
        and not one.unanswered
        and first.age - one.age <= REPEAT_WITHIN
        for one in others
    )
