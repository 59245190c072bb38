"""Makes the installer (MSI) and the evaluation zip out of an assembled folder."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
import uuid
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING
from xml.sax.saxutils import quoteattr

from assemble import icon, version_numbers
from fetch import BUILD, HERE, FetchError
from made_from import ROOT, SUMS
from system_packages import say

if TYPE_CHECKING:
    from collections.abc import Iterator

TOOLS = {
    "wixl": "wixl",
    "msibuild": "msitools",
    "osslsigncode": "osslsigncode",
    "x86_64-w64-mingw32-gcc": "gcc-mingw-w64-x86-64-posix",
    "git": "git",
}
# Never to change: what is one and the same thing from version to version is told by it.
_OURS = uuid.UUID("8f4b6f9e-3a55-4f0e-9d36-8a1f2d7c5b40")
# System and administrators may do everything, users may read; nothing is inherited, so that nobody
# else can put a file of settings there first. (ProgramData lets every user make files otherwise.)
SITE_RIGHTS = "D:PAI(A;OICI;FA;;;SY)(A;OICI;FA;;;BA)(A;OICI;0x1200a9;;;BU)"
# 16: never removed; 256: for 64-bit Windows.
KEEP_SITE_FOLDER = "UPDATE `Component` SET `Attributes` = 272 WHERE `Component` = 'SiteFolder'"
# An installer is told the same version of Windows 8.1, 10 and 11; the number of the release tells them apart.
NEEDED_WINDOWS = (
    "Installed OR WINDOWSRELEASE >= 17763",
    "Titrator needs a 64-bit Windows 10 (1809) or newer.",
)
_EARLIEST_IN_A_ZIP = (1980, 1, 1, 0, 0, 0)


def make_msi(bundle: Path, into: Path, program: str) -> None:
    """Makes the installer of this folder, which is the program in that version."""
    numbers = version_numbers(program)
    with tempfile.TemporaryDirectory(dir=BUILD) as name:
        scratch = Path(name)
        (scratch / "titrator.ico").write_bytes(icon(ROOT / "resources" / "icons"))
        (scratch / "files.wxs").write_text(files_wxs(bundle), encoding="utf-8")
        defines = {
            "ProductCode": str(guid(f"product {'.'.join(map(str, numbers))}")),
            "Version": ".".join(map(str, numbers)),
            "Win64": "yes",
        }
        into.parent.mkdir(parents=True, exist_ok=True)
        into.unlink(missing_ok=True)
        wixl = ["wixl", "--arch", "x64", "-o", str(into.resolve())]
        wixl += [word for key, value in defines.items() for word in ("-D", f"{key}={value}")]
        # wixl finds files by paths relative to where it is started, and by no others.
        shutil.copyfile(HERE / "product.wxs", scratch / "product.wxs")
        (scratch / "bundle").symlink_to(bundle.resolve())
        _run([*wixl, "product.wxs", "files.wxs"], scratch)
        package = guid((bundle / SUMS).read_text(encoding="utf-8"))
        summary = ["Installation Database", "Titrator", "x64;1033", f"{{{package}}}"]
        _run(["msibuild", str(into.resolve()), "-s", *summary], scratch)
        _run(["msibuild", str(into.resolve()), "-q", KEEP_SITE_FOLDER], scratch)
        rights = f"SiteRights\tSITEDIR\tCreateFolder\t{SITE_RIGHTS}\t"
        columns = "MsiLockPermissionsEx LockObject Table SDDLText Condition"
        _add_table(into, scratch, "MsiLockPermissionsEx", columns, "s72 s72 s32 s0 S255", rights)
        windows = "\t".join(NEEDED_WINDOWS)
        _add_table(into, scratch, "LaunchCondition", "Condition Description", "s255 l255", windows)
    say(f"{into.name}: {into.stat().st_size / 1e6:.1f} MB.")


def files_wxs(bundle: Path) -> str:
    """Returns the description of all files of a folder, a component each, for the installer."""
    body = "\n".join(_directory(bundle, bundle, "INSTALLDIR"))
    names = (
        path.relative_to(bundle).as_posix() for path in sorted(bundle.rglob("*")) if path.is_file()
    )
    refs = "\n".join(f'<ComponentRef Id="{identifier("c", name)}"/>' for name in names)
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n'
        '<Wix xmlns="http://schemas.microsoft.com/wix/2006/wi"><Fragment>\n'
        f'<DirectoryRef Id="INSTALLDIR">\n{body}\n</DirectoryRef>\n'
        f'<ComponentGroup Id="Files">\n{refs}\n</ComponentGroup>\n</Fragment></Wix>\n'
    )


def _directory(bundle: Path, folder: Path, where: str) -> Iterator[str]:
    for path in sorted(folder.iterdir()):
        name = path.relative_to(bundle).as_posix()
        if path.is_dir():
            below = identifier("d", name)
            yield f"<Directory Id={quoteattr(below)} Name={quoteattr(path.name)}>"
            yield from _directory(bundle, path, below)
            yield "</Directory>"
        else:
            yield _component(path, name)


def _component(path: Path, name: str) -> str:
    menu = ""
    if name == "Titrator.exe":
        menu = (
            '<Shortcut Id="StartMenu" Directory="ProgramMenuFolder" Name="Titrator" '
            'Target="[INSTALLDIR]Titrator.exe" '
            'WorkingDirectory="INSTALLDIR" Description="Vasopressor weaning at the bedside"/>'
        )
    return (
        f'<Component Id="{identifier("c", name)}" Guid="{guid(name)}" Win64="yes">'
        f'<File Id="{identifier("f", name)}" KeyPath="yes" Name={quoteattr(path.name)} '
        f"Source={quoteattr(f'bundle/{name}')}/>{menu}</Component>"
    )


def identifier(kind: str, name: str) -> str:
    """Returns a name that the installer's tables allow, the same for the same file in every version."""
    return f"{kind}{uuid.uuid5(_OURS, name).hex}"


def guid(name: str) -> str:
    """Returns a GUID in the installer's spelling, the same for the same name."""
    return str(uuid.uuid5(_OURS, name)).upper()


def _add_table(msi: Path, scratch: Path, name: str, columns: str, types: str, row: str) -> None:
    """Adds a table of one row, for which the language of wixl has no words. Its first column is the key."""
    table = scratch / f"{name}.idt"
    key = columns.partition(" ")[0]
    lines = [*(line.replace(" ", "\t") for line in (columns, types, f"{name} {key}")), row]
    table.write_text("".join(f"{line}\r\n" for line in lines), encoding="ascii", newline="")
    _run(["msibuild", str(msi.resolve()), "-i", str(table)], scratch)


def make_zip(bundle: Path, into: Path) -> None:
    """Makes a zip of the folder, with fixed times, to try the program without installing it."""
    into.unlink(missing_ok=True)
    with zipfile.ZipFile(into, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for path in sorted(path for path in bundle.rglob("*") if path.is_file()):
            name = f"Titrator/{path.relative_to(bundle).as_posix()}"
            archive.writestr(
                zipfile.ZipInfo(name, _EARLIEST_IN_A_ZIP),
                path.read_bytes(),
                zipfile.ZIP_DEFLATED,
                9,
            )
    say(f"{into.name}: {into.stat().st_size / 1e6:.1f} MB.")


def _run(command: list[str], cwd: Path) -> None:
    environment = os.environ | {"SOURCE_DATE_EPOCH": "315532800"}
    if subprocess.run(command, cwd=cwd, env=environment, check=False).returncode:
        raise FetchError(f"{command[0]} failed; the reason stands above.")
