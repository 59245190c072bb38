"""Drug files become a library, or every fault in them is named."""

from __future__ import annotations

import hashlib
import tomllib
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support.policy_texts import (
    NOREPINEPHRINE,
    VASOPRESSIN,
    a_library,
    library_faults,
    spoil,
)
from titrator import resources
from titrator.core.drug_library import Direction, DrugLibrary, LabelledAs, Review, Topic
from titrator.core.library_file import fingerprint_of, parse_library
from titrator.core.policy_fault import FaultCode, PolicyFileError
from titrator.core.references import Known, parse_references
from titrator.core.units import UNITS, Quantity


def quantity(number: str, unit: str) -> Quantity:
    """A quantity from a decimal."""
    return Quantity(Fraction(number), UNITS[unit])


def test_a_drug_file_is_read_whole() -> None:
    """Every figure keeps its value, its source and how well it is known."""
    drug = a_library().drug("vasopressin")
    assert drug.display_name == "vasopressin"
    assert [unit.symbol for unit in drug.dose_units] == ["units/min", "units/h"]
    assert drug.hard_limit.value == quantity("0.04", "units/min")
    assert drug.hard_limit.source == "A label"
    assert drug.hard_limit.review is Review.UNREVIEWED
    assert drug.soft_limit is not None
    assert drug.soft_limit.value == quantity("0.03", "units/min")
    assert drug.usual_range is not None
    assert [end.value for end in drug.usual_range] == [
        quantity("0.01", "units/min"),
        quantity("0.03", "units/min"),
    ]
    (bag,) = drug.preparations
    assert (bag.amount, bag.volume) == (quantity("20", "units"), quantity("100", "mL"))
    assert bag.labelled_as is None
    (start,) = drug.start
    assert start.indication == "septic shock"
    assert start.high.value == quantity("0.02", "units/min")
    (step,) = drug.titration
    assert step.direction is Direction.DOWN
    assert step.interval_at_least.value == quantity("1", "h")
    assert drug.cautions == ("Watch urine output.",)
    assert drug.notes[0].topic is Topic.CAUTION
    assert drug.approved_by == ()
    assert drug.review_by == ""


def test_what_is_optional_may_be_left_out() -> None:
    """No soft limit, usual range or note: none is made up."""
    drug = a_library().drug("norepinephrine")
    assert drug.soft_limit is None
    assert drug.usual_range is None
    assert drug.notes == ()
    assert drug.preparations[0].labelled_as is LabelledAs.BASE


def test_approvals_and_the_date_of_review_are_kept() -> None:
    """Who approved the file and when it is to be looked at again go with the drug."""
    text = spoil(
        VASOPRESSIN,
        "approved_by = []",
        'approved_by = ["A. Pharmacist, 2026-11-02"]\nreview_by = "2027-11-02"',
    )
    drug = a_library(vasopressin=text).drug("vasopressin")
    assert drug.approved_by == ("A. Pharmacist, 2026-11-02",)
    assert drug.review_by == "2027-11-02"


def test_the_faults_of_all_files_are_found_at_once() -> None:
    """Two damaged files and a sound one: both faults are named, and nothing is returned."""
    files = {
        "vasopressin.toml": spoil(VASOPRESSIN, '"0.04 units/min"', '"0.05 units/min"').encode(),
        "epinephrine.toml": b"name = ",
        "norepinephrine.toml": NOREPINEPHRINE.encode(),
    }
    with pytest.raises(PolicyFileError) as caught:
        parse_library(files)
    assert [fault.file for fault in caught.value.faults] == ["epinephrine.toml", "vasopressin.toml"]


def test_a_drug_in_two_files_is_refused() -> None:
    """A second file of the same drug would hide the first one's limits."""
    files = {"vasopressin.toml": VASOPRESSIN.encode(), "vasopressin-2.toml": VASOPRESSIN.encode()}
    with pytest.raises(PolicyFileError) as caught:
        parse_library(files)
    codes = [fault.code for fault in caught.value.faults]
    assert codes == [FaultCode.FILE_NAME, FaultCode.DUPLICATE]


@pytest.mark.parametrize("count", [0, 101])
def test_no_file_and_far_too_many_files_are_refused(count: int) -> None:
    """An empty library has no limits to hold to."""
    with pytest.raises(PolicyFileError, match=f"{count} drug files were found"):
        parse_library({f"{number}.toml": b"" for number in range(count)})


@pytest.mark.hazard("H03")
@pytest.mark.parametrize("key", ["concentration", 'concentration = "200 mcg/mL"\nstrength'])
def test_a_stored_concentration_is_refused(key: str) -> None:
    """A concentration beside amount and volume could contradict them."""
    text = spoil(VASOPRESSIN, 'amount = "20 units"', f'{key} = "2 units/mL"\namount = "20 units"')
    faults = library_faults(text)
    assert len(faults) == key.count("=") + 1
    assert faults[0].code is FaultCode.CONCENTRATION_STORED
    assert faults[0].field == "preparation[1].concentration"
    assert (
        faults[0].sentence
        == "vasopressin.toml, preparation[1].concentration: a concentration is only ever derived from amount and volume; remove it."
    )


def test_the_fingerprint_tells_any_change_of_name_or_byte() -> None:
    """Order of reading does not matter; a byte, a name, or a byte moved between them does."""
    one = fingerprint_of({"a": b"1", "b": b"2"})
    assert one == fingerprint_of({"b": b"2", "a": b"1"})
    assert len(one) == 64
    others = [{"a": b"1", "b": b"3"}, {"a": b"1", "c": b"2"}, {"a": b"1b", "": b"2"}, {"a": b"1"}]
    assert one not in [fingerprint_of(files) for files in others]
    assert fingerprint_of({"\udcff": b""})
    assert a_library().fingerprint == fingerprint_of(
        {"norepinephrine.toml": NOREPINEPHRINE.encode(), "vasopressin.toml": VASOPRESSIN.encode()}
    )


@pytest.mark.rule("R12")
@pytest.mark.hazard("H32")
@given(st.integers(min_value=1, max_value=10_000_000))
def test_no_file_can_hold_a_limit_above_the_ceiling(millionths: int) -> None:
    """Vasopressin up to 0.04 units/min is read; anything above it is refused, however close."""
    limit = f"{millionths // 1_000_000}.{millionths % 1_000_000:06d} units/min"
    text = NO_RANGES.replace("LIMIT", limit)
    if millionths <= 40_000:
        library = parse_library({"vasopressin.toml": text.encode()})
        assert library.drug("vasopressin").hard_limit.value == quantity(
            limit.split(maxsplit=1)[0], "units/min"
        )
    else:
        (fault,) = library_faults(text)
        assert fault.code is FaultCode.PROTOCOL_LOOSER_THAN_CEILING


NO_RANGES = """
name = "vasopressin"
display_name = "vasopressin"
dose_units = ["units/min"]
approved_by = []
hard_limit = { value = "LIMIT", source = "A label", review = "unreviewed" }
"""


# The shipped library, against the tables of the rule book worked by hand.


def test_the_shipped_drug_files_are_a_library_of_eight_drugs() -> None:
    """All shipped files are free of faults, and hold the eight drugs."""
    assert set(shipped().drugs) == {row[0] for row in SHIPPED}


def shipped() -> DrugLibrary:
    """The shipped library."""
    return parse_library(resources.shipped_library_files())


SHIPPED = [
    ("norepinephrine", "3 mcg/kg/min", "0.5 mcg/kg/min", ["mcg/kg/min", "mcg/min"]),
    ("vasopressin", "0.04 units/min", "0.03 units/min", ["units/min", "units/h"]),
    ("epinephrine", "2 mcg/kg/min", "0.5 mcg/kg/min", ["mcg/kg/min", "mcg/min"]),
    ("phenylephrine", "10 mcg/kg/min", "6 mcg/kg/min", ["mcg/kg/min", "mcg/min"]),
    ("dobutamine", "40 mcg/kg/min", "20 mcg/kg/min", ["mcg/kg/min"]),
    ("dopamine", "50 mcg/kg/min", "20 mcg/kg/min", ["mcg/kg/min"]),
    ("milrinone", "1 mcg/kg/min", "0.75 mcg/kg/min", ["mcg/kg/min"]),
    ("angiotensin II", "40 nanogram/kg/min", "40 nanogram/kg/min", ["nanogram/kg/min"]),
]


@pytest.mark.parametrize(("name", "hard", "soft", "units"), SHIPPED)
def test_a_shipped_drug_has_the_limits_and_units_of_the_rule_book(
    name: str, hard: str, soft: str, units: list[str]
) -> None:
    """Hard limits are the built-in ceilings, soft limits as published."""
    drug = shipped().drug(name)
    assert drug.hard_limit.value == quantity(*hard.split())
    assert drug.soft_limit is not None
    assert drug.soft_limit.value == quantity(*soft.split())
    assert [unit.symbol for unit in drug.dose_units] == units
    assert drug.preparations
    assert drug.cautions


@pytest.mark.hazard("H43")
def test_only_published_tall_man_letters_are_used() -> None:
    """DOBUTamine, DOPamine and EPINEPHrine are published; no other name is given capitals."""
    names = {drug.display_name for drug in shipped().drugs.values()}
    assert names == {
        "norepinephrine",
        "vasopressin",
        "EPINEPHrine",
        "phenylephrine",
        "DOBUTamine",
        "DOPamine",
        "milrinone",
        "angiotensin II",
    }


@pytest.mark.hazard("H46")
def test_the_shipped_norepinephrine_bags_count_base() -> None:
    """Salt and base differ two-fold, so each bag says which it counts."""
    bags = shipped().drug("norepinephrine").preparations
    assert {bag.labelled_as for bag in bags} == {LabelledAs.BASE}
    assert quantity("16", "mcg/mL") in [bag.amount / bag.volume for bag in bags]


@pytest.mark.hazard("H49")
def test_nothing_that_ships_claims_to_be_approved() -> None:
    """No hospital has seen the shipped files, and none of them says so."""
    for content in (
        *resources.shipped_library_files().values(),
        *resources.shipped_protocol_files().values(),
    ):
        assert b'"approved"' not in content
        assert b"approved_by = []" in content


def test_every_source_is_in_the_references_and_no_figure_is_known_better_than_its_source() -> None:
    """What was not read in its source is "second hand" wherever it stands."""
    known = {
        one.id: one.known
        for one in parse_references("r.toml", resources.resource_bytes("references.toml"))
    }
    cited = set()
    for source, review in _shipped_sources():
        assert source in known, source
        cited.add(source)
        if known[source] is not Known.READ:
            assert review == "second hand", source
    assert cited == set(known), "a reference that nothing names"


def _shipped_sources() -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []

    def walk(value: object) -> None:
        if isinstance(value, dict):
            if "source" in value:
                found.append((value["source"], value["review"]))
            for inner in value.values():
                walk(inner)
        if isinstance(value, list):
            for inner in value:
                walk(inner)

    for content in (
        *resources.shipped_library_files().values(),
        *resources.shipped_protocol_files().values(),
    ):
        walk(tomllib.loads(content.decode()))
    return found


def test_a_hundred_files_are_read_and_one_more_is_told_with_the_number() -> None:
    """The hundred are looked at, whatever is then wrong with each."""
    files = {f"{number}.toml": b"" for number in range(100)}
    with pytest.raises(PolicyFileError) as caught:
        parse_library(files)
    assert len(caught.value.faults) == 100
    for number in (0, 101):
        with pytest.raises(PolicyFileError) as caught:
            parse_library({f"{one}.toml": b"" for one in range(number)})
        (fault,) = caught.value.faults
        assert (fault.file, fault.field, fault.value) == ("drug library", "", "")
        assert fault.sentence == (
            f"drug library: {number} drug files were found; from 1 to 100 are read."
        )


def test_a_drug_in_two_files_is_told_by_its_name() -> None:
    files = {"a.toml": VASOPRESSIN.encode(), "vasopressin.toml": VASOPRESSIN.encode()}
    with pytest.raises(PolicyFileError) as caught:
        parse_library(files)
    assert "vasopressin.toml: vasopressin is in another file of this library already." in [
        fault.sentence for fault in caught.value.faults
    ]


def test_the_fingerprint_is_over_lengths_names_and_bytes() -> None:
    """As whoever checks it works it out."""
    text = b"1:b:2:xy6:a.toml:0:"
    assert fingerprint_of({"b": b"xy"}) == hashlib.sha256(text[:8]).hexdigest()
    assert (
        fingerprint_of({"b": b"xy", "a.toml": b""})
        == hashlib.sha256(b"6:a.toml:0:1:b:2:xy").hexdigest()
    )


def test_only_cautions_are_cautions() -> None:
    """A note on the line is another topic."""
    note = VASOPRESSIN[VASOPRESSIN.index("[[note]]") :]
    text = VASOPRESSIN + "\n" + note.replace("caution", "line").replace("urine output", "the line")
    drug = parse_library({"vasopressin.toml": text.encode()}).drug("vasopressin")
    assert drug.cautions == ("Watch urine output.",)
    assert len(drug.notes) == 2


@pytest.mark.parametrize(
    ("before", "field"),
    [
        ('name = "vasopressin"', "hard_limt"),
        ("[usual_range]", "usual_range.hard_limt"),
        ("[[start]]", "start[1].hard_limt"),
        ("[[titration]]", "titration[1].hard_limt"),
        ("[[preparation]]", "preparation[1].hard_limt"),
        ("[[note]]", "note[1].hard_limt"),
    ],
)
def test_a_misspelt_field_is_a_fault_wherever_it_stands(before: str, field: str) -> None:
    text = VASOPRESSIN.replace(before, f"{before}\nhard_limt = 1", 1)
    with pytest.raises(PolicyFileError) as caught:
        parse_library({"vasopressin.toml": text.encode()})
    assert [(one.code, one.field) for one in caught.value.faults] == [
        (FaultCode.UNKNOWN_FIELD, field)
    ]


def test_a_misspelt_field_of_a_figure_is_a_fault_too() -> None:
    text = VASOPRESSIN.replace('review = "unreviewed" }', 'review = "unreviewed", unit = "x" }', 1)
    with pytest.raises(PolicyFileError) as caught:
        parse_library({"vasopressin.toml": text.encode()})
    assert [one.field for one in caught.value.faults] == ["hard_limit.unit"]


def test_a_file_with_a_fault_of_form_is_judged_no_further() -> None:
    """A limit that could not be read would only be called wrong a second time."""
    text = VASOPRESSIN.replace('"0.04 units/min"', '"much"', 1).replace("20 units", "20 mg")
    with pytest.raises(PolicyFileError) as caught:
        parse_library({"vasopressin.toml": text.encode()})
    assert [one.field for one in caught.value.faults] == ["hard_limit.value"]
