"""Installs, uses, upgrades and removes the Windows package under wine, as a hospital's IT would.

The window is driven by keys from outside, as a nurse's hands would; nothing of the tests is in the package.
TITRATOR_PACE=0.1 has the clocks of the window run at a tenth of the pace, for a busy machine (pace.py).
"""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import signal
import subprocess
import time
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from fetch import BUILD, HERE
from made_from import ROOT, SUMS
from pace import Pace
from system_packages import say
from verify_bundle import altered
from wine_prefix import Prefix, WineError, windows_path

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

INSTALLED = "C:\\Program Files\\Titrator"
WINDOW = f"{INSTALLED}\\Titrator.exe"
CLI = f"{INSTALLED}\\titrator-cli.exe"
# The article's patient, from the first entry to both drugs off: what a nurse did, line by line.
WHOLE_WEAN = HERE / "whole_wean.jsonl"
SCREENS = BUILD / "screens"
# The cursor stands where the next answer belongs; lists are opened with the space bar and gone down.
_NOREPINEPHRINE = ("space", *("Down",) * 5, "Return")
_VASOPRESSIN = ("space", *("Down",) * 7, "Return")
_TRIES = 4
_SAID_WITHIN_S = 180  # what the second process needs to say so: 5 s of silence, and its own start
_PACE = float(os.environ.get("TITRATOR_PACE", "1"))


class Keyboard(Protocol):
    """What types into a window; the Linux package is tried by the same keys."""

    def keys(self, *strokes: str) -> None:
        """Presses keys, or types a text, in the window that has the keyboard."""


class Places:
    """Where things are in the prefix, seen from outside."""

    def __init__(self, prefix: Prefix) -> None:
        """Name them; nothing need be there yet."""
        drive = prefix.drive
        self.program = drive / "Program Files" / "Titrator"
        self.site = drive / "ProgramData" / "Titrator"
        self.drive = drive
        [user] = [path for path in (drive / "users").iterdir() if path.name != "Public"]
        self.log = user / "AppData" / "Local" / "Titrator" / "titrator-log.sqlite"

    def menu_entries(self) -> list[Path]:
        """Returns the entries in a start menu: wine keeps them with the user, Windows with the machine."""
        return [
            *self.drive.glob("users/*/**/Titrator.lnk"),
            *self.drive.glob("ProgramData/**/Titrator.lnk"),
        ]


def try_package(earlier: Path, msi: Path) -> None:
    """Goes through a whole life of the package. Raises WineError at the first thing that is not so."""
    shutil.rmtree(BUILD / "wine" / "package", ignore_errors=True)
    with Prefix("package") as prefix:
        places = Places(prefix)
        install(prefix, places, earlier)
        site = put_site_policy(places)
        use(prefix, places)
        before = places.log.read_bytes()
        say("Upgrading.")
        install(prefix, places, msi)
        require(places.log.read_bytes() == before, "the upgrade touched the log")
        require(contents(places.site) == site, "the upgrade touched the hospital's folder")
        use_again(prefix, places)
        site = in_spanish(prefix, places)
        remove(prefix, places, msi)
        require(contents(places.site) == site, "the removal took the hospital's folder")
        require(places.log.exists(), "the removal took the log")
    say("Installed, used, upgraded and removed under wine; policy and log are still there.")


def install(prefix: Prefix, places: Places, msi: Path) -> None:
    """Installs silently, for the machine, and compares what is there with the package's own list."""
    msiexec(prefix, "/i", msi)
    files = sorted(
        path.relative_to(places.program).as_posix()
        for path in places.program.rglob("*")
        if path.is_file()
    )
    wrong = list(altered(places.program, files))
    require(not wrong, "\n".join(["not what the package holds:", *wrong]))
    require(len(places.menu_entries()) == 1, "it is not in the start menu")
    require(places.site.is_dir(), "the hospital's folder was not made")
    say(f"{msi.name}: {len(files)} files installed, each as in its {SUMS}.")


def remove(prefix: Prefix, places: Places, msi: Path) -> None:
    """Removes silently; the program and its menu entry are gone."""
    msiexec(prefix, "/x", msi)
    require(not places.program.exists(), f"{INSTALLED} is still there")
    require(not places.menu_entries(), "it is still in the start menu")


def msiexec(prefix: Prefix, what: str, msi: Path) -> None:
    """Runs the installer as software distribution does: nothing shown, nothing asked, no restart."""
    done = prefix.run(["msiexec", what, windows_path(msi), "/qn", "/norestart"])
    require(done.returncode == 0, f"msiexec {what} {msi.name} ended with {done.returncode}")


def put_site_policy(places: Places) -> Mapping[str, bytes]:
    """Puts a policy where an administrator would, and returns what is in that folder then."""
    for folder in ("drug_library", "protocols"):
        source = ROOT / "resources" / folder
        shutil.copytree(source, places.site / "policy" / folder)
    (places.site / "policy" / "protocols" / "vasopressin-first.toml").unlink()
    return contents(places.site)


def contents(folder: Path) -> dict[str, bytes]:
    """Returns every file below a folder with its bytes."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def use(prefix: Prefix, places: Places) -> None:
    """Asks the commands, weans the article's patient by them, and begins at the bedside in the window."""
    before = contents(places.program)
    convert(prefix)
    wean(prefix)
    require("wrong" not in doctor(prefix), "doctor found something wrong")
    print(said_by(prefix, [CLI, "--self-test"]))
    say(
        f"The window, empty; then the article's patient, key by key. Pace of its clocks: {_PACE:g}."
    )
    with clocks(prefix):
        window = prefix.start([WINDOW], prefix.drive)
        prefix.wait_for_window("Titrator")
        prefix.photograph(SCREENS / "installed-empty.png")
        begin(prefix, places)
        prefix.photograph(SCREENS / "installed-patient.png")
        stand_still(prefix)
        prefix.tell_waits()
        prefix.stop()  # as in a power cut: nothing can tidy up
        window.wait()
    said = log_lines(prefix, places)
    for event in ("EpisodeOpened", "WeanStarted", "DoseReduced"):
        require(event in said, f"the log holds no {event}")
    require(contents(places.program) == before, "something was written under Program Files")
    say("The log holds what was entered, and nothing was written under Program Files.")


@contextlib.contextmanager
def clocks(prefix: Prefix) -> Iterator[None]:
    """The window's clocks at their pace; afterwards everything is stopped, and they are Windows' own."""
    with Pace(_PACE) as pace:
        prefix.set_clocks(pace.settings)
        try:
            yield
        finally:
            prefix.set_clocks({})


def begin(prefix: Prefix, places: Places) -> None:
    """Sets the patient up and reduces once; again where a machine that stood still asked to assess anew."""
    set_up_the_patient(prefix, datetime.now().astimezone())
    for _ in range(_TRIES):
        if "DoseReduced" in log_lines(prefix, places):
            return
        prefix.photograph(SCREENS / "installed-not-reduced.png")
        say("The first reduction is not in the log: assessed and reduced once more.")
        prefix.keys("Escape", "Escape", "F5", "71", "Return", "1111", "Return")
        prefix.keys("ctrl+s", "Return", "Escape", "F6", "1", "5.3", "Return")
    raise WineError(f"the first reduction was not accepted in {_TRIES} tries")


def stand_still(prefix: Prefix) -> None:
    """Stops the process of the window: this is said beside it, and no longer once it goes on."""
    process = prefix.process_of_the_window()
    os.kill(process, signal.SIGSTOP)
    try:
        until = time.monotonic() + _SAID_WITHIN_S / _PACE
        while not prefix.windows_beside():
            require(time.monotonic() < until, "nothing was said beside a window that stands still")
            time.sleep(1)
        time.sleep(10)  # to be painted
        prefix.photograph(SCREENS / "installed-does-not-answer.png")
    finally:
        os.kill(process, signal.SIGCONT)
    prefix.wait("standing still")
    prefix.photograph(SCREENS / "installed-answers-again.png")


def use_again(prefix: Prefix, places: Places) -> None:
    """Starts the upgraded program: it opens with the bed as it was left."""
    before = contents(places.program)
    verified(prefix, places)
    with clocks(prefix):
        window = prefix.start([WINDOW], prefix.drive)
        prefix.wait_for_window("Titrator")
        prefix.photograph(SCREENS / "upgraded.png")
        prefix.stop()
        window.wait()
    verified(prefix, places)
    require(contents(places.program) == before, "something was written under Program Files")


def in_spanish(prefix: Prefix, places: Places) -> Mapping[str, bytes]:
    """Sets the workstation to Spanish as an administrator would; a menu of Qt's own is photographed.

    Returns what is in the hospital's folder then.
    """
    settings = 'language = "es"\n'
    (places.site / "workstation.toml").write_text(settings, encoding="utf-8", newline="\n")
    require("Español" in said_by(prefix, [CLI, "doctor"]), "the workstation is not set to Spanish")
    with clocks(prefix):
        window = prefix.start([WINDOW], prefix.drive)
        prefix.wait_for_window("Titrator")
        prefix.keys("F4", "Tab", "12", "Menu")
        prefix.photograph(SCREENS / "spanish.png")
        prefix.stop()
        window.wait()
    return contents(places.site)


def convert(prefix: Prefix) -> None:
    """Converts the article's dose with the installed command."""
    patient = ["--amount", "4 mg", "--volume", "250 mL", "--weight", "70 kg"]
    asked = ["convert", "--drug", "norepinephrine", *patient, "--dose", "0.03 mcg/kg/min", "--json"]
    told = json.loads(said_by(prefix, [CLI, *asked]))
    require(told["pump_rate_ml_per_h"] == "7.9", f"7.9 mL/h expected: {told}")


def wean(prefix: Prefix) -> None:
    """Weans the article's patient to both drugs off, and compares with what this system says."""
    here = subprocess.run(
        [str(ROOT / ".venv" / "bin" / "python"), "-m", "titrator", "replay", str(WHOLE_WEAN)],
        cwd=ROOT,
        capture_output=True,
        encoding="utf-8",
        check=True,
    ).stdout
    there = said_by(prefix, [CLI, "replay", windows_path(WHOLE_WEAN)])
    require(there == here, "the replay says something else than on Linux")
    lines = [json.loads(line) for line in there.splitlines()]
    drugs = lines[-1]["view"]["drugs"]
    off = {name for name, shown in drugs.items() if shown["status"] == "off"}
    require(off == {"norepinephrine", "vasopressin"}, f"not weaned: {lines[-1]}")
    require(all(line["outcome"] == "accepted" for line in lines), "something was refused")
    say(f"The article's patient is weaned: {len(lines)} lines, word for word as on Linux.")


def doctor(prefix: Prefix) -> str:
    """Returns what the installed program says of this workstation."""
    told = said_by(prefix, [CLI, "doctor"])
    print(told)
    return told


def log_lines(prefix: Prefix, places: Places) -> str:
    """Returns the log as text, after it was verified."""
    verified(prefix, places)
    return said_by(prefix, [CLI, "log", "export", windows_path(places.log)])


def verified(prefix: Prefix, places: Places) -> None:
    """Raises WineError unless the installed program finds the log intact."""
    say(said_by(prefix, [CLI, "log", "verify", windows_path(places.log)]).strip())


def set_up_the_patient(prefix: Keyboard, now: datetime) -> None:
    """A new bed, both infusions, both orders, gate, assessment, start, and the first reduction.

    Args:
        prefix: what types.
        now: what the clock of the window shows, in the zone it shows.
    """
    since = now - timedelta(hours=3)
    is_today = since.date() == now.date()
    prefix.keys("Return", "AB", "Return")
    prefix.keys("ICU-12", "Return", "1", "70", "Return", "1", "Return")
    prefix.keys("ctrl+p", *_NOREPINEPHRINE, "4", "Return", "250", "Return", "7.9", "Return")
    prefix.keys("ctrl+p", *_VASOPRESSIN, "20", "Return", "100", "Return", "9", "Return")
    for drug, figures in (
        (_NOREPINEPHRINE, ("0.05", "0.01", "0.5", "15", "65")),
        (_VASOPRESSIN, ("0.03", "0.01", "0.03", "60", "65")),
    ):
        prefix.keys(
            "ctrl+o", *drug, "1", *(key for figure in figures for key in (figure, "Return"))
        )
        prefix.keys("Dr. Ruiz", "Return", "1", "Return")
    prefix.keys("ctrl+g", f"{since:%H%M}", "Return", "1" if is_today else "2", "1111111", "Return")
    prefix.keys("F5", "72", "Return", "1111", "Return")
    prefix.keys("ctrl+s", "Return")
    prefix.keys("F6", "1", "5.3", "Return")


def said_by(prefix: Prefix, command: list[str]) -> str:
    """Returns what a command printed. Raises WineError when it did not end with 0."""
    done = prefix.run(command)
    what = " ".join(command[1:3])
    require(done.returncode == 0, f"{what} ended with {done.returncode}: {done.stderr}")
    return done.stdout.replace("\r\n", "\n")


def require(is_so: bool, otherwise: str) -> None:  # noqa: FBT001 -- reads like a sentence
    """Raises WineError with the text unless it is so."""
    if not is_so:
        raise WineError(otherwise)
