#!/usr/bin/env python3
"""Sets up Titrator's own environment in this checkout, then runs, tests or checks the program.

    python3 packaging/dev.py run      set up, then open the window (or: run convert --help)
    python3 packaging/dev.py test     set up, then run all tests
    python3 packaging/dev.py check    set up, then run the linters, the types and the text tests
    python3 packaging/dev.py bench    set up, then measure how fast the window opens

Needs nothing but Python 3.11 or newer: this file uses the standard library only. What the program
and its tests use is installed into the folder .venv beside this one, from lock files that name
every package by version and hash. Nothing is installed again while the lock files stay the same.
"""

from __future__ import annotations

import argparse
import contextlib
import ctypes
import hashlib
import importlib.util
import json
import os
import shlex
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

OLDEST_PYTHON = (3, 11)
ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
STAMP = VENV / "titrator-installed.json"
RUN_LOCK = ROOT / "packaging" / "requirements.lock"
# Holds the pins of RUN_LOCK as well, so that installing it is enough for everything.
DEV_LOCK = ROOT / "packaging" / "requirements-dev.lock"

# With one of these words the program answers in the terminal and needs no screen.
COMMANDS_WITHOUT_WINDOW = frozenset(
    {"convert", "equivalent", "replay", "policy", "log", "rate-table", "simulate", "doctor"}
    | {"-h", "--help", "--version"}
)

# Which system library Qt opens, and which Debian package brings it.
QT_ALWAYS = {
    "libglib-2.0.so.0": "libglib2.0-0",
    "libGL.so.1": "libgl1",
    "libEGL.so.1": "libegl1",
    "libxkbcommon.so.0": "libxkbcommon0",
    "libfontconfig.so.1": "libfontconfig1",
    "libdbus-1.so.3": "libdbus-1-3",
}
QT_ON_X11 = {
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-image.so.0": "libxcb-image0",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-render-util.so.0": "libxcb-render-util0",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxcb-util.so.1": "libxcb-util1",
    "libxcb-xkb.so.1": "libxcb-xkb1",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
}
QT_ON_WAYLAND = {
    "libwayland-client.so.0": "libwayland-client0",
    "libwayland-cursor.so.0": "libwayland-cursor0",
}


class SetUpError(Exception):
    """Something the set-up needs is missing; the text says what, and what to do next."""


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
    needs_window = COMMANDS_WITHOUT_WINDOW.isdisjoint(rest)
    if needs_window:
        refuse_without_display()
    provide_system_packages(libraries_for_window(os.environ) if needs_window else {})
    python = environment_with(RUN_LOCK)
    if needs_window:
        say("Starting Titrator.")
    # The program may be started from any folder, and file names are relative to that one.
    return call([python, "-m", "titrator", *rest], PYTHONPATH=str(ROOT))


def test(rest: list[str]) -> int:
    """Runs the tests: all of them with the coverage gate, or what the extra arguments choose."""
    provide_system_packages(QT_ALWAYS)
    python = environment_with(DEV_LOCK)
    pytest = [python, "-m", "pytest"]
    if rest:
        say(f"Running pytest {shlex.join(rest)}")
        return call([*pytest, *rest], cwd=ROOT, QT_QPA_PLATFORM="offscreen")
    say("Running all tests; titrator/core and titrator/session must be covered in every branch.")
    processes = str(min(os.cpu_count() or 1, 4))
    everything = [*pytest, "--numprocesses", processes, "--cov", "--cov-report=term-missing"]
    return call(everything, cwd=ROOT, QT_QPA_PLATFORM="offscreen")


def check(rest: list[str]) -> int:
    """Runs every check of the text of the program, even after one has failed."""
    provide_system_packages(QT_ALWAYS)
    python = environment_with(DEV_LOCK)
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
    """Measures how fast the window opens. Returns 1 when it is slower than its limits."""
    provide_system_packages(QT_ALWAYS)
    python = environment_with(DEV_LOCK)
    command = [python, "-m", "tests.bench.startup", *rest]
    return call(command, cwd=ROOT, QT_QPA_PLATFORM=os.environ.get("QT_QPA_PLATFORM", "offscreen"))


COMMANDS = {"run": run, "test": test, "check": check, "bench": bench}


# ------------------------------------------------------------------------------- the environment


def environment_with(lock: Path) -> str:
    """Returns the Python of .venv, with everything in the lock file installed in it."""
    with one_set_up_at_a_time():
        installed = installed_locks()
        if installed.get(lock.name) == fingerprint(lock):
            return str(venv_python())
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
    # Not through symbolic links on Windows: they need a right that few accounts have.
    command = [sys.executable, "-m", "venv", "--clear", str(VENV)]
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
    try:
        handle = (ROOT / ".venv.lock").open("a+b")
    except OSError as error:
        raise SetUpError(
            f"The folder {ROOT} cannot be written ({error.strerror}).\n"
            "Make a copy of it where you may write, and start again from there."
        ) from error
    with handle:
        if sys.platform == "win32":
            import msvcrt

            handle.seek(0)
            msvcrt.locking(handle.fileno(), msvcrt.LK_LOCK, 1)
        else:
            import fcntl

            fcntl.flock(handle, fcntl.LOCK_EX)
        yield  # closing the file gives the lock back


# --------------------------------------------------------------------- what the system must bring


def provide_system_packages(libraries: Mapping[str, str]) -> None:
    """Makes sure that what only the system can bring is there, and asks for all of it at once."""
    missing = missing_libraries(libraries)
    packages = {libraries[name] for name in missing}
    if missing:
        say(f"Qt, which draws the window, needs system libraries: {', '.join(missing)}.")
    if not venv_version() and not can_make_venv():
        say("This Python cannot make an environment of its own: its module ensurepip is missing.")
        packages.add(venv_package())
    if packages:
        provide_packages(sorted(packages))


def can_make_venv() -> bool:
    """True when this Python can make environments; on Debian that is a package of its own."""
    return bool(importlib.util.find_spec("venv") and importlib.util.find_spec("ensurepip"))


def venv_package() -> str:
    """Returns the Debian package that lets this Python make environments."""
    name = f"python{sys.version_info.major}.{sys.version_info.minor}"
    from_system = Path("/usr/bin/python3").resolve() == Path(f"/usr/bin/{name}")
    return "python3-venv" if from_system else f"{name}-venv"


def libraries_for_window(environment: Mapping[str, str]) -> dict[str, str]:
    """Returns what Qt needs to open a window on the display that the environment names."""
    platform = environment.get("QT_QPA_PLATFORM", "")
    if platform.startswith(("offscreen", "minimal")):
        return QT_ALWAYS
    if environment.get("WAYLAND_DISPLAY") and not environment.get("DISPLAY"):
        return QT_ALWAYS | QT_ON_WAYLAND
    return QT_ALWAYS | QT_ON_X11


def missing_libraries(needed: Mapping[str, str]) -> list[str]:
    """Returns the system libraries that Qt would not find; none are asked for beside Linux."""
    if not sys.platform.startswith("linux"):
        return []
    return [name for name in needed if not can_be_opened(name)]


def can_be_opened(library: str) -> bool:
    """True when the system's loader finds the library."""
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def provide_packages(packages: Sequence[str]) -> None:
    """Installs Debian packages when it may; raises SetUpError with the exact command otherwise."""
    install_them = ["apt-get", "install", "-y", "--no-install-recommends", *packages]
    if not shutil.which("apt-get"):
        raise SetUpError(no_apt_text(packages))
    if not is_root():
        raise SetUpError(not_root_text(install_them))
    say(f"Installing {' '.join(packages)} with apt-get, as root.")
    if apt_get(install_them) == 0:
        return
    say("Not found in the package lists as they are; reading them anew.")
    if apt_get(["apt-get", "update"]) != 0 or apt_get(install_them) != 0:
        raise SetUpError(
            "apt-get could not install them; its reason stands above. By hand:\n\n"
            f"    apt-get update && {shlex.join(install_them)}\n"
        )


def no_apt_text(packages: Sequence[str]) -> str:
    """Returns what to do on a system that is not a Debian."""
    return (
        f"On Debian these packages bring what is missing: {' '.join(packages)}.\n"
        "Install what corresponds to them on this system, then start the same command again."
    )


def not_root_text(install_them: Sequence[str]) -> str:
    """Returns what to ask of the administrator of a Debian system."""
    return (
        "Ask an administrator to run this, or run it with sudo, "
        f"then start the same command again:\n\n    {shlex.join(install_them)}\n"
    )


def is_root() -> bool:
    """True when this process may install packages for the whole system."""
    return sys.platform != "win32" and os.geteuid() == 0


def apt_get(command: Sequence[str]) -> int:
    """Runs apt-get so that it asks nothing; returns its exit status."""
    return call(command, DEBIAN_FRONTEND="noninteractive")


def refuse_without_display() -> None:
    """Raises SetUpError when there is no screen to open the window on."""
    if not sys.platform.startswith("linux") or os.environ.get("QT_QPA_PLATFORM"):
        return
    if os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"):
        return
    raise SetUpError(
        "There is no screen here to open the window on (DISPLAY and WAYLAND_DISPLAY are empty).\n"
        "To go on, choose one:\n"
        "  - start this command in a desktop session;\n"
        "  - draw on a screen in memory:  xvfb-run -a python3 packaging/dev.py run\n"
        "    (Debian package xvfb; or set QT_QPA_PLATFORM=offscreen for a window nobody sees);\n"
        "  - use the program in the terminal:  python3 packaging/dev.py run convert --help"
    )


# ------------------------------------------------------------------------------------------ tools


def call(command: Sequence[str], cwd: Path | None = None, **settings: str | None) -> int:
    """Runs a program and returns its exit status.

    Settings are environment variables to set, or with None to remove.
    """
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONHOME"}
    for name, value in settings.items():
        environment.pop(name, None)
        if value is not None:
            environment[name] = value
    try:
        return subprocess.run(command, cwd=cwd, env=environment, check=False).returncode
    except OSError as error:
        raise SetUpError(f"{command[0]} could not be started: {error.strerror}.") from error


def say(sentence: str) -> None:
    """Prints what happens next."""
    print(f"==> {sentence}", flush=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
