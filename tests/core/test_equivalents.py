"""Norepinephrine equivalents: four published formulas that differ, each with its source."""

from __future__ import annotations

from fractions import Fraction

import pytest

from tests.support.drugs import LIBRARY, quantity
from titrator.core.equivalents import (
    FORMULAS,
    NOTE,
    Equivalent,
    Known,
    compared,
    equivalent,
    formula_named,
    parts_text,
    read_infusion,
)
from titrator.core.findings import Code, Finding, RefusedError
from titrator.core.units import Spelling


def total(
    formula: str, *infusions: str, weight: str | None = None, spelling: Spelling = Spelling.SAFE
) -> Equivalent:
    """The equivalent of infusions as they are written on the command line."""
    running = [read_infusion(text, LIBRARY, spelling) for text in infusions]
    kg = None if weight is None else quantity(weight)
    return equivalent(formula_named(formula), running, kg)


def refused(formula: str, *infusions: str) -> list[Code]:
    """The codes with which a sum is refused."""
    with pytest.raises(RefusedError) as caught:
        total(formula, *infusions)
    return [one.code for one in caught.value.findings]


@pytest.mark.rule("R20")
def test_the_patient_of_the_article() -> None:
    """0.03 + 2.5 x 0.03: most of the support is vasopressin, though both doses are low."""
    found = total("goradia-2021", "norepinephrine 0.03 mcg/kg/min", "vasopressin 0.03 units/min")
    assert found.value == quantity("0.105 mcg/kg/min")
    assert found.value.unit.symbol == "mcg/kg/min"
    assert [part.value.magnitude for part in found.parts] == [Fraction("0.03"), Fraction("0.075")]
    assert parts_text(found.parts) == "norepinephrine 0.03 + vasopressin 0.075 mcg/kg/min"
    assert (
        found.formula.source
        == "Goradia 2021, Vasopressor dose equivalence: a scoping review and suggested formula"
    )
    assert NOTE == "Describes how much support runs. Not for switching one drug to another."


@pytest.mark.parametrize(
    ("formula", "infusion", "expected"),
    [
        ("goradia-2021", "epinephrine 0.1 mcg/kg/min", "0.1"),
        ("goradia-2021", "dopamine 10 mcg/kg/min", "0.1"),
        ("goradia-2021", "phenylephrine 1 mcg/kg/min", "0.1"),
        ("goradia-2021", "vasopressin 0.04 units/min", "0.1"),
        ("goradia-2021", "angiotensin II 10 nanogram/kg/min", "0.1"),
        ("kotani-2023", "epinephrine 0.1 mcg/kg/min", "0.1"),
        ("kotani-2023", "dopamine 10 mcg/kg/min", "0.1"),
        ("kotani-2023", "phenylephrine 1 mcg/kg/min", "0.06"),
        ("kotani-2023", "vasopressin 0.04 units/min", "0.1"),
        ("kotani-2023", "angiotensin II 10 nanogram/kg/min", "0.025"),
        ("khanna-2017", "epinephrine 0.1 mcg/kg/min", "0.1"),
        ("khanna-2017", "dopamine 15 mcg/kg/min", "0.1"),
        ("khanna-2017", "phenylephrine 1 mcg/kg/min", "0.1"),
        ("khanna-2017", "vasopressin 0.04 units/min", "0.1"),
        ("mimic-code", "epinephrine 0.1 mcg/kg/min", "0.1"),
        ("mimic-code", "dopamine 10 mcg/kg/min", "0.1"),
        ("mimic-code", "phenylephrine 1 mcg/kg/min", "0.1"),
        ("mimic-code", "vasopressin 2.4 units/h", "0.1"),
        ("mimic-code", "norepinephrine 0.1 mcg/kg/min", "0.1"),
    ],
)
def test_every_factor(formula: str, infusion: str, expected: str) -> None:
    assert total(formula, infusion).value == quantity(f"{expected} mcg/kg/min")


@pytest.mark.hazard("H04")
def test_vasopressin_per_hour_counts_the_same_as_per_minute() -> None:
    """A widely used program multiplied units/h by 2.5 and was wrong 60-fold."""
    per_hour = total("goradia-2021", "norepinephrine 0.03 mcg/kg/min", "vasopressin 1.8 units/h")
    assert per_hour.value == quantity("0.105 mcg/kg/min")


def test_a_dose_per_minute_is_counted_with_the_weight() -> None:
    found = total("goradia-2021", "norepinephrine 2.1 mcg/min", weight="70 kg")
    assert found.value == quantity("0.03 mcg/kg/min")
    assert refused("goradia-2021", "norepinephrine 2.1 mcg/min") == [Code.WEIGHT_MISSING]


def test_nothing_running_is_no_support() -> None:
    found = total("goradia-2021")
    assert found.value == quantity("0 mcg/kg/min")
    assert isinstance(found.value.magnitude, Fraction)
    assert parts_text(found.parts) == "nothing running"


@pytest.mark.parametrize(
    ("formula", "infusion"),
    [
        ("khanna-2017", "angiotensin II 20 nanogram/kg/min"),
        ("mimic-code", "angiotensin II 20 nanogram/kg/min"),
        ("goradia-2021", "dobutamine 5 mcg/kg/min"),
    ],
)
def test_a_drug_the_formula_does_not_count_gives_no_number(formula: str, infusion: str) -> None:
    """Leaving it out would look like less support."""
    assert refused(formula, "norepinephrine 0.03 mcg/kg/min", infusion) == [Code.UNKNOWN_DRUG]


def test_formulas_that_count_the_drug_are_named() -> None:
    with pytest.raises(RefusedError) as caught:
        total("mimic-code", "angiotensin II 20 nanogram/kg/min")
    assert (
        caught.value.findings[0].next_action
        == "Take a formula that counts it: goradia-2021, kotani-2023."
    )
    with pytest.raises(RefusedError) as caught:
        total("mimic-code", "milrinone 0.5 mcg/kg/min")


@pytest.mark.parametrize(
    ("infusion", "code"),
    [
        ("vasopressin 0.0004 units/kg/min", Code.UNIT_MISMATCH),
        ("vasopressin 2 mcg/min", Code.UNIT_MISMATCH),
        ("dopamine 350 mcg/min", Code.UNIT_MISMATCH),
        ("angiotensin II 1400 nanogram/min", Code.UNIT_MISMATCH),
        ("norepinephrine 0.03 units/min", Code.UNIT_MISMATCH),
    ],
)
def test_a_unit_the_drug_is_not_dosed_in_is_refused(infusion: str, code: Code) -> None:
    assert refused("goradia-2021", infusion) == [code]


def test_everything_that_cannot_be_counted_is_named() -> None:
    assert refused(
        "mimic-code",
        "norepinephrine 2.1 mcg/min",
        "angiotensin II 20 nanogram/kg/min",
        "epinephrine 0.1 mcg/kg/min",
    ) == [Code.WEIGHT_MISSING, Code.UNKNOWN_DRUG]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("levophed 0.03 mcg/kg/min", Code.UNKNOWN_DRUG),
        ("0.03 mcg/kg/min", Code.UNKNOWN_DRUG),
        ("", Code.UNKNOWN_DRUG),
        ("norepinephrine", Code.NOT_A_NUMBER),
        ("norepinephrine 0.03", Code.UNIT_MISMATCH),
        ("norepinephrine 0,03 mcg/kg/min", Code.NOT_A_NUMBER),
        ("norepinephrine -0.03 mcg/kg/min", Code.BELOW_ZERO),
        ("norepinephrine 7.9 mL/h", Code.UNIT_MISMATCH),
        ("norepinephrine 0.03 ug/kg/min", Code.UNIT_MISMATCH),
    ],
)
def test_an_infusion_that_cannot_be_read_is_refused(text: str, code: Code) -> None:
    with pytest.raises(RefusedError) as caught:
        read_infusion(text, LIBRARY)
    assert [one.code for one in caught.value.findings] == [code]


def test_synonyms_are_read_on_demand() -> None:
    found = total("mimic-code", "vasopressin 1.8 U/hr", spelling=Spelling.SYNONYMS)
    assert found.value == quantity("0.075 mcg/kg/min")


@pytest.mark.hazard("H55")
def test_there_is_no_formula_by_default() -> None:
    for name in ("", "goradia", "Goradia-2021", "x" * 1000):
        with pytest.raises(RefusedError) as caught:
            formula_named(name)
        (one,) = caught.value.findings
        assert one.code is Code.NOT_VERIFIED
        assert len(one.text) < 150
        assert "goradia-2021, kotani-2023, khanna-2017, mimic-code" in one.text


def test_a_dose_above_its_ceiling_describes_what_runs() -> None:
    """2.4483 units/h is 0.0408 units/min: counted, with the finding."""
    found = total("mimic-code", "vasopressin 2.4483 units/h")
    assert found.value.magnitude == Fraction("2.4483") / 60 * Fraction("2.5")
    assert [one.code for one in found.findings] == [Code.ABOVE_HARD_CAP, Code.ABOVE_SOFT_LIMIT]


def test_factors_that_were_not_read_in_their_source_are_named() -> None:
    found = total("kotani-2023", "norepinephrine 0.1 mcg/kg/min", "phenylephrine 1 mcg/kg/min")
    (one,) = found.findings
    assert one.code is Code.NOT_VERIFIED
    assert (
        one.text
        == "Factors of kotani-2023 that were not checked against its own text: phenylephrine (not looked up)."
    )
    assert "norepinephrine" not in one.text
    assert one.source == "Kotani 2023, Crit Care 27:29, doi 10.1186/s13054-023-04322-y"
    assert total("mimic-code", "phenylephrine 1 mcg/kg/min").findings == ()


def test_every_formula_counts_norepinephrine_as_itself_and_names_its_source() -> None:
    assert list(FORMULAS) == ["goradia-2021", "kotani-2023", "khanna-2017", "mimic-code"]
    for formula in FORMULAS.values():
        own = formula.factors["norepinephrine"]
        assert own.multiplier == 1
        assert own.known is Known.READ
        assert len(formula.source) > 30
        assert formula.factors.keys() <= LIBRARY.drugs.keys()


def test_the_formulas_stand_side_by_side_with_how_far_they_disagree() -> None:
    """Phenylephrine 1 mcg/kg/min counts 0.1 or 0.06: the highest is two thirds above the lowest."""
    running = [read_infusion("phenylephrine 1 mcg/kg/min", LIBRARY)]
    found = compared(running, None)
    assert [formula.name for formula, _ in found.found] == [
        *("goradia-2021", "kotani-2023", "khanna-2017", "mimic-code")
    ]
    assert (found.lowest.magnitude, found.highest.magnitude) == (Fraction("0.06"), Fraction("0.1"))
    assert found.spread == Fraction(2, 3)


def test_a_formula_that_cannot_count_a_drug_says_so_among_the_others() -> None:
    """Angiotensin II has no factor in two of them; no formula counts dobutamine."""
    angiotensin = read_infusion("angiotensin II 10 nanogram/kg/min", LIBRARY)
    found = compared([angiotensin], None)
    refused = [formula.name for formula, one in found.found if isinstance(one, tuple)]
    assert refused == ["khanna-2017", "mimic-code"]
    with pytest.raises(RefusedError) as none:
        compared([read_infusion("dobutamine 5 mcg/kg/min", LIBRARY)], None)
    assert len(none.value.findings) == 4


def test_nothing_running_is_no_spread() -> None:
    assert compared([], None).spread is None


def test_what_keeps_a_sum_from_being_made_or_trusted_is_said_whole() -> None:
    """Sentence, source and what to do: an unknown formula, a drug not counted, an unread factor."""
    with pytest.raises(RefusedError) as caught:
        formula_named("mine" * 20)
    assert caught.value.findings == (
        Finding(
            code=Code.NOT_VERIFIED,
            rule="drug library",
            text=(
                'Formula "minemineminemineminemineminemineminemine" is not one of goradia-2021, '
                "kotani-2023, khanna-2017, mimic-code."
            ),
            source="Drug library",
            next_action="Name one of these formulas; they differ, so none is taken by itself.",
        ),
    )
    source = "MIT-LCP mimic-code, norepinephrine_equivalent_dose.sql at commit 8bcbd190"
    for infusion, drug, counting in (
        ("milrinone 0.5 mcg/kg/min", "milrinone", "none here does"),
        ("angiotensin II 20 nanogram/kg/min", "angiotensin II", "goradia-2021, kotani-2023"),
    ):
        with pytest.raises(RefusedError) as caught:
            total("mimic-code", infusion)
        (one,) = caught.value.findings
        assert one.text == f"Formula mimic-code has no factor for {drug}."
        assert one.source == source
        assert one.next_action == f"Take a formula that counts it: {counting}."
    found = total(
        "kotani-2023",
        "norepinephrine 0.1 mcg/kg/min",
        "phenylephrine 1 mcg/kg/min",
        "epinephrine 0.1 mcg/kg/min",
    )
    (one,) = found.findings
    assert one.text == (
        "Factors of kotani-2023 that were not checked against its own text: phenylephrine (not "
        "looked up), epinephrine (read where another text gives it)."
    )
    assert one.source == "Kotani 2023, Crit Care 27:29, doi 10.1186/s13054-023-04322-y"
    assert one.next_action == "Pharmacy checks the factors before the number is reported."
    with pytest.raises(RefusedError) as caught:
        read_infusion("norepinephrine x mcg/min", LIBRARY)
    assert caught.value.findings[0].text == (
        'Dose of norepinephrine "x" was not taken: it is not a number.'
    )


def test_the_sources_and_how_well_each_factor_is_known_are_told() -> None:
    """Whoever reports a number can look its formula up."""
    assert {name: formula.source for name, formula in FORMULAS.items()} == {
        "goradia-2021": (
            "Goradia 2021, Vasopressor dose equivalence: a scoping review and suggested formula"
        ),
        "kotani-2023": "Kotani 2023, Crit Care 27:29, doi 10.1186/s13054-023-04322-y",
        "khanna-2017": (
            "Khanna 2017, Angiotensin II for the treatment of vasodilatory shock (ATHOS-3)"
        ),
        "mimic-code": ("MIT-LCP mimic-code, norepinephrine_equivalent_dose.sql at commit 8bcbd190"),
    }
    assert [one.value for one in Known] == [
        *("read in its source", "read where another text gives it", "not looked up"),
    ]
    assert NOTE == "Describes how much support runs. Not for switching one drug to another."
    known = {
        name: " ".join(one.known.name for one in formula.factors.values())
        for name, formula in FORMULAS.items()
    }
    assert known == {
        "goradia-2021": "READ READ_ABOUT READ_ABOUT READ_ABOUT READ_ABOUT READ_ABOUT",
        "kotani-2023": "READ READ_ABOUT READ_ABOUT REMEMBERED READ_ABOUT READ_ABOUT",
        "khanna-2017": "READ REMEMBERED READ_ABOUT REMEMBERED REMEMBERED",
        "mimic-code": "READ READ READ READ READ",
    }


def test_the_column_of_a_file_names_its_drug_too() -> None:
    """Who copies the head of a column, with an underscore in it, means the drug."""
    read = read_infusion("angiotensin_ii 20 nanogram/kg/min", LIBRARY)
    assert read == read_infusion("angiotensin II 20 nanogram/kg/min", LIBRARY)
