"""What was logged is read back to the same values, and nothing is guessed from what was not."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any, get_args

import msgspec
import pytest

from tests.replay.stories import ask_in_vain, change_bags_and_weight, put_right
from tests.support.shift import (
    NOREPINEPHRINE,
    VASOPRESSIN,
    Shift,
    after_a_step,
    completed,
    opened,
    prepared,
    weaning,
)
from titrator.core import commands as do
from titrator.core import events as ev
from titrator.core.calculator import Bag
from titrator.core.errors import BugError
from titrator.core.language import Said
from titrator.core.units import ML_PER_H, UNITS, Quantity
from titrator.session.codec import (
    ClockMark,
    Entry,
    EntryTooNewError,
    from_payload,
    to_payload,
)
from titrator.store.canonical import canonical_json, parse_canonical

if TYPE_CHECKING:
    from collections.abc import Callable


def an_entry(*events: ev.AnyEvent) -> Entry:
    """An entry of a look with these events."""
    return Entry(line=1, by="AB", command=do.Look(), events=events, noticed=())


def through_the_log(entry: Entry) -> Entry:
    """The entry after it was written as text and read again."""
    return from_payload(parse_canonical(canonical_json(to_payload(entry))))


def _handover(shift: Shift) -> None:
    """Read back wrongly, then rightly."""
    for shows in ("8.9 mL/h", "7.9 mL/h"):
        read = {NOREPINEPHRINE: shows, VASOPRESSIN: "9 mL/h"}
        shift.at("08:06").act("hand_over", by="CD", pump_shows=read)


SHIFTS: list[tuple[Callable[[], Shift], Callable[[Shift], None]]] = [
    (after_a_step, change_bags_and_weight),
    (prepared, put_right),
    (opened, ask_in_vain),
    (completed, lambda _: None),
    (weaning, _handover),
]


@pytest.mark.parametrize(("begin", "go_on"), SHIFTS)
def test_the_log_alone_tells_the_same_state(
    begin: Callable[[], Shift], go_on: Callable[[Shift], None]
) -> None:
    """Corrections and refusals too, whatever was asked in them."""
    shift = begin()
    go_on(shift)
    assert shift.folded() == shift.bed.state


def test_every_event_is_among_those_that_were_read_back() -> None:
    """The shifts above bring every event but the one that only the program itself brings."""
    seen: set[str] = set()
    for begin, go_on in SHIFTS:
        shift = begin()
        go_on(shift)
        for logged in shift.bed.entries:
            assert through_the_log(logged.entry) == logged.entry
            seen |= {type(event).__name__ for event in logged.entry.events}
    assert {kind.__name__ for kind in get_args(ev.AnyEvent)} - seen == {"ClockDoubted"}


def test_a_command_of_the_program_itself_is_read_back_too() -> None:
    entry = Entry(
        line=4,
        by="",
        command=do.DoubtClock(reason="slept"),
        events=(ev.ClockDoubted(reason="slept"),),
        noticed=(),
    )
    assert through_the_log(entry) == entry


@pytest.mark.hazard("H29")
@pytest.mark.parametrize(
    ("value", "text"),
    [
        (Fraction(79, 10), "7.9 mL/h"),
        (Fraction(5), "5 mL/h"),
        (Fraction(0), "0 mL/h"),
        (Fraction(1, 3), "1/3 mL/h"),
        (Fraction(1, 2**40), None),
        (Fraction("123456789.123456789"), "123456789123456789/1000000000 mL/h"),
    ],
)
def test_every_rate_is_kept_exactly(value: Fraction, text: str | None) -> None:
    """As a decimal where one says it in full, else as a fraction; never rounded."""
    event = ev.DoseBackedUp(drug=NOREPINEPHRINE, pump_rate=Quantity(value, ML_PER_H))
    payload: Any = to_payload(an_entry(event))
    assert text is None or payload["events"][0]["pump_rate"] == text
    (read,) = through_the_log(an_entry(event)).events
    assert read == event


def test_the_unit_stays_as_it_was_typed() -> None:
    """4 mg is not turned into 4000 mcg."""
    bag = Bag(
        amount=Quantity(Fraction(4), UNITS["mg"]), volume=Quantity(Fraction(250), UNITS["mL"])
    )
    rate = Quantity(Fraction(5), ML_PER_H)
    changed = ev.BagChanged(drug=NOREPINEPHRINE, bag=bag, pump_rate=rate, second_by="EF")
    payload: Any = to_payload(an_entry(changed))
    assert payload["events"][0]["bag"] == {"amount": "4 mg", "volume": "250 mL"}
    (read,) = from_payload(payload).events
    assert isinstance(read, ev.BagChanged)
    assert read.bag.amount.unit.symbol == "mg"


def _with(**changes: object) -> dict[str, Any]:
    return {**to_payload(an_entry()), **changes}


def _backed_up(pump_rate: object) -> dict[str, Any]:
    event = {"event": "DoseBackedUp", "drug": NOREPINEPHRINE, "pump_rate": pump_rate}
    return _with(events=[event])


@pytest.mark.hazard("H51")
@pytest.mark.hazard("H33")
@pytest.mark.parametrize(
    "payload",
    [
        None,
        "look",
        {},
        _with(line="one"),
        _with(more=1),
        _with(command={"do": "dance"}),
        _with(events=[{"event": "Danced"}]),
        _with(events=[{"event": "DrugStopped"}]),
        _backed_up("7.9"),
        _backed_up("7.9 gallons"),
        _backed_up("7,9 mL/h"),
        _backed_up("1/0 mL/h"),
        _backed_up(79),
        _backed_up({"magnitude": "7.9"}),
    ],
)
def test_what_cannot_be_read_is_a_fault_and_never_guessed(payload: object) -> None:
    with pytest.raises(BugError, match="cannot be read"):
        from_payload(payload)


@pytest.mark.hazard("H33")
@pytest.mark.parametrize("target", ["sixty", "1/0", "1e9", "1e999999999", " 65", "6_5", "٦٥"])
def test_a_number_that_is_none_is_a_fault(target: str) -> None:
    """Nor is one with an exponent, which could ask for more memory than there is."""
    shift = weaning()
    payload: Any = to_payload(shift.bed.entries[2].entry)
    payload["events"][0]["order"]["map_target_mmhg"] = target
    with pytest.raises(BugError, match="cannot be read"):
        from_payload(payload)


@pytest.mark.hazard("H33", "H59")
@pytest.mark.parametrize("span", [-1, 10**16, 10**60])
def test_a_span_that_no_clock_shows_is_a_fault(span: int) -> None:
    """Nothing is worked out from it: the longest time there is would not hold it."""
    payload: Any = to_payload(an_entry())
    with pytest.raises(BugError, match="cannot be read"):
        from_payload({**payload, "clock": {"boot": "", "counted_ms": span}})
    doubted = {"event": "ClockDoubted", "reason": "slept", "unsure_ms": span}
    with pytest.raises(BugError, match="cannot be read"):
        from_payload({**payload, "events": [doubted]})


def test_a_value_the_log_has_no_words_for_is_not_written() -> None:
    """A set would be: nothing the core makes holds one."""
    refused = ev.CommandRefused(command="step", refusals=(), asked={"drug": object()})
    with pytest.raises(NotImplementedError):
        to_payload(an_entry(refused))


def test_an_entry_carries_the_version_of_its_shape() -> None:
    assert to_payload(an_entry())["form"] == 2


def test_an_entry_keeps_what_the_counting_clock_showed() -> None:
    """A scenario has none; nor had the first form."""
    entry = msgspec.structs.replace(an_entry(), clock=ClockMark(boot="1f2e3d4c", counted_ms=12))
    assert through_the_log(entry) == entry
    assert an_entry().clock is None
    first = {**to_payload(an_entry()), "form": 1}
    del first["clock"]
    assert from_payload(first) == msgspec.structs.replace(an_entry(), form=1)


@pytest.mark.hazard("H33")
def test_an_entry_of_a_later_form_is_refused_in_words() -> None:
    """An older program over a newer log: nothing is guessed, and nothing is called damaged."""
    with pytest.raises(EntryTooNewError) as refusal:
        from_payload({**to_payload(an_entry()), "form": 3, "more": True})
    assert "newer version" in refusal.value.sentence
    assert "Do not delete the log" in refusal.value.next_action


def test_what_was_said_in_another_language_is_kept_in_english() -> None:
    """The reason of a hold, chosen on a screen in Spanish."""
    command = do.Hold(reason=Said("procedimiento", "procedure"))
    entry = Entry(line=1, by="AB", command=command, events=(), noticed=())
    assert from_payload(to_payload(entry)).command == do.Hold(reason="procedure")
    assert "procedimiento" not in canonical_json(to_payload(entry))
