"""Charted infusions of real patients through the session: what would the protocol have said?

Each charted setting is recorded as found at the pump, each charted MAP as an assessment. Before a
charted reduction is recorded it is asked for as a step, and the answer is counted against what was
done. Three readings of the same episodes:

    as charted           MAP with the source it was charted with
    as if by line        as if every MAP had come from an arterial line
    doses alone          a good assessment stands before each change: only size, interval, order

Not charted, and therefore put in: orders (the widest the protocol knows), perfusion (same or
better), gate answers (met; since when MAP is stable follows from the charted MAP), the prescriber
(informed). Nothing here says what should have been done for anyone.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import timedelta
from fractions import Fraction
from typing import TYPE_CHECKING

from tests.proof import beds
from tests.proof.bedside import Bedside
from tests.proof.charted import Episode, Pressure, Setting, decimal, episodes
from tests.reference import rounding
from tests.reference.facts import NOREPINEPHRINE, VASOPRESSIN
from tests.support.shift import ALL_MET
from titrator.core import commands as do

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime
    from pathlib import Path

AS_CHARTED, BY_LINE, DOSES = "as charted", "as if by arterial line", "doses alone"
READINGS = (AS_CHARTED, BY_LINE, DOSES)
UNCHANGED = dict.fromkeys(
    ("mental_state", "capillary_refill", "urine_output", "skin", "lactate"), "same_or_better"
)
MINUTE = timedelta(minutes=1)


@dataclass
class Outcome:
    """One episode under one reading: what was done, and what the protocol said of it."""

    data_set: str
    reading: str
    minutes: int
    counts: Counter[str] = field(default_factory=Counter)
    refused_for: Counter[str] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)

    @property
    def reductions(self) -> int:
        return self.counts["reductions"]


class Replay:
    """One episode told to a session."""

    def __init__(self, episode: Episode, reading: str) -> None:
        self.episode = episode
        self.reading = reading
        first = min(one.minute for one in episode.events)
        self.offset = first
        self.side = Bedside(
            beds.shipped("norepinephrine-first"), beds.NOON, is_vasopressin_first=False
        )
        last = max(one.minute for one in episode.events)
        self.outcome = Outcome(episode.data_set, reading, last - first)
        self.stable_since: datetime | None = None

    def run(self) -> Outcome:
        """Tells the whole episode."""
        weight = f"{decimal(self.episode.weight)} kg"
        opened = do.OpenEpisode(
            bed="1", weight=weight, weight_again=weight, weight_kind="stated", adult=True
        )
        self.side.tell(opened, must="an adult can be opened")
        for event in self.episode.events:
            at = beds.NOON + (event.minute - self.offset) * MINUTE
            self.side.pass_time(at - self.side.now)
            if isinstance(event, Setting):
                self._setting(event)
            elif self.reading != DOSES:
                self._pressure(event)
        self.outcome.faults = self.side.faults
        self.outcome.counts["commands"] = self.side.counts["commands"]
        return self.outcome

    # What was charted -----------------------------------------------------------------------

    def _pressure(self, reading: Pressure) -> None:
        source = "arterial_line" if self.reading == BY_LINE else reading.source
        mmhg = Fraction(reading.mmhg)
        self._assess(reading.mmhg, source, twice=20 <= mmhg <= 200)
        if mmhg < 65:
            self.stable_since = None
        elif self.stable_since is None:
            self.stable_since = self.side.now
        self._go_on()

    def _assess(self, mmhg: str, source: str, *, twice: bool) -> None:
        typed = do.RecordAssessment(
            map_mmhg=mmhg,
            map_again=mmhg if twice else None,
            map_source=source,
            perfusion=UNCHANGED,
        )
        if not self.side.tell(typed):
            self.outcome.counts["MAP values refused"] += 1

    def _go_on(self) -> None:
        """Starts, or resumes, where that is possible; counts where a reduction is advised."""
        phase = self.side.phase
        if phase in ("setup", "ready") and self.side.books.labels:
            since = None if self.stable_since is None else self.stable_since.isoformat()
            self.side.tell(do.RecordStartGate(map_stable_since=since, **ALL_MET))
            self.side.tell(do.StartWean())
        elif phase == "holding":
            self.side.tell(do.Resume(prescriber_informed=True))
        advised = self.side.advised()
        if advised.action in ("reduce", "stop_drug"):
            self.outcome.counts["assessments with a reduction advised"] += 1
        if advised.action == "back_up":
            self.outcome.counts["assessments with a back up advised"] += 1

    def _setting(self, setting: Setting) -> None:
        known = self.side.books.rates.get(setting.drug)
        label = self.side.books.labels.get(setting.drug)
        is_same_bag = label == (setting.amount, setting.volume)
        if is_same_bag and known == setting.rate:
            return
        is_weaned = setting.drug in (NOREPINEPHRINE, VASOPRESSIN)
        if self.reading == DOSES and is_weaned:
            self._make_good()
        is_less = known is not None and self._dose(setting) < self._present(setting.drug)
        if is_weaned and is_less and not self._is_step_made(setting):
            self._record(setting)
        elif not (is_weaned and is_less):
            if (
                is_weaned
                and known is not None
                and self._dose(setting) > self._present(setting.drug)
            ):
                self.outcome.counts["increases"] += 1
            self._record(setting)
        if is_weaned and known is None:
            self._ordered(setting.drug)

    def _record(self, setting: Setting) -> None:
        typed = do.RecordInfusion(
            drug=setting.drug,
            amount=setting.amount,
            volume=setting.volume,
            pump_shows=f"{decimal(setting.rate)} mL/h",
        )
        self.side.tell(typed, must="what a pump shows can be recorded")

    # What was put in ------------------------------------------------------------------------

    def _ordered(self, drug: str) -> None:
        """The widest order: the largest step of the protocol, the shortest interval, the ceiling."""
        is_norepinephrine = drug == NOREPINEPHRINE
        unit = self.episode.unit if is_norepinephrine else "units/min"
        largest = {"mcg/kg/min": "0.02", "mcg/min": "2", "units/min": "0.01"}[unit]
        maximum = {
            "mcg/kg/min": "3",
            "mcg/min": decimal(3 * self.episode.weight),
            "units/min": "0.04",
        }[unit]
        typed = do.RecordOrder(
            drug=drug,
            route="central",
            initial=f"0 {unit}",
            increment=f"{largest} {unit}",
            interval_min="15" if is_norepinephrine else "60",
            maximum=f"{maximum} {unit}",
            map_target_mmhg="65",
            prescriber="CD",
        )
        self.side.tell(typed, must="a complete order is taken")

    def _make_good(self) -> None:
        """A good assessment now; the wean started, or a hold ended, where nothing else forbids it."""
        self._assess("72", "arterial_line", twice=True)
        phase = self.side.phase
        if phase in ("setup", "ready") and self.side.books.labels:
            since = (self.side.now - timedelta(hours=3)).isoformat()
            self.side.tell(do.RecordStartGate(map_stable_since=since, **ALL_MET))
            self.side.tell(do.StartWean())
        elif phase == "holding":
            self.side.tell(do.Resume(prescriber_informed=True))

    # What the protocol says -----------------------------------------------------------------

    def _is_step_made(self, setting: Setting) -> bool:
        """Asks for the charted reduction as a step. Returns whether the session recorded it."""
        self.outcome.counts["reductions"] += 1
        unit = self.episode.unit if setting.drug == NOREPINEPHRINE else "units/min"
        to = "off" if setting.rate == 0 else f"{decimal(self._dose(setting, unit))} {unit}"
        typed = do.Step(drug=setting.drug, to=to, pump_shows=f"{decimal(setting.rate)} mL/h")
        before = self.side.bed.entries[-1:]
        made = self.side.tell(typed)
        codes = self._codes_of_last() if self.side.bed.entries[-1:] != before else set()
        if made:
            self.outcome.counts["allowed"] += 1
            return True
        if codes == {"PUMP_MISMATCH"}:
            self.outcome.counts["allowed at another rate"] += 1
            return False
        group = _group(codes)
        if codes == {"WRONG_PHASE"}:
            group = "not started"
            codes = self._why_not_started()
        self.outcome.counts[group] += 1
        self.outcome.refused_for.update(codes)
        return False

    def _codes_of_last(self) -> set[str]:
        return {
            finding.code.value
            for event in self.side.bed.entries[-1].entry.events
            for finding in getattr(event, "refusals", ())
        }

    def _why_not_started(self) -> set[str]:
        if self.side.phase not in ("setup", "ready"):
            return {"WRONG_PHASE"}
        self.side.tell(do.StartWean())
        return {f"start: {code}" for code in self._codes_of_last()}

    # Doses ----------------------------------------------------------------------------------

    def _dose(self, setting: Setting, unit: str | None = None) -> Fraction:
        amount, amount_unit = setting.amount.split(" ")
        volume, _ = setting.volume.split(" ")
        strength = rounding.concentration(Fraction(amount), amount_unit, Fraction(volume), "mL")
        named = unit or ("units/min" if setting.drug == VASOPRESSIN else "mcg/min")
        return rounding.dose_at(setting.rate, named, strength, self.episode.weight)

    def _present(self, drug: str) -> Fraction:
        label = self.side.books.labels[drug]
        return self._dose(Setting(0, drug, label.amount, label.volume, self.side.books.rates[drug]))


def _group(codes: set[str]) -> str:
    """What stood first in the way: a suspension, a hold, or the step's own rules."""
    if "SUSPENDED" in codes:
        return "suspended"
    return "held" if "ON_HOLD" in codes else "refused"


def replay(folder: Path, every: int = 1) -> Iterator[Outcome]:
    """Every episode, or one in `every`, under each reading that its data allow."""
    for number, episode in enumerate(episodes(folder)):
        if number % every:
            continue
        for reading in READINGS:
            if episode.pressures or reading != BY_LINE:
                yield Replay(episode, reading).run()
