"""Every hazard, rule and ruling points at tests, and at places in the program that exist."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

import pytest

from tests.architecture.evidence import KINDS, hazards, known, rulings, shown_by
from tests.architecture.safety_case import PATH, safety_case
from tests.architecture.source_text import ROOT, Source, sources_below
from tests.support.shown_hazards import unshown as unshown_in_run
from titrator.core.hazard_list import ControlStatus, Hazard, parse_hazards
from titrator.core.rule_book import RULES

if TYPE_CHECKING:
    from collections.abc import Iterator

HOW_TO_MEND = "python3 packaging/dev.py safety"


def unshown(kind: str) -> list[object]:
    """Every name of a kind that should have a test and has none."""
    later = {hazard.id for hazard in hazards() if hazard.status is ControlStatus.LATER}
    return sorted(
        name for name in known()[kind] if (kind, name) not in shown_by() and name not in later
    )  # type: ignore[type-var]


def missing_places(hazard: Hazard) -> Iterator[str]:
    """Every place that is said to enforce the control and is not in the program."""
    for place in hazard.enforced_in:
        module, _, name = place.partition(":")
        source = _module(module)
        if source is None or (name and not _holds(source.tree, name.split("."))):
            yield f"{hazard.id}: {place} is not in the program"


def _module(dotted: str) -> Source | None:
    path = dotted.replace(".", "/")
    names = {f"{path}.py", f"{path}/__init__.py"}
    return next((one for one in sources_below("titrator") if one.name in names), None)


def _holds(tree: ast.Module | ast.ClassDef, names: list[str]) -> bool:
    first, *others = names
    for node in tree.body:
        if isinstance(node, ast.ClassDef) and node.name == first and others:
            return _holds(node, others)
        if first in _defined(node) and not others:
            return True
    return False


def _defined(node: ast.stmt) -> set[str]:
    match node:
        case ast.FunctionDef() | ast.ClassDef():
            return {node.name}
        case ast.Assign():
            return {target.id for target in node.targets if isinstance(target, ast.Name)}
        case ast.AnnAssign(target=ast.Name(id=name)):
            return {name}
        case _:
            return set()


@pytest.mark.parametrize("kind", ["rule", "ruling", "hazard"])
def test_everything_that_is_claimed_has_a_test_that_names_it(kind: str) -> None:
    """Every rule, every ruling, and every hazard that is controlled, wholly or in part."""
    assert unshown(kind) == []


def test_what_is_not_controlled_yet_is_not_said_to_be_shown() -> None:
    """A hazard whose control has its first test is at least controlled in part."""
    later = [hazard.id for hazard in hazards() if hazard.status is ControlStatus.LATER]
    assert [name for name in later if ("hazard", name) in shown_by()] == []


def test_every_place_that_enforces_a_control_exists() -> None:
    """Whoever renames a function that a hazard rests on is told so."""
    missing = [fault for hazard in hazards() for fault in missing_places(hazard)]
    assert not missing, "\n".join(missing)


@pytest.mark.parametrize(
    "place",
    [
        "titrator.core.no_such_module",
        "titrator.core.limits:no_such_function",
        "titrator.core.assessment:Assessment.is_high",
        "titrator.core.assessment:is_low",
    ],
)
def test_a_place_that_does_not_exist_is_found(place: str) -> None:
    """A module, a function or a method that was taken out or renamed."""
    example = f"""
        [[hazard]]
        id = "H01"
        hazard = "An example."
        cause = "An example."
        control = "An example."
        enforced_in = ["{place}"]
        status = "controlled"
    """
    (hazard,) = parse_hazards("example.toml", example.encode())
    assert list(missing_places(hazard))


def test_the_hazards_of_the_first_analysis_are_all_there() -> None:
    """H01 to H45 came first, and what was found while building follows."""
    names = [hazard.id for hazard in hazards()]
    assert names[:45] == [f"H{number:02d}" for number in range(1, 46)]


def test_there_are_21_rules_and_38_rulings() -> None:
    """Numbered without a gap, each with its sentence."""
    assert list(RULES) == [f"R{number}" for number in range(1, 22)]
    assert list(rulings()) == list(range(1, 39))
    assert all(text.endswith(".") for text in rulings().values())


def test_the_safety_case_is_up_to_date() -> None:
    """What is read in the project is what files and tests say now."""
    is_same = PATH.read_text(encoding="utf-8") == safety_case()
    assert is_same, f"{PATH.relative_to(ROOT)} is out of date; make it anew: {HOW_TO_MEND}"


def test_a_run_that_leaves_something_unshown_is_noticed() -> None:
    """All but H12, R7 and ruling 38: they are named. What is not controlled yet is not asked for."""
    everything = {(kind, str(name)) for kind in KINDS for name in known()[kind]}
    missing = {("hazard", "H12"), ("rule", "R7"), ("ruling", "38")}
    assert unshown_in_run(everything - missing) == ["hazard H12", "rule R7", "ruling 38"]
    assert unshown_in_run(everything) == []
    later = {("hazard", one.id) for one in hazards() if one.status is ControlStatus.LATER}
    assert unshown_in_run(everything - later) == []
