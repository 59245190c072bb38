"""Makes the Linux packages in dist/, and with --twice makes them again elsewhere and compares.

python3 packaging/dev.py package             a .deb and a .tar.xz, with their hashes
python3 packaging/dev.py package --twice     ... and once more, which must give the same bytes
python3 packaging/dev.py package --smoke     ... and installs, uses and purges the .deb on a bare Debian
"""

from __future__ import annotations

import argparse
import shutil
from pathlib import Path

from linux.archives import make_deb, make_tar
from linux.freeze import BUILD, freeze, run
from made_from import ROOT, NotMadeError, commit, sha256, version
from system_packages import say

LARGEST_PACKED_MB = 40
LARGEST_UNPACKED_MB = 125
SMOKE = Path(__file__).resolve().parent / "smoke.sh"


def package(arguments: list[str]) -> int:
    """Does what the command line asks for and returns the exit status."""
    parser = argparse.ArgumentParser(
        prog="packaging/dev.py package",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--twice", action="store_true", help="make it twice and compare")
    parser.add_argument(
        "--smoke", metavar="ROOT", nargs="?", const="", help="try it; ROOT: a bare Debian 12"
    )
    asked = parser.parse_args(arguments)
    try:
        made = make(ROOT / "dist")
        if asked.twice:
            compare(made, make(BUILD / "again"))
        if asked.smoke is not None:
            run(
                ["bash", str(SMOKE), str(made[0]), *filter(None, [asked.smoke])],
                "The trial failed.",
            )
    except NotMadeError as error:
        print(f"\n{error}")
        return 1
    return 0


def make(into: Path) -> list[Path]:
    """Returns the .deb and the .tar.xz, made anew in a folder, with the list of their hashes."""
    say(f"Titrator {version()}, commit {commit()}.")
    # Always under the same name: the second build must not differ by where it was made.
    bundle = BUILD / "Titrator"
    freeze(bundle)
    files = [path for path in bundle.rglob("*") if path.is_file() and not path.is_symlink()]
    size_mb = sum(path.stat().st_size for path in files) / 1e6
    require(size_mb <= LARGEST_UNPACKED_MB, f"Unpacked it has {size_mb:.1f} MB.")
    into.mkdir(parents=True, exist_ok=True)
    deb = into / f"titrator_{version()}_amd64.deb"
    archive = into / f"titrator-{version()}-linux-x86_64.tar.xz"
    make_deb(bundle, deb)
    make_tar(bundle, archive)
    for path in (deb, archive):
        packed_mb = path.stat().st_size / 1e6
        require(packed_mb <= LARGEST_PACKED_MB, f"{path.name} has {packed_mb:.1f} MB.")
        say(f"{path.name}: {packed_mb:.1f} MB, SHA-256 {sha256(path)}")
    say(f"{len(files)} files, {size_mb:.1f} MB unpacked.")
    sums = "".join(f"{sha256(path)}  {path.name}\n" for path in (deb, archive))
    (into / f"titrator-{version()}-linux.sha256").write_text(sums, encoding="ascii")
    return [deb, archive]


def compare(first: list[Path], second: list[Path]) -> None:
    """Raises NotMadeError unless both builds gave the same bytes."""
    for one, other in zip(first, second, strict=True):
        require(sha256(one) == sha256(other), f"{one.name} differs from one build to the next.")
    shutil.rmtree(BUILD / "again")
    say("Made twice: both packages are the same, byte for byte.")


def require(is_so: bool, otherwise: str) -> None:  # noqa: FBT001 -- reads like a sentence
    """Raises NotMadeError with the text unless it is so."""
    if not is_so:
        raise NotMadeError(otherwise)
