"""A library or protocol in passages to be read: what it says, where from, and how well it is known."""

import re
from collections.abc import Iterable

import msgspec

from titrator.core.drug_library import Review
from titrator.core.language import say, say_code, say_written
from titrator.core.policy import Standing
from titrator.core.policy_listing import (
    Line,
    drug_lines,
    known_words,
    not_stated,
    protocol_lines,
)
from titrator.core.references import Reference
from titrator.session.policy import LoadedPolicy

_NAME = re.compile(r"[a-z_]+")
POLICY = say("The policy itself")


class Passage(msgspec.Struct, frozen=True, kw_only=True):
    """One thing said: its name, its words, and source, edition and review in words.

    `is_unverified` is whether it is known second hand only.
    """

    name: str
    text: str
    known: str
    is_unverified: bool = False


def owners_of(policy: LoadedPolicy) -> tuple[str, ...]:
    """Return what can be read: the policy as a whole, its protocol, each drug."""
    drugs = (drug.display_name for drug in policy.library.drugs.values())
    return (POLICY, policy.protocol.title, *drugs)


def passages_of(
    owner: str, policy: LoadedPolicy, references: Iterable[Reference]
) -> tuple[Passage, ...]:
    """Return all that `owner`, one of `owners_of`, says."""
    editions = {one.id: one for one in references}
    if owner == POLICY:
        return _whole(policy)
    if owner == policy.protocol.title:
        return tuple(_passage(line, editions) for line in protocol_lines(policy.protocol))
    drug = next(one for one in policy.library.drugs.values() if one.display_name == owner)
    found = tuple(_passage(line, editions) for line in drug_lines(drug))
    missing = ", ".join(not_stated(drug))
    if not missing:
        return found
    return (*found, Passage(name=say("not stated here"), text=missing, known=say("ask pharmacy")))


def _passage(line: Line, editions: dict[str, Reference]) -> Passage:
    reference = editions.get(line.source)
    parts = [line.source]
    if reference is not None:
        parts.append(say("edition: {edition}", edition=reference.edition))
    if line.review is not None:
        parts.append(known_words(line.review))
    return Passage(
        name=_field_words(line.field),
        text=say_written(line.value),
        known="; ".join(part for part in parts if part),
        is_unverified=line.review is Review.SECOND_HAND,
    )


def _field_words(field: str) -> str:
    """Return where a line stands, in words: ``start[1].low (septic shock)``."""
    place, blank, rest = field.partition(" ")
    said = _NAME.sub(lambda name: say_code(name[0]), place)
    if rest.startswith("("):
        rest = f"({say_written(rest[1:-1])})"
    return f"{said}{blank}{rest}"


def _in_eights(digest: str) -> str:
    """Return a hash in groups of eight, so that it can be read aloud and wraps."""
    return " ".join(digest[place : place + 8] for place in range(0, len(digest), 8))


def _whole(policy: LoadedPolicy) -> tuple[Passage, ...]:
    standing: Standing = policy.standing
    said = (
        (say("policy"), standing.title or say("no page: see the protocol and each drug")),
        (say("approved by"), "; ".join(standing.approved_by) or say("nobody")),
        (say("valid until"), standing.valid_until or say("no date")),
        (say("review by"), standing.review_by or say("no date")),
        (say("unit"), standing.profile or say("no profile")),
        (say("signature"), standing.signed_with or say("not checked: no key is known here")),
        (say("drug library"), policy.library_origin),
        (say("protocol"), policy.protocol_origin),
        (say("check code in each entry of the log"), _in_eights(policy.fingerprint)),
    )
    return tuple(Passage(name=name, text=text, known="") for name, text in said)
