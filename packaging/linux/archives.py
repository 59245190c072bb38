"""Packs the frozen folder as a .deb and a .tar.xz: the same bytes from the same commit."""

from __future__ import annotations

import lzma
import shutil
import tarfile
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from linux.freeze import HERE, choice, packages_needed, run, settle
from made_from import ROOT, commit_time, version
from system_packages import say

if TYPE_CHECKING:
    from collections.abc import Mapping

DESKTOP = HERE / "desktop"
ICONS = {"titrator-32.png": "32x32", "titrator-256.png": "256x256", "titrator.svg": "scalable"}
INSTALLED = "opt/titrator"
CONFFILE = "etc/xdg/Titrator/workstation.toml"
# The oldest of each that what Debian 12's Python links will run with.
_OLDEST = {"libc6": "libc6 (>= 2.36)"}
_CONTROL = """\
Package: titrator
Version: {version}
Section: science
Priority: optional
Architecture: amd64
Depends: {depends}
Recommends: libpulse0 | libasound2
Installed-Size: {size_kb}
Maintainer: Titrator maintainers <maintainers@invalid>
Description: advises and times the weaning of vasopressors
 An offline program for intensive care: guidance through a vasopressor wean, a
 dose calculator that shows its working, and a log that shows tampering. It
 drives no pump and replaces no judgement. It uses no network.
"""


def make_tar(bundle: Path, into: Path) -> None:
    """Packs the folder as it is; unpacked anywhere, it runs from there."""
    at = commit_time()

    def plain(entry: tarfile.TarInfo) -> tarfile.TarInfo:
        entry.uid = entry.gid = 0
        entry.uname = entry.gname = "root"
        entry.mtime = at
        return entry

    say(f"Packing {into.name}.")
    into.parent.mkdir(parents=True, exist_ok=True)
    with (
        lzma.open(into, "wb", preset=9) as packed,
        tarfile.open(fileobj=packed, mode="w|", format=tarfile.PAX_FORMAT) as archive,
    ):
        # tarfile goes through folders in the order of their names.
        archive.add(bundle, arcname=f"titrator-{version()}", filter=plain)


def make_deb(bundle: Path, into: Path) -> None:
    """Packs the folder with its menu entry, icons and the administrator's file."""
    root = into.with_suffix(".root")
    shutil.rmtree(root, ignore_errors=True)
    shutil.copytree(bundle, root / INSTALLED, symlinks=True)
    _put_links(root)
    _put_desktop(root)
    _put(DESKTOP / "workstation.toml", root / CONFFILE)
    _put(ROOT / "packaging" / "README.md", root / "usr/share/doc/titrator/README.md")
    _put(ROOT / "CHANGELOG.md", root / "usr/share/doc/titrator/CHANGELOG.md")
    (root / "DEBIAN").mkdir()
    (root / "DEBIAN" / "control").write_text(control(bundle, choice().system), encoding="utf-8")
    (root / "DEBIAN" / "conffiles").write_text(f"/{CONFFILE}\n", encoding="ascii")
    for path in root.rglob("*"):
        if path.is_file() and not path.is_symlink() and path != root / INSTALLED / "titrator":
            path.chmod(0o644)
    settle(root, commit_time())
    say(f"Packing {into.name}.")
    pack = ["dpkg-deb", "--root-owner-group", "-Zxz", "-z9", "--threads-max=1", "--build"]
    settings = ["env", f"SOURCE_DATE_EPOCH={commit_time()}"]
    run([*settings, *pack, str(root), str(into)], "dpkg-deb stopped.")
    shutil.rmtree(root)


def control(bundle: Path, system: Mapping[str, str]) -> str:
    """Returns the file that tells dpkg what this is and what it needs."""
    packages = packages_needed(bundle, system)
    sizes = (path.lstat().st_size for path in bundle.rglob("*") if path.is_file())
    return _CONTROL.format(
        version=version(),
        depends=", ".join(_OLDEST.get(name, name) for name in packages),
        size_kb=sum(-(-size // 1024) for size in sizes),
    )


def _put_links(root: Path) -> None:
    folder = root / "usr" / "bin"
    folder.mkdir(parents=True)
    (folder / "titrator").symlink_to(f"/{INSTALLED}/titrator")


def _put_desktop(root: Path) -> None:
    share = root / "usr" / "share"
    _put(DESKTOP / "titrator.desktop", share / "applications" / "titrator.desktop")
    text = (DESKTOP / "titrator.metainfo.xml").read_text(encoding="utf-8")
    date = datetime.fromtimestamp(commit_time(), UTC).date().isoformat()
    about = share / "metainfo" / "titrator.metainfo.xml"
    about.parent.mkdir(parents=True)
    text = text.replace("@VERSION@", version()).replace("@DATE@", date)
    about.write_text(text, encoding="utf-8")
    for name, size in ICONS.items():
        target = share / "icons" / "hicolor" / size / "apps" / f"titrator{Path(name).suffix}"
        _put(ROOT / "resources" / "icons" / name, target)


def _put(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(source, target)
