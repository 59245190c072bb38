"""What verify says of a single entry; whole logs are tried in test_verify.py and test_archive.py."""

from __future__ import annotations

import pytest

from tests.support.log_entries import an_entry
from titrator.store.chain import BEFORE_FIRST, seal
from titrator.store.faults import carried_row_fault, unreadable


@pytest.mark.hazard("H36")
def test_a_carried_entry_whose_page_was_cut_off_is_unreadable() -> None:
    """SQLite reads such a row as one without values."""
    row = seal(an_entry(1), after=BEFORE_FIRST)._replace(hash=None)  # type: ignore[arg-type]
    fault = carried_row_fault(row, 0, None)
    assert fault is not None
    assert (fault.seq, fault.kind) == (None, "unreadable")


def test_what_cannot_be_read_says_from_where() -> None:
    """The first entry that is lost."""
    assert unreadable(7, "it is cut short").sentence == (
        "The file cannot be read from entry 7 on: it is cut short."
    )
