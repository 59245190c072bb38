"""What happened at the beds whose logs every later version must read alike.

Between them the stories hold every event that a bed can bring. A story is told once a release, by
`record.py`; after that only its log counts.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from tests.support.fake_clock import FakeClock
from tests.support.shift import (
    NOREPINEPHRINE,
    VASOPRESSIN,
    a_second_check,
    after_a_step,
    opened,
    prepared,
    weaning,
)
from titrator.core import commands as do
from titrator.session.desk import Desk

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.support.shift import Shift
    from titrator.session.policy import LoadedPolicy
    from titrator.store.record import EventLog

    Story = Callable[[EventLog, LoadedPolicy], None]


def bags_and_weight(log: EventLog, policy: LoadedPolicy) -> None:
    """Steps, a stronger bag, a back up, a pump found changed and confirmed, another weight."""
    change_bags_and_weight(after_a_step(log=log, policy=policy))


def change_bags_and_weight(shift: Shift) -> None:
    """What follows the first step in that story."""
    stronger = {"amount": "8 mg", "second_check": a_second_check("8 mg", "250 mL")}
    shift.at("08:10").bag(NOREPINEPHRINE, "2.7 mL/h", **stronger)
    shift.at("08:11").back_up(NOREPINEPHRINE, "4 mL/h")
    shift.at("08:12").infusion(VASOPRESSIN, "9 mL/h")
    shift.at("08:13").infusion(VASOPRESSIN, "8.9 mL/h")
    shift.at("08:14").weight("71 kg")
    shift.at("08:15").close()


def corrections(log: EventLog, policy: LoadedPolicy) -> None:
    """Every entry that can be put right, holds that come and go, a clock that goes back."""
    put_right(prepared(log=log, policy=policy))


def put_right(shift: Shift) -> None:
    """What follows the start gate in that story; it was the last entry."""
    gate = shift.last
    shift.at("08:05").correct(gate, mental_state="met")
    shift.at("08:05").correct(4, pump_shows="9.1 mL/h")
    shift.at("08:05").correct(4, pump_shows="9 mL/h")
    dialysis = {"not_applicable": "dialysis", "prescriber": "CD"}
    shift.at("08:05").correct(gate, urine_output=dialysis)
    shift.at("08:05").start()
    low = shift.at("08:06").assessment(64)
    shift.at("08:07").correct(low, map_mmhg="66.5")
    order = shift.at("08:08").order(NOREPINEPHRINE)
    shift.at("08:08").correct(order, interval_min=20)
    shift.at("08:09").decline(comment="a scan is due")
    shift.at("08:10").hold()
    shift.at("08:11").resume()
    shift.at("08:12").assessment(98)
    shift.at("08:10").look()
    shift.at("08:11").assessment(72)
    shift.at("08:12").discontinue(NOREPINEPHRINE)
    shift.at("09:00").assessment(72)


def refusals(log: EventLog, policy: LoadedPolicy) -> None:
    """What was asked and not accepted, as it was typed."""
    ask_in_vain(opened(log=log, policy=policy))


def ask_in_vain(shift: Shift) -> None:
    """What is asked at the open bed in that story."""
    shift.at("08:02").step(VASOPRESSIN, "0.02 units/min", "6 mL/h")
    shift.at("08:02").bag(VASOPRESSIN, "9 mL/h", second_check=a_second_check("1 units", "2 mL"))
    shift.at("08:02").gate(urine_output={"not_applicable": "dialysis"}, skin="maybe")
    shift.at("08:02").correct(1, perfusion={"skin": "worse"}, nested={"a": {"b": True}})
    shift.at("08:02").infusion(VASOPRESSIN, "0,5 mL/h")


def all_off(log: EventLog, policy: LoadedPolicy) -> None:
    """The last drug is stopped; the bed is watched on and closed."""
    shift = weaning(None, "3 mL/h", log=log, policy=policy)
    shift.at("08:06").step(VASOPRESSIN, "off")
    shift.at("08:11").assessment(71)
    shift.at("08:16").assessment(70)
    shift.at("08:30").close()


def overdue(log: EventLog, policy: LoadedPolicy) -> None:
    """Nobody reassessed: suspended, and taken up again."""
    shift = weaning(log=log, policy=policy)
    shift.at("08:20:01").look()
    shift.at("08:25").step(NOREPINEPHRINE, "0.02 mcg/kg/min", "5.3 mL/h")
    shift.at("08:26").assessment(71)
    shift.at("08:27").step(NOREPINEPHRINE, "0.02 mcg/kg/min", "5.3 mL/h")


def clocks(log: EventLog, policy: LoadedPolicy) -> None:
    """A workstation that sleeps, is set back and set forward, and is started anew."""
    clock = FakeClock()
    desk = Desk(log=log, policy=policy, clock=clock, new_id=lambda: "clocks")
    bed = do.OpenEpisode(bed="ICU-12", weight="70 kg", weight_kind="measured", adult=True)
    desk.open_bed(bed, "AB")
    clock.pass_unseen(timedelta(minutes=22))
    desk.tick()
    four = ("mental_state", "capillary_refill", "urine_output", "skin")
    good = do.RecordAssessment(
        map_mmhg="72", map_source="arterial_line", perfusion=dict.fromkeys(four, "same_or_better")
    )
    desk.handle("clocks", good, "AB")
    clock.set_utc(timedelta(hours=-1))
    desk.tick()
    clock.set_utc(timedelta(hours=2))
    desk.tick()
    Desk(log=log, policy=policy, clock=clock)


def handover(log: EventLog, policy: LoadedPolicy) -> None:
    """The incoming nurse reads the pumps back: one differs, then both agree."""
    shift = weaning(log=log, policy=policy)
    for shows in ("8.9 mL/h", "7.9 mL/h"):
        read = {NOREPINEPHRINE: shows, VASOPRESSIN: "9 mL/h"}
        shift.at("08:06").act("hand_over", by="CD", pump_shows=read)
    shift.at("08:07").close()


STORIES: dict[str, Story] = {
    "bags-and-weight": bags_and_weight,
    "corrections": corrections,
    "refusals": refusals,
    "all-off": all_off,
    "overdue": overdue,
    "clocks": clocks,
    "handover": handover,
}
