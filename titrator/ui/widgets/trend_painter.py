"""Paints twelve hours of a trend: MAP over its target, a track of doses for each drug, the marks.

Everything clinical comes as words and as shares of an axis; here are only places on the screen.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QFontMetricsF, QPainter, QPen, QPolygonF

from titrator.core.language import say, say_code
from titrator.session.trend_screen import Trend, TrendMark, TrendSign, TrendStretch, TrendTrack
from titrator.ui import theme
from titrator.ui.theme import Space, Type
from titrator.ui.widgets.trend_marks import SIZE, paint_sign

SPAN = timedelta(hours=12)
_LEVEL_PX = 18  # what the number of a level needs
_LANE_PX = 20
_CLOSE_PX = 3  # between tracks without marks, where room is short
_AXIS_PX = 22
_LEGEND_PX = 24
_DOT_PX = 3.0
_HOUR_PX = 58  # what the time of an hour needs, with a distance to the next
_MAP_PARTS = 2.2  # as high as so many tracks
_NAME_PX = 20  # what the name of a drug needs
_LOW_MAP_PARTS = 1.6
_LOW_MAP_PX = 24
_HOW = say("Left, Right: entry by entry    Page Up, Page Down: earlier, later")


class Places(NamedTuple):
    """Where everything lies: the window of time and the plots from top to bottom.

    `lane` and `lanes` are the rows of marks above MAP and above each track; 0 high without any.
    """

    begin: datetime
    mmhg: QRectF
    lane: QRectF
    tracks: tuple[QRectF, ...]
    lanes: tuple[QRectF, ...]
    axis: QRectF
    legend: QRectF

    def x(self, at: datetime) -> float:
        """Return the place of a moment from left to right."""
        return self.mmhg.left() + self.mmhg.width() * ((at - self.begin) / SPAN)

    def at(self, x: float) -> datetime:
        """Return the moment at a place."""
        return self.begin + SPAN * ((x - self.mmhg.left()) / self.mmhg.width())

    def shows(self, begin: datetime, end: datetime) -> bool:
        """Return whether any of a span lies in the window."""
        return begin <= self.begin + SPAN and end >= self.begin


def places_in(trend: Trend, area: QRectF, end: datetime) -> Places:
    """Return the places of a trend in `area` for the twelve hours that end at `end`."""
    left = area.left() + _gutter_px(trend)
    width = area.right() - Space.SMALL - left
    has_lane = _have_lanes(trend)
    lanes = [_LANE_PX if one else Space.SMALL for one in has_lane]
    legend_px, map_parts = _LEGEND_PX, _MAP_PARTS
    room = area.height() - _AXIS_PX
    part = (room - legend_px - sum(lanes)) / (map_parts + len(trend.tracks))
    if part < _NAME_PX:
        # Four drugs on the smallest screen: the names come first, each mark has its word beside it.
        legend_px, map_parts = 0, _LOW_MAP_PARTS
        lanes = _low_lanes(trend)
        part = max(1.0, (room - sum(lanes)) / (map_parts + len(trend.tracks)))
        if trend.tracks:
            part = min(max(part, _NAME_PX - _CLOSE_PX), room / len(trend.tracks))
            map_parts = max(1.0, room - sum(lanes) - part * len(trend.tracks)) / part
    top = area.top()
    rows: list[QRectF] = []
    for place, lane in enumerate(lanes):
        rows.append(QRectF(left, top, width, lane))
        height = part if place else part * map_parts
        rows.append(QRectF(left, top + lane, width, height))
        top += lane + height
    return Places(
        begin=end - SPAN,
        lane=rows[0],
        mmhg=rows[1],
        lanes=tuple(rows[2::2]),
        tracks=tuple(rows[3::2]),
        axis=QRectF(left, top, width, _AXIS_PX),
        legend=QRectF(area.left(), top + _AXIS_PX, area.width(), legend_px),
    )


def least_height(trend: Trend) -> int:
    """Return how high the picture must be for each drug's name to stand clear of the next."""
    tracks = len(trend.tracks) * (_NAME_PX - _CLOSE_PX)
    return sum(_low_lanes(trend)) + _LOW_MAP_PX + tracks + _AXIS_PX


def _have_lanes(trend: Trend) -> list[bool]:
    """Return whether MAP, and then each drug, has a row of marks."""
    marked = {one.drug for one in trend.marks}
    return ["" in marked, *(one.drug in marked for one in trend.tracks)]


def _low_lanes(trend: Trend) -> list[int]:
    return [_LANE_PX if one else _CLOSE_PX for one in _have_lanes(trend)]


def _gutter_px(trend: Trend) -> float:
    """Return how wide the names beside the plots are."""
    strong = QFontMetricsF(theme.font(Type.SMALL_STRONG))
    plain = QFontMetricsF(theme.font(Type.KEY))
    widths = [strong.horizontalAdvance(say("MAP mmHg")) + 44]
    for one in trend.tracks:
        widths += [strong.horizontalAdvance(one.name), plain.horizontalAdvance(_range(one))]
    return max(widths) + Space.GAP


def _range(track: TrendTrack) -> str:
    return say("0 to {top}", top=track.top)


def paint_trend(painter: QPainter, trend: Trend, places: Places, *, has_cursor: bool) -> None:
    """Paint all but the cursor."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    for plot in (places.mmhg, *places.tracks):
        _paint_plot(painter, plot, trend, places)
    _paint_levels(painter, trend, places)
    painter.save()
    painter.setClipRect(places.mmhg.adjusted(-1, -_LANE_PX, Space.SMALL, 1))
    _paint_target(painter, trend, places)
    _paint_readings(painter, trend, places)
    painter.restore()
    for track, plot in zip(trend.tracks, places.tracks, strict=True):
        _paint_names(painter, track, plot, places.legend.left())
        painter.save()
        painter.setClipRect(plot.adjusted(-1, -1, Space.SMALL, 1))
        _paint_doses(painter, track.stretches, plot, places)
        painter.restore()
    _paint_gaps(painter, trend, places)
    _paint_hours(painter, trend, places)
    for drug, lane, plot in _lanes(trend, places):
        shown = [one for one in trend.marks if one.drug == drug and places.shows(one.at, one.at)]
        _paint_marks(painter, shown, lane, plot, places)
    _paint_legend(painter, trend, places, has_cursor=has_cursor)


def _lanes(trend: Trend, places: Places) -> Iterator[tuple[str, QRectF, QRectF]]:
    yield "", places.lane, places.mmhg
    for track, lane, plot in zip(trend.tracks, places.lanes, places.tracks, strict=True):
        yield track.drug, lane, plot


def _paint_plot(painter: QPainter, plot: QRectF, trend: Trend, places: Places) -> None:
    look = theme.active()
    painter.fillRect(plot, QColor(look.page))
    painter.setPen(QPen(QColor(look.line), 1))
    for hour in trend.hours:
        x = places.x(hour.at)
        if plot.left() < x < plot.right():
            painter.drawLine(QPointF(x, plot.top()), QPointF(x, plot.bottom()))
    painter.setPen(QPen(QColor(look.edge), 1))
    painter.drawLine(plot.bottomLeft(), plot.bottomRight())


def _paint_levels(painter: QPainter, trend: Trend, places: Places) -> None:
    look = theme.active()
    plot = places.mmhg
    painter.setFont(theme.font(Type.SMALL_STRONG))
    painter.setPen(QColor(look.ink))
    left = places.legend.left()
    gutter = QRectF(left, plot.top(), plot.left() - left, 22)
    painter.drawText(gutter, Qt.AlignmentFlag.AlignLeft, say("MAP mmHg"))
    painter.setFont(theme.font(Type.KEY))
    written = plot.bottom() + _LEVEL_PX
    for level in trend.levels:
        y = _y(plot, float(level.share))
        painter.setPen(QPen(QColor(look.line), 1))
        painter.drawLine(QPointF(plot.left(), y), QPointF(plot.right(), y))
        if written - y < _LEVEL_PX:
            # Under four drugs the plot is low: every second number, none on another.
            continue
        written = y
        painter.setPen(QColor(look.dim))
        place = QRectF(plot.left() - 50, y - 9, 50 - Space.SMALL, 18)
        painter.drawText(
            place, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, level.text
        )


def _paint_target(painter: QPainter, trend: Trend, places: Places) -> None:
    """Paint the band from the target up, its lower edge dashed and named."""
    look = theme.active()
    plot = places.mmhg
    painter.setFont(theme.font(Type.KEY))
    low = [places.x(one.at) for one in trend.readings if one.is_low]
    for one in trend.targets:
        if not places.shows(one.begin, one.end):
            continue
        left = max(plot.left(), places.x(one.begin))
        right = min(plot.right(), places.x(one.end))
        y = _y(plot, float(one.share))
        band = QColor(look.ok)
        band.setAlpha(36)
        painter.fillRect(QRectF(left, plot.top(), right - left, y - plot.top()), band)
        painter.setPen(QPen(QColor(look.ok), 2, Qt.PenStyle.DashLine))
        painter.drawLine(QPointF(left, y), QPointF(right, y))
        needed = QFontMetricsF(painter.font()).horizontalAdvance(one.text) + Space.SMALL
        # In a low plot the words would lie on the readings; the banner has them too.
        spots = (left, right - needed) if plot.bottom() - y >= _LEVEL_PX else ()
        free = (x for x in spots if left <= x <= right - needed and _is_free(x, needed, low))
        if (x := next(free, None)) is not None:
            painter.setPen(QColor(look.dim))
            painter.drawText(QPointF(x + Space.HAIR, y + 16), one.text)


def _is_free(left: float, width: float, low: Sequence[float]) -> bool:
    """Return whether no low reading lies where words below the target would stand."""
    return all(not left - 9 < x < left + width + 9 for x in low)


def _paint_readings(painter: QPainter, trend: Trend, places: Places) -> None:
    look = theme.active()
    line: list[QPointF] = []
    dots: list[tuple[QPointF, bool]] = []
    lines: list[list[QPointF]] = []
    for one in trend.readings:
        spot = QPointF(places.x(one.at), _y(places.mmhg, float(one.share)))
        if not one.joins:
            line = []
            lines.append(line)
        line.append(spot)
        if places.mmhg.left() - 9 <= spot.x() <= places.mmhg.right() + 9:
            dots.append((spot, one.is_low))
    painter.setPen(QPen(QColor(look.ink), 2))
    for joined in lines:
        if joined[-1].x() >= places.mmhg.left() and joined[0].x() <= places.mmhg.right():
            painter.drawPolyline(QPolygonF(joined))
    for spot, is_low in dots:
        # Below target by shape as well: a ring with a stroke under it.
        painter.setBrush(QColor(look.card if is_low else look.ink))
        painter.setPen(QPen(QColor(look.danger if is_low else look.ink), 2))
        size = _DOT_PX + is_low
        painter.drawEllipse(spot, size, size)
        if is_low:
            under = spot + QPointF(0, 8)
            painter.drawLine(under - QPointF(5, 0), under + QPointF(5, 0))


def _paint_names(painter: QPainter, track: TrendTrack, plot: QRectF, left: float) -> None:
    look = theme.active()
    names = QRectF(left, plot.top() - 2, plot.left() - left, plot.height() + 4)
    painter.setFont(theme.font(Type.SMALL_STRONG))
    painter.setPen(QColor(look.ink))
    painter.drawText(names, Qt.AlignmentFlag.AlignLeft, track.name)
    if plot.height() >= 38:
        painter.setFont(theme.font(Type.KEY))
        painter.setPen(QColor(look.dim))
        painter.drawText(names.adjusted(0, 20, 0, 0), Qt.AlignmentFlag.AlignLeft, _range(track))


def _paint_doses(
    painter: QPainter, stretches: Sequence[TrendStretch], plot: QRectF, places: Places
) -> None:
    look = theme.active()
    fill = QColor(look.accent)
    fill.setAlpha(60)
    painter.setFont(theme.font(Type.KEY))
    metrics = QFontMetricsF(painter.font())
    last: QPointF | None = None
    for one in stretches:
        if not places.shows(one.begin, one.end):
            last = None
            continue
        left, right = places.x(one.begin), places.x(one.end)
        y = _y(plot, float(one.share))
        painter.fillRect(QRectF(left, y, right - left, plot.bottom() - y), fill)
        painter.setPen(QPen(QColor(look.accent), 2.5))
        if last is not None and last.x() == left:
            painter.drawLine(last, QPointF(left, y))
        painter.drawLine(QPointF(left, y), QPointF(right, y))
        last = QPointF(right, y)
        shown = max(left, plot.left()), min(right, plot.right())
        base = y + 15 if y + 17 < plot.bottom() else y - Space.HAIR
        fits = metrics.horizontalAdvance(one.text) + Space.SMALL < shown[1] - shown[0]
        if fits and base - 12 >= plot.top():
            painter.setPen(QColor(look.ink))
            painter.drawText(QPointF(shown[0] + Space.HAIR, base), one.text)


def _paint_gaps(painter: QPainter, trend: Trend, places: Places) -> None:
    look = theme.active()
    painter.setFont(theme.font(Type.KEY))
    metrics = QFontMetricsF(painter.font())
    for one in trend.gaps:
        if not places.shows(one.begin, one.end):
            continue
        plots = (places.mmhg, *places.tracks) if one.is_whole else (places.mmhg,)
        left = max(places.mmhg.left(), places.x(one.begin) + 5)
        right = min(places.mmhg.right(), places.x(one.end) - 5)
        for plot in plots:
            hatched = QRectF(left, plot.top(), max(2.0, right - left), plot.height())
            painter.fillRect(hatched, QBrush(QColor(look.edge), Qt.BrushStyle.BDiagPattern))
        width = metrics.horizontalAdvance(one.text) + Space.SMALL
        if width < right - left:
            middle = (left + right) / 2
            plot = places.tracks[0] if one.is_whole and places.tracks else places.mmhg
            label = QRectF(middle - width / 2, plot.center().y() - 10, width, 20)
            painter.fillRect(label, QColor(look.card))
            painter.setPen(QColor(look.ink))
            painter.drawText(label, Qt.AlignmentFlag.AlignCenter, one.text)


def _paint_hours(painter: QPainter, trend: Trend, places: Places) -> None:
    look = theme.active()
    painter.setFont(theme.font(Type.KEY))
    painter.setPen(QColor(look.dim))
    day = ""
    hour_px = places.mmhg.width() / (SPAN / timedelta(hours=1))
    every = next((one for one in (1, 2, 3, 4) if one * hour_px >= _HOUR_PX), 6)
    for hour in trend.hours:
        x = places.x(hour.at)
        if hour.at.hour % every:
            continue
        if not places.axis.left() - 1 <= x <= places.axis.right() + 1:
            continue
        place = QRectF(x - 40, places.axis.top(), 80, _AXIS_PX)
        painter.drawText(place, Qt.AlignmentFlag.AlignCenter, hour.text)
        if not day:
            day = hour.day
            left = places.legend.left()
            beside = QRectF(left, places.axis.top(), places.axis.left() - left, _AXIS_PX)
            painter.drawText(
                beside, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, day
            )


def _paint_marks(
    painter: QPainter, marks: Sequence[TrendMark], lane: QRectF, plot: QRectF, places: Places
) -> None:
    """Paint the shapes over the plot, and beside each its word where the next leaves room."""
    look = theme.active()
    ink = QColor(look.ink)
    painter.setFont(theme.font(Type.KEY))
    metrics = QFontMetricsF(painter.font())
    spots = _apart([places.x(one.at) for one in marks])
    ends = [x - SIZE for x in spots] + [plot.right() + Space.SMALL]
    for one, spot, end in zip(marks, spots, ends[1:], strict=True):
        x = places.x(one.at)
        painter.setPen(QPen(ink, 1, Qt.PenStyle.DotLine))
        painter.drawLine(QPointF(x, lane.bottom()), QPointF(x, plot.bottom()))
        paint_sign(painter, one.sign, QPointF(spot, lane.center().y()), ink)
        left, word = spot + SIZE / 2 + Space.HAIR, say_code(one.sign)
        if left + metrics.horizontalAdvance(word) < end:
            painter.setPen(ink)
            painter.drawText(QPointF(left, lane.center().y() + 5), word)


def _apart(wanted: Sequence[float]) -> list[float]:
    """Return places for shapes, each right of the former; where that is far off, where it happened."""
    made: list[float] = []
    for x in wanted:
        moved = max(x, made[-1] + SIZE) if made else x
        made.append(moved if moved - x <= SIZE else x)
    return made


def _paint_legend(painter: QPainter, trend: Trend, places: Places, *, has_cursor: bool) -> None:
    """Paint every shape in the window with its word; and how it is read, where it can be."""
    if not places.legend.height():
        return
    look = theme.active()
    ink = QColor(look.ink)
    shown = {one.sign for one in trend.marks if places.shows(one.at, one.at)}
    painter.setFont(theme.font(Type.SMALL))
    metrics = QFontMetricsF(painter.font())
    x = places.legend.left() + SIZE / 2
    middle = places.legend.center().y()
    for sign in TrendSign:
        word = say_code(sign)
        width = SIZE + metrics.horizontalAdvance(word)
        if sign in shown and x + width <= places.legend.right():
            paint_sign(painter, sign, QPointF(x, middle), ink)
            painter.setPen(QColor(look.dim))
            painter.drawText(QPointF(x + SIZE, middle + 6), word)
            x += width + Space.INSET
    painter.setFont(theme.font(Type.KEY))
    how = QFontMetricsF(painter.font()).horizontalAdvance(_HOW)
    if has_cursor and x + how < places.legend.right():
        painter.setPen(QColor(look.dim))
        at_end = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        painter.drawText(places.legend, at_end, _HOW)


def _y(plot: QRectF, share: float) -> float:
    return plot.bottom() - plot.height() * share
