"""Fields that are typed into: numbers read off a device, and words.

What is typed stays as typed: nothing is stripped, completed or clamped. A number that cannot be
read is refused with the reason under the field, and `text` then still returns it, so that the
refusal is the core's too.
"""

import re

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QKeyEvent,
    QPainter,
    QPaintEvent,
    QPalette,
    QPen,
    QResizeEvent,
)
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QSizePolicy, QVBoxLayout, QWidget

from titrator.core.findings import RefusedError
from titrator.core.language import say, unit_label
from titrator.core.number_entry import read_number
from titrator.ui import theme
from titrator.ui.theme import FIELD, RADIUS, TARGET, Space, Type
from titrator.ui.widgets.text import Ink, Text, Wrap, has_long_word

_TOO_LONG = say("at most 4 digits before the point and {decimals} after it")


class Line(QLineEdit):
    """A line edit without surprises: a held key types once, the wheel and drops do nothing.

    Signals:
        left: the focus went elsewhere.
    """

    left = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFrame(False)
        # The box round it paints what stands behind the words.
        clear = QPalette()
        clear.setColor(QPalette.ColorRole.Base, Qt.GlobalColor.transparent)
        self.setPalette(clear)
        self.setDragEnabled(False)
        self.setAcceptDrops(False)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.isAutoRepeat() and event.text().isprintable() and event.text():
            event.accept()
            return
        super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self._repaint_frame()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._repaint_frame()
        self.left.emit()

    def _repaint_frame(self) -> None:
        parent = self.parentWidget()
        if parent is not None:
            parent.update()


class _Frame(QWidget):
    """The box round a line: 2 px, thicker and in accent with focus, red when refused."""

    def __init__(self, line: Line, unit: str, *, is_large: bool) -> None:
        super().__init__()
        self.line = line
        self._is_large = is_large
        self.unit = Text(Type.FIELD, unit_label(unit), ink=Ink.DIM)
        self.is_refused = False
        self.is_struck = False
        self._row = row = QHBoxLayout(self)
        row.addWidget(line, 1)
        row.addWidget(self.unit)
        self.setFocusProxy(line)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.restyle()

    def restyle(self) -> None:
        """Take font and height anew."""
        font = theme.font(Type.FIELD_LARGE if self._is_large else Type.FIELD)
        font.setStrikeOut(self.is_struck)
        self.line.setFont(font)
        palette = self.line.palette()
        palette.setColor(QPalette.ColorRole.Text, QColor(theme.active().ink))
        palette.setColor(QPalette.ColorRole.PlaceholderText, QColor(theme.active().dim))
        self.line.setPalette(palette)
        roomy, compact, tight = (64, 56, 48) if self._is_large else (FIELD, TARGET, TARGET)
        compact = tight if theme.is_tight() else compact
        self.setFixedHeight(compact if theme.is_compact() else roomy)
        spelled_out = Type.KEY if theme.is_tight() else Type.SMALL
        self.unit.set_role(spelled_out if has_long_word(self.unit.text()) else Type.FIELD)
        # A small screen gives the room to the number: its first digit must never be out of sight.
        side = Space.SMALL if theme.is_compact() else Space.EDGE - 2
        self._row.setContentsMargins(side, 0, side, 0)
        self._row.setSpacing(Space.HAIR if theme.is_compact() else Space.SMALL)

    def paintEvent(self, event: QPaintEvent) -> None:
        look = theme.active()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        edge, width = look.edge, 2
        if self.line.hasFocus():
            edge, width = look.accent, 3
        if self.is_refused:
            edge = look.danger
        painter.setPen(QPen(QColor(edge), width))
        painter.setBrush(QColor(look.card if self.isEnabled() else look.page))
        area = QRectF(self.rect()).adjusted(width / 2, width / 2, -width / 2, -width / 2)
        painter.drawRoundedRect(area, RADIUS - 2, RADIUS - 2)


class TextField(QWidget):
    """A label, a line for words, and a reason under it when they were refused.

    Attributes:
        is_reading: what is typed was read off a device, and so grows old.
        keeps_draft: what is typed may be put back after an interruption.

    Signals:
        edited: the text changed by hand.
        left: the focus went elsewhere.
    """

    edited = Signal()
    left = Signal()

    def __init__(
        self,
        label: str,
        name: str,
        *,
        unit: str = "",
        is_large: bool = False,
        longest: int = 200,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.line = Line()
        self.line.setObjectName(name)
        self.line.setAccessibleName(f"{label}, {unit_label(unit)}" if unit else label)
        self.line.setMaxLength(longest)
        self.is_reading = False
        self.keeps_draft = True
        self._label = label
        self._struck = ""
        self._frame = _Frame(self.line, unit, is_large=is_large)
        self.caption = Text(Type.SMALL if theme.is_tight() else Type.BODY, label)
        self.caption.setBuddy(self.line)
        # Never shown from here: without a parent yet, it would flash up as a window of its own.
        if not label:
            self.caption.hide()
        self._reason = Text(Type.SMALL, ink=Ink.DANGER, wrap=Wrap.YES)
        self._reason.setObjectName(f"{name}.reason")
        self._reason.hide()
        self._is_reason_apart = False
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(Space.HAIR)
        rows.addWidget(self.caption)
        rows.addWidget(self._frame)
        rows.addWidget(self._reason)
        self.setFocusProxy(self.line)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.line.textEdited.connect(self._on_line_text_edited)
        self.line.left.connect(self._on_line_left)

    def restyle(self) -> None:
        """Have a smaller label on the smallest screens."""
        self.caption.set_role(Type.SMALL if theme.is_tight() else Type.BODY)

    def text(self) -> str | None:
        """Return what was typed, None when nothing was."""
        return self.line.text() or None

    def typed(self) -> str:
        """Return what stands in the line, letter for letter."""
        return self.line.text()

    def set_text(self, text: str) -> None:
        """Put `text` there by program; `edited` is not sent."""
        self._show_struck("")
        self.line.setText(text)
        self.set_reason("")

    def about(self) -> str:
        """Return what is typed here, ``MAP``."""
        return self._label

    def clear(self) -> None:
        """Empty the field and its reason."""
        self.set_text("")

    def retype(self, text: str) -> None:
        """Put `text` there as if it had been typed, and the field left."""
        self.line.setText(text)
        self._on_line_text_edited()
        self._on_line_left()

    def strike(self, reason: str) -> None:
        """Strike through what was typed: it no longer counts and must be typed again."""
        text = self.typed()
        self.line.clear()
        self.edited.emit()
        self._show_struck(text)
        self.set_reason(reason)

    def struck(self) -> str:
        """Return what stands there struck through, empty where nothing does."""
        return self._struck

    def _show_struck(self, text: str) -> None:
        if text != self._struck:
            self._struck = text
            self.line.setPlaceholderText(text)
            self._frame.is_struck = bool(text)
            self._frame.restyle()

    def name_line(self, label: str) -> None:
        """Name the field for those who cannot see it, where its label stands elsewhere."""
        self._label = label
        self._name_line()

    def _name_line(self) -> None:
        unit = self._frame.unit.text()
        self.line.setAccessibleName(f"{self._label}, {unit}" if unit else self._label)

    def set_reason(self, reason: str) -> None:
        """Say under the field why its text was refused; "" takes it back."""
        self._reason.say(reason)
        self._reason.setVisible(bool(reason))
        self._give_reason_room()
        self.line.setAccessibleDescription(reason)
        self._frame.is_refused = bool(reason)
        self._frame.update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._give_reason_room()

    def _give_reason_room(self) -> None:
        """Have the reason as high as its words need at this width; no layout may cut it."""
        if self._is_reason_apart:
            return
        self._reason.setFixedHeight(max(0, self._reason.heightForWidth(self.width())))

    def take_reason(self) -> Text:
        """Return the words of the reason, to stand in a place of their own beside a narrow field."""
        self._is_reason_apart = True
        self._reason.setMinimumHeight(0)
        self._reason.setMaximumHeight(16_777_215)
        return self._reason

    def reason(self) -> str:
        """Return the reason that stands under the field, "" when none does."""
        return self._reason.text()

    def is_answered(self) -> bool:
        """Return whether something stands in it that could be read."""
        return bool(self.line.text()) and not self.reason()

    def check(self) -> bool:
        """Show what is wrong with the text, if anything; return whether it can be sent."""
        return not self.reason()

    def ask(self) -> None:
        """Show what is wrong, or that this is typed first: Enter on an empty field is no dead key."""
        if self.check() and not self.typed():
            self.set_reason(say("Type this first."))

    def _on_line_text_edited(self) -> None:
        self._show_struck("")
        self.set_reason("")
        self.edited.emit()

    def _on_line_left(self) -> None:
        self.check()
        self.left.emit()


class NumberField(TextField):
    """A number as a device shows it: digits and a point, the unit fixed inside the field."""

    def __init__(
        self,
        label: str,
        name: str,
        *,
        unit: str,
        what: str = "",
        is_large: bool = False,
        decimals: int = 3,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(label, name, unit=unit, is_large=is_large, longest=32767, parent=parent)
        self._unit = unit
        self._what = what or label
        self._decimals = decimals
        whole = r"(?:0|[1-9][0-9]{0,3})"
        self._whole = re.compile(rf"{whole}(?:\.[0-9]{{1,{decimals}}})?")
        self._begun = re.compile(rf"(?:{whole}(?:\.[0-9]{{0,{decimals}}})?)?")
        self.line.setInputMethodHints(Qt.InputMethodHint.ImhFormattedNumbersOnly)

    def text(self) -> str | None:
        """Return the number as typed with its unit, ``13.2 mL/h``; None when empty."""
        typed = self.line.text()
        if not typed:
            return None
        return f"{typed} {self._unit}" if self._unit else typed

    def number(self) -> str | None:
        """Return the number as typed without its unit; None when empty."""
        return self.line.text() or None

    def about(self) -> str:
        """Return what is typed here, ``MAP``."""
        return self._what

    def unit(self) -> str:
        """Return the unit shown in the field."""
        return self._unit

    def set_unit(self, unit: str) -> None:
        """Show another unit; what was typed for the former one is cleared."""
        if unit != self._unit:
            self._unit = unit
            self._frame.unit.say(unit_label(unit))
            self._frame.restyle()
            self._name_line()
            self.clear()

    def is_answered(self) -> bool:
        """Return whether a number stands in it that can be read."""
        return self._whole.fullmatch(self.line.text()) is not None

    def check(self) -> bool:
        """Show why the text cannot be read, if so; an empty field is no mistake."""
        typed = self.line.text()
        reason = self._why_not(typed) if typed and not self.is_answered() else self.reason()
        self.set_reason(reason)
        return not reason

    def _why_not(self, typed: str) -> str:
        try:
            read_number(typed, self._what)
        except RefusedError as refused:
            return refused.findings[0].text
        shown = typed if len(typed) <= 24 else typed[:24] + say(" and more")
        why = _TOO_LONG.format(decimals=self._decimals)
        return say('{what} "{shown}" was not taken: {why}.', what=self._what, shown=shown, why=why)

    def _on_line_text_edited(self) -> None:
        typed = self.line.text()
        self._show_struck("")
        self.set_reason("" if self._begun.fullmatch(typed) else self._why_not(typed))
        self.edited.emit()
