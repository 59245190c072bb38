"""The list of hazards is read whole or refused, and never says more than it can hold to."""

from __future__ import annotations

import pytest

from titrator.core.hazard_list import ControlStatus, Hazard, parse_hazards
from titrator.core.policy_fault import FaultCode, PolicyFileError

FIRST = """
[[hazard]]
id = "H01"
hazard = "A weight in pounds is taken as kilograms."
cause = "Patients state it in pounds."
control = "Weight is read in kg only."
enforced_in = ["titrator.core.readings:read_weight", "titrator.ui"]
status = "controlled"
"""
SECOND = """
[[hazard]]
id = "H02"
hazard = "The window is frozen."
cause = "A busy machine."
control = "None."
enforced_in = []
status = "later"
remains = "Nothing marks it as frozen."
"""


def faults_of(text: str) -> list[tuple[FaultCode, str]]:
    """Code and field of every fault."""
    with pytest.raises(PolicyFileError) as caught:
        parse_hazards("hazards.toml", text.encode())
    return [(fault.code, fault.field) for fault in caught.value.faults]


def test_a_hazard_is_read_whole() -> None:
    """Every field as written, in the order of the file; what remains may be left out."""
    assert parse_hazards("hazards.toml", (FIRST + SECOND).encode()) == (
        Hazard(
            id="H01",
            hazard="A weight in pounds is taken as kilograms.",
            cause="Patients state it in pounds.",
            control="Weight is read in kg only.",
            enforced_in=("titrator.core.readings:read_weight", "titrator.ui"),
            status=ControlStatus.CONTROLLED,
            remains="",
        ),
        Hazard(
            id="H02",
            hazard="The window is frozen.",
            cause="A busy machine.",
            control="None.",
            enforced_in=(),
            status=ControlStatus.LATER,
            remains="Nothing marks it as frozen.",
        ),
    )


@pytest.mark.parametrize(
    "text",
    [
        FIRST.replace("H01", "H1"),
        FIRST.replace("H01", "H02"),
        FIRST.replace("H01", "h01"),
        SECOND,
    ],
)
def test_hazards_are_numbered_without_a_gap(text: str) -> None:
    """A hazard that is taken out, or numbered anew, would leave tests that name another one."""
    assert faults_of(text) == [(FaultCode.NOT_A_CHOICE, "hazard[1].id")]


def test_the_same_hazard_twice_is_refused() -> None:
    """The second one stands where the next number belongs."""
    assert faults_of(FIRST + FIRST) == [(FaultCode.NOT_A_CHOICE, "hazard[2].id")]


@pytest.mark.parametrize("status", ["controlled", "partly"])
def test_a_control_stands_somewhere_in_the_program(status: str) -> None:
    """Controlled, wholly or in part, by nothing in particular is not controlled."""
    text = SECOND.replace("H02", "H01").replace("later", status)
    assert faults_of(text) == [(FaultCode.MISSING_FIELD, "hazard[1].enforced_in")]


@pytest.mark.parametrize("status", ["partly", "later"])
def test_what_is_not_controlled_says_what_is_open(status: str) -> None:
    """Partly, or later, without a reason tells nobody what to look out for."""
    text = FIRST.replace("controlled", status)
    assert (FaultCode.MISSING_FIELD, "hazard[1].remains") in faults_of(text)


def test_nothing_is_enforced_where_the_control_comes_later() -> None:
    """One of the two would be untrue."""
    text = FIRST.replace('"controlled"', '"later"\nremains = "All of it."')
    assert faults_of(text) == [(FaultCode.NOT_A_CHOICE, "hazard[1].enforced_in")]


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        (FIRST.replace('"controlled"', '"solved"'), (FaultCode.NOT_A_CHOICE, "hazard[1].status")),
        (FIRST.replace("cause =", "reason ="), (FaultCode.MISSING_FIELD, "hazard[1].cause")),
        (FIRST + 'remarks = "None."\n', (FaultCode.UNKNOWN_FIELD, "hazard[1].remarks")),
        (FIRST.replace("kg only", "20mg"), (FaultCode.UNSAFE_WRITING, "hazard[1].control")),
        ('title = "Hazards"\n' + FIRST, (FaultCode.UNKNOWN_FIELD, "title")),
        ('title = "Hazards"\n', (FaultCode.MISSING_FIELD, "hazard")),
    ],
)
def test_a_faulty_list_is_refused(text: str, fault: tuple[FaultCode, str]) -> None:
    """Unknown words, fields that are missing or too many, unsafe writing, and an empty list."""
    assert fault in faults_of(text)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (
            FIRST.replace("H01", "H02"),
            (
                "hazards.toml, hazard[1].id: hazards are numbered in their order without a gap; "
                "this one is H01."
            ),
        ),
        ("# nothing\n", "hazards.toml, hazard: there is no hazard in it."),
        (
            FIRST.replace('"controlled"', '"later"\nremains = "All of it."'),
            "hazards.toml, hazard[1].enforced_in: nothing is enforced yet where the status is later.",
        ),
        (
            SECOND.replace("H02", "H01").replace("later", "partly"),
            "hazards.toml, hazard[1].enforced_in: it says nowhere what enforces it.",
        ),
        (
            FIRST.replace("controlled", "partly"),
            (
                "hazards.toml, hazard[1].remains: a hazard that is not controlled says what is open, "
                "and why."
            ),
        ),
    ],
)
def test_what_does_not_fit_is_said(text: str, sentence: str) -> None:
    with pytest.raises(PolicyFileError) as caught:
        parse_hazards("hazards.toml", text.encode())
    assert [fault.sentence for fault in caught.value.faults] == [sentence]
