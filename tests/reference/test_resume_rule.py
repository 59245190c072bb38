"""The end of a hold beside a second reading of its rule, row by row of the decision table.

The whole table: `python3 packaging/dev.py prove resume`.
"""

from __future__ import annotations

from typing import Any

import pytest

from tests.proof import resume_table
from tests.proof.resume_table import Row, told
from tests.reference.resume_rule import resume_codes

# Low, two hours after the start of anything, well again since: nothing but the hour is in the way.
PLAIN = Row(cause="low", former="none", since=3600, off="never", repeated=None, last="good")


@pytest.mark.rule("R9")
@pytest.mark.ruling(13, 14)
@pytest.mark.hazard("H14", "H24", "H26", "H58")
def test_a_sample_of_the_table_is_answered_as_the_rules_read() -> None:
    """Each situation in 29; every code that can stand against a resume is among them."""
    tally = resume_table.part(3, 29)
    assert tally.faults == []
    assert tally.counts["permitted"] > 40
    assert {name for name in tally.counts if name.startswith("code ")} == {
        f"code {code}"
        for code in (
            "ABOVE_HARD_CAP",
            "ABOVE_ORDER_MAXIMUM",
            "ASSESSMENT_STALE",
            "CLOCK_NOT_TRUSTED",
            "HOLD_TOO_SHORT",
            "MAP_BELOW_TARGET",
            "MAP_SOURCE_NOT_ALLOWED",
            "PERFUSION_NOT_ASSESSED",
            "PERFUSION_WORSE",
            "PRESCRIBER_NEEDED",
            "SUSPENDED",
        )
    }


@pytest.mark.parametrize(
    ("changed", "informed", "artefact", "expected"),
    [
        ({}, False, False, set()),
        ({"since": 3599}, False, False, {"HOLD_TOO_SHORT"}),
        ({"since": 3599, "repeated": 300}, False, True, set()),
        ({"since": 3599, "repeated": 301}, False, True, {"HOLD_TOO_SHORT"}),
        ({"former": "12 h before"}, False, False, {"PRESCRIBER_NEEDED"}),
        ({"former": "12 h before"}, True, False, set()),
        ({"former": "a second more"}, False, False, set()),
        ({"former": "a second more, off in between"}, False, False, {"PRESCRIBER_NEEDED"}),
        ({"off": "in the hold"}, False, False, {"HOLD_TOO_SHORT"}),
        ({"off": "in the hold", "since": 4800}, False, False, set()),
    ],
)
def test_the_reading_by_hand(
    changed: dict[str, Any], informed: bool, artefact: bool, expected: set[str]
) -> None:
    """An hour from the last bad reading, twelve for the prescriber, five minutes for an artefact."""
    _, facts, hold = told(PLAIN._replace(**changed))
    assert resume_codes(facts, hold, informed=informed, artefact=artefact) == expected
