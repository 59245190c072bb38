"""Both themes can be read: text at least 4.5, the edges of controls and marks at least 3."""

from __future__ import annotations

import re

import pytest
from PySide6.QtGui import QFont, QFontMetricsF

from tests.architecture.source_text import ROOT
from tests.support.contrast import contrast
from titrator.ui import theme

LOOKS = pytest.mark.parametrize("look", [theme.LIGHT, theme.NIGHT], ids=["light", "night"])
TONES = ["setup", "calm", "due", "overdue", "suspended", "hold", "danger", "done"]


def test_the_contrast_of_black_and_white_is_21() -> None:
    """The formula itself is tried on the one value everybody knows."""
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21)


@LOOKS
@pytest.mark.parametrize("ink", ["ink", "dim", "danger", "ok"])
@pytest.mark.parametrize("surface", ["page", "card", "sunken"])
def test_words_can_be_read_on_every_surface(look: theme.Theme, ink: str, surface: str) -> None:
    """Every colour of words on every surface it may stand on."""
    assert contrast(getattr(look, ink), getattr(look, surface)) >= 4.5


@LOOKS
@pytest.mark.parametrize("edge", ["edge", "accent", "danger", "primary"])
@pytest.mark.parametrize("surface", ["page", "card"])
def test_the_edge_of_a_control_can_be_seen(look: theme.Theme, edge: str, surface: str) -> None:
    """Borders and the focus ring stand out from what is behind them."""
    assert contrast(getattr(look, edge), getattr(look, surface)) >= 3


@LOOKS
def test_words_on_a_filled_button_can_be_read(look: theme.Theme) -> None:
    """The primary act."""
    assert contrast(look.on_primary, look.primary) >= 4.5


@LOOKS
@pytest.mark.parametrize("tone", TONES)
def test_a_strip_can_be_read_and_seen_in_every_tone(look: theme.Theme, tone: str) -> None:
    """Words on the strip's surface, and its border where the border says something."""
    theme.use(look)
    tint = theme.tint(tone)
    assert contrast(tint.ink, tint.fill) >= 4.5
    assert contrast(tint.dim, tint.fill) >= 4.5
    if tint.edge_px > 1:
        assert max(contrast(tint.edge, look.page), contrast(tint.edge, tint.fill)) >= 3


def test_all_figures_are_of_one_width() -> None:
    """A countdown does not shake: 1 is as wide as 0, in every role."""
    for role in theme.Type:
        metrics = QFontMetricsF(theme.font(role))
        assert metrics.horizontalAdvance("1111") == metrics.horizontalAdvance("0000")


def test_sizes_keep_to_what_can_be_read_from_the_bedside() -> None:
    """Body 18 px, dose 28 px, countdown and MAP 56 px at least, in both densities."""
    lowest = {
        theme.Type.BODY: 18,
        theme.Type.STRONG: 18,
        theme.Type.DOSE: 28,
        theme.Type.COUNTDOWN: 56,
        theme.Type.MAP: 56,
    }
    for density in theme.Density:
        theme.use(density=density)
        for role, px in lowest.items():
            assert theme.font(role).pixelSize() >= px


def test_the_font_that_ships_is_the_one_that_is_shown() -> None:
    """Inter is loaded from the program's own files, in all three weights."""
    for role in (theme.Type.BODY, theme.Type.BUTTON, theme.Type.DOSE):
        font = theme.font(role)
        assert font.family() == "Inter"
        assert font.exactMatch()
    assert QFont("Inter").family() == "Inter"


def test_no_distance_is_a_step_and_a_bit() -> None:
    """A few px more than a step are a step of their own; the width of a sign is no distance."""
    sources = sorted((ROOT / "titrator" / "ui").rglob("*.py"))
    assert sources
    found = [
        one.name
        for one in sources
        if re.search(r"Space\.[A-Z]+ \+ [1-3]\b", one.read_text("utf-8"))
    ]
    assert found == []
