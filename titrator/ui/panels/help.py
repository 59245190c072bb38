"""Help: what the program is for, what it does not do, and every key, on one page."""

from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from titrator.ui.panels.panel import Panel, block
from titrator.ui.theme import Space, Type
from titrator.ui.widgets.text import Ink, Text, Wrap

INTENDED_USE = (
    (
        "Titrator advises and times the weaning of vasopressors for adult patients in intensive care, "
        "under a titration order and a protocol that the hospital has approved."
    ),
    "A calculator and a timer for a nurse at the bedside. It replaces no order and no judgement.",
)
LIMITS = (
    "It drives no pump. Only the pump shows what flows: set the pump, read it, then record it.",
    "It is not an alarm system. The monitor and the pump keep their own alarms.",
    "Not for children. Not for drugs outside the drug library.",
    (
        "The shipped protocol and figures come from an educational article and published labels. "
        "They are proposals until the hospital has reviewed and approved them."
    ),
)
SAFETY = (
    "Hold (F7) and Back up (F8) are always possible during a wean.",
    "What is not assessed is not counted as normal.",
    "Doses are refused above a limit, never changed to fit it.",
    (
        "Every entry is in the log before the screen shows it. If the log cannot be written, guidance "
        "stops and the screen says so: go on at the pump and write on paper."
    ),
    "After a restart, a sleep of the workstation or a jump of its clock, reassess first.",
)
KEYS = (
    ("F1", "Help"),
    ("F2", "Why"),
    ("F4", "Dose calculator"),
    ("F5", "Reassess"),
    ("F6", "Reduce"),
    ("F7", "Hold, at once"),
    ("F8", "Back up"),
    ("F9", "Bag change"),
    ("F11", "Log"),
    ("F12", "Night colours"),
    ("Ctrl+N", "New bed"),
    ("Ctrl+1 to 9", "Open a bed"),
    ("Ctrl+I", "Initials"),
    ("Ctrl+M", "More acts"),
    ("Esc", "Close or cancel"),
    ("Enter", "To what is missing, then record"),
    ("1, 2, 3", "Choose an answer"),
    ("Space", "Open a list"),
)
_KEY_COLUMNS = 2


class HelpPanel(Panel):
    """The page under F1."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("help", "Help and safety", parent=parent)
        columns = QHBoxLayout()
        columns.setSpacing(Space.WIDE)
        left, right = QVBoxLayout(), QVBoxLayout()
        for column in (left, right):
            column.setSpacing(Space.EDGE)
            columns.addLayout(column, 1)
        left.addWidget(block("What it is for", INTENDED_USE))
        left.addWidget(block("What it does not do", LIMITS))
        left.addStretch(1)
        right.addWidget(block("What you can rely on", SAFETY))
        right.addWidget(_keys())
        right.addStretch(1)
        self.body.addLayout(columns)
        self.body.addStretch(1)


def _keys() -> QWidget:
    """Return the keys in two columns."""
    made = QWidget()
    grid = QGridLayout(made)
    grid.setContentsMargins(0, 0, 0, 0)
    grid.setHorizontalSpacing(Space.GAP)
    grid.setVerticalSpacing(2)
    heading = Text(Type.HEADING, "KEYS", ink=Ink.DIM)
    grid.addWidget(heading, 0, 0, 1, 2 * _KEY_COLUMNS)
    for place, (key, does) in enumerate(KEYS):
        row, column = divmod(place, _KEY_COLUMNS)
        grid.addWidget(Text(Type.SMALL_STRONG, key), row + 1, 2 * column)
        grid.addWidget(Text(Type.SMALL, does, wrap=Wrap.YES), row + 1, 2 * column + 1)
        grid.setColumnStretch(2 * column + 1, 1)
    return made
