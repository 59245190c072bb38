"""The words of every state a bed's screen can be in, made by hand, in one place."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import msgspec

from titrator.session.next_act import tab_status
from titrator.session.screen import (
    Act,
    Banner,
    Bedside,
    DrugRow,
    LastMap,
    LogLine,
    MapPoint,
    NextAct,
    Rung,
    Task,
    Tone,
    WhyCard,
)

NOW = datetime(2026, 11, 2, 14, 32, tzinfo=UTC)


@dataclass(frozen=True)
class Screen:
    """One state: its bedside, and what its tab says of it."""

    bedside: Bedside

    @property
    def tab(self) -> str:
        """Return the state in a few words, as the program says it."""
        return tab_status(self.bedside.next)

    def named(self, bed: str) -> Bedside:
        """Return the bedside with another bed's name."""
        banner = msgspec.structs.replace(self.bedside.banner, bed=bed)
        return msgspec.structs.replace(self.bedside, banner=banner)


WHY = WhyCard(
    title="Reassess at 14:44, 15 min after the reduction",
    rule="R8",
    text="Reassess 5, 10 and 15 min after each change, then every 15 min. "
    "A reduction needs an assessment no older than 5 min.",
    inputs=(
        "norepinephrine 0.09 to 0.07 mcg/kg/min at 14:29, AB",
        "MAP 71 mmHg, arterial line, 14:30, 2 min ago",
        "perfusion same or better, 14:30",
        "order: increment 0.02 mcg/kg/min every 15 min, Dr. Ruiz, 13:58",
    ),
    missing=("lactate not assessed since 13:50",),
    worked=(
        "14:29 + 15 min = 14:44",
        "step opens 14:44, if MAP is 65 or more and nothing is worse",
    ),
    source="Source article, Vasopressor Management (educational, pending human review)",
    evidence=(
        "Norepinephrine first: observational cohorts, low certainty.",
        "Against: DOVSS (2022) found more hypotension when norepinephrine was stopped first.",
    ),
    protocol="Norepinephrine first, version 3, approved by Pharm. C. Diaz on 2 Nov 2026",
    can_decline=True,
)

LADDER = (
    Rung(label="0.09", place="done", group=1),
    Rung(label="0.07", place="now", group=1),
    Rung(label="0.05", place="ahead", group=1),
    Rung(label="0.03", place="ahead", group=1),
    Rung(label="0.01", place="ahead", group=1),
    Rung(label="0.02", place="ahead", group=2),
    Rung(label="0.01", place="ahead", group=2),
    Rung(label="off", place="ahead", group=2),
    Rung(label="off", place="ahead", group=3),
)

BANNER = Banner(
    bed="ICU-12",
    weight="70 kg measured 06:10",
    weight_brief="70 kg measured",
    target="MAP target 65 mmHg or more",
    target_brief="MAP target 65 mmHg",
    phase="wean running",
    warnings=("Protocol not approved by a hospital",),
)

CALM = NextAct(
    tone=Tone.CALM,
    mark="",
    heading="NEXT: REASSESS",
    countdown=("11", "min", "42", "sec"),
    late=False,
    lines=("due 14:44, then reduce from 14:59 if MAP is 65 or more",),
    act=Act.REASSESS,
    act_label="Reassess",
    clock="reassess",
    at=NOW + timedelta(minutes=12),
    ladder=LADDER,
)

LAST_MAP = LastMap(
    value="71",
    source="arterial line",
    time="14:30",
    age="2 min ago",
    perfusion="Perfusion same or better",
    is_stale=False,
    is_low=False,
    target_mmhg=65,
    readings=tuple(
        MapPoint(at=NOW - timedelta(minutes=minutes), mmhg=mmhg)
        for minutes, mmhg in ((90, 70), (75, 73), (60, 69), (45, 72), (32, 68), (19, 70), (2, 71))
    ),
)

NOREPINEPHRINE = DrugRow(
    drug="norepinephrine",
    name="norepinephrine",
    bag="4 mg in 250 mL",
    chain=("0.07 mcg/kg/min", "4.9 mcg/min", "18.4 mL/h"),
    note="pump read back 14:29 by AB; next 0.05 mcg/kg/min",
    limit_name="order maximum",
    limit="0.5 mcg/kg/min",
    headroom=14,
    is_above_limit=False,
    is_running=True,
)
VASOPRESSIN = DrugRow(
    drug="vasopressin",
    name="vasopressin",
    bag="20 units in 100 mL",
    chain=("0.03 units/min", "1.8 units/h", "9 mL/h"),
    note="stays until norepinephrine is at 0.01 mcg/kg/min",
    limit_name="hard limit",
    limit="0.04 units/min",
    headroom=75,
    is_above_limit=False,
    is_running=True,
)

LOG = (
    LogLine(
        line=7,
        at=NOW,
        time="14:30",
        text="reassessed, MAP 71 arterial line, perfusion same or better",
        by="AB",
        kind="entry",
    ),
    LogLine(
        line=6,
        at=NOW,
        time="14:29",
        text="norepinephrine 0.09 to 0.07 mcg/kg/min, pump 23.6 to 18.4 mL/h, MAP 72",
        by="AB",
        kind="entry",
    ),
    LogLine(
        line=5,
        at=NOW,
        time="14:21",
        text="reduction refused: 6 min since the last change, 15 min needed",
        by="AB",
        kind="refused",
    ),
    LogLine(
        line=4,
        at=NOW,
        time="14:13",
        text="reassessed, MAP 70 arterial line, perfusion same or better",
        by="AB",
        kind="entry",
    ),
)

WEANING = Bedside(
    banner=BANNER,
    next=CALM,
    last_map=LAST_MAP,
    drugs=(NOREPINEPHRINE, VASOPRESSIN),
    tasks=(),
    log=LOG,
    phase="wean running",
)

TASKS = (
    Task(
        act=Act.INFUSION,
        label="What runs now",
        detail="norepinephrine 7.9 mL/h, vasopressin 9 mL/h",
        brief="2 drugs",
        is_done=True,
    ),
    Task(
        act=Act.ORDER,
        label="Titration orders",
        detail="norepinephrine: complete. vasopressin: missing",
        brief="vasopressin missing",
        is_done=False,
    ),
    Task(
        act=Act.GATE, label="Start gate", detail="not answered", brief="not answered", is_done=False
    ),
    Task(
        act=Act.REASSESS,
        label="Assessment",
        detail="MAP and perfusion, at most 5 min old",
        brief="missing",
        is_done=False,
    ),
    Task(
        act=Act.START,
        label="Start the wean",
        detail="when all of it is there",
        brief="when all is there",
        is_done=False,
    ),
)


def _replaced_next(bedside: Bedside, **changes: object) -> Bedside:
    following = msgspec.structs.replace(bedside.next, **changes)
    return msgspec.structs.replace(bedside, next=following)


def _in_phase(phase: str, bedside: Bedside) -> Bedside:
    banner = msgspec.structs.replace(bedside.banner, phase=phase)
    return msgspec.structs.replace(bedside, banner=banner, phase=phase)


def _replaced_map(bedside: Bedside, **changes: object) -> Bedside:
    last_map = msgspec.structs.replace(bedside.last_map, **changes)
    return msgspec.structs.replace(bedside, last_map=last_map)


DUE = _replaced_next(
    WEANING,
    tone=Tone.DUE,
    mark="*",
    heading="REASSESS NOW",
    countdown=("0", "min", "40", "sec"),
    late=True,
    lines=("Due 14:31. A reduction may follow when MAP is 65 or more.",),
)
OVERDUE = _replaced_map(
    _replaced_next(
        WEANING,
        tone=Tone.OVERDUE,
        mark="**",
        heading="REASSESS OVERDUE",
        countdown=("3", "min", "10", "sec"),
        late=True,
        lines=("Last MAP is 17 min old: too old to reduce. Due was 14:29.",),
    ),
    time="14:15",
    age="17 min ago, too old",
    is_stale=True,
)
SUSPENDED = _replaced_map(
    _replaced_next(
        WEANING,
        tone=Tone.SUSPENDED,
        mark="**",
        heading="WEAN SUSPENDED",
        countdown=("12", "min", "04", "sec"),
        late=True,
        lines=("Reductions are locked until you reassess. Keep the doses as they run.",),
    ),
    time="14:05",
    age="27 min ago, too old",
    is_stale=True,
)
HOLD = _replaced_map(
    _replaced_next(
        WEANING,
        tone=Tone.HOLD,
        mark="",
        heading="ON HOLD SINCE 14:30: MAP 63, BELOW 65",
        countdown=("2", "min", "30", "sec"),
        late=False,
        lines=("Repeat MAP at 14:34 on the arterial line, check the line and volume status.",),
        act=Act.REASSESS,
        act_label="Repeat MAP",
    ),
    value="63",
    is_low=True,
    perfusion="Perfusion same or better",
)
DANGER = _replaced_map(
    _replaced_next(
        WEANING,
        tone=Tone.DANGER,
        mark="***",
        heading="BACK UP NOW",
        countdown=(),
        late=False,
        lines=(
            "MAP 53 is below 55. Go back to norepinephrine 0.09 mcg/kg/min, 23.6 mL/h.",
            "Call the prescriber.",
        ),
        act=Act.BACK_UP,
        act_label="Back up",
        at=None,
    ),
    value="53",
    is_low=True,
    perfusion="Mental state worse",
)
DONE = _replaced_next(
    msgspec.structs.replace(
        WEANING,
        drugs=(
            msgspec.structs.replace(
                NOREPINEPHRINE,
                chain=("off",),
                note="off since 13:10 by AB",
                headroom=0,
                is_running=False,
            ),
            msgspec.structs.replace(
                VASOPRESSIN,
                chain=("off",),
                note="off since 14:30 by AB",
                headroom=0,
                is_running=False,
            ),
        ),
    ),
    tone=Tone.DONE,
    heading="BOTH DRUGS ARE OFF",
    countdown=(),
    lines=("Reassess at 14:35, 14:40 and 14:45.",),
    act=Act.REASSESS,
    act_label="Reassess",
    at=None,
    ladder=tuple(msgspec.structs.replace(rung, place="done") for rung in LADDER),
)
SETUP = msgspec.structs.replace(
    _replaced_next(
        WEANING,
        tone=Tone.SETUP,
        heading="SET UP: 1 OF 5 DONE",
        countdown=(),
        lines=("Next: the titration order for vasopressin.",),
        act=Act.ORDER,
        act_label="Enter order",
        at=None,
        ladder=(),
    ),
    last_map=LastMap(
        value="",
        source="",
        time="",
        age="No MAP yet: steps locked.",
        perfusion="Perfusion not known",
        is_stale=False,
        is_low=False,
        target_mmhg=65,
        readings=(),
    ),
    drugs=(
        msgspec.structs.replace(
            NOREPINEPHRINE,
            chain=("0.0301 mcg/kg/min", "2.11 mcg/min", "7.9 mL/h"),
            note="pump read 14:31 by AB",
            limit_name="hard limit",
            limit="3 mcg/kg/min",
            headroom=1,
        ),
        VASOPRESSIN,
    ),
    tasks=TASKS,
    log=LOG[:1],
    phase="set up",
)
ABOVE = msgspec.structs.replace(
    _replaced_next(
        WEANING,
        tone=Tone.DANGER,
        mark="***",
        heading="VASOPRESSIN IS ABOVE ITS LIMIT",
        countdown=(),
        lines=(
            "0.06 units/min runs, 0.04 units/min is the most. Guidance stops. Call the prescriber.",
        ),
        act=Act.INFUSION,
        act_label="Record pump",
        at=None,
    ),
    banner=msgspec.structs.replace(
        BANNER, warnings=("Two orders give different MAP targets: the higher one, 70, is used.",)
    ),
    drugs=(
        NOREPINEPHRINE,
        msgspec.structs.replace(
            VASOPRESSIN,
            chain=("0.06 units/min", "3.6 units/h", "18 mL/h"),
            note="found at the pump 14:31 by AB",
            headroom=100,
            is_above_limit=True,
        ),
    ),
)
FOUR_DRUGS = msgspec.structs.replace(
    WEANING,
    drugs=(
        NOREPINEPHRINE,
        VASOPRESSIN,
        msgspec.structs.replace(
            NOREPINEPHRINE,
            drug="epinephrine",
            name="EPINEPHrine",
            chain=("0.05 mcg/kg/min", "3.5 mcg/min", "13.1 mL/h"),
            note="outside the wean",
            limit_name="hard limit",
            limit="2 mcg/kg/min",
            headroom=3,
        ),
        msgspec.structs.replace(
            NOREPINEPHRINE,
            drug="dobutamine",
            name="DOBUTamine",
            bag="250 mg in 250 mL",
            chain=("2.5 mcg/kg/min", "175 mcg/min", "10.5 mL/h"),
            note="outside the wean",
            limit_name="hard limit",
            limit="40 mcg/kg/min",
            headroom=6,
        ),
    ),
)

SUSPENDED = _in_phase("wean suspended", SUSPENDED)
HOLD = _in_phase("on hold", HOLD)
DONE = _in_phase("all off", DONE)
SETUP = _in_phase("set up", SETUP)

SCREENS = {
    "calm": Screen(WEANING),
    "due": Screen(DUE),
    "overdue": Screen(OVERDUE),
    "suspended": Screen(SUSPENDED),
    "hold": Screen(HOLD),
    "danger": Screen(DANGER),
    "done": Screen(DONE),
    "setup": Screen(SETUP),
    "above": Screen(ABOVE),
    "four": Screen(FOUR_DRUGS),
}
