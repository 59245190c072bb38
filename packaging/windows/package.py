#!/usr/bin/env python3
"""Makes the Windows package on Linux: an installer (MSI) and a zip for evaluation, both in dist/.

    python3 packaging/windows/package.py            assemble, look at every file, make both
    python3 packaging/windows/package.py --try      … and install, use, upgrade and remove it under wine

With TITRATOR_SIGN_PKCS12 (a certificate with its key) the launchers, the libraries that nobody else
signed, and the installer are signed; see sign.py. TITRATOR_PACE=0.1 lets the clocks of the window that
is tried run at a tenth of the pace, where the machine is too busy for it; see pace.py.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from assemble import assemble, write_sums
from fetch import BUILD, FetchError
from made_from import ROOT, NotMadeError, sha256, version
from make_msi import TOOLS, make_msi, make_zip
from pace import TOOL as PACE_TOOL
from sign import SignError, sign_bundle, sign_file
from system_packages import say
from verify_bundle import faults
from wine_prefix import TOOLS as WINE_TOOLS
from wine_prefix import WineError, require_tools

LARGEST_MSI_MB = 45
EARLIER = "0.0.9"  # what the trial upgrades from: the same program under an older number


def main(arguments: list[str]) -> int:
    """Does what the command line asks for and returns the exit status."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "--try", dest="is_tried", action="store_true", help="under wine, afterwards"
    )
    asked = parser.parse_args(arguments)
    try:
        require_tools(TOOLS | (WINE_TOOLS | PACE_TOOL if asked.is_tried else {}))
        msi = package(version(), ROOT / "dist")
        if asked.is_tried:
            from try_package import try_package

            earlier = package(EARLIER, BUILD / "earlier")
            try_package(earlier, msi)
    except (NotMadeError, SignError, WineError) as error:
        print(f"\n{error}", file=sys.stderr)
        return 1
    return 0


def package(program: str, into: Path) -> Path:
    """Returns the installer of the program under this version, made in a folder, with its zip."""
    bundle = BUILD / f"Titrator-{program}"
    assemble(bundle, program=program)
    if sign_bundle(bundle):
        write_sums(bundle)
    say("Looking at every file.")
    if found := faults(bundle):
        raise FetchError("\n".join(["The package is not sound:", *found]))
    msi = into / f"Titrator-{program}-x64.msi"
    make_msi(bundle, msi, program)
    sign_file(msi)
    if msi.stat().st_size > LARGEST_MSI_MB * 1e6:
        raise FetchError(f"{msi.name} is larger than {LARGEST_MSI_MB} MB.")
    archive = into / f"Titrator-{program}-x64-evaluation.zip"
    make_zip(bundle, archive)
    sums = "".join(f"{sha256(path)}  {path.name}\n" for path in (msi, archive))
    (into / f"Titrator-{program}-x64.sha256").write_text(sums, encoding="ascii")
    files = [path for path in bundle.rglob("*") if path.is_file()]
    size = sum(path.stat().st_size for path in files) / 1e6
    say(f"Sound: {len(files)} files, {size:.1f} MB unpacked.")
    return msi


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
