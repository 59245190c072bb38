#!/usr/bin/env python3
"""Sets up Titrator's own environment in this checkout, then runs, tests or checks the program.

    python3 packaging/dev.py run      set up, then open the window (or: run convert --help)
    python3 packaging/dev.py test     set up, then run all tests
    python3 packaging/dev.py check    set up, then run the linters, the types and the text tests
    python3 packaging/dev.py bench    set up, then measure every speed that is promised
    python3 packaging/dev.py safety   set up, then write the safety case anew
    python3 packaging/dev.py prove    set up, then run a long proof (prove --help names them)
    python3 packaging/dev.py mutate   set up, then change the program and see that a test notices
    python3 packaging/dev.py words    set up, then say what a translation lacks (words --help says more)
    python3 packaging/dev.py package  make the Linux packages (package --help says more)
    python3 packaging/dev.py audit    say which known vulnerabilities are in what is pinned

Needs nothing but Python 3.11 or newer: this file uses the standard library only. What the program
and its tests use is installed into the folder .venv beside this one, from lock files that name
every package by version and hash. Nothing is installed again while the lock files stay the same.
"""

from __future__ import annotations

import argparse
import contextlib
import hashlib
import json
import os
import shlex
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from system_packages import (
    QT_ALWAYS,
    SetUpError,
    call,
    can_make_venv,
    libraries_for_window,
    missing_libraries,
    provide_packages,
    provide_system_packages,
    refuse_without_display,
    say,
    venv_package,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from io import BufferedRandom

OLDEST_PYTHON = (3, 11)
ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
STAMP = VENV / "titrator-installed.json"
RUN_LOCK = ROOT / "packaging" / "requirements.lock"
# Holds the pins of RUN_LOCK as well, so that installing it is enough for everything.
DEV_LOCK = ROOT / "packaging" / "requirements-dev.lock"

# With one of these words the program answers in the terminal and needs no screen.
COMMANDS_WITHOUT_WINDOW = frozenset(
    {"convert", "equivalent", "audit", "replay", "policy", "log", "rate-table"}
    | {"concentration", "bag-time", "worksheet"}
    | {"safety", "doctor", "sound", "-h", "--help", "--version"}
)

# Tries the font too: with Qt, on a screen in memory where there is none.
SELF_TEST = "--self-test"

# What a long log adds to a start, rows a second, what the idle window takes, how smooth the trend is.
BENCHES = frozenset({"history", "batch", "idle", "trend"})


def main(arguments: Sequence[str]) -> int:
    """Does what the command line asks for and returns the exit status."""
    # A pipe that cannot show a character must not end the set-up.
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace", line_buffering=True)
    try:
        refuse_old_python()
        command, rest = read_command_line(arguments)
        return COMMANDS[command](rest)
    except SetUpError as error:
        print(f"\n{error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("\nStopped.", file=sys.stderr)
        return 130


def refuse_old_python() -> None:
    """Raises SetUpError when this interpreter is older than the program allows."""
    if sys.version_info < OLDEST_PYTHON:
        wanted = ".".join(map(str, OLDEST_PYTHON))
        raise SetUpError(
            f"Titrator needs Python {wanted} or newer; this is {sys.version.split()[0]} "
            f"({sys.executable}).\nInstall a newer Python and start this script with it."
        )


def read_command_line(arguments: Sequence[str]) -> tuple[str, list[str]]:
    """Returns the sub-command and everything after it, untouched."""
    parser = argparse.ArgumentParser(
        prog="packaging/dev.py",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("command", choices=sorted(COMMANDS))
    parser.add_argument("rest", nargs=argparse.REMAINDER, help="passed on as it is")
    chosen = parser.parse_args(arguments)
    return chosen.command, chosen.rest


# ---------------------------------------------------------------------------------- sub-commands


def run(rest: list[str]) -> int:
    """Opens the window, or runs a command of the program. Returns its exit status."""
    needs_window = COMMANDS_WITHOUT_WINDOW.isdisjoint(rest) and SELF_TEST not in rest
    if needs_window:
        refuse_without_display()
    libraries = libraries_for_window(os.environ) if needs_window else {}
    if SELF_TEST in rest:
        libraries = QT_ALWAYS
    python = environment_with(RUN_LOCK, libraries)
    if needs_window:
        say("Starting Titrator.")
    # The program may be started from any folder, and file names are relative to that one.
    return call([python, "-m", "titrator", *rest], PYTHONPATH=str(ROOT))


def test(rest: list[str]) -> int:
    """Runs the tests: all of them with the coverage gate, or what the extra arguments choose.

    The gate is held where all tests can run: some need what Windows has not, and are skipped there.
    """
    python = environment_with(DEV_LOCK, QT_ALWAYS)
    pytest = [python, "-m", "pytest"]
    if rest:
        say(f"Running pytest {shlex.join(rest)}")
        return call([*pytest, *rest], cwd=ROOT, QT_QPA_PLATFORM="offscreen")
    everything = [*pytest, "--numprocesses", str(min(os.cpu_count() or 1, 4))]
    if sys.platform == "win32":
        say("Running all tests that Windows can run.")
    else:
        say(
            "Running all tests; titrator/core and titrator/session must be covered in every branch."
        )
        everything += ["--cov", "--cov-report=term-missing"]
    return call(everything, cwd=ROOT, QT_QPA_PLATFORM="offscreen")


def check(rest: list[str]) -> int:
    """Runs every check of the text of the program, even after one has failed."""
    python = environment_with(DEV_LOCK, QT_ALWAYS)
    pytest = [python, "-m", "pytest", "-q", "-p", "no:cacheprovider", "tests/architecture"]
    imports = "from importlinter.cli import lint_imports_command; lint_imports_command()"
    steps = {
        "ruff: faults in the code": [python, "-m", "ruff", "check", "."],
        "ruff: layout of the code": [python, "-m", "ruff", "format", "--check", "."],
        "mypy: types": [python, "-m", "mypy"],
        "import-linter: who may import whom": [python, "-c", imports],
        "tests/architecture: the code as text": [*pytest, *rest],
    }
    failed = []
    for title, command in steps.items():
        say(title)
        if call(command, cwd=ROOT, QT_QPA_PLATFORM="offscreen", PYTHONPATH=str(ROOT)) != 0:
            failed.append(title)
    say(f"Not in order: {'; '.join(failed)}." if failed else "Every check passed.")
    return 1 if failed else 0


def bench(rest: list[str]) -> int:
    """Measures every speed that is promised, as ratios; with a name of BENCHES, one at length.

    Returns 1 when a ratio is more than a fifth worse than in tests/bench/recorded.toml, or a limit
    of the named one is passed.
    """
    python = environment_with(DEV_LOCK, QT_ALWAYS)
    if rest[:1] and rest[0] in BENCHES:
        command = [python, "-m", f"tests.bench.{rest[0]}", *rest[1:]]
    else:
        command = [python, "-m", "tests.bench", *rest]
    return call(command, cwd=ROOT, QT_QPA_PLATFORM=os.environ.get("QT_QPA_PLATFORM", "offscreen"))


def safety(rest: list[str]) -> int:
    """Writes resources/safety/safety_case.md from the hazards and from what the tests show."""
    python = environment_with(DEV_LOCK, QT_ALWAYS)
    return call([python, "-m", "tests.architecture.safety_case", *rest], cwd=ROOT)


def prove(rest: list[str]) -> int:
    """Runs the long forms of the proofs. Returns 1 when one of them found a fault."""
    python = environment_with(DEV_LOCK, QT_ALWAYS)
    return call([python, "-m", "tests.proof.long", *rest], cwd=ROOT)


def mutate(rest: list[str]) -> int:
    """Goes on with the mutation testing. Returns 1 when a mutant survived that may not."""
    python = environment_with(DEV_LOCK, QT_ALWAYS)
    return call([python, "-m", "tests.mutation.mutate", *rest], cwd=ROOT)


def words(rest: list[str]) -> int:
    """Says what the translations lack. Returns 1 where one lacks anything or has a fault."""
    python = environment_with(DEV_LOCK, QT_ALWAYS)
    return call([python, "-m", "tests.language", *rest], cwd=ROOT)


def package(rest: list[str]) -> int:
    """Makes the Linux packages in dist/. Returns 1 when they could not be made."""
    from linux.build import package as make

    return make(rest)


def audit(rest: list[str]) -> int:
    """Says what is known of the pinned versions. Returns 1 when something is, without a reason."""
    from audit import main as ask

    return ask(rest)


COMMANDS = {
    "run": run,
    "test": test,
    "check": check,
    "bench": bench,
    "safety": safety,
    "prove": prove,
    "mutate": mutate,
    "words": words,
    "package": package,
    "audit": audit,
}


# ------------------------------------------------------------------------------- the environment


def environment_with(lock: Path, libraries: Mapping[str, str]) -> str:
    """Returns the Python of .venv, with everything in the lock file installed in it.

    Libraries are those of the system that Qt is going to open, each with its Debian package.
    """
    if is_installed(lock) and not missing_libraries(libraries):
        return str(venv_python())
    with one_set_up_at_a_time():
        provide_system_packages(libraries, environment_exists=venv_python().exists())
        if is_installed(lock):  # by another copy of this script, which this one waited for
            return str(venv_python())
        installed = installed_locks()
        if not still_true(installed):
            make_venv()
            installed = {}
        STAMP.unlink(missing_ok=True)
        install(lock)
        covered = [RUN_LOCK, DEV_LOCK] if lock == DEV_LOCK else [RUN_LOCK]
        installed |= {each.name: fingerprint(each) for each in covered}
        noted = {"python": venv_version(), "locks": installed}
        STAMP.write_text(json.dumps(noted, indent=1), encoding="utf-8")
        return str(venv_python())


def is_installed(lock: Path) -> bool:
    """True when .venv holds what the lock file names, as it is now."""
    return installed_locks().get(lock.name) == fingerprint(lock)


def still_true(installed: Mapping[str, str]) -> bool:
    """True when something was installed, and all of it from lock files as they are now."""
    now = {lock.name: fingerprint(lock) for lock in (RUN_LOCK, DEV_LOCK)}
    return bool(installed) and all(now.get(name) == mark for name, mark in installed.items())


def installed_locks() -> dict[str, str]:
    """Returns the fingerprint of each lock file that was installed; empty when none is usable."""
    try:
        noted = json.loads(STAMP.read_text(encoding="utf-8"))
        usable = noted["python"] == venv_version()
        return dict(noted["locks"]) if usable else {}
    except (OSError, ValueError, TypeError, KeyError):
        return {}


def venv_version() -> str:
    """Returns the version of the Python in .venv, such as 3.11; empty when it does not start.

    It changes, or the Python stops starting, when the system's Python is upgraded or removed.
    """
    ask = "import sys; print('%d.%d' % sys.version_info[:2])"
    try:
        answer = subprocess.run(
            [venv_python(), "-I", "-S", "-c", ask],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
        )
    except OSError:
        return ""
    return answer.stdout.strip() if answer.returncode == 0 else ""


def fingerprint(lock: Path) -> str:
    """Returns the SHA-256 of a lock file, the same whatever line ends git gave it."""
    return hashlib.sha256(lock.read_bytes().replace(b"\r\n", b"\n")).hexdigest()


def venv_python() -> Path:
    """Returns the path of the Python in .venv."""
    return VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


def make_venv() -> None:
    """Makes .venv anew, with pip in it and nothing else."""
    if not can_make_venv():
        provide_packages([venv_package()])
    say(f"Making the environment {VENV} with Python {sys.version.split()[0]}.")
    # Not sys.executable: the script may have been started by the very environment it replaces.
    python = getattr(sys, "_base_executable", None) or sys.executable
    command = [python, "-m", "venv", "--clear", str(VENV)]
    if call(command, PYTHONPATH=None) != 0:
        raise SetUpError(
            f"The environment {VENV} could not be made; the reason stands above.\n"
            "Close programs that use it, check that the folder can be written, and try again."
        )


def install(lock: Path) -> None:
    """Installs what the lock file names, each file checked against its hash."""
    say(f"Installing what {lock.relative_to(ROOT)} names. This happens only when it has changed.")
    options = ["--require-hashes", "--only-binary", ":all:", "--no-deps", "--no-input"]
    quiet = ["--quiet", "--disable-pip-version-check", "--no-warn-script-location"]
    command = [str(venv_python()), "-m", "pip", "install", *options, *quiet, "-r", str(lock)]
    if call(command, PYTHONPATH=None, PIP_USER="0") != 0:
        raise SetUpError(
            f"Not everything in {lock.relative_to(ROOT)} could be installed; the reason stands "
            "above.\nThe first set-up needs a package index (pypi.org, or the one pip is set to). "
            "Once it can be reached, start the same command again."
        )


@contextlib.contextmanager
def one_set_up_at_a_time() -> Iterator[None]:
    """Waits while another copy of this script works on the same environment."""
    mark = ROOT / ".venv.lock"
    try:
        handle = mark.open("a+b")
    except OSError as error:
        raise SetUpError(
            f"{mark} cannot be written ({error.strerror}).\n"
            "The folder may belong to another account. Make a copy of it where you may write, "
            "and start again from there."
        ) from error
    with handle:
        wait_for(handle)
        yield  # closing the file gives the lock back


def wait_for(handle: BufferedRandom) -> None:
    """Locks the file, or goes on without on a file system that has no locks."""
    if sys.platform == "win32":
        import msvcrt

        handle.seek(0)
        for _ in range(60):  # each try waits ten seconds
            with contextlib.suppress(OSError):
                msvcrt.locking(handle.fileno(), msvcrt.LK_LOCK, 1)
                return
    else:
        import fcntl

        with contextlib.suppress(OSError):
            fcntl.flock(handle, fcntl.LOCK_EX)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
