"""What a form says when it comes back."""

from __future__ import annotations

from datetime import timedelta

import pytest

from titrator.session.draft_words import counted, cue, too_old, waiting
from titrator.session.screen import Act

pytestmark = pytest.mark.hazard("H39")

SIX = timedelta(minutes=6, seconds=59)


def test_the_cue_says_the_act_the_bed_the_readings_and_how_far_it_was() -> None:
    """As a colleague would say it."""
    assert cue("reassess", "ICU-12", [("MAP", SIX)], "perfusion 2 of 4") == (
        "You were reassessing ICU-12: MAP typed 6 min ago, perfusion 2 of 4."
    )
    assert cue("reassess", "ICU-12", [], "perfusion 0 of 4") == (
        "You were reassessing ICU-12: perfusion 0 of 4."
    )
    assert cue("resume", "ICU-12", [], "") == "You were resuming at ICU-12."
    assert cue("open_bed", "New bed", [], "filled in 1 of 4") == (
        "You were opening a bed: filled in 1 of 4."
    )


@pytest.mark.parametrize(
    "act", [act for act in Act if act not in {"why", "trend", "log", "start", "close"}]
)
def test_every_act_with_a_form_to_fill_in_has_its_words(act: Act) -> None:
    """Each names the bed, and what waits half typed is named as on its button."""
    assert "ICU-12" in cue(act, "ICU-12", [], "")
    assert waiting("ICU-12", [(act, "F5")]).endswith(" (F5).")


def test_what_waits_is_named_with_the_keys_that_open_it() -> None:
    """In the order in which it was put aside."""
    acts = [("reassess", "F5"), ("hold", "F7"), ("order", "Ctrl+O")]
    assert waiting("ICU-12", acts) == (
        "Half typed at ICU-12 and kept: Reassess (F5), reason for the hold (F7), Titration order (Ctrl+O)."
    )


def test_what_is_counted_is_said_only_where_something_is() -> None:
    """2 of 4, and nothing of nothing."""
    assert counted("perfusion", 2, 4) == "perfusion 2 of 4"
    assert counted("filled in", 0, 0) == ""


def test_a_reading_that_is_too_old_says_so_and_what_to_do() -> None:
    """With the figure and its unit."""
    assert too_old("71 mmHg", SIX) == (
        "71 mmHg was typed 6 min ago: too old. Read it again and type it."
    )
