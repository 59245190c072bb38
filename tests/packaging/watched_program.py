"""Runs the program and notes, at its end, which modules it loaded and whether it used a socket.

    python tests/packaging/watched_program.py NOTES.json [arguments of the program]

Python itself reports every use of a socket to an audit hook, which nothing in the process can take
away again. What Qt does in C++ is not seen here; QtNetwork is not loaded, which is.
"""

from __future__ import annotations

import json
import runpy
import sys
from pathlib import Path

used: list[str] = []


def _note(event: str, arguments: tuple[object, ...]) -> None:
    if event.startswith("socket.") and event != "socket.gethostname":
        used.append(f"{event} {arguments!r}")


def main() -> None:
    """Run the program as `python -m titrator` would, then write the notes."""
    notes, *arguments = sys.argv[1:]
    sys.argv = ["titrator", *arguments]
    sys.addaudithook(_note)
    try:
        runpy.run_module("titrator", run_name="__main__", alter_sys=True)
    finally:
        text = json.dumps({"modules": sorted(sys.modules), "sockets": used})
        Path(notes).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
