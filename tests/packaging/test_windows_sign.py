"""Signing: with a throw-away certificate where the tools are, and not at all without one."""

from __future__ import annotations

import shutil
import subprocess
from typing import TYPE_CHECKING

import pytest

from tests.packaging.windows_scripts import windows_script

if TYPE_CHECKING:
    from pathlib import Path

sign = windows_script("sign")
verify = windows_script("verify_bundle")
TOOLS = ("osslsigncode", "openssl", "x86_64-w64-mingw32-gcc")


def test_without_a_certificate_nothing_is_signed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A build for trial needs no key, and says so."""
    monkeypatch.delenv("TITRATOR_SIGN_PKCS12", raising=False)
    (tmp_path / "x.exe").write_bytes(b"no program at all")
    assert sign.sign_bundle(tmp_path) == []
    assert (tmp_path / "x.exe").read_bytes() == b"no program at all"


def test_the_command_names_password_and_time_stamp_only_where_they_are_set(tmp_path: Path) -> None:
    """A password never stands in a command line: it is read from a file."""
    path, signed = tmp_path / "x", tmp_path / "y"
    key = {"TITRATOR_SIGN_PKCS12": "key.p12"}
    assert "-readpass" not in sign.sign_command(path, signed, key)
    more = key | {"TITRATOR_SIGN_PASSFILE": "word", "TITRATOR_SIGN_TIMESTAMP": "http://t"}
    command = sign.sign_command(path, signed, more)
    assert command[command.index("-readpass") + 1] == "word"
    assert command[command.index("-ts") + 1] == "http://t"


@pytest.mark.skipif(not all(map(shutil.which, TOOLS)), reason=f"needs {', '.join(TOOLS)}")
def test_a_program_is_signed_with_a_throw_away_certificate(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It names who signed, and a changed byte shows."""
    key, certificate, both = tmp_path / "key", tmp_path / "certificate", tmp_path / "both"
    new = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2"]
    new += ["-subj", "/O=Nobody/CN=Nobody", "-addext", "extendedKeyUsage=codeSigning"]
    subprocess.run(
        [*new, "-keyout", str(key), "-out", str(certificate)], check=True, capture_output=True
    )
    join = ["openssl", "pkcs12", "-export", "-inkey", str(key), "-in", str(certificate)]
    subprocess.run([*join, "-out", str(both), "-passout", "pass:"], check=True, capture_output=True)
    program = tmp_path / "program.exe"
    source = tmp_path / "program.c"
    source.write_text("int main(void) { return 0; }", encoding="utf-8")
    subprocess.run([TOOLS[2], "-o", str(program), str(source)], check=True, capture_output=True)
    monkeypatch.setenv("TITRATOR_SIGN_PKCS12", str(both))
    monkeypatch.delenv("TITRATOR_SIGN_PASSFILE", raising=False)
    monkeypatch.delenv("TITRATOR_SIGN_TIMESTAMP", raising=False)
    assert sign.sign_bundle(tmp_path) == [program]
    assert verify.signature(program, has_root=False) == ("Nobody", True)
    content = bytearray(program.read_bytes())
    content[0x600] ^= 1
    program.write_bytes(content)
    _, holds = verify.signature(program, has_root=False)
    assert not holds
