"""The hand-made desk in the language of the process: its words are said as a session would say them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import Enum
from typing import Any

import msgspec

from tests.ui.fake_desk import FakeDesk, FakeTab
from titrator.core.language import say_written

_SPOKEN = frozenset(
    {
        "standing_notice",
        "standing_brief",
        "assess_first",
        "locked",
        "beds",
        "first_steps",
        "bell",
        "small_timer",
        "bedside",
        "reduce_form",
        "back_up_form",
        "raise_preview",
        "bag_choices",
        "bag_preview",
        "handover_drugs",
        "handover_briefing",
        "handover_sheet",
        "why_card",
        "why_refused",
        "log_lines",
        "trend",
    }
)
_KEPT = frozenset(
    {"drug", "bed", "bed_id", "to", "pump_rate_number", "code", "kind", "by", "place"}
)
_CLOCKS = ("reassess", "step")


@dataclass
class SpokenDesk(FakeDesk):
    """What it shows is said through the one function; what it is sent stays as it is."""

    def __getattribute__(self, name: str) -> Any:
        found = super().__getattribute__(name)
        if name not in _SPOKEN:
            return found
        if callable(found):
            return lambda *given, **named: spoken(found(*given, **named))
        return spoken(found)


def spoken(value: Any) -> Any:
    """Return the same value with every text for people said in the language of the process."""
    if isinstance(value, FakeTab):
        return replace(value, status=say_written(value.status))
    if isinstance(value, msgspec.Struct):
        changed = {
            name: spoken(getattr(value, name))
            for name in value.__struct_fields__
            if name not in _KEPT
        }
        return msgspec.structs.replace(value, **changed)
    if isinstance(value, tuple):
        return tuple(spoken(one) for one in value)
    if isinstance(value, str) and not isinstance(value, Enum) and value not in _CLOCKS:
        return say_written(value)
    return value
