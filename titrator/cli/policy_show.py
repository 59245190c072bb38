"""A policy as text for people and as one JSON object for programs."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from titrator.core import wording
from titrator.core.library_lint import bag_text
from titrator.core.limits import ceiling
from titrator.core.policy_listing import (
    Line,
    concentration,
    count_by_review,
    drug_lines,
    figure_lines,
    known_words,
    library_lines,
    not_stated,
    protocol_lines,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from titrator.core.drug_library import Drug
    from titrator.core.protocol import Protocol, Stage
    from titrator.core.references import Reference
    from titrator.session.policy import LoadedPolicy

_INDENT = "  "


def as_text(policy: LoadedPolicy, references: Sequence[Reference]) -> str:
    """Returns the whole policy, section by section, for a terminal or a file."""
    protocol = policy.protocol
    use = "may guide a bed" if policy.may_guide_a_bed else "for replay only"
    parts = [
        f"DRUG LIBRARY ({policy.library_origin})",
        *(_drug_text(drug) for drug in policy.library.drugs.values()),
        f"PROTOCOL {protocol.id} ({policy.protocol_origin}; {use})",
        "\n".join(_line_text(line) for line in protocol_lines(protocol)),
        "SOURCES",
        "\n".join(_reference_text(one) for one in _cited(policy, references)),
        "HOW WELL THIS IS KNOWN",
        _INDENT + _review_text(policy),
        "FINGERPRINTS (SHA-256)",
        f"{_INDENT}drug library  {policy.library.fingerprint}",
        f"{_INDENT}protocol      {protocol.fingerprint}",
        f"{_INDENT}both          {policy.fingerprint}",
    ]
    return "\n".join(parts)


def as_object(policy: LoadedPolicy, references: Sequence[Reference]) -> dict[str, object]:
    """Returns the whole policy for a program; every number is a text."""
    return {
        "fingerprint": policy.fingerprint,
        "library": {
            "origin": policy.library_origin,
            "fingerprint": policy.library.fingerprint,
            "drugs": [_drug_object(drug) for drug in policy.library.drugs.values()],
        },
        "protocol": {
            "origin": policy.protocol_origin,
            "fingerprint": policy.protocol.fingerprint,
            "may_guide_a_bed": policy.may_guide_a_bed,
            **_protocol_object(policy.protocol),
        },
        "sources": [
            {
                "id": one.id,
                "title": one.title,
                "where": one.where,
                "edition": one.edition,
                "known": one.known,
            }
            for one in _cited(policy, references)
        ],
        "reviews": {
            review: str(count) for review, count in count_by_review(_all_lines(policy)).items()
        },
    }


def _drug_text(drug: Drug) -> str:
    lines = (*_ceiling_lines(drug), *drug_lines(drug))
    missing = ", ".join(not_stated(drug))
    last = [f"{_INDENT}not stated here: {missing}"] if missing else []
    return "\n".join([drug.name, *(_line_text(line) for line in lines), *last])


def _ceiling_lines(drug: Drug) -> Iterator[Line]:
    """Returns the built-in ceiling, and the one of the first hours where it is another."""
    later, at_once = ceiling(drug.name), ceiling(drug.name, timedelta())
    for limit in dict.fromkeys((later, at_once)):
        yield Line(
            owner=drug.name,
            field="built-in ceiling",
            value=wording.as_typed(limit.maximum),
            source=limit.source,
        )


def _line_text(line: Line) -> str:
    review = "" if line.review is None else known_words(line.review)
    known = "; ".join(part for part in (line.source, review) if part)
    return f"{_INDENT}{line.field}: {line.value}" + (f"  [{known}]" if known else "")


def _reference_text(reference: Reference) -> str:
    return (
        f"{_INDENT}{reference.id} ({reference.known}): {reference.title}. {reference.where}. "
        f"Edition: {reference.edition}."
    )


def _review_text(policy: LoadedPolicy) -> str:
    counts = count_by_review(_all_lines(policy))
    return ", ".join(f"{count} {review}" for review, count in counts.items())


def _all_lines(policy: LoadedPolicy) -> tuple[Line, ...]:
    return (*library_lines(policy.library), *protocol_lines(policy.protocol))


def _cited(policy: LoadedPolicy, references: Iterable[Reference]) -> Iterator[Reference]:
    named = {line.source for line in _all_lines(policy)}
    return (reference for reference in references if reference.id in named)


def _drug_object(drug: Drug) -> dict[str, object]:
    return {
        "name": drug.name,
        "display_name": drug.display_name,
        "dose_units": [unit.symbol for unit in drug.dose_units],
        "ceilings": [{"value": line.value, "source": line.source} for line in _ceiling_lines(drug)],
        "figures": [_figure_object(line) for line in figure_lines(drug)],
        "preparations": [
            {
                "bag": bag_text(bag),
                "amount": wording.exact(bag.amount),
                "volume": wording.exact(bag.volume),
                "concentration": wording.exact(concentration(drug, bag)),
                "labelled_as": bag.labelled_as,
                "told_apart": bag.told_apart or None,
                "source": bag.source,
                "review": bag.review,
            }
            for bag in drug.preparations
        ],
        "notes": [
            {"topic": n.topic, "text": n.text, "source": n.source, "review": n.review}
            for n in drug.notes
        ],
        "approved_by": list(drug.approved_by),
        "review_by": drug.review_by or None,
        "not_stated": list(not_stated(drug)),
    }


def _figure_object(line: Line) -> dict[str, object]:
    return {
        "field": line.field,
        "value": line.value,
        "source": line.source,
        "review": line.review,
    }


def _protocol_object(protocol: Protocol) -> dict[str, object]:
    return {
        "id": protocol.id,
        "version": protocol.version,
        "title": protocol.title,
        "status": protocol.status,
        "summary": protocol.summary,
        "for_whom": protocol.for_whom,
        "not_for_whom": protocol.not_for_whom,
        "aims": protocol.aims,
        "approved_by": list(protocol.approved_by),
        "review_by": protocol.review_by or None,
        "gate_required": list(protocol.gate_required),
        "stages": [_stage_object(stage) for stage in protocol.stages],
        "figures": [
            {"field": one.field, "value": one.value, "source": one.source, "review": one.review}
            for one in protocol.figures
        ],
        "evidence": [
            {
                "source": one.source,
                "finding": one.finding,
                "favours": one.favours,
                "strength": one.strength,
                "review": one.review,
            }
            for one in protocol.evidence
        ],
    }


def _stage_object(stage: Stage) -> dict[str, object]:
    return {
        "drug": stage.drug,
        "down_to": stage.ending,
        "interval": wording.minutes_text(stage.interval),
        "due_by": wording.minutes_text(stage.due_by),
        "rules": list(stage.rules),
        "doses": {
            system: {
                "floor": None if doses.floor is None else wording.exact(doses.floor),
                "step": wording.exact(doses.step),
                "step_at_most": wording.exact(doses.step_at_most),
            }
            for system, doses in stage.doses.items()
        },
    }
