"""What is shown after two idle minutes, to be read from two metres: every bed, nothing to press.

It never stands over a prompt and never over something that is being typed; a key or the mouse brings
back what was there, and does nothing else.
"""

from collections.abc import Sequence
from functools import partial
from typing import NamedTuple

from PySide6.QtCore import QEvent, QPoint, QPointF, QRect, QRectF, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QCursor,
    QFont,
    QFontMetricsF,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QWheelEvent,
)
from PySide6.QtWidgets import QWidget

from titrator.core.language import say
from titrator.session.screen import Bedside, Tone
from titrator.ui import theme
from titrator.ui.bedside.strip import MARKS
from titrator.ui.theme import CARD_RADIUS, Space
from titrator.ui.widgets.marks import paint_mark
from titrator.ui.widgets.text import glued

_LARGE, _MIDDLE, _NAME = 68, 52, 40
_SCALES = (1.0, 0.95, 0.9, 0.85, 0.8, 0.75, 0.7, 0.65, 0.6, 0.55, 0.5, 0.45, 0.4)
_TIGHT = 0.92  # of the line height of the type: one line stands for itself
_MOST_GAP = 40.0
_LOW = 260.0  # a place that has no room for more than the lines themselves
_JITTER_PX = 4


class _Line(NamedTuple):
    """Words in one size; `after` follows on the same line where there is room.

    A `drug` has its dose in one column with those of all the beds, or under its name.
    """

    text: str
    px: int
    is_bold: bool
    after: str = ""
    is_drug: bool = False


class _Fit(NamedTuple):
    """What all beds have in common: the scale, and the column of the doses where there is one."""

    scale: float
    column: float | None


class Glance(QWidget):
    """Over the whole window: each bed with its state, what is next, the doses, and the last MAP.

    Signals:
        left: a key or the mouse was touched.
    """

    left = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("glance")
        self._beds: tuple[Bedside, ...] = ()
        self._before: QWidget | None = None
        self._mouse_at = QPoint()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.hide()

    def show_beds(self, beds: Sequence[Bedside]) -> None:
        """Show every bed as it is now."""
        if tuple(beds) != self._beds:
            self._beds = tuple(beds)
            said = ". ".join(line.text + " " + line.after for bed in beds for line in _lines(bed))
            self.setAccessibleName(say("Glance. {said}", said=said))
            self.update()

    def come(self) -> None:
        """Stand over everything; what had the cursor gets it back later."""
        self._before = self.window().focusWidget()
        self._mouse_at = QCursor.pos()
        parent = self.parentWidget()
        if parent is not None:
            self.setGeometry(parent.rect())
        self.show()
        self.raise_()
        self.setFocus(Qt.FocusReason.OtherFocusReason)

    def go(self) -> None:
        """Let what was there be seen again, the cursor where it was."""
        self.hide()
        if self._before is not None:
            self._before.setFocus(Qt.FocusReason.OtherFocusReason)
        self._before = None

    # ---------------------------------------------------------------- Qt

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ShortcutOverride:
            # No key of the window acts: this one only brings the screen back.
            event.accept()
            return True
        return super().event(event)

    def focusNextPrevChild(self, next: bool) -> bool:  # noqa: A002, FBT001 - Qt's own
        return False

    def keyPressEvent(self, event: QKeyEvent) -> None:
        event.accept()
        self.left.emit()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        event.accept()
        self.left.emit()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        gone = event.globalPosition().toPoint() - self._mouse_at
        if gone.manhattanLength() > _JITTER_PX:
            self.left.emit()

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.accept()
        self.left.emit()

    def paintEvent(self, event: QPaintEvent) -> None:
        look = theme.active()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(self.rect(), QColor(look.page))
        cells = _cells(self.rect(), len(self._beds))
        edge = Space.EDGE if all(cell.height() > _LOW for cell in cells) else Space.SMALL
        inner = [cell.adjusted(Space.WIDE, edge, -Space.WIDE, -edge) for cell in cells]
        # A bed alone has room for the names at the size of the doses.
        name_px = _MIDDLE if len(self._beds) == 1 else _NAME
        shown = [_lines(bed, name_px) for bed in self._beds]
        fit = _fitting(shown, inner)
        for bed, lines, cell, area in zip(self._beds, shown, cells, inner, strict=True):
            tint = _tint(bed, cell.height())
            painter.setPen(QPen(QColor(tint.edge), tint.edge_px))
            painter.setBrush(QColor(tint.fill))
            half = tint.edge_px / 2
            painter.drawRoundedRect(
                cell.adjusted(half, half, -half, -half), CARD_RADIUS, CARD_RADIUS
            )
            _paint_bed(painter, bed, lines, area, fit)


def _tint(bed: Bedside, height: float = _LOW) -> theme.Tint:
    """Return the surface of a bed; what is done is framed by night: no bright wall until morning."""
    tint = theme.tint(bed.next.tone)
    if bed.next.tone is not Tone.DONE or theme.active() is not theme.NIGHT:
        return tint
    edge_px = Space.SMALL if height > _LOW else Space.HAIR
    return theme.tint(Tone.CALM)._replace(edge=tint.fill, edge_px=edge_px)


def _lines(bed: Bedside, name_px: int = _NAME) -> list[_Line]:
    """Return what one bed says, from top to bottom; the names of the drugs `name_px` high."""
    following = bed.next
    found = [
        _Line(bed.banner.bed, _LARGE, is_bold=True, after=bed.phase),
        _Line(f"{following.mark} {following.heading}".strip(), _MIDDLE, is_bold=True),
    ]
    if following.countdown:
        when = " ".join(following.countdown)
        late = say("{countdown} late", countdown=when) if following.late else when
        found.append(_Line(late, _LARGE, is_bold=True))
    found += [
        _Line(row.name, name_px, is_bold=False, after=row.chain[0], is_drug=True)
        for row in bed.drugs
        if row.is_running
    ]
    last = bed.last_map
    if last.value:
        found.append(
            _Line(say("MAP {last} mmHg", last=last.value), _LARGE, is_bold=True, after=last.age)
        )
    else:
        found.append(_Line(say("No MAP yet: steps locked."), _MIDDLE, is_bold=True))
    return found


def _cells(whole: QRect, count: int) -> list[QRectF]:
    """Return a place for each bed, in reading order."""
    columns = 1 if count < 2 else 2 if count < 5 else 3
    rows = max(1, -(-count // columns))
    gap = Space.GAP
    width = (whole.width() - gap * (columns + 1)) / columns
    height = (whole.height() - gap * (rows + 1)) / rows
    return [
        QRectF(
            gap + (place % columns) * (width + gap),
            gap + (place // columns) * (height + gap),
            width,
            height,
        )
        for place in range(count)
    ]


def _font(px: int, scale: float, *, is_bold: bool) -> QFont:
    made = theme.font(theme.Type.COUNTDOWN)
    made.setPixelSize(max(16, round(px * scale)))
    made.setWeight(QFont.Weight.Bold if is_bold else QFont.Weight.Medium)
    return made


def _fitting(shown: Sequence[Sequence[_Line]], areas: Sequence[QRectF]) -> _Fit:
    """Return the largest scale at which every line of every bed fits, its state beside its name."""
    for scale in _SCALES:
        for column in (_column(shown, areas, scale), None):
            fit = _Fit(scale, column)
            if all(map(partial(_fits, fit=fit), shown, areas)):
                return fit
    return _Fit(_SCALES[-1], _column(shown, areas, _SCALES[-1]))


def _fits(lines: Sequence[_Line], area: QRectF, fit: _Fit) -> bool:
    if _after_left(lines[0], area.width(), fit) is None:
        return False
    return sum(_height(line, area.width(), fit) for line in lines) <= area.height()


def _column(
    shown: Sequence[Sequence[_Line]], areas: Sequence[QRectF], scale: float
) -> float | None:
    """Return how far from the left the doses stand; None where one has no room beside its name."""
    drugs = [line for lines in shown for line in lines if line.is_drug]
    if not drugs:
        return None
    names = max(
        _metrics(line.px, scale, is_bold=False).horizontalAdvance(line.text) for line in drugs
    )
    doses = max(_metrics(_MIDDLE, scale).horizontalAdvance(line.after) for line in drugs)
    column = names + Space.INSET
    return column if column + doses <= min(area.width() for area in areas) else None


def _metrics(px: int, scale: float, *, is_bold: bool = True) -> QFontMetricsF:
    return QFontMetricsF(_font(px, scale, is_bold=is_bold))


def _after_left(line: _Line, width: float, fit: _Fit) -> float | None:
    """Return where what follows begins on the same line; None where it goes to the next one."""
    if line.is_drug:
        return fit.column
    first = _metrics(line.px, fit.scale, is_bold=line.is_bold).horizontalAdvance(line.text)
    then = _metrics(_MIDDLE, fit.scale).horizontalAdvance(line.after)
    mark = 60 * fit.scale
    left = first + Space.INSET
    return left if left + then + mark <= width else None


def _height(line: _Line, width: float, fit: _Fit) -> float:
    first = _metrics(line.px, fit.scale, is_bold=line.is_bold)
    place = QRectF(0, 0, width, 10_000)
    wrap = Qt.TextFlag.TextWordWrap
    height = first.boundingRect(place, wrap, glued(line.text)).height()
    if line.after:
        then = _metrics(_MIDDLE, fit.scale).height()
        is_beside = _after_left(line, width, fit) is not None
        height = max(height, then) if is_beside else height + then
    is_wrapped = not line.after and height > 1.5 * first.height()
    return height if is_wrapped else height * _TIGHT


def _paint_bed(
    painter: QPainter, bed: Bedside, lines: Sequence[_Line], area: QRectF, fit: _Fit
) -> None:
    """Paint a bed: its name at the top and its MAP at the bottom, in line with the beds beside it."""
    tint = _tint(bed)
    heights = [_height(line, area.width(), fit) for line in lines]
    gap = min(_MOST_GAP, max(0.0, (area.height() - sum(heights)) / (len(lines) - 1)))
    size = 44 * fit.scale
    middle = area.top() + heights[0] / 2
    spot = QRectF(area.right() - size, middle - size / 2, size, size)
    paint_mark(painter, MARKS[bed.next.tone], spot, QColor(tint.ink))
    painter.setPen(QColor(tint.ink))
    y = area.top()
    for line, height in zip(lines, heights, strict=True):
        top = max(y, area.bottom() - height) if line is lines[-1] else y
        _paint_line(painter, line, QRectF(area.left(), top, area.width(), height), fit)
        y += height + gap


def _paint_line(painter: QPainter, line: _Line, row: QRectF, fit: _Fit) -> None:
    font = _font(line.px, fit.scale, is_bold=line.is_bold)
    painter.setFont(font)
    if not line.after:
        # The row is less than a line high; what hangs below it is drawn all the same.
        flags = Qt.TextFlag.TextWordWrap | Qt.TextFlag.TextDontClip
        painter.drawText(row, flags, glued(line.text))
        return
    then = _font(_MIDDLE, fit.scale, is_bold=True)
    first, after = QFontMetricsF(font), QFontMetricsF(then)
    left = _after_left(line, row.width(), fit)
    if left is not None:
        base = row.top() + max(first.ascent(), after.ascent())
        start = QPointF(row.left() + left, base)
    else:
        base = row.top() + first.ascent()
        start = QPointF(row.left(), row.top() + first.height() + after.ascent())
    painter.drawText(QPointF(row.left(), base), line.text)
    painter.setFont(then)
    painter.drawText(start, line.after)
