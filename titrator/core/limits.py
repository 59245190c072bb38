"""Three nested limits, never clamped: built-in ceiling, drug library, order maximum.

The ceilings are the one clinical table in code, because no file may loosen them. A dose is allowed
or refused; it is never changed to fit. Equality is allowed, and there is no tolerance (ruling 38).
"""

from datetime import timedelta
from enum import StrEnum
from fractions import Fraction

import msgspec

from titrator.core import wording
from titrator.core.drug_library import Drug
from titrator.core.findings import Code, Finding, finding
from titrator.core.language import say, say_code
from titrator.core.units import (
    MCG_PER_KG_MIN,
    NANOGRAM_PER_KG_MIN,
    UNITS_PER_MIN,
    Quantity,
    Unit,
    UnitKind,
)


class Layer(StrEnum):
    """Whose limit it is, outermost first; `SOFT` asks for a reason and refuses nothing."""

    BUILT_IN = "built-in ceiling"
    LIBRARY = "drug library limit"
    ORDER = "order maximum"
    SOFT = "soft limit"


class Limit(msgspec.Struct, frozen=True, kw_only=True):
    """The highest dose one layer allows."""

    layer: Layer
    maximum: Quantity
    source: str


class DoseRate(msgspec.Struct, frozen=True, kw_only=True):
    """A dose rate both ways: per minute, and per kg where the weight is known.

    Attributes:
        per_minute: mcg/min or units/min, exact.
        weight: dosing weight, None where it is not known.
    """

    per_minute: Quantity
    weight: Quantity | None

    def in_unit(self, unit: Unit) -> Quantity | None:
        """Return this dose in `unit`; None where that needs a weight which is not known."""
        if unit.kind is not UnitKind.DOSE_RATE_PER_KG:
            return self.per_minute.to(unit)
        if self.weight is None:
            return None
        return (self.per_minute / self.weight).to(unit)


_EARLY_ANGIOTENSIN = timedelta(hours=3)
_CEILINGS = {
    "vasopressin": (Quantity(Fraction("0.04"), UNITS_PER_MIN), say("R12, source article")),
    "norepinephrine": (Quantity(Fraction(3), MCG_PER_KG_MIN), say("proposal, to be reviewed")),
    "epinephrine": (Quantity(Fraction(2), MCG_PER_KG_MIN), say("R14, source article")),
    "dobutamine": (Quantity(Fraction(40), MCG_PER_KG_MIN), say("label")),
    "dopamine": (Quantity(Fraction(50), MCG_PER_KG_MIN), say("label")),
    "phenylephrine": (Quantity(Fraction(10), MCG_PER_KG_MIN), say("label")),
    "milrinone": (Quantity(Fraction(1), MCG_PER_KG_MIN), say("label")),
    "angiotensin II": (Quantity(Fraction(40), NANOGRAM_PER_KG_MIN), say("label")),
}
_EARLY_CEILING = Limit(
    layer=Layer.BUILT_IN,
    maximum=Quantity(Fraction(80), NANOGRAM_PER_KG_MIN),
    source=say("label, first 3 h"),
)


def ceiling(drug: str, running_for: timedelta | None = None) -> Limit:
    """Return the built-in ceiling of `drug`.

    Args:
        drug: one of the eight drugs; any other has no ceiling and is a KeyError.
        running_for: time since its start where that is known; angiotensin II has a higher
            ceiling in its first three hours. Start unknown: the lower one.
    """
    if drug == "angiotensin II" and running_for is not None and running_for < _EARLY_ANGIOTENSIN:
        return _EARLY_CEILING
    maximum, source = _CEILINGS[drug]
    return Limit(layer=Layer.BUILT_IN, maximum=maximum, source=source)


def has_ceiling(drug: str) -> bool:
    """Return whether `drug` is one that may be in a library at all."""
    return drug in _CEILINGS


def hard_limits(
    drug: Drug, *, order_maximum: Quantity | None, running_for: timedelta | None
) -> tuple[Limit, ...]:
    """Return the layers that bound `drug`, outermost first.

    A library limit at the ceiling is the ceiling and is not named twice (ruling 27).
    """
    built_in = ceiling(drug.name, running_for)
    limits = [built_in]
    if drug.hard_limit.value < ceiling(drug.name).maximum:
        limits.append(
            Limit(
                layer=Layer.LIBRARY,
                maximum=drug.hard_limit.value,
                source=drug.hard_limit.source,
            )
        )
    if order_maximum is not None:
        limits.append(
            Limit(layer=Layer.ORDER, maximum=order_maximum, source=say("titration order"))
        )
    return tuple(limits)


def soft_limits(drug: Drug) -> tuple[Limit, ...]:
    """Return the soft limit of `drug`, or nothing."""
    if drug.soft_limit is None:
        return ()
    soft = drug.soft_limit
    return (Limit(layer=Layer.SOFT, maximum=soft.value, source=soft.source),)


def is_within(dose: DoseRate, limits: tuple[Limit, ...]) -> bool:
    """Return whether `dose` passes none of `limits`; one that cannot be judged does not count."""
    return not any(_passes(dose, limit) for limit in limits)


def judge(drug: Drug, dose: DoseRate, limits: tuple[Limit, ...]) -> tuple[Finding, ...]:
    """Return a finding for each of `limits` that `dose` passes, or that cannot be checked."""
    findings = []
    for limit in limits:
        asked = dose.in_unit(limit.maximum.unit)
        if asked is None:
            findings.append(not_checked(drug, limit, say("the weight is not known")))
        elif asked > limit.maximum:
            findings.append(passed(drug, asked, limit))
    return tuple(findings)


def _passes(dose: DoseRate, limit: Limit) -> bool:
    asked = dose.in_unit(limit.maximum.unit)
    return asked is not None and asked > limit.maximum


_CODES = {
    Layer.BUILT_IN: Code.ABOVE_HARD_CAP,
    Layer.LIBRARY: Code.ABOVE_LIBRARY_LIMIT,
    Layer.ORDER: Code.ABOVE_ORDER_MAXIMUM,
    Layer.SOFT: Code.ABOVE_SOFT_LIMIT,
}


def code_of(limit: Limit) -> Code:
    """Return the code of a dose above `limit`."""
    return _CODES[limit.layer]


def passed(drug: Drug, asked: Quantity, limit: Limit) -> Finding:
    """Return the finding for `asked`, which is above `limit` and in its unit."""
    sentence = say(
        "{drug} {asked} is above the {layer} of {maximum}.",
        drug=drug.display_name,
        asked=wording.shown(asked, [limit.maximum]),
        layer=say_code(limit.layer),
        maximum=wording.as_typed(limit.maximum),
    )
    return finding(code_of(limit), sentence, source=limit.source)


def not_checked(drug: Drug, limit: Limit, because: str, next_action: str = "") -> Finding:
    """Return the finding for a limit that cannot be judged, with what is not known."""
    sentence = say(
        "{drug}: the {layer} of {maximum} was not checked, because {because}.",
        drug=drug.display_name,
        layer=say_code(limit.layer),
        maximum=wording.as_typed(limit.maximum),
        because=because,
    )
    return finding(Code.LIMIT_NOT_CHECKED, sentence, source=limit.source, next_action=next_action)
