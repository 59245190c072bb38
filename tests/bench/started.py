"""The program as it is started, which also says what the processor did up to each moment.

    python -m tests.bench.started --exit-when-usable --startup-times

Nothing of the program is changed: two of its moments are noted on the way through.
"""

from __future__ import annotations

import sys
from time import process_time_ns

import titrator.app
from tests.bench.peak import peak_kib
from titrator.cli import run


class NotedRun(titrator.app._Run):
    """A run of the window that notes its processor time."""

    def _on_shell_painted(self) -> None:
        self._painted_ns = process_time_ns()
        super()._on_shell_painted()

    def _on_usable(self) -> None:
        usable_ns = process_time_ns()
        super()._on_usable()
        self._moments += (
            f"first_paint_processor_ns={self._painted_ns} "
            f"usable_processor_ns={usable_ns} peak_kib={peak_kib()}\n"
        )


if __name__ == "__main__":
    titrator.app._Run = NotedRun  # type: ignore[misc]
    sys.exit(run(sys.argv[1:]))
