"""`titrator doctor`: what support asks first. Versions, words, policy, log, display, sound, clock."""

import argparse
import json
import os
import platform
import sys
from collections.abc import Callable
from pathlib import Path

from titrator.core.errors import KnownError

_LIBRARIES = ("PySide6-Essentials", "msgspec", "platformdirs", "PyNaCl", "miniaudio")


def add_parser(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the command to the command line."""
    parser = subparsers.add_parser("doctor", help="what support asks first")
    parser.add_argument("--data-dir", type=Path, metavar="DIR", help="folder of the log")
    parser.add_argument("--policy-dir", type=Path, metavar="DIR", help="policy of the hospital")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Print what was found; 0 when nothing is wrong, 1 when something is."""
    found = {
        "versions": _examined(_versions),
        "words": _examined(_words),
        "policy": _examined(lambda: _policy(arguments.policy_dir)),
        "log": _examined(lambda: _log(arguments.data_dir)),
        "display": _examined(_display),
        "sound": {"sound": "titrator sound plays the test tone and says what took it"},
        "clock": _examined(_clock),
    }
    if arguments.json:
        print(json.dumps(found, ensure_ascii=False))
    else:
        for part, facts in found.items():
            print(part)
            for name, fact in facts.items():
                print(f"  {name}: {fact}")
    return 1 if any("wrong" in facts for facts in found.values()) else 0


def _examined(examine: Callable[[], dict[str, str]]) -> dict[str, str]:
    """Return the facts, or what is wrong and what to do; one fault hides no other part."""
    try:
        return examine()
    except KnownError as error:
        return {"wrong": error.sentence, "do": error.next_action}
    except OSError as error:
        return {"wrong": str(error.strerror or error), "do": "Ask IT support."}


def _versions() -> dict[str, str]:
    from titrator.session.build import version_text
    from titrator.store.schema import sqlite_version

    found = {
        "titrator": version_text(),
        "Python": platform.python_version(),
        "SQLite": sqlite_version(),
        "system": platform.platform(),
    }
    return found | {name: _installed_version(name) for name in _LIBRARIES}


def _installed_version(name: str) -> str:
    """Return the version of a package, as the folder of its metadata is called.

    Python's own way to ask loads the library for e-mail, which loads the one for sockets: the package
    for Windows has none.
    """
    wanted = name.lower().replace("-", "_")
    for folder in sys.path:
        for path in Path(folder).glob("*.dist-info"):
            package, _, version = path.stem.rpartition("-")
            if package.lower().replace("-", "_") == wanted:
                return version
    return "not known here"


def _words() -> dict[str, str]:
    from titrator.session.site_words import Language, told_of
    from titrator.session.workstation import this_workstation

    here = this_workstation()
    found = {"language": "English", "drug names": here.drug_names, "units": here.units}
    if here.language is Language.ENGLISH:
        return found
    told = told_of(here.language)
    return found | {
        "language": told.name or here.language,
        "reviewed by a clinician": told.reviewed_by or f"no: {told.caution}",
    }


def _policy(policy_dir: Path | None) -> dict[str, str]:
    from titrator.core.policy import policy_notices
    from titrator.session.clock import SystemClock
    from titrator.session.site_policy import policy_for_beds
    from titrator.session.workstation import this_workstation

    workstation = this_workstation()
    today = SystemClock().read().utc.astimezone().date()
    policy = policy_for_beds(policy_dir, workstation=workstation, today=today)
    standing = policy.standing
    return {
        "policy": standing.title or "no signed page",
        "policy profile": standing.profile or "none",
        "policy approved by": "; ".join(standing.approved_by) or "nobody",
        "policy signed with": standing.signed_with or "not checked: no key is known here",
        "policy valid until": standing.valid_until or "no date",
        "keys known here": ", ".join(one.name for one in workstation.keys) or "none",
        "said at the bedside": "; ".join(policy_notices(policy, today)) or "nothing",
        "drug library": f"{len(policy.library.drugs)} drugs, {policy.library_origin}",
        "drug library check code": policy.library.fingerprint,
        "protocol": f"{policy.protocol.title}, version {policy.protocol.version}",
        "protocol file": policy.protocol_origin,
        "protocol check code": policy.protocol.fingerprint,
        "protocol status": policy.protocol.status.value,
        "check code in each entry of the log": policy.fingerprint,
    }


def _log(data_dir: Path | None) -> dict[str, str]:
    from titrator.session.places import data_folder
    from titrator.store.opening import LOG_NAME
    from titrator.store.verify import WHAT_A_CHAIN_SHOWS, verify

    folder = data_folder(data_dir, os.environ)
    path = folder / LOG_NAME
    if not path.exists():
        return {"folder": str(folder), "log": "none yet"}
    report = verify(path)
    if report.fault is not None:
        sentence = report.fault.sentence
        return {"folder": str(folder), "wrong": sentence, "do": "Keep the file; call IT support."}
    return {
        "folder": str(folder),
        "log": f"{report.entries} entries, intact",
        "check code of the last entry": report.head.hash,
        "what that shows": WHAT_A_CHAIN_SHOWS,
    }


def _display() -> dict[str, str]:
    named = [
        f"{name}={os.environ[name]}"
        for name in ("QT_QPA_PLATFORM", "WAYLAND_DISPLAY", "DISPLAY")
        if os.environ.get(name)
    ]
    otherwise = (
        "Windows desktop" if sys.platform == "win32" else "none: the window cannot open here"
    )
    return {"display": ", ".join(named) or otherwise}


def _clock() -> dict[str, str]:
    from titrator.session.clock import (
        COUNTING_CLOCK,
        ClockResetError,
        SystemClock,
        require_plausible,
    )

    reading = SystemClock().read()
    local = reading.utc.astimezone()
    wrong = {}
    try:
        require_plausible(reading)
    except ClockResetError as error:
        wrong = {"wrong": error.sentence, "do": error.next_action}
    return wrong | {
        "UTC": reading.utc.isoformat(timespec="seconds"),
        "here": f"{local:%H:%M} ({local.tzname()})",
        "clock that counts sleep": COUNTING_CLOCK,
        "counting since start": str(reading.counted).split(".", maxsplit=1)[0],
    }
