"""Work out: one of the tools, its fields at the left, its sheet at the right; any edit clears it."""

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QVBoxLayout, QWidget

from titrator.core.errors import KnownError
from titrator.core.findings import RefusedError
from titrator.core.language import say
from titrator.session.clock import SystemClock
from titrator.session.policy_bench import PolicyBench
from titrator.session.sheet import Sheet, as_csv, said
from titrator.session.whole_file import write_bytes_whole
from titrator.ui import theme
from titrator.ui.pharmacy.field_column import FieldColumn
from titrator.ui.pharmacy.sheet_view import SheetView
from titrator.ui.pharmacy.tools import TOOLS, Tool
from titrator.ui.theme import TARGET, Space, Type
from titrator.ui.widgets.buttons import ActButton, Kind
from titrator.ui.widgets.select import SelectField
from titrator.ui.widgets.text import Ink, Text, Wrap

_IDLE = say(
    "Type each number with its unit and a space between: 4 mg, 250 mL, 70 kg, 0.03 mcg/kg/min. Pump "
    "steps left empty are 0.1 mL/h. Then press Enter. "
    "For checking: it changes nothing at the bedside. Any edit clears the result."
)


class WorkOutPage(QWidget):
    """The tool chosen, and what it makes of the fields."""

    def __init__(self, bench: PolicyBench, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("work_out")
        self._bench = bench
        self._tool = TOOLS[0]
        self._sheet: Sheet | None = None
        self.tool = SelectField("", "work_out.tool", [(one.name, one.label) for one in TOOLS])
        self.tool.box.setAccessibleName(say("Tool"))
        self.tool.choose(TOOLS[0].name)
        self.fields = FieldColumn("work_out", bench.policy.library)
        self.view = SheetView("work_out.result", _IDLE)
        self.go = ActButton(
            say("Work out"), "work_out.go", key="Enter", kind=Kind.PRIMARY, height=TARGET
        )
        self.print_button = ActButton(say("Print to PDF"), "work_out.print", height=TARGET)
        self.csv_button = ActButton(say("Save as CSV"), "work_out.csv", height=TARGET)
        self.said = Text(Type.SMALL, ink=Ink.DIM, wrap=Wrap.YES)
        self.said.setObjectName("work_out.said")
        self._lay_out()
        self.tool.chosen.connect(self._on_tool_chosen)
        self.fields.edited.connect(self.clear)
        self.go.acted.connect(self.work_out)
        self.print_button.acted.connect(self._on_print_acted)
        self.csv_button.acted.connect(self._on_csv_acted)
        self.show_tool(TOOLS[0])
        self.restyle()

    def show_tool(self, tool: Tool) -> None:
        """Show the fields of a tool; what stays from the tool before was typed for it too."""
        self._tool = tool
        self.fields.set_fields(tool.fields, has_drug=tool.has_drug)
        self.clear()

    def clear(self) -> None:
        """Take the result away."""
        self._sheet = None
        self.view.clear()
        self.said.say("")
        self._offer()

    def work_out(self) -> None:
        """Show what the tool makes of the fields now, or why it makes nothing."""
        self.clear()
        try:
            self._sheet = self._tool.make(self.fields.typed(), self._bench.policy)
        except RefusedError as refused:
            self.view.show_refused(said(refused.findings))
            return
        self.view.show_sheet(self._sheet)
        self._offer()

    def save_pdf(self, path: Path) -> None:
        """Print the sheet that is shown."""
        from titrator.report.pdf import write_pdf

        if self._sheet is None:
            return
        try:
            pages = write_pdf(self._sheet, path, SystemClock().read().utc)
        except KnownError as error:
            self._say_fault(f"{error.sentence} {error.next_action}")
            return
        self._say_done(
            say("{path}: 1 page.", path=path)
            if pages == 1
            else say("{path}: {pages} pages.", path=path, pages=pages)
        )

    def save_csv(self, path: Path) -> None:
        """Write the table that is shown."""
        if self._sheet is None:
            return
        try:
            write_bytes_whole(path, as_csv(self._sheet).encode())
        except OSError as error:
            self._say_fault(
                say(
                    "{path} was not written ({strerror}). Choose another folder.",
                    path=path,
                    strerror=error.strerror,
                )
            )
            return
        self._say_done(say("{path}: {count:,} rows.", path=path, count=len(self._sheet.records)))

    def _offer(self) -> None:
        self.print_button.setEnabled(self._sheet is not None)
        self.csv_button.setEnabled(self._sheet is not None and bool(self._sheet.records))

    def _say_fault(self, text: str) -> None:
        self.said.set_ink(Ink.DANGER)
        self.said.say(text)

    def _say_done(self, text: str) -> None:
        self.said.set_ink(Ink.OK)
        self.said.say(text)

    def _on_tool_chosen(self, name: str) -> None:
        self.show_tool(next(one for one in TOOLS if one.name == name))

    def _on_print_acted(self) -> None:
        chosen, _ = QFileDialog.getSaveFileName(
            self, say("Print to"), "sheet.pdf", say("PDF (*.pdf)")
        )
        if chosen:
            self.save_pdf(Path(chosen))

    def _on_csv_acted(self) -> None:
        chosen, _ = QFileDialog.getSaveFileName(
            self, say("Save as"), "table.csv", say("CSV (*.csv)")
        )
        if chosen:
            self.save_csv(Path(chosen))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if not event.isAutoRepeat():
                self.work_out()
        else:
            super().keyPressEvent(event)

    def restyle(self) -> None:
        """Take widths anew."""
        self.fields.setFixedWidth(336 if theme.is_tight() else 350 if theme.is_compact() else 440)

    def _lay_out(self) -> None:
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(Space.SMALL)
        rows.addWidget(self.tool)
        middle = QHBoxLayout()
        middle.setSpacing(Space.EDGE)
        middle.addWidget(self.fields)
        middle.addWidget(self.view, 1)
        rows.addLayout(middle, 1)
        acts = QHBoxLayout()
        acts.setSpacing(Space.SMALL)
        self.go.setFixedWidth(220)
        acts.addWidget(self.go)
        for button in (self.print_button, self.csv_button):
            button.setFixedWidth(170)
            acts.addWidget(button)
        acts.addWidget(self.said, 1)
        rows.addLayout(acts)
