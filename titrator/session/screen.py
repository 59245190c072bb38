"""What the bedside screen says, ready to show; built by `session.bedside` and `session.forms`."""

from datetime import datetime
from enum import StrEnum
from fractions import Fraction

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


class _Said(msgspec.Struct, frozen=True, kw_only=True):
    """Base of everything said on screen."""


class Banner(_Said, frozen=True, kw_only=True):
    """The line on top of every bedside screen; `_brief` is the same in fewer words, for less room."""

    bed: str
    weight: str
    weight_brief: str
    target: str
    target_brief: str
    phase: str
    warnings: tuple[str, ...]


class Rung(_Said, frozen=True, kw_only=True):
    """One dose of the wean as a ladder; `place` is done, now or ahead."""

    label: str
    place: str
    group: int


class WhyCard(_Said, frozen=True, kw_only=True):
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


class NextAct(_Said, frozen=True, kw_only=True):
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
    why: WhyCard


class MapPoint(_Said, frozen=True, kw_only=True):
    """One reading for the small trend."""

    at: datetime
    mmhg: int


class LastMap(_Said, frozen=True, kw_only=True):
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


class DrugRow(_Said, frozen=True, kw_only=True):
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


class LogLine(_Said, frozen=True, kw_only=True):
    """One entry of the log in words; `kind` is entry, refused or program."""

    line: int
    at: datetime
    time: str
    text: str
    by: str
    kind: str


class Task(_Said, frozen=True, kw_only=True):
    """One thing the set-up still needs, or has; `brief` is its detail in a few words."""

    act: Act
    label: str
    detail: str
    brief: str
    is_done: bool


class Bedside(_Said, frozen=True, kw_only=True):
    """Everything one bed's screen says at one moment."""

    banner: Banner
    next: NextAct
    last_map: LastMap
    drugs: tuple[DrugRow, ...]
    tasks: tuple[Task, ...]
    log: tuple[LogLine, ...]
    phase: str


class TrendSign(StrEnum):
    """What a mark of the trend stands for; the value is its word, each has a shape of its own."""

    STEP = "step"
    OFF = "off"
    BACK_UP = "back up"
    BAG = "bag change"
    FOUND = "found changed"
    WEIGHT = "weight changed"
    START = "wean started"
    HOLD = "hold"
    RESUMED = "resumed"
    SUSPENDED = "suspended"


class TrendMark(_Said, frozen=True, kw_only=True):
    """One act on the trend; `drug` is empty for what concerns the whole bed."""

    at: datetime
    sign: TrendSign
    drug: str


class TrendReading(_Said, frozen=True, kw_only=True):
    """One MAP. `share` is its place on the axis, 0 to 1; `joins` the reading before it."""

    at: datetime
    share: Fraction
    is_low: bool
    joins: bool


class TrendStretch(_Said, frozen=True, kw_only=True):
    """A level that lasted: a dose or the target; `share` of the axis, 0 to 1."""

    begin: datetime
    end: datetime
    share: Fraction
    text: str


class TrendTrack(_Said, frozen=True, kw_only=True):
    """The doses of one drug; `top` is what the top of its axis means."""

    drug: str
    name: str
    unit: str
    top: str
    stretches: tuple[TrendStretch, ...]


class TrendGap(_Said, frozen=True, kw_only=True):
    """A span of which nothing is known: no MAP, or with `is_whole` nobody saw the bed at all."""

    begin: datetime
    end: datetime
    text: str
    is_whole: bool


class TrendEntry(_Said, frozen=True, kw_only=True):
    """One moment of the trend as a row, and as the sentence that is read out.

    `doses` stand in the order of the tracks; `mmhg` is empty where no MAP was recorded.
    """

    at: datetime
    time: str
    mmhg: str
    doses: tuple[str, ...]
    what: str
    said: str


class TrendLevel(_Said, frozen=True, kw_only=True):
    """A figure beside the MAP axis at its place."""

    share: Fraction
    text: str


class TrendHour(_Said, frozen=True, kw_only=True):
    """A full hour on the time axis; `day` in words, ``yesterday``."""

    at: datetime
    text: str
    day: str


class Trend(_Said, frozen=True, kw_only=True):
    """MAP and doses of one bed from its opening to `now`, oldest first."""

    now: datetime
    readings: tuple[TrendReading, ...]
    targets: tuple[TrendStretch, ...]
    levels: tuple[TrendLevel, ...]
    tracks: tuple[TrendTrack, ...]
    marks: tuple[TrendMark, ...]
    gaps: tuple[TrendGap, ...]
    entries: tuple[TrendEntry, ...]
    hours: tuple[TrendHour, ...]


class Check(_Said, frozen=True, kw_only=True):
    """One condition of a step, met or not, in words."""

    text: str
    is_met: bool


class Blocked(_Said, frozen=True, kw_only=True):
    """A refusal in four parts."""

    code: str
    what: str
    rule: str
    source: str
    can_do: str


class DoseOption(_Said, frozen=True, kw_only=True):
    """A dose that can be chosen; `to` goes into the command as it stands."""

    to: str
    dose: str
    note: str
    pump_rate: str
    pump_rate_number: str


class ReduceForm(_Said, frozen=True, kw_only=True):
    """The reduction next in wean order, or why there is none, also where assessing mends it."""

    drug: str
    name: str
    running: str
    options: tuple[DoseOption, ...]
    checks: tuple[Check, ...]
    blocked: tuple[Blocked, ...]
    assess_first: str = ""


class BackUpChoice(_Said, frozen=True, kw_only=True):
    """One drug that can go back up; `option` is None without a last tolerated dose."""

    drug: str
    name: str
    running: str
    option: DoseOption | None
    units: str


class BackUpForm(_Said, frozen=True, kw_only=True):
    """Where each drug can go back to, the drug changed last first."""

    choices: tuple[BackUpChoice, ...]


class BagPreview(_Said, frozen=True, kw_only=True):
    """What a newly typed bag label means: concentration, ratio, what the pump must show."""

    text: str
    pump_must_show: str
    needs_second_person: bool
    refused: tuple[Blocked, ...]


class BagChoice(_Said, frozen=True, kw_only=True):
    """A recorded drug whose bag can be changed."""

    drug: str
    name: str
    running: str
    amount_unit: str


class HandoverDrug(_Said, frozen=True, kw_only=True):
    """A running pump that is read at a handover. What it should show is not said here."""

    drug: str
    name: str
    bag: str


class HandoverPart(_Said, frozen=True, kw_only=True):
    """One part of the handover sheet."""

    heading: str
    lines: tuple[str, ...]


class HandoverSheet(_Said, frozen=True, kw_only=True):
    """What is handed over with a bed, for the screen and for paper."""

    title: str
    made: str
    parts: tuple[HandoverPart, ...]


class Answer(_Said, frozen=True, kw_only=True):
    """What came of a command: accepted, or refused and why, with what was noticed."""

    is_accepted: bool
    blocked: tuple[Blocked, ...]
    noticed: tuple[str, ...]
    events: tuple[str, ...]
