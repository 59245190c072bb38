"""Loads the font the program brings along, so that every workstation shows the same figures."""

from pathlib import Path

from PySide6.QtGui import QFont, QFontDatabase, QGuiApplication, QRawFont

FAMILY = "Inter"
_FILES = ("Inter-Regular.otf", "Inter-SemiBold.otf", "Inter-Bold.otf")
_WEIGHTS = (QFont.Weight.Normal, QFont.Weight.DemiBold, QFont.Weight.Bold)
# What is written on screen, in help and in the shipped files; a test looks for others.
# ismp: mu is read on request from files made elsewhere, and shown back when it is refused
GLYPHS = "".join(map(chr, range(0x20, 0x7F))) + "\N{NO-BREAK SPACE}·×÷−–’…µμ" + "áéíóúüñÁÉÍÓÚÑ¿¡«»"


def load_fonts(folder: Path) -> bool:
    """Return whether every weight was loaded from `folder`; without, the system's font stands in."""
    return all(QFontDatabase.addApplicationFont(str(folder / name)) >= 0 for name in _FILES)


def undrawn() -> str:
    """Return the signs of `GLYPHS` that our own font does not draw in every weight.

    Another font that stands in draws nothing that counts: all of them are returned then.
    """
    missing: set[str] = set()
    for weight in _WEIGHTS:
        font = QFont(FAMILY)
        font.setWeight(weight)
        raw = QRawFont.fromFont(font)
        if raw.familyName() != FAMILY:
            return GLYPHS
        # One question for all of them; a sign that is not drawn has no place in the font.
        places = raw.glyphIndexesForString(GLYPHS)
        missing |= {sign for sign, place in zip(GLYPHS, places, strict=True) if not place}
    return "".join(sorted(missing))


def undrawn_without_window(folder: Path) -> str:
    """Return what `undrawn` does after loading from `folder`, in a process that opens no window."""
    app = QGuiApplication.instance() or QGuiApplication(["titrator"])
    load_fonts(folder)
    missing = undrawn()
    app.processEvents()
    return missing
