"""The sources that policy files name: the list that ships, and the one a hospital keeps itself."""

from pathlib import Path

from titrator import resources
from titrator.core.references import Reference, parse_references
from titrator.session.policy import is_there, read_file

REFERENCES_NAME = "references.toml"


def shipped_references() -> tuple[Reference, ...]:
    """Return the sources that ship with the program.

    Raises:
        KnownError: the file is missing or damaged.
    """
    return parse_references(REFERENCES_NAME, resources.resource_bytes(REFERENCES_NAME))


def references_for(folder: Path | None) -> tuple[Reference, ...]:
    """Return the shipped sources, and those of `references.toml` in a hospital's folder.

    Raises:
        KnownError: a file has faults or cannot be read.
    """
    own = None if folder is None else folder / REFERENCES_NAME
    if own is None or not is_there(own):
        return shipped_references()
    return (*shipped_references(), *parse_references(str(own), read_file(own)))
