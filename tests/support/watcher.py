"""An independent watcher of a shift: it keeps its own small books and knows what must never be.

It reads only what goes in and comes out, works with its own fractions and its own literals, and
shares no rule with the program.
"""

from __future__ import annotations

import dataclasses
import json
from datetime import datetime, timedelta
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from tests.support.shift import NOREPINEPHRINE, VASOPRESSIN, Line

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tests.support.shift import Shift

CEILINGS = {
    NOREPINEPHRINE: Fraction(3),
    VASOPRESSIN: Fraction("0.04"),
    "epinephrine": Fraction(2),
}
"""In mcg/kg/min, vasopressin in units/min."""

STAGE_MINUTES = {NOREPINEPHRINE: 15, VASOPRESSIN: 60}
LARGEST_STEP = {
    "mcg/kg/min": Fraction("0.02"),
    "mcg/min": Fraction(2),
    "units/min": Fraction("0.01"),
}
ADVICE_OF_PHASE = {
    "setup": {"complete_setup"},
    "ready": {"start"},
    "weaning": {"reassess", "wait", "reduce", "stop_drug", "call_prescriber"},
    "holding": {"back_up", "call_prescriber", "reassess", "hold", "wait", "resume"},
    "suspended": {"reassess", "call_prescriber"},
    "complete": {"done", "reassess"},
}
NEVER_AGAINST_A_BACK_UP = {
    "ON_HOLD",
    "SUSPENDED",
    "CLOCK_NOT_TRUSTED",
    "ASSESSMENT_MISSING",
    "ASSESSMENT_STALE",
    "MAP_IMPLAUSIBLE",
    "MAP_SOURCE_NOT_ALLOWED",
    "PERFUSION_WORSE",
    "PERFUSION_NOT_ASSESSED",
    "STEP_TOO_EARLY",
    "HOLD_TOO_SHORT",
    "ORDER_INCOMPLETE",
    "ORDER_NOT_IN_FORCE",
    "START_GATE_NOT_MET",
}
MILLISECOND = timedelta(milliseconds=1)
SIGNS = ("mental_state", "capillary_refill", "urine_output", "skin")


def number(text: object) -> Fraction:
    """The number a text begins with."""
    return Fraction(str(text).split(" ")[0])


@dataclasses.dataclass
class Bag:
    """What hangs, in mcg or units a mL, and the rate it runs at."""

    strength: Fraction
    rate: Fraction


@dataclasses.dataclass
class Seen:
    """An assessment."""

    line: int
    at: datetime
    fields: dict[str, Any]

    def is_complete(self) -> bool:
        answers = self.fields.get("perfusion") or {}
        return self.fields["map_source"] == "arterial_line" and all(
            answers.get(sign, "not_assessed") != "not_assessed" for sign in SIGNS
        )

    def is_bad(self, target: Fraction) -> bool:
        answers = self.fields.get("perfusion") or {}
        return "worse" in answers.values() or number(self.fields["map_mmhg"]) < target

    def is_good(self, target: Fraction) -> bool:
        answers = self.fields.get("perfusion") or {}
        is_worse = "worse" in answers.values()
        return self.is_complete() and not is_worse and number(self.fields["map_mmhg"]) >= target


class Watcher:
    """Tells lines to a shift and fails where something happened that must never happen."""

    def __init__(self, shift: Shift) -> None:
        self.shift = shift
        self.now: datetime | None = None
        self.weight = Fraction(0)
        self.is_open = False
        self.bags: dict[str, Bag] = {}
        self.orders: dict[str, dict[str, Any]] = {}
        self.told: dict[int, dict[str, Any]] = {}
        self.seen: list[Seen] = []
        self.changed_at: datetime | None = None
        self.is_clock_in_doubt = False
        self.unsure: list[tuple[datetime, timedelta]] = []

    def tell(self, at: datetime, do: str, **fields: Any) -> Line:
        """One line, watched. A step is preceded by a look, to know the phase it meets."""
        before = self._run(at, "look", {}) if do in ("step", "back_up", "hold", "resume") else None
        line = self._run(at, do, fields)
        if before is not None:
            self._judge(do, fields, before, line)
        if line.accepted:
            self._note(do, fields, line)
        self._always(line)
        return line

    def _run(self, at: datetime, do: str, fields: Mapping[str, Any]) -> Line:
        if self.now is not None and at < self.now and self.is_open:
            self._clock_went_back(at)
        self.now = at
        said = {"at": at.isoformat(), "do": do, "by": "AB"} | dict(fields)
        return self.shift.tell_raw(json.dumps(said).encode())

    def doubt(
        self,
        at: datetime,
        reason: str,
        *,
        ahead: timedelta = timedelta(),
        off: timedelta = timedelta(),
    ) -> Line:
        """The program says that it was restarted, or that the clock jumped.

        `ahead` is time that did not pass, `off` time that no clock counted.
        """
        if self.now is not None and at < self.now:
            self._clock_went_back(at)
        self.now = at
        self._moved_on(ahead, at)
        if off:
            self.unsure.append((at - off, off))
        self.is_clock_in_doubt = True
        spans = {"ahead_ms": ahead // MILLISECOND, "unsure_ms": off // MILLISECOND}
        line = self.shift.doubt(at, reason=reason, gap_ms=(ahead + off) // MILLISECOND, **spans)
        self._always(line)
        return line

    def _moved_on(self, by: timedelta, now: datetime) -> None:
        self.changed_at = self.changed_at and min(self.changed_at + by, now)
        self.unsure = [(min(began + by, now), span) for began, span in self.unsure]
        for one in self.seen:
            one.at = min(one.at + by, now)

    def _surely_since(self, at: datetime) -> timedelta:
        """How long ago that surely is."""
        off = sum((span for began, span in self.unsure if began >= at), timedelta())
        return self._now() - at - off

    def _clock_went_back(self, at: datetime) -> None:
        self.is_clock_in_doubt = True
        self._moved_on(timedelta(), at)

    # What must hold on every line ------------------------------------------------------------

    def _always(self, line: Line) -> None:
        assert line.action in ADVICE_OF_PHASE[line.phase], (line.phase, line.advice)
        if line.phase != "weaning":
            assert (line.opens_at, line.due_at) == (None, None)
        if line.action in ("reduce", "stop_drug", "back_up"):
            assert line.advice["pump_rate"].endswith(" mL/h")
            rate = number(line.advice["pump_rate"])
            self._is_within_limits(line.advice["drug"], rate)
        for drug, shown in line.view["drugs"].items():
            assert number(shown["pump_rate"]) == self.bags[drug].rate

    def _is_within_limits(self, drug: str, rate: Fraction) -> None:
        per_minute = rate * self.bags[drug].strength / 60
        per_kg = per_minute / self.weight
        dose = per_minute if drug == VASOPRESSIN else per_kg
        assert dose <= CEILINGS[drug], (drug, rate)
        order = self.orders.get(drug)
        if order is not None and not order.get("is_discontinued"):
            is_per_kg = order["maximum"].endswith("/kg/min")
            assert (per_kg if is_per_kg else per_minute) <= number(order["maximum"]), (drug, rate)

    # What must hold for each act -------------------------------------------------------------

    def _judge(self, do: str, fields: Mapping[str, Any], before: Line, line: Line) -> None:
        if do == "hold":
            assert line.accepted is (before.phase != "setup" and self.is_open), line.codes
            return
        if do == "back_up":
            is_setup = before.phase == "setup" or not self.is_open
            assert not line.codes & NEVER_AGAINST_A_BACK_UP, line.codes
            assert is_setup or "WRONG_PHASE" not in line.codes
        if line.accepted:
            {
                "step": self._judge_step,
                "back_up": self._judge_back_up,
                "resume": self._judge_resume,
            }[do](fields, before, line)

    def _judge_step(self, fields: Mapping[str, Any], before: Line, line: Line) -> None:
        assert before.phase == "weaning"
        assert not self.is_clock_in_doubt
        drug = fields["drug"]
        order = self.orders[drug]
        assert not order.get("is_discontinued")
        self._interval_has_passed(drug, order, line)
        last = self.seen[-1]
        assert self._now() - last.at <= timedelta(minutes=5)
        assert last.is_good(self._target())
        bag = self.bags[drug]
        rate = number(line.rate(drug))
        assert 0 <= rate < bag.rate
        if fields["to"] != "off":
            assert rate > 0
            per_minute = (bag.rate - rate) * bag.strength / 60
            unit = order["increment"].split(" ")[1]
            real = per_minute / self.weight if unit == "mcg/kg/min" else per_minute
            assert real <= min(number(order["increment"]), LARGEST_STEP[unit])
        if drug == VASOPRESSIN:
            self._norepinephrine_is_at_its_floor()
        self._is_within_limits(drug, rate)

    def _interval_has_passed(self, drug: str, order: Mapping[str, Any], line: Line) -> None:
        if self.changed_at is not None:
            minutes = max(STAGE_MINUTES[drug], int(order["interval_min"]))
            assert self._surely_since(self.changed_at) >= timedelta(minutes=minutes), line.out

    def _norepinephrine_is_at_its_floor(self) -> None:
        """At most half a step above 0.01 mcg/kg/min, or 1 mcg/min, by any tolerance."""
        bag = self.bags.get(NOREPINEPHRINE)
        if bag is None:
            return
        per_minute = bag.rate * bag.strength / 60
        order = self.orders.get(NOREPINEPHRINE)
        if order is not None and order["increment"].endswith(" mcg/min"):
            assert per_minute <= Fraction("1.5")
        else:
            assert per_minute / self.weight <= Fraction("0.015")

    def _judge_back_up(self, fields: Mapping[str, Any], before: Line, line: Line) -> None:
        drug = fields["drug"]
        rate = number(line.rate(drug))
        assert rate > self.bags[drug].rate
        assert line.phase in ("holding", "suspended")
        assert before.phase != "setup"
        self._is_within_limits(drug, rate)

    def _judge_resume(self, fields: Mapping[str, Any], _before: Line, line: Line) -> None:
        assert not self.is_clock_in_doubt
        assert self.seen[-1].is_good(self._target())
        assert self._now() - self.seen[-1].at <= timedelta(minutes=5)
        bad = [one.at for one in self.seen if one.is_bad(self._target())]
        if bad and fields.get("artefact") is not True:
            assert self._surely_since(bad[-1]) >= timedelta(minutes=60), line.out

    def _now(self) -> datetime:
        assert self.now is not None
        return self.now

    def _target(self) -> Fraction:
        in_force = [
            number(order["map_target_mmhg"])
            for order in self.orders.values()
            if not order.get("is_discontinued")
            and ("valid_until" not in order or order["valid_until"] >= self._now())
        ]
        return max(in_force, default=Fraction(65))

    # The books -------------------------------------------------------------------------------

    def _note(self, do: str, fields: dict[str, Any], line: Line) -> None:
        if do == "correct":
            self._note_correction(fields)
            return
        self.told[line.number] = {"do": do} | fields
        if do in ("open_episode", "change_weight"):
            self.weight = number(fields["weight"])
            self.is_open = True
        elif do == "close_episode":
            self.is_open = False
        elif do in ("record_infusion", "change_bag"):
            self._note_bag(do, fields)
        elif do in ("step", "back_up"):
            self.bags[fields["drug"]].rate = number(line.rate(fields["drug"]))
            self.changed_at = self.now
        elif do == "record_order":
            self.orders[fields["drug"]] = dict(fields)
        elif do == "discontinue_order":
            self.orders[fields["drug"]]["is_discontinued"] = True
        elif do == "record_assessment":
            self._note_assessment(Seen(line.number, self._now(), dict(fields)))

    def _note_bag(self, do: str, fields: dict[str, Any]) -> None:
        former = self.bags.get(fields["drug"])
        bag = _bag(fields)
        self.bags[fields["drug"]] = bag
        is_change = do == "change_bag" or (former is not None and former != bag)
        self.changed_at = self.now if is_change else self.changed_at

    def _note_assessment(self, seen: Seen) -> None:
        self.seen.append(seen)
        if seen.is_complete():
            self.is_clock_in_doubt = False

    def _note_correction(self, fields: dict[str, Any]) -> None:
        line = int(fields["line"])
        right = self.told[line] | fields["fields"]
        self.told[line] = right
        if right["do"] == "record_infusion":
            self.bags[right["drug"]] = _bag(right)
        elif right["do"] == "record_order":
            ended = self.orders[right["drug"]].get("is_discontinued", False)
            self.orders[right["drug"]] = right | {"is_discontinued": ended}
        elif right["do"] == "record_assessment":
            for one in self.seen:
                if one.line == line:
                    one.fields = right


def _bag(fields: Mapping[str, Any]) -> Bag:
    amount = number(fields["amount"]) * (1000 if fields["amount"].endswith(" mg") else 1)
    return Bag(strength=amount / number(fields["volume"]), rate=number(fields["pump_shows"]))
