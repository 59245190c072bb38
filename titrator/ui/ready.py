"""What a key opens most often, made before the key is pressed, so that the key only shows it.

Making a form takes longer than showing it. So while nothing is open, one of each is made a moment after
the last thing that happened, one a turn of the event loop, and stands unseen in the window. What is shown
is never older than its key: a form is taken only while all it was made of still holds, at the same bed,
in the same theme and size. Else it is let go, and another is made on the spot.
"""

from collections.abc import Callable
from typing import NamedTuple

from PySide6.QtCore import QObject, QTimer

from titrator.session.screen import Act
from titrator.ui import theme
from titrator.ui.panels.panel import Panel
from titrator.ui.theme import Density, Theme
from titrator.ui.widgets.form import ActForm

ACTS = (
    *(Act.REASSESS, Act.REDUCE, Act.BACK_UP, Act.BAG_CHANGE),
    *(Act.HOLD, Act.WHY, Act.HAND_OVER, Act.LOG),
)
"""What is kept ready where nothing is left to set up; the most urgent first."""

_MOMENT_MS = 100

Made = ActForm | Panel


class Bed(NamedTuple):
    """A bed that is shown: what the desk knows it by, and its name as typed."""

    bed_id: str
    name: str


class _Kept(NamedTuple):
    """One that stands ready, with the bed and the looks it was made for."""

    made: Made
    bed: Bed
    theme: Theme
    density: Density

    def holds(self, bed: Bed) -> bool:
        """Return whether it may be shown at `bed` now as if it had just been made."""
        looks = (self.theme, self.density) == (theme.active(), theme.density())
        return looks and self.bed == bed and self.made.holds()


class Ready(QObject):
    """The forms and the card of one bed that stand ready; nothing does before `begin`."""

    def __init__(
        self,
        bed_now: Callable[[], Bed | None],
        acts_now: Callable[[], tuple[Act, ...]],
        make: Callable[[Act], Made],
        put_unseen: Callable[[Made], None],
        parent: QObject | None = None,
    ) -> None:
        """Keep ready what `make` returns for the bed that is shown, laid out by `put_unseen`.

        `acts_now`: what is likely to be opened at it, the most urgent first.
        """
        super().__init__(parent)
        self._bed_now = bed_now
        self._acts_now = acts_now
        self._make = make
        self._put_unseen = put_unseen
        self._kept: dict[Act, _Kept] = {}
        self._has_begun = False
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._step)

    def begin(self) -> None:
        """Keep things ready from now on."""
        self._has_begun = True

    def stop(self) -> None:
        """Make nothing any more."""
        self._has_begun = False
        self._timer.stop()

    def take(self, act: Act) -> Made | None:
        """Return what stands ready for `act` and holds now, else None. It is no longer kept."""
        kept, bed = self._kept.pop(act, None), self._bed_now()
        if kept is None:
            return None
        if bed is not None and kept.holds(bed):
            return kept.made
        kept.made.deleteLater()
        return None

    def look(self, *, is_anything_open: bool) -> None:
        """Look in a moment what is missing or no longer holds; never under a hand that types."""
        # Not now: to ask whether everything holds takes longer than many a key.
        if is_anything_open or not self._has_begun:
            self._timer.stop()
        else:
            self._timer.start(_MOMENT_MS)

    def is_about_to_look(self) -> bool:
        """Return whether it will be looked in a moment, and what is missing made."""
        return self._timer.isActive()

    def let_go_of_all(self) -> None:
        """Keep nothing of what stands ready: all of it will look otherwise. Look again in a moment."""
        for act in tuple(self._kept):
            self._let_go(act)
        if self._timer.isActive():
            self._timer.start(_MOMENT_MS)

    def make_next(self) -> bool:
        """Make one that is missing; return whether there was one."""
        act = self._next()
        if act is not None:
            self.make(act)
        return act is not None

    def make(self, act: Act) -> Made | None:
        """Make what opens for `act` at the bed that is shown, keep it, and return it."""
        bed = self._bed_now()
        if bed is None:
            return None
        self._let_go(act)
        made = self._make(act)
        self._put_unseen(made)
        self._kept[act] = _Kept(made, bed, theme.active(), theme.density())
        return made

    def _step(self) -> None:
        if self.make_next():
            self._timer.start(0)

    def _next(self) -> Act | None:
        bed = self._bed_now()
        if bed is None:
            return None
        acts = self._acts_now()
        for act in self._kept.keys() - set(acts):
            self._let_go(act)
        for act in acts:
            kept = self._kept.get(act)
            if kept is None or not kept.holds(bed):
                return act
        return None

    def _let_go(self, act: Act) -> None:
        kept = self._kept.pop(act, None)
        if kept is not None:
            kept.made.deleteLater()
