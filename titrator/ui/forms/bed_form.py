"""What every form of a bed has beside the kit's `ActForm`: its desk, columns, and reading order.

Each form documents the objectNames of what can be typed, chosen or pressed in it. The buttons of
form `x` are `x.submit`, `x.cancel`, `x.hold` and `x.why`.
"""

from collections.abc import Sequence
from itertools import pairwise

from PySide6.QtCore import QPoint, Qt, QTimer
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import (
    QApplication,
    QBoxLayout,
    QHBoxLayout,
    QLayout,
    QLineEdit,
    QListView,
    QVBoxLayout,
    QWidget,
)

from titrator.core.language import say
from titrator.session.screen import Act
from titrator.ui import theme
from titrator.ui.desk_port import DeskPort, DrugChoice
from titrator.ui.theme import Space, Type
from titrator.ui.widgets.buttons import ActButton
from titrator.ui.widgets.choices import ChoiceRow
from titrator.ui.widgets.form import ActForm, Beside
from titrator.ui.widgets.text import Text, Wrap


class BedForm(ActForm):
    """A form of one bed. It asks the desk what to say and never hands it a command itself."""

    def __init__(
        self,
        act: Act | str,
        desk: DeskPort,
        bed_id: str,
        *,
        heading: str,
        submit_label: str,
        about: str = "",
        cancel_label: str = say("Cancel"),
        beside: Beside = Beside.HOLD_AND_WHY,
    ) -> None:
        self._columns: list[QBoxLayout] = []
        self._stacked: QBoxLayout | None = None
        self._bed_name = bed_name(desk, bed_id)
        super().__init__(
            act,
            bed=self._bed_name,
            heading=heading,
            submit_label=submit_label,
            about=about,
            cancel_label=cancel_label,
            beside=beside,
        )
        self.desk = desk
        self.bed_id = bed_id
        self._is_in_order = False

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if not self._is_in_order:
            self._is_in_order = True
            self._put_in_reading_order()
            application = QApplication.instance()
            if isinstance(application, QApplication):
                application.focusChanged.connect(self._on_application_focus_changed)
            # A refusal is shown from its beginning; what is typed next is seen all the same.
            for line in self.findChildren(QLineEdit):
                line.textEdited.connect(self._bring_into_view)

    def submit(self) -> None:
        """Send the command once, or go to what is still missing and say so."""
        gap = self.next_gap()
        if gap is None or not self.submit_button.isEnabled():
            super().submit()
        else:
            gap.setFocus(Qt.FocusReason.TabFocusReason)
            self._show_gap(gap)

    def restyle(self) -> None:
        """Take border and spacing anew, a little closer than the kit: forms are full."""
        super().restyle()
        margins = self._rows.contentsMargins()
        top = min(margins.top(), Space.GAP)
        self._rows.setContentsMargins(margins.left(), top, margins.right(), top)
        self._rows.setSpacing(Space.SMALL)
        self._words.setSpacing(Space.SNUG if theme.is_tight() else Space.SMALL)
        for row in self._columns:
            row.setSpacing(_between_columns())
        self._turn_columns()

    def columns(self, *shares: int) -> list[QVBoxLayout]:
        """Add columns beside each other to the body, wide by `shares`; return them."""
        row = QHBoxLayout()
        row.setSpacing(_between_columns())
        made = []
        for share in shares:
            page = QWidget()
            column = QVBoxLayout(page)
            column.setContentsMargins(0, 0, 0, 0)
            column.setSpacing(Space.SMALL)
            row.addWidget(page, share)
            made.append(column)
        self.body.addLayout(row)
        self._columns.append(row)
        return made

    def stack_when_compact(self) -> None:
        """Put the columns under each other where there is no room beside."""
        self._stacked = self._columns.pop()
        self.restyle()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._turn_columns()

    def _turn_columns(self) -> None:
        """Stand them beside each other where there is room for the words of this language."""
        row = self._stacked
        if row is None:
            return
        # Each column is as wide as what cannot wrap in it.
        needed = Space.WIDE * (row.count() - 1) + sum(
            item.minimumSize().width()
            for item in map(row.itemAt, range(row.count()))
            if item is not None
        )
        directions = QBoxLayout.Direction
        # Where they are higher than the form, a scroll bar stands beside them.
        is_stacked = theme.is_compact() or needed + Space.WIDE > self._scroll.width()
        row.setDirection(directions.TopToBottom if is_stacked else directions.LeftToRight)
        row.setSpacing(Space.SMALL if is_stacked else Space.WIDE)

    def _put_in_reading_order(self) -> None:
        """Let Tab go through the body as it is read, and then along the buttons."""
        inside = self._scroll.widget()
        rows = [one for one in inside.findChildren(QWidget) if _takes_tab(one)] if inside else []
        buttons = [one for one in self.findChildren(ActButton) if one.parentWidget() is self]
        for before, after in pairwise([*rows, *buttons]):
            QWidget.setTabOrder(before, after)

    def _on_application_focus_changed(self, before: QWidget | None, now: QWidget | None) -> None:
        if now is not None:
            # Later: a form that has just opened has no size yet, and would be scrolled for nothing.
            QTimer.singleShot(0, self, self._bring_into_view)

    def _bring_into_view(self) -> None:
        inside, now = self._scroll.widget(), QApplication.focusWidget()
        if now is not None and inside is not None and inside.isAncestorOf(now):
            top = now.mapTo(self._scroll, QPoint(0, 0)).y()
            # What is whole already stays where it is: a heading above it would be scrolled away.
            if top < 0 or top + now.height() > self._scroll.height():
                self._scroll.ensureWidgetVisible(now, 0, Space.WIDE)


class DigitChoice(ChoiceRow):
    """Large options; a digit chooses and goes on to what is typed next."""

    def set_low(self, *, is_low: bool) -> None:
        """Make the options lower, so that three of them fit."""
        for cell in self._cells:
            if is_low:
                cell.setFixedHeight(54 if theme.is_compact() else 60)
        self._box.setSpacing(Space.HAIR if is_low else Space.SMALL)

    def _after_digit(self) -> None:
        self.focusNextChild()


def bed_name(desk: DeskPort, bed_id: str) -> str:
    """Return the name of a bed as it was typed; one that is not open yet has none."""
    return next((tab.bed for tab in desk.beds() if tab.bed_id == bed_id), say("New bed"))


def drug_choice(desk: DeskPort, name: str | None) -> DrugChoice | None:
    """Return a drug of the library by the name commands carry."""
    return next((one for one in desk.drugs() if one.name == name), None)


def part(words: str) -> Text:
    """Return the heading of one part of a form."""
    return Text(Type.STRONG, words, wrap=Wrap.YES)


def under(words: Text, widget: QWidget) -> QVBoxLayout:
    """Return `widget` under its heading, as close as a field is to its label."""
    column = QVBoxLayout()
    column.setSpacing(Space.HAIR)
    column.addWidget(words)
    column.addWidget(widget)
    return column


def add_all(column: QVBoxLayout, rows: Sequence[QWidget | QLayout]) -> None:
    """Add widgets and rows of them under each other, and a stretch at the end."""
    for one in rows:
        if isinstance(one, QWidget):
            column.addWidget(one)
        else:
            column.addLayout(one)
    column.addStretch(1)


def _between_columns() -> int:
    if theme.is_tight():
        return Space.GAP
    return Space.EDGE if theme.is_compact() else Space.WIDE


def _takes_tab(widget: QWidget) -> bool:
    """A list that opens in a window of its own is not part of the form's order."""
    takes = widget.focusPolicy() & Qt.FocusPolicy.TabFocus
    return bool(takes) and widget.focusProxy() is None and not isinstance(widget, QListView)
