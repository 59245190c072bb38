"""What only the system can bring: Qt's libraries, and on Debian the module that makes environments.

Finds out what is missing, installs it as root on Debian, and otherwise says in one message what an
administrator has to install. Standard library only, as dev.py, which uses it.
"""

from __future__ import annotations

import ctypes
import importlib.util
import os
import shlex
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

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


def provide_system_packages(libraries: Mapping[str, str], *, environment_exists: bool) -> None:
    """Makes sure that what only the system can bring is there, and asks for all of it at once."""
    missing = missing_libraries(libraries)
    packages = {libraries[name] for name in missing}
    if missing:
        say(f"Qt, which draws the window, needs system libraries: {', '.join(missing)}.")
    if not environment_exists and not can_make_venv():
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
