"""What every language keeps to the letter. Loads nothing of the program, which must not have spoken yet."""

from __future__ import annotations

import re

HELD = re.compile(
    r"\d+(?:[.,]\d+)*"
    r"|(?<![A-Za-z])(?:mcg|mg|mL|kg|mmHg|mmol|nanogram|milliunits)(?:/(?:kg|min|h|mL|L))*(?![A-Za-z])"
    r"|(?<![A-Za-z])units(?:/(?:kg|min|h|mL|L))+(?![A-Za-z])"
    r"|(?<=\d )(?:min|sec|h|g|L)(?![A-Za-z])"
    r"|(?i:(?<![a-z])(?:nor)?epinephrine|vasopressin|phenylephrine|dopamine|dobutamine|milrinone"
    r"|angiotensin II(?![a-z]))"
    r"|(?:Ctrl|Alt|Shift)\+\w+|(?<![A-Za-z])F\d+(?!\w)|(?<![A-Za-z])R\d+(?!\w)"
    r"|[\w.-]+\.(?:toml|csv|pdf)|SHA256SUMS|--\w[\w-]*"
)
"""What a translation keeps to the letter: numbers, units, drugs, keys, rules, files."""
