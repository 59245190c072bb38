"""A fault names its file, field and value in one sentence."""

from __future__ import annotations

import pytest

from titrator.core.policy_fault import (
    Fault,
    FaultCode,
    PolicyFileError,
    fault,
    one_line,
    raise_if_faulty,
    shown_value,
)


def _fault(file: str = "a.toml", field: str = "hard_limit.value") -> Fault:
    return fault(FaultCode.UNIT_MISMATCH, file=file, field=field, value='"3 U"', why="it is wrong.")


def test_a_sentence_names_the_file_and_the_field() -> None:
    """A pharmacist finds the place from the sentence alone."""
    assert _fault().sentence == "a.toml, hard_limit.value: it is wrong."
    assert _fault(field="").sentence == "a.toml: it is wrong."


def test_a_file_name_that_cannot_be_printed_does_not_spoil_the_sentence() -> None:
    """A name with a line break or a broken letter is shown in printable characters."""
    assert _fault(file="a\n\udcff.toml").file == "a\ufffd\ufffd.toml"


def test_nothing_is_raised_without_a_fault() -> None:
    """No fault, no error."""
    raise_if_faulty([])


def test_the_error_says_a_loosened_limit_before_anything_else() -> None:
    """A changed file whose limit is looser than the ceiling: both values are read, and the code."""
    altered = fault(FaultCode.ALTERED, file="b.toml", field="", value="", why="it was changed.")
    loose = fault(
        FaultCode.PROTOCOL_LOOSER_THAN_CEILING,
        file="b.toml",
        field="hard_limit.value",
        value="0.05 units/min",
        why="0.05 units/min is looser than the built-in ceiling of 0.04 units/min.",
    )
    error = PolicyFileError([altered, loose, _fault()])
    assert error.sentence == (
        "b.toml, hard_limit.value: 0.05 units/min is looser than the built-in ceiling of "
        "0.04 units/min. And 2 more; the command titrator policy check lists all."
    )
    assert error.code is FaultCode.PROTOCOL_LOOSER_THAN_CEILING
    assert error.faults == (altered, loose, _fault())


def test_faults_that_are_refusals_too_keep_their_code() -> None:
    """Other programs read the codes of section 5; a check sum that does not fit has none there."""
    altered = fault(FaultCode.ALTERED, file="b.toml", field="", value="", why="it was changed.")
    (found,) = PolicyFileError([altered, _fault()]).findings()
    assert (found.code, found.text) == ("UNIT_MISMATCH", "a.toml, hard_limit.value: it is wrong.")


def test_the_error_says_the_first_fault_and_counts_the_others() -> None:
    """A nurse reads one sentence and one thing to do; the faults are all in the error."""
    with pytest.raises(PolicyFileError) as caught:
        raise_if_faulty([_fault(), _fault(file="b.toml"), _fault(file="c.toml")])
    assert (
        caught.value.sentence
        == "a.toml, hard_limit.value: it is wrong. And 2 more; the command titrator policy check lists all."
    )
    assert (
        caught.value.next_action
        == "Call pharmacy to correct the file. Nothing is guided by a file with a fault."
    )
    assert len(caught.value.faults) == 3
    assert PolicyFileError([_fault()]).sentence == "a.toml, hard_limit.value: it is wrong."


def test_whoever_knows_who_can_mend_the_file_names_them_instead() -> None:
    """A file that shipped is no matter of the pharmacy."""
    error = PolicyFileError([_fault()], "Call IT support.")
    assert error.next_action == "Call IT support."


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (None, ""),
        (True, "true"),
        (False, "false"),
        ("0.04 units/min", '"0.04 units/min"'),
        ({"a": 1}, "a table"),
        (["5 min", "10 min"], "[5 min, 10 min]"),
        ([1, "5 min"], "a list"),
        (3, "3"),
        (2**200, "a huge number"),
        ("x" * 41, '"' + "x" * 40 + ' and more"'),
    ],
)
def test_a_value_is_shown_in_a_few_characters(value: object, shown: str) -> None:
    """Whatever a file holds, the sentence about it stays short and printable."""
    assert shown_value(value) == shown


def test_a_line_is_cut_and_printable() -> None:
    """Line breaks and control characters do not reach the sentence."""
    assert one_line("a\tb", 10) == "a\N{REPLACEMENT CHARACTER}b"
    assert one_line("abcdef", 3) == "abc and more"


def test_the_codes_are_those_that_other_programs_know() -> None:
    """The command and its reports name them; a notice is one from LOOK_ALIKE on."""
    assert [code.value for code in FaultCode] == [
        "NOT_READABLE",
        "TOO_LARGE",
        "ALTERED",
        "NOT_SIGNED",
        "NOT_IN_FORCE",
        "FILE_NAME",
        "UNKNOWN_FIELD",
        "MISSING_FIELD",
        "WRONG_TYPE",
        "NOT_A_NUMBER",
        "BELOW_ZERO",
        "UNIT_MISMATCH",
        "NOT_A_CHOICE",
        "NOT_A_DATE",
        "NOT_ASCII",
        "UNSAFE_WRITING",
        "UNKNOWN_DRUG",
        "DUPLICATE",
        "LIMITS_NOT_NESTED",
        "OUTSIDE_LIMITS",
        "OUTSIDE_RANGE",
        "CONCENTRATION_STORED",
        "SALT_OR_BASE",
        "IMPLAUSIBLE_STRENGTH",
        "APPROVAL_MISSING",
        "STAGES_NOT_TOTAL",
        "PROTOCOL_LOOSER_THAN_CEILING",
        "NO_NEXT_ACT",
        "LOOK_ALIKE",
        "CAP_OUT_OF_REACH",
        "STEP_NOT_REACHABLE",
        "SOURCE_UNKNOWN",
        "REVIEW_DATE_MISSING",
    ]


def test_where_a_value_or_a_file_name_is_cut_off() -> None:
    """128 bits are still a number, 40 characters a value and 120 a name."""
    assert shown_value(2**128 - 1) == "340282366920938463463374607431768211455"
    assert shown_value(2**128) == "a huge number"
    assert one_line("x" * 40) == "x" * 40
    assert one_line("x" * 41) == "x" * 40 + " and more"
    assert _fault(file="x" * 120).file == "x" * 120
    assert _fault(file="x" * 121).file == "x" * 120 + " and more"
