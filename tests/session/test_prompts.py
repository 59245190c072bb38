"""What sounds and when: one soft pulse when it is due, three when it is late, silence that ends."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from tests.support.shift import DAY, Shift, after_a_step, suspended_as_overdue, weaning
from titrator.core.commands import DoubtClock
from titrator.session.calls import Prompt, Ring
from titrator.session.next_act import next_act
from titrator.session.prompts import Memory, listen, prompt_of, silence, silent_for, sounding


def due(bed: str = "ICU-12", **facts: bool) -> Prompt:
    """A reassessment that is due at a bed."""
    return Prompt(bed=bed, key=f"{bed} 14:44", word="reassessment due", is_late=False, **facts)


def late(bed: str = "ICU-12", **facts: bool) -> Prompt:
    """The same more than two minutes later."""
    return Prompt(bed=bed, key=f"{bed} 14:44", word="reassessment overdue", is_late=True, **facts)


class Ear:
    """Listens second by second and keeps every sound with its second."""

    def __init__(self) -> None:
        self.memory = Memory()
        self.second = 0
        self.heard: list[tuple[int, int]] = []
        self.words: list[str] = []

    def hear(self, *prompts: Prompt, seconds: int) -> list[tuple[int, int]]:
        """Let so many seconds pass with these prompts; every (second, pulses) so far."""
        for _ in range(seconds):
            self.memory, ring = listen(self.memory, prompts, self.at)
            if ring is not None:
                self.heard.append((self.second, ring.pulses))
                self.words.append(ring.words)
            self.second += 1
        return self.heard

    @property
    def at(self) -> timedelta:
        return timedelta(seconds=self.second)


def test_what_is_due_sounds_once_and_softly() -> None:
    """One pulse, and nothing more for as long as it is only due."""
    assert Ear().hear(due(), seconds=120) == [(0, 1)]


def test_what_is_late_sounds_three_pulses_each_30_seconds() -> None:
    """Until somebody acts; then never again."""
    ear = Ear()
    ear.hear(due(), seconds=120)
    assert ear.hear(late(), seconds=61)[1:] == [(120, 3), (150, 3), (180, 3)]
    assert ear.hear(seconds=600)[4:] == []


def test_a_mark_soon_after_a_change_is_silent_until_it_is_late() -> None:
    """Shown on the strip, and heard only when it was missed."""
    ear = Ear()
    assert ear.hear(due(is_quiet=True), seconds=120) == []
    assert ear.hear(late(is_quiet=True), seconds=1) == [(120, 3)]


def test_prompts_of_two_beds_within_a_minute_are_one_sound() -> None:
    """The second falls due 59 s after the first; at 60 s it has a sound of its own."""
    ear = Ear()
    ear.hear(due(), seconds=59)
    assert ear.hear(due(), due("ICU-14"), seconds=60) == [(0, 1)]
    other = Ear()
    other.hear(due(), seconds=60)
    assert other.hear(due(), due("ICU-14"), seconds=60) == [(0, 1), (60, 1)]


def test_two_beds_that_are_late_sound_together() -> None:
    """One sound for both, each 30 seconds, naming both."""
    ear = Ear()
    assert ear.hear(late(), late("ICU-14"), seconds=60) == [(0, 3), (30, 3)]
    assert ear.words[0] == "ICU-12 reassessment overdue, ICU-14 reassessment overdue"


def test_silence_lasts_120_seconds_and_always_ends() -> None:
    """Nobody can make it longer: once for each event."""
    ear = Ear()
    ear.hear(late(), seconds=10)
    ear.memory, what = silence(ear.memory, ear.at)
    assert what == ("ICU-12 reassessment overdue",)
    assert silent_for(ear.memory, ear.at) == timedelta(seconds=120)
    assert ear.hear(late(), seconds=120) == [(0, 3)]
    assert ear.hear(late(), seconds=1) == [(0, 3), (130, 3)]
    ear.memory, again = silence(ear.memory, ear.at)
    assert again == ()
    assert silent_for(ear.memory, ear.at) <= timedelta()
    assert sounding(ear.memory, ear.at)


def test_another_bed_is_heard_through_a_silence() -> None:
    """What was silenced is one event, not the loudspeaker."""
    ear = Ear()
    ear.hear(late(), seconds=1)
    ear.memory, _ = silence(ear.memory, ear.at)
    assert ear.hear(late(), late("ICU-14"), seconds=40) == [(0, 3), (30, 3)]
    assert ear.words[1] == "ICU-14 reassessment overdue"


def test_a_suspended_wean_is_an_event_of_its_own() -> None:
    """Ten minutes late it can be silenced once more."""
    ear = Ear()
    ear.hear(late(), seconds=1)
    ear.memory, _ = silence(ear.memory, ear.at)
    ear.hear(late(), seconds=1)
    assert ear.hear(late(is_suspended=True), seconds=30)[1:] == [(30, 3)]
    ear.memory, what = silence(ear.memory, ear.at)
    assert what


def test_where_nothing_sounds_nothing_is_silenced() -> None:
    """A key pressed too early takes nothing away from what comes."""
    ear = Ear()
    ear.hear(due(), seconds=5)
    ear.memory, what = silence(ear.memory, ear.at)
    assert what == ()
    assert ear.hear(late(), seconds=30)[1:] == [(30, 3)]


def test_what_has_no_deadline_is_late_two_minutes_after_it_was_seen() -> None:
    """Such as a back up that waits."""
    ear = Ear()
    assert ear.hear(due(is_quiet=True, grows_late=True), seconds=121) == [(120, 3)]


def at(time: str) -> datetime:
    """A time of the day of the shift."""
    hour, minute, *second = map(int, time.split(":"))
    return DAY + timedelta(hours=hour, minutes=minute, seconds=second[0] if second else 0)


def waits(shift: Shift, time: str) -> Prompt | None:
    """What waits at the bed of a shift."""
    bed, now = shift.bed, at(time)
    strip = next_act(bed.state, bed.entries, bed.policy, now, None)
    return prompt_of("a", strip, bed.state, bed.policy, now)


@pytest.mark.parametrize(
    ("time", "is_quiet", "is_late"),
    [("08:11", True, False), ("08:13:01", True, True)],
)
def test_the_mark_five_minutes_after_a_step_is_quiet_until_it_is_late(
    time: str, is_quiet: bool, is_late: bool
) -> None:
    """Stepped at 08:06: the mark is 08:11, late after 08:13."""
    found = waits(after_a_step(), time)
    assert found is not None
    assert (found.is_quiet, found.is_late) == (is_quiet, is_late)
    assert found.word == ("reassessment overdue" if is_late else "reassessment due")


def test_the_mark_fifteen_minutes_after_a_step_is_heard() -> None:
    """With it the next step opens."""
    shift = after_a_step()
    for time in ("08:11", "08:16"):
        shift.at(time).assessment()
    assert waits(shift, "08:20:59") is None
    found = waits(shift, "08:21")
    assert found is not None
    assert not found.is_quiet


def test_an_open_step_that_waits_for_a_fresh_map_presses_nobody() -> None:
    """The step clock permits; it never sounds."""
    shift = after_a_step()
    for time in ("08:11", "08:16", "08:21"):
        shift.at(time).assessment()
    assert waits(shift, "08:22") is None
    assert waits(shift, "08:30") is None


def test_a_suspended_wean_says_so() -> None:
    """Late at once: the clock has run out."""
    found = waits(suspended_as_overdue(), "08:21")
    assert found is not None
    assert found.is_suspended
    assert found.is_late


def test_a_back_up_that_waits_is_heard_after_two_minutes() -> None:
    """MAP stays low after a step, and nobody goes back."""
    shift = after_a_step()
    shift.at("08:11").assessment(60)
    shift.at("08:14").assessment(60)
    found = waits(shift, "08:14")
    assert found is not None
    assert found.grows_late
    assert found.word == "Back up waits"


def test_a_prescriber_to_be_called_is_silent_but_the_reassessment_is_not() -> None:
    """Nobody can record the call; what can be done is to reassess, from 08:12:01 on."""
    shift = weaning()
    shift.at("08:08").assessment(54)
    assert waits(shift, "08:08") is None
    assert waits(shift, "08:10") is None
    found = waits(shift, "08:13")
    assert found is not None
    assert found.is_late


def test_a_clock_that_is_doubted_is_heard_at_once() -> None:
    """After a sleep: once, and again two minutes later; there is no deadline to be late for."""
    shift = after_a_step()
    doubt = DoubtClock(reason="gap", ahead_ms=0, gap_ms=60_000, unsure_ms=0)
    shift.bed.handle(doubt, by="", at=at("08:07"))
    found = waits(shift, "08:07")
    assert found is not None
    assert found.grows_late


def test_a_clock_that_is_doubted_in_a_hold_is_heard_too() -> None:
    """Before its mark there is no deadline, and the doubt is what presses."""
    shift = weaning()
    shift.at("08:06").hold()
    doubt = DoubtClock(reason="slept", ahead_ms=0, gap_ms=60_000, unsure_ms=0)
    shift.bed.handle(doubt, by="", at=at("08:07"))
    found = waits(shift, "08:07")
    assert found is not None
    assert (found.grows_late, found.is_suspended) == (True, False)


def test_a_bed_where_nothing_waits_has_no_prompt() -> None:
    """Five minutes after the start the first mark falls due."""
    assert waits(weaning(), "08:06") is None
    assert Ring(pulses=1, words="").pulses == 1
