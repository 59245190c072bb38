"""The handover sheet on the screen, and its way into a file that can be printed."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QWidget

from titrator.core.errors import KnownError
from titrator.core.language import say
from titrator.session.handover_file import keep_sheet
from titrator.session.screen import HandoverSheet
from titrator.ui import theme
from titrator.ui.handover_page import page, pdf
from titrator.ui.panels.written import WrittenPanel
from titrator.ui.theme import Type
from titrator.ui.widgets.buttons import ActButton
from titrator.ui.widgets.text import Ink, Text, Wrap

_ASK = say("Choose the folder for the handover sheet")


class HandoverPanel(WrittenPanel):
    """Everything that is handed over with a bed; read only, and kept as a PDF in a chosen folder.

    Attributes:
        choose_folder: asks for the folder; returns it, empty when none was chosen.
    """

    def __init__(self, sheet: HandoverSheet, *, bed: str, parent: QWidget | None = None) -> None:
        super().__init__(
            "handover",
            sheet.title,
            text_name="handover.sheet",
            about=say("Handover sheet"),
            bed=bed,
            parent=parent,
        )
        self._sheet = sheet
        self.choose_folder: Callable[[], str] = self._ask_folder
        self.save_button = ActButton(say("Keep as PDF"), "handover.save", height=44)
        self.save_button.setFixedWidth(190)
        self.save_button.acted.connect(self._save)
        self.add_to_head(self.save_button)
        self._said = Text(Type.SMALL_STRONG, wrap=Wrap.YES)
        self._said.setObjectName("handover.said")
        self._said.hide()
        self._rows.addWidget(self._said)
        self._write()

    def _write(self) -> None:
        bar = self._text.verticalScrollBar()
        place = bar.value()
        look = theme.active()
        self._text.document().setDefaultFont(theme.font(Type.SMALL))
        self._text.setHtml(page(self._sheet, ink=look.ink, dim=look.dim, is_titled=False))
        bar.setValue(place)

    def _ask_folder(self) -> str:
        from PySide6.QtWidgets import QFileDialog

        return QFileDialog.getExistingDirectory(self, _ASK)

    def _save(self) -> None:
        folder = self.choose_folder()
        if not folder:
            return
        try:
            kept = keep_sheet(Path(folder), self._sheet, pdf(self._sheet))
        except KnownError as error:
            self._say(f"{error.sentence} {error.next_action}", Ink.DANGER)
        else:
            self._say(
                say("Kept as {kept}. Print it, or give it to the charge nurse.", kept=kept), Ink.OK
            )

    def _say(self, words: str, ink: Ink) -> None:
        self._said.set_ink(ink)
        self._said.say(words)
        self._said.show()
