"""Checks whole policy files for a pharmacist: every fault, every notice, how well figures are known."""

from collections.abc import Iterable, Mapping
from pathlib import Path

import msgspec

from titrator.core.drug_library import DrugLibrary, Review
from titrator.core.language import say
from titrator.core.library_file import parse_library
from titrator.core.library_notices import library_notices, source_notices
from titrator.core.policy import Policy
from titrator.core.policy_fault import Fault, PolicyFileError
from titrator.core.policy_listing import Line, count_by_review, library_lines, protocol_lines
from titrator.core.policy_manifest import missing_protocol, parse_manifest, tightened
from titrator.core.policy_seal import MANIFEST_NAME
from titrator.core.protocol import Protocol
from titrator.core.protocol_file import parse_protocol
from titrator.core.protocol_walk import WEIGHTS_KG, reach_notices, walk_faults
from titrator.session.policy import (
    SHIPPED,
    FoundFiles,
    PolicyUnreadableError,
    files_in,
    is_there,
    library_files,
    read_file,
    shipped_protocols,
    single_file,
    site_folders,
)
from titrator.session.policy_sources import references_for


class PolicyFiles(msgspec.Struct, frozen=True, kw_only=True):
    """Policy files found at a path, not yet judged.

    Attributes:
        origin: where they lie, or that they ship with the program.
        drugs: drug files, name to content; empty where only a protocol was named.
        protocols: protocol files, name to content.
        limits_from: the drug files that the protocols are held against.
        faults: how the files differ from the seal beside them.
        page: content of `policy.toml`; None where there is none.
        sources: ids of the references that are listed; None does not look for them.
    """

    origin: str
    drugs: Mapping[str, bytes]
    protocols: Mapping[str, bytes]
    limits_from: Mapping[str, bytes]
    faults: tuple[Fault, ...]
    page: bytes | None = None
    sources: frozenset[str] | None = None


class CheckReport(msgspec.Struct, frozen=True, kw_only=True):
    """What a check found.

    Attributes:
        files: what was read.
        lines: what the files without a fault say.
        faults: everything that refuses a file.
        notices: what a pharmacist should look at; it refuses nothing.
        not_checked: protocols that could not be judged, because their drug library has faults.
        reviews: how many figures and statements are approved, unreviewed, second hand.
        library: the drug library, None where it has faults.
        protocols: those that could be read.
    """

    files: PolicyFiles
    lines: tuple[Line, ...]
    faults: tuple[Fault, ...]
    notices: tuple[Fault, ...]
    not_checked: tuple[str, ...]
    reviews: Mapping[Review, int]
    library: DrugLibrary | None
    protocols: tuple[Protocol, ...]


def find_policy_files(path: Path | None, library_dir: Path | None = None) -> PolicyFiles:
    """Return the policy files at `path`.

    Args:
        path: a hospital's folder (with `drug_library` or `protocols` in it), a folder of drug
            files, a drug file or a protocol file; None for what ships with the program.
        library_dir: the drug library a lone protocol is held against, in place of the shipped one.

    Raises:
        PolicyUnreadableError: a path cannot be read.
    """
    limits = library_files(library_dir)
    if path is None:
        protocols = shipped_protocols()
        return _policy_files(SHIPPED, drugs=limits, protocols=protocols, limits_from=limits)
    if not is_there(path):
        raise PolicyUnreadableError(path, say("there is no such file or folder"))
    if not path.is_dir():
        return _lone_file(path, limits)
    library_folder, protocol_folder = site_folders(path)
    if library_folder is None and protocol_folder is None:
        drugs = files_in(path)
        return _policy_files(str(path), drugs=drugs, protocols=None, limits_from=drugs)
    library = None if library_folder is None else files_in(library_folder)
    return _policy_files(
        str(path),
        drugs=library,
        protocols=None if protocol_folder is None else files_in(protocol_folder),
        limits_from=library or limits,
        folder=path,
    )


def check_policy(files: PolicyFiles, weights_kg: Iterable[int] = WEIGHTS_KG) -> CheckReport:
    """Return everything that is wrong or worth a look in `files`.

    Args:
        files: as found.
        weights_kg: of the adults for whom every step must be settable.
    """
    faults = list(files.faults)
    lines: list[Line] = []
    notices: list[Fault] = []
    protocols: list[Protocol] = []
    library = _library(files.limits_from, faults)
    if files.page is not None:
        faults.extend(_page_faults(files.page, library, files.protocols))
    if library is not None:
        if files.drugs:
            lines.extend(library_lines(library))
            notices.extend(library_notices(library, files.sources))
        for name in files.protocols:
            protocol = _protocol(name, files.protocols[name], library, faults)
            if protocol is None:
                continue
            protocols.append(protocol)
            policy = Policy(library=library, protocol=protocol)
            said = protocol_lines(protocol)
            lines.extend(said)
            faults.extend(walk_faults(policy, name))
            notices.extend(reach_notices(policy, name, weights_kg))
            if files.sources is not None:
                notices.extend(source_notices(name, said, files.sources))
    return CheckReport(
        files=files,
        lines=tuple(lines),
        faults=tuple(faults),
        notices=tuple(notices),
        not_checked=tuple(files.protocols) if library is None else (),
        reviews=count_by_review(lines),
        library=library,
        protocols=tuple(protocols),
    )


def _page_faults(
    page: bytes, library: DrugLibrary | None, protocols: Mapping[str, bytes]
) -> tuple[Fault, ...]:
    """Return what is wrong with `policy.toml`: its own form, looser limits, missing protocols."""
    try:
        manifest = parse_manifest(page)
    except PolicyFileError as error:
        return error.faults
    found: list[Fault] = []
    for profile in manifest.profiles:
        found.extend(missing_protocol(profile, protocols))
        if library is None:
            continue
        try:
            tightened(library, profile)
        except PolicyFileError as error:
            found.extend(error.faults)
    return tuple(found)


def _lone_file(path: Path, limits: FoundFiles) -> PolicyFiles:
    """Return one file: a drug file is told by its field dose_units, anything else is a protocol."""
    one = single_file(path)
    if b"dose_units" in one.contents[path.name]:
        return _policy_files(str(path), drugs=one, protocols=None, limits_from=one, is_lone=True)
    return _policy_files(str(path), drugs=None, protocols=one, limits_from=limits, is_lone=True)


def _policy_files(
    origin: str,
    *,
    drugs: FoundFiles | None,
    protocols: FoundFiles | None,
    limits_from: FoundFiles,
    folder: Path | None = None,
    is_lone: bool = False,
) -> PolicyFiles:
    # The limits are often the drug files themselves; what differs in them is said once.
    found = [files for files in (limits_from, drugs, protocols) if files is not None]
    return PolicyFiles(
        origin=origin,
        drugs={} if drugs is None else drugs.contents,
        protocols={} if protocols is None else protocols.contents,
        limits_from=limits_from.contents,
        faults=tuple(dict.fromkeys(fault for files in found for fault in files.faults)),
        page=_page(folder),
        sources=None if is_lone else frozenset(one.id for one in references_for(folder)),
    )


def _page(folder: Path | None) -> bytes | None:
    path = None if folder is None else folder / MANIFEST_NAME
    return read_file(path) if path is not None and is_there(path) else None


def _library(files: Mapping[str, bytes], faults: list[Fault]) -> DrugLibrary | None:
    try:
        return parse_library(files)
    except PolicyFileError as error:
        faults.extend(error.faults)
        return None


def _protocol(
    name: str, content: bytes, library: DrugLibrary, faults: list[Fault]
) -> Protocol | None:
    try:
        return parse_protocol(name, content, library)
    except PolicyFileError as error:
        faults.extend(error.faults)
        return None
