"""The test of the sound at the start of a shift: a tone, and whether it was heard."""

from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from titrator.core.language import say
from titrator.ui.panels.panel import Panel
from titrator.ui.theme import Space, Type
from titrator.ui.widgets.buttons import ActButton, Kind
from titrator.ui.widgets.text import Text, Wrap

_ASKS = say("Listen for the test tone at the place where you will be. Did you hear it?")
_CANNOT = say(
    "Prompts are on the screen only. Look at the loudspeaker, its cable and the volume of this "
    "workstation, or call IT support. This page changes by itself when there is sound again."
)


class SoundTestPanel(Panel):
    """Plays the tone and asks; where nothing can be played it says why.

    Signals:
        tone_requested: play the test tone.
        answered(bool): whether it was heard.
    """

    tone_requested = Signal()
    answered = Signal(bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("sound_test", say("Test the sound"), parent=parent)
        self._words = Text(Type.LEAD, _ASKS, wrap=Wrap.YES)
        self._words.setObjectName("sound_test.words")
        self.body.addWidget(self._words)
        row = QHBoxLayout()
        row.setSpacing(Space.GAP)
        self._again = ActButton(say("Play the tone again"), "sound_test.play")
        self._yes = ActButton(say("Yes, I heard it"), "sound_test.yes", kind=Kind.PRIMARY)
        self._no = ActButton(say("No"), "sound_test.no")
        self._again.acted.connect(self.tone_requested)
        for button, was_heard in ((self._yes, True), (self._no, False)):
            button.acted.connect(partial(self.answered.emit, was_heard))
        for button in (self._again, self._yes, self._no):
            button.setFixedWidth(260)
            row.addWidget(button)
        row.addStretch(1)
        self.body.addLayout(row)
        self.body.addStretch(1)
        self.body.setAlignment(Qt.AlignmentFlag.AlignTop)

    def show_trouble(self, trouble: str) -> None:
        """Say why nothing can be played; empty asks again."""
        self._words.say(
            say("SOUND OFF: {trouble}. {cannot}", trouble=trouble, cannot=_CANNOT)
            if trouble
            else _ASKS
        )
        # "I heard it" cannot be true of a tone that was not played.
        self._yes.setEnabled(not trouble)
        self._again.setEnabled(not trouble)

    def first_focus(self) -> QWidget:
        # Nothing that is locked takes the keyboard: it would be nowhere.
        return self._again if self._again.isEnabled() else self.close_button
