"""What can be asked for: the acts of the interface with their fields, and nothing filled in."""

from __future__ import annotations

from typing import get_args

import msgspec
import pytest

from titrator.core.commands import (
    AnyCommand,
    Command,
    Correctable,
    DoubtClock,
    Hold,
    RecordAssessment,
)

KINDS: tuple[type[Command], ...] = get_args(AnyCommand)
ACTS = {
    "open_episode": {"bed", "weight", "weight_kind", "weight_again", "adult"},
    "record_infusion": {"drug", "amount", "volume", "pump_shows"},
    "record_order": {
        "drug",
        "route",
        "initial",
        "increment",
        "interval_min",
        "maximum",
        "map_target_mmhg",
        "prescriber",
        "valid_until",
    },
    "discontinue_order": {"drug", "prescriber"},
    "record_assessment": {"map_mmhg", "map_source", "map_again", "perfusion"},
    "record_start_gate": {
        "map_stable_since",
        "lactate_clearing",
        "urine_output",
        "mental_state",
        "capillary_refill",
        "skin",
        "fluids",
        "arterial_line",
    },
    "start_wean": set(),
    "step": {"drug", "to", "pump_shows"},
    "back_up": {"drug", "to", "pump_shows"},
    "hold": {"reason"},
    "resume": {"prescriber_informed", "artefact"},
    "change_bag": {"drug", "amount", "volume", "pump_shows", "second_check"},
    "change_weight": {"weight", "weight_kind", "weight_again"},
    "correct": {"line", "fields", "reason"},
    "decline": {"reason", "comment"},
    "look": set(),
    "close_episode": set(),
}
"""The table of acts as other programs know it; their names are fixed."""


def name_of(kind: type[Command]) -> str:
    """How an act is called in a scenario."""
    return str(kind.__struct_config__.tag)


def test_every_act_has_its_name_and_its_fields() -> None:
    """Beside them stand a handover, and what only the program itself says about its clock."""
    known = {name_of(kind): set(kind.__struct_fields__) for kind in KINDS}
    assert known.pop("hand_over") == {"pump_shows"}
    assert known.pop("doubt_clock") == {"reason", "ahead_ms", "gap_ms", "unsure_ms"}
    assert known == ACTS


@pytest.mark.hazard("H25")
@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind is not DoubtClock], ids=name_of)
def test_no_field_has_a_value_that_nobody_gave(kind: type[Command]) -> None:
    """Nothing clinical has a default; what is missing is None."""
    assert set(msgspec.structs.asdict(kind()).values()) <= {None}


@pytest.mark.parametrize("kind", KINDS, ids=name_of)
def test_a_command_is_read_back_as_it_was_written(kind: type[Command]) -> None:
    """The log holds every command as it was asked."""
    assert msgspec.json.decode(msgspec.json.encode(kind()), type=AnyCommand) == kind()


@pytest.mark.ruling(30)
def test_four_kinds_of_entry_can_be_corrected() -> None:
    """Infusion, order, assessment and start gate."""
    assert {name_of(kind) for kind in get_args(Correctable)} == {
        "record_infusion",
        "record_order",
        "record_assessment",
        "record_start_gate",
    }


def test_a_command_is_never_changed_after_it_was_given() -> None:
    """What was asked stays as it was asked."""
    asked = RecordAssessment(map_mmhg="70")
    with pytest.raises(AttributeError):
        asked.map_mmhg = "60"  # type: ignore[misc]


def test_an_act_is_named_in_the_log_beside_its_fields() -> None:
    """Under `do`, as in a scenario; other programs and older logs have it there."""
    written = msgspec.json.decode(msgspec.json.encode(RecordAssessment(map_mmhg="70")))
    assert (written["do"], written["map_mmhg"]) == ("record_assessment", "70")
    asked = msgspec.json.decode(b'{"do":"hold","reason":"procedure"}', type=AnyCommand)
    assert asked == Hold(reason="procedure")


def test_a_doubt_that_says_no_span_has_none() -> None:
    """As an older log wrote it: nothing is added to what was known."""
    asked = msgspec.json.decode(b'{"do":"doubt_clock"}', type=AnyCommand)
    assert asked == DoubtClock(reason="", ahead_ms=0, gap_ms=0, unsure_ms=0)


@pytest.mark.parametrize("field", ["ahead_ms", "gap_ms", "unsure_ms"])
def test_a_span_is_read_from_nothing_to_a_million_billion_milliseconds(field: str) -> None:
    """A longer one, and one below zero, is a damaged log."""
    written = '{"do":"doubt_clock","%s":%d}'
    for span in (0, 1_000_000_000_000_000):
        asked = msgspec.json.decode(written % (field, span), type=AnyCommand)
        assert getattr(asked, field) == span
    for span in (-1, 1_000_000_000_000_001):
        with pytest.raises(msgspec.ValidationError):
            msgspec.json.decode(written % (field, span), type=AnyCommand)
