"""What was chosen is said in the language of the workstation; what was typed is never translated."""

from __future__ import annotations

from titrator.core.language import Said
from titrator.session.chosen_words import HOLD_REASONS, ROUTES, chosen_words


def test_only_what_was_offered_is_said_in_other_words() -> None:
    """A route that somebody typed stays, also where it is a word the program has elsewhere."""
    spanish = {"procedure": "procedimiento"}
    assert chosen_words("procedure", spanish) == "procedimiento"
    assert chosen_words(Said("procedimiento", "procedure"), spanish) == "procedimiento"
    assert chosen_words("central", ROUTES) == "central"
    assert chosen_words("X-ray", HOLD_REASONS) == "X-ray"


def test_what_is_offered_is_recorded_in_english() -> None:
    """The texts of the forms, letter for letter: an older log is read by them."""
    assert list(ROUTES) == ["intravenous, central line", "intravenous, peripheral line"]
    assert list(HOLD_REASONS) == [
        "procedure",
        "transport",
        "bleeding or fluid loss",
        "arrhythmia",
        "prescriber asked",
        "line or monitor",
    ]
