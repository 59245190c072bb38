"""What a nurse would be told under a library and a protocol, in plain sentences, for whoever writes them."""

from collections.abc import Iterator
from datetime import timedelta

import msgspec

from titrator.core import wording
from titrator.core.drug_library import Drug
from titrator.core.library_lint import bag_text
from titrator.core.policy_listing import known_words
from titrator.core.protocol import Ending, Protocol, Stage, StageDoses

_GATE_WORDS = {
    "lactate_clearing": "lactate clearing",
    "urine_output": "urine output",
    "mental_state": "mental state",
    "capillary_refill": "capillary refill",
    "skin": "skin warm",
    "fluids": "fluids adequate",
    "arterial_line": "arterial line",
}


class Told(msgspec.Struct, frozen=True, kw_only=True):
    """A heading with the sentences under it."""

    heading: str
    sentences: tuple[str, ...]


def told_of_protocol(protocol: Protocol) -> Told:
    """Return what the bedside will say and do under a protocol."""
    return Told(
        heading=f"{protocol.title}, version {protocol.version} ({protocol.status})",
        sentences=(
            *_order(protocol),
            *(line for stage in protocol.stages for line in _stage(stage)),
            *_around(protocol),
        ),
    )


def told_of_drug(drug: Drug) -> Told:
    """Return what the bedside will say and refuse of a drug."""
    return Told(heading=drug.display_name, sentences=tuple(_drug(drug)))


def _order(protocol: Protocol) -> Iterator[str]:
    parts = [f"{stage.drug} {_down_to(stage)}" for stage in protocol.stages]
    yield f"Wean order: {', then '.join(parts)}."


def _down_to(stage: Stage) -> str:
    if stage.ending is Ending.OFF:
        return "off"
    found = [doses.floor for doses in stage.doses.values() if doses.floor is not None]
    floors = dict.fromkeys(wording.as_typed(floor) for floor in found)
    return f"down to {' or '.join(floors)}"


def _stage(stage: Stage) -> Iterator[str]:
    steps = "; or ".join(dict.fromkeys(_step(doses) for doses in stage.doses.values()))
    wait, due = wording.minutes_text(stage.interval), wording.minutes_text(stage.due_by)
    yield (
        f"Reduce {stage.drug} by {steps}. Not sooner than {wait} after the last change of anything; "
        f"due {due} after it."
    )


def _step(doses: StageDoses) -> str:
    step, most = wording.as_typed(doses.step), wording.as_typed(doses.step_at_most)
    return f"{step}, never more than {most} at once"


def _around(protocol: Protocol) -> Iterator[str]:
    these = protocol.parameters
    target = wording.shown_number(these.map_target_mmhg)
    answers = ", ".join(_GATE_WORDS.get(name, name) for name in protocol.gate_required)
    yield (
        f"Before the start: MAP at least {target} mmHg for {_min(these.map_stable)}, and met: {answers}. "
        f"The answers count for {_min(these.gate_answers_max_age)}."
    )
    yield (
        f"A step needs an assessment that is at most {_min(these.assessment_max_age)} old. Reassess at "
        f"{_marks(these.reassess_after_change)} after each change, then every "
        f"{_min(these.reassess_every)}."
    )
    yield (
        f"A reassessment is overdue after {_min(these.overdue_after)}; after "
        f"{_min(these.suspend_after_overdue)} guidance stops until there is one."
    )
    rescue = wording.shown_number(these.rescue_map_mmhg)
    yield (
        f"MAP below target or worse perfusion: hold at least {_min(these.hold)}. A second low MAP after "
        f"{_min(these.confirm_low_map)}, or one below {rescue} mmHg: back up."
    )
    yield (
        f"{these.holds_before_prescriber} holds within {_min(these.hold_window)}: the prescriber must "
        "be informed before the wean goes on."
    )


def _min(span: timedelta) -> str:
    return wording.minutes_text(span)


def _marks(marks: tuple[timedelta, ...]) -> str:
    return ", ".join(_min(mark) for mark in marks)


def _drug(drug: Drug) -> Iterator[str]:
    units = " or ".join(unit.symbol for unit in drug.dose_units)
    yield f"Ordered in {units}."
    if drug.soft_limit is not None:
        soft = drug.soft_limit
        yield f"Above {wording.as_typed(soft.value)} a reason is asked ({known_words(soft.review)})."
    hard = drug.hard_limit
    yield f"Above {wording.as_typed(hard.value)} nothing is accepted ({known_words(hard.review)})."
    bags = ", ".join(bag_text(bag) for bag in drug.preparations)
    yield f"Bags offered: {bags or 'none; the label is typed'}."
    yield from (bag.told_apart for bag in drug.preparations if bag.told_apart)
    yield from (f"Caution: {text}" for text in drug.cautions)
