"""What opens later is loaded once the window is usable, so that the first key is quick too."""

from collections.abc import Iterator
from importlib import import_module

from PySide6.QtCore import QObject, QTimer

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
    """Loads one of them each time the event loop comes round: a key waits for one at most."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._left: Iterator[str] = iter(OPENED_LATER)
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
        """Load the next; after the last one there is nothing to do."""
        name = next(self._left, "")
        if name:
            import_module(name)
        else:
            self.stop()
