"""Every kind of mistake seen in other calculators and dose libraries, put into ours: all are found.

Each case spoils one thing in files that are otherwise free of faults, as somebody typing would. The
kinds that have no place in a file (a stale result on a screen, a muted alarm) are tried where they
could happen; here stand all that a library, a protocol or their page can carry.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import pytest

from tests.support.policy_texts import NOREPINEPHRINE, PROTOCOL, REFERENCES, VASOPRESSIN, spoil
from titrator.core.policy_fault import FaultCode
from titrator.session.policy_check import check_policy, find_policy_files

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.hazard("H32")

NE, VP, PR = "norepinephrine.toml", "vasopressin.toml", "ours.toml"
TEXTS = {NE: NOREPINEPHRINE, VP: VASOPRESSIN, PR: PROTOCOL}
CYRILLIC = "\N{CYRILLIC SMALL LETTER ES}"


class Seed(NamedTuple):
    """One mistake: its kind, the file, what stood there, what stands there now, the code expected."""

    kind: str
    file: str
    old: str
    new: str
    code: FaultCode


SEEDS = (
    Seed("blank", NE, 'labelled_as = "base"\n', "", FaultCode.SALT_OR_BASE),
    Seed("blank", VP, 'value = "0.04 units/min"', 'value = ""', FaultCode.MISSING_FIELD),
    Seed("blank", VP, 'source = "A label", ', "", FaultCode.MISSING_FIELD),
    Seed("blank", VP, ', review = "unreviewed"', "", FaultCode.MISSING_FIELD),
    Seed("blank", PR, 'review = "second hand"', 'review = ""', FaultCode.MISSING_FIELD),
    Seed("blank", VP, 'review = "unreviewed"', 'review = "approved"', FaultCode.APPROVAL_MISSING),
    Seed("number without unit", VP, '"0.04 units/min"', "0.04", FaultCode.WRONG_TYPE),
    Seed("number without unit", VP, '"0.04 units/min"', '"0.04"', FaultCode.UNIT_MISMATCH),
    Seed(
        "limit in another unit", VP, '"0.04 units/min"', '"0.04 mcg/min"', FaultCode.UNIT_MISMATCH
    ),
    Seed("limit in another unit", NE, '"1 mcg/kg/min"', '"1 mcg/min"', FaultCode.UNIT_MISMATCH),
    Seed(
        "two unit families",
        VP,
        '"units/min", "units/h"',
        '"units/min", "mcg/min"',
        FaultCode.UNIT_MISMATCH,
    ),
    Seed(
        "units per hour as per minute",
        VP,
        '"0.04 units/min"',
        '"2.4 units/min"',
        FaultCode.PROTOCOL_LOOSER_THAN_CEILING,
    ),
    Seed("missing x1000", NE, 'amount = "4 mg"', 'amount = "4 mcg"', FaultCode.CAP_OUT_OF_REACH),
    Seed("missing x1000", NE, 'amount = "4 mg"', 'amount = "4 g"', FaultCode.IMPLAUSIBLE_STRENGTH),
    Seed(
        "missing x60",
        VP,
        'high = { value = "0.03 units/min"',
        'high = { value = "0.03 units/h"',
        FaultCode.OUTSIDE_LIMITS,
    ),
    Seed(
        "concentration typed twice",
        NE,
        'volume = "250 mL"',
        'volume = "250 mL"\nconcentration = "16 mcg/mL"',
        FaultCode.CONCENTRATION_STORED,
    ),
    Seed(
        "mg per vial as mg/mL", NE, 'amount = "4 mg"', 'amount = "4 mg/mL"', FaultCode.UNIT_MISMATCH
    ),
    Seed(
        "mg per vial as mg/mL",
        NE,
        'volume = "250 mL"',
        'volume = "0.1 mL"',
        FaultCode.IMPLAUSIBLE_STRENGTH,
    ),
    Seed(
        "bands with holes",
        PR,
        'down_to = "off"\ninterval = { value = "20',
        'down_to = "floor"\ninterval = { value = "20',
        FaultCode.MISSING_FIELD,
    ),
    Seed(
        "bands that overlap",
        PR,
        'drug = "vasopressin"',
        'drug = "norepinephrine"',
        FaultCode.STAGES_NOT_TOTAL,
    ),
    Seed("below zero", VP, '"0.04 units/min"', '"-0.04 units/min"', FaultCode.BELOW_ZERO),
    Seed("not a number", VP, '"0.04 units/min"', '"nan units/min"', FaultCode.NOT_A_NUMBER),
    Seed("not a number", VP, '"0.04 units/min"', '"inf units/min"', FaultCode.NOT_A_NUMBER),
    Seed("not a number", VP, '"0.04 units/min"', "nan", FaultCode.WRONG_TYPE),
    Seed("rounding that passes a limit", PR, '"0.01 mL/h"', '"5 mL/h"', FaultCode.OUTSIDE_RANGE),
    Seed("step no pump can make", PR, '"0.01 mL/h"', '"1 mL/h"', FaultCode.STEP_NOT_REACHABLE),
    *(
        Seed(
            "a parser that strips",
            VP,
            '"0.04 units/min"',
            f'"{text} units/min"',
            FaultCode.NOT_A_NUMBER,
        )
        for text in (
            "0,04",
            ".04",
            "0.0.4",
            "O.04",
            "\N{FULLWIDTH DIGIT ONE}",
            "4e-2",
            "0.04u",
        )
    ),
    Seed(
        "a parser that strips",
        VP,
        '"0.04 units/min"',
        '"0 04 units/min"',
        FaultCode.UNIT_MISMATCH,
    ),
    Seed(
        "a sentinel as a dose",
        VP,
        '"0.04 units/min"',
        '"999 units/min"',
        FaultCode.PROTOCOL_LOOSER_THAN_CEILING,
    ),
    Seed("a sentinel as a dose", VP, '"0.04 units/min"', '"0 units/min"', FaultCode.OUTSIDE_LIMITS),
    Seed(
        "a look-alike letter",
        NE,
        '"1 mcg/kg/min"',
        f'"1 m{CYRILLIC}g/kg/min"',
        FaultCode.UNIT_MISMATCH,
    ),
    Seed(
        "a look-alike letter",
        NE,
        '["mcg/kg/min"',
        f'["m{CYRILLIC}g/kg/min"',
        FaultCode.UNIT_MISMATCH,
    ),
    Seed(
        "a look-alike letter",
        NE,
        'name = "norepinephrine"',
        f'name = "norepi{CYRILLIC}ephrine"',
        FaultCode.NOT_ASCII,
    ),
    Seed("a limit that is dropped", VP, "hard_limit =", "hard_limits =", FaultCode.UNKNOWN_FIELD),
    Seed("a limit that is dropped", VP, "soft_limit =", "soft_max =", FaultCode.UNKNOWN_FIELD),
    Seed("two tables of one limit", VP, "soft_limit =", "hard_limit =", FaultCode.NOT_READABLE),
    Seed(
        "two tables of one bag",
        NE,
        'review = "unreviewed"\n',
        'review = "unreviewed"\n\n[[preparation]]\namount = "4 mg"\nvolume = "250 mL"\nlabelled_as = "base"\nsource = "A label"\nreview = "unreviewed"\n',
        FaultCode.DUPLICATE,
    ),
    Seed(
        "limits not nested",
        VP,
        'soft_limit = { value = "0.03',
        'soft_limit = { value = "0.041',
        FaultCode.LIMITS_NOT_NESTED,
    ),
    Seed(
        "limits not nested",
        PR,
        'step = { value = "0.005 mcg/kg/min"',
        'step = { value = "0.021 mcg/kg/min"',
        FaultCode.LIMITS_NOT_NESTED,
    ),
    Seed(
        "a start outside its range",
        VP,
        'high = { value = "0.02',
        'high = { value = "0.2',
        FaultCode.OUTSIDE_LIMITS,
    ),
    Seed(
        "a range upside down",
        VP,
        'low = { value = "0.01',
        'low = { value = "0.035',
        FaultCode.OUTSIDE_LIMITS,
    ),
    Seed("a percentage out of range", PR, '"40 %"', '"400 %"', FaultCode.OUTSIDE_RANGE),
    Seed(
        "a reminder that never comes",
        PR,
        'suspend_after_overdue = { value = "8 min"',
        'suspend_after_overdue = { value = "8 h"',
        FaultCode.OUTSIDE_RANGE,
    ),
    Seed(
        "a reassessment too late",
        PR,
        '["5 min", "10 min"]',
        '["5 min", "20 min"]',
        FaultCode.OUTSIDE_RANGE,
    ),
    Seed(
        "an interval too short",
        PR,
        'interval = { value = "15 min"',
        'interval = { value = "10 min"',
        FaultCode.OUTSIDE_LIMITS,
    ),
    Seed(
        "a gate that asks nothing", PR, '["fluids", "arterial_line"]', "[]", FaultCode.MISSING_FIELD
    ),
    Seed(
        "a gate that is misspelt", PR, '"arterial_line"', '"arterial line"', FaultCode.NOT_A_CHOICE
    ),
    Seed(
        "a fixed fallback dose",
        PR,
        'version = "1"',
        'version = "1"\nfallback_dose = "0.02 units/min"',
        FaultCode.UNKNOWN_FIELD,
    ),
    Seed("cut off", VP, VASOPRESSIN[-120:], "", FaultCode.MISSING_FIELD),
    Seed("unsafe writing", VP, "Watch urine output.", "Start at .5 mg.", FaultCode.UNSAFE_WRITING),
    Seed("unsafe writing", VP, "Watch urine output.", "Give 20U.", FaultCode.UNSAFE_WRITING),
    Seed(
        "a source nobody knows",
        VP,
        'source = "A label"',
        'source = "Internet"',
        FaultCode.SOURCE_UNKNOWN,
    ),
    Seed(
        "look-alike strengths",
        NE,
        'review = "unreviewed"\n',
        'review = "unreviewed"\n\n[[preparation]]\namount = "40 mg"\nvolume = "250 mL"\nlabelled_as = "base"\nsource = "A label"\nreview = "unreviewed"\n',
        FaultCode.LOOK_ALIKE,
    ),
)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A hospital's folder without a fault."""
    folder = tmp_path_factory.mktemp("site")
    (folder / "drug_library").mkdir()
    (folder / "protocols").mkdir()
    (folder / "references.toml").write_text(REFERENCES, encoding="utf-8")
    for name, text in TEXTS.items():
        place_of(folder, name).write_text(text, encoding="utf-8")
    return folder


def place_of(folder: Path, name: str) -> Path:
    """Where a file of the policy lies."""
    return folder / ("protocols" if name == PR else "drug_library") / name


def found_in(folder: Path) -> set[tuple[FaultCode, str]]:
    """Code and file of everything found; the light and the heavy adult are enough here."""
    report = check_policy(find_policy_files(folder), (40, 200))
    for one in (*report.faults, *report.notices):
        assert one.sentence.startswith(one.file)
        assert one.sentence.endswith(".")
    return {(one.code, one.file) for one in (*report.faults, *report.notices)}


def test_files_without_a_mistake_give_nothing(site: Path) -> None:
    """What is found below is found because it was put there."""
    assert found_in(site) == set()


@pytest.mark.parametrize("seed", SEEDS, ids=lambda seed: f"{seed.kind}: {seed.new[:24]!r}")
def test_each_mistake_is_found_with_its_code_and_file(site: Path, seed: Seed) -> None:
    """100 %: none of them passes, and each sentence names the file."""
    place = place_of(site, seed.file)
    place.write_text(spoil_last(seed), encoding="utf-8")
    try:
        assert (seed.code, seed.file) in found_in(site)
    finally:
        place.write_text(TEXTS[seed.file], encoding="utf-8")


def spoil_last(seed: Seed) -> str:
    """The text with the mistake; a bag is added after the last one, the rest where it stands first."""
    text = TEXTS[seed.file]
    if "[[preparation]]" in seed.new:
        return text.rstrip("\n") + seed.new.removeprefix(seed.old.rstrip("\n"))
    return spoil(text, seed.old, seed.new)


def test_the_shipped_files_give_nothing_at_all() -> None:
    """No fault and no notice, for every weight from 40 kg to 200 kg."""
    report = check_policy(find_policy_files(None))
    assert (report.faults, report.notices) == ((), ())
