"""Fixtures of a workstation of this test's own: a clock that is told what to do, and a desk on it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.support.fake_clock import FakeClock
from titrator.session.desk import Desk, open_desk

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture
def clock() -> FakeClock:
    """Eight in the morning, standing still."""
    return FakeClock()


@pytest.fixture
def desk(data_dir: Path, clock: FakeClock) -> Iterator[Desk]:
    """A desk over a folder that does not exist yet."""
    opened = open_desk(data_dir=data_dir, policy_dir=None, clock=clock)
    yield opened
    opened.close()
