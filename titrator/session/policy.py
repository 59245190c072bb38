"""The drug library and protocol in force, read from the shipped files or from a hospital's own.

What cannot be read or trusted is refused with a sentence. Nothing is ever replaced by the shipped
file behind the reader's back: shipped files are used only where no other was named, and the result
says so.
"""

import hashlib
from collections.abc import Mapping, Sequence
from pathlib import Path

import msgspec

from titrator import resources
from titrator.core.drug_library import DrugLibrary
from titrator.core.errors import KnownError
from titrator.core.language import say
from titrator.core.library_file import parse_library
from titrator.core.policy import Policy
from titrator.core.policy_fault import Fault, PolicyFileError
from titrator.core.policy_file import LARGEST_FILE_BYTES
from titrator.core.policy_seal import SEAL_NAME, seal_faults
from titrator.core.protocol import Protocol, Status
from titrator.core.protocol_file import parse_protocol

SHIPPED = say("shipped with the program")
DEFAULT_PROTOCOL = "norepinephrine-first.toml"
LIBRARY_FOLDER = "drug_library"
PROTOCOL_FOLDER = "protocols"


class LoadedPolicy(Policy, frozen=True, kw_only=True):
    """A library and a protocol as read from their files.

    Attributes:
        fingerprint: SHA-256 (hex) over the fingerprints of both.
        library_origin: the folder, or `SHIPPED`.
        protocol_origin: the file, or `SHIPPED`.
        may_guide_a_bed: whether the protocol is approved by a hospital, or is the one that ships,
            byte for byte. A draft, a retired or a changed shipped one runs in a replay only.
    """

    fingerprint: str
    library_origin: str
    protocol_origin: str
    may_guide_a_bed: bool


class FoundFiles(msgspec.Struct, frozen=True, kw_only=True):
    """Policy files as they lie on disk: name to content, and how they differ from their seal."""

    contents: Mapping[str, bytes]
    faults: tuple[Fault, ...]


class PolicyUnreadableError(KnownError):
    """A library folder or protocol file is not there, or the system does not let it be read."""

    def __init__(self, path: Path, why: str, next_action: str = "") -> None:
        super().__init__(
            say("{path} cannot be used: {why}.", path=path, why=why),
            next_action
            or say("Check the path, or call pharmacy. Nothing is guided until it can be read."),
        )
        self.why = why


class ShippedFilesChangedError(KnownError):
    """A drug or protocol file that ships is not as it was installed: that is no matter for pharmacy."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        files = ", ".join(dict.fromkeys(one.file for one in faults))
        super().__init__(
            say(
                "Of the drug and protocol files that came with the program, these are changed, missing "
                "or not its own: {files}.",
                files=files,
            ),
            say("Call IT support: the program must be installed again."),
        )


class ProtocolNotForBedsError(KnownError):
    """A protocol that no hospital has approved was chosen for a real bed."""

    def __init__(self, protocol: Protocol) -> None:
        super().__init__(
            say(
                'Protocol "{title}" ({id}) is {protocol}: it may run in '
                "a replay, not on a real bed.",
                title=protocol.title,
                id=protocol.id,
                protocol=_standing(protocol),
            ),
            say("Choose an approved protocol, or have this one approved with names and dates."),
        )


def load_policy(*, library_dir: Path | None, protocol_file: Path | None) -> LoadedPolicy:
    """Return the policy in force; where a path is None, what ships with the program.

    Args:
        library_dir: folder with one .toml file a drug.
        protocol_file: one .toml file.

    Raises:
        PolicyFileError: a file has faults; it carries all of those of the library or the protocol.
        PolicyUnreadableError: a path cannot be read.
        ResourceMissingError, ShippedFilesChangedError: the program is not installed whole.
    """
    library = load_library(library_dir)
    name, content = _protocol_content(protocol_file)
    return policy_of(
        library,
        (name, content),
        library_origin=SHIPPED if library_dir is None else str(library_dir),
        protocol_origin=SHIPPED if protocol_file is None else str(protocol_file),
    )


def policy_of(
    library: DrugLibrary,
    protocol_file: tuple[str, bytes],
    *,
    library_origin: str,
    protocol_origin: str,
) -> LoadedPolicy:
    """Return library and protocol (name and content of its file) as one policy.

    Raises:
        PolicyFileError: the protocol has faults.
    """
    protocol = parse_protocol(*protocol_file, library)
    return LoadedPolicy(
        library=library,
        protocol=protocol,
        fingerprint=_fingerprint(library, protocol),
        library_origin=library_origin,
        protocol_origin=protocol_origin,
        may_guide_a_bed=_may_guide(protocol, *protocol_file),
    )


def load_library(folder: Path | None) -> DrugLibrary:
    """Return the drug library of a folder alone; the shipped one for None.

    Raises:
        KnownError: as `load_policy`.
    """
    files = library_files(folder)
    if folder is None:
        _raise_if_shipped_altered(files)
    try:
        library = parse_library(files.contents)
    except PolicyFileError as error:
        # That a file was changed is one fault; what the change did is told as well.
        raise_if_altered(files, folder, error.faults)
        raise
    raise_if_altered(files, folder)
    return library


def load_policy_folder(folder: Path) -> LoadedPolicy:
    """Return the policy of a hospital's folder: `drug_library/` and one file in `protocols/`.

    Either may be left out; what ships with the program is then used, and the result says so.

    Raises:
        PolicyUnreadableError: neither is there, or it is not clear which protocol is meant.
        PolicyFileError: as `load_policy`.
    """
    library, protocols = site_folders(folder)
    if library is None and protocols is None:
        raise PolicyUnreadableError(folder, say("it holds neither drug_library nor protocols"))
    return load_policy(
        library_dir=library,
        protocol_file=None if protocols is None else _only_protocol(protocols),
    )


def site_folders(folder: Path) -> tuple[Path | None, Path | None]:
    """Return the drug-library folder and the protocol folder of a hospital's folder.

    Raises:
        PolicyUnreadableError: the system does not let it be looked into.
    """
    library, protocols = folder / LIBRARY_FOLDER, folder / PROTOCOL_FOLDER
    return library if is_there(library) else None, protocols if is_there(protocols) else None


def is_there(path: Path) -> bool:
    """Return whether there is a file or folder at `path`.

    Raises:
        PolicyUnreadableError: the system does not say.
    """
    try:
        return path.exists()
    except OSError as error:
        raise PolicyUnreadableError(path, _reason(error)) from error


def _only_protocol(protocols: Path) -> Path:
    names = sorted(files_in(protocols).contents)
    if len(names) > 1:
        why = say(
            "it holds {count} protocols ({names}), and only one can be in force",
            count=len(names),
            names=", ".join(names),
        )
        raise PolicyUnreadableError(protocols, why)
    return protocols / names[0]


def require_for_a_bed(policy: LoadedPolicy) -> None:
    """Refuse a protocol that may only be replayed.

    Raises:
        ProtocolNotForBedsError: it is a draft, retired, or a shipped one that was changed.
    """
    if not policy.may_guide_a_bed:
        raise ProtocolNotForBedsError(policy.protocol)


def library_files(folder: Path | None) -> FoundFiles:
    """Return the drug files of a folder; the shipped ones for None.

    Raises:
        PolicyUnreadableError: it is no folder, holds no file to read, or cannot be read.
    """
    if folder is not None:
        return files_in(folder)
    return _sealed(
        resources.shipped_library_files(), resources.resource_bytes(f"{LIBRARY_FOLDER}/{SEAL_NAME}")
    )


def shipped_protocols() -> FoundFiles:
    """Return every shipped protocol file."""
    seal = resources.resource_bytes(f"{PROTOCOL_FOLDER}/{SEAL_NAME}")
    return _sealed(resources.shipped_protocol_files(), seal)


def _protocol_content(path: Path | None) -> tuple[str, bytes]:
    """Return name and content of the protocol file at `path`; the shipped default for None."""
    found = shipped_protocols() if path is None else single_file(path)
    if path is None:
        _raise_if_shipped_altered(found)
    raise_if_altered(found, None if path is None else path.parent)
    name = DEFAULT_PROTOCOL if path is None else path.name
    return name, found.contents[name]


def _raise_if_shipped_altered(files: FoundFiles) -> None:
    if files.faults:
        raise ShippedFilesChangedError(files.faults)


def raise_if_altered(files: FoundFiles, folder: Path | None, others: Sequence[Fault] = ()) -> None:
    """Refuse files that differ from their seal, and say where they lie and that nothing else holds.

    Raises:
        PolicyFileError: carrying what differs, and `others` that were found with it.
    """
    if files.faults:
        next_action = say(
            "No other policy takes its place, and nothing is guided until it is right. Call pharmacy "
            "to put the checked file back into {folder}, or to check this one.",
            folder=folder,
        )
        raise PolicyFileError((*files.faults, *others), next_action)


def files_in(folder: Path) -> FoundFiles:
    """Return the .toml files of a folder, held against its SHA256SUMS where there is one.

    Raises:
        PolicyUnreadableError: it is no folder, holds no such file, or cannot be read.
    """
    try:
        if not folder.is_dir():
            why = say("it is not a folder") if folder.exists() else say("there is no such folder")
            raise PolicyUnreadableError(folder, why)
        found = sorted(path for path in folder.iterdir() if path.suffix.lower() == ".toml")
    except OSError as error:
        raise PolicyUnreadableError(folder, _reason(error)) from error
    if not found:
        raise PolicyUnreadableError(folder, say("it holds no .toml file"))
    return _sealed({path.name: read_file(path) for path in found}, _seal_in(folder))


def single_file(path: Path) -> FoundFiles:
    """Return one file, held against the SHA256SUMS of its folder where there is one.

    Raises:
        PolicyUnreadableError: it is not there, is a folder, or cannot be read.
    """
    content = read_file(path)
    return _sealed({path.name: content}, _seal_in(path.parent), only=path.name)


def read_file(path: Path) -> bytes:
    """Return the content of a policy file; one byte more than is allowed shows that it is too long.

    Raises:
        PolicyUnreadableError: it is not there, is a folder, or cannot be read.
    """
    try:
        if path.exists() and not path.is_file():
            raise PolicyUnreadableError(path, say("it is a folder, or not a plain file"))
        with path.open("rb") as file:
            return file.read(LARGEST_FILE_BYTES + 1)
    except OSError as error:
        raise PolicyUnreadableError(path, _reason(error)) from error


def _seal_in(folder: Path) -> bytes | None:
    seal = folder / SEAL_NAME
    return read_file(seal) if is_there(seal) else None


def _sealed(
    contents: Mapping[str, bytes], seal: bytes | None, only: str | None = None
) -> FoundFiles:
    faults = () if seal is None else seal_faults(contents, seal, only)
    return FoundFiles(contents=contents, faults=faults)


def _may_guide(protocol: Protocol, name: str, content: bytes) -> bool:
    """Return whether a protocol may guide a real bed; `shipped` is believed of the shipped only."""
    if protocol.status is Status.SHIPPED:
        return resources.shipped_protocol_files().get(name) == content
    return protocol.status is Status.APPROVED


def _standing(protocol: Protocol) -> str:
    if protocol.status is Status.SHIPPED:
        return say("a changed copy of a shipped one")
    return say("marked as {status}", status=protocol.status)


def _fingerprint(library: DrugLibrary, protocol: Protocol) -> str:
    both = f"{library.fingerprint}:{protocol.fingerprint}"
    return hashlib.sha256(both.encode()).hexdigest()


def _reason(error: OSError) -> str:
    return (error.strerror or say("the system refused")).rstrip(".")
