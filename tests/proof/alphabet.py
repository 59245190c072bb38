"""The finite set of things that can be said at a bed, and the moments at which something changes."""

from __future__ import annotations

from datetime import timedelta
from fractions import Fraction
from typing import TYPE_CHECKING, NamedTuple

from tests.proof.abstraction import FRESH, HALF_DAY, HOUR, MINUTE, marks
from tests.reference.facts import NOREPINEPHRINE, VASOPRESSIN
from titrator.core import commands as do
from titrator.core.advice import next_step
from titrator.core.steps import drug_bounds, last_tolerated_rate, rate_after_bag_change, rate_up
from titrator.core.times import step_opens_at
from titrator.core.units import ML_PER_H, Quantity

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import datetime

    from titrator.core.calculator import Bag
    from titrator.core.policy import Policy
    from titrator.core.state import State

SECOND = timedelta(seconds=1)
MILLISECOND = timedelta(milliseconds=1)
UNITS = {NOREPINEPHRINE: "mcg/kg/min", VASOPRESSIN: "units/min"}
# At 80 kg 1 mL/h is 0.01 mcg/kg/min, or 0.005 units/min.
LABELS = {
    NOREPINEPHRINE: ("4.8 mg", "100 mL"),
    VASOPRESSIN: ("30 units", "100 mL"),
    "dobutamine": ("250 mg", "250 mL"),
}
OTHER_LABELS = {NOREPINEPHRINE: ("9.6 mg", "100 mL"), VASOPRESSIN: ("60 units", "100 mL")}
FOUND = {
    NOREPINEPHRINE: ("0", "1", "2", "3", "6", "400"),
    VASOPRESSIN: ("0", "2", "6", "9"),
    "dobutamine": ("5",),
}
GOOD = {
    "mental_state": "same_or_better",
    "capillary_refill": "same_or_better",
    "urine_output": "same_or_better",
    "skin": "same_or_better",
}
GATE = {
    "lactate_clearing": "met",
    "urine_output": "met",
    "mental_state": "met",
    "capillary_refill": "met",
    "skin": "met",
    "fluids": "met",
    "arterial_line": "met",
}


class Said(NamedTuple):
    """One thing to say, with a name for the report; `is_advised` must be accepted."""

    name: str
    command: do.AnyCommand
    is_advised: bool = False


def said(state: State, now: datetime, policy: Policy) -> Iterator[Said]:
    """Everything that may be said at this bed now and can be meant."""
    if state.weight is None:
        yield Said("open a child", _open(adult=False))
        yield Said("open", _open(adult=True))
        return
    yield from _recorded()
    yield from _ordered(now)
    yield from _assessed()
    yield from _gates(now)
    yield from _acts(state, now, policy)
    yield from _bags(state, now, policy)
    yield from _corrections(state)
    yield Said("weigh", do.ChangeWeight(weight="80 kg", weight_kind="measured"))
    yield Said("doubt the clock", do.DoubtClock(reason="restart"))
    yield Said("close", do.CloseEpisode())


def nonsense(state: State) -> Iterator[Said]:
    """What cannot be read or makes no sense anywhere; it is refused in every state."""
    for drug, to in (
        (NOREPINEPHRINE, "-1 mcg/kg/min"),
        (VASOPRESSIN, "1 unit"),
        (VASOPRESSIN, "0,02 units/min"),
    ):
        yield Said(f"{drug} to {to}", do.Step(drug=drug, to=to, pump_shows="0 mL/h"))
    for drug in (NOREPINEPHRINE, VASOPRESSIN):
        yield Said("back up unread", do.BackUp(drug=drug))
        amount, second = ("1 mg", "7 mg") if drug == NOREPINEPHRINE else ("1 units", "7 units")
        alone = do.ChangeBag(drug=drug, amount=amount, volume="100 mL", pump_shows="1 mL/h")
        yield Said("bag without a second person", alone)
        check = do.SecondCheck(amount=second, volume="100 mL", by="EF")
        other = do.ChangeBag(drug=drug, amount=amount, volume="100 mL", second_check=check)
        yield Said("bag read otherwise", other)
    never = do.ChangeBag(drug="milrinone", amount="20 mg", volume="100 mL")
    yield Said("bag never recorded", never)
    yield Said("back up a drug never recorded", do.BackUp(drug="milrinone", pump_shows="1 mL/h"))
    yield Said("a bag without a volume", do.RecordInfusion(drug=VASOPRESSIN, amount="30 units"))
    yield Said("a drug not known", do.RecordInfusion(drug="levophed"))
    yield Said("order above the ceiling", order(VASOPRESSIN, maximum="0.041"))
    yield Said("order half", do.RecordOrder(drug=VASOPRESSIN, route="central"))
    yield Said("no MAP", do.RecordAssessment(map_source="cuff"))
    yield Said("no source", do.RecordAssessment(map_mmhg="77", map_source="arm"))
    yield Said("an unknown answer", _assessment("77", {"skin": "fine"}))
    yield Said("weigh oddly", do.ChangeWeight(weight="20 kg", weight_kind="measured"))
    yield Said("weigh without a kind", do.ChangeWeight(weight="80 kg"))
    yield Said("correct nothing", _correct("0", {"map_mmhg": "77"}))
    if state.assessments:
        line = str(state.assessments[-1].line)
        yield Said("correct to nonsense", _correct(line, {"map_mmhg": "6 4"}))
    yield Said("open again", _open(adult=True))


def moments(state: State, now: datetime, policy: Policy) -> Iterator[tuple[str, datetime]]:
    """When to look next: at each of the next two edges, a second after it, long after, before."""
    edges = sorted(edge for edge in _edges(state, now, policy) if edge > now)
    for edge in edges[:2]:
        yield "at an edge", edge
        yield "a second after an edge", edge + SECOND
    yield "long after", now + 13 * HOUR
    yield "back", now - MINUTE


def clocks(
    state: State, now: datetime, policy: Policy
) -> Iterator[tuple[str, datetime, do.DoubtClock]]:
    """What the program itself says of its clocks: off up to an edge or for long, set ahead or back."""
    edges = sorted(edge for edge in _edges(state, now, policy) if edge > now)
    for name, at in [("off up to an edge", edge) for edge in edges[1:2]] + [
        ("off for long", now + 13 * HOUR)
    ]:
        gap = (at - now) // MILLISECOND
        yield name, at, do.DoubtClock(reason="restart", gap_ms=gap, unsure_ms=gap)
    jump = HOUR // MILLISECOND
    ahead = do.DoubtClock(reason="jumped", ahead_ms=jump, gap_ms=jump)
    yield "set ahead", now + HOUR, ahead
    yield "set back", now - MINUTE, do.DoubtClock(reason="jumped", gap_ms=MINUTE // MILLISECOND)


def _edges(state: State, now: datetime, policy: Policy) -> Iterator[datetime]:
    last = state.assessments[-1] if state.assessments else None
    if last is not None:
        yield last.at + FRESH
        yield last.at + 2 * MINUTE
        yield last.at + HOUR
        yield last.at + HOUR + state.unsure_since(last.at)
    opens = step_opens_at(state, policy)
    if opens is not None:
        yield opens
    if state.step_clock_at is not None:
        yield state.step_clock_at + 15 * MINUTE
        yield state.step_clock_at + HOUR
    due = marks(state)
    if due is not None:
        yield due
        yield due + 10 * MINUTE
    if state.gate is not None and state.wean_started_at is None:
        yield state.gate.recorded_at + HOUR
        if state.gate.map_stable_since is not None:
            yield state.gate.map_stable_since + 2 * HOUR
    for order in state.orders.values():
        if order.valid_until is not None:
            yield order.valid_until
    for began in state.counted_holds[-1:]:
        yield began + HALF_DAY
        yield began + HALF_DAY + state.unsure_since(began)


# ---------------------------------------------------------------------------------- recordings


def _open(*, adult: bool) -> do.OpenEpisode:
    return do.OpenEpisode(bed="7", weight="80 kg", weight_kind="measured", adult=adult)


def _recorded() -> Iterator[Said]:
    for drug, rates in FOUND.items():
        amount, volume = LABELS[drug]
        for rate in rates:
            shown = do.RecordInfusion(
                drug=drug, amount=amount, volume=volume, pump_shows=f"{rate} mL/h"
            )
            yield Said(f"{drug} at {rate}", shown)


def order(
    drug: str,
    *,
    maximum: str,
    increment: str = "0.01",
    target: str = "65",
    until: str | None = None,
) -> do.RecordOrder:
    """A complete order."""
    unit = UNITS[drug]
    return do.RecordOrder(
        drug=drug,
        route="central",
        initial=f"0 {unit}",
        increment=f"{increment} {unit}",
        interval_min="15" if drug == NOREPINEPHRINE else "60",
        maximum=f"{maximum} {unit}",
        map_target_mmhg=target,
        prescriber="CD",
        valid_until=until,
    )


def _ordered(now: datetime) -> Iterator[Said]:
    until = (now + MINUTE).isoformat()
    yield Said("order norepinephrine", order(NOREPINEPHRINE, maximum="0.05"))
    yield Said("order for a minute", order(NOREPINEPHRINE, maximum="0.05", until=until))
    yield Said("order a low maximum", order(NOREPINEPHRINE, maximum="0.005"))
    yield Said("order another target", order(NOREPINEPHRINE, maximum="0.05", target="75"))
    yield Said("order a tiny increment", order(NOREPINEPHRINE, maximum="0.05", increment="0.0002"))
    yield Said("order vasopressin", order(VASOPRESSIN, maximum="0.03"))
    for drug in (NOREPINEPHRINE, VASOPRESSIN):
        yield Said("end an order", do.DiscontinueOrder(drug=drug, prescriber="CD"))


def _assessment(
    mmhg: str, perfusion: Mapping[str, str], source: str = "arterial_line", *, twice: bool = True
) -> do.RecordAssessment:
    return do.RecordAssessment(
        map_mmhg=mmhg,
        map_again=mmhg if twice else None,
        map_source=source,
        perfusion=perfusion,
    )


def _assessed() -> Iterator[Said]:
    yield Said("good", _assessment("77", GOOD))
    yield Said("low", _assessment("64", GOOD))
    yield Said("rescue", _assessment("54", GOOD))
    yield Said("worse", _assessment("77", GOOD | {"skin": "worse"}))
    yield Said("not answered", _assessment("77", {}))
    yield Said("by cuff", _assessment("77", GOOD, "cuff"))
    yield Said("implausible", _assessment("210", GOOD, twice=False))


def _gates(now: datetime) -> Iterator[Said]:
    long_ago = (now - 2 * HOUR).isoformat()
    yield Said("gate", do.RecordStartGate(map_stable_since=long_ago, **GATE))
    lately = (now - HOUR).isoformat()
    yield Said("gate too short", do.RecordStartGate(map_stable_since=lately, **GATE))
    closed = GATE | {"skin": "not_met"}
    yield Said("gate not met", do.RecordStartGate(map_stable_since=long_ago, **closed))
    yield Said("gate not answered", do.RecordStartGate(map_stable_since=long_ago))


# ---------------------------------------------------------------------------------------- acts


def _acts(state: State, now: datetime, policy: Policy) -> Iterator[Said]:
    yield Said("start", do.StartWean())
    yield Said("hold", do.Hold(reason="scan"))
    yield Said("resume", do.Resume())
    yield Said("resume, informed", do.Resume(prescriber_informed=True))
    yield Said("resume, artefact", do.Resume(artefact=True))
    yield Said("decline", do.Decline(reason="scan"))
    yield from _steps(state, now, policy)
    for drug in (NOREPINEPHRINE, VASOPRESSIN):
        yield from _back_ups(drug, state, now, policy)


def _steps(state: State, now: datetime, policy: Policy) -> Iterator[Said]:
    advised = next_step(state, policy, now)
    if advised.pump_rate is not None:
        shows = ml_per_h(advised.pump_rate)
        yield Said("step", do.Step(drug=advised.drug, to=advised.to, pump_shows=shows))
        yield Said(
            "step, other rate", do.Step(drug=advised.drug, to=advised.to, pump_shows="9 mL/h")
        )
    for drug, to in (
        (NOREPINEPHRINE, "0.01 mcg/kg/min"),
        (NOREPINEPHRINE, "0.02995 mcg/kg/min"),
        (NOREPINEPHRINE, "2 mcg/kg/min"),
        (NOREPINEPHRINE, "off"),
        (VASOPRESSIN, "0.02 units/min"),
        (VASOPRESSIN, "off"),
    ):
        yield Said(f"{drug} to {to}", do.Step(drug=drug, to=to, pump_shows="0 mL/h"))


def _back_ups(drug: str, state: State, now: datetime, policy: Policy) -> Iterator[Said]:
    infusion = state.infusions.get(drug)
    if infusion is None:
        return
    bounds = drug_bounds(drug, state, policy, now)
    tolerated = last_tolerated_rate(drug, state, policy, bounds)
    if tolerated is not None:
        yield Said("back up", do.BackUp(drug=drug, pump_shows=ml_per_h(tolerated)))
    to, rate = _named(drug, state)
    raised = rate_up(Quantity(rate, ML_PER_H), infusion, bounds, state, policy)
    shows = "1 mL/h" if raised is None else ml_per_h(raised)
    yield Said("back up to a dose", do.BackUp(drug=drug, to=to, pump_shows=shows))
    above = "3.1 mcg/kg/min" if drug == NOREPINEPHRINE else "0.0401 units/min"
    yield Said("back up above", do.BackUp(drug=drug, to=above, pump_shows=shows))


def _named(drug: str, state: State) -> tuple[str, Fraction]:
    """0.03 of either drug, and the rate that gives it from the bag that hangs."""
    bag: Bag = state.infusions[drug].bag
    is_double = bag.amount.magnitude in (Fraction("9.6"), Fraction(60))
    rate = Fraction(3) if drug == NOREPINEPHRINE else Fraction(6)
    return f"0.03 {UNITS[drug]}", rate / 2 if is_double else rate


def _bags(state: State, now: datetime, policy: Policy) -> Iterator[Said]:
    for drug in (NOREPINEPHRINE, VASOPRESSIN):
        if drug in state.infusions:
            for labels in (LABELS, OTHER_LABELS):
                change = _bag(drug, *labels[drug], state, now, policy)
                yield Said("bag", change)


def _bag(
    drug: str, amount: str, volume: str, state: State, now: datetime, policy: Policy
) -> do.ChangeBag:
    check = do.SecondCheck(amount=amount, volume=volume, by="EF")
    bag = _read_bag(drug, amount, volume, state)
    infusion = state.infusions[drug]
    bounds = drug_bounds(drug, state, policy, now)
    rate = rate_after_bag_change(infusion, bag, bounds, state, policy)
    shows = "1 mL/h" if rate is None else ml_per_h(rate)
    return do.ChangeBag(
        drug=drug, amount=amount, volume=volume, pump_shows=shows, second_check=check
    )


def _read_bag(drug: str, amount: str, volume: str, state: State) -> Bag:
    label = state.infusions[drug].bag
    return type(label)(
        amount=Quantity(Fraction(amount.split(" ", maxsplit=1)[0]), label.amount.unit),
        volume=Quantity(Fraction(volume.split(" ", maxsplit=1)[0]), label.volume.unit),
    )


def _corrections(state: State) -> Iterator[Said]:
    if state.assessments:
        line = str(state.assessments[-1].line)
        yield Said("correct to good", _correct(line, {"map_mmhg": "77", "perfusion": GOOD}))
        yield Said("correct to low", _correct(line, {"map_mmhg": "64"}))
    infusion = state.infusions.get(NOREPINEPHRINE)
    if infusion is not None and infusion.line is not None:
        yield Said("correct a rate", _correct(str(infusion.line), {"pump_shows": "2 mL/h"}))


def _correct(line: str, fields: Mapping[str, object]) -> do.Correct:
    return do.Correct(line=line, fields=fields, reason="typing error")


def ml_per_h(rate: Quantity) -> str:
    """A pump rate as a pump shows it."""
    hundredths = rate.magnitude * 100
    whole, rest = divmod(hundredths.numerator // hundredths.denominator, 100)
    return f"{whole}.{rest:02} mL/h"
