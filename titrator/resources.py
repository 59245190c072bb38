"""Finds what ships with the program, and returns it as bytes, text or a path. Parses nothing.

The folder is called `resources` in a checkout. A wheel, and a folder frozen from one, carry the
same files inside the package as `_resources`.
"""

from pathlib import Path

from titrator.core.errors import BugError, KnownError
from titrator.core.language import say

_PACKAGE = Path(__file__).resolve().parent
_LIBRARY = "drug_library"
_PROTOCOLS = "protocols"
_LANGUAGES = "languages"


class ResourceMissingError(KnownError):
    """A file that ships with the program is not there or cannot be read."""

    def __init__(self, relative: str) -> None:
        super().__init__(
            say(
                "The file {name}, a part of this program, is missing or cannot be read.",
                name=relative,
            ),
            say("Call IT support: the program must be installed again."),
        )


def resource_path(relative: str) -> Path:
    """Return where a shipped file or folder lies, such as ``icons/hold.svg``.

    Raises:
        ResourceMissingError: it is not there.
        BugError: `relative` leads out of the resources.
    """
    if Path(relative).anchor or ".." in Path(relative).parts:
        raise BugError(f"{relative!r} leads out of the resources")
    for folder in (_PACKAGE / "_resources", _PACKAGE.parent / "resources"):
        path = folder / relative
        if path.exists():
            return path
    raise ResourceMissingError(relative)


def resource_bytes(relative: str) -> bytes:
    """Return the content of a shipped file.

    Raises:
        ResourceMissingError: it is not there or cannot be read.
    """
    try:
        return resource_path(relative).read_bytes()
    except OSError as error:
        raise ResourceMissingError(relative) from error


def resource_text(relative: str) -> str:
    """Return the content of a shipped text file, which is UTF-8.

    Raises:
        ResourceMissingError: it is not there, cannot be read, or is damaged.
    """
    try:
        return resource_bytes(relative).decode("utf-8")
    except UnicodeDecodeError as error:
        raise ResourceMissingError(relative) from error


def shipped_library_files() -> dict[str, bytes]:
    """Return the shipped drug files, name to content."""
    return _toml_files(_LIBRARY)


def shipped_protocol_files() -> dict[str, bytes]:
    """Return the shipped protocol files, name to content."""
    return _toml_files(_PROTOCOLS)


def language_files(language: str) -> dict[str, bytes]:
    """Return the shipped files of one language, name to content: English sentence to its own."""
    return _files(f"{_LANGUAGES}/{language}", ".json")


def _toml_files(folder: str) -> dict[str, bytes]:
    return _files(folder, ".toml")


def _files(folder: str, ending: str) -> dict[str, bytes]:
    """Return the files of a folder whose names end so, the folder looked for once: a start reads ten."""
    place = resource_path(folder)
    try:
        paths = sorted(path for path in place.iterdir() if path.suffix == ending)
        return {path.name: path.read_bytes() for path in paths}
    except OSError as error:
        raise ResourceMissingError(folder) from error
