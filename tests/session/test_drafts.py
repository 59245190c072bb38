"""What was typed and not recorded is there again, as old as it is, and never more than a draft."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from tests.support.fake_clock import FakeClock
from tests.support.windows import mode_is
from titrator.session.drafts import DRAFTS_NAME, Draft, DraftField, Drafts, Typed

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.hazard("H39")

MAP = Typed(name="reassess.map", value="71", is_reading=True)
STRUCK = Typed(name="reassess.map", value="71", is_reading=True, is_struck=True)
SKIN = Typed(name="reassess.skin", value="worse")
SEEN = Typed(name="reassess.skin", value="worse", is_seen=True)
DRUG = Typed(name="bag_change.drug", value="norepinephrine")
MINUTE = timedelta(minutes=1)


@pytest.fixture
def clock() -> FakeClock:
    """A workstation that is up for an hour."""
    made = FakeClock()
    made.boot = "first"
    made.counted = timedelta(hours=1)
    return made


@pytest.fixture
def drafts(tmp_path: Path, clock: FakeClock) -> Drafts:
    """Drafts over an empty folder."""
    return Drafts(tmp_path, clock)


def of(drafts: Drafts, bed_id: str = "bed") -> Draft:
    """The draft of a bed that has one."""
    draft = drafts.of(bed_id)
    assert draft is not None
    return draft


def only(drafts: Drafts) -> DraftField:
    """The one field of the draft of the bed."""
    (field,) = of(drafts).fields
    return field


def test_another_start_finds_bed_form_fields_and_cursor(
    drafts: Drafts, tmp_path: Path, clock: FakeClock
) -> None:
    """All that was kept, without anything like an orderly end."""
    drafts.show_bed("bed")
    drafts.keep("bed", "reassess", [MAP, SKIN], focus="reassess.skin.worse")
    again = Drafts(tmp_path, clock)
    assert again.shown_bed == "bed"
    assert of(again) == of(drafts)
    assert of(again).focus == "reassess.skin.worse"
    assert [one.typed for one in of(again).fields] == [MAP, SKIN]


def test_a_field_keeps_its_age_until_its_value_changes(drafts: Drafts, clock: FakeClock) -> None:
    """Typed 2 min ago, though the answer beside it was given now."""
    drafts.keep("bed", "reassess", [MAP], focus="")
    clock.pass_unseen(2 * MINUTE)
    drafts.keep("bed", "reassess", [MAP, SKIN], focus="")
    assert [drafts.age(one) for one in of(drafts).fields] == [2 * MINUTE, timedelta()]
    drafts.keep("bed", "reduce", [MAP], focus="")
    assert drafts.age(only(drafts)) == timedelta()


@pytest.mark.hazard("H10")
@pytest.mark.parametrize(("seconds", "is_too_old"), [(299, False), (300, False), (301, True)])
def test_a_reading_is_too_old_after_5_minutes(
    drafts: Drafts, clock: FakeClock, seconds: int, *, is_too_old: bool
) -> None:
    """5 min is not too old, 5 min 1 sec is; an answer never is."""
    drafts.keep("bed", "reassess", [MAP, SKIN], focus="")
    clock.pass_unseen(timedelta(seconds=seconds))
    reading, answer = of(drafts).fields
    assert drafts.is_too_old(reading) is is_too_old
    assert not drafts.is_too_old(answer)


@pytest.mark.hazard("H14")
def test_the_age_is_that_of_the_clock_that_says_more(drafts: Drafts, clock: FakeClock) -> None:
    """UTC set back, UTC set forward, and sleep that only one of them counts."""
    drafts.keep("bed", "reassess", [MAP], focus="")
    clock.pass_unseen(6 * MINUTE)
    clock.set_utc(-60 * MINUTE)
    assert drafts.age(only(drafts)) == 6 * MINUTE
    clock.set_utc(70 * MINUTE)
    assert drafts.age(only(drafts)) == 16 * MINUTE


def test_a_reading_does_not_survive_another_start_of_the_workstation(
    drafts: Drafts, clock: FakeClock
) -> None:
    """Nobody knows how long it was off; it is at least as old as the workstation is up."""
    drafts.keep("bed", "reassess", [MAP, SKIN], focus="")
    clock.set_utc(-60 * MINUTE)
    clock.start_anew("second", up_for=3 * MINUTE)
    reading, answer = of(drafts).fields
    assert drafts.age(reading) == 3 * MINUTE
    assert drafts.is_too_old(reading)
    assert not drafts.is_too_old(answer)


def test_where_starts_have_no_name_a_clock_that_begins_anew_is_seen(
    drafts: Drafts, clock: FakeClock
) -> None:
    """The clock that counts shows less than before: it counts from the start."""
    clock.boot = ""
    drafts.keep("bed", "reassess", [MAP], focus="")
    clock.set_utc(-60 * MINUTE)
    clock.start_anew("", up_for=2 * MINUTE)
    assert drafts.age(only(drafts)) == 2 * MINUTE


def test_struck_through_it_keeps_its_age_and_typed_again_it_is_new(
    drafts: Drafts, clock: FakeClock
) -> None:
    """The same figure typed again was read again."""
    drafts.keep("bed", "reassess", [MAP], focus="")
    clock.pass_unseen(6 * MINUTE)
    drafts.keep("bed", "reassess", [STRUCK], focus="")
    assert drafts.age(only(drafts)) == 6 * MINUTE
    drafts.keep("bed", "reassess", [STRUCK], focus="")
    assert drafts.age(only(drafts)) == 6 * MINUTE
    drafts.keep("bed", "reassess", [MAP], focus="")
    assert drafts.age(only(drafts)) == timedelta()
    drafts.keep("other", "reassess", [STRUCK], focus="")
    assert drafts.age(of(drafts, "other").fields[0]) == timedelta()


def test_a_draft_ends_with_its_act_and_with_its_bed(
    drafts: Drafts, tmp_path: Path, clock: FakeClock
) -> None:
    """Ended twice is harmless; the form of a bed not open yet belongs to no bed."""
    for bed_id in ("a", "b", ""):
        drafts.keep(bed_id, "weight", [SKIN], focus="")
    drafts.end("a")
    drafts.end("a")
    assert drafts.of("a") is None
    drafts.keep_only(["c"])
    again = Drafts(tmp_path, clock)
    assert (again.of("a"), again.of("b")) == (None, None)
    assert again.of("") is not None


def test_a_draft_that_was_put_back_is_as_old_as_it_was(drafts: Drafts, clock: FakeClock) -> None:
    """Taken out while it is put back, and then there again."""
    drafts.keep("bed", "reassess", [MAP], focus="")
    draft = of(drafts)
    drafts.end("bed")
    clock.pass_unseen(MINUTE)
    drafts.take_back("bed", draft)
    assert drafts.age(only(drafts)) == MINUTE


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b"[]",
        b'{"form": 1, "more": 2}',
        b'{"drafts": {"bed": 7}}',
        b'{"aside": {"bed": {"reassess": {}}}}',
        b"\xff\xfe",
        b"null",
    ],
)
def test_a_file_that_cannot_be_read_holds_nothing(
    tmp_path: Path, clock: FakeClock, content: bytes
) -> None:
    """Cut short, of another version, or no text at all: the program starts without drafts."""
    (tmp_path / DRAFTS_NAME).write_bytes(content)
    drafts = Drafts(tmp_path, clock)
    assert (drafts.shown_bed, drafts.of("bed")) == ("", None)
    drafts.keep("bed", "reassess", [MAP], focus="")
    assert of(Drafts(tmp_path, clock)) == of(drafts)


def test_a_draft_that_cannot_be_written_hinders_nobody(tmp_path: Path, clock: FakeClock) -> None:
    """It is still there while the program runs, and tried again with the next change."""
    folder = tmp_path / "none"
    drafts = Drafts(folder, clock)
    drafts.keep("bed", "reassess", [MAP], focus="")
    assert only(drafts).typed == MAP
    folder.mkdir()
    drafts.keep("bed", "reassess", [MAP, SKIN], focus="")
    assert of(Drafts(folder, clock)) == of(drafts)


def test_without_a_folder_drafts_live_as_long_as_the_program(clock: FakeClock) -> None:
    """No file is read or written."""
    drafts = Drafts(None, clock)
    drafts.keep("bed", "reassess", [MAP], focus="")
    assert only(drafts).typed == MAP


@pytest.mark.hazard("H44")
def test_the_file_is_private_and_holds_no_endless_text(drafts: Drafts, tmp_path: Path) -> None:
    """200 letters are kept, 201 are not; its owner alone reads it."""
    fits, too_long = Typed(name="a", value="x" * 200), Typed(name="b", value="x" * 201)
    drafts.keep("bed", "weight", [fits, too_long], focus="")
    assert only(drafts).typed == fits
    assert mode_is(tmp_path / DRAFTS_NAME, 0o600)


def test_what_did_not_change_is_not_written_again(drafts: Drafts, tmp_path: Path) -> None:
    """Four looks a second are no four writes a second."""
    drafts.keep("bed", "reassess", [MAP], focus="")
    (tmp_path / DRAFTS_NAME).unlink()
    drafts.keep("bed", "reassess", [MAP], focus="")
    assert not (tmp_path / DRAFTS_NAME).exists()


@pytest.mark.hazard("H59")
@pytest.mark.parametrize(
    ("part", "spoilt"),
    [
        ('"counted_ms":3600000', '"counted_ms":' + "9" * 60),
        ('"counted_ms":3600000', '"counted_ms":-1'),
        ('08:00:00Z"', '08:00:00"'),
    ],
)
def test_a_draft_with_a_time_that_is_none_holds_nothing(
    drafts: Drafts, tmp_path: Path, clock: FakeClock, part: str, spoilt: str
) -> None:
    """A span no clock shows, or a time without a zone: no age could be told, and nothing falls over."""
    drafts.keep("bed", "reassess", [MAP], focus="")
    file = tmp_path / DRAFTS_NAME
    text = file.read_text()
    assert part in text
    file.write_text(text.replace(part, spoilt))
    assert Drafts(tmp_path, clock).of("bed") is None


def test_a_form_that_gives_way_waits_and_another_start_finds_it(
    drafts: Drafts, tmp_path: Path, clock: FakeClock
) -> None:
    """One is open at a bed, any number wait there; taken out it is as old as it was."""
    drafts.keep("bed", "reassess", [MAP], focus="reassess.map")
    drafts.put_aside("bed")
    drafts.put_aside("bed")
    drafts.keep("bed", "bag_change", [DRUG], focus="")
    drafts.keep("other", "reassess", [SKIN], focus="")
    clock.pass_unseen(MINUTE)
    again = Drafts(tmp_path, clock)
    assert (of(again).act, again.waiting("bed"), again.waiting("other")) == (
        "bag_change",
        ("reassess",),
        (),
    )
    found = again.take_out("bed", "reassess")
    assert found is not None
    assert (found.focus, again.age(found.fields[0])) == ("reassess.map", MINUTE)
    assert again.waiting("bed") == ()
    assert again.take_out("bed", "reassess") is None
    assert of(again).act == "bag_change"
    assert Drafts(tmp_path, clock).waiting("bed") == ()


def test_what_is_open_is_taken_out_too(drafts: Drafts) -> None:
    """The form of the same act, and of no other."""
    drafts.keep("bed", "reassess", [MAP], focus="")
    assert drafts.take_out("bed", "bag_change") is None
    assert drafts.take_out("bed", "reassess") is not None
    assert drafts.of("bed") is None


def test_a_form_nobody_typed_into_does_not_wait(drafts: Drafts) -> None:
    """What stands in it stood there when it was opened."""
    drafts.keep("bed", "bag_change", [DRUG], focus="", is_touched=False)
    drafts.put_aside("bed")
    assert (drafts.of("bed"), drafts.waiting("bed")) == (None, ())


def test_cancelled_ends_what_is_open_and_nothing_that_waits(drafts: Drafts) -> None:
    """Esc is meant for the form that is seen."""
    drafts.keep("bed", "reassess", [MAP], focus="")
    drafts.put_aside("bed")
    drafts.keep("bed", "bag_change", [DRUG], focus="")
    drafts.end("bed")
    assert (drafts.of("bed"), drafts.waiting("bed")) == (None, ("reassess",))


def test_a_closed_bed_takes_what_waits_along(
    drafts: Drafts, tmp_path: Path, clock: FakeClock
) -> None:
    """Here and on the disk; what waits at another bed stays."""
    for bed_id in ("a", "b"):
        drafts.keep(bed_id, "reassess", [MAP], focus="")
        drafts.put_aside(bed_id)
    drafts.keep_only(["a"])
    drafts.keep_only(["a"])
    again = Drafts(tmp_path, clock)
    assert (again.waiting("a"), again.waiting("b")) == (("reassess",), ())


@pytest.mark.hazard("H10")
@pytest.mark.parametrize(
    "act", ["reassess", "reduce", "back_up", "bag_change", "infusion", "hand_over"]
)
def test_after_an_act_that_changes_what_is_seen_what_was_seen_counts_no_more(
    drafts: Drafts, act: str
) -> None:
    """The reading is struck and as good as too old, the sign and the cursor's place are gone."""
    drafts.keep("bed", "waits", [MAP, SEEN, DRUG], focus="reassess.skin.worse")
    drafts.put_aside("bed")
    drafts.keep("bed", act, [MAP], focus="")
    assert not drafts.record("bed", act)
    assert drafts.of("bed") is None
    found = drafts.take_out("bed", "waits")
    assert found is not None
    assert (found.is_overtaken, found.focus) == (True, "")
    assert [one.typed for one in found.fields] == [STRUCK, DRUG]
    assert [drafts.is_too_old(one) for one in found.fields] == [True, False]
    drafts.take_back("bed", found)
    drafts.keep("bed", "waits", [MAP, DRUG], focus="")
    assert of(drafts).is_overtaken
    assert not drafts.is_too_old(of(drafts).fields[0])


@pytest.mark.parametrize("act", ["hold", "resume", "order", "weight", "gate", "correct", "decline"])
def test_another_act_leaves_what_waits_as_it_was(drafts: Drafts, act: str) -> None:
    """Nothing that was seen is of another moment by it."""
    drafts.keep("bed", "reassess", [MAP, SEEN], focus="")
    before = of(drafts)
    drafts.put_aside("bed")
    assert not drafts.record("bed", act)
    assert drafts.take_out("bed", "reassess") == before


def test_what_holds_nothing_seen_is_not_said_to_be_of_the_past(drafts: Drafts) -> None:
    """An order that was begun before a bag was changed."""
    drafts.keep("bed", "order", [DRUG], focus="")
    drafts.put_aside("bed")
    drafts.record("bed", "bag_change")
    found = drafts.take_out("bed", "order")
    assert found is not None
    assert not found.is_overtaken


@pytest.mark.parametrize("act", ["resume", "weight"])
@pytest.mark.parametrize("waits", ["hold", "resume"])
def test_what_is_about_a_hold_ends_with_it(drafts: Drafts, act: str, waits: str) -> None:
    """A reason would hold anew, and who was informed was informed of that hold; it is to be said."""
    drafts.keep("bed", waits, [SKIN], focus="")
    drafts.put_aside("bed")
    assert drafts.record("bed", act) is (waits != act)
    assert drafts.waiting("bed") == ()


def test_a_file_of_one_form_a_bed_is_read(tmp_path: Path, clock: FakeClock) -> None:
    """As a program wrote it that put nothing aside: the form is open, and counts as typed into."""
    (tmp_path / DRAFTS_NAME).write_text(
        '{"form":1,"shown_bed":"bed","drafts":{"bed":{"act":"reassess","focus":"","fields":['
        '{"typed":{"name":"reassess.map","value":"71","is_reading":true,"is_struck":false},'
        '"utc":"2026-03-01T08:00:00Z","counted_ms":3600000,"boot":"first"}]}}}'
    )
    drafts = Drafts(tmp_path, clock)
    assert only(drafts).typed == MAP
    drafts.put_aside("bed")
    assert drafts.waiting("bed") == ("reassess",)


@pytest.mark.hazard("H59")
@pytest.mark.parametrize("act", ["why", "trend", "log", "start", "close", "anything", ""])
def test_a_form_that_no_program_keeps_is_not_read(
    drafts: Drafts, tmp_path: Path, clock: FakeClock, act: str
) -> None:
    """Open or put aside, under its own name or that of another: nothing could open it."""
    drafts.keep("bed", act, [SKIN], focus="")
    drafts.keep("one", act, [SKIN], focus="")
    drafts.put_aside("one")
    drafts.keep("two", "reassess", [SKIN], focus="")
    drafts.put_aside("two")
    drafts.keep("", "open_bed", [SKIN], focus="")
    file = tmp_path / DRAFTS_NAME
    file.write_text(file.read_text().replace('"act":"reassess"', '"act":"order"'))
    again = Drafts(tmp_path, clock)
    assert (again.of("bed"), again.waiting("one"), again.waiting("two")) == (None, (), ())
    assert of(again, "").act == "open_bed"
