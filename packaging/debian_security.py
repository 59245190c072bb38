"""What Debian mended, out of its changelogs: the one list of vulnerabilities in C that comes with a Debian.

For a library that is taken from Debian it tells exactly what a newer version mends. For the same library
from elsewhere it tells what was found after that was released: to be looked at, one by one.
"""

from __future__ import annotations

import gzip
import io
import re
import subprocess
import tarfile
import tempfile
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from made_from import NotMadeError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_HEAD = re.compile(r"^\S+ \(([^)]+)\) [^;]+; urgency=")
_TAIL = re.compile(r"^ -- .*>  (.+)$")
_ID = re.compile(r"CVE-\d{4}-\d{4,}")
_CHANGELOG = re.compile(r"usr/share/doc/[^/]+/changelog\.Debian\.gz$")


class Entry(NamedTuple):
    """What one version brought: its date, and the vulnerabilities it names."""

    version: str
    date: str
    ids: frozenset[str]


def entries(changelog: str) -> list[Entry]:
    """Returns the versions of a changelog, the newest first."""
    return list(_entries(changelog.splitlines()))


def mended_after_version(told: Sequence[Entry], version: str) -> list[str]:
    """Returns the ids that versions newer than this one name. Raises NotMadeError where it is not told of."""
    versions = [entry.version for entry in told]
    if version not in versions:
        raise NotMadeError(f"Debian's changelog tells of no version {version}.")
    return _sorted(told[: versions.index(version)])


def mended_since(told: Sequence[Entry], date: str) -> list[str]:
    """Returns the ids that entries of this date and later name."""
    return _sorted([entry for entry in told if entry.date >= date])


def changelog_of(package: str) -> str:
    """Returns the changelog of the newest version that this Debian's lists know; needs a network."""
    with tempfile.TemporaryDirectory() as folder:
        command = ["apt-get", "-qq", "-o", "APT::Sandbox::User=root", "download", package]
        if subprocess.run(command, cwd=folder, check=False).returncode:
            raise NotMadeError(f"{package} could not be had; the reason stands above.")
        [path] = Path(folder).glob("*.deb")
        content = subprocess.run(
            ["dpkg-deb", "--fsys-tarfile", str(path)], capture_output=True, check=True
        ).stdout
    with tarfile.open(fileobj=io.BytesIO(content)) as files:
        for member in files:
            packed = files.extractfile(member) if _CHANGELOG.search(member.name) else None
            if packed is not None:
                return gzip.decompress(packed.read()).decode("utf-8")
    raise NotMadeError(f"{package} brings no changelog.")


def _entries(lines: Sequence[str]) -> Iterator[Entry]:
    version, ids = "", set[str]()
    for line in lines:
        if head := _HEAD.match(line):
            version, ids = head[1], set()
        elif tail := _TAIL.match(line):
            yield Entry(version, parsedate_to_datetime(tail[1]).date().isoformat(), frozenset(ids))
        else:
            ids |= set(_ID.findall(line))


def _sorted(chosen: Sequence[Entry]) -> list[str]:
    found = {each for entry in chosen for each in entry.ids}
    return sorted(found, key=lambda name: [int(part) for part in name.split("-")[1:]])
