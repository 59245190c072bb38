"""A nurse with initials at a bed in mid wean, over a desk made by hand."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.ui.fake_desk import FakeDesk
from tests.ui.nurse import Nurse, Seat, seats

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture
def seat(qapp: object) -> Iterator[Seat]:
    """Opens a window over a desk; every window is closed again after the test."""
    with seats() as sit_down:
        yield sit_down


@pytest.fixture
def desk() -> FakeDesk:
    """A desk made by hand with one bed in mid wean."""
    return FakeDesk(states={"ICU-12": "calm"})


@pytest.fixture
def nurse(seat: Seat, desk: FakeDesk) -> Nurse:
    """A nurse with initials, at the bed of `desk`."""
    hands = seat(desk)
    hands.sign_in("AB")
    return hands
