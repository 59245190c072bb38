"""A finding is shown in the line of its field, or of what the field is missing from."""

from __future__ import annotations

import pytest

from titrator.core.toml_lines import line_of

TEXT = """# a comment
name = "vasopressin"
hard_limit = { value = "0.04 units/min" }

[usual_range]
low = { value = "0.01 units/min" }

[[stage]]
drug = "a"

[[stage.doses]]
step = { value = "1" }

[[stage.doses]]
step = { value = "2" }

[[stage]]  # the second
drug = "b"

[[stage.doses]]
step = { value = "3" }
"""


@pytest.mark.parametrize(
    ("field", "line"),
    [
        ("name", 2),
        ("hard_limit.value", 3),
        ("usual_range", 5),
        ("usual_range.low.value", 6),
        ("usual_range.high.value", 5),
        ("stage[1].drug", 9),
        ("stage[1].doses[2].step.value", 15),
        ("stage[2]", 17),
        ("stage[2].doses[1].step", 21),
        ("stage[2].doses[1].floor", 20),
        ("approved_by", 1),
        ("", 1),
    ],
)
def test_a_field_is_found_in_its_line(field: str, line: int) -> None:
    """Tables in lists are counted; what is missing points to the table it is missing from."""
    assert line_of(TEXT, field) == line


def test_a_text_that_is_no_toml_names_its_line_itself() -> None:
    """The reader's own words win."""
    sentence = "it is not valid TOML, or it is cut off: Expected '=' (at line 7, column 3)."
    assert line_of(TEXT, "", sentence) == 7


@pytest.mark.parametrize(
    ("text", "field", "line"),
    [
        ('name = "a"\n\nname = "b"\n', "name", 1),
        ('[one]\nname = "a"\n[one]\nname = "b"\n', "one.name", 2),
        ("[a]\nx = 1\n  [b]\ny = 2\n", "b.y", 4),
        ("[[a]]\nx = 1\n\t[[a]]  # the second\nx = 2\n", "a[2].x", 4),
    ],
)
def test_the_first_of_two_and_what_is_indented_are_found(text: str, field: str, line: int) -> None:
    """A field that stands twice is shown where it stands first; a heading may be moved in."""
    assert line_of(text, field) == line


def test_a_line_named_in_a_sentence_counts_only_for_the_reader_of_toml() -> None:
    """Without a sentence the field says where."""
    assert line_of('a = 1\nname = "at line 9"\n', "name") == 2
