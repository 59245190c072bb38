"""A plain text with its line numbers; each file keeps its own undo while the editor is open."""

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import (
    QColor,
    QPainter,
    QPaintEvent,
    QPalette,
    QResizeEvent,
    QTextCursor,
    QTextDocument,
)
from PySide6.QtWidgets import QFrame, QPlainTextDocumentLayout, QPlainTextEdit, QWidget

from titrator.ui import theme
from titrator.ui.theme import Space, Type


class _Numbers(QWidget):
    """The column of line numbers."""

    def __init__(self, editor: "TextEditor") -> None:
        super().__init__(editor)
        self._editor = editor

    def sizeHint(self) -> QSize:
        return QSize(self._editor.numbers_px(), 0)

    def paintEvent(self, event: QPaintEvent) -> None:
        self._editor.paint_numbers(event.rect())


class TextEditor(QPlainTextEdit):
    """Text, numbers at the left, long lines wrapped. Tab leaves it; Ctrl+Z takes a change back."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        theme.dress(self)
        self.setObjectName(name)
        self.setFrameShape(QFrame.Shape.Box)
        self.setTabChangesFocus(True)
        self._documents: dict[str, QTextDocument] = {}
        self._numbers = _Numbers(self)
        self.blockCountChanged.connect(self._make_room)
        self.updateRequest.connect(self._on_update_requested)
        self.restyle()

    def open_text(self, key: str, text: str) -> None:
        """Show the text of `key`; one that was open before comes back as it was left."""
        if key not in self._documents:
            self._documents[key] = self._new_document(text)
        self.setDocument(self._documents[key])
        self._make_room()

    def forget(self) -> None:
        """Let go of every text: other files have come in their place."""
        self.setDocument(self._new_document(""))
        self._documents.clear()

    def _new_document(self, text: str) -> QTextDocument:
        document = QTextDocument(self)
        document.setDocumentLayout(QPlainTextDocumentLayout(document))
        document.setDefaultFont(theme.font(Type.SMALL))
        document.setPlainText(text)
        return document

    def go_to_line(self, number: int) -> None:
        """Put the cursor at the start of a line, counted from 1, and have it seen."""
        block = self.document().findBlockByNumber(max(0, number - 1))
        if block.isValid():
            cursor = QTextCursor(block)
            self.setTextCursor(cursor)
            self.centerCursor()
        self.setFocus(Qt.FocusReason.OtherFocusReason)

    def numbers_px(self) -> int:
        """Return how wide the column of numbers is."""
        digits = len(str(max(99, self.blockCount())))
        return digits * self.fontMetrics().horizontalAdvance("0") + 2 * Space.SMALL

    def paint_numbers(self, area: QRect) -> None:
        """Paint the numbers of the lines that are seen."""
        look = theme.active()
        painter = QPainter(self._numbers)
        painter.fillRect(area, QColor(look.sunken))
        painter.setPen(QColor(look.dim))
        painter.setFont(self.font())
        block = self.firstVisibleBlock()
        while block.isValid():
            place = self.blockBoundingGeometry(block).translated(self.contentOffset())
            if place.top() > area.bottom():
                break
            box = QRect(
                0, int(place.top()), self._numbers.width() - Space.SMALL, int(place.height())
            )
            box.setHeight(self.fontMetrics().height())
            painter.drawText(box, Qt.AlignmentFlag.AlignRight, str(block.blockNumber() + 1))
            block = block.next()

    def restyle(self) -> None:
        """Take font and colours anew."""
        look = theme.active()
        font = theme.font(Type.SMALL)
        self.setFont(font)
        for document in self._documents.values():
            document.setDefaultFont(font)
        palette = self.palette()
        palette.setColor(QPalette.ColorRole.Base, QColor(look.card))
        palette.setColor(QPalette.ColorRole.Text, QColor(look.ink))
        self.setPalette(palette)
        self._make_room()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        inside = self.contentsRect()
        self._numbers.setGeometry(inside.left(), inside.top(), self.numbers_px(), inside.height())

    def _make_room(self) -> None:
        self.setViewportMargins(self.numbers_px(), 0, 0, 0)
        self._numbers.update()

    def _on_update_requested(self, area: QRect, moved: int) -> None:
        if moved:
            self._numbers.scroll(0, moved)
        else:
            self._numbers.update(0, area.y(), self._numbers.width(), area.height())
