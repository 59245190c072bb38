"""The sources that library and protocol files name, each with where it is and how well it is known."""

from enum import StrEnum

import msgspec

from titrator.core.language import say
from titrator.core.policy_fault import Fault, FaultCode, fault, raise_if_faulty
from titrator.core.policy_file import read_toml


class Known(StrEnum):
    """How the authors of this program know a source."""

    READ = "read"
    READ_ABOUT = "read about"
    REMEMBERED = "remembered"
    PROPOSED = "proposed"


class Reference(msgspec.Struct, frozen=True, kw_only=True):
    """One source. `id` is what figures name it by, `edition` the one that was read."""

    id: str
    title: str
    where: str
    edition: str
    known: Known


def parse_references(file: str, content: bytes) -> tuple[Reference, ...]:
    """Return the sources of a reference file, in its order.

    Raises:
        PolicyFileError: with every fault found.
    """
    faults: list[Fault] = []
    table = read_toml(file, content, faults)
    found = []
    for entry in table.tables("reference"):
        found.append(
            Reference(
                id=entry.text("id"),
                title=entry.prose("title"),
                where=entry.prose("where"),
                edition=entry.prose("edition"),
                known=entry.choice("known", Known),
            )
        )
        entry.close()
    table.close()
    faults.extend(_twice(file, [reference.id for reference in found]))
    raise_if_faulty(faults)
    return tuple(found)


def _twice(file: str, ids: list[str]) -> list[Fault]:
    return [
        fault(
            FaultCode.DUPLICATE,
            file=file,
            field=f"reference[{position}].id",
            value=name,
            why=say('"{name}" is there already.', name=name),
        )
        for position, name in enumerate(ids, start=1)
        if name and name in ids[: position - 1]
    ]
