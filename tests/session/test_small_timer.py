"""The small window: the bed where it is most urgent, its countdown, and a word."""

from __future__ import annotations

from tests.session.test_prompts import at
from tests.support.shift import after_a_step, suspended_as_overdue, weaning
from titrator.session.next_act import next_act
from titrator.session.screen import NextAct, Tone
from titrator.session.small_timer import small_timer


def strip(shift: object, time: str) -> NextAct:
    """The strip of a shift's bed."""
    bed = shift.bed  # type: ignore[attr-defined]
    return next_act(bed.state, bed.entries, bed.policy, at(time), None)


def test_without_a_bed_there_is_nothing_to_say() -> None:
    """The small window then says that in words of its own."""
    assert small_timer([]) is None


def test_the_more_urgent_bed_is_shown() -> None:
    """Suspended before overdue before due before calm."""
    calm, due = strip(weaning(), "08:06"), strip(weaning(), "08:10")
    overdue, suspended = strip(weaning(), "08:14"), strip(suspended_as_overdue(), "08:21")
    beds = [("A", calm), ("B", due), ("C", overdue), ("D", suspended)]
    for end, bed in ((4, "D"), (3, "C"), (2, "B"), (1, "A")):
        said = small_timer(beds[:end])
        assert said is not None
        assert said.bed == bed


def test_of_two_that_are_as_urgent_the_one_that_is_due_first_is_shown() -> None:
    """08:11 comes before 08:16."""
    later = after_a_step()
    later.at("08:11").assessment()
    first, second = strip(after_a_step(), "08:09"), strip(later, "08:12")
    said = small_timer([("B", second), ("A", first)])
    assert said is not None
    assert (said.bed, said.countdown, said.word) == (
        "A",
        ("2", "min", "00", "sec"),
        "next reassess",
    )


def test_what_is_late_says_so_with_its_marks() -> None:
    """Colour is not the only sign."""
    said = small_timer([("A", strip(weaning(), "08:14"))])
    assert said is not None
    assert (said.tone, said.word) == (Tone.OVERDUE, "** overdue")
    said = small_timer([("A", strip(weaning(), "08:10:30"))])
    assert said is not None
    assert (said.tone, said.word) == (Tone.DUE, "* due, late")


def test_without_a_countdown_the_state_stands_in_its_place() -> None:
    """A prescriber is to be called."""
    shift = weaning()
    shift.at("08:08").assessment(54)
    said = small_timer([("A", strip(shift, "08:08"))])
    assert said is not None
    assert (said.countdown, said.word) == (("act now",), "***")
