"""Words on the screen: a label with a role of the type scale and a colour role."""

import re
from enum import StrEnum
from typing import TypeVar

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QFontMetrics, QPalette
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from titrator.ui import theme
from titrator.ui.theme import Type


class Ink(StrEnum):
    """The colour of words; the names are fields of `Theme`."""

    NORMAL = "ink"
    DIM = "dim"
    OK = "ok"
    DANGER = "danger"


class Wrap(StrEnum):
    """Whether words may go on to a second line."""

    NO = "no"
    YES = "yes"


_UNIT = (
    r"(?:mcg|mg|g|nanograms?|micrograms?|nanogramos?|microgramos?|milliunits|units|mL|L|kg|mmHg|mmol"
    r"|min|sec|h|%)"
)
_BEFORE_UNIT = re.compile(rf"(?<=[0-9]) (?={_UNIT}(?![a-zA-Z]))")
_BEFORE_MAP = re.compile(r"(?:(?<=\bMAP|\bPAM)|(?<=BELOW|below)) (?=[0-9])")
_INSIDE_UNIT = re.compile(rf"(?<=[a-zA-Z])/(?={_UNIT}(?![a-zA-Z]))")
_NO_BREAK_SPACE = "\N{NO-BREAK SPACE}"
_WORD_JOINER = "\N{WORD JOINER}"
_MAY_BREAK = "\N{ZERO WIDTH SPACE}"
_LONG_WORD = 16  # letters; micrograms/kg/min has 17


def glued(text: str) -> str:
    """Return `text` with no place for a line break between a number and its unit, or inside one.

    A MAP stays with its number, and so does what it is below, as they often have no unit.
    A path of Windows may break after each of its folders, as one of Linux does by itself.
    """
    text = text.replace("\\", f"\\{_MAY_BREAK}")
    text = _BEFORE_MAP.sub(_NO_BREAK_SPACE, text)
    text = _BEFORE_UNIT.sub(_NO_BREAK_SPACE, text)
    return _INSIDE_UNIT.sub(f"/{_WORD_JOINER}", text)


def has_long_word(text: str) -> bool:
    """Return whether there is a unit in `text` that is spelled out, such as micrograms/kg/min."""
    return max(map(len, text.split()), default=0) > _LONG_WORD


def width_on_two_lines(text: str, metrics: QFontMetrics) -> int:
    """Return how narrow `text` can be when it may go on to a second line."""
    words = text.split(" ")
    halves = [(" ".join(words[:cut]), " ".join(words[cut:])) for cut in range(1, len(words) + 1)]
    return min(max(map(metrics.horizontalAdvance, both)) for both in halves)


_MOST_REMEMBERED = 2000
_Room = TypeVar("_Room")
_heights: dict[tuple[object, ...], int] = {}
_hints: dict[tuple[object, ...], tuple[QSize, QSize]] = {}


class Text(QLabel):
    """Plain words in one role. `say` changes them only when they differ.

    A number and its unit stay on one line; `text` returns the words as they were said.

    How much room words take is worked out once, and remembered for whoever says the same again: the
    layouts around long words ask five times while something opens, and Qt would break the words
    into lines each time, which took most of the time from a key to what it opens.
    """

    def __init__(
        self,
        role: Type = Type.BODY,
        text: str = "",
        *,
        ink: Ink = Ink.NORMAL,
        wrap: Wrap = Wrap.NO,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._role = role
        self._ink = ink.value
        self._colour = ""
        self._is_struck = False
        self._fixed_px = 0
        self._font_px = 0
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setWordWrap(wrap is Wrap.YES)
        if wrap is Wrap.YES:
            # The height follows from the width; a lowest height of its own would be that of the
            # narrowest width, and make everything around it scroll.
            policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
            policy.setHeightForWidth(True)
            self.setSizePolicy(policy)
            self.setMinimumWidth(1)
        self.setText(text)
        self.restyle()

    def say(self, text: str) -> None:
        """Show `text`; does nothing when it already stands there."""
        if text != self._said:
            self.setText(text)

    def setText(self, text: str) -> None:
        self._said = text
        super().setText(glued(text))
        if self._fixed_px:
            self.setFixedWidth(self._fixed_px)

    def text(self) -> str:
        """Return the words as they were said."""
        return self._said

    def heightForWidth(self, width: int, /) -> int:
        """Return how high the words are when they are broken into lines of this width."""
        asked = (*self._looks(), width)
        height = _heights.get(asked)
        if height is None:
            height = super().heightForWidth(width)
            _remember(_heights, asked, height)
        return height

    def sizeHint(self) -> QSize:
        """Return the size that suits the words."""
        return self._hints()[0]

    def minimumSizeHint(self) -> QSize:
        """Return the size below which words are cut."""
        return self._hints()[1]

    def _hints(self) -> tuple[QSize, QSize]:
        asked = self._looks()
        hints = _hints.get(asked)
        if hints is None:
            hints = super().sizeHint(), super().minimumSizeHint()
            _remember(_hints, asked, hints)
        return hints

    def _looks(self) -> tuple[object, ...]:
        """Return all that the room of the words follows from."""
        font = self._role, self._font_px, self.devicePixelRatioF()
        bounds = self.minimumWidth(), self.maximumWidth()
        return self._said, *font, *bounds, self.wordWrap(), self.indent(), self.buddy() is None

    def setFixedWidth(self, w: int) -> None:
        """Be `w` px wide, or as wide as its longest word; its words where they may not wrap."""
        self._fixed_px = w
        super().setFixedWidth(max(w, self.least_width()))

    def least_width(self) -> int:
        """Return the width below which a word is cut, in px."""
        said = glued(self._said)
        words = said.split(" ") if self.wordWrap() else [said]
        metrics = QFontMetrics(self.font())
        return max(metrics.horizontalAdvance(one) for one in words)

    def set_ink(self, ink: Ink) -> None:
        """Write in another colour role from now on."""
        if ink.value != self._ink:
            self._ink = ink.value
            self.restyle()

    def set_colour(self, colour: str) -> None:
        """Write in a colour of a tinted surface; "" goes back to the role."""
        if colour != self._colour:
            self._colour = colour
            self.restyle()

    def set_role(self, role: Type) -> None:
        """Write in another role of the type scale."""
        if role is not self._role:
            self._role = role
            self.restyle()

    def strike(self, *, is_struck: bool) -> None:
        """Be struck through, also after another theme or size: what stands there no longer holds."""
        if is_struck != self._is_struck:
            self._is_struck = is_struck
            self.restyle()

    def restyle(self) -> None:
        """Take font and colour anew."""
        font = theme.font(self._role)
        font.setStrikeOut(self._is_struck)
        # Its own, and not that of the density in force: a layout may ask before this is called.
        self._font_px = font.pixelSize()
        self.setFont(font)
        palette = self.palette()
        colour = self._colour or getattr(theme.active(), self._ink)
        palette.setColor(QPalette.ColorRole.WindowText, theme.color(colour))
        self.setPalette(palette)


def _remember(
    known: dict[tuple[object, ...], _Room], asked: tuple[object, ...], room: _Room
) -> None:
    """Keep what was worked out; a shift of running seconds must not fill the memory."""
    if len(known) >= _MOST_REMEMBERED:
        known.clear()
    known[asked] = room
