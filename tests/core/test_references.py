"""Sources are named by an id, with where they are and how well they are known."""

from __future__ import annotations

import pytest

from titrator.core.policy_fault import FaultCode, PolicyFileError
from titrator.core.references import Known, parse_references

ONE = """
[[reference]]
id = "A label"
title = "Label of a drug"
where = "example.org/label"
edition = "2021"
known = "read about"
"""


def test_a_reference_is_read_whole() -> None:
    """Id, title, place and how well it is known."""
    (reference,) = parse_references("references.toml", ONE.encode())
    assert reference.id == "A label"
    assert reference.title == "Label of a drug"
    assert reference.where == "example.org/label"
    assert reference.edition == "2021"
    assert reference.known is Known.READ_ABOUT


@pytest.mark.parametrize(
    ("text", "code", "field"),
    [
        (ONE + ONE, FaultCode.DUPLICATE, "reference[2].id"),
        (ONE.replace("read about", "heard"), FaultCode.NOT_A_CHOICE, "reference[1].known"),
        (
            ONE.replace('where = "example.org/label"', ""),
            FaultCode.MISSING_FIELD,
            "reference[1].where",
        ),
        (ONE + 'url = "x"', FaultCode.UNKNOWN_FIELD, "reference[1].url"),
    ],
)
def test_a_faulty_reference_is_named(text: str, code: FaultCode, field: str) -> None:
    """Twice the same id, an unknown word, a missing or an unknown field."""
    with pytest.raises(PolicyFileError) as caught:
        parse_references("references.toml", text.encode())
    (fault,) = caught.value.faults
    assert (fault.code, fault.field) == (code, field)
