"""Menus of a text field, scroll bars and dialogs for files speak the language of the workstation."""

from __future__ import annotations

import ast
import subprocess
import sys
from typing import TYPE_CHECKING, cast

import pytest

from tests.architecture.source_text import ROOT
from tests.language.unsaid import unsaid_words
from titrator.ui.qt_words import WORDS, QtWords, say_qt_words

if TYPE_CHECKING:
    from PySide6.QtCore import QCoreApplication

_LEAST = 55  # texts; those of three dialogs, five menus and three messages, each once


class CountedApplication:
    """Only counts what is installed."""

    def __init__(self) -> None:
        self.installed = 0

    def installTranslator(self, _: object) -> None:  # noqa: N802 - Qt's name
        self.installed += 1


def said_by_qt(language: str) -> list[str]:
    """What a process of its own read in every menu and dialog of Qt's."""
    command = [sys.executable, "-X", "utf8", "-m", "tests.language.qt_said", language]
    done = subprocess.run(
        command, cwd=ROOT, capture_output=True, text=True, encoding="utf-8", check=True
    )
    return [str(ast.literal_eval(line)) for line in done.stdout.splitlines()]


def test_qt_says_nothing_that_was_never_said() -> None:
    """In the language that nobody speaks, every word of them has its accents."""
    said = said_by_qt("pseudo")
    assert len(said) >= _LEAST
    assert {text: words for text in said if (words := unsaid_words(text))} == {}


def test_qt_speaks_spanish_and_keeps_the_names_of_keys() -> None:
    """As in the rest of the window: Ctrl stays Ctrl."""
    said = said_by_qt("es")
    assert "Copiar\tCtrl+C" in said
    assert "Seleccionar todo\tCtrl+A" in said
    assert "7.1 ya existe.\n¿Quiere reemplazarlo?" in said
    assert {"Cancelar", "Guardar", "Aceptar", "Sí", "No"} <= set(said)


def test_in_english_qt_keeps_its_own_words() -> None:
    """Nothing is installed, so nothing is looked up."""
    app = CountedApplication()
    say_qt_words(cast("QCoreApplication", app))
    assert app.installed == 0


@pytest.mark.parametrize(("asked", "said"), [("&Paste", "&Paste"), ("Alt+Left", None)])
def test_what_is_no_sentence_of_ours_is_left_to_qt(asked: str, said: str | None) -> None:
    """A name of a key has no other name here."""
    words = QtWords()
    assert not words.isEmpty()
    assert words.translate("QLineEdit", asked) == said
    assert (asked in WORDS) is (said is not None)
