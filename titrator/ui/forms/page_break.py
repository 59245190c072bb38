"""Pages of a form that is higher than its place: each begins at the top, and no row is cut in half.

The form scrolls by whole pages. Which page is shown follows the cursor, Page Up and Page Down.
"""

from collections.abc import Sequence

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QLayout, QScrollArea, QSizePolicy, QWidget

from titrator.ui import theme


class PageBreak(QWidget):
    """The room between two pages; none where everything fits."""

    def __init__(self) -> None:
        super().__init__()
        self.setSizePolicy(QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Fixed)
        self.setFixedHeight(0)


class Pages:
    """The pages of one scroll area, told by the breaks that end them, the last one's included."""

    def __init__(self, area: QScrollArea, breaks: Sequence[PageBreak]) -> None:
        self._area = area
        self._breaks = tuple(breaks)
        self._tops: list[int] = [0]

    def end_at(self, breaks: Sequence[PageBreak]) -> None:
        """Have other pages from now on."""
        self._breaks = tuple(breaks)

    def fit(self) -> None:
        """Fill each page up to the height of the area, in the compact layout only."""
        inside = self._area.widget()
        layout = inside.layout() if inside is not None else None
        if inside is None or layout is None:
            return
        for one in self._breaks:
            one.setFixedHeight(0)
        self._tops = [0]
        self._grow(inside, layout)
        room = self._area.viewport().height()
        if not theme.is_compact() or inside.height() <= room:
            return
        filled = 0
        for one in self._breaks:
            bottom = one.mapTo(inside, QPoint(0, 0)).y() + filled
            filler = max(0, room - (bottom - self._tops[-1]))
            one.setFixedHeight(filler)
            filled += filler
            self._tops.append(bottom + filler)
        self._tops.pop()
        self._grow(inside, layout)

    def count(self) -> int:
        """Return how many pages there are; 1 where everything fits."""
        return len(self._tops)

    def shown(self) -> int:
        """Return the page in view, counted from 0."""
        at = self._area.verticalScrollBar().value()
        return max(place for place, top in enumerate(self._tops) if top <= at + 1)

    def show(self, page: int) -> None:
        """Bring a page into view."""
        wanted = max(0, min(page, self.count() - 1))
        self._area.verticalScrollBar().setValue(self._tops[wanted])

    def page_of(self, widget: QWidget) -> int:
        """Return the page a widget stands on."""
        inside = self._area.widget()
        if inside is None or not inside.isAncestorOf(widget):
            return self.shown()
        y = widget.mapTo(inside, QPoint(0, 0)).y()
        return max(place for place, top in enumerate(self._tops) if top <= y + 1)

    def _grow(self, inside: QWidget, layout: QLayout) -> None:
        """Be as high as the rows need, at once: the area itself comes round to it only later."""
        for one in self._breaks:
            around = one.parentWidget()
            while around is not None and around is not inside:
                held = around.layout()
                if held is not None:
                    held.invalidate()
                around.updateGeometry()
                around = around.parentWidget()
        layout.invalidate()
        needed = layout.sizeHint().height()
        if layout.hasHeightForWidth():
            needed = layout.totalHeightForWidth(inside.width())
        inside.resize(inside.width(), needed)
        inside.updateGeometry()
        layout.activate()
        for one in self._breaks:
            around = one.parentWidget()
            held = around.layout() if around is not None else None
            if held is not None:
                held.activate()
