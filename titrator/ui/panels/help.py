"""Help: what the program is for, what it does not do, and its keys; the manual; the hazards."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from titrator.core.language import say
from titrator.resources import ResourceMissingError
from titrator.session.safety import hazard_lines, hazard_summary
from titrator.ui.panels.hazards import HazardList
from titrator.ui.panels.manual import Manual
from titrator.ui.panels.panel import Block, Panel
from titrator.ui.theme import Space, Type
from titrator.ui.widgets.buttons import ActButton
from titrator.ui.widgets.text import Ink, Text, Wrap

INTENDED_USE = (
    (
        say(
            "Titrator advises and times the weaning of vasopressors for adult patients in intensive care, "
            "under a titration order and a protocol that the hospital has approved."
        )
    ),
    say(
        "A calculator and a timer for a nurse at the bedside. It replaces no order and no judgement."
    ),
)
LIMITS = (
    say(
        "It drives no pump. Only the pump shows what flows: set the pump, read it, then record it."
    ),
    say("It is not an alarm system. The monitor and the pump keep their own alarms."),
    say("Not for children. Not for drugs outside the drug library."),
    (
        say(
            "The shipped protocol and figures come from an educational article and published labels. "
            "They are proposals until the hospital has reviewed and approved them."
        )
    ),
)
SAFETY = (
    say("Hold (F7) and Back up (F8) are always possible during a wean."),
    say("What is not assessed is not counted as normal."),
    say("Doses are refused above a limit, never changed to fit it."),
    (
        say(
            "Every entry is in the log before the screen shows it. If the log cannot be written, guidance "
            "stops and the screen says so: go on at the pump and write on paper."
        )
    ),
    say("After a restart, a sleep of the workstation or a jump of its clock, reassess first."),
)
KEYS = (
    ("F1", say("Help")),
    ("F1, Alt+M", say("Manual")),
    ("F1, Alt+H", say("Hazards and guards")),
    ("F2", say("Why; Add bed if none")),
    ("F3", say("Silence for 120 sec")),
    ("F4", say("Dose calculator")),
    ("F5", say("Reassess")),
    ("F6", say("Reduce")),
    ("F7", say("Hold, at once")),
    ("F8", say("Back up")),
    ("F9", say("Bag change")),
    ("F10", say("Hand over")),
    ("F11", say("Log")),
    ("F12", say("Night colours")),
    ("Ctrl+T", say("Trend")),
    ("Ctrl+U", say("Test the sound")),
    ("Ctrl+L", say("Small timer on top")),
    ("Ctrl+H", say("Handover sheet")),
    ("Ctrl+F", say("First steps, practice")),
    ("Ctrl+N", say("New bed")),
    (say("Ctrl+1 to 9"), say("Open a bed")),
    ("Ctrl+B", say("All beds")),
    ("Ctrl+I", say("Initials")),
    ("Ctrl+M", say("More acts")),
    ("Esc", say("Close or cancel")),
    ("Enter", say("To what is missing, then record")),
    ("1, 2, 3", say("Choose an answer")),
    ("Space", say("Open a list")),
)
_KEY_COLUMNS = 2
_MANUAL = say("Manual")
_HAZARDS = say("Hazards and guards")
_BACK = say("Back to help")
_NO_LIST = say("The list of hazards is missing or damaged: this installation is not whole.")


class HelpPanel(Panel):
    """The page under F1; Alt+M goes to the manual and Alt+H to the hazards, and back."""

    is_kept = True

    def __init__(self, about: tuple[str, ...] = (), parent: QWidget | None = None) -> None:
        """Show it; `about` says which program and which policy this is."""
        super().__init__("help", say("Help and safety"), parent=parent)
        columns = QHBoxLayout()
        columns.setSpacing(Space.WIDE)
        left, right = QVBoxLayout(), QVBoxLayout()
        for column in (left, right):
            column.setSpacing(Space.EDGE)
            columns.addLayout(column, 1)
        left.addWidget(Block(say("What it is for"), INTENDED_USE))
        left.addWidget(Block(say("What it does not do"), LIMITS))
        if about:
            left.addWidget(Block(say("This program"), about))
        left.addStretch(1)
        right.addWidget(Block(say("What you can rely on"), SAFETY))
        right.addWidget(_keys())
        right.addStretch(1)
        self.body.addLayout(columns)
        self.body.addStretch(1)
        self.hazards: HazardList | None = None
        self.manual: Manual | None = None
        self.manual_button = ActButton(_MANUAL, "panel.help.manual", key="Alt+M", height=44)
        self.manual_button.setFixedWidth(204)
        self.manual_button.acted.connect(self.turn_manual)
        self.add_to_head(self.manual_button)
        self.turn_button = ActButton(_HAZARDS, "panel.help.turn", key="Alt+H", height=44)
        self.turn_button.setFixedWidth(276)
        self.turn_button.acted.connect(self.turn)
        self.add_to_head(self.turn_button)
        # Never a bare letter: a key that slipped, or dictated words, would turn the page.
        for keys, turn in (("Alt+M", self.turn_manual), ("Alt+H", self.turn)):
            shortcut = QShortcut(QKeySequence(keys), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.setAutoRepeat(False)
            shortcut.activated.connect(turn)

    def begin(self) -> None:
        """Be as it was when it was new: the first page, from its top."""
        for page in (self.manual, self.hazards):
            if page is not None:
                self._rows.removeWidget(page)
                page.deleteLater()
        self.manual = self.hazards = None
        self._show_only(self.area)
        self.area.verticalScrollBar().setValue(0)

    def first_focus(self) -> QWidget:
        if self.manual is not None and not self.manual.isHidden():
            return self.manual.area
        return self.area if self.hazards is None or self.hazards.isHidden() else self.hazards

    def turn_manual(self) -> None:
        """Go to the manual, or back to the first page."""
        if self.manual is None:
            self.manual = Manual()
            self.manual.hide()
            self._rows.addWidget(self.manual, 1)
        self._show_only(self.manual if self.manual.isHidden() else self.area)

    def turn(self) -> None:
        """Go to the hazards, or back to the first page; the cursor goes to what is shown."""
        if self.hazards is None:
            self.hazards = _hazard_list()
            self.hazards.hide()
            self._rows.addWidget(self.hazards, 1)
        self._show_only(self.hazards if self.hazards.isHidden() else self.area)

    def _show_only(self, shown: QWidget) -> None:
        """Show one of the three; the cursor goes into it."""
        for one in (self.area, self.manual, self.hazards):
            if one is not None:
                one.setVisible(one is shown)
        self.turn_button.say(_BACK if shown is self.hazards else _HAZARDS)
        self.manual_button.say(_BACK if shown is self.manual else _MANUAL)
        self.first_focus().setFocus()


def _hazard_list() -> HazardList:
    """Return the list; a damaged installation says so here and nowhere else."""
    try:
        return HazardList(hazard_summary(), hazard_lines())
    except ResourceMissingError:
        return HazardList(_NO_LIST, ())


def _keys() -> QWidget:
    """Return the keys in two columns."""
    made = QWidget()
    grid = QGridLayout(made)
    grid.setContentsMargins(0, 0, 0, 0)
    grid.setHorizontalSpacing(Space.GAP)
    grid.setVerticalSpacing(2)
    heading = Text(Type.HEADING, say("KEYS"), ink=Ink.DIM)
    grid.addWidget(heading, 0, 0, 1, 2 * _KEY_COLUMNS)
    for place, (key, does) in enumerate(KEYS):
        row, column = divmod(place, _KEY_COLUMNS)
        at_top = Qt.AlignmentFlag.AlignTop
        grid.addWidget(Text(Type.SMALL_STRONG, key), row + 1, 2 * column, at_top)
        grid.addWidget(Text(Type.SMALL, does, wrap=Wrap.YES), row + 1, 2 * column + 1, at_top)
        grid.setColumnStretch(2 * column + 1, 1)
    return made
