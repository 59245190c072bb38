"""Weans by the thousand: a simulated nurse, patient and pumps, with everything that goes wrong.

A wean is named by its number, which is its seed: the same number is the same wean everywhere. The
nurse mostly follows advice, in time; sometimes late, twice, with a slip of the pen, out of order,
with the wrong drug, or not at all. Bags and weights change, others touch the pumps, orders end, the
program is restarted. After every command the watch and the books must have nothing to say, and what
is advised, done as advised, must be accepted.
"""

from __future__ import annotations

import random
from datetime import timedelta
from fractions import Fraction
from typing import TYPE_CHECKING

from tests.proof import beds
from tests.proof.bedside import Bedside, Label
from tests.proof.chunks import Tally
from tests.proof.patient import Patient
from tests.reference.rounding import nearest
from tests.reference.step_rule import NOREPINEPHRINE, VASOPRESSIN
from titrator.core import commands as do
from titrator.core.steps import drug_bounds, rate_after_bag_change
from titrator.core.units import KG, Quantity

if TYPE_CHECKING:
    from datetime import datetime

    from titrator.core.advice import Advice

GOOD = dict.fromkeys(
    ("mental_state", "capillary_refill", "urine_output", "skin", "lactate"), "same_or_better"
)
GATE = dict.fromkeys(
    (
        "lactate_clearing",
        "urine_output",
        "mental_state",
        "capillary_refill",
        "skin",
        "fluids",
        "arterial_line",
    ),
    "met",
)
LABELS = {
    NOREPINEPHRINE: [Label(f"{mg} mg", "250 mL") for mg in (4, 8, 16)] + [Label("4 mg", "1000 mL")],
    VASOPRESSIN: [Label(f"{units} units", "100 mL") for units in (20, 40, 60, 100)],
}
STRENGTHS = {"mg": 1000, "units": 1}
MINUTE = timedelta(minutes=1)
MOST_TURNS = 70
SLIPS = (
    "7,9 mL/h",
    "79 mL/h",
    "0.79 mL/h",
    ".9 mL/h",
    "7.9",
    "7.9 mg/h",
    "-7.9 mL/h",
    "",
    "7..9 mL/h",
)


class Wean:
    """One wean from an empty bed to its end, or to the end of a nurse's patience."""

    def __init__(self, number: int) -> None:
        self.chance = random.Random(number)
        protocol = self.chance.choice(beds.PROTOCOLS)
        self.side = Bedside(
            beds.shipped(protocol),
            beds.NOON,
            is_vasopressin_first=protocol == "vasopressin-first",
        )
        self.weight = Fraction(self.chance.randint(400, 1500), 10)
        self.unit = self.chance.choice(("mcg/kg/min", "mcg/kg/min", "mcg/min"))
        self.target = self.chance.choice((60, 65, 65, 65, 70))
        self.trouble = self.chance.choice((0.0, 0.05, 0.15, 0.4))
        self.patient = self._patient()

    def run(self) -> None:
        """Tells the whole wean."""
        self._set_up()
        self._begin()
        for _ in range(MOST_TURNS):
            if self.chance.random() < self.trouble:
                self._something_goes_wrong()
            if not self._turn():
                break
        self.side.counts[f"ended {self.side.phase}"] += 1
        if self.chance.random() < 0.2:
            self.side.restart()
        self._tell(do.CloseEpisode(), must="an episode can be closed")

    # The beginning --------------------------------------------------------------------------

    def _patient(self) -> Patient:
        """Most get better slowly, some do not."""
        return Patient(
            chance=self.chance,
            norepinephrine=self.chance.choice((0.0, 0.01, 0.02, 0.03, 0.05, 0.08, 0.15)),
            vasopressin=self.chance.choice((0.0, 0.01, 0.02, 0.03, 0.03, 0.04)),
            pressure_now=self.target + self.chance.uniform(4, 16),
            drift_per_hour=self.chance.choice((-4.0, -1.0, 0.0, 1.0, 2.0, 4.0, 6.0)),
        )

    def _set_up(self) -> None:
        opened = do.OpenEpisode(
            bed="7", weight=f"{_text(self.weight)} kg", weight_kind="measured", adult=True
        )
        self._tell(opened, must="an adult can be opened")
        for drug in self.chance.sample((NOREPINEPHRINE, VASOPRESSIN), 2):
            dose = getattr(self.patient, drug)
            label = self.chance.choice(LABELS[drug])
            if dose or self.chance.random() < 0.5:
                self._record(drug, label, self._rate(drug, label, Fraction(str(dose))))
                self._tell(self._order(drug), must="a complete order is taken")

    def _begin(self) -> None:
        """The gate, an assessment, the start; and again after a change of weight."""
        self._assess()
        since = (self.side.now - timedelta(hours=self.chance.choice((1, 2, 3, 5)))).isoformat()
        self._tell(do.RecordStartGate(map_stable_since=since, **GATE))
        self._tell(do.StartWean())

    def _order(self, drug: str) -> do.RecordOrder:
        is_norepinephrine = drug == NOREPINEPHRINE
        unit = self.unit if is_norepinephrine else "units/min"
        scale = 100 if unit == "mcg/min" else 1
        increment = Fraction(self.chance.choice(("0.01", "0.01", "0.02", "0.005"))) * scale
        maximum = Fraction("0.5") * scale if is_norepinephrine else Fraction("0.04")
        until = self.side.now + timedelta(hours=self.chance.choice((1, 8, 24)))
        return do.RecordOrder(
            drug=drug,
            route="central",
            initial=f"{_text(increment)} {unit}",
            increment=f"{_text(increment)} {unit}",
            interval_min=str(self.chance.choice((10, 15, 30, 60))),
            maximum=f"{_text(maximum)} {unit}",
            map_target_mmhg=str(self.target),
            prescriber="CD",
            valid_until=until.isoformat() if self.chance.random() < 0.1 else None,
        )

    # One turn -------------------------------------------------------------------------------

    def _turn(self) -> bool:
        """Looks at what is advised and does it, or not. False when nothing is left to do."""
        advised = self.side.advised()
        if self.chance.random() < self.trouble / 3:
            self._another_act(advised)
            return True
        match str(advised.action):
            case "reduce" | "stop_drug":
                self._reduce(advised)
            case "back_up":
                self._back_up(advised)
            case "resume":
                informed = do.Resume(prescriber_informed=True)
                self._tell(informed, must="a resume was advised")
            case "start":
                self._tell(do.StartWean(), must="a start was advised")
            case "call_prescriber":
                self._call_prescriber()
            case "complete_setup":
                self._wait(5)
                self._order_again()
                self._begin()
            case "hold":
                self._wait(self.chance.choice((2, 3, 5)))
                self._assess()
            case "done":
                return False
            case _:
                self._wait_and_assess(str(advised.action))
        return True

    def _wait_and_assess(self, action: str) -> None:
        if action == "wait":
            self._wait(self.chance.choice((3, 5, 10, 15, 30)))
        elif self.chance.random() < 0.1:
            self._wait(self.chance.choice((1, 4, 12, 25)))  # the nurse is busy
        self._assess()

    def _reduce(self, advised: Advice) -> None:
        shows = _rate_text(advised.pump_rate)
        typed = do.Step(drug=advised.drug, to=advised.to, pump_shows=shows)
        if self.chance.random() < self.trouble / 2:
            slip = self.chance.choice(SLIPS)
            self._tell(do.Step(drug=advised.drug, to=advised.to, pump_shows=slip))
        self._tell(typed, must="a step was advised")
        if self.chance.random() < self.trouble / 2:
            self._tell(typed)  # Enter twice

    def _back_up(self, advised: Advice) -> None:
        shows = _rate_text(advised.pump_rate)
        typed = do.BackUp(drug=advised.drug, pump_shows=shows)
        self._tell(typed, must="a back up was advised")
        self.patient.drift_per_hour += 2  # somebody gave volume

    def _call_prescriber(self) -> None:
        """The prescriber orders anew; where a dose is above a limit, it is taken down at the pump."""
        self._wait(3)
        for drug in (NOREPINEPHRINE, VASOPRESSIN):
            label = self.side.books.labels.get(drug)
            if label is not None and self.side.phase == "suspended":
                dose = Fraction("0.05") if drug == NOREPINEPHRINE else Fraction("0.03")
                rate = min(self.side.books.rates[drug], self._rate(drug, label, dose))
                self._record(drug, label, rate)
        self._order_again()
        if self.chance.random() < 0.5:
            self.patient.drift_per_hour += 2
        self._assess()

    def _order_again(self) -> None:
        for drug in self.side.books.labels:
            if drug in LABELS:
                self._tell(self._order(drug))

    def _assess(self, **other: str) -> None:
        mmhg = self.patient.reading()
        perfusion = dict(GOOD)
        if mmhg < self.target - 8 and self.chance.random() < 0.3:
            perfusion[self.chance.choice(list(GOOD))] = "worse"
        if self.chance.random() < self.trouble / 4:
            perfusion[self.chance.choice(list(GOOD))] = "not_assessed"
        is_cuff = self.chance.random() < self.trouble / 4
        typed = do.RecordAssessment(
            map_mmhg=other.get("mmhg", str(mmhg)),
            map_again=str(mmhg) if self.chance.random() < 0.8 else None,
            map_source="cuff" if is_cuff else "arterial_line",
            perfusion=perfusion,
        )
        self._tell(typed)

    # What goes wrong ------------------------------------------------------------------------

    def _another_act(self, advised: Advice) -> None:
        """The nurse does something else than what is advised."""
        drug = self.chance.choice((NOREPINEPHRINE, VASOPRESSIN))
        unit = self.unit if drug == NOREPINEPHRINE else "units/min"
        to = self.chance.choice(("off", f"0.01 {unit}", f"0.02 {unit}", f"1 {unit}", "0.02 mg/h"))
        shows = f"{_text(Fraction(self.chance.randint(0, 200), 10))} mL/h"
        acts: list[do.AnyCommand] = [
            do.Step(drug=drug, to=to, pump_shows=shows),
            do.Step(drug=advised.drug or drug, to=to, pump_shows=shows),
            do.BackUp(drug=drug, to=to, pump_shows=shows),
            do.BackUp(drug=drug, pump_shows=shows),
            do.Hold(reason="transport"),
            do.Resume(artefact=True),
            do.Resume(),
            do.Decline(reason="transport"),
            do.StartWean(),
            do.DiscontinueOrder(drug=drug, prescriber="CD"),
        ]
        self._tell(self.chance.choice(acts))

    def _something_goes_wrong(self) -> None:
        happens = self.chance.choice(
            (
                self._bag_runs_out,
                self._bag_runs_out,
                self._somebody_touched_a_pump,
                self._program_restarts,
                self._an_entry_comes_late,
                self._an_entry_is_corrected,
                self._a_slip_in_an_assessment,
                self._is_weighed,
                self._another_drug_is_started,
                self._time_is_lost,
            )
        )
        self.side.counts[happens.__name__.strip("_").replace("_", " ")] += 1
        happens()

    def _bag_runs_out(self) -> None:
        """Another bag, of the same strength or not; now and then read by one person only."""
        if not self.side.books.labels:
            return
        drug = self.chance.choice(list(self.side.books.labels))
        label = self.chance.choice(LABELS.get(drug, [self.side.books.labels[drug]]))
        check = do.SecondCheck(amount=label.amount, volume=label.volume, by="EF")
        is_checked = self.chance.random() < 0.8
        rate = self._rate_of_bag(drug, label)
        if rate is None:
            return
        shows = f"{_text(rate)} mL/h"
        if self.chance.random() < 0.1:
            shows = self.chance.choice(SLIPS)
        change = do.ChangeBag(
            drug=drug,
            amount=label.amount,
            volume=label.volume,
            pump_shows=shows,
            second_check=check if is_checked else None,
        )
        self._tell(change)

    def _rate_of_bag(self, drug: str, label: Label) -> Fraction | None:
        state = self.side.bed.state
        infusion = state.infusions[drug]
        amount, unit = label.amount.split(" ")
        bag = beds.bag(Fraction(amount), unit, _number(label.volume))
        bounds = drug_bounds(drug, state, self.side.policy, self.side.now)
        rate = rate_after_bag_change(infusion, bag, bounds, state, self.side.policy)
        return None if rate is None else rate.magnitude

    def _somebody_touched_a_pump(self) -> None:
        for drug, label in list(self.side.books.labels.items()):
            if self.chance.random() < 0.5:
                factor = self.chance.choice((0, 1, Fraction(1, 2), Fraction(11, 10), 2, 10))
                rate = nearest(self.side.books.rates[drug] * factor, Fraction(1, 10))
                self._record(drug, label, min(rate, Fraction(999)))

    def _program_restarts(self) -> None:
        self._wait(self.chance.choice((0, 1, 30)))
        self.side.restart()

    def _an_entry_comes_late(self) -> None:
        """An assessment is entered with a time before the entry before it."""
        back = timedelta(seconds=self.chance.choice((1, 60, 600, 7200)))
        typed = do.RecordAssessment(
            map_mmhg=str(self.patient.reading()), map_source="arterial_line", perfusion=GOOD
        )
        self._tell(typed, at=self.side.now - back)

    def _an_entry_is_corrected(self) -> None:
        entries = list(self.side.bed.state.entries)
        if not entries:
            return
        name, right = self.chance.choice(
            (
                ("map_mmhg", "70"),
                ("map_mmhg", "58"),
                ("pump_shows", "5 mL/h"),
                ("skin", "not_met"),
            )
        )
        line = self.chance.choice(entries[-6:])
        self._tell(do.Correct(line=str(line), fields={name: right}, reason="typing error"))

    def _a_slip_in_an_assessment(self) -> None:
        self._assess(mmhg=self.chance.choice(("7", "720", "72.", "7,2", "", "1e2", "-72", "72")))

    def _is_weighed(self) -> None:
        """A weight out of range is typed, then one near the old one."""
        wild = f"{self.chance.choice((20, 31, 154, 400))} kg"
        self._tell(do.ChangeWeight(weight=wild, weight_kind="measured"))
        self.weight = self._known_weight() + self.chance.choice((0, 1, 2))
        said = f"{_text(self.weight)} kg"
        self._tell(do.ChangeWeight(weight=said, weight_kind="measured", weight_again=said))

    def _known_weight(self) -> Fraction:
        weight = self.side.bed.state.weight
        return self.weight if weight is None else weight.to(KG).magnitude

    def _another_drug_is_started(self) -> None:
        label = Label("4 mg", "250 mL")
        self._record("epinephrine", label, Fraction(self.chance.randint(0, 60), 10))

    def _time_is_lost(self) -> None:
        self._wait(self.chance.choice((11, 20, 61, 200, 800)))

    # Small things ---------------------------------------------------------------------------

    def _record(self, drug: str, label: Label, rate: Fraction) -> None:
        typed = do.RecordInfusion(
            drug=drug,
            amount=label.amount,
            volume=label.volume,
            pump_shows=f"{_text(rate)} mL/h",
        )
        self._tell(typed, must="what a pump shows can be recorded")

    def _tell(self, command: do.AnyCommand, *, must: str = "", at: datetime | None = None) -> None:
        self.side.tell(command, at=at, must=must)
        self._feel()

    def _wait(self, minutes: float) -> None:
        """Time passes for the clock and for the patient."""
        self.side.pass_time(minutes * MINUTE)
        self.patient.live(minutes)

    def _feel(self) -> None:
        """The patient gets what the pumps give; each act takes a few seconds."""
        for drug in (NOREPINEPHRINE, VASOPRESSIN):
            label = self.side.books.labels.get(drug)
            if label is not None:
                rate = self.side.books.rates[drug]
                setattr(self.patient, drug, float(rate * self._dose_per_ml_h(drug, label)))
        self._wait(self.chance.choice((0, 0.25, 0.5, 1)))

    def _dose_per_ml_h(self, drug: str, label: Label) -> Fraction:
        amount, unit = label.amount.split(" ")
        per_minute = Fraction(amount) * STRENGTHS[unit] / _number(label.volume) / 60
        return per_minute if drug == VASOPRESSIN else per_minute / self.weight

    def _rate(self, drug: str, label: Label, dose: Fraction) -> Fraction:
        """A rate near a dose; below it where rounding up would pass vasopressin's ceiling."""
        one = self._dose_per_ml_h(drug, label)
        rate = nearest(dose / one, Fraction(1, 10))
        is_over = drug == VASOPRESSIN and rate * one > Fraction("0.04")
        return rate - Fraction(1, 10) if is_over else rate


def _text(value: Fraction) -> str:
    thousandths = value * 1000
    whole, rest = divmod(thousandths.numerator // thousandths.denominator, 1000)
    return f"{whole}.{rest:03}".rstrip("0").rstrip(".")


def _number(text: str) -> Fraction:
    return Fraction(text.split(" ", maxsplit=1)[0])


def _rate_text(rate: Quantity | None) -> str:
    return "" if rate is None else f"{_text(rate.magnitude)} mL/h"


# ------------------------------------------------------------------------------------ together


def run(numbers: range) -> Tally:
    """Tells the weans with these numbers; a fault carries the number of its wean."""
    tally = Tally()
    for number in numbers:
        wean = Wean(number)
        wean.run()
        tally.counts += wean.side.counts
        tally.counts["weans"] += 1
        tally.faults += [f"wean {number}: {fault}" for fault in wean.side.faults]
    return tally


WEANS_A_CHUNK = 250


def chunk(number: int) -> Tally:
    """The weans of one chunk of a long run."""
    first = number * WEANS_A_CHUNK
    return run(range(first, first + WEANS_A_CHUNK))
