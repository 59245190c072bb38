"""Putting an earlier entry right. The original stays in the log; the right values count from now.

A correction is read like a new entry, keeps the time of the original, and does not replay what was
refused since (ruling 30).
"""

from collections.abc import Mapping
from typing import assert_never

import msgspec

from titrator.core import commands as do
from titrator.core import events as ev
from titrator.core import wording
from titrator.core.assessment import (
    Assessment,
    is_same_number,
    must_be_typed_again,
    read_assessment,
)
from titrator.core.calculator import Bag, dose_at
from titrator.core.findings import Code, RefusedError, finding
from titrator.core.gate import read_gate
from titrator.core.language import say
from titrator.core.number_entry import read_number
from titrator.core.recordings import order_as_typed, read_infusion
from titrator.core.situation import Acted, Situation, wrong_phase
from titrator.core.units import Quantity


def correct(typed: do.Correct, bed: Situation) -> Acted:
    """Correct an assessment, an infusion, a gate or an order that is still what counts."""
    said = read_number(typed.line, say("Line"))
    line = said.numerator
    original = bed.state.entries.get(line) if said == line else None
    if original is None:
        number = wording.shown_number(said)
        raise wrong_phase(say("Entry {number} is not one that can be corrected.", number=number))
    reason = typed.reason or ""
    right = _with_fields(original, typed.fields or {})
    match right:
        case do.RecordAssessment():
            return _assessment(right, line, reason, bed)
        case do.RecordInfusion():
            return _infusion(right, line, reason, bed)
        case do.RecordStartGate():
            return _gate(right, line, reason, bed)
        case do.RecordOrder():
            return _order(right, line, reason, bed)
        case _:
            assert_never(right)


def _with_fields(original: do.Correctable, fields: Mapping[str, object]) -> do.Correctable:
    """Return the entry with the right values in; everything else as it was typed."""
    typed = msgspec.to_builtins(original)
    asked = {**typed, **{name: _merged(typed.get(name), fields[name]) for name in fields}}
    known = set(type(original).__struct_fields__)
    unknown = [name for name in fields if name not in known or _is_other_drug(name, typed, fields)]
    if not fields:
        raise wrong_phase(say("A correction needs at least one right value."))
    if unknown:
        raise wrong_phase(
            say('"{unknown}" cannot be corrected in this entry.', unknown=unknown[0][:24])
        )
    try:
        return msgspec.convert(asked, type=type(original))
    except msgspec.ValidationError:
        raise wrong_phase(say("The right values cannot be read.")) from None


def _is_other_drug(name: str, typed: Mapping[str, object], fields: Mapping[str, object]) -> bool:
    """Return whether a correction would turn an entry into one about another drug."""
    return name == "drug" and fields[name] != typed.get(name)


def _merged(typed: object, right: object) -> object:
    """Single answers are corrected one by one; the others stay as they were typed."""
    if isinstance(typed, dict) and isinstance(right, dict):
        return {**typed, **right}
    return right


def _assessment(typed: do.RecordAssessment, line: int, reason: str, bed: Situation) -> Acted:
    former = next(one for one in bed.state.assessments if one.line == line)
    seen = read_assessment(typed, at=former.at, line=line, by=former.by)
    why = must_be_typed_again(seen.map_mmhg, None)
    if why and not is_same_number(typed.map_again, seen.map_mmhg):
        raise RefusedError(
            finding(Code.MAP_IMPLAUSIBLE, say("{why}. It was not typed twice alike.", why=why))
        )
    corrected = ev.AssessmentCorrected(assessment=seen, typed=typed, reason=reason)
    return Acted(events=(corrected, *_after_correction(seen, line, bed)))


def _after_correction(
    seen: Assessment, line: int, bed: Situation
) -> tuple[ev.HoldLifted | ev.HoldStarted, ...]:
    """A hold that only the wrong value started is lifted; a last one that is bad starts one."""
    state = bed.state
    target = state.target_mmhg(bed.now, bed.policy.protocol)
    now_known = [seen if one.line == line else one for one in state.assessments]
    hold = state.hold
    if hold is not None:
        in_hold = now_known[hold.first_assessment :]
        started_by_assessment = hold.cause is ev.HoldCause.ASSESSMENT
        if started_by_assessment and not any(one.is_bad(target) for one in in_hold):
            return (ev.HoldLifted(),)
        return ()
    was_started = state.wean_started_at is not None
    if was_started and now_known[-1].line == line and seen.is_bad(target):
        return (ev.HoldStarted(cause=ev.HoldCause.ASSESSMENT, is_counted=True),)
    return ()


def _infusion(typed: do.RecordInfusion, line: int, reason: str, bed: Situation) -> Acted:
    drug = bed.policy.library.drug(typed.drug)
    if bed.state.infusions[drug.name].line != line:
        raise wrong_phase(
            say(
                "{drug} changed after entry {line}; record what its pump shows now instead.",
                drug=drug.display_name,
                line=line,
            )
        )
    bag, rate = read_infusion(typed, drug)
    corrected = ev.InfusionCorrected(
        line=line, drug=drug.name, bag=bag, pump_rate=rate, typed=typed, reason=reason
    )
    lifted = (ev.HoldLifted(),) if _was_no_increase(drug.name, bag, rate, line, bed) else ()
    return Acted(events=(corrected, *lifted))


def _was_no_increase(drug: str, bag: Bag, rate: Quantity, line: int, bed: Situation) -> bool:
    """Return whether only the wrong value of `line` started the hold that runs.

    That is: the hold came with this entry, the right dose is no increase over what ran before, and
    no assessment since would have started one.
    """
    hold = bed.state.hold
    if hold is None or hold.line != line or hold.cause is not ev.HoldCause.FOUND_AT_PUMP:
        return False
    target = bed.state.target_mmhg(bed.now, bed.policy.protocol)
    if any(one.is_bad(target) for one in bed.state.assessments[hold.first_assessment :]):
        return False
    former = bed.state.infusions[drug].found_from
    if former is None:
        return not rate
    return dose_at(rate, bag, bed.state.weight).per_minute <= former


def _gate(typed: do.RecordStartGate, line: int, reason: str, bed: Situation) -> Acted:
    present = bed.state.gate
    if present is None:
        raise wrong_phase(
            say(
                "The weight was changed after entry {line}, and its answers count no more: answer "
                "the start gate again.",
                line=line,
            )
        )
    if present.line != line:
        raise wrong_phase(say("The gate was answered again after entry {line}.", line=line))
    gate = read_gate(typed, at=present.recorded_at, line=line)
    return Acted(events=(ev.StartGateCorrected(gate=gate, typed=typed, reason=reason),))


def _order(typed: do.RecordOrder, line: int, reason: str, bed: Situation) -> Acted:
    order = order_as_typed(typed, bed)
    if bed.state.order_lines.get(order.drug) != line:
        raise wrong_phase(say("The order of entry {line} was replaced since.", line=line))
    present = bed.state.orders[order.drug]
    kept = msgspec.structs.replace(
        order, recorded_at=present.recorded_at, is_discontinued=present.is_discontinued
    )
    return Acted(events=(ev.OrderCorrected(line=line, order=kept, typed=typed, reason=reason),))
