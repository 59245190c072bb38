"""Many inputs through each parser; one that led to something new is kept and changed further.

Nothing here counts lines of code that were reached: what a parser says (which faults, which codes,
what kind of command) is told apart instead, and steers the choice of what to change next.
"""

from __future__ import annotations

import random
import time
from pathlib import Path
from typing import TYPE_CHECKING

from tests.fuzz.mutations import mutated
from tests.fuzz.parsers import PARSERS
from tests.proof.chunks import Tally

if TYPE_CHECKING:
    from tests.fuzz.parsers import Parser

FOUND = Path(__file__).with_name("found")
INPUTS_A_CHUNK = 2_000
SLOWEST_S = 5.0
MOST_KEPT = 400


def fuzz(parser: Parser, seed: int, inputs: int) -> Tally:
    """So many inputs for one parser; a fault is written with the input that led to it."""
    drawn = random.Random(f"{parser.name} {seed}")
    tally = Tally()
    real = parser.seeds()
    kept = list(real)
    known = {_read(parser, content, Tally()) for content in real}
    for _ in range(inputs):
        # What is kept is mostly refused: changed from that alone, little would be read at all.
        content = mutated(drawn.choice(drawn.choice((real, kept))), kept, drawn)
        outcome = _read(parser, content, tally)
        tally.counts[f"{parser.name}: inputs"] += 1
        if outcome not in known and len(kept) < MOST_KEPT:
            known.add(outcome)
            kept.append(content)
    return tally


def _read(parser: Parser, content: bytes, tally: Tally) -> str:
    """What came out; a crash, a wrong answer or a very slow one is a fault."""
    began = time.process_time()
    try:
        outcome = parser.reads(content)
    except Exception as error:  # noqa: BLE001 - any exception that is not a known refusal is found
        tally.faults.append(
            f"{parser.name}: {type(error).__name__}: {error} <- {content!r}"[:4_000]
        )
        return f"fault {type(error).__name__}"
    if time.process_time() - began > SLOWEST_S:
        tally.faults.append(f"{parser.name}: took too long <- {content!r}"[:4_000])
    is_refused = outcome.startswith(("refused", "not UTF-8", "unreadable", "no row"))
    tally.counts[f"{parser.name}: {'refused' if is_refused else 'read'}"] += 1
    return outcome


def chunk(number: int) -> Tally:
    """One chunk of the long run: the parsers by turns."""
    names = list(PARSERS)
    return fuzz(PARSERS[names[number % len(names)]], number // len(names), INPUTS_A_CHUNK)
