"""The fast form of a test runs on every run, the whole form when it is asked for.

TITRATOR_EVERY_CASE=1 python3 packaging/dev.py test tests/hazards
"""

from __future__ import annotations

import os

SWITCH = "TITRATOR_EVERY_CASE"


def whole_or_fast(whole: int, fast: int) -> int:
    """How much is tried: all of it where TITRATOR_EVERY_CASE is set."""
    return whole if os.environ.get(SWITCH) else fast
