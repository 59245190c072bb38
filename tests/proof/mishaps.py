"""What goes wrong at a simulated bed: slips, late and repeated entries, bags, pumps, restarts."""

from __future__ import annotations

from datetime import timedelta
from fractions import Fraction

from tests.proof import beds
from tests.proof.bedside import Label
from tests.proof.nurse import GOOD, LABELS, Nurse, number, text
from tests.reference.rounding import nearest
from titrator.core import commands as do
from titrator.core.steps import drug_bounds, rate_after_bag_change
from titrator.core.units import KG

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


class TroubledNurse(Nurse):
    """A nurse to whom all of this happens, more or less often."""

    def something_goes_wrong(self) -> None:
        """One mishap by chance."""
        happens = self.chance.choice(
            (
                self._bag_runs_out,
                self._bag_runs_out,
                self._somebody_touched_a_pump,
                self._program_restarts,
                self._workstation_was_off,
                self._clock_is_set,
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
        shows = f"{text(rate)} mL/h"
        if self.chance.random() < 0.1:
            shows = self.chance.choice(SLIPS)
        change = do.ChangeBag(
            drug=drug,
            amount=label.amount,
            volume=label.volume,
            pump_shows=shows,
            second_check=check if is_checked else None,
        )
        self.tell(change)

    def _rate_of_bag(self, drug: str, label: Label) -> Fraction | None:
        state = self.side.bed.state
        infusion = state.infusions[drug]
        amount, unit = label.amount.split(" ")
        bag = beds.bag(Fraction(amount), unit, number(label.volume))
        bounds = drug_bounds(drug, state, self.side.policy, self.side.now)
        rate = rate_after_bag_change(infusion, bag, bounds, state, self.side.policy)
        return None if rate is None else rate.magnitude

    def _somebody_touched_a_pump(self) -> None:
        """Pumps are found at another rate: stopped, halved, doubled, ten times as fast."""
        for drug, label in list(self.side.books.labels.items()):
            if self.chance.random() < 0.5:
                factor = self.chance.choice((0, 1, Fraction(1, 2), Fraction(11, 10), 2, 10))
                rate = nearest(self.side.books.rates[drug] * factor, Fraction(1, 10))
                self.record(drug, label, min(rate, Fraction(999)))

    def _program_restarts(self) -> None:
        self.wait(self.chance.choice((0, 1, 30)))
        self.side.restart()

    def _workstation_was_off(self) -> None:
        """After it only UTC says how long; UTC may be wrong, and the patient knows better."""
        told = timedelta(minutes=self.chance.choice((3, 20, 70, 800)))
        really = told * self.chance.choice((0, 1, 1))
        counted = min(timedelta(minutes=1), really)
        self.side.pass_time(told, really=really)
        self.patient.live(really / timedelta(minutes=1))
        self.side.restart(gap=told, unsure=told - counted)

    def _clock_is_set(self) -> None:
        """Ahead or back, by a minute up to a day."""
        minutes = self.chance.choice((-60, -3, 1, 15, 60, 1440))
        self.side.clock_jumps(timedelta(minutes=minutes))

    def _an_entry_comes_late(self) -> None:
        """An assessment is entered with a time before the entry before it; then time goes on."""
        back = timedelta(seconds=self.chance.choice((1, 60, 600, 7200)))
        typed = do.RecordAssessment(
            map_mmhg=str(self.patient.reading()), map_source="arterial_line", perfusion=GOOD
        )
        self.side.now -= back
        self.tell(typed)
        self.side.clock_jumps(back)

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
        self.tell(do.Correct(line=str(line), fields={name: right}, reason="typing error"))

    def _a_slip_in_an_assessment(self) -> None:
        self.assess(mmhg=self.chance.choice(("7", "720", "72.", "7,2", "", "1e2", "-72", "72")))

    def _is_weighed(self) -> None:
        """A weight out of range is typed, then one near the old one."""
        wild = f"{self.chance.choice((20, 31, 154, 400))} kg"
        self.tell(do.ChangeWeight(weight=wild, weight_kind="measured"))
        self.weight = self._known_weight() + self.chance.choice((0, 1, 2))
        said = f"{text(self.weight)} kg"
        self.tell(do.ChangeWeight(weight=said, weight_kind="measured", weight_again=said))

    def _known_weight(self) -> Fraction:
        weight = self.side.bed.state.weight
        return self.weight if weight is None else weight.to(KG).magnitude

    def _another_drug_is_started(self) -> None:
        label = Label("4 mg", "250 mL")
        self.record("epinephrine", label, Fraction(self.chance.randint(0, 60), 10))

    def _time_is_lost(self) -> None:
        self.wait(self.chance.choice((11, 20, 61, 200, 800)))
