"""Ed25519 under the list of sums: a key file for its owner only, and no other signature passes."""

from __future__ import annotations

import stat
import sys
from typing import TYPE_CHECKING

import pytest

from tests.support.unprivileged import a_folder_for_everyone, without_privileges
from titrator.core.errors import KnownError
from titrator.core.policy_fault import FaultCode, PolicyFileError
from titrator.session.policy_signing import (
    KeyFileError,
    is_sealed,
    make_key,
    sign,
    signer,
    sums_of,
)

if TYPE_CHECKING:
    from pathlib import Path

SUMS = sums_of({"a.toml": b"1", "b/c.toml": b"2"})


def test_the_sums_are_those_of_sha256sum() -> None:
    """SHA-256 of "1" and "2", as the common tool writes them, in the order of the names."""
    assert SUMS == (
        b"6b86b273ff34fce19d6b804eff5a3f5747ada4eaa22f1d49c01e52ddb7875b4b  a.toml\n"
        b"d4735e3a265e16eee03f59718b9b5d03019c07d8b6c51f90da3a666eec13ab35  b/c.toml\n"
    )


def test_a_signature_is_known_by_its_key(tmp_path: Path) -> None:
    """Of two keys, the one that signed."""
    one, other = make_key(tmp_path / "one", "One", ""), make_key(tmp_path / "other", "Other", "")
    signature = sign(SUMS, tmp_path / "one", "")
    assert signer(SUMS, signature, [other, one]) == one
    assert not is_sealed(tmp_path / "one")


@pytest.mark.skipif(sys.platform == "win32", reason="permission bits are a matter of Linux")
def test_the_private_key_is_for_its_owner_only_and_never_replaced(tmp_path: Path) -> None:
    """0600 from the first byte; a second key of the same name is refused."""
    make_key(tmp_path / "key", "One", "")
    assert stat.S_IMODE((tmp_path / "key").stat().st_mode) == 0o600
    before = (tmp_path / "key").read_bytes()
    with pytest.raises(KeyFileError, match="never replaced"):
        make_key(tmp_path / "key", "One", "")
    assert (tmp_path / "key").read_bytes() == before


def test_a_passphrase_seals_the_key(tmp_path: Path) -> None:
    """Only the right one opens it, and the private key stands nowhere in the file."""
    key = make_key(tmp_path / "key", "One", "correct horse")
    assert is_sealed(tmp_path / "key")
    assert (
        "private"
        not in (tmp_path / "key").read_text(encoding="utf-8").split("#")[-1].split("\n", 1)[1]
    )
    assert signer(SUMS, sign(SUMS, tmp_path / "key", "correct horse"), [key]) == key
    with pytest.raises(KeyFileError, match="does not open it"):
        sign(SUMS, tmp_path / "key", "correct hearse")


@pytest.mark.parametrize(
    "text", ['name = "a"\n', 'private = "zz"\n', 'private = "ab"\n', 'salt = "ab"\nsealed = "ab"\n']
)
def test_a_damaged_key_file_is_refused(tmp_path: Path, text: str) -> None:
    """It says so, and signs nothing."""
    (tmp_path / "key").write_text(text, encoding="utf-8")
    with pytest.raises(KeyFileError, match="no key file"):
        sign(SUMS, tmp_path / "key", "")


def test_a_key_that_cannot_be_written_or_named_is_refused() -> None:
    """A folder that is not the user's own, and a name that would break the file."""
    with a_folder_for_everyone() as folder:
        with without_privileges(), pytest.raises(KeyFileError, match="cannot be written"):
            make_key(folder / "key", "One", "")
        with pytest.raises(KeyFileError, match="plain words"):
            make_key(folder / "key", 'a": b', "")


@pytest.mark.hazard("H32")
@pytest.mark.parametrize(
    ("spoil", "code"),
    [
        (lambda text: None, FaultCode.NOT_SIGNED),
        (
            lambda text: text[:-4] + b'00"\n' if text[-4:-2] != b"00" else text[:-4] + b'01"\n',
            FaultCode.ALTERED,
        ),
        (lambda text: text.replace(b'signature = "', b'signature = "zz'), FaultCode.ALTERED),
        (lambda text: b"no signature", FaultCode.NOT_READABLE),
        (lambda text: text + b'x = "1"\n', FaultCode.UNKNOWN_FIELD),
    ],
)
def test_anything_but_the_signature_is_refused(
    tmp_path: Path, spoil: object, code: FaultCode
) -> None:
    """None, another one, a broken one, or a file that is none."""
    key = make_key(tmp_path / "key", "One", "")
    spoiled = spoil(sign(SUMS, tmp_path / "key", ""))  # type: ignore[operator]
    with pytest.raises(PolicyFileError) as caught:
        signer(SUMS, spoiled, [key])
    assert caught.value.faults[0].code is code


@pytest.mark.hazard("H32")
def test_other_sums_or_another_key_are_refused(tmp_path: Path) -> None:
    """A signature is good for these bytes and from this key only."""
    key, other = make_key(tmp_path / "key", "One", ""), make_key(tmp_path / "other", "Other", "")
    signature = sign(SUMS, tmp_path / "key", "")
    with pytest.raises(KnownError, match="altered after it was signed"):
        signer(SUMS + b"\n", signature, [key])
    with pytest.raises(KnownError, match="not known here"):
        signer(SUMS, signature, [other])
