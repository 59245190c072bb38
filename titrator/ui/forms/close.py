"""Close the bed: guidance ends here. The only act that is confirmed, since it cannot be taken back.

Enter cancels until somebody goes to the other button.
"""

from PySide6.QtWidgets import QWidget

from titrator.core.commands import CloseEpisode
from titrator.core.language import say
from titrator.session.screen import Act
from titrator.ui.desk_port import DeskPort
from titrator.ui.forms.bed_form import BedForm, add_all, bed_name
from titrator.ui.theme import Type
from titrator.ui.widgets.buttons import Kind
from titrator.ui.widgets.text import Ink, Text, Wrap

_SAID = say(
    "Guidance and prompts for this bed end. The log keeps every entry. Pumps go on as they are set."
)
_AGAIN = say("A bed that was closed is opened anew, with weight, infusions, orders and gate.")


class CloseForm(BedForm):
    """Closing asks once; the safe button has the focus."""

    def __init__(self, desk: DeskPort, bed_id: str) -> None:
        bed = bed_name(desk, bed_id)
        super().__init__(
            Act.CLOSE,
            desk,
            bed_id,
            heading=say("Close {bed}?", bed=bed),
            submit_label=say("Close {bed}", bed=bed),
            cancel_label=say("Keep it open"),
        )
        self.submit_button.set_kind(Kind.DANGER)
        # Not the key of this button: pressed at once, Enter keeps the bed open.
        self.submit_button.set_key("")
        add_all(
            self.body,
            [
                Text(Type.BODY, _SAID, wrap=Wrap.YES),
                Text(Type.BODY, _AGAIN, ink=Ink.DIM, wrap=Wrap.YES),
            ],
        )

    def first_focus(self) -> QWidget:
        return self.cancel_button

    def command(self) -> CloseEpisode:
        return CloseEpisode()
