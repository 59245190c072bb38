"""House rules that no linter knows, held by reading the program as text.

Each rule is a function from a source to the faults in it, and is itself tried on a bad example:
a rule that finds nothing because it looks wrongly would be worse than none.
"""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

import pytest

from tests.architecture.source_text import (
    Source,
    dotted_name,
    functions,
    source_from,
    sources_below,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    Rule = Callable[[Source], Iterator[str]]

MOST_LINES_OF_A_FUNCTION = 70
MOST_LINES_OF_A_FILE = 400
NAMES_THAT_SAY_NOTHING = {"utils", "util", "helpers", "helper", "common", "manager", "data", "misc"}
READERS_OF_TIME = {
    "datetime.now",
    "datetime.datetime.now",
    "datetime.utcnow",
    "datetime.datetime.utcnow",
    "datetime.today",
    "datetime.datetime.today",
    "date.today",
    "datetime.date.today",
    "time.time",
    "time.time_ns",
    "time.monotonic",
    "time.monotonic_ns",
    "time.perf_counter",
    "time.perf_counter_ns",
    "time.localtime",
    "time.gmtime",
    "time.sleep",
    "QDateTime.currentDateTime",
    "QDateTime.currentDateTimeUtc",
    "QTime.currentTime",
    "QDate.currentDate",
}
# What ends in a binary number without naming one, and what to write instead.
BINARY_ATTRIBUTES = {
    "from_float": "make the Fraction from text or whole numbers",
    "total_seconds": "write gap // timedelta(seconds=1), which is a whole number",
}
# Only this file may read the clock: everything else is told the time.
CLOCK = "titrator/session/clock.py"


def long_functions(source: Source) -> Iterator[str]:
    """A function that does not fit on a screen is two functions."""
    for function in functions(source.tree):
        length = (function.end_lineno or function.lineno) - function.lineno + 1
        if length > MOST_LINES_OF_A_FUNCTION:
            yield f"{source.name}:{function.lineno} {function.name} has {length} lines"


def long_file(source: Source) -> Iterator[str]:
    """A file that long holds two subjects."""
    if len(source.lines) > MOST_LINES_OF_A_FILE:
        yield f"{source.name} has {len(source.lines)} lines"


def empty_names(source: Source) -> Iterator[str]:
    """A module is named by what it is about."""
    parts = source.name.removesuffix(".py").split("/")
    for part in parts:
        if part.strip("_") in NAMES_THAT_SAY_NOTHING:
            yield f"{source.name}: '{part}' says nothing"


def floats(source: Source) -> Iterator[str]:
    """0.1 + 0.2 is not 0.3 in binary: the core counts in whole fractions."""
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, float | complex):
            yield f"{source.name}:{node.lineno} the number {node.value!r} is binary"
        if isinstance(node, ast.Name) and node.id in {"float", "complex"}:
            yield f"{source.name}:{node.lineno} uses {node.id}"
        if isinstance(node, ast.Attribute) and node.attr in BINARY_ATTRIBUTES:
            yield f"{source.name}:{node.lineno} {node.attr}: {BINARY_ATTRIBUTES[node.attr]}"


def asserts(source: Source) -> Iterator[str]:
    """Python leaves assert out when it is started with -O: raise instead."""
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Assert):
            yield f"{source.name}:{node.lineno} assert"


def relative_imports(source: Source) -> Iterator[str]:
    """The whole path of what is imported shows the layer it comes from."""
    for node in ast.walk(source.tree):
        if isinstance(node, ast.ImportFrom) and node.level > 0:
            yield f"{source.name}:{node.lineno} relative import"


def readings_of_the_clock(source: Source) -> Iterator[str]:
    """Time is an argument, so that every case can be tried and replayed."""
    if source.name == CLOCK:
        return
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Attribute) and dotted_name(node) in READERS_OF_TIME:
            yield f"{source.name}:{node.lineno} {dotted_name(node)}"
        if isinstance(node, ast.ImportFrom) and node.module == "time":
            yield f"{source.name}:{node.lineno} from time import"


# The rule, the folder it holds in, and a fault it must find.
RULES: list[tuple[Rule, str, str]] = [
    (long_functions, "titrator", "def f():\n" + "    x = 1\n" * 70),
    (long_file, "titrator", "x = 1\n" * 401),
    (empty_names, "titrator", ""),
    (floats, "titrator/core", "x = 0.1"),
    (floats, "titrator/core", "x = float('0.1')"),
    (floats, "titrator/core", "x = Fraction.from_float(y)"),
    (floats, "titrator/core", "minutes = gap.total_seconds()"),
    (asserts, "titrator", "assert x > 0"),
    (relative_imports, "titrator", "from . import engine"),
    (readings_of_the_clock, "titrator", "at = datetime.now(tz=UTC)"),
    (readings_of_the_clock, "titrator", "read = time.monotonic"),
    (readings_of_the_clock, "titrator", "from time import sleep"),
]


def _rules_once() -> list[tuple[Rule, str]]:
    return list(dict.fromkeys((rule, folder) for rule, folder, _ in RULES))


@pytest.mark.parametrize(("rule", "folder"), _rules_once())
def test_the_program_keeps_to_the_rule(rule: Rule, folder: str) -> None:
    """Every file below the folder is free of the fault the rule names."""
    faults = [fault for source in sources_below(folder) for fault in rule(source)]
    assert not faults, f"{rule.__doc__}\n" + "\n".join(faults)


@pytest.mark.parametrize(("rule", "folder", "bad"), RULES)
def test_the_rule_finds_a_bad_example(rule: Rule, folder: str, bad: str) -> None:
    """A rule that never finds anything is broken; each one is shown a fault it must find."""
    assert list(rule(source_from(f"{folder}/utils/example.py", bad)))


def test_the_clock_may_read_the_clock() -> None:
    """One file is let through, and only that one."""
    reading = "now = datetime.now(tz=UTC)"
    assert not list(readings_of_the_clock(source_from("titrator/session/clock.py", reading)))
    assert list(readings_of_the_clock(source_from("titrator/ui/clock.py", reading)))


@pytest.mark.hazard("H29")
def test_no_binary_number_reaches_the_core() -> None:
    """0.06 - 0.02 is 0.03999... in binary; the core has neither such a literal nor such a call."""
    faults = [fault for source in sources_below("titrator/core") for fault in floats(source)]
    assert sources_below("titrator/core")
    assert not faults
