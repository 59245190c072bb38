"""Weans by the thousand: a simulated nurse, patient and pumps, with everything that goes wrong.

A wean is named by its number, which is its seed: the same number is the same wean everywhere. The
nurse mostly follows advice, in time; sometimes late, twice, with a slip of the pen, out of order,
with the wrong drug, or not at all. Bags and weights change, others touch the pumps, orders end, the
program is restarted. After every command the watch and the books must have nothing to say, and what
is advised, done as advised, must be accepted.
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from tests.proof.chunks import Tally
from tests.proof.mishaps import SLIPS, TroubledNurse
from tests.proof.nurse import rate_text, text
from tests.reference.facts import NOREPINEPHRINE, VASOPRESSIN
from titrator.core import commands as do

if TYPE_CHECKING:
    from titrator.core.advice import Advice

MOST_TURNS = 70


class Wean(TroubledNurse):
    """One wean from an empty bed to its end, or to the end of a nurse's patience."""

    def run(self) -> None:
        """Tells the whole wean."""
        self.set_up()
        self.begin()
        for _ in range(MOST_TURNS):
            if self.chance.random() < self.trouble:
                self.something_goes_wrong()
            if not self._turn():
                break
        self.side.counts[f"ended {self.side.phase}"] += 1
        if self.chance.random() < 0.2:
            self.side.restart()
        self.tell(do.CloseEpisode(), must="an episode can be closed")

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
                self.tell(informed, must="a resume was advised")
            case "start":
                self.tell(do.StartWean(), must="a start was advised")
            case "call_prescriber":
                self._call_prescriber()
            case "complete_setup":
                self.wait(5)
                self.order_again()
                self.begin()
            case "hold":
                self.wait(self.chance.choice((2, 3, 5)))
                self.assess()
            case "done":
                return False
            case _:
                self._wait_and_assess(str(advised.action))
        return True

    def _wait_and_assess(self, action: str) -> None:
        if action == "wait":
            self.wait(self.chance.choice((3, 5, 10, 15, 30)))
        elif self.chance.random() < 0.1:
            self.wait(self.chance.choice((1, 4, 12, 25)))  # the nurse is busy
        self.assess()

    def _reduce(self, advised: Advice) -> None:
        shows = rate_text(advised.pump_rate)
        typed = do.Step(drug=advised.drug, to=advised.to, pump_shows=shows)
        if self.chance.random() < self.trouble / 2:
            slip = self.chance.choice(SLIPS)
            self.tell(do.Step(drug=advised.drug, to=advised.to, pump_shows=slip))
            return  # and looks again before typing again
        self.tell(typed, must="a step was advised")
        if self.chance.random() < self.trouble / 2:
            self.tell(typed)  # Enter twice

    def _back_up(self, advised: Advice) -> None:
        shows = rate_text(advised.pump_rate)
        typed = do.BackUp(drug=advised.drug, pump_shows=shows)
        self.tell(typed, must="a back up was advised")
        self.patient.drift_per_hour += 2  # somebody gave volume

    def _call_prescriber(self) -> None:
        """The prescriber orders anew; where a dose is above a limit, it is taken down at the pump."""
        self.wait(3)
        for drug in (NOREPINEPHRINE, VASOPRESSIN):
            label = self.side.books.labels.get(drug)
            if label is not None and self.side.phase == "suspended":
                dose = Fraction("0.05") if drug == NOREPINEPHRINE else Fraction("0.03")
                rate = min(self.side.books.rates[drug], self.rate(drug, label, dose))
                self.record(drug, label, rate)
        self.order_again()
        if self.chance.random() < 0.5:
            self.patient.drift_per_hour += 2
        self.assess()

    def _another_act(self, advised: Advice) -> None:
        """The nurse does something else than what is advised."""
        drug = self.chance.choice((NOREPINEPHRINE, VASOPRESSIN))
        unit = self.unit if drug == NOREPINEPHRINE else "units/min"
        to = self.chance.choice(("off", f"0.01 {unit}", f"0.02 {unit}", f"1 {unit}", "0.02 mg/h"))
        shows = f"{text(Fraction(self.chance.randint(0, 200), 10))} mL/h"
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
        self.tell(self.chance.choice(acts))


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
