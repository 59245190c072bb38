"""What a pharmacist should look at in a library that is free of faults; it refuses nothing.

Bags that are easily taken for each other, limits that no bag can carry, sources that nobody listed,
approvals without a date for the next look.
"""

from collections.abc import Collection, Iterable, Iterator
from fractions import Fraction
from itertools import combinations

from titrator.core import wording
from titrator.core.drug_library import Drug, DrugLibrary, Preparation
from titrator.core.language import say
from titrator.core.library_lint import bag_text, file_name_of, pump_rate_of
from titrator.core.policy_fault import Fault, FaultCode, fault, shown_value
from titrator.core.policy_listing import Line, drug_lines
from titrator.core.units import KG, ML_PER_H, Quantity

_HEAVY = Quantity(Fraction(200), KG)
_FASTEST = Quantity(Fraction(999), ML_PER_H)


def library_notices(
    library: DrugLibrary, sources: Collection[str] | None = None
) -> tuple[Fault, ...]:
    """Return every notice.

    Args:
        library: the drugs, free of faults.
        sources: ids of the references that are listed; None does not look for them.
    """
    return (
        *_look_alikes(library),
        *(found for drug in library.drugs.values() for found in _caps(drug)),
        *(found for drug in library.drugs.values() for found in _approvals(drug)),
        *(() if sources is None else _sources(library, sources)),
    )


def source_notices(file: str, lines: Iterable[Line], sources: Collection[str]) -> Iterator[Fault]:
    """Return each source of a file that stands in no list of references, with its first place."""
    places: dict[str, str] = {}
    for line in lines:
        if line.source and line.source not in sources:
            places.setdefault(line.source, line.field)
    for source, field in places.items():
        why = say(
            "{source} is in no list of references; say what it is and where.",
            source=shown_value(source),
        )
        yield _fault(FaultCode.SOURCE_UNKNOWN, file, field, source, why)


def _fault(code: FaultCode, file: str, field: str, value: str, why: str) -> Fault:
    return fault(code, file=file, field=field, value=value, why=why)


def _sources(library: DrugLibrary, sources: Collection[str]) -> Iterator[Fault]:
    for drug in library.drugs.values():
        yield from source_notices(file_name_of(drug.name), drug_lines(drug), sources)


def _approvals(drug: Drug) -> Iterator[Fault]:
    if drug.approved_by and not drug.review_by:
        why = say("it is approved, but no date says when it is to be looked at again.")
        yield _fault(FaultCode.REVIEW_DATE_MISSING, file_name_of(drug.name), "review_by", "", why)


def _caps(drug: Drug) -> Iterator[Fault]:
    """Find a hard limit that no bag can carry for a heavy adult; `library_lint` finds what is too slow."""
    if not drug.preparations:
        return
    hard = drug.hard_limit
    fastest = min(pump_rate_of(hard.value, bag, _HEAVY) for bag in drug.preparations)
    shown = wording.as_typed(hard.value)
    if fastest > _FASTEST:
        why = say(
            "{shown} would need more than 999 mL/h at 200 kg with every bag listed.", shown=shown
        )
        yield _fault(
            FaultCode.CAP_OUT_OF_REACH, file_name_of(drug.name), "hard_limit.value", shown, why
        )


def _look_alikes(library: DrugLibrary) -> Iterator[Fault]:
    """Find pairs of bags that are easily taken for each other and say nothing to tell them apart."""
    bags = [(drug, bag) for drug in library.drugs.values() for bag in drug.preparations]
    for (drug, bag), (other, second) in combinations(bags, 2):
        reason = _likeness(bag, second, is_same_drug=drug is other)
        if reason and not (bag.told_apart or second.told_apart):
            why = say(
                "{drug} {bag} and {other_drug} {other_bag} look alike: {reason}.",
                drug=drug.display_name,
                bag=bag_text(bag),
                other_drug=other.display_name,
                other_bag=bag_text(second),
                reason=reason,
            )
            file = file_name_of(drug.name)
            yield _fault(FaultCode.LOOK_ALIKE, file, "preparation", bag_text(bag), why)


def _likeness(one: Preparation, other: Preparation, *, is_same_drug: bool) -> str:
    if not is_same_drug:
        is_same_label = (one.amount, one.volume) == (other.amount, other.volume)
        return say("two drugs with the same label") if is_same_label else ""
    strength, second = one.amount / one.volume, other.amount / other.volume
    if one.amount == other.amount:
        return say("the same amount in another volume")
    if strength.ratio(second) in {Fraction(10), Fraction(1, 10)}:
        return say("one is ten times as strong")
    if one.amount.magnitude == second.magnitude or other.amount.magnitude == strength.magnitude:
        return say("the amount of one is the number of the other's concentration")
    return ""
