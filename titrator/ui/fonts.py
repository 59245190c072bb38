"""Loads the font the program brings along, so that every workstation shows the same figures."""

from PySide6.QtGui import QFont, QFontDatabase, QGuiApplication, QRawFont

from titrator.resources import ResourceMissingError, resource_path

FAMILY = "Inter"
_FILES = ("Inter-Regular.otf", "Inter-SemiBold.otf", "Inter-Bold.otf")
_WEIGHTS = (QFont.Weight.Normal, QFont.Weight.DemiBold, QFont.Weight.Bold)
# What is written on screen, in help and in the shipped files; a test looks for others.
# ismp: mu is read on request from files made elsewhere, and shown back when it is refused
GLYPHS = "".join(map(chr, range(0x20, 0x7F))) + "\N{NO-BREAK SPACE}·×÷−–’…µμ" + "áéíóúüñÁÉÍÓÚÑ¿¡«»"


def load_fonts() -> tuple[str, ...]:
    """Return the files that were not loaded, missing or damaged; another font stands in for them."""
    try:
        folder = resource_path("fonts")
    except ResourceMissingError:
        return _FILES
    return tuple(
        name for name in _FILES if QFontDatabase.addApplicationFont(str(folder / name)) < 0
    )


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


def tried_without_window() -> tuple[tuple[str, ...], str]:
    """Return what `load_fonts` and `undrawn` do, in a process that opens no window."""
    app = QGuiApplication.instance() or QGuiApplication(["titrator"])
    unloaded, missing = load_fonts(), undrawn()
    app.processEvents()
    return unloaded, missing
