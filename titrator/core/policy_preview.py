"""What a nurse would be told under a library and a protocol, in plain sentences, for whoever writes them."""

from collections.abc import Iterator
from datetime import timedelta

import msgspec

from titrator.core import wording
from titrator.core.drug_library import Drug
from titrator.core.language import drug_name, join, say, say_written
from titrator.core.library_lint import bag_text
from titrator.core.policy_listing import known_words
from titrator.core.protocol import Ending, Parameters, Protocol, Stage, StageDoses

_GATE_WORDS = {
    "lactate_clearing": say("lactate clearing"),
    "urine_output": say("urine output"),
    "mental_state": say("mental state"),
    "capillary_refill": say("capillary refill"),
    "skin": say("skin warm"),
    "fluids": say("fluids adequate"),
    "arterial_line": say("arterial line"),
}


class Told(msgspec.Struct, frozen=True, kw_only=True):
    """A heading with the sentences under it."""

    heading: str
    sentences: tuple[str, ...]


def told_of_protocol(protocol: Protocol) -> Told:
    """Return what the bedside will say and do under a protocol."""
    return Told(
        heading=say(
            "{title}, version {version} ({status})",
            title=say_written(protocol.title),
            version=protocol.version,
            status=protocol.status,
        ),
        sentences=(
            *_order(protocol),
            *(line for stage in protocol.stages for line in _stage(stage)),
            *_around(protocol),
        ),
    )


def told_of_drug(drug: Drug) -> Told:
    """Return what the bedside will say and refuse of a drug."""
    return Told(heading=drug_name(drug.display_name), sentences=tuple(_drug(drug)))


def _order(protocol: Protocol) -> Iterator[str]:
    parts = [
        say("{drug} {down_to}", drug=stage.drug, down_to=_down_to(stage))
        for stage in protocol.stages
    ]
    yield say("Wean order: {parts}.", parts=join(say(", then "), parts))


def _down_to(stage: Stage) -> str:
    if stage.ending is Ending.OFF:
        return say("off")
    found = [doses.floor for doses in stage.doses.values() if doses.floor is not None]
    floors = dict.fromkeys(wording.as_typed(floor) for floor in found)
    return say("down to {floors}", floors=join(say(" or "), floors))


def _stage(stage: Stage) -> Iterator[str]:
    steps = join(say("; or "), dict.fromkeys(_step(doses) for doses in stage.doses.values()))
    wait, due = wording.minutes_text(stage.interval), wording.minutes_text(stage.due_by)
    yield (
        say(
            "Reduce {drug} by {steps}. Not sooner than {wait} after the last change of anything; "
            "due {due} after it.",
            drug=stage.drug,
            steps=steps,
            wait=wait,
            due=due,
        )
    )


def _step(doses: StageDoses) -> str:
    step, most = wording.as_typed(doses.step), wording.as_typed(doses.step_at_most)
    return say("{step}, never more than {most} at once", step=step, most=most)


def _around(protocol: Protocol) -> Iterator[str]:
    these = protocol.parameters
    target = wording.shown_number(these.map_target_mmhg)
    answers = join(", ", (_GATE_WORDS.get(name, name) for name in protocol.gate_required))
    yield (
        say(
            "Before the start: MAP at least {target} mmHg for {map_stable}, and met: {answers}. "
            "The answers count for {gate_answers_max_age}.",
            target=target,
            map_stable=_min(these.map_stable),
            answers=answers,
            gate_answers_max_age=_min(these.gate_answers_max_age),
        )
    )
    yield (
        say(
            "A step needs an assessment that is at most {assessment_max_age} old. Reassess at "
            "{reassess_after_change} after each change, then every "
            "{reassess_every}.",
            assessment_max_age=_min(these.assessment_max_age),
            reassess_after_change=_marks(these.reassess_after_change),
            reassess_every=_min(these.reassess_every),
        )
    )
    yield (
        say(
            "A reassessment is overdue after {overdue_after}; after "
            "{suspend_after_overdue} guidance stops until there is one.",
            overdue_after=_min(these.overdue_after),
            suspend_after_overdue=_min(these.suspend_after_overdue),
        )
    )
    rescue = wording.shown_number(these.rescue_map_mmhg)
    yield (
        say(
            "MAP below target or worse perfusion: hold at least {hold}. A second low MAP after "
            "{confirm_low_map}, or one below {rescue} mmHg: back up.",
            hold=_min(these.hold),
            confirm_low_map=_min(these.confirm_low_map),
            rescue=rescue,
        )
    )
    yield _holds(these)


def _holds(these: Parameters) -> str:
    """Return after how many holds somebody is to be called; a single one has no window."""
    if these.holds_before_prescriber == 1:
        return say("After every hold the prescriber must be informed before the wean goes on.")
    return say(
        "{holds} holds within {window}: the prescriber must be informed before the wean goes on.",
        holds=these.holds_before_prescriber,
        window=wording.hours_text(these.hold_window),
    )


def _min(span: timedelta) -> str:
    return wording.minutes_text(span)


def _marks(marks: tuple[timedelta, ...]) -> str:
    return ", ".join(_min(mark) for mark in marks)


def _drug(drug: Drug) -> Iterator[str]:
    units = join(say(" or "), (unit.symbol for unit in drug.dose_units))
    yield say("Ordered in {units}.", units=units)
    if drug.soft_limit is not None:
        soft = drug.soft_limit
        yield say(
            "Above {soft} a reason is asked ({review}).",
            soft=wording.as_typed(soft.value),
            review=known_words(soft.review),
        )
    hard = drug.hard_limit
    yield say(
        "Above {hard} nothing is accepted ({review}).",
        hard=wording.as_typed(hard.value),
        review=known_words(hard.review),
    )
    bags = join(", ", (bag_text(bag) for bag in drug.preparations))
    yield say("Bags offered: {bags}.", bags=bags or say("none; the label is typed"))
    yield from (say_written(bag.told_apart) for bag in drug.preparations if bag.told_apart)
    yield from (say("Caution: {text}", text=say_written(text)) for text in drug.cautions)
