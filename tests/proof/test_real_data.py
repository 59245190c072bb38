"""Charted infusions of real patients through the session; all of them: `packaging/dev.py prove real-data`."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import pytest

from tests.proof.real_data import READINGS, replay
from tests.proof.real_data_report import GROUPS, summary

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.hazard("H22", "H28", "H30")
def test_charted_infusions_break_nothing_and_every_reduction_is_answered(
    reference_data: Path,
) -> None:
    """Every thirteenth episode: no crash, nothing lost, and each reduction has exactly one answer."""
    outcomes = list(replay(reference_data, every=13))
    assert {one.reading for one in outcomes} == set(READINGS)
    assert len({one.data_set for one in outcomes}) == 3
    total: Counter[str] = Counter()
    for one in outcomes:
        assert one.faults == []
        assert sum(one.counts[group] for group in GROUPS) == one.reductions
        total += one.counts
    assert total["reductions"] > 100
    assert total["allowed"] > 10
    assert summary(outcomes).count("| as charted |") >= 3
