"""No dose in the program, or in what it ships, is written in a way that has been misread.

The forms are those of the Institute for Safe Medication Practices (ISMP): a naked decimal (.5 read
as 5), a trailing zero (1.0 read as 10), U (read as 0), µg (read as mg), IU (read as IV or 10), and
a unit run into its number (10mg, where the m is read as zeros).

Text that has to name such a form, because it is read from elsewhere or refused, carries a comment
`# ismp: the reason` on its line, or on a line of its own right before the statement. In a file
under resources/ the comment stands on the line itself. A comment that excuses nothing is a fault.
"""

from __future__ import annotations

import ast
import re
from typing import TYPE_CHECKING, NamedTuple

import pytest

from tests.architecture.source_text import ROOT, Source, source_from, sources_below

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

UNIT = r"(?:mcg|mg|g|kg|mL|L|units?|milliunits|nanogram|mmHg|mmol|min)"
NUMBER = r"(?<![\w.#-])\d+(?:\.\d+)?"
# What must never be written, and what to write instead.
SINS = {
    "a naked decimal: write 0.5, not .5": r"(?<![\w.)\]}\\/'\"])\.\d",
    "a trailing zero: write 1, not 1.0": rf"(?<![\w.])\d+\.\d*0 ?(?={UNIT}\b)",
    "U for units: write units": r"(?:(?<=\d)|(?<=\d )|(?<= ))m?U(?![\w'])|(?<=/)U\b",
    "IU for units: write units": r"\bIU\b",
    "µg for micrograms: write mcg": r"[µμ]g?\b",
    "ug for micrograms: write mcg": r"\bug\b",
    "ng for nanograms: write nanogram": r"(?<=\d )ng\b|\bng/",
    "cc for mL: write mL": r"(?<=\d )cc\b|\bcc/",
    "ml for mL: write mL": r"(?<=\d )ml\b|\bml/|/ml\b",
    "hr for hours: write h": r"\bhrs?\b",
    "no space before the unit": rf"{NUMBER}{UNIT}\b",
}
FORMS = {sin: re.compile(form) for sin, form in SINS.items()}
EXCUSE = re.compile(r"\bismp: ?(?P<reason>.*)")
SHORTEST_REASON = 10
HOW_TO_MEND = "Write it safely, or say on its line why it stands there: # ismp: the reason\n"
TEXT_FILES = {".toml", ".md", ".txt", ".html", ".json", ".csv"}


class Literal(NamedTuple):
    """One piece of text of the program, and the lines where a comment may excuse it."""

    text: str
    line: int
    excusing_lines: frozenset[int]


def sins_in(text: str) -> list[str]:
    """The forms in the text that have been misread before, each with what to write instead."""
    return [sin for sin, form in FORMS.items() if form.search(text)]


def literals(source: Source) -> Iterator[Literal]:
    """Every string of a file but its docstrings; a value put into a text counts as the digit 1."""
    docstrings = set(_docstrings(source.tree))
    for statement, node in _expressions(source.tree):
        if isinstance(node, ast.JoinedStr):
            text = "".join(_part(value) for value in node.values)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            text = node.value
        else:
            continue
        if node not in docstrings:
            own = range(node.lineno, (node.end_lineno or node.lineno) + 1)
            yield Literal(text, node.lineno, frozenset({*own, statement.lineno - 1}))


def _part(value: ast.expr) -> str:
    is_text = isinstance(value, ast.Constant) and isinstance(value.value, str)
    return str(value.value) if is_text and isinstance(value, ast.Constant) else "1"


def _docstrings(tree: ast.Module) -> Iterator[ast.expr]:
    for node in ast.walk(tree):
        body = getattr(node, "body", None)
        if isinstance(body, list):
            # A string that stands alone is a docstring, or a comment on an attribute.
            yield from (each.value for each in body if isinstance(each, ast.Expr))


def _expressions(tree: ast.Module) -> Iterator[tuple[ast.stmt, ast.expr]]:
    """Every expression with the innermost statement around it; the parts of an f-string not."""
    for statement in ast.walk(tree):
        if isinstance(statement, ast.stmt):
            for node in _below(statement):
                yield statement, node


def _below(node: ast.AST) -> Iterator[ast.expr]:
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.stmt):
            continue
        if isinstance(child, ast.expr):
            yield child
        if isinstance(child, ast.JoinedStr):
            for value in child.values:
                if isinstance(value, ast.FormattedValue):
                    yield value.value
                    yield from _below(value.value)
        else:
            yield from _below(child)


def faults_in_source(source: Source) -> Iterator[str]:
    """Each misreadable text that no comment excuses, and each comment that excuses nothing."""
    comments = source.comments()
    excuses = {line: EXCUSE.search(text) for line, text in comments.items()}
    reasons = {line: found["reason"] for line, found in excuses.items() if found}
    used: set[int] = set()
    for literal in literals(source):
        sins = sins_in(literal.text)
        covering = literal.excusing_lines & reasons.keys()
        if sins and covering:
            used |= covering
        elif sins:
            yield f"{source.name}:{literal.line} {literal.text!r}: {'; '.join(sins)}"
    for line, reason in reasons.items():
        if line not in used:
            yield f"{source.name}:{line} excuses nothing"
        elif len(reason) < SHORTEST_REASON:
            yield f"{source.name}:{line} gives no reason"


def faults_in_text(name: str, text: str) -> Iterator[str]:
    """The same for a file of text, line by line."""
    for number, line in enumerate(text.splitlines(), start=1):
        excuse = EXCUSE.search(line)
        sins = sins_in(line[: excuse.start()] if excuse else line)
        if sins and not excuse:
            yield f"{name}:{number} {line.strip()!r}: {'; '.join(sins)}"
        if excuse and not sins:
            yield f"{name}:{number} excuses nothing"
        if excuse and len(excuse["reason"]) < SHORTEST_REASON:
            yield f"{name}:{number} gives no reason"


def _shipped_texts() -> list[Path]:
    found = sorted((ROOT / "resources").rglob("*"))
    return [path for path in found if path.suffix in TEXT_FILES]


@pytest.mark.hazard("H37")
def test_the_program_writes_no_dose_that_can_be_misread() -> None:
    """Every text in titrator/ is free of the forms ISMP warns of."""
    faults = [fault for source in sources_below("titrator") for fault in faults_in_source(source)]
    assert not faults, HOW_TO_MEND + "\n".join(faults)


@pytest.mark.hazard("H37")
def test_what_is_shipped_holds_no_dose_that_can_be_misread() -> None:
    """Library, protocols, references and help are free of the forms ISMP warns of."""
    texts = [(path, path.read_text(encoding="utf-8")) for path in _shipped_texts()]
    faults = [
        fault
        for path, text in texts
        for fault in faults_in_text(path.relative_to(ROOT).as_posix(), text)
    ]
    assert not faults, HOW_TO_MEND + "\n".join(faults)


@pytest.mark.parametrize(
    "text",
    [
        "give .5 mg",
        "at most .04 units/min",
        "1.0 mg",
        "0.10 mcg/kg/min",
        "20 U in 100 mL",
        "20U",
        "0.03 U/min",
        "1 mU/min",
        "20 IU",
        "4 µg",
        "4 μg",
        "4 ug",
        "4 ng/kg/min",
        "5 cc",
        "250 ml",
        "8 ml/h",
        "mg/ml",
        "every 2 hr",
        "4mg",
        "250mL",
    ],
)
def test_a_misreadable_form_is_found(text: str) -> None:
    """Each form is found, alone and when it is put together from a value."""
    assert sins_in(text)
    assert list(faults_in_source(source_from("example.py", f"shown = {text!r}")))


@pytest.mark.parametrize(
    "text",
    [
        "0.03 mcg/kg/min = 2.1 mcg/min = 7.9 mL/h of 4 mg in 250 mL at 70 kg",
        "0.04 units/min",
        "at least 0.5 mL/kg/h",
        "10 mg",
        "100 mL",
        "20.05 mg",
        "version 0.1.0",
        "#0b0b0b",
        "0.1.0",
        "norepinephrine-4mg-in-250mL",
        "background: #10305c; padding: 12px",
        "UPDATE events SET",
        r"[0-9]+(\.[0-9]+)?",
        "08:15",
        "Uhr",
    ],
)
def test_a_safe_form_is_let_through(text: str) -> None:
    """What is right, or no dose at all, is not complained about."""
    assert sins_in(text) == []


@pytest.mark.parametrize(
    "line",
    ['shown = f"{dose} U/min"', 'shown = f"{dose}mg"', 'shown = f"{whole}.0 mg"', 'f(f"{a} U")'],
)
def test_a_form_put_together_from_a_value_is_found(line: str) -> None:
    """A number that comes in at run time is judged by what stands around it."""
    assert list(faults_in_source(source_from("example.py", line)))


def test_an_excuse_must_be_needed_and_have_a_reason() -> None:
    """A comment lets one text through; without a text, or without a reason, it is a fault."""
    excused = 'SYNONYM = "4 ug"  # ismp: read from files made elsewhere\n'
    before = '# ismp: read from files made elsewhere\nSYNONYMS = {\n    "4 ug": 1,\n}\n'
    assert not list(faults_in_source(source_from("example.py", excused)))
    assert not list(faults_in_source(source_from("example.py", before)))
    assert list(faults_in_source(source_from("example.py", 'A = "4 mg"  # ismp: just in case\n')))
    assert list(faults_in_source(source_from("example.py", 'A = "4 ug"  # ismp: so\n')))
    assert not list(faults_in_text("a.toml", 'title = "0.03 U/min"  # ismp: title of a paper'))
    assert list(faults_in_text("a.toml", 'title = "0.03 units/min"  # ismp: title of a paper'))
    assert list(faults_in_text("a.toml", 'title = "0.03 U/min"'))


def test_a_docstring_may_name_what_it_warns_of() -> None:
    """Docstrings are read by people who write code, not by a nurse."""
    assert not list(faults_in_source(source_from("example.py", '"""Never .04 or 20 U."""\n')))
