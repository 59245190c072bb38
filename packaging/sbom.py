#!/usr/bin/env python3
"""Writes the list of components of a package (CycloneDX 1.6), from the lock and from what is kept by hand.

    python3 packaging/sbom.py linux dist/titrator-linux.cdx.json
    python3 packaging/sbom.py windows dist/titrator-windows.cdx.json

The lock names the packages with their hashes; extra-components.json names what is inside them, which no
tool finds. The same commit gives the same bytes.
"""

from __future__ import annotations

import json
import re
import sys
import uuid
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from made_from import ROOT, commit, commit_time, version

RUN_LOCK = ROOT / "packaging" / "requirements.lock"
EXTRA = ROOT / "packaging" / "extra-components.json"
_PIN = re.compile(r"^([a-z0-9._-]+)==([^ ;\\]+)", re.MULTILINE)
# Of cffi only its compiled half is shipped, which needs no parser; both are listed, since one wheel is.
LICENCES = {
    "cffi": "MIT-0",
    "miniaudio": "MIT",
    "msgspec": "BSD-3-Clause",
    "platformdirs": "MIT",
    "pycparser": "BSD-3-Clause",
    "pynacl": "Apache-2.0",
    "pyside6-essentials": "LGPL-3.0-only",
    "shiboken6": "LGPL-3.0-only",
}


def components(lock: str, extra: str, platform: str) -> list[dict[str, Any]]:
    """Returns every component of a package for this platform, the packages of the lock first.

    Raises KeyError for a package whose licence nobody has written down: it was added without a look.
    """
    pinned = [_package(name, number) for name, number in _PIN.findall(lock)]
    inside = [_inside(each) for each in json.loads(extra) if platform in each["platforms"]]
    return [*pinned, *inside]


def bill_of_materials(platform: str) -> str:
    """Returns the list as text."""
    lock, extra = RUN_LOCK.read_text(encoding="utf-8"), EXTRA.read_text(encoding="utf-8")
    made = datetime.fromtimestamp(commit_time(), UTC).isoformat()
    program = {
        "type": "application",
        "bom-ref": "titrator",
        "name": "titrator",
        "version": version(),
        "properties": [{"name": "commit", "value": commit()}],
    }
    told = {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "serialNumber": f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_OID, f'{platform}:{commit()}')}",
        "version": 1,
        "metadata": {"timestamp": made, "component": program},
        "components": components(lock, extra, platform),
    }
    return json.dumps(told, indent=1, ensure_ascii=False) + "\n"


def _package(name: str, number: str) -> dict[str, Any]:
    purl = f"pkg:pypi/{name}@{number}"
    return {
        "type": "library",
        "bom-ref": purl,
        "name": name,
        "version": number,
        "purl": purl,
        "licenses": [{"license": {"id": LICENCES[name]}}],
    }


def _inside(told: dict[str, Any]) -> dict[str, Any]:
    return {
        "type": "library",
        "bom-ref": f"{told['inside']}#{told['name']}",
        "name": told["name"],
        "version": told["version"],
        "licenses": [{"license": {"name": told["license"]}}],
        "properties": [{"name": "inside", "value": told["inside"]}],
    }


def main(arguments: list[str]) -> int:
    """Writes the list; returns 2 when the command line is not understood."""
    if len(arguments) != 2 or arguments[0] not in ("linux", "windows"):
        print(__doc__, file=sys.stderr)
        return 2
    into = Path(arguments[1])
    into.parent.mkdir(parents=True, exist_ok=True)
    into.write_text(bill_of_materials(arguments[0]), encoding="utf-8", newline="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
