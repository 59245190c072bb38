#!/usr/bin/env python3
"""Holds the versions of Debian's libraries in extra-components.json against those on this machine.

Exit status 1 when the list of components would name another version than the package holds.
"""

from __future__ import annotations

import json
import subprocess
import sys

from made_from import ROOT

EXTRA = ROOT / "packaging" / "extra-components.json"
_OF_DEBIAN = "Debian "


def listed(extra: str) -> dict[str, str]:
    """Returns the Debian packages that parts of the Linux package come from, with their versions."""
    told = [each for each in json.loads(extra) if each["inside"].startswith(_OF_DEBIAN)]
    own = [each for each in told if "debian" in each]
    return {each["inside"].removeprefix(_OF_DEBIAN): each["version"] for each in own}


def differing(wanted: dict[str, str], installed: dict[str, str]) -> list[str]:
    """Returns a sentence for each package that is there in another version than listed."""
    return [
        f"{name}: {version} is listed, {installed.get(name, 'none')} is here."
        for name, version in wanted.items()
        if installed.get(name) != version
    ]


def installed_here(names: list[str]) -> dict[str, str]:
    """Returns the versions that dpkg knows of."""
    ask = ["dpkg-query", "--show", "--showformat=${Package} ${Version}\\n", *names]
    told = subprocess.run(ask, capture_output=True, text=True, check=False).stdout
    return dict(line.split(" ", 1) for line in told.splitlines() if " " in line)


def main() -> int:
    """Says what differs."""
    wanted = listed(EXTRA.read_text(encoding="utf-8"))
    found = differing(wanted, installed_here(list(wanted)))
    said = found or ["The list of components names the versions that are here."]
    print("\n".join(said))
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
