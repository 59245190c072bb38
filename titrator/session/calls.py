"""The shape of what calls the nurse: prompts, their sounds, the bell, and the small timer."""

from enum import StrEnum

import msgspec

from titrator.session.screen import Tone


class Prompt(msgspec.Struct, frozen=True, kw_only=True):
    """One act that waits at a bed, as far as its sound is concerned.

    Attributes:
        key: the same as long as it is the same prompt.
        word: what waits, in a few words.
        is_late: more than the time allowed has passed since it was due.
        is_quiet: not sounded before it is late.
        grows_late: has no deadline; it is late two minutes after it was first seen.
        is_suspended: the wean is suspended because of it.
    """

    bed: str
    key: str
    word: str
    is_late: bool
    is_quiet: bool = False
    grows_late: bool = False
    is_suspended: bool = False


class Ring(msgspec.Struct, frozen=True, kw_only=True):
    """A sound to be played now: how many chimes, and what it says for those who look."""

    pulses: int
    words: str


class BellState(StrEnum):
    """What the bell in the banner says; each has its own shape and words."""

    ON = "on"
    SOUNDING = "sounding"
    SILENT = "silent"
    UNTESTED = "untested"
    OFF = "off"


class Bell(msgspec.Struct, frozen=True, kw_only=True):
    """The bell in the banner: its words, and the sentence behind them."""

    state: BellState
    label: str
    sentence: str


class SmallTimer(msgspec.Struct, frozen=True, kw_only=True):
    """What is next at the bed where it is most urgent, for the small window on top of others."""

    bed: str
    tone: Tone
    countdown: tuple[str, ...]
    word: str
