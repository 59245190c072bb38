"""The one sound of this program: a soft falling pair of tones, one to three times. Pure.

It is no alarm of IEC 60601-1-8 and must not be mistaken for one: two tones, no burst of ten pulses.
A tone has a fundamental and four overtones between 300 and 4000 Hz, all within 15 dB, so that a small
loudspeaker and an old ear still have something of it.
"""

import math
from array import array
from functools import cache

RATE_HZ = 48_000
LOUDEST = 0.35
"""Peak of the samples, of 1: how loud that is, the volume of the workstation decides alone."""

_TONES_HZ = (466.2, 370.0)
_OVERTONES = (1.0, 0.5, 0.36, 0.28, 0.22)  # the last is 13 dB below the first
_TONE_S = 0.28
_RISE_S = 0.03
_DECAY_S = 0.11
_PULSE_S = 0.9  # from the beginning of a pulse to that of the next


@cache
def chime(pulses: int) -> bytes:
    """Return the samples of `pulses` chimes: 16 bits signed, native order, one channel, RATE_HZ."""
    silence = [0.0] * (round(_PULSE_S * RATE_HZ) - len(_pulse()))
    one = [*_pulse(), *silence]
    loudest = max(abs(sample) for sample in one)
    scale = 32_767 * LOUDEST / loudest
    return array("h", [round(sample * scale) for sample in one]).tobytes() * pulses


@cache
def _pulse() -> tuple[float, ...]:
    return tuple(sample for hertz in _TONES_HZ for sample in _tone(hertz))


def _tone(hertz: float) -> list[float]:
    """Return one tone that swells without a click and dies away to nothing."""
    length = round(_TONE_S * RATE_HZ)
    return [_wave(hertz, place / RATE_HZ) * _envelope(place / RATE_HZ) for place in range(length)]


def _wave(hertz: float, at_s: float) -> float:
    turn = math.tau * hertz * at_s
    return sum(part * math.sin(turn * number) for number, part in enumerate(_OVERTONES, start=1))


def _envelope(at_s: float) -> float:
    rise = min(1.0, at_s / _RISE_S)
    fall = min(1.0, (_TONE_S - at_s) / _RISE_S)
    return rise * fall * math.exp(-at_s / _DECAY_S)
