"""Libraries and protocols as lines a pharmacist can read, compare and count.

Every line names its field as the file does, so that what is read here is found there.
"""

from collections.abc import Iterable, Iterator

import msgspec

from titrator.core import wording
from titrator.core.drug_library import (
    Direction,
    Drug,
    DrugLibrary,
    Figure,
    Preparation,
    Review,
    Topic,
)
from titrator.core.language import say, say_written
from titrator.core.library_lint import bag_text
from titrator.core.protocol import Protocol, Stage
from titrator.core.units import UNITS, Quantity


class Line(msgspec.Struct, frozen=True, kw_only=True):
    """One thing a file says.

    Attributes:
        owner: the drug or protocol it belongs to.
        field: as in the file; entries of a list count from 1, bags and sentences name themselves.
        value: for people.
        source: where it comes from; empty where it is no clinical statement.
        review: how well it is known; None where it is no clinical statement.
    """

    owner: str
    field: str
    value: str
    source: str = ""
    review: Review | None = None


class Change(msgspec.Struct, frozen=True, kw_only=True):
    """One difference between two files, as a plain sentence."""

    owner: str
    field: str
    sentence: str


def library_lines(library: DrugLibrary) -> tuple[Line, ...]:
    """Return every line of every drug."""
    return tuple(line for drug in library.drugs.values() for line in drug_lines(drug))


def drug_lines(drug: Drug) -> tuple[Line, ...]:
    """Return every line of one drug, in the order of its file."""
    return (
        _plain(drug.name, "display_name", drug.display_name),
        _plain(drug.name, "dose_units", ", ".join(unit.symbol for unit in drug.dose_units)),
        *_approval(drug.name, drug.approved_by, drug.review_by),
        *figure_lines(drug),
        *(_bag_line(drug, bag) for bag in drug.preparations),
        *(
            Line(
                owner=drug.name,
                field=note.topic,
                value=note.text,
                source=note.source,
                review=note.review,
            )
            for note in drug.notes
        ),
    )


def not_stated(drug: Drug) -> tuple[str, ...]:
    """Return what a nurse may look for and the file does not say; silence is no statement."""
    topics = {note.topic for note in drug.notes}
    missing = [
        (say("soft limit"), drug.soft_limit is None),
        (say("usual range"), drug.usual_range is None),
        (say("initial rate"), not drug.start),
        (say("published step up"), not _has_step(drug, Direction.UP)),
        (say("published step down"), not _has_step(drug, Direction.DOWN)),
        (say("standard bag"), not drug.preparations),
        *((_TOPIC_NAMES[topic], topic not in topics) for topic in _TOPIC_NAMES),
    ]
    return tuple(name for name, is_missing in missing if is_missing)


def known_words(review: Review) -> str:
    """Return how well a figure is known, for people: a second-hand one is called unverified."""
    return _KNOWN_WORDS[review]


_TOPIC_NAMES = {
    Topic.CAUTION: say("cautions"),
    Topic.STOP: say("how to stop"),
    Topic.LINE: say("line"),
    Topic.STABILITY: say("stability"),
    Topic.ONSET: say("onset and offset"),
}
_KNOWN_WORDS = {
    Review.APPROVED: say("approved"),
    Review.UNREVIEWED: say("not reviewed by a hospital"),
    Review.SECOND_HAND: say("unverified, known second hand only"),
}


def _has_step(drug: Drug, direction: Direction) -> bool:
    return any(one.direction is direction for one in drug.titration)


def figure_lines(drug: Drug) -> tuple[Line, ...]:
    """Return the limits, ranges, initial rates and steps of one drug."""
    return tuple(_figure_line(drug.name, field, figure) for field, figure in _figures(drug))


def protocol_lines(protocol: Protocol) -> tuple[Line, ...]:
    """Return every line of a protocol, in the order of its file."""
    owner = protocol.id
    return (
        _plain(owner, "id", protocol.id),
        _plain(owner, "version", protocol.version),
        _plain(owner, "title", protocol.title),
        _plain(owner, "status", protocol.status),
        *_approval(owner, protocol.approved_by, protocol.review_by),
        _plain(owner, "summary", protocol.summary),
        _plain(owner, "for_whom", protocol.for_whom),
        _plain(owner, "not_for_whom", protocol.not_for_whom),
        _plain(owner, "aims", protocol.aims),
        _plain(owner, "gate_required", ", ".join(protocol.gate_required)),
        *(
            line
            for position, stage in enumerate(protocol.stages, start=1)
            for line in _stage_lines(owner, f"stage[{position}]", stage)
        ),
        *(
            Line(
                owner=owner,
                field=figure.field,
                value=figure.value,
                source=figure.source,
                review=figure.review,
            )
            for figure in protocol.figures
        ),
        *(
            Line(
                owner=owner,
                field="evidence",
                value=say(
                    "{finding} Favours {favours}. Strength: {strength}.",
                    finding=say_written(one.finding),
                    favours=say_written(one.favours),
                    strength=say_written(one.strength),
                ),
                source=one.source,
                review=one.review,
            )
            for one in protocol.evidence
        ),
    )


def count_by_review(lines: Iterable[Line]) -> dict[Review, int]:
    """Return how many lines are approved, unreviewed and second hand."""
    reviews = [line.review for line in lines]
    return {review: reviews.count(review) for review in Review}


def changes(before: Iterable[Line], after: Iterable[Line]) -> tuple[Change, ...]:
    """Return what differs, field by field; what is only in one of the two is named as such."""
    old, new = _keyed(before), _keyed(after)
    found = []
    for key in dict.fromkeys([*old, *new]):
        owner, field, _ = key
        sentence = _difference(old.get(key), new.get(key))
        if sentence:
            found.append(Change(owner=owner, field=field, sentence=f"{owner}, {field}: {sentence}"))
    return tuple(found)


# Bags, sentences and studies have no field name of their own: what they say tells them apart.
_NAMED_BY_VALUE = frozenset({*Topic, "evidence"})


def _keyed(lines: Iterable[Line]) -> dict[tuple[str, str, str], Line]:
    return {
        (line.owner, line.field, line.value if line.field in _NAMED_BY_VALUE else ""): line
        for line in lines
    }


def _difference(old: Line | None, new: Line | None) -> str:
    if old is None:
        return say("added: {value}.", value=_value(new))
    if new is None:
        return say("removed: {value}.", value=_value(old))
    parts = [
        say("{what}was {was}, is now {now}", what=what, was=_or_none(was), now=_or_none(now))
        for what, was, now in (
            ("", old.value, new.value),
            (say("source "), old.source, new.source),
            (say("review "), old.review, new.review),
        )
        if was != now
    ]
    return "; ".join(parts) + "." if parts else ""


def _value(line: Line | None) -> str:
    return line.value.rstrip(".") if line is not None else ""


def _or_none(text: str | None) -> str:
    return text.rstrip(".") if text else say("nothing")


def _plain(owner: str, field: str, value: str) -> Line:
    return Line(owner=owner, field=field, value=value)


def _approval(owner: str, approved_by: tuple[str, ...], review_by: str) -> Iterator[Line]:
    yield _plain(owner, "approved_by", "; ".join(approved_by) or say("nobody"))
    if review_by:
        yield _plain(owner, "review_by", review_by)


def _figures(drug: Drug) -> Iterator[tuple[str, Figure]]:
    yield "hard_limit", drug.hard_limit
    if drug.soft_limit is not None:
        yield "soft_limit", drug.soft_limit
    if drug.usual_range is not None:
        low, high = drug.usual_range
        yield "usual_range.low", low
        yield "usual_range.high", high
    for position, start in enumerate(drug.start, start=1):
        yield f"start[{position}].low ({start.indication})", start.low
        yield f"start[{position}].high ({start.indication})", start.high
    for position, one in enumerate(drug.titration, start=1):
        yield f"titration[{position}].step_at_most ({one.direction})", one.step_at_most
        yield f"titration[{position}].interval_at_least ({one.direction})", one.interval_at_least


def _figure_line(owner: str, field: str, figure: Figure) -> Line:
    return Line(
        owner=owner,
        field=field,
        value=wording.as_typed(figure.value),
        source=figure.source,
        review=figure.review,
    )


def _bag_line(drug: Drug, bag: Preparation) -> Line:
    labelled = (
        say(", labelled as {labelled_as}", labelled_as=bag.labelled_as)
        if bag.labelled_as is not None
        else ""
    )
    told_apart = f". {bag.told_apart}" if bag.told_apart else ""
    return Line(
        owner=drug.name,
        field=f"preparation {bag_text(bag)}",
        value=f"{wording.as_typed(concentration(drug, bag))}{labelled}{told_apart}",
        source=bag.source,
        review=bag.review,
    )


def concentration(drug: Drug, bag: Preparation) -> Quantity:
    """Return how strong a bag is, in nanogram/mL for a drug that is dosed in nanogram."""
    derived = bag.amount / bag.volume
    is_in_nanogram = drug.dose_units[0].symbol.startswith("nanogram")
    return derived.to(UNITS["nanogram/mL"]) if is_in_nanogram else derived


def _stage_lines(owner: str, field: str, stage: Stage) -> Iterator[Line]:
    yield _plain(owner, f"{field}.drug", stage.drug)
    yield _plain(owner, f"{field}.down_to", stage.ending)
    yield _plain(owner, f"{field}.rules", ", ".join(stage.rules))
