"""The row of acts, always in the same order, each with its key."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from titrator.core.language import say
from titrator.session.screen import Act
from titrator.ui import theme
from titrator.ui.bedside.strip import KEYS
from titrator.ui.theme import CRITICAL_TARGET, Space, Type
from titrator.ui.widgets.buttons import ActButton, Kind

_ACTS = (
    (Act.REASSESS, say("Reassess"), Kind.PLAIN),
    (Act.REDUCE, say("Reduce"), Kind.PLAIN),
    (Act.HOLD, say("Hold"), Kind.DANGER),
    (Act.BACK_UP, say("Back up"), Kind.PLAIN),
    (Act.BAG_CHANGE, say("Bag change"), Kind.PLAIN),
)


_TIGHT_PX = (152, 138, 138, 138, 138)
_TIGHT_ROW_PX = 856
"""Hold is never the smallest; these are at least 160 px of the screen where 1.5 make one of ours."""


class ActsRow(QWidget):
    """Reassess, reduce, hold, back up, bag change, and the rarer acts behind More.

    Signals:
        act_requested(Act): an act was pressed.
        more_requested: More was pressed.
    """

    act_requested = Signal(object)
    more_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("acts")
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self.buttons: list[ActButton] = []
        for act, label, kind in _ACTS:
            button = ActButton(label, f"act.{act}", key=KEYS[act], kind=kind)
            button.acted.connect(lambda act=act: self.act_requested.emit(act))
            self._row.addWidget(button, 1)
            self.buttons.append(button)
        more = ActButton(say("More"), "act.more", key="Ctrl+M")
        more.acted.connect(self.more_requested)
        self._row.addWidget(more, 1)
        self.buttons.append(more)
        self.restyle()

    def restyle(self) -> None:
        """Take height and distances anew."""
        compact = theme.is_compact()
        self._row.setSpacing(Space.SMALL if compact else Space.GAP)
        for button in self.buttons:
            button.set_height(CRITICAL_TARGET)
        # On the smallest screen the rarest act gives its room to the others.
        self.buttons[-1].set_key("" if theme.is_tight() else "Ctrl+M")
        widths, free = self._widths_in(Type.BUTTON)
        for role in (Type.STRONG, Type.SMALL_STRONG) if theme.is_tight() else ():
            if free < 0:
                widths, free = self._widths_in(role)
        for place, button in enumerate(self.buttons[:-1]):
            # A verb of two words stands on one line where the row has room for it.
            more = max(0, button.sizeHint().width() - Space.INSET - widths[place])
            widths[place] += more if more <= free else 0
            free -= more if more <= free else 0
            button.setMinimumWidth(widths[place] if theme.is_tight() else 0)

    def _widths_in(self, role: Type) -> tuple[list[int], int]:
        """Write the verbs in that size; return how wide each act must be, and what the row has left."""
        for button in self.buttons:
            button.set_role(role)
        widths = [one.wide_enough(px) for one, px in zip(self.buttons, _TIGHT_PX, strict=False)]
        free = _TIGHT_ROW_PX - sum(widths) - len(widths) * Space.SMALL
        return widths, free - self.buttons[-1].minimumSizeHint().width()
