"""What every log does. Each implementation's test subclasses this and makes its own log."""

from __future__ import annotations

import pytest

from tests.support.log_entries import NOON, POLICY, an_entry, changed
from titrator.core.errors import BugError
from titrator.store.errors import LogNotWritten, VersionConflict
from titrator.store.record import EpisodeSummary, EventLog, Head, NewRecord


class EventLogContract:
    """Subclasses give the fixture `log`: an empty log."""

    def test_an_empty_log_has_no_entries_and_a_head_of_zeros(self, log: EventLog) -> None:
        """Number 0 and 64 zeros are what the first entry follows."""
        assert log.head() == Head(seq=0, hash="0" * 64)
        assert log.episodes() == ()
        assert log.open_episodes() == ()
        assert list(log.read("bed-a")) == []

    def test_an_entry_is_returned_as_it_is_stored(self, log: EventLog) -> None:
        """Number, chain and hash are added; nothing that was given is changed."""
        stored = log.append(an_entry(1))
        assert (stored.seq, stored.version, stored.prev_hash) == (1, 1, "0" * 64)
        assert (stored.episode, stored.kind, stored.at_utc) == (
            "bed-a",
            "open",
            "2026-03-01T12:00:01.000000Z",
        )
        assert (stored.payload, stored.policy, stored.app) == (
            {"do": "look", "dose": "0.03", "n": 1},
            POLICY,
            "0.1.0",
        )
        assert list(log.read("bed-a")) == [stored]

    def test_each_entry_is_chained_to_the_one_before_it_in_the_whole_log(
        self, log: EventLog
    ) -> None:
        """Numbers run over all episodes, versions within one."""
        first = log.append(an_entry(1, episode="bed-a"))
        second = log.append(an_entry(1, episode="bed-b"))
        third = log.append(an_entry(2, episode="bed-a"))
        assert [first.seq, second.seq, third.seq] == [1, 2, 3]
        assert second.prev_hash == first.hash
        assert third.prev_hash == second.hash
        assert log.head() == Head(seq=3, hash=third.hash)
        assert list(log.read("bed-a")) == [first, third]
        assert list(log.read("bed-b")) == [second]

    def test_what_is_read_does_not_change_while_entries_are_added(self, log: EventLog) -> None:
        """A reading is of one moment."""
        log.append(an_entry(1))
        reading = log.read("bed-a")
        log.append(an_entry(2))
        assert [entry.version for entry in reading] == [1]

    @pytest.mark.hazard("H20")
    @pytest.mark.parametrize("version", [1, 3, 4, 100])
    def test_only_the_next_version_of_an_episode_is_accepted(
        self, log: EventLog, version: int
    ) -> None:
        """Two people who both saw entry 1 cannot both write entry 2: one is told to look again."""
        log.append(an_entry(1))
        kept = log.head()
        with pytest.raises(VersionConflict) as refusal:
            log.append(an_entry(version))
        assert "something else was recorded for this bed" in refusal.value.sentence
        assert "Look at this bed again" in refusal.value.next_action
        assert log.head() == kept
        assert log.append(an_entry(2)).seq == 2

    def test_an_episode_begins_with_version_one(self, log: EventLog) -> None:
        """A version of a bed that nobody opened is a conflict like any other."""
        with pytest.raises(LogNotWritten):
            log.append(an_entry(2))
        assert log.head().seq == 0

    def test_a_payload_comes_back_as_lists_and_mappings_of_the_same_values(
        self, log: EventLog
    ) -> None:
        """What is read has been through the same text in every log."""
        given: dict[str, object] = {
            "text": 'Übelkeit µ 心 😀 \u0000 " \\ /',
            "half a pair": "\ud83d",
            "none": None,
            "yes": True,
            "number": -9007199254740991,
            "nested": {"b": (1, 2), "a": []},
        }
        log.append(changed(an_entry(1), payload=given))
        (entry,) = log.read("bed-a")
        assert entry.payload == {**given, "nested": {"a": [], "b": [1, 2]}}

    def test_a_payload_that_changes_later_does_not_change_the_log(self, log: EventLog) -> None:
        """The log keeps text, not the caller's objects."""
        payload: dict[str, object] = {"reasons": ["MAP 63"]}
        stored = log.append(changed(an_entry(1), payload=payload))
        payload["reasons"] = []
        assert stored.payload == {"reasons": ["MAP 63"]}
        assert [entry.payload for entry in log.read("bed-a")] == [{"reasons": ["MAP 63"]}]

    @pytest.mark.parametrize(
        ("field", "value"),
        [
            ("episode", ""),
            ("episode", "bed a"),
            ("episode", "a" * 65),
            ("version", 0),
            ("version", -1),
            ("kind", "begin"),
            ("at_utc", "2026-03-01T12:00:00Z"),
            ("at_utc", "2026-03-01T12:00:00.000000+01:00"),
            ("at_utc", "2026-02-30T12:00:00.000000Z"),
            ("policy", ""),
            ("policy", "two words"),
            ("app", ""),
            ("app", "0.1\n"),
            ("payload", {"dose": 0.03}),
            ("payload", {1: "one"}),
            ("payload", {"set": {1}}),
            ("payload", {"large": 2**53}),
        ],
    )
    def test_an_entry_that_could_not_be_read_back_is_a_bug_and_leaves_no_trace(
        self, log: EventLog, field: str, value: object
    ) -> None:
        """Such a record is our own mistake, not the nurse's."""
        with pytest.raises(BugError):
            log.append(changed(an_entry(1), **{field: value}))
        assert log.head().seq == 0
        assert log.append(an_entry(1)).seq == 1

    def test_episodes_are_listed_in_the_order_in_which_they_began(self, log: EventLog) -> None:
        """With when they began and were last written to; the name decides nothing."""
        log.append(an_entry(1, episode="bed-z", at_utc=NOON))
        log.append(an_entry(1, episode="bed-a"))
        log.append(an_entry(2, episode="bed-z", at_utc="2026-03-01T11:00:00.000000Z"))
        assert log.episodes() == (
            EpisodeSummary(
                episode="bed-z",
                records=2,
                first_at_utc=NOON,
                last_at_utc="2026-03-01T11:00:00.000000Z",
                is_open=True,
            ),
            EpisodeSummary(
                episode="bed-a",
                records=1,
                first_at_utc="2026-03-01T12:00:01.000000Z",
                last_at_utc="2026-03-01T12:00:01.000000Z",
                is_open=True,
            ),
        )
        assert log.open_episodes() == log.episodes()

    def test_an_episode_is_open_from_its_open_mark_to_its_close_mark(self, log: EventLog) -> None:
        """Entries after the close, refusals for example, do not open it; another mark does."""
        assert [open_after(log, mark) for mark in MARKS] == [False, True, True, False, False, True]

    def test_a_log_that_nobody_touched_is_checked_to_its_end(self, log: EventLog) -> None:
        """A few entries at a time; it begins at the beginning."""
        for version in range(1, 6):
            log.append(an_entry(version))
        assert log.origin.cause == "beginning"
        assert list(log.check(2))[-1] == log.head()

    def test_closing_twice_is_harmless(self, log: EventLog) -> None:
        """Whoever tidies up need not know who did before."""
        log.append(an_entry(1))
        log.close()
        log.close()


MARKS = (
    an_entry(1, kind="entry"),  # refused: nothing was open
    an_entry(2, kind="open"),
    an_entry(3, kind="entry"),
    an_entry(4, kind="close"),
    an_entry(5, kind="entry"),
    an_entry(6, kind="open"),
)


def open_after(log: EventLog, record: NewRecord) -> bool:
    """Whether the bed is open once this entry is written, in both listings alike."""
    log.append(record)
    (summary,) = log.episodes()
    assert log.open_episodes() == ((summary,) if summary.is_open else ())
    return summary.is_open
