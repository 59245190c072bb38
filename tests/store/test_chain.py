"""A seal shows every change, and a moment is written in one way only."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

import pytest

from tests.support.log_entries import an_entry
from titrator.store.chain import BEFORE_FIRST, hash_of, is_utc_text, open_seal, seal, utc_text
from titrator.store.record import Head


@pytest.mark.hazard("H36")
def test_the_seal_covers_every_column() -> None:
    """Changing any of the nine columns beside the hash gives another hash."""
    row = seal(an_entry(1), after=Head(seq=7, hash="ab" * 32))
    assert (row.seq, row.prev_hash) == (8, "ab" * 32)
    others = {
        hash_of(row._replace(**{name: f"{value}0"}))  # type: ignore[arg-type]
        for name, value in row._asdict().items()
        if name != "hash"
    }
    assert len(others) == 9
    assert row.hash not in others


def test_columns_cannot_flow_into_each_other() -> None:
    """Text moved from one column to the next is another entry."""
    row = seal(an_entry(1), after=BEFORE_FIRST)
    assert hash_of(row._replace(policy="ab", app="c")) != hash_of(
        row._replace(policy="a", app="bc")
    )


def test_a_broken_seal_is_not_opened() -> None:
    """Nor is a whole one around a payload that has another canonical text."""
    row = seal(an_entry(1), after=BEFORE_FIRST)
    assert open_seal(row).hash == row.hash
    with pytest.raises(ValueError, match="the check code does not match"):
        open_seal(row._replace(payload="{}"))
    odd = row._replace(payload='{"a": 1}')
    with pytest.raises(ValueError, match="its text is not as Titrator writes it"):
        open_seal(odd._replace(hash=hash_of(odd)))


@pytest.mark.parametrize(
    ("text", "is_one"),
    [
        ("2026-03-01T12:00:00.000000Z", True),
        ("2024-02-29T23:59:59.999999Z", True),
        ("0001-01-01T00:00:00.000000Z", True),
        ("2026-02-29T12:00:00.000000Z", False),
        ("2026-03-01T24:00:00.000000Z", False),
        ("2026-03-01T12:00:00Z", False),
        ("2026-03-01T12:00:00.000Z", False),
        ("2026-03-01T12:00:00.000000+00:00", False),
        ("2026-03-01 12:00:00.000000Z", False),
        ("2026-03-01T12:00:00.000000Z\n", False),
        ("２026-03-01T12:00:00.000000Z", False),
        ("", False),
    ],
)
def test_a_moment_is_utc_with_six_places(text: str, is_one: bool) -> None:
    """So that texts sort as times do, and one time has one text."""
    assert is_utc_text(text) is is_one


def test_a_moment_of_any_zone_is_written_in_utc() -> None:
    """With all six places, also where they are zeros."""
    noon = datetime(2026, 3, 1, 13, 0, tzinfo=timezone(timedelta(hours=1)))
    assert utc_text(noon) == "2026-03-01T12:00:00.000000Z"
    assert is_utc_text(utc_text(noon + timedelta(microseconds=1)))
