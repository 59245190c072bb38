"""Text of policy files that people will read: look-alike letters and doses that can be misread.

A Cyrillic letter in a unit or a name has been taken for its Latin twin; a naked decimal, a trailing
zero or a U for units have been taken for ten times the dose (ISMP).
"""

import re
import unicodedata

from titrator.core.policy_fault import FaultCode, shown_value


def name_faults(text: str) -> tuple[tuple[FaultCode, str], ...]:
    """Return what is wrong with a name, a unit or an id: plain letters only."""
    if text.isascii():
        return ()
    letter = next(c for c in text if not c.isascii())
    why = f"{shown_value(text)} holds {_letter_name(letter)}; use plain letters only."
    return ((FaultCode.NOT_ASCII, why),)


def prose_faults(text: str) -> tuple[tuple[FaultCode, str], ...]:
    """Return what is wrong with a sentence: Latin letters, and no dose that can be misread."""
    found = []
    is_all_plain = text.isascii() and text.isprintable()
    letter = None if is_all_plain else next((c for c in text if not _is_plain(c)), None)
    if letter is not None:
        why = f"{shown_value(text)} holds {_letter_name(letter)}; use Latin letters only."
        found.append((FaultCode.NOT_ASCII, why))
    for pattern, write in _MISREAD:
        match = pattern.search(text)
        if match is not None:
            why = f'"{match[0]}" can be misread; {write}.'
            found.append((FaultCode.UNSAFE_WRITING, why))
    return tuple(found)


def _letter_name(letter: str) -> str:
    return unicodedata.name(letter, f"character number {ord(letter)}")


def _is_plain(character: str) -> bool:
    """Return whether a character may stand in a sentence: Latin letters, printable signs."""
    if character.isascii() or not character.isprintable():
        return character.isprintable()
    is_letter_or_digit = unicodedata.category(character)[0] in "LMN"
    return not is_letter_or_digit or unicodedata.name(character, "").startswith("LATIN ")


_DOSE_UNIT = r"(?:mcg|mg|g|units|milliunits|nanogram|mL)\b"
_MISREAD = tuple(
    (re.compile(pattern), write)
    for pattern, write in (
        (r"(?<![\w.)])\.\d+", "write a zero before the point"),
        (rf"\d+\.\d*0 {_DOSE_UNIT}", "leave out the trailing zero"),
        (r"[\d.]*\d ?(?:U|IU|mU)\b", "write units in full"),  # ismp: what is refused here
        (r"[\d.]*\d ?(?:ug|ng|cc)\b", "write mcg, nanogram or mL"),  # ismp: what is refused here
        (rf"[\d.]*\d{_DOSE_UNIT}", "write a space before the unit"),
    )
)
