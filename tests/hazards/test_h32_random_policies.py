"""H32: of 10,000 random policies none that is taken is looser than what is built in.

Each policy is the shipped files of the two drugs and the protocol with some of their figures changed:
made larger or smaller, put into another unit, at the edge of what is allowed, cut or doubled.
"""

from __future__ import annotations

import random
import re
from collections import Counter
from fractions import Fraction
from typing import TYPE_CHECKING, NamedTuple

import pytest

from tests.hazards.built_in import WORTH, looser
from tests.support.every_case import whole_or_fast
from tests.support.policy_texts import NOREPINEPHRINE, PROTOCOL, VASOPRESSIN
from titrator.core.library_file import parse_library
from titrator.core.policy_fault import PolicyFileError
from titrator.core.protocol_file import parse_protocol

if TYPE_CHECKING:
    from titrator.core.drug_library import DrugLibrary
    from titrator.core.protocol import Protocol

pytestmark = pytest.mark.hazard("H32")

FIGURE = re.compile(r'"(\d+(?:\.\d+)?) ([A-Za-z/%]+)"')
COUNT = re.compile(r"(?<=value = )\d+(?=,)")
FACTORS = ("0", "0.1", "0.5", "0.9", "0.99", "1.0001", "1.01", "1.1", "2", "4", "10", "60", "1000")
EDGES = {
    "units/min": ("0.04", "0.0401", "0.01", "0.0101", "0.03"),
    "mcg/kg/min": ("3", "3.0001", "0.02", "0.0201", "0.01"),
    "mcg/min": ("90", "91", "2", "2.01", "210"),
    "min": ("15", "14", "60", "59", "5", "4", "10", "120"),
    "h": ("1", "2", "4", "6", "7", "12", "24"),
    "mmHg": ("55", "54", "60", "59", "65", "85", "86"),
}
OTHER_UNITS = (*WORTH, "min", "h", "mmHg", "%", "mg", "mL")


class Texts(NamedTuple):
    """The three files of one random policy."""

    norepinephrine: str
    vasopressin: str
    protocol: str


def a_policy(drawn: random.Random) -> Texts:
    """From one to four figures, anywhere in the files, are changed."""
    texts = [NOREPINEPHRINE, VASOPRESSIN, PROTOCOL]
    for _ in range(drawn.choice([1, 1, 1, 2, 2, 4])):
        which = drawn.randrange(3)
        texts[which] = changed(texts[which], drawn)
    return Texts(*texts)


def changed(text: str, drawn: random.Random) -> str:
    """One figure, or one line, of a file changed."""
    kind = drawn.randrange(10)
    if kind == 0:
        lines = text.splitlines(keepends=True)
        place = drawn.randrange(len(lines))
        lines[place] = drawn.choice(["", lines[place] * 2])
        return "".join(lines)
    if kind == 1 and (counts := list(COUNT.finditer(text))):
        count = drawn.choice(counts)
        return text[: count.start()] + str(drawn.randrange(-1, 5)) + text[count.end() :]
    figure = drawn.choice(list(FIGURE.finditer(text)))
    return text[: figure.start()] + f'"{instead_of(figure, drawn)}"' + text[figure.end() :]


def instead_of(figure: re.Match[str], drawn: random.Random) -> str:
    """Another figure in its place."""
    number, unit = figure.groups()
    match drawn.randrange(4):
        case 0:
            return f"{number} {drawn.choice(OTHER_UNITS)}"
        case 1 if unit in EDGES:
            return f"{drawn.choice(EDGES[unit])} {unit}"
        case 2 if unit in WORTH:
            other = drawn.choice([name for name in WORTH if name[:4] == unit[:4]] or [unit])
            value = Fraction(number) * WORTH[unit][0] / WORTH[other][0]
            return f"{as_decimal(value)} {other}"
        case _:
            return f"{as_decimal(Fraction(number) * Fraction(drawn.choice(FACTORS)))} {unit}"


def as_decimal(value: Fraction) -> str:
    """The value with at most six places, without zeros at the end."""
    millionths = round(value * 10**6)
    whole, rest = divmod(millionths, 10**6)
    return f"{whole}.{rest:06d}".rstrip("0").rstrip(".")


def taken(texts: Texts) -> tuple[DrugLibrary, Protocol] | None:
    """The policy as the program reads it; None where it is refused."""
    try:
        library = parse_library(
            {
                "norepinephrine.toml": texts.norepinephrine.encode(),
                "vasopressin.toml": texts.vasopressin.encode(),
            }
        )
        return library, parse_protocol("ours.toml", texts.protocol.encode(), library)
    except PolicyFileError:
        return None


def test_no_random_policy_that_is_taken_is_looser_than_built_in() -> None:
    """1,500 policies, with TITRATOR_EVERY_CASE 10,000; a fault names its seed."""
    outcomes: Counter[str] = Counter()
    for seed in range(whole_or_fast(whole=10_000, fast=1_500)):
        read = taken(a_policy(random.Random(seed)))
        outcomes["refused" if read is None else "taken"] += 1
        if read is not None:
            assert looser(*read) == [], f"seed {seed}"
    # Neither reading nothing nor refusing everything would show anything.
    assert outcomes["taken"] > 100
    assert outcomes["refused"] > 1000


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('"0.04 units/min"', '"0.0401 units/min"'),
        ('"0.04 units/min"', '"2.401 units/h"'),
        ('"1 mcg/kg/min"', '"3.0001 mcg/kg/min"'),
        ('"0.02 mcg/kg/min"', '"0.0201 mcg/kg/min"'),
        ('"0.01 units/min"', '"0.011 units/min"'),
        ('"15 min"', '"14 min"'),
        ('"60 min"', '"59 min"'),
    ],
)
def test_a_figure_a_little_too_loose_is_refused(old: str, new: str) -> None:
    """In whichever of the files it stands; where it is a step or a wait, in all of them at once."""
    texts = Texts(*(text.replace(old, new) for text in (NOREPINEPHRINE, VASOPRESSIN, PROTOCOL)))
    assert taken(Texts(NOREPINEPHRINE, VASOPRESSIN, PROTOCOL)) is not None
    assert taken(texts) is None
