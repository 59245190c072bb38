"""A panel that holds one long text: read with the cursor keys, copied, never written in."""

from PySide6.QtWidgets import QTextEdit, QWidget

from titrator.ui import theme
from titrator.ui.panels.panel import Panel


class WrittenPanel(Panel):
    """A panel whose body is one text; the cursor starts in it."""

    def __init__(
        self,
        name: str,
        heading: str,
        *,
        text_name: str,
        about: str,
        bed: str,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(name, heading, bed=bed, parent=parent)
        self._text = QTextEdit()
        theme.dress(self._text)
        self._text.setObjectName(text_name)
        self._text.setAccessibleName(about)
        self._text.setReadOnly(True)
        self._text.setTabChangesFocus(True)
        self._text.setFrameShape(QTextEdit.Shape.NoFrame)
        # In line with the heading.
        self._text.document().setDocumentMargin(0)
        self._rows.replaceWidget(self.area, self._text)
        self.area.hide()
        self.area.setParent(None)

    def first_focus(self) -> QWidget:
        return self._text

    def words(self) -> str:
        """Return the text as it can be read."""
        return self._text.toPlainText()

    def restyle(self) -> None:
        """Take colours anew."""
        super().restyle()
        # The frame takes its own while it is made, before there is a text.
        if hasattr(self, "_text"):
            self._write()

    def _write(self) -> None:
        """Write the text in the colours of now."""
        raise NotImplementedError
