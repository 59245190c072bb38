"""A sample of the entry grid on every run; the whole of it: `packaging/dev.py prove grid`."""

from __future__ import annotations

from fractions import Fraction

import pytest

from tests.proof import grid


@pytest.mark.hazard("H30", "H31")
@pytest.mark.rule("R6")
@pytest.mark.ruling(19, 20, 38)
def test_every_entry_has_one_outcome_within_increment_floor_and_limits() -> None:
    """One combination in 179 of every drug: a stop, a settable rate, or none; nothing beyond."""
    tally = grid.run(every=179)
    assert tally.faults == []
    assert {part.drug for part in grid.PARTS} <= {
        name.removeprefix("of ").partition(" in ")[0] for name in tally.counts
    }
    outcomes = ("reduced", "stopped", "not reachable with this bag")
    assert all(tally.counts[outcome] > 10 for outcome in outcomes)


def test_the_grid_holds_every_case_of_the_rounding_note() -> None:
    """161 weights, 4 bags and 48 doses of norepinephrine are 30,912 combinations."""
    first = grid.PARTS[0]
    noted = [one for one in grid.combinations(first) if grid.is_of_the_note(one)]
    assert len(noted) == 30_912
    assert grid.size() > 700_000


@pytest.mark.hazard("H30")
def test_plain_rounding_would_pass_the_increment_in_many_of_them() -> None:
    """The check can fail: the nearest rate passes 0.02 in 44 of 100, as the note says."""
    first = grid.PARTS[0]
    noted = [one for one in grid.combinations(first) if grid.is_of_the_note(one)][::23]
    over = sum(grid.passes_when_rounded_plainly(one) for one in noted)
    assert Fraction(40, 100) < Fraction(over, len(noted)) < Fraction(48, 100)
