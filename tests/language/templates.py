"""Every sentence the program can say, for translators: read from its source and its shipped files.

What is written out at a call of `say` is read from the syntax tree. Texts that come from the shipped
policy, from the list of hazards, and the closed words of the program, are listed here by what holds
them: `say_written` and `say_code` say those.
"""

from __future__ import annotations

import ast
import re
from functools import cache
from typing import TYPE_CHECKING

from tests.architecture.source_text import ROOT, source_from, sources_below
from titrator.core import (
    assessment,
    drug_library,
    equivalents,
    gate,
    hazard_list,
    library_file,
    limits,
    policy_listing,
    readings,
    table_audit,
    units,
    worksheet,
)
from titrator.resources import resource_bytes, shipped_library_files, shipped_protocol_files
from titrator.session.moments import Day
from titrator.session.policy import SHIPPED, policy_of
from titrator.session.safety import HAZARD_FILE
from titrator.session.trend_screen import TrendSign

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.architecture.source_text import Source
    from titrator.core.policy_listing import Line

PACKAGES = ("core", "session", "ui", "policy")
"""The files of a language; a sentence said in several stands in the first of them."""

_FOLDERS = {
    "core": ("titrator/core",),
    "session": ("titrator/session", "titrator/store"),
    "ui": ("titrator/ui", "titrator/report"),
}
_CODES = (
    *assessment.SIGNS,
    *assessment.MapSource,
    *assessment.Answer,
    *gate.ANSWERS,
    *gate.GateAnswer,
    *limits.Layer,
    *readings.WEIGHT_KINDS,
    *units.UnitKind,
    *drug_library.LabelledAs,
    *drug_library.Direction,
    *TrendSign,
    *Day,
    *equivalents.Known,
    *worksheet.Outcome,
    *table_audit.Verdict,
    "reassess",
    "step",
    "planned_procedure",
    "falling_trend",
    "prescriber_decided",
    "does_not_fit",
    "pump_or_line",
    "other_patient",
)


@cache
def templates() -> dict[str, tuple[str, ...]]:
    """What is said, by package, in the order of the source; each sentence once."""
    known: set[str] = set()
    found = {}
    for package in PACKAGES:
        said = dict.fromkeys(_said_in(package))
        found[package] = tuple(one for one in said if one not in known and has_words(one))
        known.update(found[package])
    return found


def has_words(template: str) -> bool:
    """Whether there is anything to translate outside the holes."""
    outside, depth = [], 0
    for letter in template:
        depth += (letter == "{") - (letter == "}")
        if depth == 0:
            outside.append(letter)
    return any(letter.isalpha() for letter in outside)


def unwritten(source: Source) -> Iterator[int]:
    """The lines at which `say` is called with anything but a sentence written out there."""
    for call in _calls(source):
        if not isinstance(call.args[0], ast.Constant):
            yield call.lineno


def _said_in(package: str) -> Iterator[str]:
    if package == "policy":
        yield from _policy_texts()
        return
    for folder in _FOLDERS[package]:
        for source in sources_below(folder):
            yield from _written(source)
    if package == "core":
        yield from (str(code).replace("_", " ") for code in _CODES)
        yield from _written(_module("titrator/resources.py"))
    if package == "ui":
        yield from _written(_module("titrator/app.py"))


def _module(path: str) -> Source:
    return source_from(path, (ROOT / path).read_text(encoding="utf-8"))


def _written(source: Source) -> Iterator[str]:
    for call in _calls(source):
        if isinstance(call.args[0], ast.Constant):
            yield str(call.args[0].value)


def _calls(source: Source) -> list[ast.Call]:
    calls = [
        node
        for node in ast.walk(source.tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "say"
    ]
    return sorted(calls, key=lambda call: (call.lineno, call.col_offset))


def _policy_texts() -> Iterator[str]:
    library = library_file.parse_library(shipped_library_files())
    lines: list[Line] = []
    for drug in library.drugs.values():
        yield from (note.text for note in drug.notes)
        yield from (start.indication for start in drug.start)
        yield from (bag.told_apart for bag in drug.preparations if bag.told_apart)
        lines += policy_listing.drug_lines(drug)
    for name, content in shipped_protocol_files().items():
        origin = {"library_origin": SHIPPED, "protocol_origin": SHIPPED}
        protocol = policy_of(library, (name, content), **origin).protocol
        yield from (protocol.title, protocol.summary, protocol.for_whom, protocol.not_for_whom)
        yield protocol.aims
        for one in protocol.evidence:
            yield from (one.finding, one.favours, one.strength)
        lines += policy_listing.protocol_lines(protocol)
    for line in lines:
        place, _, _ = line.field.partition(" ")
        yield from (name.replace("_", " ") for name in re.findall("[a-z_]+", place))
    for hazard in hazard_list.parse_hazards(HAZARD_FILE, resource_bytes(HAZARD_FILE)):
        yield from (hazard.hazard, hazard.cause, hazard.control)
        yield from ([hazard.remains] if hazard.remains else [])
