"""The line on top of every screen: beds, weight and target, who is there, the log, the time.

Never covered by anything. A bed is opened by its tab or by Ctrl and its number.
"""

from collections.abc import Sequence
from itertools import pairwise

from PySide6.QtCore import QRectF, QSize, Signal
from PySide6.QtGui import (
    QPainter,
    QPaintEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from titrator.core.language import say
from titrator.session.calls import Bell, BellState
from titrator.session.screen import Banner as Patient
from titrator.session.screen import Tone
from titrator.ui import theme
from titrator.ui.bedside.bed_tab import TabButton
from titrator.ui.bedside.bell import BellButton
from titrator.ui.bedside.signs import SIGNS, Icon
from titrator.ui.desk_port import BedTab
from titrator.ui.theme import TARGET, Space, Type
from titrator.ui.widgets.buttons import ActButton, paint_key_cap
from titrator.ui.widgets.text import Ink, Text

_NEEDING = (Tone.DANGER, Tone.OVERDUE, Tone.SUSPENDED, Tone.DUE)
_URGENCY = (*_NEEDING, Tone.HOLD, Tone.CALM, Tone.SETUP, Tone.DONE)


class _IconButton(ActButton):
    """A small button with a drawn sign and its key."""

    def __init__(self, icon: Icon, label: str, name: str, key: str) -> None:
        super().__init__(label, name, key=key, height=TARGET)
        self._icon = icon
        self._shows_cap = True
        self.setToolTip(f"{label} ({key})")
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(self.width_with_cap() if self._has_cap() else TARGET, TARGET)

    def width_with_cap(self) -> int:
        """Return how wide it is with its key, where the layout in force shows one at all."""
        if theme.is_compact() or self._icon is Icon.ADD:
            return TARGET
        return Space.GAP * 2 + 20 + Space.SMALL + self._cap_width()

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def fits(self) -> bool:
        return self.width() >= self.sizeHint().width()

    def set_cap(self, *, has_cap: bool) -> None:
        """Show the key, or leave its room to what is more urgent."""
        if has_cap != self._shows_cap:
            self._shows_cap = has_cap
            self.updateGeometry()
            self.update()

    def _has_cap(self) -> bool:
        """A small screen, and a long name of a key, leave room for the sign alone."""
        return self._shows_cap and not theme.is_compact() and self._icon is not Icon.ADD

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        ink = self._paint_surface(painter)
        middle = self.height() / 2
        left = float(Space.GAP) if self._has_cap() else (self.width() - 20) / 2
        SIGNS[self._icon](painter, QRectF(left, middle - 10, 20, 20), ink)
        if self._has_cap():
            paint_key_cap(painter, self._key, left + 20 + Space.SMALL, middle, ink)


class Banner(QWidget):
    """Beds at the left, what is known of the open one, then who, the log and the time.

    Signals:
        bed_chosen(str): a tab was pressed; the bed's id.
        all_beds_requested, new_bed_requested, initials_requested, calculator_requested, theme_requested,
        help_requested: the button of that name was pressed.
    """

    bed_chosen = Signal(str)
    all_beds_requested = Signal()
    new_bed_requested = Signal()
    initials_requested = Signal()
    calculator_requested = Signal()
    theme_requested = Signal()
    help_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("banner")
        self._tabs: list[TabButton] = []
        self._fitted: tuple[object, ...] = ()
        self._by = ""
        self._patient: Patient | None = None
        self._weight = Text(Type.SMALL)
        self._weight.setObjectName("banner.weight")
        self._target = Text(Type.SMALL, ink=Ink.DIM)
        self._target.setObjectName("banner.target")
        self._log = Text(Type.BODY, ink=Ink.DIM)
        self._clock = Text(Type.NAME)
        self._clock.setObjectName("banner.clock")
        self.new_bed = _IconButton(Icon.ADD, say("New bed"), "banner.new_bed", "Ctrl+N")
        self.all_beds = ActButton("", "banner.all_beds", height=TARGET)
        self.all_beds.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.all_beds.setToolTip(say("All beds (Ctrl+B)"))
        self.all_beds.hide()
        self.initials = ActButton(say("Who is here?"), "banner.initials", height=TARGET)
        self.initials.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.bell = BellButton()
        calculator = "banner.calculator"
        self.calculator = _IconButton(Icon.CALCULATOR, say("Dose calculator"), calculator, "F4")
        self.night = _IconButton(Icon.NIGHT, say("Night colours"), "banner.night", "F12")
        self.help = _IconButton(Icon.HELP, say("Help"), "banner.help", "F1")
        for button, signal in (
            (self.new_bed, self.new_bed_requested),
            (self.all_beds, self.all_beds_requested),
            (self.initials, self.initials_requested),
            (self.calculator, self.calculator_requested),
            (self.night, self.theme_requested),
            (self.help, self.help_requested),
        ):
            button.acted.connect(signal)
        self._lay_out()
        self.restyle()

    def show_beds(self, tabs: Sequence[BedTab], open_id: str) -> None:
        """Show a tab for each bed, the open one marked."""
        if [tab.bed_id for tab in tabs] != [button.tab.bed_id for button in self._tabs]:
            self._make_tabs(tabs)
        for button, tab in zip(self._tabs, tabs, strict=True):
            button.show_tab(tab)
            button.setChecked(tab.bed_id == open_id)

    def _fit(self) -> None:
        """Give everything its room anew, where anything that takes room is another than before."""
        needs = self._needs()
        if needs != self._fitted:
            self._fitted = needs
            # What one round hides is room for what the next one shows; three are always enough.
            for _ in range(3):
                before = self._given()
                self._fit_tabs()
                if self._given() == before:
                    break

    def _needs(self) -> tuple[object, ...]:
        """Return what the room of each part follows from; it is asked at every key and second."""
        tabs = [
            (one.tab.bed_id, one.tab.tone, one.isChecked(), one.wanted_width())
            for one in self._tabs
        ]
        words = (self._weight, self._target, self._log, self._clock, self.initials)
        # Their widths and not their letters: another size of type counts when they have taken it.
        widths = [one.sizeHint().width() for one in words]
        known, hidden = self._known_words(), self._log.isHidden()
        return self.width(), theme.density(), self.bell.bell(), tabs, widths, known, hidden

    def _given(self) -> list[object]:
        """Return which parts have room now, and which have it for all they say."""
        parts = (*self._tabs, self.all_beds, self.new_bed, self.night, self._weight, self._target)
        wide = (*self._tabs, self.calculator, self.night, self.help)
        return [*(one.isHidden() for one in parts), *(one.sizeHint().width() for one in wide)]

    def _fit_tabs(self) -> None:
        """Show every bed; where they do not fit, the open one, the most urgent other, and a list."""
        shown = list(self._tabs)
        self.all_beds.hide()
        if not self._fits(shown):
            others = [one for one in shown if not one.isChecked()]
            urgent = min(others, key=lambda one: _URGENCY.index(one.tab.tone), default=None)
            shown = [one for one in shown if one.isChecked() or one is urgent]
            waiting = sum(one.tab.tone in _NEEDING for one in self._tabs)
            need = say(", {waiting} due", waiting=waiting) if waiting else ""
            self.all_beds.say(say("{count} beds{need}", count=len(self._tabs), need=need))
            self.all_beds.show()
        for button in self._tabs:
            button.setVisible(button in shown)
        # Where long words leave no room, what its key does all the same gives way: F12, then Ctrl+N.
        rare: tuple[ActButton, ...] = (self.night, self.new_bed)
        self._fit_known(shown, rare)
        for icon in rare:
            least = self._width_with([one.minimumSizeHint().width() for one in shown])
            if not theme.is_compact() or least <= self.width():
                break
            icon.hide()
        self._show_states(shown)
        self._show_caps(shown)

    def _fit_known(self, tabs: Sequence[TabButton], rare: Sequence[ActButton]) -> None:
        """Show weight and target whole, on the smallest screens in fewer words where need be.

        Doses rest on the weight: where wide words of the bell leave no room for it, the `rare`
        buttons give way to it too, and at last the target does.
        """
        for said in self._known_words():
            for gone in range(len(rare) + 1):
                for place, icon in enumerate(rare):
                    icon.setVisible(place >= gone)
                room = self._room_for_known(tabs)
                if any(self._say_known(*words) <= room for words in said):
                    return
        self._say_known("", "")
        for icon in rare:
            icon.show()

    def _known_words(self) -> tuple[tuple[tuple[str, str], ...], ...]:
        """Return weight and target in ever fewer words, then the weight alone."""
        one = self._patient
        if one is None:
            return ()
        words = (one.weight, one.target), (one.weight, one.target_brief)
        both = (*words, (one.weight_brief, one.target_brief))
        return both, ((one.weight, ""), (one.weight_brief, ""))

    def _room_for_known(self, tabs: Sequence[TabButton]) -> int:
        if not theme.is_tight():
            return self.width()
        rest = self._width_with([one.minimumSizeHint().width() for one in tabs], counts_known=False)
        return self.width() - rest - self._row.spacing()

    def _say_known(self, weight: str, target: str) -> int:
        """Say this of the patient, and return how wide it is in px."""
        for label, words in ((self._weight, weight), (self._target, target)):
            label.say(words)
            label.setVisible(bool(words))
        # What it holds is measured again; a layout inside another one would not notice.
        self._known.invalidate()
        return max(self._weight.sizeHint().width(), self._target.sizeHint().width())

    def _fits(self, tabs: Sequence[TabButton]) -> bool:
        """Return whether the names of all these beds have room beside everything else."""
        return (
            len(tabs) < 3
            or self._width_with([one.minimumSizeHint().width() for one in tabs]) <= self.width()
        )

    def _show_states(self, tabs: Sequence[TabButton]) -> None:
        """Say the states that have room whole, that of the open bed last: its strip says it too."""
        free = self.width() - self._width_with([one.minimumSizeHint().width() for one in tabs])
        for button in sorted(tabs, key=lambda one: one.isChecked()):
            needed = button.whole_size().width() - button.minimumSizeHint().width()
            button.set_status(has_status=needed <= free)
            free -= needed if needed <= free else 0

    def _show_caps(self, tabs: Sequence[TabButton]) -> None:
        """Show the keys of the small buttons where the states of the beds are whole beside them."""
        icons = (self.calculator, self.night, self.help)
        needed = self._width_with([one.whole_size().width() for one in tabs])
        needed += sum(one.width_with_cap() - one.sizeHint().width() for one in icons)
        # Not with the last of the room, or they came and went with the state of a bed.
        has_room = self.bell.bell().state is BellState.ON and needed + Space.WIDE <= self.width()
        for button in icons:
            button.set_cap(has_cap=has_room)

    def _width_with(self, widths: list[int], *, counts_known: bool = True) -> int:
        """Return the width of the row with tabs of these widths, and what is known of the patient."""
        for place in range(self._row.count()):
            item = self._row.itemAt(place)
            widget = item.widget() if item is not None else None
            # A stretch takes no room, and no distance to its neighbours.
            if item is None or item.spacerItem() is not None:
                continue
            if item.layout() is self._known and not counts_known:
                continue
            if widget is None or not (isinstance(widget, TabButton) or widget.isHidden()):
                widths.append(item.sizeHint().width())
        margins = self._row.contentsMargins()
        gaps = (len(widths) - 1) * self._row.spacing() + margins.left() + margins.right()
        return sum(widths) + gaps

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def show_patient(self, known: Patient | None) -> None:
        """Show weight and target of the open bed; None where no bed is, or several are shown."""
        self._patient = known
        self._fit()

    def show_state(self, *, by: str, log: str, clock: str) -> None:
        """Show who is at the bedside, whether the log is written, and the time."""
        self._by = by
        self._say_by()
        self._log.say(log)
        self._clock.say(clock)
        self._clock.setAccessibleName(say("{clock}, 24-hour clock", clock=clock))
        self._fit()

    def show_bell(self, bell: Bell) -> None:
        """Show whether prompts can be heard; what is said of the log gives way to its words."""
        self.bell.show_bell(bell)
        # Its words take the room of tabs, or give it back.
        self._make_room()

    def _make_room(self) -> None:
        # That the log is not written stands in a red line of its own; that it is needs no room here.
        is_calm = self.bell.bell().state is BellState.ON
        self._log.setVisible(is_calm and not theme.is_compact())
        self._fit()

    def _say_by(self) -> None:
        who = self._by if theme.is_compact() else say("Nurse {by}", by=self._by)
        self.initials.say(who if self._by else say("Who is here?"))
        self.initials.setAccessibleName(
            say("At the bedside: {by}", by=self._by or say("not known"))
        )

    def restyle(self) -> None:
        """Take heights and distances anew."""
        compact = theme.is_compact()
        self._say_by()
        self.setFixedHeight(46 if compact else 56)
        side = Space.GAP if compact else Space.EDGE
        self._row.setContentsMargins(side, 0, side, 0)
        # Small screens have room for what the MAP is held against beside two beds that call, also
        # where each letter is as wide as whole pixels are.
        self._row.setSpacing(Space.SNUG if compact else Space.GAP)
        self._make_room()

    def paintEvent(self, event: QPaintEvent) -> None:
        look = theme.active()
        painter = QPainter(self)
        theme.fill(painter, self.rect(), look.card)
        theme.fill(painter, QRectF(0, self.height() - 1, self.width(), 1), look.line)

    def _make_tabs(self, tabs: Sequence[BedTab]) -> None:
        for button in self._tabs:
            button.hide()
            button.setParent(None)
            button.deleteLater()
        self._tabs = []
        for place, tab in enumerate(tabs, start=1):
            button = TabButton(tab, place)
            button.clicked.connect(lambda _=False, one=button: self.bed_chosen.emit(one.tab.bed_id))
            self._row.insertWidget(place - 1, button)
            self._tabs.append(button)
        order: list[QWidget] = [*self._tabs, self.new_bed]
        for before, after in pairwise(order):
            QWidget.setTabOrder(before, after)

    def _lay_out(self) -> None:
        self._row = QHBoxLayout(self)
        self._row.addWidget(self.all_beds)
        self._row.addWidget(self.new_bed)
        known = self._known = QVBoxLayout()
        known.setSpacing(0)
        known.setContentsMargins(0, 0, 0, 0)
        known.addStretch(1)
        known.addWidget(self._weight)
        known.addWidget(self._target)
        known.addStretch(1)
        self._row.addLayout(known)
        self._row.addStretch(1)
        for widget in (
            self.initials,
            self.bell,
            self._log,
            self.calculator,
            self.night,
            self.help,
            self._clock,
        ):
            self._row.addWidget(widget)
