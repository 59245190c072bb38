#!/usr/bin/env python3
"""Runs the two commands of the README on Windows, as far as wine is one.

    python3 packaging/windows/under_wine.py             both commands, all tests
    python3 packaging/windows/under_wine.py run         only: convert, doctor, then the window
    python3 packaging/windows/under_wine.py test …      only the tests, with arguments for pytest

What is committed is cloned into the prefix, so that Windows sees what a person would check out. Packages
come from a folder of wheels that was filled beforehand, each held against the lock as always.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
from pathlib import Path

from fetch import BUILD, DEV_LOCK, FetchError, fetch_wheels, runtime, unpack_python
from made_from import ROOT
from system_packages import say
from wine_prefix import TOOLS, Prefix, WineError, require_tools, windows_path

PYTHON = "C:\\Python311\\python.exe"
DEV = "packaging\\dev.py"
# Wine is several times slower, and what faulthandler prints of a running thread ends Python there.
PATIENCE = {"PYTEST_ADDOPTS": "-o faulthandler_timeout=0"}
PATIENT = [
    "--drug",
    "norepinephrine",
    "--amount",
    "4 mg",
    "--volume",
    "250 mL",
    "--weight",
    "70 kg",
]
CONVERT = ["convert", *PATIENT, "--dose", "0.03 mcg/kg/min"]


def main(arguments: list[str]) -> int:
    """Does what the command line asks for and returns the exit status."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("what", nargs="?", choices=["run", "test"])
    parser.add_argument("rest", nargs=argparse.REMAINDER, help="passed on to pytest")
    asked = parser.parse_args(arguments)
    try:
        require_tools(TOOLS)
        chosen = runtime("for_tests")
        fetch_wheels(DEV_LOCK, chosen.python)
        with Prefix("checkout") as prefix:
            checkout = prefix.drive / "titrator"
            if not (prefix.drive / "Python311").is_dir():
                say(f"Unpacking Python {chosen.python} for Windows.")
                unpack_python(chosen, prefix.drive / "Python311")
            clone(checkout)
            status = 0 if asked.what == "test" else try_run(prefix, checkout)
            return status or (0 if asked.what == "run" else try_test(prefix, checkout, asked.rest))
    except (FetchError, WineError, subprocess.CalledProcessError) as error:
        print(f"\n{error}", file=sys.stderr)
        return 1


def clone(checkout: Path) -> None:
    """Brings what is committed into the prefix; the environment made there earlier stays."""
    if not (checkout / ".git").is_dir():
        shutil.rmtree(checkout, ignore_errors=True)
        subprocess.run(["git", "clone", "--quiet", str(ROOT), str(checkout)], check=True)
    git = ["git", "-C", str(checkout)]
    subprocess.run([*git, "fetch", "--quiet", str(ROOT), "HEAD"], check=True)
    subprocess.run([*git, "checkout", "--quiet", "--force", "--detach", "FETCH_HEAD"], check=True)
    say("What is committed is checked out as C:\\titrator.")


def wheels() -> dict[str, str]:
    """Returns the settings that send pip to the folder of wheels, and to no network."""
    return {"PIP_NO_INDEX": "1", "PIP_FIND_LINKS": windows_path(BUILD / "wheels")}


def try_run(prefix: Prefix, checkout: Path) -> int:
    """Runs `dev.py run` with a command, then with the window, and photographs that."""
    say(f"py {DEV} run {' '.join(CONVERT[:3])} ...")
    status = prefix.show([PYTHON, DEV, "run", *CONVERT], checkout, **wheels())
    if status:
        raise WineError(f"run convert ended with {status}")
    say(f"py {DEV} run doctor")
    if prefix.show([PYTHON, DEV, "run", "doctor"], checkout, **wheels()):
        raise WineError("run doctor found a fault")
    say(f"py {DEV} run --exit-when-usable")
    if prefix.show([PYTHON, DEV, "run", "--exit-when-usable"], checkout, **wheels()):
        raise WineError("the window did not open, or could not be used")
    say(f"py {DEV} run")
    window = prefix.start([PYTHON, DEV, "run"], checkout, **wheels())
    prefix.wait_for_window("Titrator")
    prefix.photograph(BUILD / "screens" / "run.png")
    prefix.stop()
    window.wait()
    return 0


def try_test(prefix: Prefix, checkout: Path, rest: list[str]) -> int:
    """Runs `dev.py test` and returns its exit status."""
    say(f"py {DEV} test {' '.join(rest)}")
    settings = wheels() | PATIENCE
    if reference := os.environ.get("TITRATOR_REFERENCE_DATA"):
        settings["TITRATOR_REFERENCE_DATA"] = windows_path(Path(reference))
    status = prefix.show([PYTHON, DEV, "test", *rest], checkout, **settings)
    say("The tests passed on wine." if status == 0 else f"The tests ended with {status}.")
    return status


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
