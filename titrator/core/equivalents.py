"""Norepinephrine-equivalent dose of a set of infusions, by one of the published formulas.

It describes how much support runs, for reports and trials. It is not for switching drugs, and
nothing in this program uses it to choose a dose. A formula that has no factor for a running drug
gives no number, since one that leaves a drug out would look like less support.
"""

from collections.abc import Iterable
from enum import StrEnum
from fractions import Fraction

import msgspec

from titrator.core.conversion import findings_of, follow, kg_of
from titrator.core.conversion_entry import USUAL_RESOLUTION
from titrator.core.conversion_route import DOSE_KINDS, Setting, route_for
from titrator.core.drug_library import Drug, DrugLibrary
from titrator.core.findings import Code, Finding, RefusedError, finding
from titrator.core.language import join, say
from titrator.core.number_entry import read_quantity
from titrator.core.units import (
    MCG_PER_KG_MIN,
    NANOGRAM_PER_KG_MIN,
    UNITS_PER_MIN,
    Quantity,
    Spelling,
    Unit,
)
from titrator.core.wording import exact_number

NOTE = say("Describes how much support runs. Not for switching one drug to another.")


class Known(StrEnum):
    """How well a factor is known; shown wherever it is used."""

    READ = "read in its source"
    READ_ABOUT = "read where another text gives it"
    REMEMBERED = "not looked up"


class Factor(msgspec.Struct, frozen=True, kw_only=True):
    """What one unit of a drug counts.

    Attributes:
        multiplier: mcg/kg/min of norepinephrine base for one `per`.
        per: the unit the formula states the drug in.
        known: how well the factor is known.
    """

    multiplier: Fraction
    per: Unit
    known: Known


class Formula(msgspec.Struct, frozen=True, kw_only=True):
    """One published formula: a factor for each drug that it counts."""

    name: str
    source: str
    factors: dict[str, Factor]


class Infusion(msgspec.Struct, frozen=True, kw_only=True):
    """One running infusion."""

    drug: Drug
    dose: Quantity


class Part(msgspec.Struct, frozen=True, kw_only=True):
    """What one infusion adds.

    Attributes:
        infusion: as it runs.
        factor: of the formula.
        value: in mcg/kg/min of norepinephrine base.
        findings: limits the dose is above, or that were not checked.
    """

    infusion: Infusion
    factor: Factor
    value: Quantity
    findings: tuple[Finding, ...]


class Equivalent(msgspec.Struct, frozen=True, kw_only=True):
    """The norepinephrine-equivalent dose in mcg/kg/min, and what it is made of."""

    formula: Formula
    value: Quantity
    parts: tuple[Part, ...]
    findings: tuple[Finding, ...]


def equivalent(
    formula: Formula, infusions: Iterable[Infusion], weight: Quantity | None
) -> Equivalent:
    """Return the sum of what each infusion counts; nothing running is 0 mcg/kg/min.

    Raises:
        RefusedError: for each infusion that cannot be counted: no factor (UNKNOWN_DRUG), a unit the
            drug is not dosed in (UNIT_MISMATCH), or a dose that needs the weight (WEIGHT_MISSING).
    """
    parts = []
    refusals: list[Finding] = []
    for infusion in infusions:
        try:
            parts.append(part_of(formula, infusion, weight))
        except RefusedError as refused:
            refusals.extend(refused.findings)
    if refusals:
        raise RefusedError(*refusals)
    return sum_of(formula, parts)


class Compared(msgspec.Struct, frozen=True, kw_only=True):
    """The same infusions by every formula.

    Attributes:
        found: each formula with its sum, or with every reason why it has none.
        lowest, highest: of the sums.
    """

    found: tuple[tuple[Formula, Equivalent | tuple[Finding, ...]], ...]
    lowest: Quantity
    highest: Quantity

    @property
    def spread(self) -> Fraction | None:
        """Return how much higher the highest is than the lowest, as a ratio; None where that is 0."""
        return self.highest.ratio(self.lowest) - 1 if self.lowest else None


def compared(infusions: Iterable[Infusion], weight: Quantity | None) -> Compared:
    """Return what every formula makes of the same infusions; none is preferred.

    Raises:
        RefusedError: no formula can count them all.
    """
    running = tuple(infusions)
    found: list[tuple[Formula, Equivalent | tuple[Finding, ...]]] = []
    refusals: dict[str, Finding] = {}
    sums = []
    for formula in FORMULAS.values():
        try:
            counted = equivalent(formula, running, weight)
        except RefusedError as refused:
            found.append((formula, refused.findings))
            refusals |= {one.text: one for one in refused.findings}
        else:
            found.append((formula, counted))
            sums.append(counted.value)
    if not sums:
        raise RefusedError(*refusals.values())
    return Compared(found=tuple(found), lowest=min(sums), highest=max(sums))


def part_of(formula: Formula, infusion: Infusion, weight: Quantity | None) -> Part:
    """Return what one infusion counts; raises as `equivalent`."""
    factor = formula.factors.get(infusion.drug.name)
    if factor is None:
        raise RefusedError(_not_counted(formula, infusion.drug))
    setting = Setting(
        drug=infusion.drug,
        bag=None,
        stated_concentration=None,
        weight=weight,
        to=factor.per,
        resolution=USUAL_RESOLUTION,
    )
    number = infusion.dose.magnitude.as_integer_ratio()
    outcome = follow(route_for(setting, infusion.dose.unit), number, kg_of(weight))
    return Part(
        infusion=infusion,
        factor=factor,
        value=Quantity(Fraction(*outcome.value) * factor.multiplier, MCG_PER_KG_MIN),
        findings=findings_of(outcome),
    )


def sum_of(formula: Formula, parts: Iterable[Part]) -> Equivalent:
    """Return the parts together."""
    counted = tuple(parts)
    total = sum((part.value.magnitude for part in counted), start=Fraction(0))
    findings = [one for part in counted for one in part.findings]
    unsure = [part for part in counted if part.factor.known is not Known.READ]
    if unsure:
        findings.append(_not_verified(formula, unsure))
    return Equivalent(
        formula=formula,
        value=Quantity(total, MCG_PER_KG_MIN),
        parts=counted,
        findings=tuple(findings),
    )


def parts_text(parts: Iterable[Part]) -> str:
    """Return ``norepinephrine 0.03 + vasopressin 0.075 mcg/kg/min``, or that nothing runs."""
    counted = tuple(parts)
    if not counted:
        return say("nothing running")
    shares = " + ".join(
        f"{part.infusion.drug.name} {exact_number(part.value.magnitude)}" for part in counted
    )
    return f"{shares} {counted[0].value.unit.symbol}"


def formula_named(name: str) -> Formula:
    """Return the formula called `name`.

    Raises:
        RefusedError: NOT_VERIFIED, there is no such formula here.
    """
    found = FORMULAS.get(name)
    if found is None:
        sentence = say(
            'Formula "{name}" is not one of {formulas}.',
            name=name[:40],
            formulas=", ".join(FORMULAS),
        )
        action = say("Name one of these formulas; they differ, so none is taken by itself.")
        raise RefusedError(finding(Code.NOT_VERIFIED, sentence, next_action=action))
    return found


def read_infusion(text: str, library: DrugLibrary, spelling: Spelling = Spelling.SAFE) -> Infusion:
    """Return an infusion written as drug, number and unit: ``vasopressin 0.03 units/min``.

    ``angiotensin_ii``, as the column of a file is called, is read as the drug's name too.

    Raises:
        RefusedError: UNKNOWN_DRUG, NOT_A_NUMBER, BELOW_ZERO or UNIT_MISMATCH.
    """
    name, *dose = text.rsplit(" ", 2)
    drug = library.drug("angiotensin II" if name == "angiotensin_ii" else name)
    return Infusion(drug=drug, dose=read_dose(drug, " ".join(dose), spelling))


def read_dose(drug: Drug, text: str, spelling: Spelling = Spelling.SAFE) -> Quantity:
    """Return the dose of a running infusion; raises as `read_infusion`."""
    return read_quantity(
        text, say("Dose of {drug}", drug=drug.name), kinds=DOSE_KINDS, spelling=spelling
    )


def _not_counted(formula: Formula, drug: Drug) -> Finding:
    counting = ", ".join(one.name for one in FORMULAS.values() if drug.name in one.factors)
    sentence = say(
        "Formula {formula} has no factor for {drug}.", formula=formula.name, drug=drug.display_name
    )
    action = say(
        "Take a formula that counts it: {counting}.", counting=counting or say("none here does")
    )
    return finding(Code.UNKNOWN_DRUG, sentence, source=formula.source, next_action=action)


def _not_verified(formula: Formula, parts: list[Part]) -> Finding:
    known = join(
        ", ",
        (
            say("{drug} ({known})", drug=part.infusion.drug.display_name, known=part.factor.known)
            for part in parts
        ),
    )
    sentence = say(
        "Factors of {formula} that were not checked against its own text: {known}.",
        formula=formula.name,
        known=known,
    )
    action = say("Pharmacy checks the factors before the number is reported.")
    return finding(Code.NOT_VERIFIED, sentence, source=formula.source, next_action=action)


def _formula(
    name: str, source: str, known: Known, *factors: tuple[str, str, Unit, Known | None]
) -> Formula:
    """Return a formula; `known` holds for each factor that says nothing else."""
    base = Factor(multiplier=Fraction(1), per=MCG_PER_KG_MIN, known=Known.READ)
    return Formula(
        name=name,
        source=source,
        # One norepinephrine is one norepinephrine by definition.
        factors={"norepinephrine": base}
        | {
            drug: Factor(multiplier=Fraction(multiplier), per=per, known=own or known)
            for drug, multiplier, per, own in factors
        },
    )


# Only drugs of the library are here; the formulas also count some that it does not know. Vasopressin is stated per minute: a widely used program
# multiplied units/h by 2.5 for more than a year and was wrong 60-fold.
FORMULAS = {
    formula.name: formula
    for formula in (
        _formula(
            "goradia-2021",
            "Goradia 2021, Vasopressor dose equivalence: a scoping review and suggested formula",
            Known.READ_ABOUT,
            ("epinephrine", "1", MCG_PER_KG_MIN, None),
            ("dopamine", "1/100", MCG_PER_KG_MIN, None),
            ("phenylephrine", "1/10", MCG_PER_KG_MIN, None),
            ("vasopressin", "2.5", UNITS_PER_MIN, None),
            ("angiotensin II", "10", MCG_PER_KG_MIN, None),
        ),
        _formula(
            "kotani-2023",
            "Kotani 2023, Crit Care 27:29, doi 10.1186/s13054-023-04322-y",
            Known.READ_ABOUT,
            ("epinephrine", "1", MCG_PER_KG_MIN, None),
            ("dopamine", "1/100", MCG_PER_KG_MIN, None),
            ("phenylephrine", "0.06", MCG_PER_KG_MIN, Known.REMEMBERED),
            ("vasopressin", "2.5", UNITS_PER_MIN, None),
            ("angiotensin II", "0.0025", NANOGRAM_PER_KG_MIN, None),
        ),
        _formula(
            "khanna-2017",
            "Khanna 2017, Angiotensin II for the treatment of vasodilatory shock (ATHOS-3)",
            Known.REMEMBERED,
            ("epinephrine", "1", MCG_PER_KG_MIN, None),
            ("dopamine", "1/150", MCG_PER_KG_MIN, Known.READ_ABOUT),
            ("phenylephrine", "1/10", MCG_PER_KG_MIN, None),
            ("vasopressin", "2.5", UNITS_PER_MIN, None),
        ),
        _formula(
            "mimic-code",
            "MIT-LCP mimic-code, norepinephrine_equivalent_dose.sql at commit 8bcbd190",
            Known.READ,
            ("epinephrine", "1", MCG_PER_KG_MIN, None),
            ("dopamine", "1/100", MCG_PER_KG_MIN, None),
            ("phenylephrine", "1/10", MCG_PER_KG_MIN, None),
            ("vasopressin", "2.5", UNITS_PER_MIN, None),
        ),
    )
}
