"""What opens later is loaded once the window is usable, so that the first key is quick too.

Pages that are made once and then kept are made here as well: the first key then only shows them.
"""

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from importlib import import_module
from itertools import chain

from PySide6.QtCore import QObject, QTimer, Signal

# None of these is needed for the first screen; together they would double the time to it.
OPENED_LATER = (
    "titrator.ui.widgets.fields",
    "titrator.ui.widgets.choices",
    "titrator.ui.widgets.select",
    "titrator.ui.forms.bed_form",
    "titrator.ui.forms.map_fields",
    "titrator.ui.forms.reassess",
    "titrator.ui.forms.reduce",
    "titrator.ui.forms.hold_reason",
    "titrator.ui.forms.back_up",
    "titrator.ui.forms.resume",
    "titrator.ui.forms.bag_change",
    "titrator.ui.forms.infusion",
    "titrator.ui.forms.order",
    "titrator.ui.forms.gate",
    "titrator.ui.forms.start",
    "titrator.ui.forms.weight",
    "titrator.ui.forms.correct",
    "titrator.ui.forms.decline",
    "titrator.ui.forms.close",
    "titrator.ui.forms.hand_over",
    "titrator.ui.forms.open_bed",
    "titrator.ui.draft_fields",
    "titrator.ui.panels.why",
    "titrator.ui.panels.log",
    "titrator.ui.widgets.trend_chart",
    "titrator.ui.panels.trend",
    "titrator.ui.panels.beds",
    "titrator.ui.glance",
    "titrator.ui.panels.more",
    "titrator.ui.panels.initials",
    "titrator.ui.panels.refused",
    "titrator.ui.panels.help",
    "titrator.ui.calculation",
    "titrator.ui.calculator",
)


class WarmUp(QObject):
    """Does one thing each time the event loop comes round: a key waits for one at most.

    Signals:
        done: the last of them is done.
    """

    done = Signal()

    def __init__(
        self, parent: QObject | None = None, *, then: Sequence[Callable[[], object]] = ()
    ) -> None:
        """Load `OPENED_LATER`, and `then` make what is kept."""
        super().__init__(parent)
        loading = (partial(import_module, name) for name in OPENED_LATER)
        self._left: Iterator[Callable[[], object]] = chain(loading, then)
        self._timer = QTimer(self)
        self._timer.timeout.connect(self.step)

    def start(self) -> None:
        """Begin with what a key opens most often."""
        self._timer.start(0)

    def stop(self) -> None:
        """Load no more."""
        self._timer.stop()

    def is_running(self) -> bool:
        """Return whether there is more to load."""
        return self._timer.isActive()

    def step(self) -> None:
        """Do the next; after the last one there is nothing to do."""
        do = next(self._left, None)
        if do is not None:
            do()
            return
        self.stop()
        self.done.emit()
