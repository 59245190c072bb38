"""A drug that could be read must make sense: units, nested limits, ranges, bags, approvals."""

from __future__ import annotations

import pytest

from tests.support.policy_texts import (
    NOREPINEPHRINE,
    SOURCED,
    VASOPRESSIN,
    a_library,
    library_faults,
    spoil,
)
from titrator.core.library_file import parse_library
from titrator.core.library_lint import DOSE_UNITS, file_name_of
from titrator.core.policy_fault import FaultCode

PHENYLEPHRINE = f"""
name = "phenylephrine"
display_name = "phenylephrine"
dose_units = ["mcg/kg/min", "mcg/min"]
approved_by = []
hard_limit = {{ value = "6 mcg/kg/min", {SOURCED} }}
"""
ANGIOTENSIN = f"""
name = "angiotensin II"
display_name = "Angiotensin II"
dose_units = ["nanogram/kg/min"]
approved_by = []
hard_limit = {{ value = "40 nanogram/kg/min", {SOURCED} }}
"""


def bag(amount: str, volume: str, extra: str = "") -> str:
    """A preparation as text."""
    return f"""
[[preparation]]
amount = "{amount}"
volume = "{volume}"
{extra}
source = "A label"
review = "unreviewed"
"""


@pytest.mark.parametrize(
    ("old", "new", "code", "field", "part"),
    [
        # limits
        (
            '"0.04 units/min"',
            '"0.0401 units/min"',
            FaultCode.PROTOCOL_LOOSER_THAN_CEILING,
            "hard_limit.value",
            "vasopressin.toml, hard_limit.value: 0.0401 units/min is looser than the built-in ceiling of 0.04 units/min.",
        ),
        (
            '"0.03 units/min", source = "A label", review = "unreviewed" }\n\n[usual',
            '"0 units/min", source = "A label", review = "unreviewed" }\n\n[usual',
            FaultCode.OUTSIDE_LIMITS,
            "soft_limit.value",
            "vasopressin.toml, soft_limit.value: 0 units/min allows no dose at all.",
        ),
        # ranges and starts
        (
            'high = { value = "0.03',
            'high = { value = "0.05',
            FaultCode.OUTSIDE_LIMITS,
            "usual_range.high.value",
            "vasopressin.toml, usual_range.high.value: 0.05 units/min is above the hard limit of 0.04 units/min.",
        ),
        (
            'high = { value = "0.03',
            'high = { value = "0.005',
            FaultCode.OUTSIDE_LIMITS,
            "usual_range",
            "vasopressin.toml, usual_range: 0.01 units/min and 0.005 units/min are not a low end and a high end in one unit.",
        ),
        (
            'low = { value = "0.01',
            'low = { value = "0',
            FaultCode.OUTSIDE_LIMITS,
            "usual_range.low.value",
            "vasopressin.toml, usual_range.low.value: 0 units/min is no dose.",
        ),
        (
            'high = { value = "0.02',
            'high = { value = "0.06',
            FaultCode.OUTSIDE_LIMITS,
            "start[1].high.value",
            "vasopressin.toml, start[1].high.value: 0.06 units/min is above the hard limit of 0.04 units/min.",
        ),
        # steps
        (
            'step_at_most = { value = "0.01',
            'step_at_most = { value = "0.0101',
            FaultCode.PROTOCOL_LOOSER_THAN_CEILING,
            "titration[1].step_at_most.value",
            "vasopressin.toml, titration[1].step_at_most.value: 0.0101 units/min is larger than the built-in 0.01 units/min.",
        ),
        (
            'value = "60 min"',
            'value = "59 min"',
            FaultCode.PROTOCOL_LOOSER_THAN_CEILING,
            "titration[1].interval_at_least.value",
            "vasopressin.toml, titration[1].interval_at_least.value: 59 min is shorter than the built-in 60 min.",
        ),
        # units
        (
            '"units/min", "units/h"',
            '"units/kg/min"',
            FaultCode.UNIT_MISMATCH,
            "dose_units",
            "vasopressin.toml, dose_units: vasopressin is dosed in units/min or units/h, not in units/kg/min.",
        ),
        (
            '"units/min", "units/h"',
            "",
            FaultCode.MISSING_FIELD,
            "dose_units",
            "vasopressin.toml, dose_units: at least one unit is needed: units/min or units/h.",
        ),
        (
            '"units/min", "units/h"',
            '"units/min", "units/min"',
            FaultCode.DUPLICATE,
            "dose_units",
            "vasopressin.toml, dose_units: a unit is listed twice.",
        ),
        (
            '"0.04 units/min"',
            '"0.04 mcg/min"',
            FaultCode.UNIT_MISMATCH,
            "hard_limit.value",
            "vasopressin.toml, hard_limit.value: write it in units/min, as the built-in ceiling is.",
        ),
        (
            'low = { value = "0.01 units/min"',
            'low = { value = "0.01 units/kg/min"',
            FaultCode.UNIT_MISMATCH,
            "usual_range.low.value",
            "vasopressin.toml, usual_range.low.value: vasopressin is dosed in units/min or units/h, not in units/kg/min.",
        ),
        # bags
        (
            'amount = "20 units"',
            'amount = "20 mg"',
            FaultCode.UNIT_MISMATCH,
            "preparation[1].amount",
            "vasopressin.toml, preparation[1].amount: 20 mg in 100 mL: vasopressin is not measured in mg.",
        ),
        (
            'amount = "20 units"',
            'amount = "0 units"',
            FaultCode.MISSING_FIELD,
            "preparation[1]",
            "vasopressin.toml, preparation[1]: 0 units in 100 mL is no bag.",
        ),
        (
            'volume = "100 mL"',
            'volume = "0 mL"',
            FaultCode.MISSING_FIELD,
            "preparation[1]",
            "vasopressin.toml, preparation[1]: 20 units in 0 mL is no bag.",
        ),
        (
            'amount = "20 units"',
            'amount = "20 milliunits"',
            FaultCode.IMPLAUSIBLE_STRENGTH,
            "preparation[1]",
            "vasopressin.toml, preparation[1]: 20 milliunits in 100 mL would run above 999 mL/h at the low end of the usual doses at 200 kg.",
        ),
        (
            'volume = "100 mL"',
            'volume = "1 mL"',
            FaultCode.IMPLAUSIBLE_STRENGTH,
            "preparation[1]",
            "vasopressin.toml, preparation[1]: 20 units in 1 mL would run below 1 mL/h at the high end of the usual doses at 40 kg.",
        ),
        (
            'volume = "100 mL"',
            'volume = "100 mL"\nlabelled_as = "base"',
            FaultCode.SALT_OR_BASE,
            "preparation[1].labelled_as",
            "vasopressin.toml, preparation[1].labelled_as: salt or base is not told apart for vasopressin; remove the field.",
        ),
        # names and approvals
        (
            'display_name = "vasopressin"',
            'display_name = "vasostrict"',
            FaultCode.FILE_NAME,
            "display_name",
            'vasopressin.toml, display_name: "vasostrict" is not vasopressin with other capitals.',
        ),
        (
            'review = "unreviewed"',
            'review = "approved"',
            FaultCode.APPROVAL_MISSING,
            "approved_by",
            'vasopressin.toml, approved_by: a figure is marked "approved", but nobody is named here with a date.',
        ),
        (
            "approved_by = []",
            'approved_by = ["A. Pharmacist"]',
            FaultCode.NOT_A_DATE,
            "approved_by",
            'vasopressin.toml, approved_by: "A. Pharmacist" is not a name and a date, such as "A. Name, 2027-03-31".',
        ),
        (
            "approved_by = []",
            'approved_by = ["A. Pharmacist, 2026-02-30"]',
            FaultCode.NOT_A_DATE,
            "approved_by",
            'vasopressin.toml, approved_by: "A. Pharmacist, 2026-02-30" is not a name and a date, such as "A. Name, 2027-03-31".',
        ),
    ],
)
def test_a_fault_is_named_with_field_and_values(
    old: str, new: str, code: FaultCode, field: str, part: str
) -> None:
    """One thing is wrong, and one fault says what, where and beside which figure."""
    (fault,) = library_faults(spoil(VASOPRESSIN, old, new))
    assert (fault.code, fault.field) == (code, field)
    assert fault.sentence.startswith(f"vasopressin.toml, {field}: ")
    assert fault.sentence == part
    assert fault.file == "vasopressin.toml"


def test_a_soft_limit_above_the_hard_limit_is_refused() -> None:
    """A hospital's hard limit of 0.03 leaves no room for a soft limit of 0.035."""
    text = spoil(VASOPRESSIN, '"0.03 units/min"', '"0.035 units/min"')
    text = spoil(text, '"0.04 units/min"', '"0.03 units/min"')
    (fault,) = library_faults(text)
    assert (fault.code, fault.field) == (FaultCode.LIMITS_NOT_NESTED, "soft_limit.value")
    assert (
        fault.sentence
        == "vasopressin.toml, soft_limit.value: 0.035 units/min is above the hard limit of 0.03 units/min."
    )


def test_the_ceiling_itself_is_allowed() -> None:
    """Equality is allowed at every limit: hard at the ceiling, soft and range at the hard limit."""
    text = spoil(VASOPRESSIN, '"0.03 units/min"', '"0.04 units/min"')
    text = spoil(text, 'high = { value = "0.03', 'high = { value = "0.04')
    assert a_library(vasopressin=text).drugs


def test_a_limit_in_another_unit_of_the_same_kind_is_judged_by_what_it_is_worth() -> None:
    """2.4 units/h is 0.04 units/min and allowed; 2.41 units/h is above the ceiling."""
    assert a_library(vasopressin=spoil(VASOPRESSIN, '"0.04 units/min"', '"2.4 units/h"')).drugs
    (fault,) = library_faults(spoil(VASOPRESSIN, '"0.04 units/min"', '"2.41 units/h"'))
    assert fault.code is FaultCode.PROTOCOL_LOOSER_THAN_CEILING
    assert fault.value == "2.41 units/h"


def test_a_dose_per_minute_is_held_against_a_limit_per_kg_at_the_lightest_patient() -> None:
    """12 mcg/min is 0.4 mcg/kg/min at 30 kg: inside a limit of 0.4, above one of 0.39."""
    at_limit = spoil(NOREPINEPHRINE, '"1 mcg/kg/min"', '"0.4 mcg/kg/min"')
    assert a_library(norepinephrine=at_limit).drugs
    below = spoil(NOREPINEPHRINE, '"1 mcg/kg/min"', '"0.39 mcg/kg/min"')
    (fault,) = library_faults(below, file="norepinephrine.toml")
    assert fault.field == "start[1].high.value"


def test_a_range_with_ends_in_two_units_is_refused() -> None:
    """A low end per kg and a high end per minute do not make a range."""
    text = spoil(NOREPINEPHRINE, 'low = { value = "8 mcg/min"', 'low = { value = "0.1 mcg/kg/min"')
    (fault,) = library_faults(text, file="norepinephrine.toml")
    assert (fault.code, fault.field) == (FaultCode.OUTSIDE_LIMITS, "start[1]")


@pytest.mark.hazard("H32")
@pytest.mark.parametrize(
    ("old", "new", "field"),
    [
        ('"0.02 mcg/kg/min"', '"0.021 mcg/kg/min"', "titration[1].step_at_most.value"),
        ('"2 mcg/min"', '"2.1 mcg/min"', "titration[2].step_at_most.value"),
        ('"15 min"', '"14 min"', "titration[1].interval_at_least.value"),
    ],
)
def test_no_file_may_step_norepinephrine_down_further_or_sooner(
    old: str, new: str, field: str
) -> None:
    """The widest steps and the shortest wait of the article bound every site's file."""
    (fault,) = library_faults(spoil(NOREPINEPHRINE, old, new), file="norepinephrine.toml")
    assert (fault.code, fault.field) == (FaultCode.PROTOCOL_LOOSER_THAN_CEILING, field)


def test_other_drugs_and_steps_up_wait_at_least_five_minutes() -> None:
    """No published wait is shorter; a missing digit is caught."""
    step = f"""
[[titration]]
direction = "up"
step_at_most = {{ value = "5 mcg/kg/min", {SOURCED} }}
interval_at_least = {{ value = "MINUTES min", {SOURCED} }}
"""
    allowed = PHENYLEPHRINE + step.replace("MINUTES", "5")
    assert parse_library({"phenylephrine.toml": allowed.encode()}).drugs
    text = PHENYLEPHRINE + step.replace("MINUTES", "4")
    (fault,) = library_faults(text, file="phenylephrine.toml")
    assert fault.field == "titration[1].interval_at_least.value"


@pytest.mark.hazard("H46")
@pytest.mark.parametrize(
    ("labelled", "part"),
    [
        (
            "",
            "norepinephrine.toml, preparation[1].labelled_as: say whether the amount counts base or salt: they differ about two-fold.",
        ),
        (
            'labelled_as = "salt"',
            "norepinephrine.toml, preparation[1].labelled_as: doses here count base, and amounts of salt are not converted; use a bag whose label counts base.",
        ),
    ],
)
def test_a_norepinephrine_bag_must_count_base(labelled: str, part: str) -> None:
    """1 mg of base is about 2 mg of salt: a bag that does not say base is refused."""
    text = spoil(NOREPINEPHRINE, 'labelled_as = "base"', labelled)
    (fault,) = library_faults(text, file="norepinephrine.toml")
    assert fault.code is FaultCode.SALT_OR_BASE
    assert fault.sentence == part


def test_the_same_bag_twice_is_refused() -> None:
    """4 mg in 250 mL and 4,000 mcg in 0.25 L are the same bag."""
    text = NOREPINEPHRINE + bag("4000 mcg", "0.25 L", 'labelled_as = "base"')
    (fault,) = library_faults(text, file="norepinephrine.toml")
    assert (fault.code, fault.field) == (FaultCode.DUPLICATE, "preparation[2]")


@pytest.mark.hazard("H04")
def test_a_bag_in_g_instead_of_mg_is_refused() -> None:
    """4 g in 250 mL would run below 1 mL/h even at the hard limit of 1 mcg/kg/min."""
    text = spoil(NOREPINEPHRINE, 'amount = "4 mg"', 'amount = "4 g"')
    (fault,) = library_faults(text, file="norepinephrine.toml")
    assert fault.code is FaultCode.IMPLAUSIBLE_STRENGTH


def test_a_drug_without_a_ceiling_is_refused() -> None:
    """What the program cannot bound it does not take."""
    text = spoil(VASOPRESSIN, 'name = "vasopressin"', 'name = "terlipressin"')
    (fault,) = library_faults(text, file="terlipressin.toml")
    assert fault.code is FaultCode.UNKNOWN_DRUG
    assert (
        fault.sentence
        == 'terlipressin.toml, name: "terlipressin" has no built-in ceiling. Drugs with one: norepinephrine, epinephrine, phenylephrine, dobutamine, dopamine, milrinone, vasopressin, angiotensin II.'
    )


def test_a_file_must_be_named_after_its_drug() -> None:
    """The name of the file says which drug it is, in small letters and with a hyphen."""
    assert file_name_of("angiotensin II") == "angiotensin-ii.toml"
    assert parse_library({"angiotensin-ii.toml": ANGIOTENSIN.encode()}).drugs
    (fault,) = library_faults(ANGIOTENSIN, file="angiotensin.toml")
    assert fault.code is FaultCode.FILE_NAME
    assert (
        fault.sentence
        == "angiotensin.toml, name: the file of angiotensin II must be called angiotensin-ii.toml."
    )


def test_an_approved_figure_with_a_named_approver_passes() -> None:
    """A hospital that names and dates its approval may mark its figures approved."""
    text = spoil(VASOPRESSIN, 'review = "unreviewed"', 'review = "approved"')
    text = spoil(text, "approved_by = []", 'approved_by = ["Zoë A., 2026-11-02"]')
    assert a_library(vasopressin=text).drug("vasopressin").approved_by == ("Zoë A., 2026-11-02",)


@pytest.mark.parametrize(
    ("old", "new", "value"),
    [
        ("approved_by = []", 'approved_by = ["A. Pharmacist"]', "A. Pharmacist"),
        ('review = "unreviewed"', 'review = "approved"', ""),
        ('["units/min", "units/h"]', "[]", ""),
        ('["units/min", "units/h"]', '["units/min", "units/min"]', "units/min, units/min"),
        ('"0.04 units/min"', '"0.041 units/min"', "0.041 units/min"),
        ('amount = "20 units"', 'amount = "20 mg"', "20 mg in 100 mL"),
        ('volume = "100 mL"', 'volume = "100 mL"\nlabelled_as = "base"', ""),
    ],
)
def test_the_value_at_fault_stands_beside_it(old: str, new: str, value: str) -> None:
    (fault,) = library_faults(spoil(VASOPRESSIN, old, new))
    assert fault.value == value


@pytest.mark.hazard("H46")
@pytest.mark.parametrize(("labelled", "value"), [("", ""), ('labelled_as = "salt"', "salt")])
def test_how_a_bag_is_labelled_stands_beside_what_is_wrong_with_it(
    labelled: str, value: str
) -> None:
    text = spoil(NOREPINEPHRINE, 'labelled_as = "base"', labelled)
    (fault,) = library_faults(text, file="norepinephrine.toml")
    assert (fault.field, fault.value) == ("preparation[1].labelled_as", value)


def test_a_step_in_another_unit_or_above_the_hard_limit_is_named_by_its_place() -> None:
    """The second step down of norepinephrine."""
    text = spoil(NOREPINEPHRINE, '"2 mcg/min"', '"2 mg/min"')
    (fault,) = library_faults(text, file="norepinephrine.toml")
    assert (fault.field, fault.value) == ("titration[2].step_at_most.value", "2 mg/min")
    assert fault.sentence == (
        "norepinephrine.toml, titration[2].step_at_most.value: norepinephrine is dosed in mcg/kg/min "
        "or mcg/min, not in mg/min."
    )


def test_what_is_bounded_on_the_way_down_is_free_on_the_way_up() -> None:
    """0.03 mcg/kg/min up, where 0.02 is the most down; and a wait of five minutes."""
    text = spoil(NOREPINEPHRINE, 'direction = "down"', 'direction = "up"')
    text = spoil(text, '"0.02 mcg/kg/min"', '"0.03 mcg/kg/min"')
    assert a_library(norepinephrine=spoil(text, '"15 min"', '"5 min"')).drugs


def test_a_bag_may_just_be_run_at_either_end_of_the_usual_doses() -> None:
    """0.03 units/min of 180 units in 100 mL is 1 mL/h; 0.01 of 100 units in 166.5 L is 999."""
    for amount, volume in (("180 units", "100 mL"), ("100 units", "166.5 L")):
        text = spoil(VASOPRESSIN, 'amount = "20 units"', f'amount = "{amount}"')
        assert a_library(vasopressin=spoil(text, 'volume = "100 mL"', f'volume = "{volume}"')).drugs
    text = spoil(VASOPRESSIN, 'amount = "20 units"', 'amount = "181 units"')
    (fault,) = library_faults(text)
    assert fault.code is FaultCode.IMPLAUSIBLE_STRENGTH


def test_a_bag_that_is_none_hides_no_other_one() -> None:
    """The first is empty, the second could not be run."""
    text = spoil(VASOPRESSIN, 'amount = "20 units"', 'amount = "0 units"')
    text += bag("20 milliunits", "100 mL")
    assert [(one.code, one.field) for one in library_faults(text)] == [
        (FaultCode.IMPLAUSIBLE_STRENGTH, "preparation[2]"),
        (FaultCode.MISSING_FIELD, "preparation[1]"),
    ]


@pytest.mark.parametrize(
    ("amount", "volume", "is_taken"),
    [
        ("600 mg", "250 mL", True),  # 2,400 mcg/mL: 1 mL/h
        ("601 mg", "250 mL", False),
    ],
)
def test_a_bag_is_too_strong_where_40_kg_would_run_below_one(
    amount: str, volume: str, *, is_taken: bool
) -> None:
    """Norepinephrine up to 1 mcg/kg/min is 2,400 mcg/h at 40 kg."""
    text = spoil(NOREPINEPHRINE, 'amount = "4 mg"', f'amount = "{amount}"')
    text = spoil(text, 'volume = "250 mL"', f'volume = "{volume}"')
    if is_taken:
        assert a_library(norepinephrine=text).drugs
    else:
        (fault,) = library_faults(text, file="norepinephrine.toml")
        assert fault.code is FaultCode.IMPLAUSIBLE_STRENGTH


@pytest.mark.parametrize(("volume", "is_taken"), [("333 mL", True), ("333.1 mL", False)])
def test_a_bag_is_too_weak_where_200_kg_would_run_above_999(volume: str, *, is_taken: bool) -> None:
    """Norepinephrine from 1 mcg/kg/min is 12 mg/h at 200 kg: 999 mL/h of 4 mg in 333 mL."""
    usual = "".join(f'{end} = {{ value = "1 mcg/kg/min", {SOURCED} }}\n' for end in ("low", "high"))
    text = spoil(NOREPINEPHRINE, "[[start]]", f"[usual_range]\n{usual}\n[[start]]")
    text = spoil(text, 'volume = "250 mL"', f'volume = "{volume}"')
    if is_taken:
        assert a_library(norepinephrine=text).drugs
    else:
        (fault,) = library_faults(text, file="norepinephrine.toml")
        assert fault.code is FaultCode.IMPLAUSIBLE_STRENGTH


@pytest.mark.hazard("H04")
def test_every_drug_is_dosed_in_its_own_units_and_no_other() -> None:
    """As the rules list them: vasopressin never per kg, three drugs only per kg."""
    assert DOSE_UNITS == {
        "norepinephrine": ("mcg/kg/min", "mcg/min"),
        "epinephrine": ("mcg/kg/min", "mcg/min"),
        "phenylephrine": ("mcg/kg/min", "mcg/min"),
        "dobutamine": ("mcg/kg/min",),
        "dopamine": ("mcg/kg/min",),
        "milrinone": ("mcg/kg/min",),
        "vasopressin": ("units/min", "units/h"),
        "angiotensin II": ("nanogram/kg/min",),
    }


def test_the_same_bag_twice_is_named_with_its_first_place() -> None:
    text = NOREPINEPHRINE + bag("4000 mcg", "0.25 L", 'labelled_as = "base"')
    (fault,) = library_faults(text, file="norepinephrine.toml")
    assert fault.sentence == (
        "norepinephrine.toml, preparation[2]: 4,000 mcg in 0.25 L is the same bag as preparation[1]."
    )
