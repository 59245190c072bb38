"""A nurse with initials at a bed in mid wean, over a desk made by hand."""

from __future__ import annotations

import pytest

from tests.ui.fake_desk import FakeDesk
from tests.ui.nurse import Nurse, Seat


@pytest.fixture
def desk() -> FakeDesk:
    """A desk made by hand with one bed in mid wean."""
    return FakeDesk(states={"ICU-12": "calm"})


@pytest.fixture
def nurse(sit_down: Seat, desk: FakeDesk) -> Nurse:
    """A nurse with initials, at the bed of `desk`."""
    hands = sit_down(desk)
    hands.sign_in("AB")
    return hands
