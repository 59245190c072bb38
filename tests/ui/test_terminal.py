"""What is said beside the window, where there is a terminal to say it in."""

from __future__ import annotations

import io
import sys

import pytest

from titrator.ui import terminal
from titrator.ui.second_start import tell_came


def test_a_line_is_written_where_there_is_a_terminal() -> None:
    """With its end."""
    stream = io.StringIO()
    terminal.tell("Titrator is open already.", stream)
    assert stream.getvalue() == "Titrator is open already.\n"


def test_a_second_double_click_without_a_terminal_is_no_mistake_of_the_program(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A program with a window has no streams on Windows: Python calls them None."""
    monkeypatch.setattr(sys, "stdout", None)
    tell_came()


@pytest.mark.skipif(sys.platform == "win32", reason="a message box there waits for a person")
def test_what_cannot_be_loaded_is_said_and_who_mends_it(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The library's own words, what goes on, and whom to call; without a terminal, nothing fails."""
    terminal.tell_unloadable(ImportError("libEGL.so.1: no such file"))
    said = capsys.readouterr().err
    assert "libEGL.so.1: no such file" in said
    assert "Go on at the pump, write on paper, and call IT support" in said
    monkeypatch.setattr(sys, "stderr", None)
    terminal.tell_unloadable(ImportError("the same"))
