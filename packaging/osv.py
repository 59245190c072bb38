"""Reads records of known vulnerabilities as OSV hands them out (https://ossf.github.io/osv-schema/)."""

from __future__ import annotations

import json
import re
import zipfile
from typing import TYPE_CHECKING, Any, NamedTuple

from made_from import NotMadeError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

_VERSION = re.compile(
    r"v?(?:(?P<epoch>\d+)!)?(?P<release>\d+(?:\.\d+)*)"
    r"(?:[-_.]?(?P<pre>a|alpha|b|beta|c|rc|pre|preview)[-_.]?(?P<pre_n>\d*))?"
    r"(?P<post>-\d+|[-_.]?(?:post|rev|r)[-_.]?\d*)?"
    r"(?P<dev>[-_.]?dev[-_.]?\d*)?(?:\+[a-z0-9.]+)?",
    re.IGNORECASE,
)
_PRE = {"a": 0, "alpha": 0, "b": 1, "beta": 1, "c": 2, "rc": 2, "pre": 2, "preview": 2}
_FINAL, _ONLY_DEV = 3, -1
_LATER_THAN_ANY_DEV = 1 << 60


class RecordError(NotMadeError):
    """A file is no OSV record; the text names it."""


class Database(NamedTuple):
    """The records of one file or folder.

    Attributes:
        name: of the file or folder.
        records: those that were not withdrawn.
        newest: when the newest of them was changed, as a date; empty when there is none.
    """

    name: str
    records: Sequence[dict[str, Any]]
    newest: str


def read_database(path: Path) -> Database:
    """Returns the records of a folder, of a zip, or the one of a file.

    Raises RecordError for anything that is no OSV record.
    """
    records = [_record(name, content) for name, content in _contents(path)]
    in_force = [record for record in records if "withdrawn" not in record]
    newest = max((str(record["modified"])[:10] for record in records), default="")
    return Database(path.name, in_force, newest)


def known(records: Sequence[dict[str, Any]], name: str, version: str) -> list[str]:
    """Returns the ids of the records that tell of this version of a Python package, sorted.

    One that says nothing by which it could be decided counts as telling of it.
    """
    wanted = _plain(name)
    return sorted(
        {
            str(record["id"])
            for record in records
            for affected in record.get("affected", [])
            if _is_of(affected, wanted) and _tells_of(affected, version)
        }
    )


def order(version: str) -> tuple[Any, ...]:
    """Returns what sorts versions of Python packages as PEP 440 does. Raises ValueError for no version."""
    found = _VERSION.fullmatch(version.strip())
    if found is None:
        raise ValueError(f"{version!r} is no version of a Python package")
    release = [int(part) for part in found["release"].split(".")]
    while len(release) > 1 and release[-1] == 0:
        release.pop()
    if found["pre"]:
        pre = (_PRE[found["pre"].lower()], int(found["pre_n"] or 0))
    else:
        pre = (_ONLY_DEV if found["dev"] and not found["post"] else _FINAL, 0)
    post = -1 if found["post"] is None else _digits(found["post"])
    dev = _LATER_THAN_ANY_DEV if found["dev"] is None else _digits(found["dev"])
    return int(found["epoch"] or 0), tuple(release), pre, post, dev


def _contents(path: Path) -> Iterator[tuple[str, bytes]]:
    if path.is_dir():
        for each in sorted(path.rglob("*.json")):
            yield each.name, each.read_bytes()
    elif zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as archive:
            for name in sorted(archive.namelist()):
                if name.endswith(".json"):
                    yield name, archive.read(name)
    elif path.is_file():
        yield path.name, path.read_bytes()
    else:
        raise RecordError(f"{path} is not there.")


def _record(name: str, content: bytes) -> dict[str, Any]:
    try:
        record = json.loads(content)
    except ValueError as error:
        raise RecordError(f"{name} is no JSON: {error}") from error
    if not isinstance(record, dict) or not {"id", "modified"} <= record.keys():
        raise RecordError(f"{name} is no OSV record: it has no id and no date.")
    return record


def _is_of(affected: dict[str, Any], name: str) -> bool:
    package = affected.get("package", {})
    return package.get("ecosystem") == "PyPI" and _plain(str(package.get("name", ""))) == name


def _tells_of(affected: dict[str, Any], version: str) -> bool:
    listed = affected.get("versions", [])
    ranges = [each for each in affected.get("ranges", []) if each.get("type") != "GIT"]
    if not listed and not ranges:
        return True
    try:
        ours = order(version)
        return any(order(each) == ours for each in listed) or any(
            _is_within(ours, each.get("events", [])) for each in ranges
        )
    except ValueError:
        return True


def _is_within(ours: tuple[Any, ...], events: Sequence[dict[str, str]]) -> bool:
    """Returns whether a version lies in a range: from each `introduced` up to what ends it."""
    began = [event["introduced"] for event in events if "introduced" in event]
    begins = [order("0") if each == "0" else order(each) for each in began]
    last_begin = max((each for each in begins if each <= ours), default=None)
    if last_begin is None:
        return False
    mended = [order(event["fixed"]) for event in events if "fixed" in event]
    last = [order(event["last_affected"]) for event in events if "last_affected" in event]
    return not any(last_begin < each <= ours for each in mended) and not any(
        last_begin <= each < ours for each in last
    )


def _plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def _digits(text: str) -> int:
    return int(re.sub(r"\D", "", text) or 0)
