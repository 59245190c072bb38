"""What the administrator of a workstation set: where the hospital's policy is, and whose key signs it.

One file, `workstation.toml`, in the machine's own configuration folder, which users can read and not
write. Without it there are no keys, and the policy is the one in the machine's folder, or what ships.
"""

import os
import re
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TypeVar

import msgspec

from titrator.core.language import say
from titrator.core.policy_fault import (
    Fault,
    FaultCode,
    PolicyFileError,
    raise_if_faulty,
    shown_value,
)
from titrator.core.policy_file import Table, read_toml
from titrator.session.machine_folders import listed_folders, machine_folders, workstation_files
from titrator.session.policy import PolicyUnreadableError, is_there, read_file
from titrator.session.site_words import DrugNames, Language, UnitWords

POLICY_FOLDER = "policy"
_Word = TypeVar("_Word", Language, DrugNames, UnitWords)
_KEY = re.compile(r"(?P<name>[^:]*[^: ]) *: *(?P<key>[0-9a-f]{64})")


class PublicKey(msgspec.Struct, frozen=True, kw_only=True):
    """A pharmacy's key that this workstation believes: its name and 32 bytes in hex."""

    name: str
    key: str


class Workstation(msgspec.Struct, frozen=True, kw_only=True):
    """What holds at this workstation.

    Attributes:
        policy_dir: the hospital's folder, None where nothing was set and none is there.
        is_users_to_change: whether whoever works here may write into that folder.
        profile: the kind of unit this workstation stands in, or empty.
        keys: with one or more, unsigned and altered policy is refused.
        language: of the window and of what it prints; the log and the command line are English.
        drug_names: on screen and on paper; files and the log keep the names of the library.
        units: on screen and on paper; numbers are typed with the units of the library.
    """

    policy_dir: Path | None = None
    is_users_to_change: bool = False
    profile: str = ""
    keys: tuple[PublicKey, ...] = ()
    language: Language = Language.ENGLISH
    drug_names: DrugNames = DrugNames.USUAL
    units: UnitWords = UnitWords.SHORT


ALONE = Workstation()
"""A workstation that no administrator has set up."""


def this_workstation() -> Workstation:
    """Return what the administrator set here.

    Raises:
        KnownError: the file has faults or cannot be read; nothing is guided then.
    """
    _, shared = listed_folders()
    return read_workstation(
        workstation_files(), machine_folders("/usr/local/share", shared, POLICY_FOLDER)
    )


def read_workstation(files: Sequence[Path], folders: Sequence[Path]) -> Workstation:
    """Return what the first of `files` that is there says.

    Where it names no policy folder, or there is none of them, the first of `folders` that
    is there holds.

    Raises:
        PolicyFileError: with every fault of the file.
        PolicyUnreadableError: the file cannot be read.
    """
    usual = next((folder for folder in folders if is_there(folder)), None)
    file = next((one for one in files if is_there(one)), None)
    if file is None:
        return Workstation(policy_dir=usual, is_users_to_change=_may_write(usual))
    try:
        return _read(file, usual)
    except PolicyFileError as error:
        raise PolicyFileError(error.faults, _for_it()) from error
    except PolicyUnreadableError as error:
        raise PolicyUnreadableError(file, error.why, _for_it()) from error


def _for_it() -> str:
    """Say whose file it is: the administrator's, and not the pharmacy's."""
    return say(
        "Call IT support to correct this file of the workstation. Nothing is guided until it is right."
    )


def _read(file: Path, usual: Path | None) -> Workstation:
    faults: list[Fault] = []
    table = read_toml(str(file), read_file(file), faults)
    named = Path(table.prose("policy_dir")) if table.has("policy_dir") else usual
    found = Workstation(
        policy_dir=named,
        is_users_to_change=_may_write(named) or _may_write(file),
        profile=table.text("profile") if table.has("profile") else "",
        keys=_keys(table) if table.has("public_keys") else (),
        language=_word(table, "language", Language.ENGLISH),
        drug_names=_word(table, "drug_names", DrugNames.USUAL),
        units=_word(table, "units", UnitWords.SHORT),
    )
    table.close()
    if named is not None and not named.is_absolute():
        why = say("{named} is not a whole path from the root.", named=shown_value(str(named)))
        table.refuse(FaultCode.NOT_A_CHOICE, "policy_dir", why)
    raise_if_faulty(faults)
    return found


def read_public_key(text: str) -> PublicKey | None:
    """Return the key in "name: 64 hex digits", as `titrator policy keygen` prints it; else None."""
    match = _KEY.fullmatch(text.strip())
    return None if match is None else PublicKey(name=match["name"], key=match["key"])


def _word(table: Table, key: str, usual: _Word) -> _Word:
    return table.choice(key, type(usual)) if table.has(key) else usual


def _keys(table: Table) -> tuple[PublicKey, ...]:
    texts = table.texts("public_keys")
    if not texts:
        why = say("no key is named; remove the field.")
        table.refuse(FaultCode.MISSING_FIELD, "public_keys", why)
    keys = []
    for text in texts:
        key = read_public_key(text)
        if key is None:
            why = say(
                '{text} is not a name, ":" and the 64 hex digits of a key.', text=shown_value(text)
            )
            table.refuse(FaultCode.NOT_A_CHOICE, "public_keys", why)
        else:
            keys.append(key)
    return tuple(keys)


def _may_write(path: Path | None) -> bool:
    """Return whether the user may change what lies here; Windows does not tell that simply."""
    if path is None or sys.platform == "win32" or os.geteuid() == 0:
        return False
    return os.access(path, os.W_OK, effective_ids=os.access in os.supports_effective_ids)
