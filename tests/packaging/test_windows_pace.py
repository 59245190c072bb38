"""The clocks of what is tried on a busy machine: as they are, or all alike at another pace."""

from __future__ import annotations

import shutil

import pytest

from tests.packaging.windows_scripts import windows_script

pace = windows_script("pace")


def test_at_their_own_pace_clocks_are_left_alone() -> None:
    """Nothing is started and nothing set."""
    with pace.Pace(1) as clocks:
        assert clocks.settings == {}


@pytest.mark.skipif(shutil.which("faketime") is None, reason="Debian's faketime is not here")
def test_at_another_pace_all_programs_share_one_beginning() -> None:
    """Else each would begin at its own start, and the window and the one beside it would differ."""
    with pace.Pace(0.1) as clocks:
        assert clocks.settings["FAKETIME"] == "+0 x0.1"
        assert {"LD_PRELOAD", "FAKETIME_SHARED", "NO_FAKE_STAT"} <= clocks.settings.keys()
        assert "DISPLAY" not in clocks.settings
