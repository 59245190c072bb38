"""Checks whole policy files for a pharmacist: every fault, every notice, how well figures are known."""

from collections.abc import Mapping
from pathlib import Path

import msgspec

from titrator.core.drug_library import DrugLibrary, Review
from titrator.core.library_file import parse_library
from titrator.core.library_lint import library_notices
from titrator.core.policy_fault import Fault, PolicyFileError
from titrator.core.policy_listing import Line, count_by_review, library_lines, protocol_lines
from titrator.core.protocol_file import parse_protocol
from titrator.session.policy import (
    SHIPPED,
    FoundFiles,
    PolicyUnreadableError,
    files_in,
    is_there,
    library_files,
    shipped_protocols,
    single_file,
    site_folders,
)


class PolicyFiles(msgspec.Struct, frozen=True, kw_only=True):
    """Policy files found at a path, not yet judged.

    Attributes:
        origin: where they lie, or that they ship with the program.
        drugs: drug files, name to content; empty where only a protocol was named.
        protocols: protocol files, name to content.
        limits_from: the drug files that the protocols are held against.
        faults: how the files differ from the seal beside them.
    """

    origin: str
    drugs: Mapping[str, bytes]
    protocols: Mapping[str, bytes]
    limits_from: Mapping[str, bytes]
    faults: tuple[Fault, ...]


class CheckReport(msgspec.Struct, frozen=True, kw_only=True):
    """What a check found.

    Attributes:
        files: what was read.
        lines: what the files without a fault say.
        faults: everything that refuses a file.
        notices: what a pharmacist should look at; it refuses nothing.
        not_checked: protocols that could not be judged, because their drug library has faults.
        reviews: how many figures and statements are approved, unreviewed, second hand.
    """

    files: PolicyFiles
    lines: tuple[Line, ...]
    faults: tuple[Fault, ...]
    notices: tuple[Fault, ...]
    not_checked: tuple[str, ...]
    reviews: Mapping[Review, int]


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
        raise PolicyUnreadableError(path, "there is no such file or folder")
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
    )


def check_policy(files: PolicyFiles) -> CheckReport:
    """Return everything that is wrong or worth a look in `files`."""
    faults = list(files.faults)
    lines: list[Line] = []
    notices: tuple[Fault, ...] = ()
    library = _library(files.limits_from, faults)
    if library is not None and files.drugs:
        lines.extend(library_lines(library))
        notices = library_notices(library)
    if library is not None:
        for name in files.protocols:
            lines.extend(_protocol_lines(name, files.protocols[name], library, faults))
    return CheckReport(
        files=files,
        lines=tuple(lines),
        faults=tuple(faults),
        notices=notices,
        not_checked=tuple(files.protocols) if library is None else (),
        reviews=count_by_review(lines),
    )


def _lone_file(path: Path, limits: FoundFiles) -> PolicyFiles:
    """Return one file: a drug file is told by its field dose_units, anything else is a protocol."""
    one = single_file(path)
    if b"dose_units" in one.contents[path.name]:
        return _policy_files(str(path), drugs=one, protocols=None, limits_from=one)
    return _policy_files(str(path), drugs=None, protocols=one, limits_from=limits)


def _policy_files(
    origin: str, *, drugs: FoundFiles | None, protocols: FoundFiles | None, limits_from: FoundFiles
) -> PolicyFiles:
    # The limits are often the drug files themselves; what differs in them is said once.
    found = [files for files in (limits_from, drugs, protocols) if files is not None]
    return PolicyFiles(
        origin=origin,
        drugs={} if drugs is None else drugs.contents,
        protocols={} if protocols is None else protocols.contents,
        limits_from=limits_from.contents,
        faults=tuple(dict.fromkeys(fault for files in found for fault in files.faults)),
    )


def _library(files: Mapping[str, bytes], faults: list[Fault]) -> DrugLibrary | None:
    try:
        return parse_library(files)
    except PolicyFileError as error:
        faults.extend(error.faults)
        return None


def _protocol_lines(
    name: str, content: bytes, library: DrugLibrary, faults: list[Fault]
) -> tuple[Line, ...]:
    try:
        return protocol_lines(parse_protocol(name, content, library))
    except PolicyFileError as error:
        faults.extend(error.faults)
        return ()
