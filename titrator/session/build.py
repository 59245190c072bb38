"""Which program this is: its version, the commit it was built from, and what was released with it.

A build writes `build.json` among the shipped files. In a checkout there is none.
"""

import msgspec

from titrator import __version__, resources
from titrator.core.language import caution_of_words, say
from titrator.core.policy import Policy

BUILD_NAME = "build.json"
_SHOWN_HASH = 12


class Build(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a build noted of itself.

    Attributes:
        version: of the program.
        commit: the sources it was made from; ends in ``-dirty`` where they were changed.
        library, protocol: hash of the drug library and of the protocol that were shipped.
    """

    version: str
    commit: str
    library: str
    protocol: str


def this_build() -> Build | None:
    """Return what the build noted, None in a checkout.

    Raises:
        ResourceMissingError: the note cannot be read.
    """
    try:
        resources.resource_path(BUILD_NAME)
    except resources.ResourceMissingError:
        return None
    try:
        return msgspec.json.decode(resources.resource_bytes(BUILD_NAME), type=Build)
    except msgspec.DecodeError as error:
        raise resources.ResourceMissingError(BUILD_NAME) from error


def version_text() -> str:
    """Return version and commit in words, for people and support."""
    try:
        build = this_build()
    except resources.ResourceMissingError:
        return say("{version}, and the note of its build is damaged", version=__version__)
    made_from = (
        say("run from its sources")
        if build is None
        else say("built from {commit}", commit=build.commit)
    )
    return f"{__version__}, {made_from}"


def about_lines(policy: Policy) -> tuple[str, ...]:
    """Return what tells one installation from another, for Help."""
    library = policy.library.fingerprint[:_SHOWN_HASH]
    protocol = policy.protocol.fingerprint[:_SHOWN_HASH]
    return (
        say("Titrator {version}.", version=version_text()),
        say(
            "Drug library in force: {library}. Protocol in force: {protocol}.",
            library=library,
            protocol=protocol,
        ),
        *([caution] if (caution := caution_of_words()) else []),
    )
