"""The check code holds a whole double check, and a slip in reading it is found."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from fractions import Fraction

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from titrator.core.check_code import (
    ALPHABET,
    Checked,
    _Bits,
    _digits,
    _grouped,
    _with_checks,
    decode,
    encode,
)
from titrator.core.findings import RefusedError
from titrator.core.library_lint import DOSE_UNITS
from titrator.core.units import UNITS, Quantity

NOON = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
HELD = Checked(
    drug="norepinephrine",
    amount=Quantity(Fraction(4), UNITS["mg"]),
    volume=Quantity(Fraction(250), UNITS["mL"]),
    concentration=None,
    weight=Quantity(Fraction("70.5"), UNITS["kg"]),
    resolution=None,
    asked=Quantity(Fraction("0.07"), UNITS["mcg/kg/min"]),
    nurse=Quantity(Fraction("18.4"), UNITS["mL/h"]),
    pharmacist=Quantity(Fraction("18.4"), UNITS["mL/h"]),
    engine=Quantity(Fraction("18.4"), UNITS["mL/h"]),
    library="00c4d4",
    at=NOON,
)
# Printed on paper by an earlier version: it must be read for ever.
PRINTED = "VRND-AAZ7-TYA3-XFBP-UDBM-TNXF-HT43-8YHH-CUVB-B36"


@st.composite
def quantities(draw: st.DrawFn, units: st.SearchStrategy[str]) -> Quantity:
    """Any number that can be typed, in one of `units`."""
    number = Fraction(draw(st.integers(0, 10**9)), 10 ** draw(st.integers(0, 9)))
    return Quantity(number, UNITS[draw(units)])


@st.composite
def checks(draw: st.DrawFn) -> Checked:
    """Any double check."""
    some = st.sampled_from(sorted(UNITS))
    missing = {
        name: draw(st.none() | quantities(some))
        for name in ("amount", "volume", "concentration", "weight", "resolution")
    }
    unit = st.just(draw(some))
    minutes = draw(st.integers(0, 50 * 366 * 24 * 60))
    return Checked(
        drug=draw(st.sampled_from(["other", "angiotensin II", "vasopressin", "milrinone"])),
        **missing,
        asked=draw(quantities(some)),
        nurse=draw(quantities(unit)),
        pharmacist=draw(quantities(unit)),
        engine=draw(quantities(unit)),
        library=f"{draw(st.integers(0, 2**24 - 1)):06x}",
        at=datetime.fromtimestamp(1_735_689_600 + minutes * 60, UTC),
    )


@given(checks())
def test_what_was_put_in_comes_out(checked: Checked) -> None:
    """Over the whole range of every field: nothing is cut off."""
    assert decode(encode(checked)) == checked


def test_a_code_is_short_and_of_letters_that_are_not_misread() -> None:
    code = encode(HELD)
    assert len(code.replace("-", "")) <= 40
    assert not set(code) & set("01ILO")
    assert all(len(group) == 4 for group in code.split("-")[:-1])


def test_small_letters_spaces_and_missing_hyphens_do_not_matter() -> None:
    code = encode(HELD)
    assert decode(code.lower().replace("-", " ")) == HELD
    assert decode(code.replace("-", "")) == HELD


def test_every_single_slip_and_every_two_neighbours_changed_about_are_found() -> None:
    """All of them, at every place."""
    code = encode(HELD).replace("-", "")
    slips = [
        code[:place] + letter + code[place + 1 :]
        for place in range(len(code))
        for letter in ALPHABET
        if letter != code[place]
    ]
    slips += [
        code[:place] + code[place + 1] + code[place] + code[place + 2 :]
        for place in range(len(code) - 1)
        if code[place] != code[place + 1]
    ]
    slips += [code[:place] + code[place + 1 :] for place in range(len(code))]
    for slip in slips:
        with pytest.raises(RefusedError):
            decode(slip)


@pytest.mark.parametrize(
    ("code", "why"),
    [
        ("", "The check code was not taken: it has 0 characters."),
        ("2" * 201, "The check code was not taken: it has 201 characters."),
        (
            "ABC0",
            'The check code was not taken: "0" is never part of one (neither are 0, 1, I, L and O).',
        ),
        (
            "ABC\n",
            'The check code was not taken: "�" is never part of one (neither are 0, 1, I, L and O).',
        ),
        (
            "2222-2222",
            "The check code was not taken: it does not hold a double check of this program.",
        ),
    ],
)
def test_what_is_no_code_is_refused_with_the_reason(code: str, why: str) -> None:
    with pytest.raises(RefusedError, match=f"^{re.escape(why)}$"):
        decode(code)


def test_a_later_form_and_a_longer_one_are_refused() -> None:
    """What this version does not know is not guessed."""
    digits = _digits(encode(HELD))[:-2]
    bits = _Bits.from_digits(digits)
    bits.put(0, 1)
    with pytest.raises(
        RefusedError,
        match=r"^The check code was not taken: it does not hold a double check of this program\.$",
    ):
        decode(_grouped(_with_checks(bits.digits())))
    later = _Bits()
    later.put(2, 4)
    later.put(0, 60)
    with pytest.raises(
        RefusedError,
        match=r"^The check code was not taken: it has form 2, which this version does not know\.$",
    ):
        decode(_grouped(_with_checks(later.digits())))


def test_no_code_is_made_of_what_it_could_not_hold() -> None:
    """A third has no end, and no check was made before the program existed."""
    third = Quantity(Fraction(1, 3), UNITS["mL/h"])
    with pytest.raises(
        RefusedError, match=r"^No check code was made: mL/h has no end within 15 decimals\.$"
    ):
        encode(msgspec.structs.replace(HELD, nurse=third))
    with pytest.raises(RefusedError, match=r"^No check code was made: the time is before 2025\.$"):
        encode(msgspec.structs.replace(HELD, at=datetime(2024, 12, 31, tzinfo=UTC)))


def test_a_code_on_paper_is_read_for_ever() -> None:
    """Units and drugs keep their places: a new one goes to the end."""
    assert encode(HELD) == PRINTED
    assert decode(PRINTED) == HELD


@pytest.mark.parametrize("field", ["asked", "nurse", "pharmacist", "engine"])
def test_a_number_too_long_for_the_code_is_refused_not_garbled(field: str) -> None:
    """9,223.372036854775807 fits into 63 bits; one more of its last digit would need 64."""
    fits = msgspec.structs.replace(HELD, **{field: ml_per_h("9223.372036854775807")})
    assert decode(encode(fits)) == fits
    too_long = msgspec.structs.replace(HELD, **{field: ml_per_h("9223.372036854775808")})
    with pytest.raises(RefusedError) as refused:
        encode(too_long)
    (one,) = refused.value.findings
    assert one.text == "No check code was made: a number has too many digits."
    assert one.next_action == "Type fewer digits."


def test_fifteen_decimals_fit_and_sixteen_do_not() -> None:
    """0.000000000000001 mL/h comes out as it was put in."""
    smallest = msgspec.structs.replace(HELD, asked=ml_per_h("0.000000000000001"))
    assert decode(encode(smallest)) == smallest
    with pytest.raises(RefusedError, match=r"no end within 15 decimals"):
        encode(msgspec.structs.replace(HELD, asked=ml_per_h("0.0000000000000001")))


@pytest.mark.parametrize(
    ("drug", "place"),
    [
        ("other", 0),
        ("norepinephrine", 1),
        ("epinephrine", 2),
        ("vasopressin", 3),
        ("dopamine", 4),
        ("dobutamine", 5),
        ("phenylephrine", 6),
        ("milrinone", 7),
        ("angiotensin II", 8),
    ],
)
def test_a_drug_keeps_its_place_in_every_code_ever_printed(drug: str, place: int) -> None:
    """The four bits of the form come first, then the five of the drug."""
    code = encode(msgspec.structs.replace(HELD, drug=drug))
    bits = _Bits.from_digits(_digits(code)[:-2])
    assert (bits.take(4), bits.take(5)) == (1, place)
    assert decode(code).drug == drug


def test_every_drug_that_has_a_ceiling_has_a_place_in_the_code() -> None:
    """A double check of it could not be printed otherwise."""
    for drug in DOSE_UNITS:
        assert decode(encode(msgspec.structs.replace(HELD, drug=drug))).drug == drug


@pytest.mark.parametrize(
    ("code", "why"),
    [
        ("22", "it has 2 characters"),
        ("222", "it does not hold a double check of this program"),
        ("2" * 200, "it does not hold a double check of this program"),
        ("2" * 201, "it has 201 characters"),
        ("2345", "a character is wrong, missing, or in the place of another"),
    ],
)
def test_a_code_has_three_to_two_hundred_characters_and_the_refusal_says_what_to_do(
    code: str, why: str
) -> None:
    """A code of 2s alone passes its check characters, whatever its length."""
    with pytest.raises(RefusedError) as refused:
        decode(code)
    (one,) = refused.value.findings
    assert one.text == f"The check code was not taken: {why}."
    assert one.next_action == "Read it off the sheet again, group by group."


def test_a_code_that_is_cut_off_within_a_number_is_refused() -> None:
    """Form, drug, and then nothing: what is missing is never taken for zero."""
    for kept in range(1, 9):
        bits = _Bits()
        bits.put(1, 4)
        bits.put(0, kept)
        with pytest.raises(RefusedError, match=r"it does not hold a double check"):
            decode(_grouped(_with_checks(bits.digits())))


def ml_per_h(number: str) -> Quantity:
    """A pump rate."""
    return Quantity(Fraction(number), UNITS["mL/h"])
