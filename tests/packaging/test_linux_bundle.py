"""The Linux package: what a library needs is read, what nobody brings is said, what is not needed goes."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from tests.packaging.dev_script import ROOT, script

if TYPE_CHECKING:
    from pathlib import Path


elf, freeze, sbom = script("linux.elf"), script("linux.freeze"), script("sbom")
IS_LINUX = sys.platform.startswith("linux")


@pytest.mark.skipif(not IS_LINUX, reason="needs a program for Linux")
def test_what_a_program_needs_is_read_from_it() -> None:
    """The shell of this system asks for the C library."""
    shell = shutil.which("sh")
    assert shell is not None
    with open(shell, "rb") as file:  # noqa: PTH123
        assert "libc.so.6" in elf.needed(file.read())


def test_what_is_no_program_is_refused() -> None:
    """A text, and the beginning of a library that was cut off."""
    with pytest.raises(elf.NotElfError, match="not a 64-bit"):
        elf.needed(b"#!/bin/sh\n")
    with pytest.raises(elf.NotElfError, match="damaged"):
        elf.needed(b"\x7fELF\x02\x01" + b"\0" * 20)


@pytest.mark.skipif(not IS_LINUX, reason="needs a program for Linux")
def test_a_library_that_nobody_brings_is_said(tmp_path: Path) -> None:
    """What the system brings is counted as there; without it the sentence names it."""
    shutil.copyfile(str(shutil.which("sh")), tmp_path / "titrator")
    system = freeze.choice().system
    without = {name: package for name, package in system.items() if name != "libc.so.6"}
    assert freeze.unresolved(tmp_path, system) == []
    assert freeze.unresolved(tmp_path, without) == [
        "titrator needs libc.so.6, which nobody brings."
    ]
    assert freeze.packages_needed(tmp_path, system) == ["libc6"]


@pytest.mark.hazard("H45")
def test_network_and_interpreters_tools_stay_behind() -> None:
    """Neither Python's sockets and TLS nor Qt's network is frozen in."""
    excluded = set(freeze.choice().excluded_modules)
    assert {"socket", "_socket", "ssl", "_ssl", "http", "PySide6.QtNetwork", "asyncio"} <= excluded


@pytest.mark.hazard("H45")
@pytest.mark.parametrize(
    "name",
    [
        "_internal/PySide6/QtNetwork.abi3.so",
        "_internal/PySide6/Qt/lib/libQt6Network.so.6",
        "_internal/PySide6/Qt/plugins/tls/libqopensslbackend.so",
        "_internal/python3.11/lib-dynload/_ssl.cpython-311-x86_64-linux-gnu.so",
        "_internal/python3.11/lib-dynload/_socket.cpython-311-x86_64-linux-gnu.so",
        "_internal/libssl.so.3",
        "_internal/libcrypto.so.3",
    ],
)
def test_a_package_with_a_file_of_the_network_is_not_made(tmp_path: Path, name: str) -> None:
    """Whatever a library brings along tomorrow: it is named, and there is no package."""
    (tmp_path / "_internal").mkdir()
    (tmp_path / "_internal" / "libQt6Core.so.6").write_bytes(b"")
    assert freeze.networked(tmp_path) == []
    (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
    (tmp_path / name).write_bytes(b"")
    assert freeze.networked(tmp_path) == [f"{name} is of the network."]


@pytest.mark.hazard("H45")
def test_the_frozen_program_bars_the_sockets_that_debian_compiles_in() -> None:
    """libpython of Debian has them built in, where no list of files finds them."""
    start = ROOT / "packaging" / "linux" / "start.py"
    ask = (
        "import runpy, sys; sys.argv = ['titrator', '--version']\n"
        f"try: runpy.run_path({str(start)!r}, run_name='__main__')\n"
        "except SystemExit as ended: print(ended.code)\n"
        "try: import _socket\n"
        "except ImportError: print('barred')"
    )
    done = subprocess.run(
        [sys.executable, "-c", ask],
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stdout.split()[-2:] == ["0", "barred"], done.stderr


@pytest.mark.skipif(not IS_LINUX, reason="needs a program for Linux")
def test_what_is_dropped_goes_and_what_is_kept_stays(tmp_path: Path) -> None:
    """Of the platforms only X11 and the one in memory; a library that nothing asks for goes too."""
    plugins = tmp_path / "PySide6" / "Qt" / "plugins" / "platforms"
    plugins.mkdir(parents=True)
    for name in ("libqvnc.so", "libqlinuxfb.so", "libqxcb.so"):
        shutil.copyfile(str(shutil.which("sh")), plugins / name)
    (tmp_path / "libunused.so.1").write_bytes(b"")
    (tmp_path / "libGL.so.1").write_bytes(b"")
    freeze.prune(tmp_path, freeze.choice())
    left = sorted(path.name for path in tmp_path.rglob("*") if not path.is_dir())
    assert left == ["libqxcb.so"]


def test_every_locked_package_is_a_component() -> None:
    """With its licence, and what is inside it: Qt, ICU, libsodium."""
    lock, extra = sbom.RUN_LOCK.read_text("utf-8"), sbom.EXTRA.read_text("utf-8")
    names = [each["name"] for each in sbom.components(lock, extra, "linux")]
    assert {"pyside6-essentials", "msgspec", "pynacl", "Qt", "ICU", "libsodium", "CPython"} <= {
        *names
    }
    assert "Microsoft Visual C++ runtime" not in names
    with pytest.raises(KeyError, match="leftpad"):
        sbom.components("leftpad==1.0 \\\n", extra, "linux")


@pytest.mark.skipif(not shutil.which("git"), reason="its time is that of the commit: needs git")
def test_the_list_of_components_is_one_that_scanners_read() -> None:
    """CycloneDX 1.6, each component with a reference of its own."""
    told = json.loads(sbom.bill_of_materials("windows"))
    assert (told["bomFormat"], told["specVersion"]) == ("CycloneDX", "1.6")
    references = [each["bom-ref"] for each in told["components"]]
    assert len(references) == len(set(references))


def test_texts_of_the_lgpl_ship_with_where_its_sources_are() -> None:
    """Wheels of Qt bring no licence text: ours do."""
    folder = ROOT / "packaging" / "licences"
    assert "GNU LESSER GENERAL PUBLIC LICENSE" in (folder / "LGPL-3.0.txt").read_text("utf-8")
    assert "GNU GENERAL PUBLIC LICENSE" in (folder / "GPL-3.0.txt").read_text("utf-8")
    assert "download.qt.io" in (folder / "NOTICE.md").read_text("utf-8")


def test_every_component_has_its_licence_text() -> None:
    """In packaging/licences, or with the package it came in; of what is nobody's there is none."""
    folder = ROOT / "packaging" / "licences"
    elsewhere = {"libsodium", "miniaudio (C library)", "Inter", "Microsoft Visual C++ runtime"}
    for each in json.loads(sbom.EXTRA.read_text("utf-8")):
        if each["license"] != "blessing" and each["name"] not in elsewhere:
            assert (folder / each["text"]).read_text("utf-8"), each["name"]
    shipped = sorted(path.name for path in (folder / "third-party").iterdir())
    named = {each.get("text") for each in json.loads(sbom.EXTRA.read_text("utf-8"))}
    assert {f"third-party/{name}" for name in shipped} <= named


def test_another_version_of_debians_libraries_than_listed_is_said() -> None:
    """The list of components would otherwise name what the package does not hold."""
    versions = script("debian_versions")
    wanted = versions.listed(sbom.EXTRA.read_text("utf-8"))
    assert {"libpython3.11", "libsqlite3-0", "libffi8", "libzstd1", "libuuid1"} == set(wanted)
    assert versions.differing(wanted, wanted) == []
    assert versions.differing({"libsalt": "1.0-1"}, {"libsalt": "1.0-1+deb12u1"}) == [
        "libsalt: 1.0-1 is listed, 1.0-1+deb12u1 is here."
    ]
