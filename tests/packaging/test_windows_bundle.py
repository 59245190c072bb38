"""The Windows package: what is put in, and what is found when something does not belong there."""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING

import pytest

from tests.packaging.a_windows_file import a_library
from tests.packaging.dev_script import ROOT
from tests.packaging.windows_scripts import windows_script

if TYPE_CHECKING:
    from pathlib import Path

assemble = windows_script("assemble")
make_msi = windows_script("make_msi")
pe = windows_script("pe")
verify = windows_script("verify_bundle")


def library(name: str, content: bytes) -> object:
    """A library of a package, at this place."""
    return verify.Library(name, pe.read_pe(content))


def test_what_a_library_imports_and_how_it_is_protected_is_read() -> None:
    """Names in lower case, as Windows compares them."""
    facts = pe.read_pe(a_library(("Qt6Core.dll", "KERNEL32.dll"), is_signed=True))
    assert facts.imports == {"qt6core.dll", "kernel32.dll"}
    assert facts.machine == 0x8664
    assert facts.has_aslr
    assert facts.has_nx
    assert facts.is_signed
    assert not pe.read_pe(a_library()).is_signed


@pytest.mark.parametrize("content", [b"", b"MZ", b"\x7fELF" + bytes(100), a_library()[:200]])
def test_what_is_no_library_is_refused(content: bytes) -> None:
    """Cut short, empty, or of another system."""
    with pytest.raises(pe.NotPeError):
        pe.read_pe(content)


def test_an_import_that_nobody_brings_is_found() -> None:
    """Ours, and those of Windows, are known; API sets are Windows' own names."""
    ours = library("lib/Qt6Core.dll", a_library(("api-ms-win-crt-heap-l1-1-0.dll", "kernel32.dll")))
    other = library("lib/x.pyd", a_library(("QT6CORE.dll", "left-behind.dll")))
    system = frozenset({"kernel32.dll"})
    found = verify.unresolved([ours, other], system)
    assert found == ["lib/x.pyd needs left-behind.dll, which nobody brings."]


def test_a_library_without_protections_is_found() -> None:
    """No ASLR and no NX are two faults; our own programs want high entropy too."""
    assert verify.unprotected([library("lib/x.pyd", a_library())]) == []
    assert len(verify.unprotected([library("lib/x.pyd", a_library(protection=0))])) == 2
    assert len(verify.unprotected([library("Titrator.exe", a_library(protection=0))])) == 3


@pytest.mark.hazard("H45")
@pytest.mark.parametrize(
    "name",
    [
        "python/python.exe",
        "python/pythonw.exe",
        "python/_ssl.pyd",
        "python/_socket.pyd",
        "python/libcrypto-3.dll",
        "lib/PySide6/Qt6Network.dll",
        "lib/PySide6/QtNetwork.pyd",
        "lib/PySide6/icuuc.dll",
        "lib/PySide6/uic.exe",
        "start.bat",
    ],
)
def test_what_has_no_business_there_is_found(name: str) -> None:
    """Interpreters, networks, stand-ins from the tests, programs of others, scripts."""
    assert list(verify.forbidden([name]))
    assert not list(
        verify.forbidden(["Titrator.exe", "titrator-cli.exe", "lib/PySide6/Qt6Gui.dll"])
    )


def test_a_file_that_is_missing_added_or_changed_is_found(tmp_path: Path) -> None:
    """The list of hashes in the package is whole."""
    for name in ("a", "b", "c"):
        (tmp_path / name).write_text(name, encoding="utf-8")
    assemble.write_sums(tmp_path)
    names = ["SHA256SUMS", "a", "b", "c"]
    assert list(verify.altered(tmp_path, names)) == []
    (tmp_path / "a").unlink()
    (tmp_path / "b").write_text("B", encoding="utf-8")
    (tmp_path / "d").write_text("d", encoding="utf-8")
    assert list(verify.altered(tmp_path, ["SHA256SUMS", "b", "c", "d"])) == [
        "a is missing.",
        "d is not listed in SHA256SUMS.",
        "b is not the file that SHA256SUMS names.",
    ]


def test_a_source_that_would_be_compiled_at_each_start_is_found(tmp_path: Path) -> None:
    """Only bytecode that Python does not hold against its source is taken as it is."""
    (tmp_path / "x.py").touch()
    cache = tmp_path / "__pycache__" / "x.cpython-311.pyc"
    assert len(list(verify.uncompiled(tmp_path, ["x.py"]))) == 1
    cache.parent.mkdir()
    cache.write_bytes(b"\xa7\r\r\n\x00\x00\x00\x00")
    assert len(list(verify.uncompiled(tmp_path, ["x.py"]))) == 1
    cache.write_bytes(b"\xa7\r\r\n\x01\x00\x00\x00")
    assert list(verify.uncompiled(tmp_path, ["x.py"])) == []


@pytest.mark.parametrize(
    ("name", "signer"),
    [
        ("python/vcruntime140.dll", "Microsoft Corporation"),
        ("python/python311.dll", "Python Software Foundation"),
        ("lib/PySide6/plugins/platforms/qwindows.dll", "The QT Company Oy"),
        ("lib/msgspec/_core.pyd", ""),
        ("Titrator.exe", ""),
        ("elsewhere/x.dll", None),
    ],
)
def test_who_should_have_signed_is_told_by_the_place(name: str, signer: str | None) -> None:
    """Nothing is expected anywhere else."""
    assert verify.signer_of(name, verify.SIGNERS) == signer


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("0.1.0", (0, 1, 0, 0)),
        ("1.2", (1, 2, 0, 0)),
        ("0.1.0a1", (0, 1, 0, 0)),
        ("10.2.33", (10, 2, 33, 0)),
    ],
)
def test_a_version_is_four_numbers_to_windows(text: str, numbers: tuple[int, ...]) -> None:
    """What follows the digits is not told to it."""
    assert assemble.version_numbers(text) == numbers


def test_the_icon_holds_both_pictures_as_they_are() -> None:
    """Two entries; the larger has the side 0, which stands for 256."""
    made = assemble.icon(ROOT / "resources" / "icons")
    assert struct.unpack_from("<HHH", made) == (0, 1, 2)
    assert (made[6], made[22]) == (32, 0)
    assert made.count(b"\x89PNG") == 2


def test_the_modules_of_qt_that_the_program_imports_are_found() -> None:
    """Without the network."""
    found = assemble.qt_modules(ROOT / "titrator")
    assert {"QtCore", "QtGui", "QtWidgets"} <= set(found)
    assert "QtNetwork" not in found


def test_the_installer_knows_a_file_again_in_every_version(tmp_path: Path) -> None:
    """Its number depends on its place alone, not on what is in it."""
    (tmp_path / "lib").mkdir()
    (tmp_path / "lib" / "a & b.py").write_text("1", encoding="utf-8")
    (tmp_path / "Titrator.exe").write_text("1", encoding="utf-8")
    before = make_msi.files_wxs(tmp_path)
    (tmp_path / "Titrator.exe").write_text("2", encoding="utf-8")
    assert make_msi.files_wxs(tmp_path) == before
    assert "a &amp; b.py" in before
    assert before.count("<Component ") == before.count("<ComponentRef ") == 2
    assert make_msi.guid("Titrator.exe") == make_msi.guid("Titrator.exe")
    assert make_msi.guid("product 0.1.0.0") != make_msi.guid("product 0.1.1.0")


def test_users_cannot_write_into_the_hospital_s_folder() -> None:
    """System and administrators: everything. Users: read and start, nothing is inherited."""
    assert make_msi.SITE_RIGHTS == ("D:PAI(A;OICI;FA;;;SY)(A;OICI;FA;;;BA)(A;OICI;0x1200a9;;;BU)")
