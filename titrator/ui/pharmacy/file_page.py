"""Files: convert every row of one, or find the misprints of a printed table.

The rows are worked through in short slices between two paints, so that the window keeps answering;
Stop, or leaving the page, ends the run and leaves nothing half written.
"""

from collections.abc import Iterator
from pathlib import Path

from PySide6.QtCore import QTimer
from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QVBoxLayout, QWidget

from titrator.core.errors import KnownError
from titrator.core.language import say
from titrator.session.file_sheets import Progress, audit_of_file, conversion_of_file
from titrator.session.policy_bench import PolicyBench
from titrator.ui.pharmacy.sheet_view import SheetView
from titrator.ui.theme import TARGET, Space, Type
from titrator.ui.widgets.buttons import ActButton, Kind
from titrator.ui.widgets.fields import TextField
from titrator.ui.widgets.text import Ink, Text, Wrap

_LONGEST_PATH = 1000
_BATCH = say(
    "Converts every row of a CSV file: columns id, drug, amount, volume, concentration, weight, dose, "
    "rate, to, resolution, each number with its unit. Bad rows say why; none is dropped."
)
_AUDIT = say(
    "Works out every figure of a printed table again and shows those that are wrong: columns id, drug, "
    "weight_kg, amount, amount_unit, volume_ml, concentration, concentration_unit, dose, dose_unit, "
    "rate_ml_h, expected_field, expected_value."
)


class FilePage(QWidget):
    """A file to read, perhaps one to write, and what came of it."""

    def __init__(
        self, bench: PolicyBench, name: str, *, about: str, verb: str, has_target: bool
    ) -> None:
        super().__init__()
        self.setObjectName(name)
        self._bench = bench
        self._run: Iterator[Progress] | None = None
        self.source = _path(say("File to read"), f"{name}.source")
        self.target = _path(say("File to write"), f"{name}.target")
        self.target.setVisible(has_target)
        self._has_target = has_target
        self.start_button = ActButton(verb, f"{name}.start", kind=Kind.PRIMARY, height=TARGET)
        self.stop_button = ActButton(say("Stop"), f"{name}.stop", height=TARGET)
        self.stop_button.setEnabled(False)
        self.said = Text(Type.BODY, ink=Ink.DIM, wrap=Wrap.YES)
        self.said.setObjectName(f"{name}.said")
        self.view = SheetView(f"{name}.result", about)
        self._slice = QTimer(self)
        self._slice.setInterval(0)
        self._slice.timeout.connect(self._go_on)
        self._lay_out(name)
        self.start_button.acted.connect(self.start)
        self.stop_button.acted.connect(self.stop)

    def run_of(self, source: Path, target: Path) -> Iterator[Progress]:
        """Return the run, slice by slice."""
        raise NotImplementedError

    def start(self) -> None:
        """Begin; what was shown is taken away."""
        self.view.clear()
        if not self.source.typed() or (self._has_target and not self.target.typed()):
            self._say(say("Choose the files first."), Ink.DANGER)
            return
        self._run = self.run_of(Path(self.source.typed()), Path(self.target.typed()))
        self._set_running(is_running=True)
        self._say(say("0 rows"), Ink.DIM)
        self._slice.start()

    def stop(self) -> None:
        """End a run; nothing of it is left."""
        if self._end():
            self._say(say("Stopped. Nothing was written."), Ink.NORMAL)

    def is_running(self) -> bool:
        """Return whether rows are still to be worked through."""
        return self._run is not None

    def _go_on(self) -> None:
        if self._run is None:
            return
        try:
            progress = next(self._run, None)
        except KnownError as error:
            self._end()
            self._say(f"{error.sentence} {error.next_action}", Ink.DANGER)
            return
        if progress is None:
            self._end()
            return
        self._say(progress.words, Ink.DIM)
        if progress.sheet is not None:
            self.view.show_sheet(progress.sheet)

    def _end(self) -> bool:
        """Close the run, and return whether there was one."""
        run, self._run = self._run, None
        self._slice.stop()
        self._set_running(is_running=False)
        if run is None:
            return False
        close = getattr(run, "close", None)
        if close is not None:
            close()
        return True

    def _set_running(self, *, is_running: bool) -> None:
        self.stop_button.setEnabled(is_running)
        self.start_button.setEnabled(not is_running)

    def _say(self, words: str, ink: Ink) -> None:
        self.said.set_ink(ink)
        self.said.say(words)

    def hideEvent(self, event: QHideEvent) -> None:
        self.stop()
        super().hideEvent(event)

    def _choose_source(self) -> None:
        chosen, _ = QFileDialog.getOpenFileName(self, say("File to read"), "", say("CSV (*.csv)"))
        if chosen:
            self.source.set_text(chosen)

    def _choose_target(self) -> None:
        chosen, _ = QFileDialog.getSaveFileName(self, say("File to write"), "", say("CSV (*.csv)"))
        if chosen:
            self.target.set_text(chosen)

    def _lay_out(self, name: str) -> None:
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(Space.SMALL)
        for field, key, choose in (
            (self.source, "choose_source", self._choose_source),
            (self.target, "choose_target", self._choose_target),
        ):
            if field is self.target and not self._has_target:
                continue
            button = ActButton(say("Choose"), f"{name}.{key}", height=TARGET)
            button.setAccessibleName(say("Choose: {about}", about=field.about()))
            button.setFixedWidth(130)
            button.acted.connect(choose)
            row = QHBoxLayout()
            row.setSpacing(Space.GAP)
            label = Text(Type.BODY, field.about())
            label.setFixedWidth(130)
            row.addWidget(label)
            row.addWidget(field, 1)
            row.addWidget(button)
            rows.addLayout(row)
        acts = QHBoxLayout()
        acts.setSpacing(Space.SMALL)
        for button in (self.start_button, self.stop_button):
            button.setFixedWidth(200)
            acts.addWidget(button)
        acts.addWidget(self.said, 1)
        rows.addLayout(acts)
        rows.addWidget(self.view, 1)


class BatchPage(FilePage):
    """Convert every row of a file."""

    def __init__(self, bench: PolicyBench) -> None:
        super().__init__(bench, "batch", about=_BATCH, verb=say("Convert"), has_target=True)

    def run_of(self, source: Path, target: Path) -> Iterator[Progress]:
        return conversion_of_file(source, target, self._bench.policy)


class AuditPage(FilePage):
    """Find the misprints of a printed table."""

    def __init__(self, bench: PolicyBench) -> None:
        super().__init__(bench, "audit", about=_AUDIT, verb=say("Find misprints"), has_target=False)

    def run_of(self, source: Path, target: Path) -> Iterator[Progress]:
        return audit_of_file(source, self._bench.policy)


def _path(label: str, name: str) -> TextField:
    field = TextField("", name, longest=_LONGEST_PATH)
    field.name_line(label)
    field.keeps_draft = False
    return field
