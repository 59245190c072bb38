"""The decision table of the step: every row put to the real engine and to the plain reading.

A row is a situation (what happened at a bed, told as commands with their times) and a step asked
for. The codes of the refusal must be exactly those that the reference names.
"""

from __future__ import annotations

import itertools
from dataclasses import replace
from fractions import Fraction
from typing import TYPE_CHECKING

from tests.proof import beds
from tests.proof.chunks import Tally
from tests.proof.permission_situations import Situation, situations
from tests.proof.permission_told import Told, told
from tests.reference import step_rule
from tests.reference.facts import NOREPINEPHRINE, VASOPRESSIN, Asked, Bed
from titrator.core import commands as do
from titrator.core.engine import decide
from titrator.core.events import Stamp

if TYPE_CHECKING:
    from collections.abc import Iterator

_NE = "mcg/kg/min"
_VP = "units/min"
_DOSES: tuple[tuple[str, str, str], ...] = (
    *(
        (NOREPINEPHRINE, number, _NE)
        for number in (
            "0.025", "0.02", "0.019", "0.0189", "0.02995", "0.03", "0.04", "4", "0.06",
            "0.014", "0.01", "0.009", "0.005", "0.0002",
        )
    ),
    *(
        (VASOPRESSIN, number, _VP)
        for number in (
            "0.025", "0.02", "0.0195", "0.0194", "0.03", "0.035", "0.05", "0.01", "0.005",
            "0.0001",
        )
    ),
    ("dobutamine", "1", _NE),
    ("milrinone", "0.1", _NE),
)  # fmt: skip
_ODD: tuple[tuple[str | None, str | None, Fraction | None, str], ...] = (
    # drug, as typed, the number as it is to be read (None: it cannot be), the unit
    (NOREPINEPHRINE, "0,02 mcg/kg/min", None, _NE),
    (NOREPINEPHRINE, None, None, ""),
    (NOREPINEPHRINE, "-0.02 mcg/kg/min", Fraction(-2, 100), _NE),
    (NOREPINEPHRINE, "2 mcg/min", Fraction(2), "mcg/min"),
    (NOREPINEPHRINE, "0.02 units/min", Fraction(2, 100), _VP),
    (NOREPINEPHRINE, "0.02", Fraction(2, 100), ""),
    (NOREPINEPHRINE, "0 mcg/kg/min", Fraction(0), _NE),
    (VASOPRESSIN, "0.0 units/min", Fraction(0), _VP),
    (VASOPRESSIN, "1.2 units/h", Fraction("1.2"), "units/h"),
    (VASOPRESSIN, "", None, ""),
    ("levophed", "0.02 mcg/kg/min", Fraction(2, 100), _NE),
    (None, "0.02 mcg/kg/min", Fraction(2, 100), _NE),
)
_OTHER_PUMP: tuple[tuple[str | None, str | None], ...] = (
    (None, None),
    ("7,9 mL/h", "NOT_A_NUMBER"),
    ("-1 mL/h", "BELOW_ZERO"),
    ("7.9", "UNIT_MISMATCH"),
    ("2 mcg/kg/min", "UNIT_MISMATCH"),
)


def steps(bed: Bed) -> Iterator[tuple[do.Step, Asked]]:
    """Every step asked for: as typed, and as the reference reads it."""
    for drug, number, unit in _DOSES:
        asked = Asked(drug=drug, to=Fraction(number), unit=unit)
        yield from _with_pumps(bed, asked, f"{number} {unit}")
    for drug in (NOREPINEPHRINE, VASOPRESSIN, "dobutamine", "milrinone"):
        yield from _with_pumps(bed, Asked(drug=drug, to="off"), "off")
    for name, to, read, unit in _ODD:
        typed = do.Step(drug=name, to=to, pump_shows="1 mL/h")
        yield typed, Asked(drug=name, to=read, unit=unit, shows=Fraction(1))


def _with_pumps(bed: Bed, asked: Asked, to: str) -> Iterator[tuple[do.Step, Asked]]:
    """The same step with another rate at the pump; where there is a right one, also with that."""
    right = _right(bed, asked)
    wrong = (right or Fraction(0)) + Fraction(1, 10)
    shown: list[tuple[str | None, Fraction | str | None]] = [(f"{_decimal(wrong)} mL/h", wrong)]
    if right is not None:
        shown += [(f"{_decimal(right)} mL/h", right), *_OTHER_PUMP]
    for text, read in shown:
        yield (
            do.Step(drug=asked.drug, to=to, pump_shows=text),
            replace(asked, shows=read),
        )


def _right(bed: Bed, asked: Asked) -> Fraction | None:
    """What the pump must show; None where anything is wrong with the drug or the dose."""
    if step_rule.about_to(bed, asked) or asked.drug not in bed.orders:
        return None
    return step_rule.right_rate(bed, asked)


def _decimal(rate: Fraction) -> str:
    tenths = rate * 10
    return f"{tenths.numerator // 10}.{tenths.numerator % 10}"


# ------------------------------------------------------------------------------------- a row


def check(asked: Situation) -> Tally:
    """Puts every step to one situation."""
    tally = Tally()
    found = told(asked)
    if found is None:
        tally.counts["situations that cannot be"] += 1
        return tally
    bed, facts = found
    tally.counts["situations"] += 1
    named: set[str] = set()
    for typed, step in steps(facts):
        expected = step_rule.refusal_codes(facts, step)
        said = _answer(bed, typed)
        tally.counts["rows"] += 1
        tally.counts["permitted" if not expected else "refused"] += 1
        named |= expected
        if said != expected:
            tally.faults.append(
                f"{asked} {typed}: program {sorted(said)}, reference {sorted(expected)}"
            )
    tally.counts.update(f"code {code}" for code in named)
    return tally


def _answer(bed: Told, typed: do.Step) -> set[str]:
    decision = decide(
        bed.state,
        typed,
        Stamp(at=beds.NOON, by="AB", line=bed.line + 1),
        bed.policy,
        previous_at=bed.previous,
    )
    return {one.code.value for one in decision.refusals}


CODES = {
    "ABOVE_HARD_CAP",
    "ABOVE_ORDER_MAXIMUM",
    "ABRUPT_STOP",
    "ASSESSMENT_STALE",
    "BELOW_ZERO",
    "CLOCK_NOT_TRUSTED",
    "MAP_BELOW_TARGET",
    "MAP_IMPLAUSIBLE",
    "MAP_SOURCE_NOT_ALLOWED",
    "NOT_A_NUMBER",
    "NOT_A_REDUCTION",
    "NOT_REACHABLE_ON_PUMP",
    "NOT_RUNNING",
    "ON_HOLD",
    "ORDER_INCOMPLETE",
    "ORDER_NOT_IN_FORCE",
    "OUT_OF_WEAN_ORDER",
    "PERFUSION_NOT_ASSESSED",
    "PERFUSION_WORSE",
    "PUMP_MISMATCH",
    "STEP_TOO_EARLY",
    "STEP_TOO_LARGE",
    "SUSPENDED",
    "UNIT_MISMATCH",
    "UNKNOWN_DRUG",
    "WRONG_PHASE",
}
"""Every code that a refused step can name, but ASSESSMENT_MISSING: a wean never runs without one."""


def sampled(every: int) -> Tally:
    """The table with one situation in `every`, and each where an uneventful step is asked for."""
    tally = Tally()
    for number, asked in enumerate(situations()):
        is_uneventful = asked.phase == "weaning" and asked.map_mmhg == 72 and asked.age == 299
        if number % every == 0 or is_uneventful:
            tally.add(check(asked))
    return tally


def part(number: int, parts: int = 64, *, whole: bool = False) -> Tally:
    """One of `parts` shares of the table, for a long run."""
    tally = Tally()
    for asked in itertools.islice(situations(whole=whole), number, None, parts):
        tally.add(check(asked))
    return tally
