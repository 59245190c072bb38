"""`titrator safety` says what stands against each hazard, and what is open."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.support.command_line import titrator
from titrator.session.safety import hazard_lines, safety_case

if TYPE_CHECKING:
    import pytest


def test_the_safety_case_is_printed_whole(capsys: pytest.CaptureFixture[str]) -> None:
    """What is open is said too, and is no failure of the command."""
    said = titrator(capsys, "safety")
    assert (said.status, said.err) == (0, "")
    assert said.out == safety_case()
    assert "**Not controlled yet.**" in said.out


def test_the_hazards_for_programs_are_one_json_object(capsys: pytest.CaptureFixture[str]) -> None:
    """Each with its parts in words."""
    said = titrator(capsys, "safety", "--json")
    assert said.status == 0
    hazards = said.json["hazards"]
    assert [one["id"] for one in hazards] == [line.id for line in hazard_lines()]
    assert hazards[0]["status"] == "controlled"
    open_ones = [one for one in hazards if one["status"] != "controlled"]
    assert {one["status"] for one in open_ones} <= {"controlled in part", "not controlled yet"}
    assert all(one["remains"] for one in open_ones)


def test_wrong_usage_ends_with_two(capsys: pytest.CaptureFixture[str]) -> None:
    """As with every command."""
    assert titrator(capsys, "safety", "H12").status == 2
