"""Whether a protocol that could be read makes sense against the drug library it will run with.

Its stages must be total (each drug ends off, and gets there by falling floors), and no stage may
step further or sooner than the drug library has a published step for.
"""

from collections.abc import Iterator
from datetime import timedelta
from itertools import pairwise

from titrator.core import wording
from titrator.core.drug_library import Direction, Drug, DrugLibrary, Titration
from titrator.core.language import say
from titrator.core.library_lint import approval_faults
from titrator.core.policy_fault import Fault, FaultCode, fault
from titrator.core.protocol import Ending, Protocol, Stage, StageDoses, Status, UnitSystem
from titrator.core.units import Quantity, Unit

_LATEST_DUE = timedelta(hours=24)


def protocol_faults(protocol: Protocol, library: DrugLibrary, file: str) -> tuple[Fault, ...]:
    """Return what is wrong with a protocol, given the drugs it will run with."""
    return (
        *_identity(protocol, file),
        *_totality(protocol, file),
        *(
            found
            for position, stage in enumerate(protocol.stages, start=1)
            for found in _stage_faults(stage, library, file, f"stage[{position}]")
        ),
    )


def _identity(protocol: Protocol, file: str) -> Iterator[Fault]:
    if file != f"{protocol.id}.toml":
        why = say("the file of this protocol must be called {id}.toml.", id=protocol.id)
        yield _fault(FaultCode.FILE_NAME, file, "id", protocol.id, why)
    if protocol.status is Status.APPROVED and not protocol.approved_by:
        why = say('the status is "approved", but nobody is named here with a date.')
        yield _fault(FaultCode.APPROVAL_MISSING, file, "approved_by", "", why)
    reviews = (
        *(figure.review for figure in protocol.figures),
        *(evidence.review for evidence in protocol.evidence),
    )
    yield from approval_faults(protocol.approved_by, reviews, file)
    if not protocol.evidence:
        why = say("the evidence for and against the wean order is missing.")
        yield _fault(FaultCode.MISSING_FIELD, file, "evidence", "", why)


def _totality(protocol: Protocol, file: str) -> Iterator[Fault]:
    if not protocol.stages:
        yield _fault(FaultCode.STAGES_NOT_TOTAL, file, "stage", "", say("there is no stage."))
    for drug in protocol.drugs:
        stages = [stage for stage in protocol.stages if stage.drug == drug]
        if stages[-1].ending is not Ending.OFF:
            why = say("the last stage of {drug} does not end in off.", drug=drug)
            yield _fault(FaultCode.STAGES_NOT_TOTAL, file, "stage", drug, why)
        if any(stage.ending is Ending.OFF for stage in stages[:-1]):
            why = say("{drug} has a stage after the one that ends in off.", drug=drug)
            yield _fault(FaultCode.STAGES_NOT_TOTAL, file, "stage", drug, why)
        elif any(_does_not_fall(*pair) for pair in pairwise(stages)):
            why = say("each floor of {drug} must be below the one before.", drug=drug)
            yield _fault(FaultCode.STAGES_NOT_TOTAL, file, "stage", drug, why)


def _does_not_fall(earlier: Stage, later: Stage) -> bool:
    """Return whether the later stage keeps its drug at or above the earlier floor."""
    return any(
        high is not None
        and low is not None
        and high.unit.dimension == low.unit.dimension
        and low >= high
        for system in UnitSystem
        for high, low in [(earlier.doses[system].floor, later.doses[system].floor)]
    )


def _stage_faults(stage: Stage, library: DrugLibrary, file: str, field: str) -> Iterator[Fault]:
    drug = library.drugs.get(stage.drug)
    if drug is None:
        why = say(
            '"{drug}" is not in the drug library ({drugs}).',
            drug=stage.drug,
            drugs=", ".join(library.drugs),
        )
        yield _fault(FaultCode.UNKNOWN_DRUG, file, f"{field}.drug", stage.drug, why)
        return
    downward = [one for one in drug.titration if one.direction is Direction.DOWN]
    if not downward:
        why = say(
            "the drug library has no published step down for {drug}; add one first.", drug=drug.name
        )
        yield _fault(FaultCode.OUTSIDE_LIMITS, file, f"{field}.drug", drug.name, why)
        return
    yield from _times(stage, downward, file, field)
    # A drug with one unit has the same doses in both systems; what is wrong with them is said once.
    for doses, unit in dict.fromkeys((stage.doses[s], unit_in(drug, s)) for s in UnitSystem):
        yield from _doses_faults(doses, unit, drug, file, f"{field}.doses")


def _times(stage: Stage, downward: list[Titration], file: str, field: str) -> Iterator[Fault]:
    shortest = min(one.interval_at_least.value for one in downward)
    interval = wording.minutes_text(stage.interval)
    if stage.interval < _span(shortest):
        why = say(
            "{interval} is shorter than the published {shortest}.",
            interval=interval,
            shortest=wording.as_typed(shortest),
        )
        yield _fault(FaultCode.OUTSIDE_LIMITS, file, f"{field}.interval", interval, why)
    due = wording.minutes_text(stage.due_by)
    if not stage.interval <= stage.due_by <= _LATEST_DUE:
        why = say(
            "{due} is not from the interval ({interval}) to 24 h.", due=due, interval=interval
        )
        yield _fault(FaultCode.OUTSIDE_RANGE, file, f"{field}.due_by", due, why)


def _doses_faults(
    doses: StageDoses, unit: Unit, drug: Drug, file: str, field: str
) -> Iterator[Fault]:
    named = [("step", doses.step), ("step_at_most", doses.step_at_most)]
    if doses.floor is not None:
        named.append(("floor", doses.floor))
    wrong = [(key, dose) for key, dose in named if dose.unit.dimension != unit.dimension]
    for key, dose in wrong:
        why = say(
            "{dose} is not in {unit}, as {drug} is ordered.",
            dose=wording.as_typed(dose),
            unit=unit.symbol,
            drug=drug.name,
        )
        yield _dose_fault(FaultCode.UNIT_MISMATCH, file, f"{field}.{key}", dose, why)
    if wrong:
        return
    largest = largest_step_down(drug, unit)
    if largest is None:
        why = say(
            "the drug library has no published step down of {drug} in {unit}.",
            drug=drug.name,
            unit=unit.symbol,
        )
        yield _fault(FaultCode.OUTSIDE_LIMITS, file, field, unit.symbol, why)
        return
    for key, dose in named:
        yield from _one_dose(key, dose, largest, file, field)
    if doses.step > doses.step_at_most:
        most = wording.as_typed(doses.step_at_most)
        why = say(
            "{step} is above step_at_most of {most}.", step=wording.as_typed(doses.step), most=most
        )
        yield _dose_fault(FaultCode.LIMITS_NOT_NESTED, file, f"{field}.step", doses.step, why)


def _one_dose(
    key: str, dose: Quantity, largest: Quantity, file: str, field: str
) -> Iterator[Fault]:
    shown = wording.as_typed(dose)
    if not dose:
        why = say("{shown} is no dose.", shown=shown)
        yield _dose_fault(FaultCode.OUTSIDE_LIMITS, file, f"{field}.{key}", dose, why)
    if dose > largest:
        # A floor too: the last act takes the drug from its floor to off at once.
        why = say(
            "{shown} is above the largest published step down of {largest}.",
            shown=shown,
            largest=wording.as_typed(largest),
        )
        yield _dose_fault(FaultCode.OUTSIDE_LIMITS, file, f"{field}.{key}", dose, why)


def unit_in(drug: Drug, system: UnitSystem) -> Unit:
    """Return the unit `drug` is ordered in under a unit system."""
    return next((unit for unit in drug.dose_units if unit.symbol == system), drug.dose_units[0])


def largest_step_down(drug: Drug, unit: Unit) -> Quantity | None:
    """Return the largest published step down that is written the way `unit` is."""
    steps = [
        one.step_at_most.value
        for one in drug.titration
        if one.direction is Direction.DOWN
        and one.step_at_most.value.unit.dimension == unit.dimension
    ]
    return max(steps) if steps else None


def _span(time: Quantity) -> timedelta:
    return timedelta(seconds=int(time.worth * 60))


def _dose_fault(code: FaultCode, file: str, field: str, dose: Quantity, why: str) -> Fault:
    return _fault(code, file, field, wording.as_typed(dose), why)


def _fault(code: FaultCode, file: str, field: str, value: str, why: str) -> Fault:
    return fault(code, file=file, field=field, value=value, why=why)
