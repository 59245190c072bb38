"""What Help and the command line say about safety is what ships, word for word."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from titrator import resources
from titrator.resources import ResourceMissingError
from titrator.session.safety import hazard_lines, hazard_summary, safety_case

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def installation(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An installation of its own, with nothing in it yet; its resources."""
    monkeypatch.setattr(resources, "_PACKAGE", tmp_path / "titrator")
    folder = tmp_path / "resources" / "safety"
    folder.mkdir(parents=True)
    return folder


def test_every_hazard_is_a_line_ready_to_show() -> None:
    """In the order of their numbers, each with hazard, cause, control and status in words."""
    lines = hazard_lines()
    assert [line.id for line in lines[:45]] == [f"H{number:02d}" for number in range(1, 46)]
    for line in lines:
        assert line.hazard.endswith(".")
        assert line.cause.endswith(".")
        assert line.control.endswith(".")
        assert line.is_controlled == (line.status == "controlled")
        assert line.is_controlled or line.remains.endswith(".")


def test_each_status_is_said_in_words(installation: Path) -> None:
    """Nobody has to know the words of the file."""
    entry = '[[hazard]]\nid = "H0{}"\nhazard = "A."\ncause = "B."\ncontrol = "C."\n'
    (installation / "hazards.toml").write_text(
        entry.format(1)
        + 'enforced_in = ["titrator"]\nstatus = "controlled"\n'
        + entry.format(2)
        + 'enforced_in = ["titrator"]\nstatus = "partly"\nremains = "D."\n'
        + entry.format(3)
        + 'enforced_in = []\nstatus = "later"\nremains = "E."\n'
    )
    assert [(line.status, line.remains, line.is_controlled) for line in hazard_lines()] == [
        ("controlled", "", True),
        ("controlled in part", "D.", False),
        ("not controlled yet", "E.", False),
    ]
    said = "3 hazards: 1 controlled, 1 controlled in part, 1 not controlled yet."
    assert hazard_summary() == said


def test_the_safety_case_is_the_text_that_ships() -> None:
    """With every hazard in it."""
    text = safety_case()
    assert text.startswith("# Safety case\n")
    assert all(f"\n### {line.id} {line.hazard}\n" in text for line in hazard_lines())


def test_a_damaged_or_missing_list_is_told_as_a_damaged_installation(installation: Path) -> None:
    """A list cut short would hide the hazards that are missing from it."""
    with pytest.raises(ResourceMissingError):
        safety_case()
    with pytest.raises(ResourceMissingError):
        hazard_lines()
    (installation / "hazards.toml").write_text('[[hazard]]\nid = "H0')
    with pytest.raises(ResourceMissingError, match=r"safety/hazards\.toml"):
        hazard_lines()
