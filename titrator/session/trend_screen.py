"""What the trend says, ready to paint: words, and places as shares of an axis; built by `session.trend`."""

from datetime import datetime
from enum import StrEnum
from fractions import Fraction

from titrator.session.screen import Said


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


class TrendMark(Said, frozen=True, kw_only=True):
    """One act on the trend; `drug` is empty for what concerns the whole bed."""

    at: datetime
    sign: TrendSign
    drug: str


class TrendReading(Said, frozen=True, kw_only=True):
    """One MAP. `share` is its place on the axis, 0 to 1; `joins` the reading before it."""

    at: datetime
    share: Fraction
    is_low: bool
    joins: bool


class TrendStretch(Said, frozen=True, kw_only=True):
    """A level that lasted: a dose or the target; `share` of the axis, 0 to 1."""

    begin: datetime
    end: datetime
    share: Fraction
    text: str


class TrendTrack(Said, frozen=True, kw_only=True):
    """The doses of one drug; `top` is what the top of its axis means."""

    drug: str
    name: str
    unit: str
    top: str
    stretches: tuple[TrendStretch, ...]


class TrendGap(Said, frozen=True, kw_only=True):
    """A span of which nothing is known: no MAP, or with `is_whole` nobody saw the bed at all."""

    begin: datetime
    end: datetime
    text: str
    is_whole: bool


class TrendEntry(Said, frozen=True, kw_only=True):
    """One moment of the trend as a row, and as the sentence that is read out.

    `doses` stand in the order of the tracks; `mmhg` is empty where no MAP was recorded.
    """

    at: datetime
    time: str
    mmhg: str
    doses: tuple[str, ...]
    what: str
    said: str


class TrendLevel(Said, frozen=True, kw_only=True):
    """A figure beside the MAP axis at its place."""

    share: Fraction
    text: str


class TrendHour(Said, frozen=True, kw_only=True):
    """A full hour on the time axis; `day` in words, ``yesterday``."""

    at: datetime
    text: str
    day: str


class Trend(Said, frozen=True, kw_only=True):
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
