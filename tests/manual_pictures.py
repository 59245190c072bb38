"""Paints the pictures of the manual under F1 into resources/help.

    .venv/bin/python -m tests.manual_pictures [OUT_DIR]

They are the screens of the gallery, in light colours and in the size of a small screen.
"""

from __future__ import annotations

import os
import sys
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QLocale, Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication

from tests.architecture.source_text import ROOT
from tests.gallery import shots, taken
from titrator.ui import fonts, theme
from titrator.ui.panels.manual_pages import PAGES

if TYPE_CHECKING:
    from collections.abc import Sequence

WIDTH, HEIGHT = 1093, 543
SHOWN_PX = 760
SHOTS = {
    "screen": "bedside-calm",
    "converting": "calculator-result",
    "starting": "bedside-setup",
    "reassessing": "form-reassess",
    "stepping": "form-reduce",
    "holding": "bedside-hold",
    "bag": "form-bag_change",
    "handover": "form-hand_over",
    "sound": "bell-sounding",
    "wrong": "log-damaged",
    "pharmacist": "pharmacy",
}


def main(arguments: Sequence[str]) -> int:
    """Write every picture, and return the exit status."""
    if len(arguments) > 1 or any(one.startswith("-") for one in arguments):
        sys.stderr.write("usage: python -m tests.manual_pictures [OUT_DIR]\n")
        return 2
    out = Path(arguments[0]) if arguments else ROOT / "resources" / "help"
    out.mkdir(parents=True, exist_ok=True)
    QLocale.setDefault(QLocale.c())
    app = QApplication([])
    fonts.load_fonts()
    theme.use(theme.LIGHT)
    theme.prepare(app)
    known = {shot.name: shot for shot in shots()}
    for page in PAGES:
        workplace = taken(app, known[SHOTS[page.picture]], WIDTH, HEIGHT)
        image = workplace.grab().toImage()
        image = image.scaledToWidth(SHOWN_PX, Qt.TransformationMode.SmoothTransformation)
        with_few_colours(image).save(str(out / f"{page.picture}.png"))
        workplace.close()
        workplace.deleteLater()
    return 0


def with_few_colours(image: QImage) -> QImage:
    """Return the picture in its 256 most frequent colours: a file a quarter as large."""
    plain = image.convertToFormat(QImage.Format.Format_RGB32)
    counted = Counter(memoryview(plain.constBits()).cast("I"))
    table = [colour for colour, _ in counted.most_common(256)]
    flags = Qt.ImageConversionFlag.ThresholdDither | Qt.ImageConversionFlag.AvoidDither
    return plain.convertToFormat(QImage.Format.Format_Indexed8, table, flags)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
