"""H06: whatever is keyed, what is shown is what is committed, or it is refused with a reason.

The keys are those of a number pad: 0 to 9, the point, and backspace. There are 3,257,436 sequences
of one to six of them; every run tries those of up to four. The grammar here is an automaton of its
own and shares nothing with the reader it judges.
"""

from __future__ import annotations

import random
import sys
from fractions import Fraction
from itertools import product

import pytest

from tests.support.every_case import whole_or_fast
from titrator.core.findings import RefusedError
from titrator.core.number_entry import read_number

pytestmark = pytest.mark.hazard("H06")

BACKSPACE = "\b"
KEYS = "0123456789." + BACKSPACE
SEED = 20260301

# State and sort of character to the next state; what is not there is no number. The first character
# stands at START, and a text is a number where it ends in one of ENDS.
START, SIGNED, ZERO, WHOLE, POINT, DECIMALS = range(6)
ENDS = {ZERO, WHOLE, DECIMALS}
STEPS = {
    (START, "sign"): SIGNED,
    (START, "zero"): ZERO,
    (START, "digit"): WHOLE,
    (SIGNED, "zero"): ZERO,
    (SIGNED, "digit"): WHOLE,
    (WHOLE, "zero"): WHOLE,
    (WHOLE, "digit"): WHOLE,
    (ZERO, "point"): POINT,
    (WHOLE, "point"): POINT,
    (POINT, "zero"): DECIMALS,
    (POINT, "digit"): DECIMALS,
    (DECIMALS, "zero"): DECIMALS,
    (DECIMALS, "digit"): DECIMALS,
}
SORTS = {"+": "sign", "-": "sign", ".": "point", "0": "zero"} | dict.fromkeys("123456789", "digit")
LONGEST = 40


def is_number(text: str) -> bool:
    """Whether the automaton goes through the text to one of its ends."""
    state = START
    for character in text:
        following = STEPS.get((state, SORTS.get(character, "other")))
        if following is None:
            return False
        state = following
    return state in ENDS and len(text) <= LONGEST


def value_of(text: str) -> Fraction:
    """The value of a number, added up digit by digit from its right end."""
    value, weight = Fraction(0), Fraction(1)
    digits = text.lstrip("+-")
    places = len(digits.partition(".")[2])
    for digit in reversed(digits.replace(".", "")):
        value += "0123456789".index(digit) * weight
        weight *= 10
    for _ in range(places):
        value /= 10
    return -value if text.startswith("-") else value


def shown_after(keys: tuple[str, ...]) -> str:
    """What stands in a field after these keys: each adds its character, backspace takes one."""
    shown: list[str] = []
    for key in keys:
        if key != BACKSPACE:
            shown.append(key)
        elif shown:
            shown.pop()
    return "".join(shown)


def committed(text: str) -> Fraction | None:
    """What the program takes for it; None where it refuses, and then it says why."""
    try:
        return read_number(text, "MAP")
    except RefusedError as refused:
        (one,) = refused.findings
        assert one.code in ("NOT_A_NUMBER", "BELOW_ZERO"), text
        assert one.text.startswith("MAP ")
        assert one.text.endswith(".")
        return None


def expected(text: str) -> Fraction | None:
    """What ought to be taken: the number that is shown, unless it is below zero."""
    value = value_of(text) if is_number(text) else None
    return None if value is None or value < 0 else value


def test_every_sequence_of_keys_is_committed_as_shown_or_refused() -> None:
    """Up to four keys, 22,620 sequences; with TITRATOR_EVERY_CASE up to six, all 3,257,436."""
    longest = whole_or_fast(whole=6, fast=4)
    judged: dict[str, bool] = {}
    tried = 0
    for length in range(1, longest + 1):
        for keys in product(KEYS, repeat=length):
            text = shown_after(keys)
            tried += 1
            if text not in judged:
                judged[text] = committed(text) == expected(text)
    assert [text for text, agrees in judged.items() if not agrees] == []
    assert tried == {4: 22_620, 6: 3_257_436}[longest]


def test_random_text_is_committed_as_shown_or_refused() -> None:
    """20,000 texts, with TITRATOR_EVERY_CASE a million: any characters, and near misses."""
    drawn = random.Random(SEED)
    taken = 0
    for number in range(whole_or_fast(whole=1_000_000, fast=20_000)):
        text = a_text(drawn)
        value = expected(text)
        assert committed(text) == value, f"seed {SEED}, text {number}: {text!r}"
        taken += value is not None
    assert taken > 1000


def a_text(drawn: random.Random) -> str:
    """Any characters of Unicode; or a number with one character put in, changed or taken out."""
    if drawn.random() < 0.5:
        length = drawn.randrange(8)
        return "".join(chr(drawn.randrange(sys.maxunicode + 1)) for _ in range(length))
    text = f"{drawn.randrange(3000)}.{drawn.randrange(1000)}"[: drawn.randrange(1, 9)]
    place = drawn.randrange(len(text) + 1)
    instead = drawn.choice(["", "", drawn.choice(".,-+e 0"), chr(drawn.randrange(0x3000))])
    return text[:place] + instead + text[place + drawn.randrange(2) :]


@pytest.mark.parametrize(
    ("text", "is_one"),
    [
        ("0", True),
        ("0.5", True),
        ("10", True),
        ("0.50", True),
        ("-1", True),
        ("", False),
        (".5", False),
        ("5.", False),
        ("05", False),
        ("1.2.3", False),
        ("+", False),
        ("0,5", False),
    ],
)
def test_the_grammar_of_this_file_is_the_one_that_is_meant(text: str, is_one: bool) -> None:
    """A judge that takes everything, or nothing, would find no fault."""
    assert is_number(text) == is_one
