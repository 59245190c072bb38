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
