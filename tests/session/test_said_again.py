"""What was refused before a restart is said in the language of the workstation after it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec
import pytest

from tests.language.pseudo import pseudo, pseudo_language
from tests.support.shift import NOREPINEPHRINE, Shift, moment, shipped_policy, weaning
from titrator import __version__
from titrator.core.events import CommandRefused, Stamp
from titrator.core.language import choose, english
from titrator.session.bed import BedSession
from titrator.session.codec import Entry, from_payload, to_payload
from titrator.session.log_words import log_line
from titrator.session.said_again import said_again
from titrator.store.canonical import canonical_json

if TYPE_CHECKING:
    from collections.abc import Iterator

    from titrator.session.policy import LoadedPolicy

# 0.02 mcg/kg/min of the article's patient is 5.3 mL/h; her order allows 0.01 in one step, every 15 min.
TOO_LARGE = "norepinephrine to 0.01 mcg/kg/min is a larger reduction than the order and the protocol allow in one step."
TEMPLATE = "{name} to {to} is a larger reduction than the order and the protocol allow in one step."


@pytest.fixture
def refused() -> Shift:
    """A wean with a step in its log and a refusal before it: too large for one step."""
    shift = weaning()
    shift.at("08:06").step(NOREPINEPHRINE, "0.01 mcg/kg/min", "2.7 mL/h")
    shift.at("08:07").step(NOREPINEPHRINE, "0.02 mcg/kg/min", "5.3 mL/h")
    return shift


@pytest.fixture
def another_language(refused: Shift) -> Iterator[None]:
    """The workstation speaks another language once the refusal is in its log."""
    choose(pseudo_language())
    yield
    choose(None)


def after_a_restart(shift: Shift, app: str = __version__, **changed: object) -> BedSession:
    """The bed as its log tells it."""
    policy: LoadedPolicy = msgspec.structs.replace(shipped_policy(), **changed)
    return BedSession.recover(log=shift.log, policy=policy, episode=shift.bed.episode, app=app)


def refusals(bed: BedSession) -> list[str]:
    """What the log on screen says of what was refused."""
    lines = [log_line(one, None) for one in bed.entries]
    return [line.text for line in lines if line.kind == "refused"]


def test_a_refusal_is_said_in_the_language_of_the_workstation(
    refused: Shift, another_language: None
) -> None:
    """With the numbers and names it was made with, and its English still known."""
    bed = after_a_restart(refused)
    said = pseudo(TEMPLATE).format(name="norepinephrine", to="0.01 mcg/kg/min")
    assert refusals(bed) == [pseudo("not done: {why}").format(why=said)]
    events = [event for one in bed.entries for event in one.entry.events]
    texts = [
        one.text for event in events if isinstance(event, CommandRefused) for one in event.refusals
    ]
    assert [english(text) for text in texts] == [TOO_LARGE]


def test_what_is_kept_and_what_is_known_stay_as_they_are(
    refused: Shift, another_language: None
) -> None:
    """The state is folded from the log alone, and every entry would be written alike."""
    bed = after_a_restart(refused)
    assert bed.state == refused.bed.state
    stored = [canonical_json(record.payload) for record in refused.log.read(bed.episode)]
    assert [canonical_json(to_payload(one.entry)) for one in bed.entries] == stored


@pytest.mark.parametrize("changed", [{"app": "0.1"}, {"fingerprint": "f" * 64}])
def test_a_refusal_of_another_version_or_policy_stays_as_it_was_kept(
    refused: Shift, another_language: None, changed: dict[str, str]
) -> None:
    """It might be decided otherwise today."""
    bed = after_a_restart(refused, **changed)
    assert refusals(bed) == [pseudo("not done: {why}").format(why=TOO_LARGE)]


def test_a_sentence_that_comes_out_otherwise_stays_as_it_was_kept(
    refused: Shift, another_language: None
) -> None:
    """One other letter in what is kept, and nothing is put in its place."""
    before = weaning()
    record = list(refused.log.read("scenario"))[len(before.lines)]
    stamp = Stamp(at=moment("08:06"), by="AB", line=len(before.lines) + 1)
    entry = from_payload(record.payload)
    other = with_text(entry, TOO_LARGE.replace("0.01", "0.02"))
    again = said_again(other, before.bed.state, stamp, shipped_policy(), stamp.at)
    assert again is other
    assert said_again(entry, before.bed.state, stamp, shipped_policy(), stamp.at) is not entry


def with_text(entry: Entry, text: str) -> Entry:
    """The entry with another sentence of its refusal."""
    (event,) = entry.events
    assert isinstance(event, CommandRefused)
    finding = msgspec.structs.replace(event.refusals[0], text=text)
    return msgspec.structs.replace(
        entry, events=(msgspec.structs.replace(event, refusals=(finding,)),)
    )


def test_english_is_read_as_it_was_kept(refused: Shift) -> None:
    """Nothing is decided again where what is kept is what is said."""
    assert refusals(after_a_restart(refused)) == [f"not done: {TOO_LARGE}"]
