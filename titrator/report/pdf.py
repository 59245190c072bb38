"""A sheet as a PDF of A4 pages: each says where its figures come from, and which of how many it is.

Qt lays out and paints; it is loaded when something is printed, and needs no screen. The pages are
painted in memory, so that a full disk leaves no half of a table.
"""

from datetime import datetime
from pathlib import Path

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QMarginsF, QRectF, QSizeF, Qt
from PySide6.QtGui import (
    QAbstractTextDocumentLayout,
    QFont,
    QFontDatabase,
    QGuiApplication,
    QPageLayout,
    QPageSize,
    QPainter,
    QPdfWriter,
    QTextDocument,
)

from titrator.core.errors import KnownError
from titrator.core.language import say
from titrator.report.html import STYLE, page_html
from titrator.resources import resource_path
from titrator.session.sheet import Sheet
from titrator.session.whole_file import write_bytes_whole

_MARGIN_MM = 15.0
_DOTS_PER_INCH = 144
_FOOT_PX = 64
_FAMILY = "Inter"


class NotPrintedError(KnownError):
    """The PDF could not be written; what stood at its place stays."""

    def __init__(self, path: Path, why: str) -> None:
        super().__init__(
            say("{path} was not printed: {why}.", path=path, why=why),
            say("Check the folder and the disk."),
        )


def write_pdf(sheet: Sheet, path: Path, at: datetime) -> int:
    """Write the sheet to `path` and return how many pages it has; `at` stands on each of them.

    Raises:
        NotPrintedError: the file cannot be written.
    """
    content, pages = pdf_of(sheet, at)
    try:
        write_bytes_whole(path, content)
    except OSError as error:
        raise NotPrintedError(path, error.strerror or say("the system refused")) from error
    return pages


def pdf_of(sheet: Sheet, at: datetime) -> tuple[bytes, int]:
    """Return the pages as the content of a PDF file, and how many there are."""
    application = QGuiApplication.instance()
    if application is None:
        # Not kept: a command prints once. Painting needs one, and no screen.
        application = QGuiApplication(["titrator", "-platform", "offscreen"])
    if _FAMILY not in QFontDatabase.families():
        for name in ("Inter-Regular.otf", "Inter-Bold.otf"):
            QFontDatabase.addApplicationFont(str(resource_path("fonts") / name))
    content = QByteArray()
    buffer = QBuffer(content)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    pages = _paint(sheet, _writer(buffer, sheet.title), at)
    buffer.close()
    return bytes(content.data()), pages


def _writer(buffer: QBuffer, title: str) -> QPdfWriter:
    writer = QPdfWriter(buffer)
    writer.setResolution(_DOTS_PER_INCH)
    writer.setPageSize(QPageSize(QPageSize.PageSizeId.A4))
    margins = QMarginsF(_MARGIN_MM, _MARGIN_MM, _MARGIN_MM, _MARGIN_MM)
    writer.setPageMargins(margins, QPageLayout.Unit.Millimeter)
    writer.setTitle(title)
    writer.setCreator("Titrator")
    return writer


def _paint(sheet: Sheet, writer: QPdfWriter, at: datetime) -> int:
    width, height = writer.width(), writer.height() - _FOOT_PX
    document = QTextDocument()
    document.setDocumentMargin(0)
    document.documentLayout().setPaintDevice(writer)
    document.setDefaultFont(QFont(_FAMILY, 10))
    document.setDefaultStyleSheet(STYLE)
    document.setHtml(page_html(sheet))
    document.setPageSize(QSizeF(width, height))
    pages = document.pageCount()
    painter = QPainter(writer)
    for page in range(pages):
        if page:
            writer.newPage()
        painter.save()
        painter.translate(0, -page * height)
        clip = QRectF(0, page * height, width, height)
        painter.setClipRect(clip)
        context = QAbstractTextDocumentLayout.PaintContext()
        context.clip = clip
        document.documentLayout().draw(painter, context)
        painter.restore()
        _paint_foot(
            painter,
            QRectF(0, height, width, _FOOT_PX),
            sheet,
            at,
            say("{page} of {pages}", page=page + 1, pages=pages),
        )
    painter.end()
    return pages


def _paint_foot(painter: QPainter, area: QRectF, sheet: Sheet, at: datetime, number: str) -> None:
    painter.setFont(QFont(_FAMILY, 7))
    painter.drawLine(area.topLeft(), area.topRight())
    inside = area.adjusted(0, 8, 0, 0)
    top = Qt.AlignmentFlag.AlignTop
    made = say("{foot} Printed {at:%Y-%m-%d %H:%M} UTC (24 h).", foot=sheet.foot, at=at)
    painter.drawText(inside, top | Qt.AlignmentFlag.AlignLeft | Qt.TextFlag.TextWordWrap, made)
    painter.drawText(
        inside.adjusted(0, 26, 0, 0),
        top | Qt.AlignmentFlag.AlignRight,
        say("Page {number}", number=number),
    )
