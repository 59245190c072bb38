"""What opens later is loaded beside the work, one after the other."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from titrator.ui.warm_up import OPENED_LATER, WarmUp

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication


def test_one_is_loaded_at_a_time_and_then_it_stops(qapp: QApplication) -> None:
    """A key waits for one of them at most; after the last one nothing goes on."""
    del qapp
    warm_up = WarmUp()
    warm_up.start()
    for loaded in OPENED_LATER:
        assert warm_up.is_running()
        warm_up.step()
        assert loaded in sys.modules
    warm_up.step()
    assert not warm_up.is_running()


def test_a_window_that_stopped_loads_no_more(qapp: QApplication) -> None:
    """Guidance has stopped, and so has everything beside it."""
    del qapp
    warm_up = WarmUp()
    warm_up.start()
    warm_up.stop()
    assert not warm_up.is_running()
