"""A Windows to try things in: a wine prefix of our own, with a screen in memory.

Wine 8 lacks two system libraries that Windows 10 has; stand-ins for them (shims/) are compiled into
the prefix, never into what is shipped.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import IO, TYPE_CHECKING

from fetch import BUILD, HERE
from patience import Look, look_at, wait_until_taken
from system_packages import provide_packages, say

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from types import TracebackType
    from typing import Self

# A program that must be there, and the Debian package that brings it.
TOOLS = {
    "wine": "wine",
    "/usr/lib/wine/wine64": "wine64",
    "Xvfb": "xvfb",
    "import": "imagemagick",
    "xdotool": "xdotool",
    "x86_64-w64-mingw32-gcc": "gcc-mingw-w64-x86-64-posix",
    "git": "git",
}
SHIMS = {"icuuc": (), "bcryptprimitives": ("-ladvapi32",)}
_SCREEN = "1366x768x24"
_KEYS = frozenset({"Return", "space", "Down", "Up", "Tab", "Escape", "Menu", "F4", "F5", "F6"})
_BETWEEN_KEYS_S = 0.7  # a busy machine; a nurse is no faster
_COLOURS_OF_A_WINDOW = 250  # an empty frame has two; with "Opening the log", 195
# How long a key may take, or a message stand that the window does not answer, before that is called
# hanging. With eight programs waiting for two processors the window stood still for 21 seconds.
_LONGEST_WAIT_S = 240
_WORTH_TELLING_S = 10
_LAST_WORDS_S = 10  # from the end of a command to that of what it said


class WineError(Exception):
    """Something did not go as it must; the text says what."""


def require_tools(tools: dict[str, str]) -> None:
    """Installs what is missing as root on Debian; raises SetUpError with the command otherwise."""
    missing = sorted({package for tool, package in tools.items() if not shutil.which(tool)})
    if missing:
        provide_packages(missing)


def windows_path(path: Path) -> str:
    """Returns how a program in the prefix finds a file of this system."""
    return "Z:" + str(path.resolve()).replace("/", "\\")


def _pass_on(said: IO[bytes]) -> None:
    """Writes each line as it comes, until whoever holds the other end lets go."""
    with said:
        for line in said:
            sys.stdout.write(line.decode("utf-8", "replace").replace("\r", ""))
            sys.stdout.flush()


class Prefix:
    """A wine prefix and its screen. Use it in a `with` block; at its end all in it is stopped."""

    def __init__(self, name: str) -> None:
        """Make nothing yet."""
        self.folder = BUILD / "wine" / name
        self.drive = self.folder / "drive_c"
        self._screen: subprocess.Popen[bytes] | None = None
        self._display = ""
        self._window = ""  # the program's own; another process of it may open one beside it
        self._waited_s = 0.0
        self._clocks: dict[str, str] = {}

    def __enter__(self) -> Self:
        """Start the screen, and make the prefix where it is missing."""
        read, write = os.pipe()
        self._screen = subprocess.Popen(
            ["Xvfb", "-displayfd", str(write), "-screen", "0", _SCREEN],
            pass_fds=[write],
            stderr=subprocess.DEVNULL,
        )
        os.close(write)
        with os.fdopen(read) as told:
            self._display = f":{told.readline().strip()}"
        if not self.drive.is_dir():
            say("Making a wine prefix.")
            self.folder.mkdir(parents=True)
            self._wine(["wineboot", "--init"], {}, check=True)
            self._wine(["winecfg", "-v", "win10"], {}, check=True)
        self._bring_shims()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Stop everything that runs in the prefix, then the screen."""
        self.stop()
        if self._screen is not None:
            self._screen.terminate()
            self._screen.wait()

    def set_clocks(self, settings: Mapping[str, str]) -> None:
        """Stops everything in the prefix; what is started from now on has these clocks."""
        self.stop()
        self._clocks = dict(settings)

    def run(self, command: Sequence[str], **settings: str) -> subprocess.CompletedProcess[str]:
        """Returns what came of a Windows command, started in the root of drive C."""
        return self._wine(command, settings, check=False)

    def show(self, command: Sequence[str], cwd: Path, **settings: str) -> int:
        """Runs a Windows command, passing on what it says line by line. Returns its exit status."""
        # Python for Windows fails on a plain file as its output under wine: always a pipe.
        process = subprocess.Popen(
            ["wine", *command],
            cwd=cwd,
            env=self._environment(settings),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
        )
        if process.stdout is None:
            raise WineError("wine has no output")
        passing_on = threading.Thread(target=_pass_on, args=(process.stdout,))
        passing_on.start()
        status = process.wait()
        passing_on.join(_LAST_WORDS_S)
        if passing_on.is_alive():
            # A driver that wine started for the command holds the pipe, and may never end.
            self.stop()
            passing_on.join()
        return status

    def start(self, command: Sequence[str], cwd: Path, **settings: str) -> subprocess.Popen[bytes]:
        """Starts a Windows command and returns at once."""
        return subprocess.Popen(
            ["wine", *command],
            cwd=cwd,
            env=self._environment(settings),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )

    def wait_for_window(self, title: str, seconds: int = 300) -> str:
        """Returns the number of the window with this title, once it is there and painted."""
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            found = self._windows(title)
            if found and self.colours() >= _COLOURS_OF_A_WINDOW:
                time.sleep(3)  # what came last finds its place
                self._window = found[0]
                self.wait("opening")
                return found[0]
            time.sleep(1)
        raise WineError(f"no window called {title} was painted within {seconds} s")

    def keys(self, *strokes: str) -> None:
        """Presses keys, or types a text, in the window that has the keyboard; waits for each to be taken."""
        for stroke in strokes:
            is_key = stroke in _KEYS or "+" in stroke
            act = ["key", stroke] if is_key else ["type", "--delay", "60", stroke]
            self._on_screen(["xdotool", *act], check=True)
            time.sleep(_BETWEEN_KEYS_S)
            self.wait(stroke)

    def wait(self, after: str) -> None:
        """Waits until the window has taken a key, and until no message beside it says that it does not answer.

        Raises:
            WineError: neither came within four minutes.
        """
        self._wait_until_taken(after)
        if not self.windows_beside():
            return
        began = time.monotonic()
        while self.windows_beside():
            if time.monotonic() - began > _LONGEST_WAIT_S:
                raise WineError(f"after {after} the window did not answer for {_LONGEST_WAIT_S} s")
            time.sleep(0.5)
        stood_s = time.monotonic() - began
        say(f"The window did not answer, and said so beside itself; after {stood_s:.0f} s it did.")
        self._waited_s += stood_s
        # No window manager here gives the keyboard back.
        self._on_screen(["xdotool", "windowfocus", "--sync", self._window], check=True)
        self._wait_until_taken(after)

    def windows_beside(self) -> list[str]:
        """Returns the windows of the program that are of another process than the first one."""
        own = self._process_of(self._window)
        found = {window: self._process_of(window) for window in self._windows("Titrator")}
        return [window for window, process in found.items() if process not in (own, "")]

    def process_of_the_window(self) -> int:
        """Returns the number of the process that the window is of."""
        return int(self._process_of(self._window))

    def tell_waits(self) -> None:
        """Says how long the window was waited for, where that is worth a line."""
        if self._waited_s > _WORTH_TELLING_S:
            say(f"In all, keys were waited for {self._waited_s:.0f} s; each was taken.")

    def _wait_until_taken(self, after: str) -> None:
        folder = Path("/proc", self._process_of(self._window))

        def look() -> Look:
            return look_at(folder)

        waited_s = wait_until_taken(look, _LONGEST_WAIT_S)
        if waited_s is None:
            raise WineError(f"after {after} the window got nowhere for {_LONGEST_WAIT_S} s")
        self._waited_s += waited_s

    def _windows(self, title: str) -> list[str]:
        search = ["xdotool", "search", "--onlyvisible", "--name", title]
        return self._on_screen(search).stdout.split()

    def _process_of(self, window: str) -> str:
        return self._on_screen(["xdotool", "getwindowpid", window]).stdout.strip()

    def photograph(self, into: Path) -> None:
        """Saves the whole screen as a PNG file."""
        into.parent.mkdir(parents=True, exist_ok=True)
        self._on_screen(["import", "-window", "root", str(into)], check=True)
        say(f"The screen is in {into}: look at it.")

    def colours(self) -> int:
        """Returns how many colours the screen shows: one or two when nothing was painted."""
        painted = self._on_screen(
            ["import", "-window", "root", "-format", "%k", "info:"], check=True
        )
        return int(painted.stdout)

    def stop(self) -> None:
        """Ends every program in the prefix, and no other."""
        subprocess.run(["wineserver", "-k"], env=self._environment({}), check=False)
        subprocess.run(["wineserver", "-w"], env=self._environment({}), check=False)

    def _on_screen(
        self, command: Sequence[str], *, check: bool = False
    ) -> subprocess.CompletedProcess[str]:
        screen = os.environ | {"DISPLAY": self._display}
        return subprocess.run(command, env=screen, capture_output=True, text=True, check=check)

    def _wine(
        self, command: Sequence[str], settings: dict[str, str], *, check: bool
    ) -> subprocess.CompletedProcess[str]:
        cwd = self.drive if self.drive.is_dir() else self.folder
        return subprocess.run(
            ["wine", *command],
            cwd=cwd,
            env=self._environment(settings),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            encoding="utf-8",
            errors="replace",
            check=check,
        )

    def _environment(self, settings: dict[str, str]) -> dict[str, str]:
        """Returns the environment of a program in the prefix: this one without what is Linux's."""
        own = {
            name: value
            for name, value in os.environ.items()
            if not name.startswith(("PIP_", "PYTHON", "QT_", "VIRTUAL_ENV", "XDG_"))
        }
        shims = ",".join(SHIMS)
        return (
            own
            | {
                "WINEPREFIX": str(self.folder),
                "WINEARCH": "win64",
                "WINEDEBUG": "-all",
                "WINEDLLOVERRIDES": f"{shims}=n;winemenubuilder.exe=d;mscoree,mshtml=",
                "DISPLAY": self._display,
            }
            | self._clocks
            | settings
        )

    def _bring_shims(self) -> None:
        for name, libraries in SHIMS.items():
            source = HERE / "shims" / f"{name}.c"
            into = self.drive / "windows" / "system32" / f"{name}.dll"
            if not into.exists() or into.stat().st_mtime < source.stat().st_mtime:
                compiler = [
                    "x86_64-w64-mingw32-gcc",
                    "-Wall",
                    "-Wextra",
                    "-Werror",
                    "-O1",
                    "-shared",
                ]
                command = [*compiler, "-o", str(into), str(source), *libraries]
                subprocess.run(command, check=True)
