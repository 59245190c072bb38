"""Text of policy files that people will read: look-alike letters and doses that can be misread.

A Cyrillic letter in a unit or a name has been taken for its Latin twin; a naked decimal, a trailing
zero or a U for units have been taken for ten times the dose (ISMP).
"""

import re
import unicodedata

from titrator.core.language import say
from titrator.core.policy_fault import FaultCode, shown_value


def name_faults(text: str) -> tuple[tuple[FaultCode, str], ...]:
    """Return what is wrong with a name, a unit or an id: plain letters only."""
    if text.isascii():
        return ()
    letter = next(c for c in text if not c.isascii())
    why = say(
        "{text} holds {letter}; use plain letters only.",
        text=shown_value(text),
        letter=_letter_name(letter),
    )
    return ((FaultCode.NOT_ASCII, why),)


def prose_faults(text: str) -> tuple[tuple[FaultCode, str], ...]:
    """Return what is wrong with a sentence: Latin letters, and no dose that can be misread."""
    found = []
    is_all_plain = text.isascii() and text.isprintable()
    letter = None if is_all_plain else next((c for c in text if not _is_plain(c)), None)
    if letter is not None:
        why = say(
            "{text} holds {letter}; use Latin letters only.",
            text=shown_value(text),
            letter=_letter_name(letter),
        )
        found.append((FaultCode.NOT_ASCII, why))
    for pattern, write in _MISREAD:
        match = pattern.search(text)
        if match is not None:
            why = say('"{match}" can be misread; {write}.', match=match[0], write=write)
            found.append((FaultCode.UNSAFE_WRITING, why))
    return tuple(found)


def _letter_name(letter: str) -> str:
    return unicodedata.name(letter, say("character number {letter}", letter=ord(letter)))


def _is_plain(character: str) -> bool:
    """Return whether a character may stand in a sentence: Latin letters, printable signs."""
    if character.isascii() or not character.isprintable():
        return character.isprintable()
    is_letter_or_digit = unicodedata.category(character)[0] in "LMN"
    return not is_letter_or_digit or unicodedata.name(character, "").startswith("LATIN ")


_DOSE_UNIT = r"(?:mcg|mg|g|units|milliunits|nanogram|mL)\b"
_IN_FULL = say("write mcg, nanogram or mL")
_MISREAD = tuple(
    (re.compile(pattern), write)
    for pattern, write in (
        (r"(?<![\w.)])\.\d+", say("write a zero before the point")),
        (rf"\d+\.\d*0 {_DOSE_UNIT}", say("leave out the trailing zero")),
        (r"[\d.]*\d ?(?:U|IU|mU)\b", say("write units in full")),  # ismp: what is refused here
        (r"[\d.]*\d ?(?:ug|ng|cc)\b", _IN_FULL),  # ismp: what is refused here
        (rf"[\d.]*\d{_DOSE_UNIT}", say("write a space before the unit")),
    )
)
