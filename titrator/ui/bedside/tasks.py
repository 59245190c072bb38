"""The set-up of a bed as a list: what is there, what is missing, each a button to its form."""

from collections.abc import Sequence

from PySide6.QtCore import QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QGridLayout, QWidget

from titrator.core.language import say
from titrator.session.screen import Act, Task
from titrator.ui import theme
from titrator.ui.bedside.strip import KEYS
from titrator.ui.theme import Space, Type
from titrator.ui.widgets.buttons import (
    ActButton,
    SurfaceButton,
    key_cap_width,
    paint_frame,
    paint_key_cap,
)
from titrator.ui.widgets.card import empty
from titrator.ui.widgets.marks import Mark, paint_mark
from titrator.ui.widgets.text import glued

_COLUMNS = 3


def _height() -> int:
    return 74 if theme.is_compact() else 84


class _TaskButton(SurfaceButton):
    """One task: a mark, what it is, where it stands, and its key."""

    def __init__(self, task: Task, place: int) -> None:
        super().__init__(task.label)
        self.task = task
        self.has_key = True
        self.setObjectName(f"task.{task.act}.{place}")
        state = say("done") if task.is_done else say("missing")
        self.setAccessibleName(f"{task.label}, {state}. {task.detail}")
        self.setToolTip(task.detail)

    def sizeHint(self) -> QSize:
        return QSize(240, _height())

    def shown_detail(self) -> str:
        """Return where the task stands: whole where there is room for it, in a few words elsewhere."""
        detail = glued(self.task.detail)
        return detail if self._has_room_for(detail) else glued(self.task.brief)

    def fits(self) -> bool:
        """Return whether every word of it is seen."""
        return self._has_room_for(self.shown_detail())

    def _has_room_for(self, detail: str) -> bool:
        width = self._place_of_words().width()
        height = _height_of(self.task.label, width, Type.STRONG) + _height_of(detail, width)
        return height <= self.height() - Space.SMALL

    def _place_of_words(self) -> QRect:
        return self.rect().adjusted(48, 0, -Space.GAP, 0)

    def paintEvent(self, event: QPaintEvent) -> None:
        look = theme.active()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        area = QRectF(self.rect())
        fill = QColor(look.card)
        if self.isDown():
            fill = QColor(look.sunken)
        paint_frame(painter, area, fill, QPen(QColor(look.edge), 2), has_focus=self.hasFocus())
        is_done = self.task.is_done
        spot = QRectF(Space.EDGE, self.height() / 2 - 11, 22, 22)
        mark = Mark.TICK if is_done else Mark.OPEN
        paint_mark(painter, mark, spot, QColor(look.ok if is_done else look.ink))
        words = self._place_of_words()
        label_height = _height_of(self.task.label, words.width(), Type.STRONG)
        detail = self.shown_detail()
        height = label_height + _height_of(detail, words.width())
        words.setTop((self.height() - height) // 2)
        key = KEYS.get(self.task.act, "") if self.has_key else ""
        label_px = QFontMetrics(theme.font(Type.STRONG)).horizontalAdvance(self.task.label)
        left = self.width() - Space.GAP - key_cap_width(key)
        if key and words.left() + label_px + Space.HAIR < left:
            middle = words.top() + QFontMetrics(theme.font(Type.STRONG)).height() / 2
            paint_key_cap(painter, key, left, middle, QColor(look.dim))
        painter.setPen(QColor(look.ink))
        painter.setFont(theme.font(Type.STRONG))
        painter.drawText(words, Qt.TextFlag.TextWordWrap, self.task.label)
        painter.setFont(theme.font(Type.SMALL))
        painter.setPen(QColor(look.dim))
        painter.drawText(words.adjusted(0, label_height, 0, 0), Qt.TextFlag.TextWordWrap, detail)


def _height_of(text: str, width: int, role: Type = Type.SMALL) -> int:
    """Return how high words of a task are, wrapped to `width`."""
    room = QRect(0, 0, width, 10_000)
    metrics = QFontMetrics(theme.font(role))
    return metrics.boundingRect(room, Qt.TextFlag.TextWordWrap, text).height() if text else 0


class TaskList(QWidget):
    """The tasks in three columns, in the order they are done in; the rarer acts come last.

    Signals:
        act_requested(Act): a task was pressed.
        more_requested: the rarer acts were asked for.
    """

    act_requested = Signal(object)
    more_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._shown: tuple[Task, ...] = ()
        self._has_keys = True
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        for column in range(_COLUMNS):
            self._grid.setColumnStretch(column, 1)
        self.hide()

    def show_tasks(self, tasks: Sequence[Task]) -> None:
        """Show `tasks`; the focus stays on the task it was on."""
        wanted = tuple(tasks)
        if wanted == self._shown:
            return
        focused = [button.task.act for button in self._buttons() if button.hasFocus()]
        self._shown = wanted
        empty(self._grid)
        self.restyle()
        for place, task in enumerate(wanted):
            button = _TaskButton(task, place)
            button.has_key = self._has_keys
            button.clicked.connect(lambda _=False, act=task.act: self._send(act))
            row, column = divmod(place, _COLUMNS)
            self._grid.addWidget(button, row, column)
            button.show()
            if task.act in focused:
                button.setFocus()
        if wanted:
            self._add_more(len(wanted))
        self.setVisible(bool(wanted))

    def set_keys(self, *, are_shown: bool) -> None:
        """Show the keys on the buttons, or not where the keys act on another bed."""
        self._has_keys = are_shown
        for button in self._buttons():
            button.has_key = are_shown
            button.update()

    def count(self) -> int:
        """Return how many tasks are shown."""
        return len(self._shown)

    def needed_height(self) -> int:
        """Return the height of all tasks with the distances between them; 0 without any."""
        rows = -(-self.count() // _COLUMNS)
        return rows * _height() + max(0, rows - 1) * self._grid.spacing()

    def first_missing(self) -> QWidget | None:
        """Return the button of the first task that is not done."""
        return next((one for one in self._buttons() if not one.task.is_done), None)

    def _add_more(self, count: int) -> None:
        """Put the rarer acts into the last place, or beside the rows where all are taken."""
        more = ActButton(say("More"), "task.more", key="Ctrl+M", height=_height())
        more.acted.connect(self.more_requested)
        row, column = divmod(count, _COLUMNS)
        if column:
            self._grid.addWidget(more, row, column)
        else:
            more.setFixedWidth(150)
            self._grid.addWidget(more, 0, _COLUMNS, Qt.AlignmentFlag.AlignTop)

    def restyle(self) -> None:
        """Take the distances anew."""
        self._grid.setSpacing(Space.SMALL if theme.is_compact() else Space.GAP)
        for more in self.findChildren(ActButton):
            more.set_height(_height())

    def _buttons(self) -> list[_TaskButton]:
        return self.findChildren(_TaskButton)

    def _send(self, act: Act) -> None:
        self.act_requested.emit(act)
