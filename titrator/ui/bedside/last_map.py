"""The last MAP with its source and age; never without its age, and never alone in red."""

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from titrator.core.language import say
from titrator.session.screen import LastMap
from titrator.ui import theme
from titrator.ui.bedside.strip import strip_height
from titrator.ui.theme import Space, Type
from titrator.ui.widgets.card import Card
from titrator.ui.widgets.marks import Mark, Symbol
from titrator.ui.widgets.sparkline import Sparkline
from titrator.ui.widgets.text import Ink, Text, Wrap


class LastMapCard(Card):
    """Value, unit and source, a small trend, time and age, perfusion."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("last_map", parent)
        self._shown: LastMap | None = None
        self._is_low = False
        self._value = Text(Type.MAP)
        self._value.setObjectName("last_map.value")
        self._unit = Text(Type.BODY, "mmHg", ink=Ink.DIM)
        self._source = Text(Type.SMALL, ink=Ink.DIM)
        self._spark = Sparkline("last_map.trend")
        self._mark = Symbol(Mark.STOP, 26)
        self._time = Text(Type.STRONG)
        self._age = Text(Type.BODY, ink=Ink.DIM, wrap=Wrap.YES)
        self._age.setObjectName("last_map.age")
        self._perfusion = Text(Type.SMALL, ink=Ink.DIM, wrap=Wrap.YES)
        self._lay_out()
        self.restyle()

    def show_last(self, last: LastMap) -> None:
        """Show the last reading; an old one in grey, struck through, a low one with a mark."""
        if last == self._shown:
            return
        self._shown = last
        has_value = bool(last.value)
        self._value.say(last.value)
        for widget in (self._value, self._unit, self._source, self._time):
            widget.setVisible(has_value)
        self._source.say(last.source)
        self._time.say(last.time)
        self._age.say(last.age)
        self._age.set_role(Type.BODY if has_value else Type.TITLE)
        self._age.set_ink(Ink.NORMAL if last.is_stale or not has_value else Ink.DIM)
        self._perfusion.say(last.perfusion)
        # What is worse started a hold: it is read as easily as a MAP that is low.
        self._perfusion.set_role(Type.SMALL_STRONG if last.is_worse else Type.SMALL)
        self._perfusion.set_ink(Ink.DANGER if last.is_worse else Ink.DIM)
        self._spark.set_readings(last.readings, last.target_mmhg)
        self._show_state(last)
        self._fit()

    def set_low(self, *, is_low: bool) -> None:
        """Take as little height as the strip does while a form is open on a small screen."""
        if is_low != self._is_low:
            self._is_low = is_low
            self._arrange()

    def _arrange(self) -> None:
        is_short = theme.is_tight() or (self._is_low and theme.is_compact())
        self._heading.setVisible(not is_short)
        self._unit.say(say("MAP mmHg") if is_short else "mmHg")
        # The smallest screen has no line left for it: the strip says what is worse, and Why all of it.
        self._perfusion.setVisible(not (self._is_low and theme.is_tight()))
        self.setFixedHeight(strip_height(is_low=self._is_low))

    def restyle(self) -> None:
        """Take margins anew."""
        compact = theme.is_compact()
        side, top = (Space.EDGE, Space.SMALL) if compact else (Space.INSET, Space.GAP)
        side = Space.GAP if theme.is_tight() else side
        # On the smallest screen three lines of perfusion need every pixel.
        top = Space.HAIR if theme.is_tight() else top
        self._rows.setContentsMargins(side, top, side, top)
        self._rows.setSpacing(0 if theme.is_tight() else 2 if compact else Space.HAIR)
        self._arrange()
        if self._shown is not None:
            self._show_state(self._shown)
        self._fit()

    def _fit(self) -> None:
        """Be wide enough for the value with its mark, its unit and its source, in any language."""
        self.setFixedWidth(max(_least_width(), self._width_of_words()))

    def _show_state(self, last: LastMap) -> None:
        ink = Ink.DANGER if last.is_low else Ink.DIM if last.is_stale else Ink.NORMAL
        self._value.set_ink(ink)
        self._value.strike(is_struck=last.is_stale)
        is_marked = last.is_low or last.is_stale
        self._mark.setVisible(is_marked)
        # A small screen has no room for both the mark and the trend; the mark matters more. Neither
        # has one where the language has long words for the source.
        is_crowded = theme.is_tight() or (is_marked and theme.is_compact())
        has_room = not is_crowded and self._has_room_for_trend()
        self._spark.setVisible(bool(last.value) and has_room)
        self._mark.set_mark(Mark.STOP if last.is_low else Mark.LATE)
        self._mark.set_role("danger" if last.is_low else "ink")
        self._heading.say(say("LAST MAP: BELOW TARGET") if last.is_low else say("LAST MAP"))

    def _has_room_for_trend(self) -> bool:
        """Return whether the trend leaves value, unit and source whole."""
        trend = self._spark.minimumSizeHint().width() + 2 * Space.GAP
        return self._width_of_words() + trend <= _least_width()

    def _width_of_words(self) -> int:
        """Return the width that the mark, the value, and the unit over its source take in a line."""
        margins = self._rows.contentsMargins()
        words = max(self._unit.sizeHint().width(), self._source.sizeHint().width())
        shown = [self._value.sizeHint().width(), words]
        if not self._mark.isHidden():
            shown.append(self._mark.minimumWidth())
        return sum(shown) + (len(shown) - 1) * Space.GAP + margins.left() + margins.right()

    def _lay_out(self) -> None:
        self._rows = QVBoxLayout(self)
        self._heading = Text(Type.HEADING, say("LAST MAP"), ink=Ink.DIM, wrap=Wrap.YES)
        self._rows.addWidget(self._heading)
        middle = QHBoxLayout()
        middle.setSpacing(Space.GAP)
        middle.addWidget(self._mark)
        middle.addWidget(self._value)
        unit = QVBoxLayout()
        unit.setSpacing(0)
        unit.addStretch(1)
        unit.addWidget(self._unit)
        unit.addWidget(self._source)
        unit.addStretch(1)
        middle.addLayout(unit)
        middle.addWidget(self._spark, 1)
        middle.addStretch(0)
        self._rows.addLayout(middle)
        when = QHBoxLayout()
        when.setSpacing(Space.SMALL)
        when.addWidget(self._time)
        when.addWidget(self._age, 1)
        self._rows.addLayout(when)
        self._rows.addWidget(self._perfusion)
        self._rows.addStretch(1)


def _least_width() -> int:
    """Return how wide the card is where its words need no more."""
    return 256 if theme.is_tight() else 300 if theme.is_compact() else 372
