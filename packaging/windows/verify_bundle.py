"""Looks at the assembled Windows package, file by file, and says everything that must not be.

Nothing of the package is run here. What is asked: every library finds what it imports, in the package
or in Windows itself; everything is protected (ASLR, NX) and signed by whom it should be; there is no
interpreter for anybody's script, no network, no stand-in from the tests; the list of files is whole.
"""

from __future__ import annotations

import fnmatch
import re
import subprocess
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from assemble import LAUNCHERS
from fetch import HERE
from made_from import SUMS, sha256
from pe import AMD64, NotPeError, Pe, read_pe

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

WINDOWS_LIBRARIES = HERE / "windows_libraries.txt"
LARGEST_MB = 95
CERTIFICATES = "/etc/ssl/certs/ca-certificates.crt"
# First the place, then the organisation in whose name its files are signed; "" for ours, which we sign.
SIGNERS = {
    "python/vcruntime140*.dll": "Microsoft Corporation",
    "python/*": "Python Software Foundation",
    "lib/PySide6/*": "The QT Company Oy",
    "lib/shiboken6/*": "The QT Company Oy",
    "lib/*": "",
    "*.exe": "",
}
# Debian does not bring the root that Microsoft's own signatures end in: their digests alone are compared.
NO_ROOT_HERE = frozenset({"Microsoft Corporation"})
FORBIDDEN = {
    "python*.exe": "an interpreter for anybody's script",
    "icuuc.dll": "a stand-in for a library of Windows, from the tests under wine",
    "mscms.dll": "a stand-in for a library of Windows, from the tests under wine",
    "bcryptprimitives.dll": "a stand-in for a library of Windows, from the tests under wine",
    "*qt*network*": "Qt's network",
    "_ssl.pyd": "TLS",
    "libssl*": "TLS",
    "libcrypto*": "TLS",
    "_socket.pyd": "sockets",
    "_asyncio.pyd": "sockets",
    "_overlapped.pyd": "sockets",
    "*.bat": "a script",
    "*.cmd": "a script",
    "*.ps1": "a script",
}


class Library(NamedTuple):
    """A program or library of the package: its place there, and what it says of itself."""

    name: str
    facts: Pe


def faults(bundle: Path) -> list[str]:
    """Returns a sentence for everything that must not be; nothing when the package is sound."""
    files = sorted(
        path.relative_to(bundle).as_posix() for path in bundle.rglob("*") if path.is_file()
    )
    found = [*forbidden(files), *altered(bundle, files), *uncompiled(bundle, files)]
    libraries = []
    for name in files:
        if name.endswith((".exe", ".dll", ".pyd")):
            try:
                libraries.append(Library(name, read_pe((bundle / name).read_bytes())))
            except NotPeError as error:
                found.append(f"{name} is no 64-bit program or library: {error}.")
    found += unresolved(libraries, system_libraries()) + unprotected(libraries)
    found += [fault for library in libraries for fault in badly_signed(bundle, library)]
    size = sum((bundle / name).stat().st_size for name in files) / 1e6
    if size > LARGEST_MB:
        found.append(f"The package has {size:.0f} MB; {LARGEST_MB} MB is the most.")
    return found


def forbidden(files: list[str]) -> Iterator[str]:
    """Yields what has no business in the package."""
    for name in files:
        last = name.rpartition("/")[2].lower()
        for pattern, what in FORBIDDEN.items():
            if fnmatch.fnmatchcase(last, pattern):
                yield f"{name} is {what}."
        if last.endswith(".exe") and name not in LAUNCHERS:
            yield f"{name} is a program that is not ours."


def altered(bundle: Path, files: list[str]) -> Iterator[str]:
    """Yields each file that is not what the list of hashes says, or not on it."""
    lines = (bundle / SUMS).read_text(encoding="utf-8").splitlines()
    listed = {name: digest for digest, _, name in (line.partition("  ") for line in lines)}
    for name in sorted(listed.keys() ^ (set(files) - {SUMS})):
        yield f"{name} is {'missing' if name in listed else 'not listed in ' + SUMS}."
    for name in sorted(listed.keys() & set(files)):
        if sha256(bundle / name) != listed[name]:
            yield f"{name} is not the file that {SUMS} names."


def uncompiled(bundle: Path, files: list[str]) -> Iterator[str]:
    """Yields each source without bytecode that Python takes as it is: it would compile at each start."""
    for name in files:
        if name.endswith(".py"):
            path = bundle / name
            cache = path.parent / "__pycache__" / f"{path.stem}.cpython-311.pyc"
            # The second four bytes: 1 says that a hash is inside, and that it is not looked at.
            if not cache.exists() or cache.read_bytes()[4:8] != b"\x01\0\0\0":
                yield f"{name} has no bytecode that is taken unchecked."


def system_libraries() -> frozenset[str]:
    """Returns the names of the libraries that Windows itself brings."""
    lines = WINDOWS_LIBRARIES.read_text(encoding="utf-8").splitlines()
    return frozenset(line for line in lines if line and not line.startswith("#"))


def unresolved(libraries: list[Library], system: frozenset[str]) -> list[str]:
    """Returns a sentence for each import that is neither in the package nor part of Windows."""
    ours = {library.name.rpartition("/")[2].lower() for library in libraries}
    found = []
    for library in libraries:
        wanted = library.facts.imports | library.facts.delayed
        missing = {
            name
            for name in wanted - ours - system
            if not name.startswith(("api-ms-win-", "ext-ms-win-"))
        }
        found += [f"{library.name} needs {name}, which nobody brings." for name in sorted(missing)]
    return found


def unprotected(libraries: list[Library]) -> list[str]:
    """Returns a sentence for each program or library without the protections of today."""
    found = []
    for name, facts in libraries:
        wrong = {
            "is not for 64-bit Windows": facts.machine != AMD64,
            "is loaded at the same address everywhere (no ASLR)": not facts.has_aslr,
            "lets data be run (no NX)": not facts.has_nx,
            "has no high-entropy ASLR": not facts.has_high_entropy_aslr and name in LAUNCHERS,
        }
        found += [f"{name} {what}." for what, is_so in wrong.items() if is_so]
    return found


def badly_signed(bundle: Path, library: Library) -> Iterator[str]:
    """Yields what is wrong with a signature, or with its absence."""
    expected = signer_of(library.name, SIGNERS)
    if expected is None:
        yield f"{library.name} lies where nothing is expected."
    elif expected and not library.facts.is_signed:
        yield f"{library.name} is not signed; {expected} should have."
    elif not expected and library.facts.is_signed:
        _, holds = signature(bundle / library.name, has_root=False)
        if not holds:
            yield f"Our signature of {library.name} does not hold."
    elif expected:
        told, holds = signature(bundle / library.name, has_root=expected not in NO_ROOT_HERE)
        if told != expected:
            yield f"{library.name} is signed by {told or 'nobody'}, not by {expected}."
        if not holds:
            yield f"The signature of {library.name} does not hold."


def signer_of(name: str, signers: Mapping[str, str]) -> str | None:
    """Returns who should have signed the file: the first pattern that fits; None when none does."""
    return next((who for place, who in signers.items() if fnmatch.fnmatchcase(name, place)), None)


def signature(path: Path, *, has_root: bool) -> tuple[str, bool]:
    """Returns the organisation that signed, and whether digest and, with a root, chain are right.

    The chain is judged at the moment of the signature's own time stamp: certificates expire, and what was
    signed before stays signed. Revocation is not asked for, which would need a network.
    """
    first = _osslsigncode(path)
    stamped = re.search(r"Timestamp time: (.+)$", first, re.MULTILINE)
    told = _osslsigncode(path, at=stamped[1]) if stamped and has_root else first
    organisation = re.search(r"Signer #0:\s+Subject: .*?/O=([^/\n]+)", told)
    digests = re.findall(r"(?:Current|Calculated) message digest\s*: (\w+)", told)
    is_whole = len(digests) >= 2 and digests[0] == digests[1]
    has_chain = not has_root or "Signature verification: ok" in told
    return (organisation[1].strip() if organisation else ""), is_whole and has_chain


def _osslsigncode(path: Path, at: str = "") -> str:
    command = [
        "osslsigncode",
        "verify",
        "-ignore-crl",
        "-ignore-timestamp",
        "-CAfile",
        CERTIFICATES,
    ]
    if at:
        stamp = datetime.strptime(at.strip(), "%b %d %H:%M:%S %Y GMT").replace(tzinfo=UTC)
        command += ["-time", str(int(stamp.timestamp()))]
    done = subprocess.run([*command, "-in", str(path)], capture_output=True, text=True, check=False)
    return done.stdout + done.stderr
