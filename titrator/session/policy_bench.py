"""The pharmacist's bench: a copy of the policy in force, edited, checked, told, compared and signed.

The copy lies in a folder of the user's own data; the folder in force is never written. Each text is
saved as it stands, faults and all, so that nothing typed is lost.
"""

import contextlib
from collections.abc import Mapping
from pathlib import Path

import msgspec

from titrator import resources
from titrator.core.errors import KnownError
from titrator.core.language import say
from titrator.core.policy_fault import Fault
from titrator.core.policy_listing import changes, library_lines, protocol_lines
from titrator.core.policy_preview import Told, told_of_drug, told_of_protocol
from titrator.core.policy_seal import MANIFEST_NAME
from titrator.core.toml_lines import line_of
from titrator.session.policy import (
    DEFAULT_PROTOCOL,
    LIBRARY_FOLDER,
    PROTOCOL_FOLDER,
    SHIPPED,
    LoadedPolicy,
    files_in,
    is_there,
    read_file,
)
from titrator.session.policy_check import CheckReport, check_policy, find_policy_files
from titrator.session.policy_reading import Passage, owners_of, passages_of
from titrator.session.policy_release import PolicyUnwritableError, sign_folder, write_whole
from titrator.session.policy_sources import REFERENCES_NAME, references_for

DRAFT_FOLDER = "policy-draft"
# While somebody types; the command titrator policy check tries every weight.
_WEIGHTS_KG = (40, 200)
_PAGE = f"""# The page of the hospital's policy. Fill in what stands between the quotes.
title = ""
version = "1"
# Two different people, each with the date: ["A. Name, 2027-03-31", "B. Other, 2027-04-01"]
approved_by = []
# Days as 2027-03-31: the first and the last day in force, and when to look at it again.
valid_from = ""
valid_until = ""
review_by = ""

# One [[profile]] for each kind of unit. The workstation's file workstation.toml names its own.
[[profile]]
id = "medical-icu"
title = "Medical ICU"
protocol = "{DEFAULT_PROTOCOL}"

# A tighter limit in one unit, never a looser one, stands under its profile:
# [[profile.limit]]
# drug = "norepinephrine"
# hard_limit = {{ value = "1 mcg/kg/min", source = "Our committee", review = "approved" }}
"""
_REFERENCES = """# The hospital's own sources; those of the program are known already.
# [[reference]]
# id = "Our committee"
# title = "Pharmacy and therapeutics committee, minutes"
# where = "intranet, minutes of 2027-03-31"
# edition = "2027-03-31"
# known = "read"
"""


class BenchFinding(msgspec.Struct, frozen=True, kw_only=True):
    """One finding of the linter, with its place in the draft.

    Attributes:
        file: path below the draft's folder, empty where no file is meant.
        line: counted from 1.
        refuses: whether a policy with it is refused; otherwise it is to be looked at.
    """

    file: str
    line: int
    code: str
    sentence: str
    refuses: bool


class BenchReport(msgspec.Struct, frozen=True, kw_only=True):
    """All that stands beside the text being edited.

    Attributes:
        findings: those that refuse first.
        told: what a nurse would be told; empty while the files cannot be read.
        changes: how the draft differs from the policy in force.
        is_compared: whether the draft could be read well enough to be compared.
    """

    findings: tuple[BenchFinding, ...]
    told: tuple[Told, ...]
    changes: tuple[str, ...]
    is_compared: bool


class NoDraftFolderError(KnownError):
    """This run keeps no data, so there is no place for a draft."""

    def __init__(self) -> None:
        super().__init__(
            say("There is no folder for a draft in this run."), say("Start the program as usual.")
        )


class FolderTakenError(KnownError):
    """The folder for a signed policy holds something already."""

    def __init__(self, folder: Path) -> None:
        super().__init__(
            say("{folder} is not empty, and nothing is ever written over.", folder=folder),
            say("Name a new, empty folder."),
        )


class PolicyBench:
    """One draft, and the policy in force beside it."""

    def __init__(self, policy: LoadedPolicy, data_dir: Path | None) -> None:
        self.policy = policy
        self._data_dir = data_dir

    def owners(self) -> tuple[str, ...]:
        """Return what of the policy in force can be read."""
        return owners_of(self.policy)

    def passages(self, owner: str) -> tuple[Passage, ...]:
        """Return all that one of the owners says, with sources."""
        library = self.policy.library_origin
        folder = None if library == SHIPPED else Path(library).parent
        return passages_of(owner, self.policy, references_for(folder))

    @property
    def folder(self) -> Path:
        """Return where the draft lies, or will lie.

        Raises:
            NoDraftFolderError: there is no such place.
        """
        if self._data_dir is None:
            raise NoDraftFolderError
        return self._data_dir / DRAFT_FOLDER

    def has_draft(self) -> bool:
        """Return whether a draft was begun."""
        return self._data_dir is not None and is_there(self.folder / MANIFEST_NAME)

    def start(self) -> None:
        """Begin with a copy of the policy in force; an earlier draft is put aside, not deleted.

        Raises:
            KnownError: the policy in force cannot be read again, or the draft cannot be written.
        """
        contents = self._in_force()
        folder = self.folder
        try:
            if is_there(folder):
                _put_aside(folder)
            for name in (LIBRARY_FOLDER, PROTOCOL_FOLDER):
                (folder / name).mkdir(parents=True)
        except OSError as error:
            raise PolicyUnwritableError(folder, error) from error
        # The page last: a draft without it was not begun.
        for path in sorted(contents, key=lambda one: one == MANIFEST_NAME):
            write_whole(folder / path, contents[path])

    def files(self) -> tuple[str, ...]:
        """Return the paths of the draft's files: the page, the drugs, the protocols, the sources."""
        drugs, protocols = (
            [f"{name}/{path.name}" for path in sorted((self.folder / name).glob("*.toml"))]
            for name in (LIBRARY_FOLDER, PROTOCOL_FOLDER)
        )
        return (MANIFEST_NAME, *drugs, *protocols, REFERENCES_NAME)

    def read(self, path: str) -> str:
        """Return the text of a file of the draft; what is no UTF-8 shows as such.

        Raises:
            PolicyUnreadableError: it is gone.
        """
        return read_file(self.folder / path).decode("utf-8-sig", errors="replace")

    def write(self, path: str, text: str) -> None:
        """Save a file of the draft as it stands.

        Raises:
            PolicyUnwritableError: it cannot be written.
        """
        write_whole(self.folder / path, text.encode("utf-8", errors="replace"))

    def report(self) -> BenchReport:
        """Return what the linter, the preview and the comparison say of the draft as saved.

        Raises:
            KnownError: the draft cannot be read.
        """
        try:
            found = check_policy(find_policy_files(self.folder), _WEIGHTS_KG)
        except KnownError as error:
            return _only(_finding_of(error))
        faults = tuple(self._finding(one, refuses=True) for one in found.faults)
        notices = tuple(self._finding(one, refuses=False) for one in found.notices)
        is_whole = found.library is not None
        return BenchReport(
            findings=(*faults, *notices),
            told=_told(found),
            changes=self._changes(found) if is_whole else (),
            is_compared=is_whole,
        )

    def export(self, to: Path, key_file: Path, passphrase: str) -> str:
        """Copy the draft to a new folder, sign it there, and say what was made.

        Raises:
            KnownError: the draft has faults, the key cannot be used, the folder is taken; what was
                copied is taken away again.
        """
        if is_there(to) and (not to.is_dir() or any(to.iterdir())):
            raise FolderTakenError(to)
        copied = [to / path for path in self.files()]
        try:
            for path in self.files():
                place = to / path
                place.parent.mkdir(parents=True, exist_ok=True)
                write_whole(place, (self.folder / path).read_bytes())
            page = sign_folder(to, key_file, passphrase)
        except OSError as error:
            _remove(copied)
            raise PolicyUnwritableError(to, error) from error
        except KnownError:
            _remove(copied)
            raise
        return say(
            "Signed: {title}, version {version}, in {folder}.",
            title=page.title,
            version=page.version,
            folder=to,
        )

    def _in_force(self) -> Mapping[str, bytes]:
        """Return the files of the policy in force, path to content, with a page to fill in."""
        library, protocol = self.policy.library_origin, self.policy.protocol_origin
        contents = {MANIFEST_NAME: _PAGE.encode(), REFERENCES_NAME: _REFERENCES.encode()}
        if library == SHIPPED:
            drugs: Mapping[str, bytes] = resources.shipped_library_files()
        else:
            drugs = files_in(Path(library)).contents
            own = Path(library).parent
            for name in (MANIFEST_NAME, REFERENCES_NAME):
                if is_there(own / name):
                    contents[name] = read_file(own / name)
        if protocol == SHIPPED:
            shipped = resources.shipped_protocol_files()[DEFAULT_PROTOCOL]
            # What a hospital changes is its own: nobody has approved it yet.
            draft = shipped.replace(b'status = "shipped"', b'status = "draft"')
            protocols: Mapping[str, bytes] = {DEFAULT_PROTOCOL: draft}
        else:
            protocols = files_in(Path(protocol).parent).contents
        contents |= {f"{LIBRARY_FOLDER}/{name}": text for name, text in drugs.items()}
        contents |= {f"{PROTOCOL_FOLDER}/{name}": text for name, text in protocols.items()}
        return contents

    def _changes(self, found: CheckReport) -> tuple[str, ...]:
        before = (*library_lines(self.policy.library), *protocol_lines(self.policy.protocol))
        return tuple(one.sentence for one in changes(before, found.lines))

    def _finding(self, fault: Fault, *, refuses: bool) -> BenchFinding:
        file = next((one for one in self.files() if one.rpartition("/")[2] == fault.file), "")
        line = 1
        with contextlib.suppress(KnownError):
            line = line_of(self.read(file), fault.field, fault.sentence)
        return BenchFinding(
            file=file,
            line=line,
            code=fault.code,
            sentence=fault.sentence.removeprefix(f"{fault.file}, "),
            refuses=refuses,
        )


def _finding_of(error: KnownError) -> BenchFinding:
    return BenchFinding(file="", line=1, code="NOT_READABLE", sentence=error.sentence, refuses=True)


def _only(finding: BenchFinding) -> BenchReport:
    return BenchReport(findings=(finding,), told=(), changes=(), is_compared=False)


def _told(found: CheckReport) -> tuple[Told, ...]:
    drugs = () if found.library is None else tuple(found.library.drugs.values())
    return (
        *(told_of_protocol(protocol) for protocol in found.protocols),
        *(told_of_drug(drug) for drug in drugs),
    )


def _put_aside(folder: Path) -> None:
    """Keep an earlier draft beside the new one, under the first number that is free."""
    number = 1
    while folder.with_name(f"{folder.name}-{number}").exists():
        number += 1
    folder.rename(folder.with_name(f"{folder.name}-{number}"))


def _remove(paths: list[Path]) -> None:
    for path in paths:
        with contextlib.suppress(OSError):
            path.unlink(missing_ok=True)
