"""What is wrong with the translations that ship: missing, superfluous, or altered where they may not be."""

from __future__ import annotations

import re
from collections import Counter
from string import Formatter
from typing import TYPE_CHECKING

import msgspec

from tests.language.held import HELD
from tests.language.templates import PACKAGES, templates
from titrator.resources import resource_path

if TYPE_CHECKING:
    from collections.abc import Iterator


def catalogue(language: str, package: str) -> dict[str, str]:
    """One file of a language; empty where it is not there yet."""
    path = resource_path("languages") / language / f"{package}.json"
    return msgspec.json.decode(path.read_bytes(), type=dict[str, str]) if path.exists() else {}


def missing(language: str, package: str) -> list[str]:
    """What the program says and the file of a package does not have, or has empty."""
    known = catalogue(language, package)
    return [one for one in templates()[package] if not known.get(one)]


def faults(language: str) -> Iterator[str]:
    """Everything that is wrong with a language except what is missing."""
    for package in PACKAGES:
        said = frozenset(templates()[package])
        for template, words in catalogue(language, package).items():
            if template not in said:
                yield f"{package}: not said any more: {template!r}"
            elif words:
                yield from (
                    f"{package}: {why}: {template!r}" for why in _differences(template, words)
                )


def _differences(template: str, words: str) -> Iterator[str]:
    if _holes(template) != _holes(words):
        yield "other holes"
    before, after = _held(template), _held(words)
    if before != after:
        gone, new = (before - after), (after - before)
        yield f"altered ({sorted(gone.elements())} became {sorted(new.elements())})"
    if _edges(template) != _edges(words):
        yield "other blanks at its ends"


def _holes(template: str) -> Counter[tuple[str, str]]:
    try:
        parts = list(Formatter().parse(template))
    except ValueError:
        return Counter()
    return Counter((name, form or "") for _, name, form, _ in parts if name is not None)


def _held(words: str) -> Counter[str]:
    return Counter(one.lower() for one in HELD.findall(re.sub(r"\{[^}]*\}", "{}", words)))


def _edges(words: str) -> tuple[str, str]:
    inner = words.strip()
    return words[: len(words) - len(words.lstrip())], words[len(words.rstrip()) :] if inner else ""
