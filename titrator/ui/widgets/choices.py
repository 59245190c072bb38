"""Things to choose between: large options, and rows of answers chosen by the keys 1, 2, 3.

One choice is one stop of the Tab key; arrow keys move inside it. Nothing is chosen at first.
"""

from collections.abc import Sequence
from typing import NamedTuple

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFontMetrics, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import (
    QButtonGroup,
    QHBoxLayout,
    QRadioButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from titrator.core.language import say
from titrator.ui import theme
from titrator.ui.theme import FIELD, TARGET, Space, Type
from titrator.ui.widgets.buttons import paint_frame
from titrator.ui.widgets.text import Text, Wrap, width_on_two_lines

_ANY_PX = 16777215  # as wide as a widget may be
_LARGE_WORDS_PX = 56, 46  # where those of a large option do; the smallest screens need the room
_TIGHT_WORDS_PX = 30  # where the words of an answer begin on the smallest screens


class Option(NamedTuple):
    """One thing to choose: its value, words, a line under them, and what stands at the right."""

    value: str
    label: str
    note: str = ""
    right: str = ""


class _Cell(QRadioButton):
    """A radio button painted as a surface; digits go to the group it belongs to."""

    digit = Signal(int)

    def __init__(self, option: Option, name: str) -> None:
        super().__init__(option.label)
        self.option = option
        self.setObjectName(name)
        self.setAccessibleName(", ".join(filter(None, (option.label, option.note, option.right))))
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.text() in tuple("123456789") and not event.isAutoRepeat():
            self.digit.emit(int(event.text()))
            return
        super().keyPressEvent(event)

    def hitButton(self, place: object) -> bool:
        return True

    def restyle(self) -> None:
        """Take the size of the font anew."""
        self.updateGeometry()

    def fits(self) -> bool:
        """Return whether its words are whole at the present size."""
        raise NotImplementedError

    def _paint_surface(self, painter: QPainter) -> None:
        look = theme.active()
        fill = QColor(look.sunken if self.isChecked() else look.card)
        edge, px = (look.accent, 3) if self.isChecked() else (look.edge, 2)
        pen = QPen(QColor(edge), px)
        area = QRectF(self.rect())
        paint_frame(painter, area, fill, pen, has_focus=self.hasFocus())

    def _paint_dot(self, painter: QPainter, middle: QPointF) -> None:
        ink = QColor(theme.active().ink)
        painter.setPen(QPen(ink, 2))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawEllipse(middle, 9, 9)
        if self.isChecked():
            painter.setBrush(ink)
            painter.drawEllipse(middle, 5, 5)


class _Large(_Cell):
    """An option with a bold line, a note under it, and a figure at the right."""

    def __init__(self, option: Option, name: str) -> None:
        super().__init__(option, name)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        label = theme.text_width(Type.OPTION, self.option.label)
        note = theme.text_width(Type.KEY, self.option.note)
        figure = theme.text_width(Type.OPTION, self.option.right)
        if not theme.is_tight():
            height = 60 if theme.is_compact() else 70
            return QSize(max(label + figure + 110, note + 60 + Space.GAP), height)
        # The figure stands beside the label, or beside the note: where it takes less width.
        figure += Space.GAP
        needed = min(max(label + figure, note), max(label, note + figure))
        return QSize(needed + _LARGE_WORDS_PX[theme.is_tight()] + Space.HAIR + Space.GAP, 52)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        look = theme.active()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_surface(painter)
        left = _LARGE_WORDS_PX[theme.is_tight()]
        self._paint_dot(painter, QPointF(left / 2 + 2, self.height() / 2))
        words = QRectF(self.rect()).adjusted(left, 0, -Space.GAP, 0)
        painter.setFont(theme.font(Type.OPTION))
        painter.setPen(QColor(look.ink))
        middle, right = Qt.AlignmentFlag.AlignVCenter, Qt.AlignmentFlag.AlignRight
        if not self.option.note:
            painter.drawText(words, middle | right, self.option.right)
            painter.drawText(words, middle, self.option.label)
            return
        figure_px = theme.text_width(Type.OPTION, self.option.right)
        is_full = self._is_full(words.width())
        beside = figure_px + Space.SMALL if is_full else 0
        is_wide = theme.text_width(Type.SMALL, self.option.note) + beside > words.width()
        label, note = theme.font(Type.OPTION), theme.font(Type.KEY if is_wide else Type.SMALL)
        label_px, note_px = QFontMetrics(label).height(), QFontMetrics(note).height()
        top = (self.height() - label_px - note_px) / 2
        painter.drawText(words.adjusted(0, top, 0, 0), self.option.label)
        if is_full:
            # A long label too: the figure is smaller, and stands at the end of the note.
            painter.setFont(theme.font(Type.STRONG))
            painter.drawText(words.adjusted(0, top + label_px - 2, 0, 0), right, self.option.right)
        elif theme.text_width(Type.SMALL, self.option.note) + figure_px < words.width():
            painter.drawText(words, middle | right, self.option.right)
        else:
            # A long note has its line for itself.
            painter.drawText(words.adjusted(0, top, 0, 0), right, self.option.right)
        painter.setFont(note)
        painter.setPen(QColor(look.dim))
        painter.drawText(words.adjusted(0, top + label_px, 0, 0), self.option.note)

    def fits(self) -> bool:
        room = self.width() - _LARGE_WORDS_PX[theme.is_tight()] - Space.GAP
        label = theme.text_width(Type.OPTION, self.option.label)
        figure = theme.text_width(Type.OPTION, self.option.right)
        note = theme.text_width(Type.KEY, self.option.note)
        is_full = note and self._is_full(room)
        return max(label, note + figure) < room if is_full else max(label + figure, note) < room

    def _is_full(self, room: float) -> bool:
        """Return whether the figure has no room beside the label."""
        said = self.option.label + self.option.right
        return theme.text_width(Type.OPTION, said) + Space.SMALL > room


class _Answer(_Cell):
    """A short answer with the digit that chooses it."""

    def __init__(self, option: Option, name: str, digit: int) -> None:
        super().__init__(option, name)
        self._digit = str(digit)
        self.setAccessibleDescription(say("Key {digit}", digit=digit))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        width = theme.text_width(Type.SMALL_STRONG, self.option.label)
        return QSize(width + self._beside_words(), 44)

    def minimumSizeHint(self) -> QSize:
        # Where the words of a language are long, or the screen is small, they take two lines.
        metrics = QFontMetrics(theme.font(Type.SMALL_STRONG))
        return QSize(width_on_two_lines(self.option.label, metrics) + self._beside_words(), 44)

    def fits(self) -> bool:
        # Bold, as it is once it is chosen.
        metrics = QFontMetrics(theme.font(Type.SMALL_STRONG))
        room = QRect(0, 0, self.width() - self._before_words() - 2, 1000)
        used = metrics.boundingRect(room, Qt.TextFlag.TextWordWrap, self.option.label)
        return used.width() <= room.width() and used.height() <= self.height()

    def _before_words(self) -> int:
        return _TIGHT_WORDS_PX if theme.is_tight() else 41

    def _beside_words(self) -> int:
        return _TIGHT_WORDS_PX + 6 if theme.is_tight() else 52

    def paintEvent(self, event: QPaintEvent) -> None:
        look = theme.active()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_surface(painter)
        painter.setFont(theme.font(Type.KEY))
        left, width = (6, 18) if theme.is_tight() else (11, 22)
        cap = QRectF(left, self.height() / 2 - 11, width, 22)
        painter.setPen(QPen(QColor(look.dim), 1))
        painter.setBrush(QColor(look.ink) if self.isChecked() else Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(cap.adjusted(0.5, 0.5, -0.5, -0.5), 4, 4)
        painter.setPen(QColor(look.card if self.isChecked() else look.ink))
        painter.drawText(cap, Qt.AlignmentFlag.AlignCenter, self._digit)
        painter.setPen(QColor(look.ink))
        painter.setFont(theme.font(Type.SMALL_STRONG if self.isChecked() else Type.SMALL))
        words = QRectF(self.rect()).adjusted(self._before_words(), 0, -2, 0)
        flags = Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextWordWrap
        painter.drawText(words, flags, self.option.label)


class Choice(QWidget):
    """A group of cells of which one can be chosen; what `is_seen` at the patient is of its moment.

    Signals:
        chosen(str): the value chosen by hand.
    """

    is_seen = False
    chosen = Signal(str)

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self._group = QButtonGroup(self)
        # Of the group and not of each cell: a connection takes longer than the cell itself.
        self._group.buttonToggled.connect(self._on_cell_toggled)
        self._group.buttonClicked.connect(self._on_cell_clicked)
        self._cells: list[_Cell] = []

    def value(self) -> str | None:
        """Return the value chosen, None when none is."""
        return next((cell.option.value for cell in self._cells if cell.isChecked()), None)

    def choose(self, value: str | None) -> None:
        """Choose by program; `chosen` is not sent."""
        self._group.setExclusive(False)
        for cell in self._cells:
            cell.setChecked(cell.option.value == value)
        self._group.setExclusive(True)

    def fits(self) -> bool:
        """Return whether the words of all that is offered are whole at the present size."""
        return all(cell.fits() for cell in self._cells)

    def choose_again(self, value: str) -> None:
        """Choose as if by hand, where `value` is still offered."""
        if value in [cell.option.value for cell in self._cells]:
            self.choose(value)
            self.chosen.emit(value)

    def is_answered(self) -> bool:
        """Return whether something is chosen."""
        return self.value() is not None

    def _add(self, cell: _Cell) -> None:
        self._cells.append(cell)
        self._group.addButton(cell)
        cell.digit.connect(self._on_cell_digit)
        if len(self._cells) == 1:
            self.setFocusProxy(cell)

    def _on_cell_toggled(self) -> None:
        for cell in self._cells:
            if cell.isChecked():
                self.setFocusProxy(cell)

    def _on_cell_clicked(self) -> None:
        value = self.value()
        if value is not None:
            self.chosen.emit(value)

    def _on_cell_digit(self, digit: int) -> None:
        if digit <= len(self._cells):
            self._cells[digit - 1].setFocus(Qt.FocusReason.ShortcutFocusReason)
            self._cells[digit - 1].click()
            self._after_digit()

    def _after_digit(self) -> None:
        """Do nothing more; a row of answers goes on to the next row."""


class ChoiceRow(Choice):
    """Large options under each other, or beside each other; digits choose as well."""

    def __init__(
        self,
        name: str,
        options: Sequence[Option] = (),
        *,
        is_beside: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(name, parent)
        self._box = QHBoxLayout(self) if is_beside else QVBoxLayout(self)
        self._box.setContentsMargins(0, 0, 0, 0)
        self._box.setSpacing(Space.SMALL)
        self.set_options(options)

    def set_options(self, options: Sequence[Option]) -> None:
        """Offer `options`; nothing is chosen afterwards."""
        for cell in self._cells:
            self._group.removeButton(cell)
            cell.hide()
            cell.setParent(None)
            cell.deleteLater()
        self._cells = []
        for place, option in enumerate(options, start=1):
            cell = _Large(option, f"{self.objectName()}.{place}")
            self._box.addWidget(cell)
            self._add(cell)


class AnswerRow(Choice):
    """A question and its answers in one line; a digit answers and goes on to the next row.

    Attributes:
        is_led: the form knows where to go on after a digit.

    Signals:
        decided: an answer was chosen by its digit, in a row that is led.
    """

    is_led = False
    decided = Signal()

    def __init__(
        self,
        question: str,
        name: str,
        options: Sequence[Option],
        *,
        question_px: int = 200,
        tight_px: int | None = None,
        is_above: bool = False,
        folds: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        """Have the question `question_px` wide, `tight_px` on the smallest screens, or above.

        One above goes beside its answers on the smallest screens where it has a width there.
        One that folds has its answers on two lines on small screens.
        """
        super().__init__(name, parent)
        self._is_above = is_above
        row = self._row = QHBoxLayout()
        self._second = QHBoxLayout() if folds else None
        around = self._around = QVBoxLayout(self)
        around.setContentsMargins(0, 0, 0, 0)
        around.setSpacing(Space.HAIR)
        words = self._words = Text(Type.BODY, question, wrap=Wrap.YES)
        self._question_px = question_px
        self._tight_px = tight_px
        if question:
            (around if is_above else row).addWidget(words)
        around.addLayout(row)
        for digit, option in enumerate(options, start=1):
            cell = _Answer(option, f"{name}.{option.value}", digit)
            cell.setAccessibleName(f"{question}: {option.label}" if question else option.label)
            row.addWidget(cell, 1)
            self._add(cell)
        if self._second is not None:
            around.addLayout(self._second)
        self.restyle()

    def restyle(self) -> None:
        """Take the distances anew; on the smallest screen the question wraps, the answers do not."""
        is_tight = theme.is_tight()
        self._row.setSpacing(Space.HAIR if is_tight else Space.SMALL)
        self._words.set_role(Type.SMALL if is_tight else Type.BODY)
        if self._second is not None:
            self._second.setSpacing(self._row.spacing())
            for cell in self._cells[len(self._cells) // 2 :]:
                (self._second if theme.is_compact() else self._row).addWidget(cell, 1)
        px = (self._tight_px if is_tight else None) or self._question_px
        if not self._is_above:
            self._words.setFixedWidth(px)
            return
        # One above stands among fields, and is as high as they are.
        for cell in self._cells:
            cell.setFixedHeight(TARGET if theme.is_compact() else FIELD)
        if self._tight_px is not None:
            self._go_beside(px if is_tight else 0)

    def _go_beside(self, px: int) -> None:
        """Have the question `px` wide beside the answers, or above them for 0."""
        if px:
            self._row.insertWidget(0, self._words)
            self._words.setFixedWidth(px)
        elif self._around.indexOf(self._words) < 0:
            self._around.insertWidget(0, self._words)
            self._words.setMaximumWidth(_ANY_PX)

    def show_question(self, *, is_shown: bool) -> None:
        """Show the question, or not where it stands elsewhere."""
        self._words.setVisible(is_shown and bool(self._words.text()))

    def _after_digit(self) -> None:
        if self.is_led:
            self.decided.emit()
        else:
            self.focusNextChild()
