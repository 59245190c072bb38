"""What is chosen in a form and not typed: as it is recorded, and as it is said.

Only these are translated when they are read again; anything else was typed, and stays as it is.
"""

from titrator.core.language import english, say

HOLD_REASONS = {
    "procedure": say("procedure"),
    "transport": say("transport"),
    "bleeding or fluid loss": say("bleeding or fluid loss"),
    "arrhythmia": say("arrhythmia"),
    "prescriber asked": say("prescriber asked"),
    "line or monitor": say("line or monitor"),
}
ROUTES = {
    "intravenous, central line": say("intravenous, central line"),
    "intravenous, peripheral line": say("intravenous, peripheral line"),
}


def chosen_words(recorded: str, offered: dict[str, str]) -> str:
    """Return what was chosen among `offered` in words; what was typed stands as it was typed."""
    return offered.get(english(recorded), recorded)
