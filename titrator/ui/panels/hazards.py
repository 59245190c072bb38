"""The hazards of the program with what guards against each: the second page of Help."""

from collections.abc import Sequence
from html import escape

from PySide6.QtWidgets import QTextEdit, QWidget

from titrator.core.language import say
from titrator.session.safety import HazardLine
from titrator.ui import theme
from titrator.ui.theme import Type
from titrator.ui.widgets.text import glued

_BELOW = "padding-bottom:12px"  # no padding at the sides: number and state end where the page does


class HazardList(QTextEdit):
    """Number, hazard, cause, guard, state in words, and what remains; the arrow keys scroll it."""

    def __init__(
        self, summary: str, hazards: Sequence[HazardLine], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        theme.dress(self)
        self._summary = summary
        self._hazards = tuple(hazards)
        self.setObjectName("panel.help.hazards")
        self.setAccessibleName(say("Hazards, and what guards against them"))
        self.setReadOnly(True)
        self.setTabChangesFocus(True)
        self.setFrameShape(QTextEdit.Shape.NoFrame)
        self.document().setDocumentMargin(0)
        self.restyle()

    def restyle(self) -> None:
        """Take font and colours anew; what is in view stays there."""
        bar = self.verticalScrollBar()
        place = bar.value()
        self.document().setDefaultFont(theme.font(Type.SMALL))
        self.setHtml(_page(self._summary, self._hazards))
        bar.setValue(place)


def _page(summary: str, hazards: Sequence[HazardLine]) -> str:
    rows = "".join(_row(hazard) for hazard in hazards)
    return (
        f'<p style="margin-top:0">{escape(glued(summary))}</p>'
        f'<table cellspacing="0" cellpadding="0" width="100%" style="margin-top:12px">{rows}</table>'
    )


def _row(hazard: HazardLine) -> str:
    """Return one hazard; its state stands in words, and in another colour where it is not whole."""
    look = theme.active()
    ink = look.ok if hazard.is_controlled else look.danger
    cause, guard = say("Cause:"), say("Guard:")
    said = [
        f"<b>{_words(hazard.hazard)}</b>",
        f'<span style="color:{look.dim}">{cause}</span> {_words(hazard.cause)}',
        f'<span style="color:{look.dim}">{guard}</span> {_words(hazard.control)}',
    ]
    if hazard.remains:
        what_remains = say("What remains:")
        said.append(
            f'<span style="color:{look.dim}">{what_remains}</span> {_words(hazard.remains)}'
        )
    return (
        f'<tr><td width="48" style="color:{look.dim}; {_BELOW}">{escape(hazard.id)}</td>'
        f'<td style="{_BELOW}; padding-right:16px">{"<br>".join(said)}</td>'
        f'<td width="136" align="right" style="color:{ink}; {_BELOW}">{escape(hazard.status)}</td></tr>'
    )


def _words(text: str) -> str:
    return escape(glued(text))
