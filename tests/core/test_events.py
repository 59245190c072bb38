"""What can have happened: every event by its name, readable again from the log."""

from __future__ import annotations

import inspect
from typing import get_args

import msgspec
import pytest

from tests.support.shift import moment
from titrator.core import events as ev

KINDS: tuple[type[ev.Event], ...] = get_args(ev.AnyEvent)


def test_every_event_of_the_module_is_one_of_the_union() -> None:
    """An event that the fold does not know would be lost when a log is read."""
    defined = {
        one
        for _, one in inspect.getmembers(ev, inspect.isclass)
        if issubclass(one, ev.Event) and one is not ev.Event
    }
    assert defined == set(KINDS)


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_an_event_is_named_in_the_log_by_its_class(kind: type[ev.Event]) -> None:
    """The names are written into logs and may never change."""
    config = kind.__struct_config__
    assert (config.tag_field, config.tag, config.frozen) == ("event", kind.__name__, True)


def test_an_unknown_event_is_refused_by_its_name() -> None:
    """It stops everything; nothing is skipped."""
    written = b'{"event":"DoseDoubled","drug":"norepinephrine"}'
    with pytest.raises(msgspec.ValidationError, match="DoseDoubled"):
        msgspec.json.decode(written, type=ev.DrugStopped | ev.WeanStarted)


@pytest.mark.parametrize(
    "event",
    [
        ev.WeanStarted(),
        ev.DrugStopped(drug="vasopressin"),
        ev.HoldStarted(cause=ev.HoldCause.ASSESSMENT, is_counted=True),
        ev.HoldResumed(is_artefact=True, prescriber_informed=False),
        ev.AdviceDeclined(reason="procedure", comment=""),
        ev.ClockDoubted(reason="slept"),
    ],
    ids=lambda event: type(event).__name__,
)
def test_an_event_is_read_back_as_it_was_written(event: ev.Event) -> None:
    """Name and fields."""
    assert msgspec.json.decode(msgspec.json.encode(event), type=type(event)) == event


def test_a_stamp_says_when_who_and_which_entry() -> None:
    """Once for all events of one command."""
    stamp = ev.Stamp(at=moment("08:06"), by="AB", line=9)
    assert (stamp.at, stamp.by, stamp.line) == (moment("08:06"), "AB", 9)


def test_an_older_log_that_says_less_is_read_as_it_was_meant() -> None:
    """A hold without a reason has none, and a doubt without spans has none."""
    hold = msgspec.json.decode(
        b'{"event":"HoldStarted","cause":"nurse","is_counted":true}', type=ev.HoldStarted
    )
    assert hold == ev.HoldStarted(cause=ev.HoldCause.NURSE, is_counted=True, reason="")
    doubt = msgspec.json.decode(b'{"event":"ClockDoubted","reason":"slept"}', type=ev.ClockDoubted)
    assert (doubt.ahead_ms, doubt.gap_ms, doubt.unsure_ms) == (0, 0, 0)


@pytest.mark.parametrize(
    ("written", "cause"),
    [
        ("assessment", ev.HoldCause.ASSESSMENT),
        ("found at pump", ev.HoldCause.FOUND_AT_PUMP),
        ("nurse", ev.HoldCause.NURSE),
        ("back up", ev.HoldCause.BACK_UP),
    ],
)
def test_the_cause_of_a_hold_is_read_from_logs_of_any_age(
    written: str, cause: ev.HoldCause
) -> None:
    """The words are in every log and may never change."""
    assert msgspec.json.decode(f'"{written}"', type=ev.HoldCause) is cause
    assert set(ev.HoldCause) == {"assessment", "found at pump", "nurse", "back up"}
