"""Policy files are read whole: each field has one type, and every fault in a file is named."""

from __future__ import annotations

from datetime import timedelta
from fractions import Fraction

import pytest

from tests.support.policy_texts import (
    PROTOCOL,
    VASOPRESSIN,
    library_faults,
    protocol_faults,
    spoil,
)
from titrator.core.drug_library import Review
from titrator.core.policy_fault import Fault, FaultCode, PolicyFileError
from titrator.core.policy_file import Table, read_toml
from titrator.core.units import UNITS, Quantity, UnitKind

DOSE = frozenset({UnitKind.DOSE_RATE})


def a_table(text: str) -> tuple[Table, list[Fault]]:
    """The top table of a text, and the list its faults go to."""
    faults: list[Fault] = []
    return read_toml("a.toml", text.encode(), faults), faults


def sentences(faults: list[Fault]) -> list[str]:
    """The sentences of the faults."""
    return [fault.sentence for fault in faults]


@pytest.mark.hazard("H33")
@pytest.mark.parametrize(
    ("content", "code", "part"),
    [
        (
            b'name = "vaso',
            FaultCode.NOT_READABLE,
            "a.toml: it is not valid TOML, or it is cut off: ",
        ),
        (
            b"a = 1\na = 2",
            FaultCode.NOT_READABLE,
            "a.toml: it is not valid TOML, or it is cut off: ",
        ),
        (
            b'name = "\xe9"',
            FaultCode.NOT_READABLE,
            "a.toml: byte 9 is not UTF-8 text; save the file as UTF-8.",
        ),
        (
            'name = "x"'.encode("utf-16"),
            FaultCode.NOT_READABLE,
            "a.toml: byte 1 is not UTF-8 text; save the file as UTF-8.",
        ),
        (b"", FaultCode.NOT_READABLE, "a.toml: it is empty."),
        (b" \n\n", FaultCode.NOT_READABLE, "a.toml: it is empty."),
        (
            b"a = " + b"[" * 5000,
            FaultCode.NOT_READABLE,
            "a.toml: it is not valid TOML, or it is cut off: ",
        ),
        (
            b"a = " + b"9" * 5000,
            FaultCode.NOT_READABLE,
            "a.toml: it is not valid TOML, or it is cut off: ",
        ),
        (
            b"approved_by = [1e" + b"9" * 40 + b"]",
            FaultCode.NOT_READABLE,
            "a.toml: it is not valid TOML, or it is cut off: no number has a power of ten as in 1e99",
        ),
        (
            b"floor = 0.1e-" + b"9" * 40,
            FaultCode.NOT_READABLE,
            "a.toml: it is not valid TOML, or it is cut off: no number has a power of ten as in 0.1e",
        ),
        (
            b"#" * 262_145,
            FaultCode.TOO_LARGE,
            "a.toml: it is larger than 262,144 bytes and was not read.",
        ),
        (
            b"#" * 1_048_576,
            FaultCode.TOO_LARGE,
            "a.toml: it is larger than 262,144 bytes and was not read.",
        ),
        (
            b"\x00" * 100,
            FaultCode.NOT_READABLE,
            "a.toml: it is not valid TOML, or it is cut off: ",
        ),
    ],
)
def test_a_file_that_cannot_be_read_gets_one_sentence(
    content: bytes, code: FaultCode, part: str
) -> None:
    """Cut off, wrongly encoded, empty, nested without end, or far too long: refused, not guessed."""
    with pytest.raises(PolicyFileError) as caught:
        read_toml("a.toml", content, [])
    (fault,) = caught.value.faults
    assert fault.code is code
    assert fault.sentence.startswith(part)


def test_a_byte_order_mark_is_tolerated() -> None:
    """Editors on Windows write one; it is no part of the text."""
    table = read_toml("a.toml", b'\xef\xbb\xbfname = "x"', [])
    assert table.text("name") == "x"


def test_every_type_of_field_is_read_exactly() -> None:
    """Quantities, times, pressures, counts, dates and lists come out as typed values."""
    table, faults = a_table("""
        name = "x"
        dose = "0.04 units/min"
        wait = "1.5 min"
        marks = ["5 min", "1 h"]
        map = "65 mmHg"
        count = 2
        flag = true
        day = "2027-03-31"
        units = ["units/min", "units/h"]
        people = ["Zoë A., 2027-03-31"]
        [inner]
        a = "b"
        [[list]]
        a = "c"
    """)
    assert table.text("name") == "x"
    assert table.quantity("dose", DOSE) == Quantity(Fraction(4, 100), UNITS["units/min"])
    assert table.duration("wait") == timedelta(seconds=90)
    assert table.durations("marks") == (timedelta(minutes=5), timedelta(hours=1))
    assert table.plain("map", "mmHg") == 65
    assert table.count("count") == 2
    assert table.flag("flag") is True
    assert table.date_text("day") == "2027-03-31"
    assert table.units("units") == (UNITS["units/min"], UNITS["units/h"])
    assert table.texts("people") == ("Zoë A., 2027-03-31",)
    assert table.table("inner").prose("a") == "b"
    assert [one.text("a") for one in table.tables("list")] == ["c"]
    assert table.tables("nothing") == ()
    assert table.has("name")
    assert not table.has("nothing")
    table.close()
    assert faults == []


def test_a_field_as_written_is_kept_for_people() -> None:
    """Text without quotes, lists with commas, anything else in a few characters."""
    table, _ = a_table('a = "5 min"\nb = ["5 min", "10 min"]\nc = 2\nd = false')
    assert table.written("a") == "5 min"
    assert table.written("b") == "5 min, 10 min"
    assert table.written("c") == "2"
    assert table.written("d") == "false"
    assert table.written("e") == ""
    assert table.table("f").written("a") == ""


@pytest.mark.parametrize(
    ("text", "code", "part"),
    [
        (
            "dose = 0.04",
            FaultCode.WRONG_TYPE,
            'a.toml, dose: 0.04 has no unit; write it as text, such as "0.04 units/min".',
        ),
        (
            "dose = nan",
            FaultCode.WRONG_TYPE,
            'a.toml, dose: NaN has no unit; write it as text, such as "0.04 units/min".',
        ),
        (
            "dose = inf",
            FaultCode.WRONG_TYPE,
            'a.toml, dose: Infinity has no unit; write it as text, such as "0.04 units/min".',
        ),
        (
            "dose = 1",
            FaultCode.WRONG_TYPE,
            'a.toml, dose: 1 has no unit; write it as text, such as "0.04 units/min".',
        ),
        (
            "dose = true",
            FaultCode.WRONG_TYPE,
            'a.toml, dose: true has no unit; write it as text, such as "0.04 units/min".',
        ),
        (
            "dose = 2027-03-31",
            FaultCode.WRONG_TYPE,
            'a.toml, dose: 2027-03-31 has no unit; write it as text, such as "0.04 units/min".',
        ),
        (
            "dose = 0x" + "f" * 5000,
            FaultCode.WRONG_TYPE,
            'a.toml, dose: a huge number has no unit; write it as text, such as "0.04 units/min".',
        ),
        (
            'dose = "nan units/min"',
            FaultCode.NOT_A_NUMBER,
            'a.toml, dose: "nan" was not taken: it is not a number.',
        ),
        (
            'dose = "0,04 units/min"',
            FaultCode.NOT_A_NUMBER,
            'a.toml, dose: "0,04" was not taken: write a decimal point, not a comma.',
        ),
        (
            'dose = ".04 units/min"',
            FaultCode.NOT_A_NUMBER,
            'a.toml, dose: ".04" was not taken: write a zero before the point, such as 0.5.',
        ),
        (
            'dose = "4e-2 units/min"',
            FaultCode.NOT_A_NUMBER,
            'a.toml, dose: "4e-2" was not taken: write the number in full, without an exponent.',
        ),
        (
            'dose = "-0.04 units/min"',
            FaultCode.BELOW_ZERO,
            'a.toml, dose: "-0.04" was not taken: it is below zero.',
        ),
        (
            'dose = "0.04"',
            FaultCode.UNIT_MISMATCH,
            'a.toml, dose: "0.04" was not taken: the unit is missing (dose rate).',
        ),
        (
            'dose = "0.04 U/min"',
            FaultCode.UNIT_MISMATCH,
            'a.toml, dose: "0.04 U/min" was not taken: "U/min" is not a unit here.',
        ),
        (
            'dose = "0.04 mL/h"',
            FaultCode.UNIT_MISMATCH,
            'a.toml, dose: "0.04 mL/h" was not taken: mL/h is not a unit of dose rate.',
        ),
        (
            'dose = "0.04units/min"',
            FaultCode.NOT_A_NUMBER,
            'a.toml, dose: "0.04units/min" was not taken: write a space between the number and its unit.',
        ),
        ('dose = ""', FaultCode.MISSING_FIELD, "a.toml, dose: it is empty."),
        ('other = ""', FaultCode.MISSING_FIELD, "a.toml, dose: it is missing."),
    ],
)
def test_a_dose_that_is_no_quantity_is_refused(text: str, code: FaultCode, part: str) -> None:
    """A number without a unit, a word, a comma, an unknown unit: each says what to write."""
    table, faults = a_table(text)
    table.quantity("dose", DOSE)
    (fault,) = faults
    assert fault.code is code
    assert fault.sentence.startswith("a.toml, dose: ")
    assert fault.sentence == part


@pytest.mark.parametrize(
    ("text", "code", "part"),
    [
        (
            'wait = "0.001 min"',
            FaultCode.NOT_A_NUMBER,
            'a.toml, wait: "0.001 min" is not a whole number of seconds.',
        ),
        (
            'wait = "8 days"',
            FaultCode.UNIT_MISMATCH,
            'a.toml, wait: "8 days" was not taken: "days" is not a unit here.',
        ),
        ('wait = "169 h"', FaultCode.OUTSIDE_RANGE, 'a.toml, wait: "169 h" is over 7 days.'),
        (
            'wait = "99999999999999999999 h"',
            FaultCode.OUTSIDE_RANGE,
            'a.toml, wait: "99999999999999999999 h" is over 7 days.',
        ),
        (
            "wait = 15",
            FaultCode.WRONG_TYPE,
            'a.toml, wait: 15 has no unit; write it as text, such as "15 min".',
        ),
    ],
)
def test_a_time_that_is_none_is_refused(text: str, code: FaultCode, part: str) -> None:
    """Times are whole seconds up to a week."""
    table, faults = a_table(text)
    assert table.duration("wait") <= timedelta(minutes=1)
    (fault,) = faults
    assert fault.code is code
    assert fault.sentence == part


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("map = 65", 'a.toml, map: 65 has no unit; write it as text, such as "65 mmHg".'),
        ('map = "65"', 'a.toml, map: "65" was not taken: write the number, a space and mmHg.'),
        (
            'map = "65 mmhg"',
            'a.toml, map: "65 mmhg" was not taken: write the number, a space and mmHg.',
        ),
        ('map = "high mmHg"', 'a.toml, map: "high" was not taken: it is not a number.'),
    ],
)
def test_a_pressure_that_is_none_is_refused(text: str, part: str) -> None:
    """MAP is written in mmHg and in nothing else."""
    table, faults = a_table(text)
    assert table.plain("map", "mmHg") == 0
    (fault,) = faults
    assert fault.sentence == part


def test_other_types_are_refused_each_with_what_to_write() -> None:
    """A text for a count, a number for a list: each fault says what belongs there."""
    table, faults = a_table(
        """
        count = "2"
        count2 = true
        flag = "true"
        name = 5
        list = "a"
        list2 = ["a", 1]
        list3 = [""]
        units = ["U/min"]
        inner = 5
        tables = ["a"]
        day = "31.3.2027"
        long = '''
    """
        + "x" * 1201
        + "'''"
    )
    table.count("count")
    table.count("count2")
    table.flag("flag")
    table.text("name")
    table.texts("list")
    table.texts("list2")
    table.texts("list3")
    table.units("units")
    table.table("inner")
    table.tables("tables")
    table.date_text("day")
    table.text("long")
    assert sentences(faults) == [
        'a.toml, count: "2" is not a whole number without quotes, such as 2.',
        "a.toml, count2: true is not a whole number without quotes, such as 2.",
        'a.toml, flag: "true" is neither true nor false (without quotes).',
        "a.toml, name: 5 is not text; write it in quotes.",
        'a.toml, list: "a" is not a list of texts in quotes.',
        "a.toml, list2: a list is not a list of texts in quotes.",
        "a.toml, list3: it is empty.",
        'a.toml, units: "U/min" is not a unit that is read here.',
        "a.toml, inner: 5 is not a table.",
        "a.toml, tables: [a] is not a list of tables; write [[tables]].",
        'a.toml, day: "31.3.2027" is not a date written like 2027-03-31.',
        "a.toml, long: it is longer than 1,200 characters.",
    ]


def test_what_is_missing_is_said_once() -> None:
    """A table that is not there is one fault, not one for each of its fields."""
    table, faults = a_table("a = 1")
    inner = table.table("hard_limit")
    inner.quantity("value", DOSE)
    inner.duration("value")
    inner.plain("value", "%")
    inner.count("value")
    inner.flag("value")
    inner.date_text("value")
    inner.text("source")
    inner.texts("list")
    inner.units("units")
    inner.refuse(FaultCode.NOT_A_CHOICE, "x", "an own fault of the reader.")
    inner.close()
    assert sentences(faults) == [
        "a.toml, hard_limit: it is missing.",
        "a.toml, hard_limit.x: an own fault of the reader.",
    ]


def test_a_field_nobody_asked_for_is_a_fault() -> None:
    """A misspelt limit must not be passed over in silence."""
    table, faults = a_table('hard_limt = "3 mcg/min"\n"bad\\nkey" = 1')
    table.close()
    assert [fault.code for fault in faults] == [FaultCode.UNKNOWN_FIELD] * 2
    assert faults[0].field == "hard_limt"
    assert faults[1].sentence.isprintable()
    assert table.faults_so_far == 2


def test_every_fault_of_a_file_is_found_at_once() -> None:
    """Three faults in three places are three sentences, in the order of reading."""
    text = spoil(VASOPRESSIN, '"20 units"', '"20 bottles"')
    text = spoil(text, 'value = "0.03 units/min"', "value = 0.03")
    text = spoil(text, 'review = "unreviewed" }', 'review = "fine" }')
    assert [fault.field for fault in library_faults(text)] == [
        "hard_limit.review",
        "soft_limit.value",
        "preparation[1].amount",
    ]


@pytest.mark.parametrize(
    ("old", "new", "field"),
    [
        ('source = "A label", review', "review", "hard_limit.source"),
        (', review = "unreviewed"', "", "hard_limit.review"),
        ('source = "A label"', 'source = ""', "hard_limit.source"),
        ('source = "A label"', 'source = "А label"', "hard_limit.source"),
    ],
)
def test_a_figure_without_source_or_review_is_refused(old: str, new: str, field: str) -> None:
    """No figure stands without where it comes from and how well it is known."""
    (fault,) = library_faults(spoil(VASOPRESSIN, old, new))
    assert fault.field == field


def test_a_protocol_is_read_with_the_same_care() -> None:
    """An unknown key in a protocol is named with its place, counted from 1."""
    (fault,) = protocol_faults(spoil(PROTOCOL, 'rules = ["R11"]', 'rules = ["R11"]\nrate = "x"'))
    assert fault.field == "stage[2].rate"
    assert fault.code is FaultCode.UNKNOWN_FIELD


def test_the_ends_of_what_is_taken_belong_to_it() -> None:
    """262,144 bytes, 1,200 characters, seven days; a blank is nothing."""
    assert not read_toml("a.toml", b"#" * 262_144, []).has("a")
    table, faults = a_table(f"""
        long = "{"x" * 1200}"
        wait = "168 h"
        blank = "  "
    """)
    assert table.text("long") == "x" * 1200
    assert table.duration("wait") == timedelta(days=7)
    assert table.text("blank") == ""
    assert sentences(faults) == ["a.toml, blank: it is empty."]
    table, faults = a_table('wait = "604801 sec"\nlater = "168.02 h"')
    assert table.duration("later") == timedelta()
    assert sentences(faults) == ['a.toml, later: "168.02 h" is over 7 days.']


def test_what_cannot_be_read_stands_in_as_nothing() -> None:
    """Zero, no, an empty text, the first choice: never what might pass for a value."""
    table, faults = a_table('count = true\nflag = 1\nname = 5\ntexts = ["", "a"]\noff = false')
    assert (table.count("count"), table.flag("flag"), table.text("name")) == (0, False, "")
    assert table.texts("texts") == ("a",)
    assert table.flag("off") is False
    assert table.quantity("dose", DOSE).magnitude == 0
    assert table.tables("count") == ()
    assert table.choice("name", FaultCode) is FaultCode.NOT_READABLE
    assert not table.table("inner").has("a")
    assert len(faults) == 8


def test_a_choice_that_is_none_is_told_with_all_there_are() -> None:
    table, faults = a_table('review = "fine"')
    table.choice("review", Review)
    assert sentences(faults) == [
        'a.toml, review: "fine" is not one of: approved, unreviewed, second hand.'
    ]
    assert [(one.field, one.value) for one in faults] == [("review", '"fine"')]


def test_sentences_and_lists_are_held_against_how_doses_are_written() -> None:
    table, faults = a_table("""
        prose = "Give .5 mg."
        texts = ["Give 5.0 mg."]
    """)
    table.prose("prose")
    table.texts("texts")
    assert [one.code for one in faults] == [FaultCode.UNSAFE_WRITING] * 2


def test_a_field_that_was_refused_already_is_not_unknown_too() -> None:
    table, faults = a_table("rate = 1\nother = 2")
    table.ignore("rate")
    table.close()
    assert sentences(faults) == ["a.toml, other: no such field is known here; check its spelling."]


def test_an_example_of_each_kind_stands_where_a_unit_is_missing() -> None:
    table, faults = a_table("wait = 15\nmap = 65")
    table.duration("wait")
    table.plain("map", "mmHg")
    assert sentences(faults) == [
        'a.toml, wait: 15 has no unit; write it as text, such as "15 min".',
        'a.toml, map: 65 has no unit; write it as text, such as "65 mmHg".',
    ]


def test_a_file_that_cannot_be_read_names_no_field_and_no_value() -> None:
    with pytest.raises(PolicyFileError) as caught:
        read_toml("a.toml", b"", [])
    (one,) = caught.value.faults
    assert (one.file, one.field, one.value) == ("a.toml", "", "")


def test_why_a_file_is_no_toml_is_said_in_the_words_of_its_reader_cut_short() -> None:
    """120 characters of it: the line is among the first ones."""
    with pytest.raises(PolicyFileError) as caught:
        read_toml("a.toml", b"a = 1\na = 2", [])
    assert caught.value.faults[0].sentence == (
        "a.toml: it is not valid TOML, or it is cut off: Cannot overwrite a value (at end of document)."
    )
    with pytest.raises(PolicyFileError) as caught:
        read_toml("a.toml", b"a = " + b"9" * 5000, [])
    said = caught.value.faults[0].sentence.removeprefix(
        "a.toml: it is not valid TOML, or it is cut off: "
    )
    assert len(said) == 120 + len(" and more.")
    assert said.endswith(" and more.")


def test_beside_a_field_that_is_missing_from_an_empty_table_stands_no_value() -> None:
    """None is made up."""
    table, faults = a_table("# nothing")
    table.text("name")
    assert [(one.field, one.value) for one in faults] == [("name", "")]
