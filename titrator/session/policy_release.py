"""Releasing a hospital's policy: every fault first, then the sums of its files and the signature."""

import os
from datetime import date
from pathlib import Path

from titrator.core.errors import KnownError
from titrator.core.language import say
from titrator.core.policy_fault import Fault, PolicyFileError, raise_if_faulty
from titrator.core.policy_manifest import Manifest, parse_manifest
from titrator.core.policy_seal import MANIFEST_NAME, SEAL_NAME
from titrator.core.protocol_walk import walk_faults
from titrator.session.policy import LoadedPolicy, require_for_a_bed
from titrator.session.policy_signing import SIGNATURE_NAME, sign, sums_of
from titrator.session.site_policy import (
    SitePolicyFiles,
    check_signature,
    profile_policy,
    read_site_files,
)
from titrator.session.workstation import PublicKey


class PolicyUnwritableError(KnownError):
    """A policy file cannot be written."""

    def __init__(self, path: Path, error: OSError) -> None:
        reason = (error.strerror or say("the system refused")).rstrip(".")
        super().__init__(
            say("{path} was not written: {reason}.", path=path, reason=reason),
            say("Check the folder and the space on the disk."),
        )


def release_faults(files: SitePolicyFiles) -> tuple[Fault, ...]:
    """Return every fault that would keep a policy from guiding a bed, of all its profiles."""
    try:
        manifest = parse_manifest(files.contents[MANIFEST_NAME])
    except PolicyFileError as error:
        return error.faults
    faults: list[Fault] = []
    for profile in manifest.profiles:
        try:
            policy = profile_policy(files, profile)
            faults.extend(walk_faults(policy, profile.protocol))
        except PolicyFileError as error:
            faults.extend(error.faults)
    return tuple(dict.fromkeys(faults))


def sign_folder(folder: Path, key_file: Path, passphrase: str) -> Manifest:
    """Check a policy folder, write SHA256SUMS and its signature into it, and return its page.

    Raises:
        KnownError: it has faults, a protocol may not guide a bed, the key cannot be used, or the
            folder cannot be written.
    """
    files = read_site_files(folder)
    raise_if_faulty(release_faults(files))
    manifest = parse_manifest(files.contents[MANIFEST_NAME])
    for policy in policies_of(files, manifest):
        require_for_a_bed(policy)
    sums = sums_of(files.contents)
    signature = sign(sums, key_file, passphrase)
    write_whole(folder / SEAL_NAME, sums)
    write_whole(folder / SIGNATURE_NAME, signature)
    return manifest


def verify_folder(
    folder: Path, keys: tuple[PublicKey, ...]
) -> tuple[PublicKey | None, Manifest, tuple[LoadedPolicy, ...]]:
    """Return who signed a policy folder (None without `keys`), its page, and a policy a profile.

    Raises:
        KnownError: it has faults, was altered, or is not signed by one of `keys`.
    """
    files = read_site_files(folder)
    key = check_signature(files, keys)
    raise_if_faulty(release_faults(files))
    manifest = parse_manifest(files.contents[MANIFEST_NAME])
    return key, manifest, policies_of(files, manifest)


def policies_of(files: SitePolicyFiles, manifest: Manifest) -> tuple[LoadedPolicy, ...]:
    """Return the policy of each profile.

    Raises:
        PolicyFileError: one has faults.
    """
    return tuple(profile_policy(files, profile) for profile in manifest.profiles)


def day_words(manifest: Manifest, today: date) -> str:
    """Return how a policy stands on a day: not yet in force, in force, or expired."""
    if today < date.fromisoformat(manifest.valid_from):
        return say("in force from {valid_from}", valid_from=manifest.valid_from)
    if today > date.fromisoformat(manifest.valid_until):
        return say("expired on {valid_until}", valid_until=manifest.valid_until)
    return say("in force until {valid_until}", valid_until=manifest.valid_until)


def write_whole(path: Path, content: bytes) -> None:
    """Replace a file so that a reader sees the old or the new one, never half of it.

    Raises:
        PolicyUnwritableError: the system does not let it be written.
    """
    beside = path.with_name(f"{path.name}.new")
    try:
        with beside.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(path)
    except OSError as error:
        raise PolicyUnwritableError(path, error) from error
