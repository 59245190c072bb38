"""What can be seen or heard of a window, and the words in it that were never said through the one function.

In the language that nobody speaks every letter of what was said has an accent. A word without is
English that a translator was never given, or it is kept on purpose: a unit, a drug, a key, a name.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Any

from PySide6.QtGui import QPainter, QTextDocumentFragment
from PySide6.QtWidgets import (
    QAbstractButton,
    QComboBox,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QTableWidget,
    QTextEdit,
    QWidget,
)

from tests.language.held import HELD

if TYPE_CHECKING:
    from collections.abc import Iterator

KEPT = frozenset(
    [
        "Titrator",
        "titrator",
        "AB",
        "CD",
        "ICU",
        "Ruiz",
        "Diaz",
        "Ctrl",
        "Alt",
        "Shift",
        "Esc",
        "Enter",
        "Space",
        "Tab",
        "DOBUTamine",
        "DOPamine",
        "mcg",
        "mg",
        "mL",
        "kg",
        "mmHg",
        "min",
        "sec",
        "nanogram",
        "units",
        "milliunits",
        "UTC",
        "status",
        "shipped",
        "draft",
        "SHA",
        "CSV",
        "PDF",
        "MAP",
        "PgUp",
        "PgDn",
        "hh",
        "mm",
        "Dr",
    ]
)
"""Words that stand as they are in every language, beside those of `HELD`: names, keys, units alone,
and the words of policy files where a change of a file is shown."""

_SOURCE = re.compile(r'\bsource = "([^"]+)"')
_REFERENCE = re.compile(r'^(?:id|title|where|edition) = "([^"]+)"', re.MULTILINE)
_WORD = re.compile(r"[^\W\d_]+")
_MARKUP = re.compile(r"<[a-z/!][^>]*>", re.IGNORECASE)
_PATH = re.compile(
    r"(?:[A-Za-z]:)?[\w.~-]*(?:/[\w.~-]+){2,}/?|[\w.-]+/[\w.-]+\.toml"  # places of files
    r"|\b\w+/\w+…"  # and their beginnings
    r"|\b[0-9a-f]{8,}\b|\b(?:[0-9A-Z]{2,4}-){5,}[0-9A-Z]+\b"  # hashes, and codes to compare
    r"|\b[a-z]+(?:_[a-z]+)+(?:\.[a-z_]+)*\b|\b[a-z]+(?:-[a-z0-9]+)*-first\b"  # names in files
)


def unsaid_words(text: str) -> list[str]:
    """The words of a text that are plain English and not among those that are kept."""
    rest = HELD.sub(" ", _PATH.sub(" ", _shipped_names().sub(" ", text)))
    return [
        word
        for word in _WORD.findall(rest)
        if len(word) > 1 and word.isascii() and word not in KEPT
    ]


@cache
def _shipped_names() -> re.Pattern[str]:
    """Names of publications and of protocols, which are quoted as they are."""
    from titrator.core import equivalents
    from titrator.resources import resource_text, shipped_library_files, shipped_protocol_files

    files = (*shipped_library_files().values(), *shipped_protocol_files().values())
    texts = [content.decode() for content in files]
    names = {name for text in texts for name in _SOURCE.findall(text)}
    names.update(_REFERENCE.findall(resource_text("references.toml")))
    for formula in equivalents.FORMULAS.values():
        names.update((formula.name, formula.source))
    longest_first = sorted(names, key=len, reverse=True)
    found = "|".join(re.escape(name) for name in longest_first if len(name) > len("none"))
    return re.compile(rf"(?<!\w)(?:{found})(?!\w)")


class Painted:
    """Every text that Python painted since it was made; for one process, which ends afterwards."""

    def __init__(self) -> None:
        self.texts: list[str] = []
        draw = QPainter.drawText

        def drawn(painter: QPainter, *given: Any) -> Any:
            self.texts += [one for one in given if isinstance(one, str)]
            return draw(painter, *given)

        QPainter.drawText = drawn  # type: ignore[method-assign, assignment]

    def take(self) -> list[str]:
        """What was painted since the last time."""
        found, self.texts = self.texts, []
        return found


def texts_of(window: QWidget) -> Iterator[tuple[str, str]]:
    """Every text of a window that somebody sees, points at or has read out, with where it stands."""
    for one in (window, *window.findChildren(QWidget)):
        if not one.isVisible():
            continue
        where = one.objectName() or type(one).__name__
        for text in (one.accessibleName(), one.accessibleDescription(), one.toolTip()):
            yield where, text
        yield from ((where, text) for text in _shown_by(one))


def _shown_by(one: QWidget) -> Iterator[str]:
    if isinstance(one, QLabel | QAbstractButton):
        yield _plain(one.text())
    elif isinstance(one, QLineEdit):
        yield one.placeholderText()
    elif isinstance(one, QComboBox):
        yield from (one.itemText(place) for place in range(one.count()))
    elif isinstance(one, QTextEdit):
        yield one.toPlainText()
    elif isinstance(one, QPlainTextEdit):
        yield one.placeholderText()
    elif isinstance(one, QTableWidget):
        yield from _cells(one)


def _cells(table: QTableWidget) -> Iterator[str]:
    for column in range(table.columnCount()):
        head = table.horizontalHeaderItem(column)
        yield head.text() if head is not None else ""
        for row in range(table.rowCount()):
            cell = table.item(row, column)
            yield cell.text() if cell is not None else ""


def _plain(text: str) -> str:
    return QTextDocumentFragment.fromHtml(text).toPlainText() if _MARKUP.search(text) else text
