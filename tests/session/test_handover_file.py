"""A handover sheet in a folder: a new file each time, and why it could not be kept."""

from __future__ import annotations

import stat
import sys
from typing import TYPE_CHECKING

import pytest

from titrator.session import handover_file
from titrator.session.handover_file import SheetNotKeptError, keep_sheet
from titrator.session.screen import HandoverSheet

if TYPE_CHECKING:
    from pathlib import Path

SHEET = HandoverSheet(title="Handover ICU-12", made="2026-03-01 08:00 by CD", parts=())


def test_each_sheet_is_a_new_file(tmp_path: Path) -> None:
    """The name says bed and time; a second one of the same minute gets a number."""
    first, second = keep_sheet(tmp_path, SHEET, b"one"), keep_sheet(tmp_path, SHEET, b"two")
    assert first.name == "handover-icu-12-2026-03-01-08-00-by-cd.pdf"
    assert second.name == "handover-icu-12-2026-03-01-08-00-by-cd-2.pdf"
    assert (first.read_bytes(), second.read_bytes()) == (b"one", b"two")


@pytest.mark.hazard("H44")
@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such bits")
def test_only_its_owner_can_read_it(tmp_path: Path) -> None:
    """0600, whatever the folder allows."""
    assert stat.S_IMODE(keep_sheet(tmp_path, SHEET, b"").stat().st_mode) == 0o600


def test_a_folder_that_is_gone_is_said_with_what_to_do(tmp_path: Path) -> None:
    """Nothing is pretended to be kept."""
    with pytest.raises(SheetNotKeptError) as caught:
        keep_sheet(tmp_path / "gone", SHEET, b"")
    assert "there is no such folder" in caught.value.sentence
    assert "on paper" in caught.value.next_action


def test_a_name_that_cannot_lead_out_of_the_folder(tmp_path: Path) -> None:
    """A bed is typed by people: only letters and digits of it reach a file name."""
    sheet = HandoverSheet(title="Handover ../../x", made="2026-03-01 08:00", parts=())
    assert keep_sheet(tmp_path, sheet, b"").parent == tmp_path


def test_names_run_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """After the last number it is refused."""
    monkeypatch.setattr(handover_file, "_MOST_OF_A_NAME", 2)
    keep_sheet(tmp_path, SHEET, b"")
    with pytest.raises(SheetNotKeptError):
        keep_sheet(tmp_path, SHEET, b"")
