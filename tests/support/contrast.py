"""How far two colours are apart: WCAG contrast, and CIELAB distance as four kinds of eyes see it."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from PySide6.QtGui import QColor

if TYPE_CHECKING:
    from collections.abc import Sequence

# Machado, Oliveira and Fernandes 2009, severity 1, on linear RGB.
EYES: dict[str, tuple[tuple[float, float, float], ...]] = {
    "protan": (
        (0.152286, 1.052583, -0.204868),
        (0.114503, 0.786281, 0.099216),
        (-0.003882, -0.048116, 1.051998),
    ),
    "deutan": (
        (0.367322, 0.860646, -0.227968),
        (0.280085, 0.672501, 0.047413),
        (-0.011820, 0.042940, 0.968881),
    ),
    "tritan": (
        (1.255528, -0.076749, -0.178779),
        (-0.078411, 0.930809, 0.147602),
        (0.004733, 0.691367, 0.303900),
    ),
    "usual": ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
}
_XYZ = (
    (0.4124564, 0.3575761, 0.1804375),
    (0.2126729, 0.7151522, 0.0721750),
    (0.0193339, 0.1191920, 0.9503041),
)
_WHITE = (0.95047, 1.0, 1.08883)


def contrast(one: str | QColor, other: str | QColor) -> float:
    """Return the contrast of two colours as WCAG 2 defines it, 1 to 21."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def distance(one: str | QColor, other: str | QColor, eyes: str) -> float:
    """Return the CIELAB distance (1976) of two colours as `eyes` see them."""
    first, second = (_lab(_times(EYES[eyes], _linear(colour))) for colour in (one, other))
    return math.dist(first, second)


def _luminance(colour: str | QColor) -> float:
    red, green, blue = _linear(colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(colour: str | QColor) -> tuple[float, ...]:
    made = QColor(colour)
    return tuple(
        part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4
        for part in (made.redF(), made.greenF(), made.blueF())
    )


def _times(rows: Sequence[Sequence[float]], column: Sequence[float]) -> tuple[float, ...]:
    return tuple(
        min(1.0, max(0.0, sum(a * b for a, b in zip(row, column, strict=True)))) for row in rows
    )


def _lab(rgb: Sequence[float]) -> tuple[float, float, float]:
    x, y, z = (_root(part / white) for part, white in zip(_times(_XYZ, rgb), _WHITE, strict=True))
    return 116 * y - 16, 500 * (x - y), 200 * (y - z)


def _root(part: float) -> float:
    return float(part ** (1 / 3)) if part > 216 / 24389 else (24389 / 27 * part + 16) / 116
