"""The policy of this hospital: found, held against its signature, and chosen for the unit.

Only a workstation with a hospital's folder loads what reads its page and its signature.

Whatever is wrong refuses all of it: an altered, unsigned or not yet valid policy is never replaced by
another one behind the nurse's back. The bytes that are checked are the bytes that are read.
"""

import hashlib
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from titrator.core.errors import KnownError
from titrator.core.language import say
from titrator.core.library_file import parse_library
from titrator.core.policy import Standing
from titrator.core.policy_fault import FaultCode, PolicyFileError, fault, raise_if_faulty
from titrator.core.policy_seal import MANIFEST_NAME, SEAL_NAME, seal_faults
from titrator.session.policy import (
    LIBRARY_FOLDER,
    PROTOCOL_FOLDER,
    FoundFiles,
    LoadedPolicy,
    files_in,
    is_there,
    load_policy,
    load_policy_folder,
    policy_of,
    raise_if_altered,
    read_file,
    require_for_a_bed,
)
from titrator.session.workstation import ALONE, PublicKey, Workstation

if TYPE_CHECKING:
    from titrator.core.policy_manifest import Manifest, Profile

_OPEN_FOLDER = say("Policy folder is not protected: anyone here can change it. Call IT support")


class PolicyMissingError(KnownError):
    """This workstation takes signed policy only, and there is none."""

    def __init__(self) -> None:
        super().__init__(
            say(
                "This workstation takes only policy that the pharmacy has signed, and no policy folder is here."
            ),
            say("Call IT support: the hospital's policy folder is missing."),
        )


class ProfileUnknownError(KnownError):
    """It is not clear which unit's profile is meant."""

    def __init__(self, wanted: str, known: tuple[str, ...]) -> None:
        named = (
            say('the profile "{wanted}" that is set here', wanted=wanted)
            if wanted
            else say("which profile this unit has")
        )
        super().__init__(
            say(
                "The hospital's policy does not say {named}. It has: {known}.",
                named=named,
                known=", ".join(known),
            ),
            say(
                "Call IT support: the profile of this workstation must be set in workstation.toml."
            ),
        )


class SitePolicyFiles(msgspec.Struct, frozen=True, kw_only=True):
    """A hospital's policy folder as read once: path below it to content.

    Attributes:
        folder: where it lies.
        contents: `policy.toml`, every drug and protocol file, and `references.toml` where there is one.
        sums: `SHA256SUMS`, None where there is none.
        signature: `SHA256SUMS.sig`, None where there is none.
    """

    folder: Path
    contents: Mapping[str, bytes]
    sums: bytes | None
    signature: bytes | None

    def below(self, name: str) -> dict[str, bytes]:
        """Return the files of one folder in it, file name to content."""
        start = f"{name}/"
        found = self.contents.items()
        return {path.removeprefix(start): text for path, text in found if path.startswith(start)}


def policy_for_beds(
    given: Path | None, *, workstation: Workstation = ALONE, today: date
) -> LoadedPolicy:
    """Return the policy that guides beds at this workstation.

    Args:
        given: a folder named on the command line; None for the one the administrator set. The
            keys of the workstation bind that one too.
        workstation: what the administrator set.
        today: a policy is not in force before its first day.

    Raises:
        KnownError: it has faults, is not signed as it must be, or may not guide a bed.
    """
    folder = given if given is not None else workstation.policy_dir
    if folder is None:
        if workstation.keys:
            raise PolicyMissingError
        policy = load_policy(library_dir=None, protocol_file=None)
    elif is_there(folder / MANIFEST_NAME) or workstation.keys:
        policy = site_policy(read_site_files(folder), workstation=workstation, today=today)
    else:
        policy = load_policy_folder(folder)
    require_for_a_bed(policy)
    is_open = given is None and workstation.is_users_to_change
    if is_open and not policy.standing.signed_with:
        notices = (*policy.standing.notices, _OPEN_FOLDER)
        standing = msgspec.structs.replace(policy.standing, notices=notices)
        policy = msgspec.structs.replace(policy, standing=standing)
    return policy


def policy_without(refusal: KnownError) -> LoadedPolicy:
    """Return what ships, marked so that it starts and reduces nothing: for beds that were open.

    Hold, back up and recording are never locked out, whatever is wrong with a policy;
    only the built-in ceilings and the order's maximum bound them.

    Raises:
        KnownError: what ships cannot be used either.
    """
    policy = load_policy(library_dir=None, protocol_file=None)
    standing = Standing(refusal=refusal.sentence)
    return msgspec.structs.replace(policy, standing=standing)


def read_site_files(folder: Path) -> SitePolicyFiles:
    """Return the files of a hospital's policy folder, each read once.

    Raises:
        PolicyUnreadableError: the folder, or a file that must be in it, cannot be read.
        PolicyFileError: a file differs from the SHA256SUMS beside it.
    """
    from titrator.session.policy_signing import SIGNATURE_NAME
    from titrator.session.policy_sources import REFERENCES_NAME

    contents = {MANIFEST_NAME: read_file(folder / MANIFEST_NAME)}
    for name in (LIBRARY_FOLDER, PROTOCOL_FOLDER):
        found = files_in(folder / name)
        raise_if_altered(found, folder / name)
        contents |= {f"{name}/{file}": content for file, content in found.contents.items()}
    references = _if_there(folder / REFERENCES_NAME)
    if references is not None:
        contents[REFERENCES_NAME] = references
    return SitePolicyFiles(
        folder=folder,
        contents=contents,
        sums=_if_there(folder / SEAL_NAME),
        signature=_if_there(folder / SIGNATURE_NAME),
    )


def site_policy(files: SitePolicyFiles, *, workstation: Workstation, today: date) -> LoadedPolicy:
    """Return the policy of a folder with `policy.toml`, for the unit of this workstation.

    Raises:
        KnownError: as `policy_for_beds`.
    """
    from titrator.core.policy_manifest import parse_manifest

    key = check_signature(files, workstation.keys)
    manifest = parse_manifest(files.contents[MANIFEST_NAME])
    if today < date.fromisoformat(manifest.valid_from):
        why = say(
            "it is in force from {valid_from}, and today is {today}.",
            valid_from=manifest.valid_from,
            today=today.isoformat(),
        )
        raise _refusal(FaultCode.NOT_IN_FORCE, "valid_from", manifest.valid_from, why)
    policy = profile_policy(files, _profile(manifest, workstation.profile))
    standing = Standing(
        title=say("{title}, version {version}", title=manifest.title, version=manifest.version),
        approved_by=manifest.approved_by,
        valid_until=manifest.valid_until,
        review_by=manifest.review_by,
        profile=_profile(manifest, workstation.profile).title,
        signed_with="" if key is None else key.name,
    )
    # The page is part of what was in force: every entry of the log carries this hash.
    page = hashlib.sha256(files.contents[MANIFEST_NAME]).hexdigest()
    both = hashlib.sha256(f"{policy.fingerprint}:{page}".encode()).hexdigest()
    return msgspec.structs.replace(policy, standing=standing, fingerprint=both)


def check_signature(files: SitePolicyFiles, keys: tuple[PublicKey, ...]) -> PublicKey | None:
    """Return the key a policy was signed with; None where none is asked for.

    Raises:
        PolicyFileError: a sum does not fit, or `keys` ask for a signature that is not there.
    """
    from titrator.session.policy_signing import signer

    if files.sums is not None:
        faults = seal_faults(files.contents, files.sums)
        raise_if_altered(FoundFiles(contents=files.contents, faults=faults), files.folder)
    if not keys:
        return None
    if files.sums is None:
        return signer(b"", None, keys)
    return signer(files.sums, files.signature, keys)


def profile_policy(files: SitePolicyFiles, profile: "Profile") -> LoadedPolicy:
    """Return library and protocol of one profile, its tighter limits applied.

    Raises:
        PolicyFileError: its protocol is missing, or a limit is looser than the library's.
    """
    from titrator.core.policy_manifest import missing_protocol, tightened

    protocols = files.below(PROTOCOL_FOLDER)
    raise_if_faulty(missing_protocol(profile, protocols))
    library = tightened(parse_library(files.below(LIBRARY_FOLDER)), profile)
    return policy_of(
        library,
        (profile.protocol, protocols[profile.protocol]),
        library_origin=str(files.folder / LIBRARY_FOLDER),
        protocol_origin=str(files.folder / PROTOCOL_FOLDER / profile.protocol),
    )


def _profile(manifest: "Manifest", wanted: str) -> "Profile":
    if not wanted and len(manifest.profiles) == 1:
        return manifest.profiles[0]
    for profile in manifest.profiles:
        if profile.id == wanted:
            return profile
    raise ProfileUnknownError(wanted, tuple(profile.id for profile in manifest.profiles))


def _if_there(path: Path) -> bytes | None:
    return read_file(path) if is_there(path) else None


def _refusal(code: FaultCode, field: str, value: str, why: str) -> PolicyFileError:
    return PolicyFileError([fault(code, file=MANIFEST_NAME, field=field, value=value, why=why)])
