"""What came of a command, as the window is told it."""

from titrator.core import commands as do
from titrator.core.findings import Finding
from titrator.session import forms
from titrator.session.bed import Handled
from titrator.session.clock import Doubt
from titrator.session.screen import Answer


def refused(refusal: Finding) -> Answer:
    """Return the answer that refuses for one reason."""
    return Answer(is_accepted=False, blocked=forms.blocked((refusal,)), noticed=(), events=())


def answer_of(handled: Handled) -> Answer:
    """Return the answer to a command that a bed handled."""
    return Answer(
        is_accepted=handled.is_accepted,
        blocked=forms.blocked(handled.refusals),
        noticed=tuple(one.text for one in handled.noticed),
        events=tuple(type(event).__name__ for event in handled.events),
    )


def doubting(doubted: Doubt) -> do.DoubtClock:
    """Return the command by which a bed is told of a doubt about the clock."""
    return do.DoubtClock(
        reason=doubted.reason,
        ahead_ms=doubted.ahead_ms,
        gap_ms=doubted.gap_ms,
        unsure_ms=doubted.unsure_ms,
    )
