"""Start the wean: what it needs stands there, met or not; starting is one press.

objectNames: `start.checks`.
"""

from PySide6.QtWidgets import QWidget

from titrator.core.commands import StartWean
from titrator.core.language import say
from titrator.session.screen import Act, Check
from titrator.ui.desk_port import DeskPort
from titrator.ui.forms.bed_form import BedForm, add_all
from titrator.ui.theme import Type
from titrator.ui.widgets.card import CheckList
from titrator.ui.widgets.text import Ink, Text, Wrap

_SAID = say(
    "From then on the screen names the next act and its time. Nothing is reduced by starting; each "
    "reduction is yours."
)


class StartForm(BedForm):
    """Begin to be guided."""

    def __init__(self, desk: DeskPort, bed_id: str) -> None:
        super().__init__(
            Act.START,
            desk,
            bed_id,
            heading=say("Start the wean"),
            submit_label=say("Start the wean"),
        )
        self._checks = CheckList("start.checks", columns=1)
        add_all(self.body, [self._checks, Text(Type.BODY, _SAID, ink=Ink.DIM, wrap=Wrap.YES)])
        self.refresh()

    def first_focus(self) -> QWidget:
        return self.submit_button

    def command(self) -> StartWean:
        return StartWean()

    def holds(self) -> bool:
        """Say what the set-up has and lacks as it is now: nothing else in it is of a moment."""
        self.refresh()
        return True

    def refresh(self) -> None:
        """Say what the set-up has and lacks now."""
        tasks = self.desk.bedside(self.bed_id).tasks
        self._checks.set_checks(
            Check(
                text=f"{one.label}: {one.detail}" if one.detail else one.label, is_met=one.is_done
            )
            for one in tasks
            if one.act is not Act.START
        )
