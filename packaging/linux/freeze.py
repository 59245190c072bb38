"""Freezes the program into one folder for Linux: what it needs, nothing else, the same bytes each time.

PyInstaller finds the modules and libraries; prune.toml says what stays behind and what the system
brings. Libraries that nothing shipped needs any more are then removed.
"""

from __future__ import annotations

import fnmatch
import json
import os
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from linux.elf import is_elf, needed
from made_from import ROOT, NotMadeError, build_note, commit_time, sha256, version, write_sums
from system_packages import call, say

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

HERE = Path(__file__).resolve().parent
BUILD = ROOT / "build" / "linux"
LICENCES = ROOT / "packaging" / "licences"
LOCKS = tuple(
    ROOT / "packaging" / name for name in ("requirements.lock", "requirements-package.lock")
)
INNER = "_internal"
_PINNED = re.compile(r"^([A-Za-z0-9._-]+)==", re.MULTILINE)
# Qt's network and its plugins, TLS, and the modules of Python that open sockets.
_NETWORK = (
    *("*/*qt*network*", "*/plugins/tls/*", "*/libssl*", "*/libcrypto*", "*/libgnutls*"),
    *("*/_ssl.*", "*/_socket.*", "*/_asyncio.*", "*/_hashlib.*"),
)
# Debian's own first: what it links is what Debian mends, and it carries no symbols for debuggers.
_PYTHONS = ("/usr/bin/python3.11", "/usr/bin/python3")


class Choice(NamedTuple):
    """What prune.toml says."""

    excluded_modules: list[str]
    dropped_files: list[str]
    kept_files: list[str]
    system: Mapping[str, str]


def choice() -> Choice:
    """Returns what is shipped and what is not."""
    return Choice(**tomllib.loads((HERE / "prune.toml").read_text(encoding="utf-8")))


def freeze(into: Path) -> None:
    """Makes the folder anew: the program, its parts in _internal, licences, and SHA256SUMS."""
    python = build_environment()
    chosen = choice()
    shutil.rmtree(into, ignore_errors=True)
    work = into.with_name(f"{into.name}.work")
    shutil.rmtree(work, ignore_errors=True)
    work.mkdir(parents=True)
    note = work / "build.json"
    note.write_text(build_note(python, program=version()), encoding="utf-8")
    say("Freezing the program.")
    _pyinstaller(python, work, note, chosen)
    shutil.move(work / "dist" / "Titrator", into)
    prune(into / INNER, chosen)
    if faults := [*unresolved(into, chosen.system), *networked(into)]:
        raise NotMadeError("\n".join(["The package is not as it must be:", *faults]))
    if LICENCES.is_dir():
        shutil.copytree(LICENCES, into / "licences")
    _tidy(into)
    shutil.rmtree(work)


def build_environment() -> Path:
    """Returns the Python of an environment with the program's packages and PyInstaller, all by hash."""
    folder = BUILD / "environment"
    python, stamp = folder / "bin" / "python", folder / "installed.json"
    base = next((each for each in _PYTHONS if Path(each).exists()), sys.executable)
    wanted = json.dumps([base, *(sha256(lock) for lock in LOCKS)])
    if stamp.exists() and stamp.read_text(encoding="utf-8") == wanted:
        return python
    say(f"Making an environment to freeze in, with {base}.")
    _require(call([base, "-m", "venv", "--clear", str(folder)]), "The environment was not made.")
    pip = [
        str(python),
        "-m",
        "pip",
        "install",
        "--quiet",
        "--disable-pip-version-check",
        "--no-input",
    ]
    exact = ["--require-hashes", "--only-binary", ":all:", "--no-deps"]
    for lock in LOCKS:
        status = call([*pip, *exact, "-r", str(lock)], PYTHONPATH=None, PIP_USER="0")
        _require(status, f"Not everything in {lock.name} could be installed.")
    stamp.write_text(wanted, encoding="utf-8")
    return python


def _pyinstaller(python: Path, work: Path, note: Path, chosen: Choice) -> None:
    modules = sorted(
        ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
        for path in (ROOT / "titrator").rglob("*.py")
    )
    told = {
        "hidden_imports": [*modules, "_cffi_backend"],
        "excluded_modules": chosen.excluded_modules,
        "packages": sorted(_PINNED.findall(LOCKS[0].read_text(encoding="utf-8"))),
    }
    options = ["--clean", "--noconfirm", "--log-level", "ERROR"]
    folders = ["--distpath", str(work / "dist"), "--workpath", str(work / "parts")]
    status = call(
        [str(python), "-m", "PyInstaller", *options, *folders, str(HERE / "titrator.spec")],
        cwd=work,
        TITRATOR_ROOT=str(ROOT),
        TITRATOR_BUILD_NOTE=str(note),
        TITRATOR_CHOICE=json.dumps(told),
        PYINSTALLER_CONFIG_DIR=str(work / "cache"),
        PYTHONHASHSEED="1",
        PYTHONPATH=None,
        SOURCE_DATE_EPOCH=str(commit_time()),
        LC_ALL="C.UTF-8",
    )
    _require(status, "PyInstaller stopped.")


def prune(inner: Path, chosen: Choice) -> None:
    """Removes what prune.toml drops, what the system brings, and what nothing is left to need."""
    for path in _files(inner):
        name = path.relative_to(inner).as_posix()
        is_dropped = _matches(name, chosen.dropped_files) and not _matches(name, chosen.kept_files)
        if is_dropped or path.name in chosen.system:
            path.unlink()
    wanted = reached(inner)
    for path in _files(inner):
        if ".so" in path.name and path.name.startswith("lib") and path not in wanted:
            path.unlink()


def reached(inner: Path) -> set[Path]:
    """Returns every library that the modules and plugins need, directly or through others."""
    at_hand: dict[str, list[Path]] = {}
    for path in _files(inner):
        at_hand.setdefault(path.name, []).append(path)
    # What Python or Qt opens by its path; the others are opened because one of these asks for them.
    waiting = [path for path in _files(inner) if _is_opened_by_path(path.relative_to(inner))]
    found: set[Path] = set()
    while waiting:
        path = waiting.pop()
        if path in found:
            continue
        found.add(path)
        if not path.is_symlink():
            for name in needed(path.read_bytes()):
                waiting += at_hand.get(name, [])
        elif path.resolve() not in found:
            waiting.append(path.resolve())
    return found


def _is_opened_by_path(name: Path) -> bool:
    if ".so" not in name.name:
        return False
    return not name.name.startswith("lib") or "plugins" in name.parts or "libpython" in name.name


def unresolved(bundle: Path, system: Mapping[str, str]) -> list[str]:
    """Returns a sentence for each library that something needs and nobody brings."""
    names = {path.name for path in _files(bundle)}
    return [
        f"{path.relative_to(bundle)} needs {name}, which nobody brings."
        for path, asked in _asking(bundle)
        for name in asked
        if name not in names and name not in system
    ]


def networked(bundle: Path) -> list[str]:
    """Returns a sentence for each file that is there to reach a network."""
    names = (path.relative_to(bundle).as_posix() for path in _files(bundle))
    return [f"{name} is of the network." for name in names if _matches(name.lower(), _NETWORK)]


def packages_needed(bundle: Path, system: Mapping[str, str]) -> list[str]:
    """Returns the Debian packages whose libraries something in the folder needs."""
    names = {path.name for path in _files(bundle)}
    asked = {name for _, each in _asking(bundle) for name in each} - names
    return sorted({system[name] for name in asked})


def _asking(bundle: Path) -> Iterator[tuple[Path, tuple[str, ...]]]:
    for path in _files(bundle):
        content = b"" if path.is_symlink() else path.read_bytes()
        if is_elf(content):
            yield path, needed(content)


def _tidy(bundle: Path) -> None:
    """Gives every file the same rights and time on every build, and lists them."""
    for folder in sorted((path for path in bundle.rglob("*") if path.is_dir()), reverse=True):
        if not any(folder.iterdir()):
            folder.rmdir()
    for path in write_sums(bundle):
        if not path.is_symlink():
            path.chmod(0o755 if path == bundle / "titrator" else 0o644)
    settle(bundle, commit_time())


def settle(folder: Path, at: int) -> None:
    """Gives everything below a folder, and itself, this time, and folders the usual rights."""
    for path in [*folder.rglob("*"), folder]:
        if path.is_dir() and not path.is_symlink():
            path.chmod(0o755)
        os.utime(path, (at, at), follow_symlinks=False)


def _files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_symlink() or path.is_file())


def _matches(name: str, patterns: Iterable[str]) -> bool:
    return any(fnmatch.fnmatchcase(name, pattern) for pattern in patterns)


def _require(status: int, otherwise: str) -> None:
    if status:
        raise NotMadeError(f"{otherwise} The reason stands above.")


def run(command: Sequence[str], otherwise: str) -> None:
    """Runs a program of the system. Raises NotMadeError with the text when it fails."""
    _require(subprocess.run(command, check=False).returncode, otherwise)
