"""Every key of the window in one place. A held key does nothing more than a pressed one."""

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtGui import QKeySequence, QShortcut

from titrator.ui.bedside.strip import KEYS

if TYPE_CHECKING:
    from titrator.ui.window import Workplace


def install_keys(workplace: "Workplace") -> None:
    """Give the window its function keys and its Ctrl keys; there are no bare-letter keys."""
    for act, key in KEYS.items():
        _install(workplace, key, partial(workplace.open_act, act))
    for key, do in (
        ("F1", workplace.open_help),
        ("F3", workplace.prompting.press_bell),
        ("F4", workplace.open_calculator),
        ("F12", workplace.switch_theme),
        ("Ctrl+B", workplace.open_beds),
        ("Ctrl+N", workplace.open_new_bed),
        ("Ctrl+I", workplace.open_initials),
        ("Ctrl+F", workplace.open_first_steps),
        ("Ctrl+H", workplace.open_handover_sheet),
        ("Ctrl+M", workplace.open_more),
        ("Ctrl+U", workplace.open_sound_test),
        ("Ctrl+L", workplace.toggle_small_timer),
        ("Ctrl+Shift+P", workplace.open_pharmacy),
    ):
        _install(workplace, key, do)
    for place in range(9):
        _install(workplace, f"Ctrl+{place + 1}", partial(workplace.open_bed_at, place))


def _install(workplace: "Workplace", key: str, do: Callable[[], object]) -> None:
    shortcut = QShortcut(QKeySequence(key), workplace)
    shortcut.setAutoRepeat(False)
    shortcut.activated.connect(do)
