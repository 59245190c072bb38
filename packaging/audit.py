#!/usr/bin/env python3
"""Says which known vulnerabilities are in what Titrator is made of and made with.

    python3 packaging/dev.py audit                          from the stored answers, with their date
    python3 packaging/dev.py audit --database all.zip       ask a database, and keep its answers
    python3 packaging/dev.py audit --debian                 ask Debian 12's changelogs, and keep them
    python3 packaging/dev.py audit --newest-within 30       ... and refuse answers older than 30 days

A database is what OSV hands out for Python packages, a zip or a folder of JSON records; with a network:
https://osv-vulnerabilities.storage.googleapis.com/PyPI/all.zip. It answers for the packages of the three
locks. Debian answers for the libraries in extra-components.json that it has too (after apt-get update).

Debian names what it mended: not what only concerns Windows, or code newer than its own version, or what
it left. Such ones stand in vulnerability-reasons.toml as "besides", each with its reason.

Exit status: 0 when every pinned version was asked for and nothing is known but what
vulnerability-reasons.toml gives a reason for; 1 otherwise. What no source covers is named.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
import tomllib
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from debian_security import changelog_of, entries, mended_after_version, mended_since
from made_from import ROOT, NotMadeError
from osv import known, read_database

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

HERE = ROOT / "packaging"
LOCKS = ("requirements.lock", "requirements-dev.lock", "requirements-package.lock")
EXTRA = HERE / "extra-components.json"
STORE = HERE / "known-vulnerabilities.json"
REASONS = HERE / "vulnerability-reasons.toml"
PYPI, DEBIAN = "Python packages", "C libraries"
_PIN = re.compile(r"^([a-z0-9._-]+)==([^ ;\\]+)", re.MULTILINE)


class Part(NamedTuple):
    """One thing of one version that is asked for.

    Attributes:
        name, version: its own.
        kind: PYPI or DEBIAN, which says what can answer for it.
        debian: the Debian package whose changelog tells of it; empty when there is none.
        released: the day of a library that is not Debian's own; empty for one that is.
    """

    name: str
    version: str
    kind: str
    debian: str = ""
    released: str = ""

    @property
    def key(self) -> str:
        """Return how the store and the reasons name it."""
        return f"{self.name} {self.version}"


class Answers(NamedTuple):
    """What was asked and answered.

    Attributes:
        sources: of each kind, what answered and the date of its newest word.
        known: ids of known vulnerabilities by part; a part that is not there was not asked for.
    """

    sources: Mapping[str, Mapping[str, str]]
    known: Mapping[str, Sequence[str]]


def parts() -> list[Part]:
    """Returns everything that is pinned, each once."""
    pinned = [
        Part(name, version, PYPI)
        for lock in LOCKS
        for name, version in _PIN.findall((HERE / lock).read_text(encoding="utf-8"))
    ]
    libraries = [
        Part(
            each["name"],
            each["version"],
            DEBIAN,
            each.get("debian", ""),
            each.get("released", ""),
        )
        for each in json.loads(EXTRA.read_text(encoding="utf-8"))
    ]
    return list(dict.fromkeys([*pinned, *libraries]))


def ask_databases(wanted: Iterable[Part], paths: Sequence[Path]) -> Answers:
    """Returns what databases say of the Python packages."""
    databases = [read_database(path) for path in paths]
    records = [record for database in databases for record in database.records]
    found = {
        part.key: known(records, part.name, part.version) for part in wanted if part.kind == PYPI
    }
    told = {
        "asked": f"{', '.join(each.name for each in databases)}: {len(records)} records",
        "newest": max(each.newest for each in databases),
    }
    return Answers({PYPI: told}, found)


def ask_debian(wanted: Iterable[Part]) -> Answers:
    """Returns what Debian's changelogs say of the libraries that it has too."""
    found, newest = {}, ""
    for part in wanted:
        if part.debian:
            told = entries(changelog_of(part.debian))
            newest = max(newest, told[0].date)
            found[part.key] = (
                mended_since(told, part.released)
                if part.released
                else mended_after_version(told, part.version)
            )
    return Answers({DEBIAN: {"asked": "changelogs of Debian 12", "newest": newest}}, found)


def read_store(path: Path) -> Answers:
    """Returns what was kept; nothing when nothing was."""
    if not path.exists():
        return Answers({}, {})
    told = json.loads(path.read_text(encoding="utf-8"))
    return Answers(told["sources"], told["known"])


def merged(before: Answers, now: Answers, wanted: Sequence[Part], today: str) -> Answers:
    """Returns both, the newer word where there are two, of what is still pinned."""
    sources = {kind: {**told, "on": today} for kind, told in now.sources.items()}
    both = {**before.known, **now.known}
    asked = {part.key for part in wanted}
    of_now = {key: both[key] for key in sorted(both) if key in asked}
    return Answers({**before.sources, **sources}, of_now)


def write_store(path: Path, answers: Answers) -> None:
    """Keeps the answers."""
    told = {"sources": answers.sources, "known": answers.known}
    text = json.dumps(told, indent=1, ensure_ascii=False, sort_keys=True) + "\n"
    path.write_text(text, encoding="utf-8", newline="\n")


def reasons(text: str) -> dict[tuple[str, str], str]:
    """Returns why a known vulnerability of a part does no harm, by part and id."""
    told: list[dict[str, Any]] = tomllib.loads(text).get("reason", [])
    return {(each["of"], name): each["why"] for each in told for name in each["ids"]}


def with_besides(answers: Answers, text: str) -> Answers:
    """Returns the answers with the vulnerabilities that no source named, and a reader of other lists did."""
    known = {key: list(ids) for key, ids in answers.known.items()}
    for each in tomllib.loads(text).get("reason", []):
        if each.get("besides", False) and each["of"] in known:
            known[each["of"]] += [name for name in each["ids"] if name not in known[each["of"]]]
    return Answers(answers.sources, known)


def faults(
    wanted: Iterable[Part], answers: Answers, given: Mapping[tuple[str, str], str]
) -> list[str]:
    """Returns a sentence for each part that was not asked for, and each vulnerability without a reason."""
    found = []
    for part in wanted:
        if part.key in answers.known:
            open_ids = [each for each in answers.known[part.key] if (part.key, each) not in given]
            if open_ids:
                found.append(f"{part.key}: {', '.join(open_ids)}, and no reason is written down.")
        elif part.kind == PYPI or part.debian:
            found.append(f"{part.key} was not asked for.")
    return found


def too_old(sources: Mapping[str, Mapping[str, str]], days: int, today: date) -> list[str]:
    """Returns a sentence for each kind whose newest word is older than so many days, or is missing."""
    found = []
    for kind in (PYPI, DEBIAN):
        newest = sources.get(kind, {}).get("newest", "")
        if not newest or (today - date.fromisoformat(newest)).days > days:
            found.append(f"{kind}: the newest word is of {newest or 'never'}.")
    return found


def report(
    wanted: Sequence[Part],
    answers: Answers,
    given: Mapping[tuple[str, str], str],
    today: date,
) -> None:
    """Prints what was asked when, what is known, and what nothing covers."""
    for kind, told in answers.sources.items():
        age = (today - date.fromisoformat(told["newest"])).days
        print(f"{kind}: {told['asked']}, asked on {told['on']}.")
        print(f"    The newest word in it is of {told['newest']}, {age} days ago.")
    for part in wanted:
        ids = answers.known.get(part.key, [])
        why = {given[part.key, each] for each in ids if (part.key, each) in given}
        if ids:
            print(f"{part.key}: {len(ids)} known, and why they do no harm:")
        for reason in sorted(why):
            of_it = [each for each in ids if given.get((part.key, each)) == reason]
            print(f"    {', '.join(of_it)}\n        {reason}")
    quiet = sum(answers.known.get(part.key) == [] for part in wanted)
    print(f"{quiet} of {len(wanted)} parts: nothing known.")
    uncovered = [part.key for part in wanted if part.kind == DEBIAN and not part.debian]
    print(f"No source here covers: {', '.join(uncovered)}.")


def main(arguments: Sequence[str]) -> int:
    """Does what the command line asks for and returns the exit status."""
    parser = argparse.ArgumentParser(
        prog="packaging/dev.py audit",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--database", type=Path, action="append", default=[], metavar="ZIP|FOLDER")
    parser.add_argument("--debian", action="store_true", help="ask Debian; needs a network")
    parser.add_argument("--newest-within", type=int, metavar="DAYS")
    parser.add_argument("--store", type=Path, default=STORE, help=argparse.SUPPRESS)
    asked = parser.parse_args(arguments)
    try:
        return audit(asked.database, asked.store, asked.newest_within, asks_debian=asked.debian)
    except NotMadeError as error:
        print(error, file=sys.stderr)
        return 1


def audit(
    databases: Sequence[Path], store: Path, newest_within: int | None, *, asks_debian: bool
) -> int:
    """Asks what it is told to ask, keeps it, reports, and returns the exit status."""
    wanted, today = parts(), datetime.now(UTC).date()
    answers = read_store(store)
    if databases:
        answers = merged(answers, ask_databases(wanted, databases), wanted, today.isoformat())
    if asks_debian:
        answers = merged(answers, ask_debian(wanted), wanted, today.isoformat())
    if databases or asks_debian:
        write_store(store, answers)
    told = REASONS.read_text(encoding="utf-8")
    given, answers = reasons(told), with_besides(answers, told)
    report(wanted, answers, given, today)
    wrong = faults(wanted, answers, given)
    if newest_within is not None:
        wrong += too_old(answers.sources, newest_within, today)
    print("\n".join(["NOT IN ORDER:", *wrong]) if wrong else "In order.")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
