"""The bed that the program is started with: a wean under way, as the log has it."""

from __future__ import annotations

from tests.support.shift import weaning
from titrator.store.memory_log import MemoryLog
from titrator.store.record import NewRecord


def a_bed_in_a_wean() -> list[NewRecord]:
    """The entries of an open bed."""
    log = MemoryLog()
    weaning(log=log)
    names = NewRecord.__struct_fields__
    return [
        NewRecord(**{name: getattr(entry, name) for name in names})
        for (bed,) in [log.open_episodes()]
        for entry in log.read(bed.episode)
    ]
