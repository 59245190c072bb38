"""The font that ships draws every sign that can stand on the screen."""

from __future__ import annotations

import ast
import shutil
from typing import TYPE_CHECKING

from tests.architecture.source_text import ROOT, sources_below
from titrator import resources
from titrator.ui import fonts

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    import pytest

# Never drawn: parts two words, joins them; cuts JSON; marks a file; stands for a byte nobody can read.
NOT_DRAWN = set(
    "\n\t\N{ZERO WIDTH SPACE}\N{WORD JOINER}\ud800\udfff"
    "\N{ZERO WIDTH NO-BREAK SPACE}\N{REPLACEMENT CHARACTER}"
)


def texts() -> Iterator[str]:
    """Every literal of the program that may be shown, and every shipped file that is."""
    for source in sources_below("titrator"):
        for node in ast.walk(source.tree):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                yield node.value
    for path in (ROOT / "resources").rglob("*.*"):
        if path.suffix in {".toml", ".json"}:
            yield path.read_text(encoding="utf-8")


def test_every_sign_that_is_written_is_one_that_is_tried() -> None:
    """A new arrow in a text must be added to the self-test, and so be in the font."""
    written = {sign for text in texts() for sign in text if ord(sign) > 126 or ord(sign) >= 32}
    assert written - NOT_DRAWN - set(fonts.GLYPHS) == set()


def test_our_font_draws_every_sign(qapp: object) -> None:
    """In each of the three weights."""
    assert fonts.load_fonts() == ()
    assert fonts.undrawn() == ""


def test_a_sign_it_lacks_is_told(qapp: object, monkeypatch: pytest.MonkeyPatch) -> None:
    """A Chinese sign is not in the font, whatever font of the system stands in for it."""
    monkeypatch.setattr(fonts, "GLYPHS", "7中")
    fonts.load_fonts()
    assert fonts.undrawn() == "中"


def test_another_font_draws_nothing_that_counts(
    qapp: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where our own is not loaded, the one that stands in is not trusted with figures."""
    monkeypatch.setattr(fonts, "FAMILY", "No Such Font")
    assert fonts.undrawn() == fonts.GLYPHS


def test_files_that_are_missing_or_damaged_are_named(
    qapp: object, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One weight gone and one cut short; with the whole folder gone, all three."""
    shipped = resources.resource_path("fonts")
    monkeypatch.setattr(resources, "_PACKAGE", tmp_path / "titrator")
    assert fonts.load_fonts() == ("Inter-Regular.otf", "Inter-SemiBold.otf", "Inter-Bold.otf")
    folder = tmp_path / "resources" / "fonts"
    folder.mkdir(parents=True)
    shutil.copy(shipped / "Inter-Regular.otf", folder)
    (folder / "Inter-SemiBold.otf").write_bytes(b"cut short")
    assert fonts.load_fonts() == ("Inter-SemiBold.otf", "Inter-Bold.otf")
