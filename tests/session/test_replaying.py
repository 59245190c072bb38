"""The part of `replay` that is not command line: its policy, its log, and one line at a time."""

from __future__ import annotations

import contextlib
import json
from typing import TYPE_CHECKING

import pytest

from tests.support.shift import shipped_policy, weaning
from titrator import __version__, resources
from titrator.core.errors import KnownError
from titrator.session.policy import SHIPPED
from titrator.session.replaying import (
    ScenarioFileError,
    ScenarioLogError,
    load_named_policy,
    new_bed,
    replay_line,
    scenario_log,
)
from titrator.session.scenario import UnreadableLineError
from titrator.store.memory_log import MemoryLog
from titrator.store.sqlite_log import SqliteLog

if TYPE_CHECKING:
    from pathlib import Path

OPEN = (
    b'{"at":"2026-03-01T08:00:00Z","do":"open_episode","bed":"ICU-12","weight":"70 kg",'
    b'"weight_kind":"measured","adult":true,"by":"AB"}'
)


def test_without_a_name_the_shipped_protocol_is_replayed() -> None:
    policy = load_named_policy(library_dir=None, protocol=None)
    assert (policy.protocol.id, policy.protocol_origin) == ("norepinephrine-first", SHIPPED)


def test_a_shipped_protocol_may_be_named_even_one_that_is_a_draft() -> None:
    """It runs in a replay, and on no real bed."""
    policy = load_named_policy(library_dir=None, protocol="vasopressin-first")
    assert policy.protocol.id == "vasopressin-first"
    assert not policy.may_guide_a_bed


def test_a_protocol_may_be_a_file(tmp_path: Path) -> None:
    path = tmp_path / "norepinephrine-first.toml"
    path.write_bytes(resources.resource_bytes("protocols/norepinephrine-first.toml"))
    policy = load_named_policy(library_dir=None, protocol=str(path))
    assert policy.protocol_origin == str(path)


@pytest.mark.parametrize("protocol", ["no-such-protocol", "../norepinephrine-first", ""])
def test_a_protocol_that_is_not_there_is_refused_and_none_takes_its_place(protocol: str) -> None:
    with pytest.raises(KnownError):
        load_named_policy(library_dir=None, protocol=protocol)


def test_a_scenario_that_cannot_be_read_is_named_with_the_reason(tmp_path: Path) -> None:
    """What to do now is part of the refusal."""
    refused = ScenarioFileError(tmp_path / "night.jsonl", "Is a directory")
    assert refused.sentence == "The scenario night.jsonl was not run: Is a directory."
    assert refused.next_action == "Give a readable file of lines."


def test_a_scenario_keeps_its_log_in_memory() -> None:
    assert isinstance(scenario_log(None), MemoryLog)


def test_a_log_may_be_a_new_file_and_never_replaces_one(tmp_path: Path) -> None:
    path = tmp_path / "scenario.sqlite3"
    with contextlib.closing(scenario_log(path)) as log:
        assert isinstance(log, SqliteLog)
        bed = new_bed(log, shipped_policy())
        replay_line(bed, OPEN, 1)
        (record,) = log.read("scenario")
        assert record.app == __version__
    with pytest.raises(ScenarioLogError, match=r"scenario\.sqlite3 exists .* Name a new"):
        scenario_log(path)


def test_a_line_is_answered_with_the_fields_of_the_interface() -> None:
    bed = new_bed(MemoryLog(), shipped_policy())
    out = replay_line(bed, OPEN, 7)
    assert list(out) == ["line", "at", "outcome", "refusals", "events", "view"]
    assert (out["line"], out["at"]) == (7, "2026-03-01T08:00:00Z")
    assert (out["outcome"], out["refusals"], out["events"]) == ("accepted", [], ["EpisodeOpened"])
    view = out["view"]
    assert isinstance(view, dict)
    assert set(view) == {
        "phase",
        "drugs",
        "advice",
        "step_opens_at",
        "step_due_at",
        "reassess_due_at",
        "overdue_min",
        "findings",
    }
    assert set(view["advice"]) == {"action", "drug", "to", "pump_rate", "text", "rule"}
    json.dumps(out)


def test_a_refused_line_names_code_rule_and_text_of_each_reason() -> None:
    out = replay_line(weaning().bed, b'{"at":"2026-03-01T08:06:00Z","do":"start_wean"}', 9)
    assert out["outcome"] == "refused"
    refusals = out["refusals"]
    assert isinstance(refusals, list)
    assert [set(one) for one in refusals] == [{"code", "rule", "text"}]
    assert refusals[0]["code"] == "WRONG_PHASE"


def test_fields_that_were_not_understood_are_said_beside_the_answer() -> None:
    raw = b'{"at":"2026-03-01T08:06:00Z","do":"look","dose":"0.03"}'
    assert replay_line(weaning().bed, raw, 9)["ignored_fields"] == ["dose"]


@pytest.mark.parametrize("raw", [b"\xff", b'{"at":"2026-03-01T08:06:00Z","do":"l\xe9ok"}', b"{"])
def test_what_is_not_utf_8_or_not_json_stops_the_run(raw: bytes) -> None:
    with pytest.raises(UnreadableLineError):
        replay_line(weaning().bed, raw, 9)
