"""What stands beside the text being edited: findings, what a nurse would be told, what differs."""

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QResizeEvent
from PySide6.QtWidgets import (
    QListWidget,
    QListWidgetItem,
    QStackedLayout,
    QVBoxLayout,
    QWidget,
)

from titrator.core.language import say
from titrator.session.policy_bench import BenchFinding, BenchReport
from titrator.ui import theme
from titrator.ui.pharmacy.turning import Turning
from titrator.ui.theme import Space, Type
from titrator.ui.widgets.scrolled import ScrollArea, Scrolled
from titrator.ui.widgets.text import Ink, Text, Wrap

_AROUND_FINDING = 60  # its margins, the frame of the list and a scroll bar
_NO_FINDING = say("No finding: the linter has nothing to say.")
_NOT_COMPARED = say("The drug files have faults; mend them to see what differs.")
_NO_CHANGE = say("No difference from the policy in force.")


class Beside(QWidget):
    """Three views of one report.

    Signals:
        place_chosen(str, int): a finding was chosen; its file and line.
    """

    place_chosen = Signal(str, int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        labels = [
            ("findings", say("Findings")),
            ("told", say("Preview")),
            ("changes", say("Changes")),
        ]
        self.turning = Turning("editor", labels)
        self.findings = QListWidget()
        theme.dress(self.findings)
        self.findings.setObjectName("editor.finding_list")
        self.findings.setAccessibleName(say("Findings"))
        self.findings.setWordWrap(True)
        self.findings.setTextElideMode(Qt.TextElideMode.ElideNone)
        self.findings.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.findings.itemActivated.connect(self._on_item_chosen)
        self.findings.itemClicked.connect(self._on_item_chosen)
        self._told = _area("editor.told_text", say("What a nurse is told"))
        self._changes = _area("editor.changes_text", say("What differs from the policy in force"))
        stack = QStackedLayout()
        for page in (self.findings, self._told, self._changes):
            stack.addWidget(page)
        self.turning.turned.connect(stack.setCurrentIndex)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(Space.SMALL)
        rows.addWidget(self.turning)
        rows.addLayout(stack, 1)
        self.restyle()

    def show_report(self, report: BenchReport) -> None:
        """Show all three anew."""
        self.findings.clear()
        for finding in report.findings:
            self.findings.addItem(_item(finding))
        if not report.findings:
            self.findings.addItem(_NO_FINDING)
        self._fit_findings()
        told = [(one.heading, one.sentences) for one in report.told]
        self._told.setWidget(_blocks(told or [("", (say("Nothing: the files have faults."),))]))
        changes = report.changes or ((_NO_CHANGE if report.is_compared else _NOT_COMPARED),)
        self._changes.setWidget(_blocks([("", changes)]))

    def restyle(self) -> None:
        """Take the size of the font anew."""
        self.findings.setFont(theme.font(Type.SMALL))
        self._fit_findings()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_findings()

    def _fit_findings(self) -> None:
        """Let each finding be as high as its words: the list itself would leave out the last."""
        metrics = QFontMetrics(theme.font(Type.SMALL))
        room = QRect(0, 0, self.width() - _AROUND_FINDING, 10_000)
        for place in range(self.findings.count()):
            item = self.findings.item(place)
            words = metrics.boundingRect(room, Qt.TextFlag.TextWordWrap, item.text())
            item.setSizeHint(QSize(room.width(), words.height() + Space.SMALL))

    def _on_item_chosen(self, item: QListWidgetItem) -> None:
        place = item.data(Qt.ItemDataRole.UserRole)
        if place is not None:
            file, line = place
            self.place_chosen.emit(file, line)


def _item(finding: BenchFinding) -> QListWidgetItem:
    word = say("Refused") if finding.refuses else say("Look at")
    where = (
        say("{file}, line {line}. ", file=finding.file, line=finding.line) if finding.file else ""
    )
    item = QListWidgetItem(f"{word}. {where}{finding.sentence} [{finding.code}]")
    if finding.file:
        item.setData(Qt.ItemDataRole.UserRole, (finding.file, finding.line))
    return item


def _area(name: str, said: str) -> ScrollArea:
    area = ScrollArea()
    area.setObjectName(name)
    area.setAccessibleName(said)
    return area


def _blocks(blocks: list[tuple[str, tuple[str, ...]]]) -> QWidget:
    inside = Scrolled()
    rows = QVBoxLayout(inside)
    rows.setContentsMargins(0, 0, 0, 0)
    rows.setSpacing(Space.SMALL)
    for heading, sentences in blocks:
        if heading:
            rows.addWidget(Text(Type.HEADING, heading, ink=Ink.DIM, wrap=Wrap.YES))
        for sentence in sentences:
            rows.addWidget(Text(Type.SMALL, sentence, wrap=Wrap.YES))
    rows.addStretch(1)
    return inside
