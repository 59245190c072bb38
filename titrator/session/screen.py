"""What the bedside screen says, ready to show; built by `session.bedside` and `session.forms`."""

from datetime import datetime
from enum import StrEnum

import msgspec


class Tone(StrEnum):
    """How a strip looks; each has its own colour, border, mark and word."""

    SETUP = "setup"
    CALM = "calm"
    DUE = "due"
    OVERDUE = "overdue"
    SUSPENDED = "suspended"
    HOLD = "hold"
    DANGER = "danger"
    DONE = "done"


class Act(StrEnum):
    """What a button or key opens or does."""

    REASSESS = "reassess"
    REDUCE = "reduce"
    HOLD = "hold"
    BACK_UP = "back_up"
    RESUME = "resume"
    BAG_CHANGE = "bag_change"
    START = "start"
    GATE = "gate"
    ORDER = "order"
    INFUSION = "infusion"
    WEIGHT = "weight"
    CORRECT = "correct"
    DECLINE = "decline"
    CLOSE = "close"
    HAND_OVER = "hand_over"
    WHY = "why"
    TREND = "trend"
    LOG = "log"


READ_ONLY = frozenset({Act.WHY, Act.TREND, Act.LOG})
"""What opens a panel to read: nothing is recorded, so nobody has to be there and nothing locks it."""


class Said(msgspec.Struct, frozen=True, kw_only=True):
    """Base of everything said on screen."""


class Banner(Said, frozen=True, kw_only=True):
    """The line on top of every bedside screen; `_brief` is the same in fewer words, for less room."""

    bed: str
    weight: str
    weight_brief: str
    target: str
    target_brief: str
    phase: str
    warnings: tuple[str, ...]


class Rung(Said, frozen=True, kw_only=True):
    """One dose of the wean as a ladder; `place` is done, now or ahead."""

    label: str
    place: str
    group: int


class WhyCard(Said, frozen=True, kw_only=True):
    """Why something is advised or refused: inputs with time, rule, formula, source, dissent.

    `for_prescriber` is information on escalation where it applies; no step of this program.
    `can_do` is what can be done now about a refusal. `can_decline` is whether it may be declined now.
    """

    title: str
    rule: str
    text: str
    inputs: tuple[str, ...]
    missing: tuple[str, ...]
    worked: tuple[str, ...]
    source: str
    evidence: tuple[str, ...]
    protocol: str
    for_prescriber: tuple[str, ...] = ()
    can_do: tuple[str, ...] = ()
    can_decline: bool = False


class NextAct(Said, frozen=True, kw_only=True):
    """The strip that says what is next, and when.

    Attributes:
        mark: ``*`` to ``***`` beside the heading, empty when calm.
        heading: such as ``NEXT: REASSESS`` or ``REASSESS OVERDUE``.
        countdown: number and unit in turn, ``("11", "min", "42", "sec")``; empty when no clock runs.
        late: the countdown counts up, the word "late" follows.
        lines: one or two sentences under it.
        act: what the primary button does, and its words; None when nothing can be done but wait.
        clock: ``reassess`` or ``step``: which of the two clocks the countdown is.
        at: the deadline itself.
    """

    tone: Tone
    mark: str
    heading: str
    countdown: tuple[str, ...]
    late: bool
    lines: tuple[str, ...]
    act: Act | None
    act_label: str
    clock: str
    at: datetime | None
    ladder: tuple[Rung, ...]


class MapPoint(Said, frozen=True, kw_only=True):
    """One reading for the small trend."""

    at: datetime
    mmhg: int


class LastMap(Said, frozen=True, kw_only=True):
    """The last MAP with its age, `value` empty without one; `is_worse`: `perfusion` names what."""

    value: str
    source: str
    time: str
    age: str
    perfusion: str
    is_stale: bool
    is_low: bool
    target_mmhg: int
    readings: tuple[MapPoint, ...]
    is_worse: bool = False


class DrugRow(Said, frozen=True, kw_only=True):
    """One drug: the three-link chain, its bag, why it stands there, headroom to its limit.

    Attributes:
        chain: dose, dose per minute or per hour, pump rate; number and unit are never split.
        limit_name: which limit binds, ``order maximum``.
        headroom: 0 to 100, how much of the limit is used; None without a limit.
        is_above_limit: the running dose is above a limit.
    """

    drug: str
    name: str
    bag: str
    chain: tuple[str, ...]
    note: str
    limit_name: str
    limit: str
    headroom: int | None
    is_above_limit: bool
    is_running: bool


class LogLine(Said, frozen=True, kw_only=True):
    """One entry of the log in words; `kind` is entry, refused or program."""

    line: int
    at: datetime
    time: str
    text: str
    by: str
    kind: str


class Task(Said, frozen=True, kw_only=True):
    """One thing the set-up still needs, or has; `brief` is its detail in a few words."""

    act: Act
    label: str
    detail: str
    brief: str
    is_done: bool


class Bedside(Said, frozen=True, kw_only=True):
    """Everything one bed's screen says at one moment."""

    banner: Banner
    next: NextAct
    last_map: LastMap
    drugs: tuple[DrugRow, ...]
    tasks: tuple[Task, ...]
    log: tuple[LogLine, ...]
    phase: str


class Check(Said, frozen=True, kw_only=True):
    """One condition of a step, met or not, in words."""

    text: str
    is_met: bool


class Blocked(Said, frozen=True, kw_only=True):
    """A refusal in four parts."""

    code: str
    what: str
    rule: str
    source: str
    can_do: str


class DoseOption(Said, frozen=True, kw_only=True):
    """A dose that can be chosen; `to` goes into the command as it stands."""

    to: str
    dose: str
    note: str
    pump_rate: str
    pump_rate_number: str


class ReduceForm(Said, frozen=True, kw_only=True):
    """The reduction next in wean order, or why there is none, also where assessing mends it."""

    drug: str
    name: str
    running: str
    options: tuple[DoseOption, ...]
    checks: tuple[Check, ...]
    blocked: tuple[Blocked, ...]
    assess_first: str = ""


class BackUpChoice(Said, frozen=True, kw_only=True):
    """One drug that can go back up; `option` is None without a last tolerated dose."""

    drug: str
    name: str
    running: str
    option: DoseOption | None
    units: str


class BackUpForm(Said, frozen=True, kw_only=True):
    """Where each drug can go back to, the drug changed last first."""

    choices: tuple[BackUpChoice, ...]


class BagPreview(Said, frozen=True, kw_only=True):
    """What a newly typed bag label means: concentration, ratio, what the pump must show."""

    text: str
    pump_must_show: str
    needs_second_person: bool
    refused: tuple[Blocked, ...]


class BagChoice(Said, frozen=True, kw_only=True):
    """A recorded drug whose bag can be changed."""

    drug: str
    name: str
    running: str
    amount_unit: str


class HandoverDrug(Said, frozen=True, kw_only=True):
    """A running pump that is read at a handover. What it should show is not said here."""

    drug: str
    name: str
    bag: str


class HandoverPart(Said, frozen=True, kw_only=True):
    """One part of the handover sheet."""

    heading: str
    lines: tuple[str, ...]


class HandoverSheet(Said, frozen=True, kw_only=True):
    """What is handed over with a bed, for the screen and for paper."""

    title: str
    made: str
    parts: tuple[HandoverPart, ...]


class Answer(Said, frozen=True, kw_only=True):
    """What came of a command: accepted, or refused and why, with what was noticed."""

    is_accepted: bool
    blocked: tuple[Blocked, ...]
    noticed: tuple[str, ...]
    events: tuple[str, ...]
