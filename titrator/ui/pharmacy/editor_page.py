"""Editing a copy of the policy: the text, and beside it the linter, the preview and the differences.

What is typed is saved after a short pause and whenever the page is left; the folder in force is never
written.
"""

from PySide6.QtCore import QTimer
from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedLayout, QVBoxLayout, QWidget

from titrator.core.errors import KnownError
from titrator.core.language import say
from titrator.session.policy_bench import BenchReport, PolicyBench
from titrator.ui import theme
from titrator.ui.pharmacy.beside import Beside
from titrator.ui.pharmacy.signing import SigningCard
from titrator.ui.pharmacy.text_editor import TextEditor
from titrator.ui.theme import TARGET, Space, Type
from titrator.ui.widgets.buttons import ActButton, Kind
from titrator.ui.widgets.select import SelectField
from titrator.ui.widgets.text import Ink, Text, Wrap

_PAUSE_MS = 700
_BEGIN = say(
    "No draft yet. A draft is a copy of the policy in force, in your own folder; beds are not touched "
    "by it. It guides nobody until two people have approved it and the pharmacy has signed it."
)


class EditorPage(QWidget):
    """The draft's files, one at a time."""

    def __init__(self, bench: PolicyBench, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("editor")
        self._bench = bench
        self._file = ""
        self._is_unsaved = False
        self.file = SelectField("", "editor.file")
        self.file.box.setAccessibleName(say("File of the draft"))
        self.undo = ActButton(say("Undo"), "editor.undo", key="Ctrl+Z", height=TARGET)
        self.to_sign = ActButton(say("Sign"), "editor.to_sign", height=TARGET)
        self.again = ActButton(say("Start anew"), "editor.again", height=TARGET)
        self.text = TextEditor("editor.text")
        self.text.setAccessibleName(say("Text of the file"))
        self.beside = Beside()
        self.said = Text(Type.SMALL, ink=Ink.DIM, wrap=Wrap.YES)
        self.said.setObjectName("editor.said")
        self.begin = ActButton(say("Begin a draft"), "editor.begin", kind=Kind.PRIMARY, height=64)
        self.signing = SigningCard(bench)
        self._pages = QStackedLayout(self)
        for page in (self._begin_page(), self._text_page(), self.signing):
            self._pages.addWidget(page)
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_PAUSE_MS)
        self._connect()
        self.restyle()
        if bench.has_draft():
            self._open_draft()

    # ---------------------------------------------------------------- the draft

    def start(self) -> None:
        """Begin with a copy of the policy in force; an earlier draft is put aside."""
        self.save()
        try:
            self._bench.start()
        except KnownError as error:
            self._say(error)
            return
        self.text.forget()
        self._file = ""
        self._open_draft()

    def save(self) -> None:
        """Write what was typed, if anything was."""
        self._pause.stop()
        if not self._is_unsaved or not self._file:
            return
        try:
            self._bench.write(self._file, self.text.toPlainText())
        except KnownError as error:
            self._say(error)
            return
        self._is_unsaved = False

    def open_file(self, path: str) -> None:
        """Show a file of the draft; what was typed in the one before is saved first."""
        self.save()
        try:
            text = self._bench.read(path)
        except KnownError as error:
            self._say(error)
            return
        self._file = path
        self.text.blockSignals(True)  # noqa: FBT003  Qt takes it by place
        self.text.open_text(path, text)
        self.text.blockSignals(False)  # noqa: FBT003  Qt takes it by place
        self.file.choose(path)

    def look(self) -> None:
        """Save, and ask the linter anew."""
        self.save()
        report = self._bench.report()
        self.beside.show_report(report)
        if not self._is_unsaved:
            self.said.set_ink(Ink.DIM)
            self.said.say(_summary(report))

    def _open_draft(self) -> None:
        files = self._bench.files()
        self.file.set_options([(path, path) for path in files])
        self.open_file(files[0])
        self._pages.setCurrentIndex(1)
        self.look()

    # ---------------------------------------------------------------- signals

    def _on_text_changed(self) -> None:
        if self._file:
            self._is_unsaved = True
            self._pause.start()

    def _on_place_chosen(self, path: str, line: int) -> None:
        self.open_file(path)
        self.text.go_to_line(line)

    def _on_to_sign_acted(self) -> None:
        self.look()
        self._pages.setCurrentIndex(2)
        self.signing.folder.line.setFocus()

    def _on_signing_closed(self) -> None:
        self._pages.setCurrentIndex(1)
        self.text.setFocus()

    def _say(self, error: KnownError) -> None:
        self.said.set_ink(Ink.DANGER)
        self.said.say(f"{error.sentence} {error.next_action}")

    def _connect(self) -> None:
        self.begin.acted.connect(self.start)
        self.again.acted.connect(self.start)
        self.undo.acted.connect(self.text.undo)
        self.to_sign.acted.connect(self._on_to_sign_acted)
        self.signing.closed.connect(self._on_signing_closed)
        self.file.chosen.connect(self.open_file)
        self.text.textChanged.connect(self._on_text_changed)
        self.beside.place_chosen.connect(self._on_place_chosen)
        self._pause.timeout.connect(self.look)

    def hideEvent(self, event: QHideEvent) -> None:
        self.save()
        super().hideEvent(event)

    # ---------------------------------------------------------------- layout

    def restyle(self) -> None:
        """Take widths anew."""
        compact = theme.is_compact()
        needed = self.beside.turning.minimumSizeHint().width()
        self.beside.setFixedWidth(max(340 if compact else 430, needed))
        self.undo.setFixedWidth(148)
        self.to_sign.setFixedWidth(84)
        self.again.setFixedWidth(130)

    def _begin_page(self) -> QWidget:
        page = QWidget()
        rows = QVBoxLayout(page)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(Space.EDGE)
        rows.addWidget(Text(Type.LEAD, _BEGIN, wrap=Wrap.YES))
        self.begin.setFixedWidth(320)
        rows.addWidget(self.begin)
        rows.addStretch(1)
        return page

    def _text_page(self) -> QWidget:
        page = QWidget()
        rows = QVBoxLayout(page)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(Space.SMALL)
        top = QHBoxLayout()
        top.setSpacing(Space.SMALL)
        top.addWidget(self.file, 1)
        for button in (self.undo, self.again, self.to_sign):
            top.addWidget(button)
        rows.addLayout(top)
        middle = QHBoxLayout()
        middle.setSpacing(Space.EDGE)
        middle.addWidget(self.text, 1)
        middle.addWidget(self.beside)
        rows.addLayout(middle, 1)
        rows.addWidget(self.said)
        return page


def _summary(report: BenchReport) -> str:
    refused = sum(one.refuses for one in report.findings)
    looked = len(report.findings) - refused
    faults = (
        say("{refused} fault", refused=refused)
        if refused == 1
        else say("{refused} faults", refused=refused)
    )
    return say(
        "Saved in your draft. {faults}, {looked} to look at, {count} changed.",
        faults=faults,
        looked=looked,
        count=len(report.changes),
    )
