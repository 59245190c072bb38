"""The pharmacy's signature under a policy: Ed25519 over the list of sums, made away from the bedside.

`SHA256SUMS` in the policy's folder holds the sum of every file, as `sha256sum` writes it;
`SHA256SUMS.sig` holds the signature over its bytes. The private key is a file of its own, readable
by its owner only, kept by the pharmacy and never on a workstation; a passphrase seals it.

PyNaCl is loaded inside the functions: a workstation without keys never pays for it.
"""

import hashlib
import os
from collections.abc import Iterable, Mapping
from pathlib import Path

import msgspec

from titrator.core.errors import KnownError
from titrator.core.language import say
from titrator.core.policy_fault import Fault, FaultCode, PolicyFileError, fault, raise_if_faulty
from titrator.core.policy_file import read_toml
from titrator.core.policy_seal import SEAL_NAME
from titrator.session.policy import read_file
from titrator.session.workstation import PublicKey

SIGNATURE_NAME = f"{SEAL_NAME}.sig"
_KEY_BYTES = 32
_WARNING = (
    "# The pharmacy's private key. Whoever has this file and its passphrase can sign a policy.\n"
    "# Keep it off the workstations, and keep a copy in a safe.\n"
)


class KeyFileError(KnownError):
    """The file of the private key cannot be made or used."""

    def __init__(self, path: Path, why: str) -> None:
        super().__init__(
            say("The key file {path} was not used: {why}.", path=path, why=why),
            say("Check the path and the passphrase. Nothing was signed."),
        )


class Signature(msgspec.Struct, frozen=True, kw_only=True):
    """What `SHA256SUMS.sig` holds, in hex."""

    key: str
    signature: str


def make_key(path: Path, name: str, passphrase: str) -> PublicKey:
    """Make a key pair, write the private key to a new file and return the public one.

    Args:
        path: of the new file; it is readable and writable by its owner only.
        name: of the key, such as "Pharmacy 2027".
        passphrase: seals the private key; empty leaves it open.

    Raises:
        KeyFileError: the file exists, or cannot be written.
    """
    from nacl.signing import SigningKey

    if not name.strip() or not name.isprintable() or any(c in name for c in ':"\\'):
        raise KeyFileError(path, say("the name of the key must be plain words"))
    made = SigningKey.generate()
    public = PublicKey(name=name.strip(), key=made.verify_key.encode().hex())
    lines = [f'name = "{public.name}"', f'public = "{public.key}"']
    if passphrase:
        salt, sealed = _sealed(made.encode(), passphrase)
        lines += [f'salt = "{salt.hex()}"', f'sealed = "{sealed.hex()}"']
    else:
        lines.append(f'private = "{made.encode().hex()}"')
    _write_new(path, (_WARNING + "\n".join(lines) + "\n").encode())
    return public


def is_sealed(path: Path) -> bool:
    """Return whether a key file asks for a passphrase.

    Raises:
        KnownError: it cannot be read.
    """
    return "sealed" in _key_fields(path)


def sign(sums: bytes, key_file: Path, passphrase: str) -> bytes:
    """Return what `SHA256SUMS.sig` must hold for the list of sums `sums`.

    Raises:
        KnownError: the key cannot be read, or the passphrase is not its own.
    """
    from nacl.signing import SigningKey

    key = SigningKey(_private_key(key_file, passphrase))
    made = Signature(key=key.verify_key.encode().hex(), signature=key.sign(sums).signature.hex())
    return f'key = "{made.key}"\nsignature = "{made.signature}"\n'.encode()


def sums_of(files: Mapping[str, bytes]) -> bytes:
    """Return the list of sums of `files`, path to content, as `sha256sum` writes it."""
    lines = [f"{hashlib.sha256(files[name]).hexdigest()}  {name}\n" for name in sorted(files)]
    return "".join(lines).encode()


def signer(sums: bytes, signature: bytes | None, keys: Iterable[PublicKey]) -> PublicKey:
    """Return which of `keys` signed the list of sums.

    Raises:
        PolicyFileError: nobody did: there is no signature, it is of another key, or does not fit.
    """
    if signature is None:
        raise _refusal(
            FaultCode.NOT_SIGNED, say("there is none, and only signed policy is taken here.")
        )
    read = _signature(signature)
    known = next((one for one in keys if one.key == read.key), None)
    if known is None:
        why = say("it was made with the key {key}, which is not known here.", key=read.key[:16])
        raise _refusal(FaultCode.NOT_SIGNED, why)
    if not _fits(sums, read):
        why = say(
            "it does not fit {seal_name}: the policy was altered after it was signed.",
            seal_name=SEAL_NAME,
        )
        raise _refusal(FaultCode.ALTERED, why)
    return known


def _refusal(code: FaultCode, why: str) -> PolicyFileError:
    return PolicyFileError([fault(code, file=SIGNATURE_NAME, field="", value="", why=why)])


def _signature(content: bytes) -> Signature:
    faults: list[Fault] = []
    table = read_toml(SIGNATURE_NAME, content, faults)
    read = Signature(key=table.text("key"), signature=table.text("signature"))
    table.close()
    raise_if_faulty(faults)
    return read


def _fits(sums: bytes, read: Signature) -> bool:
    from nacl.exceptions import BadSignatureError
    from nacl.signing import VerifyKey

    try:
        VerifyKey(bytes.fromhex(read.key)).verify(sums, bytes.fromhex(read.signature))
    except (BadSignatureError, ValueError):
        return False
    return True


def _key_fields(path: Path) -> dict[str, str]:
    """Return the fields of a key file that are there."""
    faults: list[Fault] = []
    table = read_toml(path.name, read_file(path), faults)
    fields = ("name", "public", "salt", "sealed", "private")
    found = {field: table.text(field) for field in fields if table.has(field)}
    table.close()
    raise_if_faulty(faults)
    return found


def _private_key(path: Path, passphrase: str) -> bytes:
    fields = _key_fields(path)
    try:
        if "private" in fields:
            key = bytes.fromhex(fields["private"])
        else:
            salt, sealed = bytes.fromhex(fields["salt"]), bytes.fromhex(fields["sealed"])
            key = _opened(salt, sealed, passphrase)
    except (KeyError, ValueError):
        raise KeyFileError(path, say("it is damaged, or is no key file")) from None
    if not key:
        raise KeyFileError(path, say("the passphrase does not open it"))
    if len(key) != _KEY_BYTES:
        raise KeyFileError(path, say("it is damaged, or is no key file"))
    return key


def _sealed(key: bytes, passphrase: str) -> tuple[bytes, bytes]:
    from nacl.pwhash import argon2id
    from nacl.secret import SecretBox
    from nacl.utils import random as random_bytes

    salt = random_bytes(argon2id.SALTBYTES)
    return salt, bytes(SecretBox(_stretched(passphrase, salt)).encrypt(key))


def _opened(salt: bytes, sealed: bytes, passphrase: str) -> bytes:
    """Return the private key; empty where the passphrase does not open it."""
    from nacl.exceptions import CryptoError
    from nacl.pwhash import argon2id
    from nacl.secret import SecretBox

    if len(salt) != argon2id.SALTBYTES:
        raise ValueError("no salt")
    try:
        return bytes(SecretBox(_stretched(passphrase, salt)).decrypt(sealed))
    except CryptoError:
        return b""


def _stretched(passphrase: str, salt: bytes) -> bytes:
    """Return a key from a passphrase, slowly, so that guessing is dear."""
    from nacl.pwhash import argon2id
    from nacl.secret import SecretBox

    return argon2id.kdf(
        SecretBox.KEY_SIZE,
        passphrase.encode(),
        salt,
        opslimit=argon2id.OPSLIMIT_MODERATE,
        memlimit=argon2id.MEMLIMIT_MODERATE,
    )


def _write_new(path: Path, content: bytes) -> None:
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "wb") as file:
            file.write(content)
    except FileExistsError:
        raise KeyFileError(path, say("it is there already, and a key is never replaced")) from None
    except OSError as error:
        reason = (error.strerror or say("the system refused")).rstrip(".")
        raise KeyFileError(path, say("it cannot be written: {reason}", reason=reason)) from error
