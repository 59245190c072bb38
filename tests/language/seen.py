"""Opens every screen in one language, and tells what was never said and what has no room.

    python -m tests.language.seen LANGUAGE [--few] [--whole-pixels] [--pictures OUT_DIR] [NAME ...]

A process of its own, since the language is chosen before anything with words is loaded. Prints one
line for each fault: the screen, its size, and what is wrong; returns 1 where there is one.

With --whole-pixels each letter is as wide as whole pixels are, as on Windows and on a Linux that is
set to full hinting; only the small sizes are opened then.
"""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from titrator.core.language import choose

if TYPE_CHECKING:
    from collections.abc import Iterator

    from PySide6.QtWidgets import QApplication, QWidget

    from tests.gallery import Shot

WHOLE_PIXELS = Path(__file__).resolve().parents[1] / "support" / "whole_pixels.conf"
FEW = (
    "bedside-calm",
    "bedside-due",
    "bedside-setup",
    "why",
    "help",
    "form-reassess",
    "form-reduce",
    "form-gate-begun",
    "form-order-begun",
    "form-resume-follows",
    "calculator-result",
)
"""One of each kind of screen."""
SMALL = (
    "beds",
    "bell-untested",
    "calculator-not-a-number",
    "first-steps",
    "more",
    "pharmacy-compared",
    "pharmacy-formulas",
    "trend-read-only",
)
"""What comes closest to its edges, in the smallest size."""


def choose_language(language: str) -> None:
    """Say everything in this process in a language, or in the one that nobody speaks."""
    if language == "pseudo":
        from tests.language.pseudo import pseudo_language

        choose(pseudo_language())
    elif language == "en":
        choose(None)
    elif language == "international":
        from titrator.session.site_words import DrugNames, Language, UnitWords, choice_of

        choose(choice_of(Language.ENGLISH, DrugNames.INTERNATIONAL, UnitWords.SPELLED_OUT))
    else:
        from titrator.session.site_words import DrugNames, Language, UnitWords, choice_of

        choose(choice_of(Language(language), DrugNames.USUAL, UnitWords.SHORT))


def main(arguments: list[str]) -> int:
    """Print the faults of the screens asked for, and keep their pictures where asked to."""
    parser = argparse.ArgumentParser(prog="tests.language.seen")
    parser.add_argument("language")
    parser.add_argument("--few", action="store_true")
    parser.add_argument("--whole-pixels", action="store_true")
    parser.add_argument("--pictures", type=Path)
    parser.add_argument("names", nargs="*")
    asked = parser.parse_intermixed_args(arguments)
    choose_language(asked.language)
    if asked.whole_pixels:  # before Qt loads a font; Windows does not ask for it
        os.environ["FONTCONFIG_FILE"] = str(WHOLE_PIXELS)
    from tests.gallery import LARGE, SIZES, SMALLEST, overviews, shots, started
    from tests.language.unsaid import Painted

    app = started()
    painted = Painted() if asked.language == "pseudo" else None
    faults = 0
    if asked.whole_pixels and sys.platform == "linux" and not _are_letters_whole():
        raise SystemExit("the letters are not as wide as whole pixels are")
    for size in (SIZES[-1], SMALLEST) if asked.whole_pixels else (*SIZES, SMALLEST, LARGE):
        wanted = asked.names or (FEW + SMALL * (size == SMALLEST) if asked.few else ())
        for shot in overviews() if size == LARGE else shots():
            if wanted and shot.name not in wanted:
                continue
            for fault in _faults(app, shot, size, painted, asked.pictures):
                faults += 1
                sys.stdout.write(f"{shot.name} {size[0]}: {fault}\n")
    return 1 if faults else 0


def _are_letters_whole() -> bool:
    from PySide6.QtGui import QFontMetricsF

    from titrator.ui import theme

    metrics = QFontMetricsF(theme.font(theme.Type.BODY))
    return all(metrics.horizontalAdvance(letter).is_integer() for letter in "mcg/kn")


def _faults(
    app: QApplication,
    shot: Shot,
    size: tuple[int, int],
    painted: object,
    pictures: Path | None,
) -> Iterator[str]:
    from tests.gallery import SIZES, SMALLEST, taken
    from tests.language.unsaid import Painted
    from tests.ui.test_smallest import TOLD_WITH_A_MARK, faults_of_patient, faults_of_required

    window = taken(app, shot, *size)
    picture = window.grab()
    if pictures is not None:
        pictures.mkdir(parents=True, exist_ok=True)
        picture.save(str(pictures / f"{shot.name}-{size[0]}.png"))
    if isinstance(painted, Painted):
        yield from _unsaid(window, painted)
    yield from faults_of_room(window)
    if size in (SIZES[-1], SMALLEST):
        yield from faults_of_required(window, shot.name)
    # In the language that nobody speaks its words are longer than there is room for.
    if size == SMALLEST and shot.name in TOLD_WITH_A_MARK and painted is None:
        yield from faults_of_patient(window)
    window.close()
    window.deleteLater()


def faults_of_room(window: QWidget) -> tuple[str, ...]:
    """What is cut, split or covered in a window as it stands."""
    from tests.ui.test_layout import (
        faults_of_buttons,
        faults_of_numbers,
        faults_of_painted,
        faults_of_place,
        faults_of_width,
        faults_of_words,
    )
    from tests.ui.test_smallest import faults_of_choices

    return (
        *faults_of_words(window),
        *faults_of_buttons(window),
        *faults_of_numbers(window),
        *faults_of_painted(window),
        *faults_of_place(window),
        *faults_of_width(window),
        *faults_of_choices(window),
    )


def _unsaid(window: QWidget, painted: object) -> Iterator[str]:
    from tests.language.unsaid import Painted, texts_of, unsaid_words

    if not isinstance(painted, Painted):
        raise TypeError(painted)
    found: dict[str, str] = {}
    for where, text in (*texts_of(window), *(("painted", text) for text in painted.take())):
        if words := unsaid_words(text):
            found.setdefault(text, f"never said, {where}: {' '.join(words[:6])!r} in {text[:90]!r}")
    yield from found.values()


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
