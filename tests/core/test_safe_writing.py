"""Look-alike letters and doses that can be misread are found in the text of policy files."""

from __future__ import annotations

import pytest

from titrator.core.policy_fault import FaultCode
from titrator.core.safe_writing import name_faults, prose_faults


@pytest.mark.parametrize("text", ["norepinephrine", "mcg/kg/min", "A label (2021), page 3"])
def test_a_plain_name_passes(text: str) -> None:
    """Plain letters, digits and signs are what names are made of."""
    assert name_faults(text) == ()


@pytest.mark.parametrize(
    ("text", "letter"),
    [
        (
            "m\N{CYRILLIC SMALL LETTER ES}g/min",
            '"m\N{CYRILLIC SMALL LETTER ES}g/min" holds CYRILLIC SMALL LETTER ES; use plain letters only.',
        ),
        (
            "\N{FULLWIDTH DIGIT ONE} mcg",
            '"\N{FULLWIDTH DIGIT ONE} mcg" holds FULLWIDTH DIGIT ONE; use plain letters only.',
        ),
        ("Étude", '"Étude" holds LATIN CAPITAL LETTER E WITH ACUTE; use plain letters only.'),
    ],
)
def test_a_name_with_another_letter_is_refused_and_the_letter_named(text: str, letter: str) -> None:
    """A Cyrillic c in mcg looks the same and is another unit."""
    ((code, why),) = name_faults(text)
    assert code is FaultCode.NOT_ASCII
    assert why == letter


@pytest.mark.parametrize(
    "text",
    [
        "Hypotension in 68.4 % of 38, p below 0.001; odds ratio 0.22 (0.07 to 0.68).",
        "Réduire de 0.01 units/min toutes les 60 min, pas plus.",
        "MAP at least 65 mmHg ≥ target, 4 mg in 250 mL",
        "At 0.90 of the dose",
    ],
)
def test_a_plain_sentence_passes(text: str) -> None:
    """Latin letters with accents, signs and safe doses may stand in a sentence."""
    assert prose_faults(text) == ()


@pytest.mark.hazard("H37")
@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("at most .5 mcg/min", ".5"),
        ("1.0 mg", "1.0 mg"),
        ("0.040 units/min", "0.040 units"),
        ("20 U in a bag", "20 U"),
        ("20 IU", "20 IU"),
        ("20 ng", "20 ng"),
        ("10mg", "10mg"),
    ],
)
def test_a_dose_that_can_be_misread_is_refused(text: str, found: str) -> None:
    """Naked decimals, trailing zeros, U, ng and run-in units never reach the screen."""
    faults = prose_faults(text)
    assert [code for code, _ in faults] == [FaultCode.UNSAFE_WRITING]
    assert f'"{found}"' in faults[0][1]


@pytest.mark.parametrize(
    "text",
    [
        "5 \N{MICRO SIGN}g",
        "\N{CYRILLIC SMALL LETTER A} dose",
        "line\nbreak",
        "zero\u200bwidth",
        "剂量",
    ],
)
def test_a_sentence_with_other_letters_or_hidden_signs_is_refused(text: str) -> None:
    """Look-alikes, control characters and characters of no width are named and refused."""
    assert FaultCode.NOT_ASCII in [code for code, _ in prose_faults(text)]


def test_a_letter_without_a_name_is_told_by_its_number() -> None:
    """A character that has no name is still named in the sentence."""
    ((_, why),) = name_faults("a\ue000")
    assert why == '"a�" holds character number 57344; use plain letters only.'


@pytest.mark.hazard("H37")
@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("at most .5 mcg/min", '".5" can be misread; write a zero before the point.'),
        ("1.0 mg", '"1.0 mg" can be misread; leave out the trailing zero.'),
        ("20 IU", '"20 IU" can be misread; write units in full.'),
        ("5 ug", '"5 ug" can be misread; write mcg, nanogram or mL.'),
        ("5 cc", '"5 cc" can be misread; write mcg, nanogram or mL.'),
        ("10mg", '"10mg" can be misread; write a space before the unit.'),
    ],
)
def test_a_dose_that_can_be_misread_is_refused_with_how_to_write_it(text: str, said: str) -> None:
    ((_, why),) = prose_faults(text)
    assert why == said


def test_a_look_alike_letter_in_a_sentence_is_named() -> None:
    """A Cyrillic a looks like the Latin one."""
    ((_, why),) = prose_faults("\N{CYRILLIC SMALL LETTER A} dose")
    assert why == (
        '"\N{CYRILLIC SMALL LETTER A} dose" holds CYRILLIC SMALL LETTER A; use Latin letters only.'
    )
