"""Signs what is ours, when there is something to sign with. Without a certificate nothing is signed.

TITRATOR_SIGN_PKCS12    file with certificate and key (or sign elsewhere: sign_command is all there is)
TITRATOR_SIGN_PASSFILE  file with its password; none when it has none
TITRATOR_SIGN_TIMESTAMP address of a time stamp server (RFC 3161); without, a signature ends with
                        its certificate. The only step that needs a network.
"""

from __future__ import annotations

import os
import subprocess
from typing import TYPE_CHECKING

from pe import read_pe
from system_packages import say

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path


class SignError(Exception):
    """Something could not be signed; the text says what."""


def sign_bundle(bundle: Path) -> list[Path]:
    """Returns what was signed: each program and library that nobody has signed yet."""
    if not can_sign(os.environ):
        say("Nothing is signed: TITRATOR_SIGN_PKCS12 names no certificate.")
        return []
    ours = [path for path in sorted(bundle.rglob("*")) if path.suffix in (".exe", ".dll", ".pyd")]
    unsigned = [path for path in ours if not read_pe(path.read_bytes()).is_signed]
    for path in unsigned:
        sign_file(path)
    say(f"Signed {len(unsigned)} files of the package.")
    return unsigned


def can_sign(environment: Mapping[str, str]) -> bool:
    """Returns whether there is a certificate to sign with."""
    return bool(environment.get("TITRATOR_SIGN_PKCS12"))


def sign_file(path: Path) -> None:
    """Signs one program, library or installer, in its place; does nothing without a certificate."""
    if not can_sign(os.environ):
        return
    signed = path.with_name(f"{path.name}.signed")
    signed.unlink(missing_ok=True)
    command = sign_command(path, signed, os.environ)
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SignError(
            f"{path.name} could not be signed: {done.stdout.strip()} {done.stderr.strip()}"
        )
    signed.replace(path)


def sign_command(path: Path, signed: Path, environment: Mapping[str, str]) -> list[str]:
    """Returns the command that signs a file into another one."""
    command = ["osslsigncode", "sign", "-h", "sha256", "-n", "Titrator"]
    command += ["-pkcs12", environment["TITRATOR_SIGN_PKCS12"]]
    if password := environment.get("TITRATOR_SIGN_PASSFILE"):
        command += ["-readpass", password]
    if server := environment.get("TITRATOR_SIGN_TIMESTAMP"):
        command += ["-ts", server]
    return [*command, "-in", str(path), "-out", str(signed)]
