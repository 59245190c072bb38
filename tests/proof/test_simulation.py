"""A hundred simulated weans; a hundred thousand: `packaging/dev.py prove simulation`."""

from __future__ import annotations

import pytest

from tests.proof import simulation


@pytest.mark.hazard("H10", "H14", "H21", "H22", "H23", "H26", "H28", "H30", "H39", "H41")
def test_no_simulated_wean_breaks_what_must_hold() -> None:
    """Nurse, patient, pumps and faults: nothing breaks, advice can be followed, the log tells all."""
    tally = simulation.run(range(100))
    assert tally.faults == []
    counts = tally.counts
    assert counts["weans"] == 100
    for event in ("DoseReduced", "DrugStopped", "DoseBackedUp", "HoldResumed", "ClockWentBack"):
        assert counts[f"event {event}"] > 3, event
    assert counts["restarts"] > 30
    assert counts["ended complete"] > 30


def test_a_wean_is_the_same_wherever_its_number_is_told() -> None:
    """A number is a seed: what fails in a long run can be told again alone."""
    once, again = simulation.run(range(7, 9)), simulation.run(range(7, 9))
    assert once == again
    alone = simulation.Wean(8)
    alone.run()
    assert alone.side.counts["commands"] > 0
