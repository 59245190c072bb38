"""The program as it is started, which also says what the processor did up to each moment.

    python -m tests.bench.started --exit-when-usable --startup-times

Nothing of the program is changed: two of its moments are noted on the way through.
"""

from __future__ import annotations

import sys
from time import process_time_ns

# The program as it is installed has no such module: linters bring it, and another package loads it
# where it is there.
sys.modules["typing_extensions"] = None  # type: ignore[assignment]

import titrator.app  # noqa: E402
from tests.bench.peak import peak_kib  # noqa: E402
from titrator.cli import run  # noqa: E402


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
