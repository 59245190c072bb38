"""The two families of errors."""

from __future__ import annotations

from titrator.core.errors import BugError, KnownError


def test_a_known_error_says_what_happened_and_what_to_do() -> None:
    """Two sentences, and both of them wherever it is printed."""
    error = KnownError("The disk is full.", "Write on paper.")
    assert (error.sentence, error.next_action) == ("The disk is full.", "Write on paper.")
    assert str(error) == "The disk is full. Write on paper."


def test_a_fault_of_ours_is_no_known_error() -> None:
    """It must never be caught as something a nurse can act on."""
    assert not issubclass(BugError, KnownError)
    assert not issubclass(KnownError, BugError)
