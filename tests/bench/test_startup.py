"""How the starts of two programs are held against each other."""

from __future__ import annotations

import pytest

from tests.bench.startup import Start, compared


def starts(*usable_ms: int) -> list[Start]:
    """Starts that were usable after so long, and painted after half of it."""
    ns = [each * 1_000_000 for each in usable_ms]
    return [Start(each // 2, each, each // 2, each, 50 * 1024) for each in ns]


def test_a_machine_that_becomes_slower_in_between_changes_no_ratio() -> None:
    """Each start is held against its neighbour: four of five took twice as long as that one."""
    bare = starts(100, 100, 100, 150, 150)
    ours = starts(200, 200, 300, 300, 300)
    usable = next(one for one in compared(ours, bare) if one.name == "usable")
    assert usable.ratio == pytest.approx(2)
    assert (usable.ours, usable.other) == ("300.00 ms", "100.00 ms")


def test_every_start_has_a_neighbour() -> None:
    """A start that was lost would put each of the others beside a wrong one."""
    with pytest.raises(ValueError, match="shorter"):
        compared(starts(200, 200), starts(100))
