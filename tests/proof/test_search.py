"""The beginning of the search of the whole state machine; to its end: `packaging/dev.py prove search`."""

from __future__ import annotations

import pytest

from tests.proof import beds
from tests.proof.search import CODES, NOT_OF_THE_ENGINE, Search
from titrator.core.findings import Code

WARNINGS = {
    "ABOVE_SOFT_LIMIT",
    "LARGE_CHANGE",
    "LIMIT_NOT_CHECKED",
    "NOT_VERIFIED",
    "OUTSIDE_ORDERED_INCREMENT",
    "STEP_SMALLER_THAN_ORDERED",
    "TARGETS_DIFFER",
}


@pytest.mark.hazard("H14", "H23", "H24", "H25", "H26", "H27", "H28", "H30", "H41")
@pytest.mark.parametrize("protocol", beds.PROTOCOLS)
def test_no_way_through_the_state_machine_breaks_what_must_hold(protocol: str) -> None:
    """Every phase, advice and refusal code is reached, and the watch has nothing to say."""
    found = Search(protocol, most_oddities=1).run(most_transitions=18_000)
    assert found.faults == []
    assert found.missing() == set()
    assert found.transitions >= 18_000


def test_no_refusal_code_is_forgotten_by_the_search() -> None:
    """A new one is looked for, or stands among those that the engine cannot give."""
    assert {code.value for code in Code} == CODES | NOT_OF_THE_ENGINE | WARNINGS
