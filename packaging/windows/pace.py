"""Clocks that run at another pace, all of them alike, for programs that are tried on a busy machine.

A window that gets a hundredth of the processor counts as one that does not answer, and rightly: each
pause of five seconds is said, and asks for a fresh assessment. With its clocks at a tenth of the pace,
nothing in the program is changed, and it is judged by how fast it would be on a machine of its own.
"""

from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from types import TracebackType
    from typing import Self

TOOL = {"faketime": "faketime"}
_TELL_AND_WAIT = "env; echo; exec cat"


class Pace:
    """The clocks of what is started with `settings`, by Debian's libfaketime, from outside.

    Use it in a `with` block: what is shared by those programs is gone at its end.
    """

    def __init__(self, pace: float) -> None:
        """Change nothing yet; 1 never does."""
        self.pace = pace
        self.settings: dict[str, str] = {}
        self._keeper: subprocess.Popen[str] | None = None

    def __enter__(self) -> Self:
        """Begin at this moment."""
        if self.pace == 1:
            return self
        self._keeper = subprocess.Popen(
            ["faketime", "-f", f"+0 x{self.pace}", "sh", "-c", _TELL_AND_WAIT],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        told = iter(self._keeper.stdout.readline, "\n") if self._keeper.stdout else ()
        for line in told:
            name, _, value = line.rstrip("\n").partition("=")
            if name == "LD_PRELOAD" or name.startswith("FAKETIME"):
                self.settings[name] = value
        self.settings["NO_FAKE_STAT"] = "1"
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """End it; no program may still use the settings."""
        if self._keeper is not None:
            self._keeper.communicate("")
