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


def test_the_words_for_how_well_a_source_is_known_are_fixed() -> None:
    """Files of hospitals hold them."""
    assert [str(one) for one in Known] == ["read", "read about", "remembered", "proposed"]


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        (
            ONE + ONE,
            ['references.toml, reference[2].id: "A label" is there already.'],
        ),
        (
            ONE.replace('id = "A label"', "") * 2,
            [
                "references.toml, reference[1].id: it is missing.",
                "references.toml, reference[2].id: it is missing.",
            ],
        ),
        (
            'title = "Sources"' + ONE,
            ["references.toml, title: no such field is known here; check its spelling."],
        ),
    ],
)
def test_what_is_wrong_with_the_list_is_said(text: str, sentences: list[str]) -> None:
    """Two sources without an id are not the same source twice; what stands above them counts too."""
    with pytest.raises(PolicyFileError) as caught:
        parse_references("references.toml", text.encode())
    assert [fault.sentence for fault in caught.value.faults] == sentences
