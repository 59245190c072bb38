"""Tests name rules, rulings and hazards; every name that is used must exist.

A name is a promise to whoever reads the safety case: a rule R22 or a hazard H99 would point nowhere.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.architecture.evidence import known, marks
from tests.architecture.source_text import source_from, sources_below

if TYPE_CHECKING:
    from tests.architecture.source_text import Source


def unknown_marks(source: Source) -> list[str]:
    """Every mark whose name does not exist, with its place."""
    return [
        f"{source.name}:{mark.line} {mark.kind} {mark.name!r}"
        for mark in marks(source)
        if mark.name not in known()[mark.kind] or isinstance(mark.name, bool)
    ]


def test_every_rule_ruling_and_hazard_that_a_test_names_exists() -> None:
    """The rules of the article, the rulings and the hazards that are listed, nothing else."""
    unknown = [fault for source in sources_below("tests") for fault in unknown_marks(source)]
    assert not unknown, "\n".join(unknown)


@pytest.mark.parametrize(
    "bad",
    [
        "pytest.mark.rule('R22')",
        "pytest.mark.rule('R0')",
        "pytest.mark.rule('R1', 'R99')",
        "pytest.mark.rule('r7')",
        "pytest.mark.ruling(39)",
        "pytest.mark.ruling('19')",
        "pytest.mark.ruling(True)",
        "pytest.mark.hazard('H99')",
        "pytest.mark.hazard('H1')",
        "pytest.mark.hazard(name)",
        "pytest.mark.hazard()",
        "pytest.mark.hazard",
    ],
)
def test_a_name_that_does_not_exist_is_found(bad: str) -> None:
    """A slip of the pen in a mark fails here."""
    text = f"@{bad}\ndef test_example(): ..."
    assert unknown_marks(source_from("tests/test_example.py", text))


def test_names_that_exist_are_let_through() -> None:
    """On a function, on a whole module, and on one case of a table."""
    text = (
        "pytestmark = [pytest.mark.ruling(19), pytest.mark.rule('R2', 'R13')]\n"
        "@pytest.mark.parametrize('one', [pytest.param(1, marks=pytest.mark.hazard('H45'))])\n"
        "@pytest.mark.hazard('H01')\n"
        "def test_example(one): ...\n"
    )
    source = source_from("tests/test_example.py", text)
    assert not unknown_marks(source)
    assert [(mark.name, mark.test) for mark in marks(source)] == [
        (19, ""),
        ("R2", ""),
        ("R13", ""),
        ("H45", "test_example"),
        ("H01", "test_example"),
    ]
