"""No file, whatever stands in it, crashes the program or loosens a limit; what was found stays found.

A few hundred inputs for each parser on every run. The long form, a million and more, is
`python3 packaging/dev.py prove fuzz`; an input that it finds goes into the folder `found`.
"""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from tests.fuzz.fuzzing import FOUND, fuzz
from tests.fuzz.mutations import mutated
from tests.fuzz.parsers import PARSERS, Parser

SEED = 20261122


@pytest.mark.hazard("H32", "H33", "H54")
@pytest.mark.parametrize("name", PARSERS)
def test_no_changed_input_crashes_a_parser_or_is_read_where_it_must_not(name: str) -> None:
    """200 inputs; with other seeds in the long form."""
    assert fuzz(PARSERS[name], SEED, 200).faults == []


@pytest.mark.hazard("H59")
@pytest.mark.parametrize("file", sorted(FOUND.iterdir()), ids=lambda path: path.name)
def test_what_was_found_once_is_not_found_again(file: Path) -> None:
    """Each file is called after its parser: it is read or refused, and never a crash."""
    name = file.name.split(".")[0].replace("-", " ")
    assert PARSERS[name].reads(file.read_bytes()) is not None


@pytest.mark.parametrize("name", PARSERS)
def test_every_seed_is_read(name: str) -> None:
    """Fuzzing from what is refused at the first byte would reach nothing."""
    refused = [
        content
        for content in PARSERS[name].seeds()
        if "refused" in PARSERS[name].reads(content)[:7]
    ]
    assert refused == []


def test_a_crash_and_a_wrong_answer_are_found() -> None:
    """A parser that cannot read a quotation mark, and says so by falling over."""

    def reads(content: bytes) -> str:
        if content.count(b'"') % 2:
            raise KeyError(content)
        return "read"

    found = fuzz(Parser("example", lambda: (b'a = "b"',), reads), 1, 200)
    assert found.faults
    assert all(fault.startswith("example: KeyError") for fault in found.faults)


def test_the_same_seed_makes_the_same_inputs() -> None:
    """What was found is found again by its number."""
    seeds = PARSERS["protocol"].seeds()
    first, again = random.Random(7), random.Random(7)
    made = [mutated(seeds[0], seeds, first) for _ in range(50)]
    assert made == [mutated(seeds[0], seeds, again) for _ in range(50)]
    assert len(set(made)) > 40
