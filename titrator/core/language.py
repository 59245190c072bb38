"""Every sentence a person reads passes here: `say("Reduce {drug} to {dose}", drug=..., dose=...)`.

The English sentence is the key: a catalogue gives the same sentence in another language, and
without a catalogue the key itself is said. What stands in the holes is never translated, so doses
and names stay as they are; a fragment that was said itself may stand in a hole. A count needs a
sentence for one and another for more.

The choice is made once a process, like a locale, by the composition root, before the first
sentence is built (`choose`). The core reads it as a constant: with it, the same values still give
the same sentence. The command line never chooses.

What is kept stays English. A said text knows its English (`english`), and the codec writes that
one, so that a log is the same to the byte whatever language it was made in; what is read from it
is decided again to be said again (`titrator.session.said_again`). Nothing a person typed is ever
translated. A text of the policy files, or a closed word such as ``arterial_line``, goes
through `say_written` and `say_code`.
"""

from collections.abc import Callable, Iterable, Mapping
from enum import Enum


class Said(str):
    """Words in the language of the workstation, which know the same words in English."""

    __slots__ = ("english",)
    english: str

    def __new__(cls, text: str, english: str) -> "Said":
        """Return `text`, which is `english` in another language or with other names."""
        said = super().__new__(cls, text)
        said.english = english
        return said

    def __add__(self, other: str) -> "Said":
        return Said(str.__add__(self, other), self.english + english(other))

    def __radd__(self, other: str) -> "Said":
        return Said(str.__add__(other, self), english(other) + self.english)

    def capitalize(self) -> "Said":
        """Return both with a capital."""
        return Said(str.capitalize(self), self.english.capitalize())


class Choice:
    """The language of a workstation, and how it writes drug names and units.

    Args:
        words: the sentence in the language for the English one, both with the same holes.
        drug_names: the name to say for the name in the files; for what is not here, the same.
        units: how a unit of mass is written, for one and for any other number: ``mcg`` stands for
            mcg/kg/min too. For what is not here, as in the files.
        caution: what is said of these words themselves wherever they are read; empty where
            there is nothing to say.
    """

    def __init__(
        self,
        words: Callable[[str], str],
        *,
        drug_names: Mapping[str, str] | None = None,
        units: Mapping[str, tuple[str, str]] | None = None,
        caution: str = "",
    ) -> None:
        self.caution = caution
        self._words = words
        self._drug_names = drug_names or {}
        self._units = units or {}
        self._known: dict[str, str] = {}

    def template(self, template: str) -> str:
        """Return a template in the language, with the names and units of this workstation."""
        known = self._known.get(template)
        if known is None:
            known = self._renamed(self._words(template))
            self._known[template] = known
        return known

    def say(self, template: str, holes: Mapping[str, object]) -> Said:
        """Return what `say` returns."""
        if not holes:
            return Said(self.template(template), template)
        said = {name: self._in_hole(value) for name, value in holes.items()}
        meant = {
            name: english(value) if isinstance(value, str) else value
            for name, value in holes.items()
        }
        return Said(self.template(template).format(**said), template.format(**meant))

    def drug_name(self, name: str) -> Said:
        """Return how a drug is called here."""
        return Said(self._drug_names.get(name, name), name)

    def with_unit(self, number: str, symbol: str) -> Said:
        """Return a number with its unit as it is written here."""
        written = self._unit(symbol, is_one=number == "1")
        return Said(f"{number} {written}", f"{number} {symbol}")

    def unit(self, symbol: str) -> Said:
        """Return how a unit is written beside a field."""
        return Said(self._unit(symbol, is_one=False), symbol)

    def _unit(self, symbol: str, *, is_one: bool) -> str:
        mass, slash, per = symbol.partition("/")
        one, more = self._units.get(mass, (mass, mass))
        return f"{one if is_one else more}{slash}{per}"

    def _in_hole(self, value: object) -> object:
        if isinstance(value, Enum):
            return self.template(str(value).replace("_", " "))
        if type(value) is str:
            return self._unit(self.drug_name(value), is_one=False)
        return value

    def _renamed(self, words: str) -> str:
        """Return literal words with the names and units of this workstation, outside holes."""
        for name, said in self._drug_names.items():
            words = _replaced(words, name, said)
        for symbol, (_, said) in self._units.items():
            words = _replaced(words, symbol, said)
        return words


_choice: Choice | None = None


def choose(choice: Choice | None) -> None:
    """Say everything from now on as `choice` does; None is English.

    Once a process, before any module with words of its own is loaded: constants are said too.
    """
    global _choice  # noqa: PLW0603 - one choice a process, like a locale
    _choice = choice


def says_what_is_kept() -> bool:
    """Return whether what is said here is to the letter what a log keeps."""
    return _choice is None


def say(template: str, /, **holes: object) -> str:
    """Return the sentence in the language of this workstation, with its holes filled.

    Args:
        template: the English sentence, always written out at the call: translators read it there.
        holes: what stands in it; a number is formatted as the template says.
    """
    if _choice is None:
        return template.format(**holes) if holes else template
    return _choice.say(template, holes)


def say_written(text: str) -> str:
    """Return a text of a policy file: translated where it is one of those that ship, else as it is."""
    return text if _choice is None else _choice.say(text, {})


def say_code(code: str) -> str:
    """Return a closed word of the program for people: ``arterial_line`` as "arterial line"."""
    return say_written(code.replace("_", " "))


def drug_name(name: str) -> str:
    """Return a drug's name as this workstation writes it."""
    return name if _choice is None else _choice.drug_name(name)


def with_unit(number: str, symbol: str) -> str:
    """Return a number with its unit as this workstation writes it."""
    return f"{number} {symbol}" if _choice is None else _choice.with_unit(number, symbol)


def unit_label(symbol: str) -> str:
    """Return a unit as this workstation writes it beside a field."""
    return symbol if _choice is None else _choice.unit(symbol)


def caution_of_words() -> str:
    """Return what has to be said of the words themselves; empty for words that were reviewed."""
    return "" if _choice is None else _choice.caution


def join(between: str, parts: Iterable[str]) -> str:
    """Return what ``between.join(parts)`` does, and keep the English of said parts."""
    if _choice is None:
        return between.join(parts)
    listed = tuple(parts)
    return Said(between.join(listed), english(between).join(english(part) for part in listed))


def altered(text: str, change: Callable[[str], str]) -> str:
    """Return `text` changed, and its English changed alike."""
    if isinstance(text, Said):
        return Said(change(str(text)), change(text.english))
    return change(text)


def english(text: str) -> str:
    """Return what is kept of a text: its English where it was said, else the text itself."""
    return text.english if isinstance(text, Said) else text


def _replaced(words: str, old: str, new: str) -> str:
    """Return `words` with the whole word `old` written as `new`, never inside a hole."""
    parts = words.split(old)
    found = parts[0]
    for part in parts[1:]:
        before, after = found[-1:], part[:1]
        is_whole = not before.isalpha() and not after.isalpha()
        is_hole = found.rfind("{") > found.rfind("}")
        found += (old if is_hole or not is_whole else new) + part
    return found
