"""The first steps at a workstation: sound, clock, protocol, a practice wean. Done again at any time."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from titrator.core.language import say
from titrator.session.calls import Bell, BellState
from titrator.session.first_steps import FirstSteps
from titrator.ui import theme
from titrator.ui.begin_training import begin_training
from titrator.ui.panels.panel import Panel
from titrator.ui.theme import TARGET, Space, Type
from titrator.ui.widgets.buttons import ActButton
from titrator.ui.widgets.card import Rule
from titrator.ui.widgets.marks import Mark, Symbol
from titrator.ui.widgets.text import Ink, Text, Wrap

_WRONG_CLOCK = say(
    "Do not start a wean here. Call IT support to set the clock of this workstation, then start "
    "the program again."
)
_WRONG_PROTOCOL = say(
    "Do not start a wean here. Call pharmacy: another protocol must be installed."
)
_TRAIN = say(
    "A wean on a practice patient in a window of its own, striped and marked TRAINING. Time runs fast: "
    "it takes some five minutes. Nothing of it is kept."
)
_NOT_STARTED = say("The practice bed could not be started. Call IT support.")
_BUTTON_PX = 250


class FirstStepsPanel(Panel):
    """Four things to do, each with a tick when it was done here; none of them stops anything else.

    Attributes:
        begin: starts the practice bed; returns whether it could.

    Signals:
        sound_test_requested: the first one.
        noted(str): what was said of clock or protocol, for the log.
    """

    sound_test_requested = Signal()
    noted = Signal(str)

    def __init__(
        self,
        steps: FirstSteps,
        bell: Bell,
        *,
        done: set[str],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__("first_steps", say("First steps at this workstation"), parent=parent)
        self.begin: Callable[[], bool] = begin_training
        self._done = done
        self._ticks: dict[str, Symbol] = {}
        self._said: dict[str, Text] = {}
        if bell.state is BellState.ON:
            done.add("sound")
        self._sound = ActButton(say("Test the sound"), "first.sound", key="Ctrl+U", height=TARGET)
        self._sound.acted.connect(self.sound_test_requested)
        self._train = ActButton(say("Open the practice bed"), "first.training", height=TARGET)
        self._train.acted.connect(self._on_train_acted)
        self._add("sound", say("1  Sound"), (bell.sentence,), (self._sound,))
        self._add(
            "clock",
            say("2  Clock"),
            (say("It is {clock}. Is that right?", clock=steps.clock),),
            self._pair("clock"),
        )
        self._add("protocol", say("3  Protocol"), steps.protocol, self._pair("protocol"))
        self._add("training", say("4  Practice"), (_TRAIN,), (self._train,))
        end = say("5  Done. Everything here can be done again from More (Ctrl+M) or with Ctrl+F.")
        self.body.addWidget(Text(Type.STRONG, end, wrap=Wrap.YES))
        self.body.addStretch(1)

    def first_focus(self) -> QWidget:
        return self._sound

    def restyle(self) -> None:
        """Stand closer on small screens: the last step is seen without scrolling."""
        super().restyle()
        self.body.setSpacing(Space.HAIR if theme.is_compact() else Space.GAP)

    def _pair(self, step: str) -> tuple[ActButton, ActButton]:
        yes = ActButton(say("Yes, right"), f"first.{step}.yes", height=TARGET)
        no = ActButton(say("No, wrong"), f"first.{step}.no", height=TARGET)
        yes.acted.connect(partial(self._answer, step, is_right=True))
        no.acted.connect(partial(self._answer, step, is_right=False))
        return yes, no

    def _answer(self, step: str, *, is_right: bool) -> None:
        self.noted.emit(f"{step} {'right' if is_right else 'wrong'}")
        if is_right:
            self._tick(step)
        else:
            self._done.discard(step)
            self._ticks[step].hide()
        wrong = _WRONG_CLOCK if step == "clock" else _WRONG_PROTOCOL
        self._say(step, "" if is_right else wrong)

    def _on_train_acted(self) -> None:
        if self.begin():
            self._tick("training")
            self._say("training", "")
        else:
            self._say("training", _NOT_STARTED)

    def _tick(self, step: str) -> None:
        self._done.add(step)
        self._ticks[step].show()

    def _say(self, step: str, words: str) -> None:
        self._said[step].say(words)
        self._said[step].setVisible(bool(words))

    def _add(
        self, step: str, heading: str, lines: tuple[str, ...], buttons: tuple[ActButton, ...]
    ) -> None:
        """Add one step: its heading with a tick, its words, and its buttons at the right."""
        tick = Symbol(Mark.TICK, 20)
        tick.set_role("ok")
        tick.setAccessibleName(say("done"))
        # Never shown by hand before it stands in the panel: it would be a window of its own.
        if step not in self._done:
            tick.hide()
        self._ticks[step] = tick
        said = Text(Type.STRONG, ink=Ink.DANGER, wrap=Wrap.YES)
        said.setObjectName(f"first.{step}.said")
        said.hide()
        self._said[step] = said
        head = QHBoxLayout()
        head.setSpacing(Space.SMALL)
        head.addWidget(Text(Type.STRONG, heading))
        head.addWidget(tick)
        head.addStretch(1)
        words = QVBoxLayout()
        words.setSpacing(Space.HAIR)
        words.addLayout(head)
        for line in lines:
            words.addWidget(Text(Type.BODY, line, wrap=Wrap.YES))
        words.addWidget(said)
        row = QHBoxLayout()
        row.setSpacing(Space.GAP)
        row.addLayout(words, 1)
        for button in buttons:
            button.setFixedWidth(_BUTTON_PX if len(buttons) == 1 else _BUTTON_PX // 2 + Space.SMALL)
            row.addWidget(button)
        self.body.addLayout(row)
        self.body.addWidget(Rule())
