"""The nurse of the simulation: sets a bed up, orders for it, assesses, and tells the session all of it."""

from __future__ import annotations

import random
from datetime import timedelta
from fractions import Fraction
from typing import TYPE_CHECKING

from tests.proof import beds
from tests.proof.bedside import Bedside, Label
from tests.proof.patient import Patient
from tests.reference.facts import NOREPINEPHRINE, VASOPRESSIN
from tests.reference.rounding import nearest
from tests.support.shift import ALL_MET
from titrator.core import commands as do

if TYPE_CHECKING:
    from datetime import datetime

    from titrator.core.units import Quantity

GOOD = dict.fromkeys(
    ("mental_state", "capillary_refill", "urine_output", "skin", "lactate"), "same_or_better"
)
LABELS = {
    NOREPINEPHRINE: [Label(f"{mg} mg", "250 mL") for mg in (4, 8, 16)] + [Label("4 mg", "1000 mL")],
    VASOPRESSIN: [Label(f"{units} units", "100 mL") for units in (20, 40, 60, 100)],
}
STRENGTHS = {"mg": 1000, "units": 1}
MINUTE = timedelta(minutes=1)


class Nurse:
    """One bed, one patient, and who looks after both; everything follows from the number."""

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

    def _patient(self) -> Patient:
        """Most get better slowly, some do not."""
        return Patient(
            chance=self.chance,
            norepinephrine=self.chance.choice((0.0, 0.01, 0.02, 0.03, 0.05, 0.08, 0.15)),
            vasopressin=self.chance.choice((0.0, 0.01, 0.02, 0.03, 0.03, 0.04)),
            pressure_now=self.target + self.chance.uniform(4, 16),
            drift_per_hour=self.chance.choice((-4.0, -1.0, 0.0, 1.0, 2.0, 4.0, 6.0)),
        )

    def set_up(self) -> None:
        """Opens the bed and records what runs, with its orders."""
        opened = do.OpenEpisode(
            bed="7", weight=f"{text(self.weight)} kg", weight_kind="measured", adult=True
        )
        self.tell(opened, must="an adult can be opened")
        for drug in self.chance.sample((NOREPINEPHRINE, VASOPRESSIN), 2):
            dose = getattr(self.patient, drug)
            label = self.chance.choice(LABELS[drug])
            if dose or self.chance.random() < 0.5:
                self.record(drug, label, self.rate(drug, label, Fraction(str(dose))))
                self.tell(self.order(drug), must="a complete order is taken")

    def begin(self) -> None:
        """The gate, an assessment, the start; and again after a change of weight."""
        self.assess()
        since = (self.side.now - timedelta(hours=self.chance.choice((1, 2, 3, 5)))).isoformat()
        self.tell(do.RecordStartGate(map_stable_since=since, **ALL_MET))
        self.tell(do.StartWean())

    def order(self, drug: str) -> do.RecordOrder:
        """A complete order, its increment and interval by chance; one in ten ends by itself."""
        is_norepinephrine = drug == NOREPINEPHRINE
        unit = self.unit if is_norepinephrine else "units/min"
        scale = 100 if unit == "mcg/min" else 1
        increment = Fraction(self.chance.choice(("0.01", "0.01", "0.02", "0.005"))) * scale
        maximum = Fraction("0.5") * scale if is_norepinephrine else Fraction("0.04")
        until = self.side.now + timedelta(hours=self.chance.choice((1, 8, 24)))
        return do.RecordOrder(
            drug=drug,
            route="central",
            initial=f"{text(increment)} {unit}",
            increment=f"{text(increment)} {unit}",
            interval_min=str(self.chance.choice((10, 15, 30, 60))),
            maximum=f"{text(maximum)} {unit}",
            map_target_mmhg=str(self.target),
            prescriber="CD",
            valid_until=until.isoformat() if self.chance.random() < 0.1 else None,
        )

    def order_again(self) -> None:
        """Every weaned drug is ordered anew."""
        for drug in self.side.books.labels:
            if drug in LABELS:
                self.tell(self.order(drug))

    def assess(self, **other: str) -> None:
        """Reads the monitor and looks at the patient; `mmhg` is another text than what is read."""
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
        self.tell(typed)

    def record(self, drug: str, label: Label, rate: Fraction) -> None:
        """What a pump shows."""
        typed = do.RecordInfusion(
            drug=drug,
            amount=label.amount,
            volume=label.volume,
            pump_shows=f"{text(rate)} mL/h",
        )
        self.tell(typed, must="what a pump shows can be recorded")

    def tell(self, command: do.AnyCommand, *, must: str = "", at: datetime | None = None) -> None:
        """Says one thing to the session; the patient lives on meanwhile."""
        self.side.tell(command, at=at, must=must)
        self._feel()

    def wait(self, minutes: float) -> None:
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
        self.wait(self.chance.choice((0, 0.25, 0.5, 1)))

    def _dose_per_ml_h(self, drug: str, label: Label) -> Fraction:
        amount, unit = label.amount.split(" ")
        per_minute = Fraction(amount) * STRENGTHS[unit] / number(label.volume) / 60
        return per_minute if drug == VASOPRESSIN else per_minute / self.weight

    def rate(self, drug: str, label: Label, dose: Fraction) -> Fraction:
        """A rate near a dose; below it where rounding up would pass vasopressin's ceiling."""
        one = self._dose_per_ml_h(drug, label)
        rate = nearest(dose / one, Fraction(1, 10))
        is_over = drug == VASOPRESSIN and rate * one > Fraction("0.04")
        return rate - Fraction(1, 10) if is_over else rate


def text(value: Fraction) -> str:
    """A number as it is typed, to three decimals."""
    thousandths = value * 1000
    whole, rest = divmod(thousandths.numerator // thousandths.denominator, 1000)
    return f"{whole}.{rest:03}".rstrip("0").rstrip(".")


def number(typed: str) -> Fraction:
    """The number a text begins with."""
    return Fraction(typed.split(" ", maxsplit=1)[0])


def rate_text(rate: Quantity | None) -> str:
    """A pump rate as the pump shows it."""
    return "" if rate is None else f"{text(rate.magnitude)} mL/h"
