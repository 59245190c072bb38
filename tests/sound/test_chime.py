"""The chime: soft, of two tones, never louder than it is meant to be."""

from __future__ import annotations

import itertools
import math
from array import array

import pytest

from titrator.sound.chime import chime

RATE_HZ = 48_000
TONE = round(0.28 * RATE_HZ)


def samples(pulses: int = 1) -> array[int]:
    """The samples of a chime."""
    made = array("h")
    made.frombytes(chime(pulses))
    return made


def level(part: array[int], hertz: float) -> float:
    """How much of one frequency there is in a part."""
    turns = [math.tau * hertz * place / RATE_HZ for place in range(len(part))]
    real = sum(one * math.cos(turn) for one, turn in zip(part, turns, strict=True))
    imaginary = sum(one * math.sin(turn) for one, turn in zip(part, turns, strict=True))
    return math.hypot(real, imaginary)


@pytest.mark.parametrize(("place", "fundamental"), [(0, 466.2), (1, 370.0)])
def test_each_tone_has_a_fundamental_and_four_overtones_within_15_db(
    place: int, fundamental: float
) -> None:
    """150 to 1000 Hz at the bottom, four harmonics between 300 and 4000 Hz above it."""
    tone = samples()[place * TONE : (place + 1) * TONE]
    levels = [level(tone, fundamental * number) for number in range(1, 6)]
    assert 150 <= fundamental <= 1000
    assert all(300 <= fundamental * number <= 4000 for number in range(2, 6))
    assert max(levels) / min(levels) < 10 ** (15 / 20)


def test_the_tones_fall_so_that_the_chime_is_no_alarm_of_a_monitor() -> None:
    """In the first half there is little of the second tone."""
    first = samples()[:TONE]
    assert level(first, 466.2) > 5 * level(first, 370.0)


def test_it_is_never_louder_than_a_third_of_what_the_volume_allows() -> None:
    """The peak is 0.35 of full scale, however many chimes there are."""
    for pulses in (1, 2, 3):
        assert max(map(abs, samples(pulses))) == round(0.35 * 32_767)


def test_it_begins_and_ends_without_a_click() -> None:
    """From one sample to the next it never jumps by more than a tenth of the whole range."""
    one = samples(3)
    assert one[0] == 0
    assert one[-1] == 0
    assert max(abs(b - a) for a, b in itertools.pairwise(one)) < 65_535 // 10


def test_three_chimes_are_one_three_times() -> None:
    """Each takes 0.9 s."""
    assert chime(3) == chime(1) * 3
    assert len(samples()) == round(0.9 * RATE_HZ)
