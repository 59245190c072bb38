"""The handover sheet as a page: for the screen in its colours, and as a PDF to be printed."""

from html import escape

from titrator.core.language import caution_of_words, say
from titrator.session.screen import HandoverSheet
from titrator.ui.widgets.text import glued

_PAPER_INK, _PAPER_DIM = "#000000", "#444444"
_APART = "\u00a0 "  # a letter and the word it stands for: HTML makes one space of two
_PAPER_PT = 9
_DPI = 300


def page(
    sheet: HandoverSheet,
    *,
    ink: str = _PAPER_INK,
    dim: str = _PAPER_DIM,
    is_titled: bool = True,
) -> str:
    """Return the sheet as HTML in two colours; with its title where none stands over it."""
    parts = "".join(
        f'<p style="margin-top:10px; margin-bottom:2px; color:{dim}">'
        f"<b>{escape(one.heading).replace('  ', _APART)}</b></p>"
        + "".join(
            f'<p style="margin-top:0; margin-bottom:3px">{escape(glued(line))}</p>'
            for line in one.lines
        )
        for one in sheet.parts
    )
    made = say("{made}, times on the 24-hour clock of this workstation", made=sheet.made)
    if caution := caution_of_words():
        made = f"{made}. {caution}"
    title = f'<h2 style="margin-bottom:0">{escape(sheet.title)}</h2>' if is_titled else ""
    return (
        f'<div style="color:{ink}">{title}'
        f'<p style="margin-top:0; color:{dim}">{escape(made)}</p>{parts}</div>'
    )


def pdf(sheet: HandoverSheet) -> bytes:
    """Return the sheet as a PDF of A4 pages with page numbers; nothing is written."""
    from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QMarginsF
    from PySide6.QtGui import QPageLayout, QPageSize, QPdfWriter, QTextDocument

    from titrator.ui import theme
    from titrator.ui.theme import Type

    made = QByteArray()
    buffer = QBuffer(made)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QPdfWriter(buffer)
    writer.setTitle(sheet.title)
    writer.setCreator("Titrator")
    writer.setResolution(_DPI)
    writer.setPageSize(QPageSize(QPageSize.PageSizeId.A4))
    writer.setPageMargins(QMarginsF(16, 14, 16, 14), QPageLayout.Unit.Millimeter)
    document = QTextDocument()
    font = theme.font(Type.BODY)
    font.setPointSize(_PAPER_PT)
    document.setDefaultFont(font)
    document.setHtml(page(sheet))
    document.print_(writer)
    del writer
    buffer.close()
    return bytes(made.data())
