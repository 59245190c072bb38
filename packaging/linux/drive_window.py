"""Weans the article's patient in a Titrator window on a screen, by keys from outside, to both drugs off.

Started by smoke.sh. The program is not told that it is tried. Its clocks run faster, all of them alike
(libfaketime), and so does this script's waiting: each interval of the orders is gone through. What
happened is then read from the program's log, with its own command.
"""

from __future__ import annotations

import argparse
import json
import os
import shlex
import subprocess
import time
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple

from try_package import set_up_the_patient

_KEY_S = 0.6
_PAINTED_S = 1.0
_TRIES = 6


class Step(NamedTuple):
    """A reduction or a stop: how long after the one before it, and what the pump shows then."""

    after_min: int
    pump: str


# Norepinephrine to its lowest, vasopressin by thirds to off, then norepinephrine off.
FIRST = "5.3"
STEPS = (Step(15, "2.7"), Step(60, "6"), Step(60, "3"), Step(60, "0"), Step(15, "0"))
# When the patient is assessed after a change.
MARKS_MIN = (5, 10, 15, 30, 45, 60)


class Window:
    """The keyboard of the screen the window is on."""

    def __init__(self, display: str, pictures: Path) -> None:
        """Look for nothing yet."""
        self._environment = os.environ | {"DISPLAY": display}
        self._pictures = pictures

    def wait(self) -> None:
        """Wait until the window is there, give it the keyboard, and until it is usable."""
        for _ in range(600):
            found = self._said("search", "--onlyvisible", "--name", "^Titrator$").split()
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


_KEYS = frozenset({"Return", "space", "Down", "Escape", "shift", *(f"F{n}" for n in range(1, 13))})


class Log:
    """What the program's own log says, by its own command."""

    def __init__(self, command: str, path: str) -> None:
        """Read nothing yet."""
        self._command = [*shlex.split(command), "log", "export", path]

    def entries(self) -> list[dict[str, Any]]:
        """Return each entry."""
        told = subprocess.run(self._command, capture_output=True, text=True, check=True).stdout
        return [json.loads(line) for line in told.splitlines()]

    def pumps(self) -> list[str]:
        """Return what the pump showed after each reduction or stop that was accepted, in order."""
        payloads = [entry["payload"] for entry in self.entries()]
        return [
            str(payload["command"].get("pump_shows"))
            for payload in payloads
            if payload.get("command", {}).get("do") == "step" and is_accepted(payload["events"])
        ]


def is_accepted(events: list[dict[str, object]]) -> bool:
    """Return whether none of the events says that something was refused."""
    return not any("refused" in str(event["event"]).lower() for event in events)


class Bedside:
    """A nurse at the window whose hours are short."""

    def __init__(self, window: Window, log: Log, speed: float) -> None:
        """Begin now."""
        self._window = window
        self._log = log
        self._speed = speed
        self._changed_at = time.monotonic()
        self._done = 0

    def set_up(self, clock: datetime) -> None:
        """Everything from an empty window to the first reduction."""
        set_up_the_patient(self._window, clock)
        self._changed_at = time.monotonic()
        time.sleep(2 * _PAINTED_S)
        self._window.photograph("first-step")
        if self._log.pumps() == []:
            # The machine was busy, the clock doubted, and an assessment asked for first.
            self._window.keys("Escape", "Escape")
            self._take(FIRST, "ctrl+s", "Return", "Escape")
        self._require_taken(FIRST)

    def go_on(self, step: Step) -> None:
        """Assess at each mark until the interval is over, then take the step."""
        for mark in (mark for mark in MARKS_MIN if mark <= step.after_min):
            self._wait_until(mark)
            if mark < step.after_min:
                self._assess()
        self._take(step.pump)
        self._require_taken(step.pump)

    def _wait_until(self, minute: int) -> None:
        due = self._changed_at + (minute * 60 + 5) / self._speed
        time.sleep(max(0.0, due - time.monotonic()))

    def _assess(self) -> None:
        # Nobody touched a key for minutes: the first one only brings the screen back.
        self._window.keys("shift", "F5", "71", "Return", "1111", "Return")

    def _take(self, pump: str, *first: str) -> None:
        """Assess, press what comes first, and take the step; again where the log does not hold it."""
        for _ in range(_TRIES):
            self._assess()
            self._window.keys(*first, "F6", "1", pump, "Return")
            taken_at = time.monotonic()
            time.sleep(_PAINTED_S)
            if len(self._log.pumps()) > self._done:
                self._changed_at = taken_at
                return
            self._window.photograph(f"not-taken-{self._done + 1}")
            self._window.keys("Escape", "Escape")

    def _require_taken(self, pump: str) -> None:
        self._done += 1
        pumps = self._log.pumps()
        if len(pumps) != self._done or pumps[-1] != f"{pump} mL/h":
            self._window.photograph("gave-up")
            raise SystemExit(f"The step to {pump} mL/h is not in the log: {pumps}")
        self._window.photograph(f"step-{self._done}")
        print(f"    step {self._done}: the pump shows {pump} mL/h", flush=True)


def main() -> None:
    """Do it, and say what the log tells."""
    parser = argparse.ArgumentParser(description=__doc__)
    for name in ("--display", "--pictures", "--log-command", "--log", "--clock"):
        parser.add_argument(name, required=True)
    parser.add_argument("--speed", type=float, default=1.0)
    asked = parser.parse_args()
    window = Window(asked.display, Path(asked.pictures))
    window.wait()
    window.photograph("empty")
    log = Log(asked.log_command, asked.log)
    bedside = Bedside(window, log, asked.speed)
    bedside.set_up(datetime.fromisoformat(asked.clock))
    for step in STEPS:
        bedside.go_on(step)
    print(summary(log.entries()))


def summary(entries: list[dict[str, Any]]) -> str:
    """Return how long it took by the program's clock, and what the log holds of it."""
    events = [event for entry in entries for event in entry["payload"].get("events", [])]
    names = [str(event["event"]) for event in events]
    doubts = [str(event.get("reason")) for event in events if event["event"] == "ClockDoubted"]
    steps = sum(entry["payload"].get("command", {}).get("do") == "step" for entry in entries)
    told = [f"{steps} steps", f"{names.count('AssessmentRecorded')} assessments"]
    told.append(f"clock doubted {len(doubts)} times ({', '.join(sorted(set(doubts))) or 'never'})")
    return f"    {len(entries)} entries in the log: {', '.join(told)}"


if __name__ == "__main__":
    main()
