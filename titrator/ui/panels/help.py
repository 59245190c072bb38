"""Help: what the program is for, what it does not do, and every key, on one page."""

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from titrator.ui.panels.panel import Panel, block
from titrator.ui.theme import Space

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
    "F1 Help    F2 Why    F4 Dose calculator    F5 Reassess    F6 Reduce    F7 Hold",
    "F8 Back up    F9 Bag change    F11 Log    F12 Night colours    Esc Close or cancel",
    "Ctrl+N New bed    Ctrl+1 to Ctrl+9 Open a bed    Ctrl+I Initials    Ctrl+M More acts",
    (
        "In a form: Tab goes on, Enter goes to what is missing and then records, "
        "the keys 1, 2, 3 choose an answer."
    ),
)


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
        right.addWidget(block("Keys", KEYS))
        right.addStretch(1)
        self.body.addLayout(columns)
        self.body.addStretch(1)
