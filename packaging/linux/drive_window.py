"""Sets the article's patient up in a Titrator window on a screen and takes the first step, by keys from outside.

Started by smoke.sh. The program is not told that it is tried. What happened is then read from its log,
with its own command. Later steps are hours apart and are not waited for here.
"""

from __future__ import annotations

import argparse
import json
import os
import shlex
import subprocess
import time
from pathlib import Path

from try_package import set_up_the_patient

_KEY_S = 0.4
_PAINTED_S = 1.0


class Window:
    """The keyboard of the screen the window is on."""

    def __init__(self, display: str, pictures: Path) -> None:
        """Look for nothing yet."""
        self._environment = os.environ | {"DISPLAY": display}
        self._pictures = pictures

    def wait(self) -> None:
        """Wait until the window is there, give it the keyboard, and until it is usable."""
        for _ in range(600):
            found = self._said("search", "--name", "^Titrator$").split()
            if found:
                break
            time.sleep(0.1)
        else:
            raise SystemExit("No window called Titrator came within a minute.")
        time.sleep(2 * _PAINTED_S)
        self._said("windowfocus", found[0])
        time.sleep(2 * _PAINTED_S)

    def keys(self, *strokes: str) -> None:
        """Press keys; of a text that is no key, each letter."""
        for name in strokes:
            is_key = len(name) > 1 and (name in _KEYS or "+" in name)
            self._said(*(("key", name) if is_key else ("type", "--delay", "40", name)))
            time.sleep(_KEY_S)

    def photograph(self, name: str) -> None:
        """Keep a picture of the screen."""
        command = ["import", "-window", "root", str(self._pictures / f"{name}.png")]
        subprocess.run(command, env=self._environment, check=False)

    def _said(self, *words: str) -> str:
        done = subprocess.run(
            ["xdotool", *words], env=self._environment, capture_output=True, text=True, check=False
        )
        return done.stdout


_KEYS = frozenset({"Return", "space", "Down", "Escape", *(f"F{n}" for n in range(1, 13))})


def main() -> None:
    """Do it, and say what the log tells."""
    parser = argparse.ArgumentParser(description=__doc__)
    for name in ("--display", "--pictures", "--log-command", "--log"):
        parser.add_argument(name, required=True)
    asked = parser.parse_args()
    window = Window(asked.display, Path(asked.pictures))
    window.wait()
    window.photograph("empty")
    set_up_the_patient(window)
    time.sleep(3 * _PAINTED_S)
    window.photograph("first-step")
    pumps = Log(asked.log_command, asked.log).pumps()
    if pumps != ["5.3 mL/h"]:
        raise SystemExit(f"The first reduction is not in the log: {pumps}")
    print("The log tells that norepinephrine was reduced and the pump shows 5.3 mL/h.")


class Log:
    """What the program's own log says, by its own command."""

    def __init__(self, command: str, path: str) -> None:
        """Read nothing yet."""
        self._command = [*shlex.split(command), "log", "export", path]

    def pumps(self) -> list[str]:
        """Return what the pump showed after each reduction or stop that was accepted, in order."""
        told = subprocess.run(self._command, capture_output=True, text=True, check=True).stdout
        payloads = [json.loads(line)["payload"] for line in told.splitlines()]
        return [
            str(payload["command"].get("pump_shows"))
            for payload in payloads
            if payload.get("command", {}).get("do") == "step" and is_accepted(payload["events"])
        ]


def is_accepted(events: list[dict[str, object]]) -> bool:
    """Return whether none of the events says that something was refused."""
    return not any("refused" in str(event["event"]).lower() for event in events)


if __name__ == "__main__":
    main()
