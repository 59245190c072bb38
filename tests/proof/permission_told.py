"""Situations of the decision table told to the real engine, with their facts noted beside.

The facts follow from what is told here and are never read from the program.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from tests.proof import beds
from tests.proof.permission_situations import HIGH, Place, Situation
from tests.reference.facts import (
    NOREPINEPHRINE,
    NOREPINEPHRINE_FIRST,
    VASOPRESSIN,
    VASOPRESSIN_FIRST,
    Assessment,
    Bed,
    Infusion,
    Order,
)
from tests.support.shift import ALL_MET
from titrator.core import commands as do
from titrator.core.engine import decide
from titrator.core.events import Stamp
from titrator.core.state import EMPTY, State

if TYPE_CHECKING:
    from datetime import datetime

HOUR = 3600
OFF = 600
WEIGHT = Fraction(80)
# 48 mcg/mL: 1 mL/h is 0.01 mcg/kg/min at 80 kg. 0.3 units/mL: 1 mL/h is 0.005 units/min.
BAGS = {
    NOREPINEPHRINE: ("4.8 mg", "100 mL", Fraction(48)),
    VASOPRESSIN: ("30 units", "100 mL", Fraction(3, 10)),
    "dobutamine": ("250 mg", "250 mL", Fraction(1000)),
}
GOOD = {
    "mental_state": "same_or_better",
    "capillary_refill": "same_or_better",
    "urine_output": "same_or_better",
    "skin": "same_or_better",
}
PERFUSION = {
    "good": GOOD,
    "worse": GOOD | {"skin": "worse"},
    "lactate worse": GOOD | {"lactate": "worse"},
    "not assessed": {name: GOOD[name] for name in list(GOOD)[1:]},
}


@dataclass
class Told:
    """A bed told so far, with the facts noted on the way; `ages` count back from noon."""

    policy: Any
    state: State = EMPTY
    line: int = 0
    previous: datetime | None = None

    def tell(self, age: int, command: do.AnyCommand) -> bool:
        """Gives one command, `age` seconds before noon. Returns whether it was accepted."""
        self.line += 1
        at = beds.NOON - timedelta(seconds=age)
        decision = decide(
            self.state,
            command,
            Stamp(at=at, by="AB", line=self.line),
            self.policy,
            previous_at=self.previous,
        )
        self.previous = at
        self.state = decision.state
        return not decision.refusals

    def must(self, age: int, command: do.AnyCommand) -> None:
        """Gives a command that has to be accepted for the situation to be what its name says."""
        if not self.tell(age, command):
            message = f"a situation could not be told: {command}"
            raise AssertionError(message)


def infusion(drug: str, rate: str) -> do.RecordInfusion:
    amount, volume, _ = BAGS[drug]
    return do.RecordInfusion(drug=drug, amount=amount, volume=volume, pump_shows=f"{rate} mL/h")


def order(
    drug: str,
    *,
    maximum: str | None = None,
    valid_until: str | None = None,
    increment: str = "0.01",
    target: str = "65",
) -> do.RecordOrder:
    is_norepinephrine = drug == NOREPINEPHRINE
    unit = "mcg/kg/min" if is_norepinephrine else "units/min"
    usual = "0.05" if is_norepinephrine else "0.03"
    return do.RecordOrder(
        drug=drug,
        route="central",
        initial=f"0 {unit}",
        increment=f"{increment} {unit}",
        interval_min="15" if is_norepinephrine else "60",
        maximum=f"{maximum or usual} {unit}",
        map_target_mmhg=target,
        prescriber="CD",
        valid_until=valid_until,
    )


def assessment(map_mmhg: int, source: str, perfusion: Mapping[str, str]) -> do.RecordAssessment:
    return do.RecordAssessment(
        map_mmhg=str(map_mmhg), map_again=str(map_mmhg), map_source=source, perfusion=perfusion
    )


def gate(age: int) -> do.RecordStartGate:
    since = beds.NOON - timedelta(seconds=age + 2 * HOUR)
    return do.RecordStartGate(map_stable_since=since.isoformat(), **ALL_MET)


def _same_bag(drug: str, rate: str) -> do.ChangeBag:
    amount, volume, _ = BAGS[drug]
    return do.ChangeBag(drug=drug, amount=amount, volume=volume, pump_shows=f"{rate} mL/h")


def told(asked: Situation) -> tuple[Told, Bed] | None:
    """The bed as commands made it, and its facts; None where no bed can be in this situation."""
    bed = Told(policy=beds.shipped(asked.protocol))
    facts = _facts(asked)
    if asked.phase in ("not started", "held before the start"):
        return _before_the_start(bed, facts, asked)
    _started(bed, asked)
    return _since_the_start(bed, facts, asked)


def just_started(protocol: str, place: Place, *, is_started: bool = True) -> Told:
    """A bed whose wean began at noon, or could begin; everything is in order."""
    asked = Situation(
        protocol=protocol,
        place=place,
        phase="weaning",
        age=0,
        map_mmhg=72,
        source="arterial_line",
        perfusion="good",
        interval=0,
        order="in force",
        order_drug=NOREPINEPHRINE,
    )
    bed = Told(policy=beds.shipped(protocol))
    _opened(bed, asked, 0, place)
    if is_started:
        bed.must(0, do.StartWean())
    return bed


def _facts(asked: Situation) -> Bed:
    is_first = asked.protocol == "norepinephrine-first"
    return Bed(
        weight=WEIGHT,
        infusions={
            drug: Infusion(rate=Fraction(rate), strength=BAGS[drug][2])
            for drug, rate in asked.place.rates.items()
        },
        orders={
            drug: _order_facts(drug, asked) for drug in asked.place.rates if drug != "dobutamine"
        },
        stages=NOREPINEPHRINE_FIRST if is_first else VASOPRESSIN_FIRST,
        start_age=6 * HOUR,
        assessments=(
            Assessment(
                age=asked.age,
                map_mmhg=asked.map_mmhg,
                source=asked.source,
                answers=tuple(PERFUSION[asked.perfusion].items()),
            ),
        ),
    )


def _order_facts(drug: str, asked: Situation) -> Order:
    is_norepinephrine = drug == NOREPINEPHRINE
    is_meant = drug == asked.order_drug
    return Order(
        unit="mcg/kg/min" if is_norepinephrine else "units/min",
        increment=Fraction(_increment(drug, asked)),
        maximum=Fraction(5, 100) if is_norepinephrine else Fraction(3, 100),
        interval_min=15 if is_norepinephrine else 60,
        is_expired=is_meant and asked.order == "expired",
        is_discontinued=is_meant and asked.order == "discontinued",
    )


def _increment(drug: str, asked: Situation) -> str:
    """Half of what the pump can be set to, where it is meant to be too small."""
    is_tiny = drug == asked.order_drug and asked.order == "tiny increment"
    return "0.0005" if is_tiny else "0.01"


def _started(bed: Told, asked: Situation) -> None:
    """Six hours before noon: opened, recorded, ordered, assessed, started."""
    age = 6 * HOUR
    _opened(bed, asked, age, asked.place if asked.place.name != "all off" else HIGH)
    bed.must(age, do.StartWean())
    if asked.place.name == "all off":
        for drug in (NOREPINEPHRINE, VASOPRESSIN):
            bed.must(age, infusion(drug, "0"))


def _opened(bed: Told, asked: Situation, age: int, place: Place) -> None:
    bed.must(
        age,
        do.OpenEpisode(bed="7", weight="80 kg", weight_kind="measured", adult=True),
    )
    for drug, rate in place.rates.items():
        bed.must(age, infusion(drug, rate))
        if drug != "dobutamine":
            increment = _increment(drug, asked)
            bed.must(age, order(drug, valid_until=_end(drug, asked), increment=increment))
    bed.must(age, assessment(72, "arterial_line", GOOD))
    bed.must(age, gate(age))


def _end(drug: str, asked: Situation) -> str | None:
    if drug != asked.order_drug or asked.order not in ("ends now", "expired"):
        return None
    early = timedelta(seconds=1 if asked.order == "expired" else 0)
    return (beds.NOON - early).isoformat()


def _before_the_start(bed: Told, facts: Bed, asked: Situation) -> tuple[Told, Bed] | None:
    """Everything is there but the start; a hold may stand before it."""
    is_held = asked.phase == "held before the start"
    if asked.place.name == "all off" or asked.interval in (0, 1):
        return None
    _opened(bed, asked, asked.age + 2, asked.place)
    if is_held:
        bed.must(asked.age + 1, do.Hold(reason="scan"))
    _last_assessment(bed, asked)
    _ended_order(bed, asked)
    return bed, replace(facts, wean="not started", holds=is_held)


def _since_the_start(bed: Told, facts: Bed, asked: Situation) -> tuple[Told, Bed] | None:
    is_suspended = asked.phase == "suspended"
    if is_suspended and asked.place.name == "all off":
        return None  # a completed wean is not suspended by time
    if is_suspended:
        bed.must(5 * HOUR, do.Look())  # five minutes were marked, an hour went by
    facts = _changed(bed, facts, asked)
    if asked.phase == "off meanwhile":
        facts = _off(bed, facts, asked)
    if not is_suspended:
        bed.must(asked.age + 3, assessment(72, "arterial_line", GOOD))
    facts = _phase_made(bed, facts, asked)
    _last_assessment(bed, asked)
    _ended_order(bed, asked)
    return bed, _late(bed, _after_assessment(facts, asked), asked)


def _changed(bed: Told, facts: Bed, asked: Situation) -> Bed:
    """A bag of the same strength, `interval` seconds before noon: a change of nothing else."""
    if asked.place.name == "all off":
        facts = replace(facts, change_age=6 * HOUR)
    if asked.interval == 0:
        return facts
    drug = NOREPINEPHRINE if NOREPINEPHRINE in asked.place.rates else VASOPRESSIN
    age = asked.interval + (OFF if asked.phase == "off meanwhile" else 0)
    if asked.interval > asked.age + 4:
        bed.must(age, _same_bag(drug, asked.place.rates[drug]))
        return replace(facts, change_age=age)
    return facts


def _off(bed: Told, facts: Bed, asked: Situation) -> Bed:
    """The workstation was off for ten minutes, counted by nobody, until the second before last."""
    age = asked.age + 4
    gap = OFF * 1000
    bed.must(age, do.DoubtClock(reason="restart", gap_ms=gap, unsure_ms=gap))
    return replace(facts, unsure=((age + OFF, OFF),))


def _phase_made(bed: Told, facts: Bed, asked: Situation) -> Bed:
    age = asked.age + 2
    if asked.phase == "held by hand":
        bed.must(age, do.Hold(reason="scan"))
        return replace(facts, holds=True)
    if asked.phase == "above the ceiling":
        bed.must(age, infusion(VASOPRESSIN, "9"))  # 0.045 units/min
        found = Infusion(rate=Fraction(9), strength=BAGS[VASOPRESSIN][2])
        return replace(
            facts,
            infusions=facts.infusions | {VASOPRESSIN: found},
            holds=True,
            change_age=age if VASOPRESSIN in asked.place.rates else facts.change_age,
        )
    return facts


def _last_assessment(bed: Told, asked: Situation) -> None:
    bed.must(asked.age, assessment(asked.map_mmhg, asked.source, PERFUSION[asked.perfusion]))


def _ended_order(bed: Told, asked: Situation) -> None:
    if asked.order == "discontinued":
        bed.must(0, do.DiscontinueOrder(drug=asked.order_drug, prescriber="CD"))


def _after_assessment(facts: Bed, asked: Situation) -> Bed:
    """A bad assessment starts a hold; a good one ends a suspension, any other one does not."""
    last = facts.assessments[0]
    is_bad = bool(last.worse) or last.map_mmhg < facts.target
    is_complete = last.source == "arterial_line" and not last.unanswered
    was_suspended = asked.phase == "suspended" and not is_bad and not is_complete
    return replace(facts, holds=facts.holds or is_bad, was_suspended=was_suspended)


def _late(bed: Told, facts: Bed, asked: Situation) -> Bed:
    """What happens at noon itself, before the step is asked for."""
    if asked.phase == "clock in doubt":
        bed.must(0, do.DoubtClock(reason="restart"))
        return replace(facts, is_clock_doubted=True)
    if asked.phase == "MAP in question":
        again = do.RecordAssessment(map_mmhg="250", map_source="arterial_line", perfusion=GOOD)
        if bed.tell(0, again):
            message = "a MAP of 250 mmHg was taken at once"
            raise AssertionError(message)
        return replace(facts, is_map_in_question=True)
    if asked.phase not in ("above the order", "target raised"):
        return facts
    is_lower = asked.phase == "above the order"
    drug = NOREPINEPHRINE if asked.place.norepinephrine != "0" else VASOPRESSIN
    maximum = "0.005" if is_lower else facts.orders[drug].maximum
    target = 65 if is_lower else 70
    bed.must(0, order(drug, maximum=_short(Fraction(maximum)), target=str(target)))
    anew = replace(
        facts.orders[drug],
        maximum=Fraction(maximum),
        increment=Fraction(1, 100),
        target=target,
        is_expired=False,
        is_discontinued=False,
    )
    return replace(facts, orders=facts.orders | {drug: anew})


def _short(number: Fraction) -> str:
    return f"0.{number.numerator * 1000 // number.denominator:03}"
