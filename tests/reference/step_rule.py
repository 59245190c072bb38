"""Whether a reduction may be made, a second time: a plain reading of the rules' sentences.

Written from the words of the rules and rulings alone. The answer is the set of codes that a refusal
must name, from the facts of a bed and what is asked.
"""

from __future__ import annotations

from fractions import Fraction

from tests.reference import rounding
from tests.reference.facts import (
    ASSESSMENT_AT_MOST,
    CEILINGS,
    MINUTE,
    PROTOCOL_DRUGS,
    SUSPENDED_AFTER,
    UNITS_OF,
    VASOPRESSIN,
    Asked,
    Bed,
    StageText,
)


def refusal_codes(bed: Bed, asked: Asked) -> set[str]:
    """Every code that a refusal of this step must name; empty when it is permitted."""
    shown = phase(bed)
    if shown in ("setup", "ready", "complete"):
        return {"WRONG_PHASE"}
    of_to = about_to(bed, asked)
    codes = _about_bed(bed, shown) | _about_order(bed, asked) | of_to
    return codes if of_to else codes | _about_pump(bed, asked)


# ------------------------------------------------------------------------------------- the bed


def phase(bed: Bed) -> str:
    """The phase that shows (ruling 5), once time has passed up to the moment of asking."""
    if bed.wean == "not started":
        if bed.holds:
            return "holding"
        return "ready" if bed.is_ready else "setup"
    if caps(bed):
        return "suspended"
    if bed.holds:
        return "holding"
    if all(not _runs(bed, drug) for drug in PROTOCOL_DRUGS):
        return "complete"
    if bed.was_suspended or bed.is_clock_doubted or _is_overdue(bed):
        return "suspended"
    return "weaning"


def caps(bed: Bed) -> set[str]:
    """The codes of the limits that something running is above."""
    codes = set()
    for drug in bed.infusions:
        if _runs(bed, drug):
            unit = CEILINGS[drug][1]
            codes |= _caps_of(bed, drug, bed.dose(drug, unit), unit)
    return codes


def _caps_of(bed: Bed, drug: str, dose: Fraction, unit: str) -> set[str]:
    """The codes of the limits that a dose is above. An expired order's maximum still bounds."""
    codes = set()
    ceiling, ceiling_unit = CEILINGS[drug]
    if rounding.dose_to_dose(dose, unit, ceiling_unit, bed.weight) > ceiling:
        codes.add("ABOVE_HARD_CAP")
    order = bed.orders.get(drug)
    if order is None or order.is_discontinued:
        return codes
    if rounding.dose_to_dose(dose, unit, order.unit, bed.weight) > order.maximum:
        codes.add("ABOVE_ORDER_MAXIMUM")
    return codes


def next_mark(bed: Bed) -> int:
    """Seconds since the next reassessment was due; below zero while it is not (ruling 15)."""
    origin = bed.start_age if bed.change_age is None else bed.change_age
    first = (2, 5, 10) if bed.was_new_concentration else (5, 10, 15)
    last = bed.assessments[0].age if bed.assessments else None
    minutes = list(first)
    while True:
        for mark in minutes:
            since = origin - mark * MINUTE
            if last is None or since < last:
                return since
        minutes = [minutes[-1] + 15]


def _is_overdue(bed: Bed) -> bool:
    return next_mark(bed) > SUSPENDED_AFTER


def _runs(bed: Bed, drug: str) -> bool:
    return drug in bed.infusions and bed.infusions[drug].rate > 0


def current_stage(bed: Bed) -> StageText | None:
    """The first stage whose drug runs above what the stage ends in; a crumb above counts as at."""
    return next(iter(_left(bed)), None)


def _left(bed: Bed) -> list[StageText]:
    """The stages that are not yet done, in wean order."""
    return [stage for name in bed.stages if not _is_done(bed, stage := bed.unit_system[name])]


def _is_done(bed: Bed, stage: StageText) -> bool:
    if not _runs(bed, stage.drug):
        return True
    pump = bed.pump(stage.drug, _stage_unit(bed, stage))
    return stage.floor is not None and rounding.is_within(pump.rate, stage.floor, stage.step, pump)


def _stage_unit(bed: Bed, stage: StageText) -> str:
    """The unit that the figures of a stage are in."""
    return "units/min" if stage.drug == VASOPRESSIN else bed.unit(stage.drug)


def _about_bed(bed: Bed, shown: str) -> set[str]:
    codes = set()
    if bed.holds:
        codes.add("ON_HOLD")
    if shown == "suspended":
        codes |= {"SUSPENDED"} | caps(bed)
    if bed.is_clock_doubted:
        codes.add("CLOCK_NOT_TRUSTED")
    return codes | about_assessment(bed) | _about_interval(bed)


def about_assessment(bed: Bed) -> set[str]:
    """What the last assessment forbids."""
    if bed.is_map_in_question:
        return {"MAP_IMPLAUSIBLE"}
    if not bed.assessments:
        return {"ASSESSMENT_MISSING"}
    last = bed.assessments[0]
    faults = {
        "ASSESSMENT_STALE": last.age > ASSESSMENT_AT_MOST,
        "MAP_BELOW_TARGET": last.map_mmhg < bed.target,
        "MAP_SOURCE_NOT_ALLOWED": last.source != "arterial_line",
        "PERFUSION_WORSE": bool(last.worse),
        "PERFUSION_NOT_ASSESSED": bool(last.unanswered),
    }
    return {code for code, is_so in faults.items() if is_so}


def _about_interval(bed: Bed) -> set[str]:
    since = [age for age in (bed.change_age, bed.clock_age) if age is not None]
    stage = current_stage(bed)
    if stage is None or not since:
        return set()
    order = bed.orders.get(stage.drug)
    minutes = max(stage.interval_min, order.interval_min if order is not None else 0)
    is_early = min(bed.surely(age) for age in since) < minutes * MINUTE
    return {"STEP_TOO_EARLY"} if is_early else set()


# ------------------------------------------------------------------------------------ the step


def _about_order(bed: Bed, asked: Asked) -> set[str]:
    if asked.drug not in CEILINGS or not _runs(bed, asked.drug):
        return set()
    order = bed.orders.get(asked.drug)
    if order is None:
        return {"ORDER_INCOMPLETE"}
    return set() if order.is_in_force else {"ORDER_NOT_IN_FORCE"}


def about_to(bed: Bed, asked: Asked) -> set[str]:
    """Every code that concerns the drug or where it is to go."""
    drug = asked.drug
    if drug not in CEILINGS:
        return {"UNKNOWN_DRUG"}
    if not _runs(bed, drug):
        return {"NOT_RUNNING"}
    now = current_stage(bed)
    codes = set() if now is not None and now.drug == drug else {"OUT_OF_WEAN_ORDER"}
    if asked.to == "off":
        return codes | _about_off(bed, drug)
    if not isinstance(asked.to, Fraction):
        return codes | {"NOT_A_NUMBER"}
    if asked.to < 0:
        return codes | {"BELOW_ZERO"}
    if asked.unit not in _units_of_step(bed, drug):
        return codes | {"UNIT_MISMATCH"}
    if asked.to == 0:
        return codes | {"ABRUPT_STOP"}
    return codes | _about_dose(bed, asked, drug, asked.to)


def _units_of_step(bed: Bed, drug: str) -> set[str]:
    order = bed.orders.get(drug)
    return UNITS_OF[drug] if order is None else {order.unit}


def _about_off(bed: Bed, drug: str) -> set[str]:
    if drug not in PROTOCOL_DRUGS:
        return set()
    now = current_stage(bed)
    codes = set()
    if now is not None and now.drug == drug and now.floor is not None:
        codes.add("OUT_OF_WEAN_ORDER")
    first = _first_stage(bed, drug)
    if not rounding.may_stop(first.floor, first.step, bed.pump(drug, _stage_unit(bed, first))):
        codes.add("ABRUPT_STOP")
    return codes


def _about_dose(bed: Bed, asked: Asked, drug: str, to: Fraction) -> set[str]:
    pump = bed.pump(drug, asked.unit)
    codes = _caps_of(bed, drug, to, asked.unit)
    if to >= pump.dose():
        codes.add("NOT_A_REDUCTION")
    if drug in PROTOCOL_DRUGS and drug in bed.orders:
        bounds = _bounds(bed, drug)
        if bounds.floor is not None and to < bounds.floor:
            codes.add("OUT_OF_WEAN_ORDER")
        if rounding.is_too_large(to, bounds, pump):
            codes.add("STEP_TOO_LARGE")
        if not codes and rounding.rate_down(to, bounds, pump) is None:
            codes.add("NOT_REACHABLE_ON_PUMP")
    return codes


def _first_stage(bed: Bed, drug: str) -> StageText:
    named = [bed.unit_system[name] for name in bed.stages]
    return next(one for one in named if one.drug == drug)


def _bounds(bed: Bed, drug: str) -> rounding.Stage:
    """What bounds a step of `drug` now: the first of its stages that is not yet done."""
    first = _first_stage(bed, drug)
    stage = next(one for one in _left(bed) if one.drug == drug)
    factor = rounding.dose_to_dose(Fraction(1), _stage_unit(bed, stage), bed.unit(drug), bed.weight)
    order = bed.orders.get(drug)
    return rounding.Stage(
        floor=None if stage.floor is None else stage.floor * factor,
        tolerance_step=first.step * factor,
        step=stage.step * factor,
        at_most=stage.at_most * factor,
        increment=stage.at_most * factor if order is None else order.increment,
    )


def right_rate(bed: Bed, asked: Asked) -> Fraction | None:
    """What the pump must show for this step; None when nothing settable remains."""
    if asked.drug is None or isinstance(asked.to, str) or asked.to is None:
        return Fraction(0)
    pump = bed.pump(asked.drug, bed.unit(asked.drug))
    return rounding.rate_down(asked.to, _bounds(bed, asked.drug), pump)


def _about_pump(bed: Bed, asked: Asked) -> set[str]:
    if asked.to != "off" and asked.drug not in bed.orders:
        return set()  # without an order there is no rate that would be the right one
    if asked.shows is None:
        return {"PUMP_MISMATCH"}
    if isinstance(asked.shows, str):
        return {asked.shows}
    return set() if asked.shows == right_rate(bed, asked) else {"PUMP_MISMATCH"}
