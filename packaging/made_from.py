"""What a package is made from: version, commit, time, the policy that ships, and the hash of every file."""

from __future__ import annotations

import hashlib
import json
import re
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SUMS = "SHA256SUMS"
BUILD_NOTE = "build.json"  # titrator/session/build.py reads it
# Asked of the program itself: what it takes for the library and the protocol that ship.
_ASK = """
import json
from titrator.session.policy import load_policy
policy = load_policy(library_dir=None, protocol_file=None)
print(json.dumps([policy.library.fingerprint, policy.protocol.fingerprint]))
"""


class NotMadeError(Exception):
    """The package was not made; the text says why."""


def version() -> str:
    """Returns the version of the program, written once in titrator/__init__.py."""
    text = (ROOT / "titrator" / "__init__.py").read_text(encoding="utf-8")
    found = re.search(r'^__version__ = "([^"]+)"$', text, re.MULTILINE)
    if found is None:
        raise NotMadeError("titrator/__init__.py names no version")
    return found[1]


def commit() -> str:
    """Returns the commit that is checked out, marked where something is not committed."""
    return _git("describe", "--always", "--abbrev=12", "--dirty", "--exclude=*")


def commit_time() -> int:
    """Returns when the commit was made, in seconds: the time of everything that is built from it."""
    return int(_git("log", "-1", "--format=%ct"))


def build_note(python: Path, *, program: str) -> str:
    """Returns what the package says of itself.

    Args:
        python: an interpreter that has what the program needs.
        program: the version.
    """
    ask = [str(python), "-c", _ASK]
    library, protocol = json.loads(_said(ask))
    told = {"version": program, "commit": commit(), "library": library, "protocol": protocol}
    return json.dumps(told, indent=1) + "\n"


def write_sums(bundle: Path) -> list[Path]:
    """Writes the hash of every file but of this list, as sha256sum does; returns all of them."""
    listed = bundle / SUMS
    files = sorted(path for path in bundle.rglob("*") if path.is_file() and path != listed)
    lines = [f"{sha256(path)}  {path.relative_to(bundle).as_posix()}\n" for path in files]
    listed.write_text("".join(lines), encoding="utf-8", newline="\n")
    return [*files, listed]


def sha256(path: Path) -> str:
    """Returns the SHA-256 of a file, in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _git(*words: str) -> str:
    return _said(["git", "-C", str(ROOT), *words]).strip()


def _said(command: list[str]) -> str:
    done = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, encoding="utf-8", check=False)
    if done.returncode:
        raise NotMadeError(f"{' '.join(command[:3])} ended with {done.returncode}.")
    return done.stdout
