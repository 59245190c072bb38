"""A second start brings the first window to the front."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.support.unprivileged import a_folder_for_everyone, without_privileges
from tests.support.windows import mode_is
from titrator.session.summons import SUMMONS_NAME, Summons, ask_to_show, was_answered

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.hazard("H20")


def test_the_first_window_sees_that_it_was_asked_once_for_each_look(tmp_path: Path) -> None:
    """Asked twice between two looks is asked once; the one who asks sees that it was heard."""
    summons = Summons(tmp_path)
    assert not summons.is_asked()
    ask_to_show(tmp_path)
    ask_to_show(tmp_path)
    assert not was_answered(tmp_path)
    assert summons.is_asked()
    assert was_answered(tmp_path)
    assert not summons.is_asked()


def test_what_was_asked_of_a_window_that_is_gone_is_forgotten(tmp_path: Path) -> None:
    """The next one does not jump to the front for it."""
    ask_to_show(tmp_path)
    assert not Summons(tmp_path).is_asked()


@pytest.mark.hazard("H44")
def test_the_summons_can_be_read_by_its_owner_alone_and_says_nothing(tmp_path: Path) -> None:
    """It is there or not."""
    ask_to_show(tmp_path)
    file = tmp_path / SUMMONS_NAME
    assert mode_is(file, 0o600)
    assert file.stat().st_size == 0


def test_a_folder_that_cannot_be_written_is_no_hindrance() -> None:
    """The second start still says who has the log open."""
    with a_folder_for_everyone() as folder:
        folder.chmod(0o555)
        with without_privileges():
            ask_to_show(folder)
            assert was_answered(folder)
            assert not Summons(folder).is_asked()
