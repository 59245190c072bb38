"""The permission of a step beside a second reading of its rule, row by row of the decision table.

The whole table: `packaging/dev.py prove permission`.
"""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest

from tests.proof import permission_table
from tests.reference.facts import (
    NOREPINEPHRINE,
    VASOPRESSIN,
    Asked,
    Assessment,
    Bed,
    Infusion,
    Order,
)
from tests.reference.step_rule import next_mark, phase, refusal_codes

GOOD = tuple(
    (sign, "same_or_better")
    for sign in ("mental_state", "capillary_refill", "urine_output", "skin")
)
ARTICLE = Bed(
    weight=Fraction(70),
    infusions={
        NOREPINEPHRINE: Infusion(rate=Fraction("7.9"), strength=Fraction(16)),
        VASOPRESSIN: Infusion(rate=Fraction(9), strength=Fraction(1, 5)),
    },
    orders={
        NOREPINEPHRINE: Order(
            unit="mcg/kg/min",
            increment=Fraction("0.01"),
            maximum=Fraction("0.5"),
            interval_min=15,
        ),
        VASOPRESSIN: Order(
            unit="units/min",
            increment=Fraction("0.01"),
            maximum=Fraction("0.03"),
            interval_min=60,
        ),
    },
    start_age=60,
    assessments=(Assessment(age=120, map_mmhg=72, source="arterial_line", answers=GOOD),),
)
STEP = Asked(drug=NOREPINEPHRINE, to=Fraction("0.02"), unit="mcg/kg/min", shows=Fraction("5.3"))


def test_the_reference_permits_the_article_s_first_step() -> None:
    """One minute after the start, to 0.02 at 5.3 mL/h; 5.2 mL/h is not what the pump must show."""
    assert phase(ARTICLE) == "weaning"
    assert refusal_codes(ARTICLE, STEP) == set()
    assert refusal_codes(ARTICLE, replace(STEP, shows=Fraction("5.2"))) == {"PUMP_MISMATCH"}


def test_the_reference_refuses_what_the_article_forbids() -> None:
    """Vasopressin first; a second step after six minutes; a step in a hold with a low MAP."""
    vasopressin = Asked(drug=VASOPRESSIN, to=Fraction("0.02"), unit="units/min", shows=Fraction(6))
    assert refusal_codes(ARTICLE, vasopressin) == {"OUT_OF_WEAN_ORDER"}
    early = replace(ARTICLE, change_age=360)
    assert refusal_codes(early, STEP) == {"STEP_TOO_EARLY"}
    low = replace(ARTICLE.assessments[0], map_mmhg=64)
    held = replace(ARTICLE, holds=True, assessments=(low,))
    assert refusal_codes(held, STEP) == {"ON_HOLD", "MAP_BELOW_TARGET"}


@pytest.mark.parametrize(
    ("since_change", "since_assessment", "overdue"),
    [(299, 400, -1), (300, 400, 0), (901, 0, -899), (1800, 900, 0), (1800, 901, 900)],
)
def test_the_reference_finds_the_next_mark(
    since_change: int, since_assessment: int, overdue: int
) -> None:
    """5, 10 and 15 minutes after the change, then every 15, strictly after the last assessment."""
    last = replace(ARTICLE.assessments[0], age=since_assessment)
    assert next_mark(replace(ARTICLE, change_age=since_change, assessments=(last,))) == overdue


@pytest.mark.hazard("H10", "H11", "H12", "H21", "H23", "H24", "H25", "H26")
@pytest.mark.rule("R2", "R6", "R7", "R8", "R9", "R13")
@pytest.mark.ruling(2, 22, 25, 26, 29)
def test_a_step_is_refused_for_exactly_the_reasons_the_reference_names() -> None:
    """Every code and permitted steps are among the rows; no row says more or less."""
    tally = permission_table.sampled(every=131)
    assert tally.faults == []
    assert tally.counts["permitted"] > 20
    reached = {name.removeprefix("code ") for name in tally.counts if name.startswith("code ")}
    assert reached == permission_table.CODES
