"""Puts the Windows package together in a folder: Python, Qt, the program, two launchers, a manifest.

The same inputs give the same bytes: times are fixed, caches are compiled with the hash of their source
and never looked at again, and nothing comes from the machine it is made on.
"""

from __future__ import annotations

import compileall
import fnmatch
import importlib.util
import json
import os
import py_compile
import re
import shutil
import struct
import subprocess
import sys
import tempfile
import tomllib
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from fetch import (
    BUILD,
    HERE,
    RUN_LOCK,
    FetchError,
    fetch_wheels,
    python_with_packages,
    runtime,
    unpack_python,
)
from made_from import BUILD_NOTE, ROOT, build_note, commit, sha256, version
from made_from import write_sums as list_sums
from pe import read_pe
from system_packages import say

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

PRUNE = HERE / "prune.toml"
LICENCES = ROOT / "packaging" / "licences"  # of both systems' packages, once they are there
LAUNCHERS = {"Titrator.exe": "Titrator", "titrator-cli.exe": "Titrator in a terminal"}
MANIFEST = "manifest.json"
_TIME_OF_FILES = 1_767_225_600  # 2026-01-01: the installer notes times, and would differ by them
PATHS = (
    "python311.zip\n.\n..\\lib\n..\\app\n"  # isolates Python: no site, no registry, no variables
)
_QT_IMPORT = re.compile(
    r"^\s*from PySide6\.(Qt\w+) import|^\s*from PySide6 import (.+)$", re.MULTILINE
)


def version_numbers(text: str) -> tuple[int, int, int, int]:
    """Returns a version as the four numbers of Windows; what follows the digits is left out.

    0.1.0a1 is 0.1.0.0: two builds of one release are no upgrade of each other.
    """
    found = re.match(r"(\d+)\.(\d+)(?:\.(\d+))?", text)
    if found is None:
        raise FetchError(f"{text!r} is no version")
    return int(found[1]), int(found[2]), int(found[3] or 0), 0


def assemble(bundle: Path, *, program: str = "") -> None:
    """Makes the folder anew.

    Args:
        bundle: where; what is there is removed.
        program: version to be, instead of the program's own; to try an upgrade.
    """
    chosen = runtime("bundled")
    rules = tomllib.loads(PRUNE.read_text(encoding="utf-8"))
    wheels = fetch_wheels(RUN_LOCK, chosen.python)
    shutil.rmtree(bundle, ignore_errors=True)
    bundle.mkdir(parents=True)
    say(f"Python {chosen.python}, {len(wheels)} packages.")
    with tempfile.TemporaryDirectory(dir=BUILD) as scratch:
        unpack_python(chosen, Path(scratch) / "python")
        take(Path(scratch) / "python", bundle / "python", rules["python"]["keep"])
        _lib(Path(scratch), wheels, bundle / "lib", rules)
    (bundle / "python" / "python311._pth").write_text(PATHS, encoding="ascii", newline="\n")
    _app(bundle / "app", program or version())
    _require_same_bytecode(bundle / "python" / "python311.zip")
    _compile(bundle)
    _launchers(bundle, program or version())
    _licences(bundle)
    _manifest(bundle, program or version(), wheels, chosen.python)


def take(source: Path, into: Path, keep: Sequence[str], drop: Sequence[str] = ()) -> None:
    """Copies those files of a folder that match one of `keep` and none of `drop`."""
    for path in sorted(source.rglob("*")):
        name = path.relative_to(source).as_posix()
        if path.is_file() and matches(name, keep) and not matches(name, drop):
            target = into / name
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, target)


def matches(name: str, patterns: Iterable[str]) -> bool:
    """Returns whether the name matches one of the patterns, upper and lower case told apart."""
    return any(fnmatch.fnmatchcase(name, pattern) for pattern in patterns)


def _lib(scratch: Path, wheels: Sequence[Path], into: Path, rules: dict[str, Any]) -> None:
    every = scratch / "wheels"
    for wheel in wheels:
        with zipfile.ZipFile(wheel) as archive:
            archive.extractall(every)
    qt_folders = [f"{folder}/*" for folder in rules["qt"]["folders"]]
    qt_info = [name for name in rules["qt"]["keep"] if ".dist-info" in name]
    packages = [f"{name}{end}" for name in rules["packages"]["drop"] for end in ("/*", "-*/*")]
    dropped = rules["files"]["drop"]
    take(every, into, ["*"], [*qt_folders, *qt_info, *packages, *dropped])
    take(every, into, rules["packages"]["except"], dropped)
    imported = qt_modules(ROOT / "titrator")
    roots = [*rules["qt"]["keep"], *(f"PySide6/{name}.pyd" for name in imported), "shiboken6/*.pyd"]
    take(every, into, roots, dropped)
    for folder in rules["qt"]["folders"]:
        _add_needed(every, into, folder, rules["qt"]["folders"])


def qt_modules(package: Path) -> list[str]:
    """Returns the modules of Qt that the sources in a folder import, such as QtWidgets."""
    found = set()
    for path in package.rglob("*.py"):
        for module, several in _QT_IMPORT.findall(path.read_text(encoding="utf-8")):
            names = [module] if module else re.findall(r"\bQt\w+", several)
            found |= set(names)
    # QtGui's own start needs QtCore, and QtWidgets needs both, whoever imports them.
    return sorted(found | {"QtCore", "QtGui", "QtWidgets"})


def _add_needed(every: Path, into: Path, folder: str, folders: Sequence[str]) -> None:
    """Copies the libraries that those in a folder need, and that these need, from the wheels."""
    at_hand = {
        path.name.lower(): path for each in folders for path in sorted((every / each).glob("*.dll"))
    }
    waiting = [path for path in (into / folder).rglob("*") if path.suffix in (".pyd", ".dll")]
    while waiting:
        facts = read_pe(waiting.pop().read_bytes())
        for name in sorted(facts.imports | facts.delayed):
            target = into / at_hand[name].relative_to(every) if name in at_hand else None
            if target is not None and not target.exists():
                target.parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(at_hand[name], target)
                waiting.append(target)


def _app(into: Path, program: str) -> None:
    take(ROOT / "titrator", into / "titrator", ["*.py"])
    if program != version():
        init = into / "titrator" / "__init__.py"
        text = init.read_text(encoding="utf-8")
        init.write_text(text.replace(f'"{version()}"', f'"{program}"'), encoding="utf-8")
    resources = into / "titrator" / "_resources"
    take(ROOT / "resources", resources, ["*"], ["*__pycache__*"])
    note = build_note(Path(python_with_packages()), program=program)
    (resources / BUILD_NOTE).write_text(note, encoding="utf-8", newline="\n")


def _require_same_bytecode(library: Path) -> None:
    """Raises FetchError unless this Python compiles what the bundled one runs."""
    with zipfile.ZipFile(library) as archive:
        magic = archive.read("os.pyc")[:4]
    if magic != importlib.util.MAGIC_NUMBER:
        theirs, ours = (
            struct.unpack("<H", each[:2])[0] for each in (magic, importlib.util.MAGIC_NUMBER)
        )
        raise FetchError(
            f"The bundled Python reads bytecode {theirs}, and this one writes {ours}. "
            "Start this script with Python 3.11."
        )


def _compile(bundle: Path) -> None:
    """Compiles all sources so that nothing is ever compiled, or written, where it is installed."""
    for folder in ("lib", "app"):
        done = compileall.compile_dir(
            bundle / folder,
            quiet=2,
            force=True,
            invalidation_mode=py_compile.PycInvalidationMode.UNCHECKED_HASH,
            stripdir=str(bundle),
            workers=1,
        )
        if not done:
            raise FetchError(f"Not every source in {folder} can be compiled.")


def _launchers(bundle: Path, program: str) -> None:
    numbers = ",".join(map(str, version_numbers(program)))
    with tempfile.TemporaryDirectory(dir=BUILD) as scratch:
        (Path(scratch) / "titrator.ico").write_bytes(icon(ROOT / "resources" / "icons"))
        for name, description in LAUNCHERS.items():
            _launcher(Path(scratch), bundle / name, description, numbers, program)


def _launcher(scratch: Path, into: Path, description: str, numbers: str, program: str) -> None:
    sources = HERE / "launcher"
    texts = {"FILE_DESCRIPTION": description, "FILE_NAME": into.name, "VERSION_TEXT": program}
    defines = [f'-D{name}=\\"{text}\\"' for name, text in texts.items()]
    resource = scratch / f"{into.stem}.o"
    include = [f"-I{scratch}", f"-I{sources}"]
    # windres hands the defines to a preprocessor of its own through a shell.
    command = ["x86_64-w64-mingw32-windres", *include, *defines, f"-DVERSION_NUMBERS={numbers}"]
    _run([*command, str(sources / "launcher.rc"), str(resource)])
    window = ["-mwindows", "-DHAS_WINDOW"] if into.name == "Titrator.exe" else ["-mconsole"]
    flags = ["-std=c17", "-Os", "-Wall", "-Wextra", "-Werror", "-municode", "-s", *window]
    links = ["--dynamicbase", "--nxcompat", "--high-entropy-va", "--no-insert-timestamp"]
    _run(
        [
            "x86_64-w64-mingw32-gcc",
            *flags,
            "-o",
            str(into),
            str(sources / "launcher.c"),
            str(resource),
        ]
        + [f"-Wl,{link}" for link in links]
    )


def _run(command: Sequence[str]) -> None:
    if subprocess.run(command, check=False).returncode:
        raise FetchError(f"{command[0]} failed; the reason stands above.")


def icon(folder: Path) -> bytes:
    """Returns a Windows icon made of the PNG pictures of a folder, titrator-SIZE.png, smallest first."""
    pictures = sorted(
        (
            (int(path.stem.rpartition("-")[2]), path.read_bytes())
            for path in folder.glob("titrator-*.png")
        ),
    )
    entries, content = b"", b""
    start = 6 + 16 * len(pictures)
    for size, picture in pictures:
        side = size % 256  # 0 stands for 256
        place = start + len(content)
        entries += struct.pack("<BBBBHHII", side, side, 0, 0, 1, 32, len(picture), place)
        content += picture
    return struct.pack("<HHH", 0, 1, len(pictures)) + entries + content


def _licences(bundle: Path) -> None:
    """Brings the licences of what carries none in its own folder of metadata."""
    into = bundle / "licences"
    into.mkdir()
    shutil.copyfile(bundle / "python" / "LICENSE.txt", into / "python.txt")
    if LICENCES.is_dir():
        take(LICENCES, into, ["*"])


def _manifest(bundle: Path, program: str, wheels: Sequence[Path], python: str) -> None:
    """Writes what the package is made of, and the hash of every file in it."""
    made_of = {path.name: sha256(path) for path in wheels}
    made_of |= {
        f"{runtime('bundled').package}-{runtime('bundled').version}": runtime("bundled").sha256
    }
    told = {"titrator": program, "commit": commit(), "python": python, "made_of": made_of}
    text = json.dumps(told, indent=1, sort_keys=True) + "\n"
    (bundle / MANIFEST).write_text(text, encoding="utf-8", newline="\n")
    write_sums(bundle)


def write_sums(bundle: Path) -> None:
    """Lists the hash of every file, as sha256sum does, and gives all one time."""
    for path in list_sums(bundle):
        os.utime(path, (_TIME_OF_FILES, _TIME_OF_FILES))


if __name__ == "__main__":
    assemble(Path(sys.argv[1]))
