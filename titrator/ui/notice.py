"""One line under the banner: what stands over everything, and what was just noticed."""

from collections.abc import Sequence

from PySide6.QtCore import QRectF, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from titrator.core.language import caution_of_words, say
from titrator.session.screen import Banner
from titrator.ui import theme
from titrator.ui.theme import TARGET, Space, Type
from titrator.ui.widgets.buttons import ActButton
from titrator.ui.widgets.marks import Mark, Symbol
from titrator.ui.widgets.text import Text, Wrap

_BUTTON_PX, _TIGHT_BUTTON_PX = 220, 140
_CLOSE_PX = 1  # the edge below
_BETWEEN = "  \N{MIDDLE DOT}  "


class NoticeBar(QWidget):
    """Says notices in words, on red where the log is not written; hidden when all is well.

    Signals:
        confirm_requested: somebody has seen what stands until it is confirmed.
    """

    confirm_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("notice")
        self._tone = ""
        self._whole = self._short = ""
        row = self._row = QHBoxLayout(self)
        row.setSpacing(Space.GAP)
        self._symbol = Symbol(Mark.LATE, 18)
        self._words = Text(Type.SMALL_STRONG, wrap=Wrap.YES)
        self._words.setObjectName("notice.words")
        self.confirm = ActButton(say("Confirm this notice"), "notice.confirm", height=TARGET)
        self.confirm.acted.connect(self.confirm_requested)
        self.confirm.hide()
        row.addWidget(self._symbol)
        row.addWidget(self._words, 1)
        row.addWidget(self.confirm)
        self.restyle()
        self.hide()

    def show_notices(
        self,
        *,
        standing: str,
        warnings: tuple[str, ...],
        noticed: str,
        is_to_confirm: bool = False,
        brief: str = "",
        waiting: str = "",
    ) -> None:
        """Show what stands first, then warnings, what was just noticed, what waits, a caution of the words.

        `is_to_confirm` offers the button that lets go of what stands. `brief` stands for what stands
        on the smallest screens, where the whole of it is in the tool tip and read out.
        """
        beside = (*warnings, noticed, waiting, caution_of_words())
        self._whole = _BETWEEN.join(part for part in (standing, *beside) if part)
        self._short = _BETWEEN.join(part for part in (brief or standing, *beside) if part)
        tone = "danger" if standing else "warning" if warnings else "calm"
        self._say()
        if tone != self._tone:
            self._tone = tone
            self.restyle()
        if is_to_confirm is self.confirm.isHidden():
            self.confirm.setVisible(is_to_confirm)
            self._take_margins()
        self.setVisible(bool(self._whole))

    def text(self) -> str:
        """Return what is said, whole."""
        return self._whole

    def _say(self) -> None:
        self._words.say(self._short if theme.is_tight() else self._whole)
        hidden = self._whole if self._words.text() != self._whole else ""
        if hidden != self._words.toolTip():
            self._words.setToolTip(hidden)
            self._words.setAccessibleName(hidden)

    def _take_margins(self) -> None:
        """Stand close around the button on the smallest screen: the height is needed for the doses."""
        is_close = theme.is_tight() and not self.confirm.isHidden()
        top = _CLOSE_PX if is_close else Space.HAIR
        self._row.setContentsMargins(Space.EDGE, top, Space.EDGE, top)

    def restyle(self) -> None:
        """Take colours anew; on the smallest screen the words need the width more than the button."""
        self._say()
        self._take_margins()
        self.confirm.setFixedWidth(_TIGHT_BUTTON_PX if theme.is_tight() else _BUTTON_PX)
        tint = theme.tint(self._tone)
        self._words.set_colour(tint.ink)
        self._symbol.set_mark(_MARKS.get(self._tone, Mark.TICK))
        self._symbol.set_colour(tint.ink)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        tint = theme.tint(self._tone)
        painter = QPainter(self)
        theme.fill(painter, self.rect(), tint.fill)
        theme.fill(painter, QRectF(0, self.height() - 1, self.width(), 1), tint.edge)


_MARKS = {"danger": Mark.STOP, "warning": Mark.LATE}


def warnings_of_beds(beds: Sequence[Banner]) -> tuple[str, ...]:
    """Return what warns of several beds shown at once, each with its bed where not all have it."""
    told: dict[str, list[str]] = {}
    for banner in beds:
        for text in banner.warnings:
            told.setdefault(text, []).append(banner.bed)
    return tuple(
        text if len(at) == len(beds) else f"{', '.join(at)}: {text}" for text, at in told.items()
    )
