"""A language that nobody speaks: every sentence longer, every letter with an accent, nothing else changed.

What was never said through the one function stands out in it, and what has too little room too.
"""

from __future__ import annotations

import re

from tests.language.held import HELD
from titrator.core.language import Choice

_ACCENTS = str.maketrans(
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ",
    "àƀçđéƒğĥíĵķļɱñöþɋŕšţûṽŵẋýžÀƁÇĐÉƑĞĤÍĴĶĻṀÑÖÞɊŔŠŢÛṼŴẊÝŽ",
)
_KEPT = re.compile(rf"\{{[^}}]*\}}|{HELD.pattern}|\{{\{{|\}}\}}|\[[^\]]*\]|<[^>]*>")
_WORD = re.compile(r"[^\W\d_]+")


def pseudo(template: str) -> str:
    """The sentence with accents and about 30 % more letters; holes, numbers, units and names kept."""
    parts, at = [], 0
    for kept in _KEPT.finditer(template):
        parts += [_accented(template[at : kept.start()]), kept[0]]
        at = kept.end()
    return "".join([*parts, _accented(template[at:])])


def pseudo_language() -> Choice:
    """The choice that says everything in it; for tests and the gallery only."""
    return Choice(pseudo, caution=pseudo("Translation not reviewed by a clinician."))


def _accented(words: str) -> str:
    return _WORD.sub(lambda word: _longer(word[0]).translate(_ACCENTS), words)


def _longer(word: str) -> str:
    more = -(-3 * len(word) // 10) if len(word) > 2 else 0
    return word + ("O" if word.isupper() else "o") * more
