"""Every speed that is promised, each as a ratio measured in one run.

    python3 packaging/dev.py bench                       all of them
    python3 packaging/dev.py bench startup               only one: startup
    python3 packaging/dev.py bench --record              and keep the ratios in recorded.toml

Two more are measured alone, against a limit of their own, and are not among these:

    python3 packaging/dev.py bench idle                  ten minutes of a window nobody touches
    python3 packaging/dev.py bench trend                 the trend of three days, painted

Exit status: 0 when no ratio is more than a fifth above the record, 1 when one is, 2 when something
could not be measured. A goal that is passed is said; only the record decides, because a goal may be
ahead of what was reached.
"""

from __future__ import annotations

import argparse
import os
import sys
from importlib import import_module
from typing import TYPE_CHECKING

from tests.bench.figures import Figure, read_record, told, write_record

if TYPE_CHECKING:
    from collections.abc import Sequence

SUBJECTS = ("startup", "keys", "repaint", "event", "batch", "simulation", "history")


def main(arguments: Sequence[str]) -> int:
    """Measure, print the figures, and return 1 when something became slower."""
    parser = argparse.ArgumentParser(
        prog="packaging/dev.py bench",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("subjects", nargs="*", metavar="|".join(SUBJECTS), help="all by default")
    parser.add_argument("--record", action="store_true", help="keep these ratios")
    asked = parser.parse_args(arguments)
    unknown = set(asked.subjects) - set(SUBJECTS)
    if unknown:
        parser.error(f"there is no {' and no '.join(sorted(unknown))} to measure")
    print(f"Qt platform {os.environ.get('QT_QPA_PLATFORM', '-')}; busy {_busy()}", flush=True)
    figures: list[Figure] = []
    for subject in asked.subjects or SUBJECTS:
        print(f"Measuring: {subject}", flush=True)
        try:
            figures += import_module(f"tests.bench.{subject}").measure()
        except OSError as error:
            print(error, file=sys.stderr)
            return 2
    kept = told(figures, read_record())
    if asked.record:
        write_record(figures)
    print("Nothing became slower than recorded." if kept else "TOO SLOW against the record.")
    return 0 if kept else 1


def _busy() -> str:
    """Return how many programs wanted the processor in the last minute."""
    if not hasattr(os, "getloadavg"):
        return "not known"
    return f"{os.getloadavg()[0]:.1f} of {os.cpu_count()} processors"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
