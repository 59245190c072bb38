"""The double check: the nurse's result is hidden until the pharmacist's own has been entered."""

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QVBoxLayout, QWidget

from titrator.core.errors import KnownError
from titrator.core.findings import RefusedError
from titrator.core.language import say
from titrator.session.clock import SystemClock
from titrator.session.policy_bench import PolicyBench
from titrator.session.sheet import Sheet, said
from titrator.session.worksheet import asked_for, inputs_sheet, require_result, worksheet_sheet
from titrator.ui import theme
from titrator.ui.pharmacy.field_column import FieldColumn
from titrator.ui.pharmacy.sheet_view import SheetView
from titrator.ui.pharmacy.tools import ASKED, BAG, RESOLUTION, entry_of
from titrator.ui.theme import TARGET, Space, Type
from titrator.ui.widgets.buttons import ActButton, Kind
from titrator.ui.widgets.fields import TextField
from titrator.ui.widgets.text import Ink, Text, Wrap

_FIRST = say(
    "First the inputs and the nurse's result. It is hidden as soon as it is taken, and stays hidden "
    "until your own result is entered."
)
_THIRD = say("All three results. Where one differs, both work it out again on a new check.")
_SECOND = say(
    "The nurse's result is taken and hidden. Work it out by yourself, from the order and the label, "
    "and enter your result in {unit}."
)

_SHORT_PX = 268


class DoubleCheckPage(QWidget):
    """Inputs and the nurse's result; then the pharmacist's; then all three side by side."""

    def __init__(self, bench: PolicyBench, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("double_check")
        self._bench = bench
        self._nurse = ""
        self._sheet: Sheet | None = None
        self._is_taken = self._is_compared = False
        self.fields = FieldColumn("double_check", bench.policy.library)
        self.fields.set_fields((*BAG, *ASKED, *RESOLUTION))
        self.nurse = _result(say("Nurse's result, with its unit"), "double_check.nurse")
        self.pharmacist = _result(say("Your own result, with its unit"), "double_check.pharmacist")
        self.guide = Text(Type.BODY, _FIRST, wrap=Wrap.YES)
        self.view = SheetView(
            "double_check.result", say("Nothing is shown before both have answered.")
        )
        self.take = ActButton(
            say("Take and hide"),
            "double_check.take",
            key="Enter",
            kind=Kind.PRIMARY,
            height=TARGET,
        )
        self.compare = ActButton(
            say("Compare"),
            "double_check.compare",
            key="Enter",
            kind=Kind.PRIMARY,
            height=TARGET,
        )
        self.print_button = ActButton(say("Print to PDF"), "double_check.print", height=TARGET)
        self.again = ActButton(say("New check"), "double_check.again", height=TARGET)
        self.said = Text(Type.SMALL, ink=Ink.DIM, wrap=Wrap.YES)
        self._lay_out()
        self.take.acted.connect(self.take_nurse)
        self.compare.acted.connect(self.show_comparison)
        self.again.acted.connect(self.begin)
        self.print_button.acted.connect(self._on_print_acted)
        for source in (self.fields, self.nurse):
            source.edited.connect(self.view.clear)
        self.begin()

    def begin(self) -> None:
        """Start anew: nothing stays of the check before."""
        self._nurse = ""
        self._sheet = None
        for field in (self.nurse, self.pharmacist):
            field.clear()
        self.fields.clear()
        self.said.say("")
        self.guide.say(_FIRST)
        self.view.clear()
        self._show_part(is_taken=False)

    def take_nurse(self) -> None:
        """Take the nurse's result and hide it, where inputs and result can be used."""
        entry, policy = entry_of(self.fields.typed()), self._bench.policy
        try:
            unit = asked_for(entry, policy)
            require_result(entry, self.nurse.typed(), policy)
        except RefusedError as refused:
            self.view.show_refused(said(refused.findings))
            return
        self._nurse = self.nurse.typed()
        self.nurse.clear()
        self.view.show_sheet(inputs_sheet(entry, policy))
        self.guide.say(_SECOND.format(unit=unit))
        self._show_part(is_taken=True)
        self.pharmacist.line.setFocus()

    def show_comparison(self) -> None:
        """Show all three results; from now on the pharmacist's cannot be changed."""
        entry, policy = entry_of(self.fields.typed()), self._bench.policy
        try:
            self._sheet = worksheet_sheet(
                entry,
                nurse=self._nurse,
                pharmacist=self.pharmacist.typed(),
                at=SystemClock().read().utc,
                policy=policy,
            )
        except RefusedError as refused:
            self.view.show_refused(said(refused.findings))
            return
        self.view.show_sheet(self._sheet)
        self.guide.say(_THIRD)
        self.pharmacist.setEnabled(False)
        self.compare.setEnabled(False)
        self.print_button.setEnabled(True)
        self._is_compared = True
        self.restyle()

    def save_pdf(self, path: Path) -> None:
        """Print the worksheet."""
        from titrator.report.pdf import write_pdf

        if self._sheet is None:
            return
        try:
            write_pdf(self._sheet, path, SystemClock().read().utc)
        except KnownError as error:
            self.said.set_ink(Ink.DANGER)
            self.said.say(f"{error.sentence} {error.next_action}")
            return
        self.said.set_ink(Ink.OK)
        self.said.say(say("Printed to {path}.", path=path))

    def _show_part(self, *, is_taken: bool) -> None:
        self._is_taken, self._is_compared = is_taken, False
        self.restyle()
        self.fields.setEnabled(not is_taken)
        self.nurse.setVisible(not is_taken)
        self.take.setVisible(not is_taken)
        self.pharmacist.setVisible(is_taken)
        self.pharmacist.setEnabled(is_taken)
        self.compare.setVisible(is_taken)
        self.compare.setEnabled(is_taken)
        self.print_button.setEnabled(False)

    def _on_print_acted(self) -> None:
        chosen, _ = QFileDialog.getSaveFileName(
            self, say("Print to"), "worksheet.pdf", say("PDF (*.pdf)")
        )
        if chosen:
            self.save_pdf(Path(chosen))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if not event.isAutoRepeat():
                self._go_on()
        else:
            super().keyPressEvent(event)

    def _go_on(self) -> None:
        if not self._nurse:
            self.take_nurse()
        elif self.compare.isEnabled():
            self.show_comparison()

    def restyle(self) -> None:
        """Take widths anew; the smallest screen shows what was taken, or compared, on the sheet only."""
        is_short = self._is_taken and theme.is_tight()
        self.fields.setVisible(not is_short)
        self._left.setVisible(not theme.is_tight() or not self._is_compared)
        tight = _SHORT_PX if is_short else 336
        self._left.setFixedWidth(tight if theme.is_tight() else 350 if theme.is_compact() else 440)

    def _lay_out(self) -> None:
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(Space.SMALL)
        rows.addWidget(self.guide)
        self._left = QWidget()
        left = QVBoxLayout(self._left)
        left.setContentsMargins(0, 0, 0, 0)
        left.setSpacing(Space.SMALL)
        left.addWidget(self.fields, 1)
        for field in (self.nurse, self.pharmacist):
            left.addWidget(field)
        left.addStretch(0)
        middle = QHBoxLayout()
        middle.setSpacing(Space.EDGE)
        middle.addWidget(self._left)
        middle.addWidget(self.view, 1)
        rows.addLayout(middle, 1)
        acts = QHBoxLayout()
        acts.setSpacing(Space.SMALL)
        for button in (self.take, self.compare, self.print_button, self.again):
            button.setFixedWidth(160 if button is self.print_button else 210)
            acts.addWidget(button)
        acts.addWidget(self.said, 1)
        rows.addLayout(acts)


def _result(label: str, name: str) -> TextField:
    field = TextField(label, name, longest=40)
    field.keeps_draft = False
    field.caption.setWordWrap(True)
    return field
