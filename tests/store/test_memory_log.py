"""The log of scenarios and tests keeps the contract."""

from __future__ import annotations

import pytest

from tests.store.log_contract import EventLogContract
from titrator.store.memory_log import MemoryLog


class TestMemoryLog(EventLogContract):
    """Runs the contract on a log in memory."""

    @pytest.fixture
    def log(self) -> MemoryLog:
        return MemoryLog()
