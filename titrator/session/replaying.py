"""A scenario through a bed: the part of `replay` that is not command line."""

from pathlib import Path

from titrator import __version__, resources
from titrator.core.errors import KnownError
from titrator.session.bed import BedSession
from titrator.session.policy import LoadedPolicy, load_policy
from titrator.session.scenario import UnreadableLineError, read_line
from titrator.session.view import JsonObject, view_of
from titrator.store.memory_log import MemoryLog
from titrator.store.record import EventLog


class ScenarioFileError(KnownError):
    """The scenario file itself cannot be used."""

    def __init__(self, path: Path, reason: str) -> None:
        """Say which file and why."""
        super().__init__(
            f"The scenario {path.name} was not run: {reason}.", "Give a readable file of lines."
        )


class ScenarioLogError(KnownError):
    """The log that a scenario was to be written to is there already."""

    def __init__(self, path: Path) -> None:
        """Say which."""
        super().__init__(
            f"The scenario was not run: the log {path.name} exists already and is never replaced.",
            "Name a new file after --log.",
        )


def load_named_policy(*, library_dir: Path | None, protocol: str | None) -> LoadedPolicy:
    """Return the policy to replay under; a shipped protocol, drafts too, may be named.

    Raises:
        KnownError: a file is missing or has faults.
    """
    if protocol is None:
        return load_policy(library_dir=library_dir, protocol_file=None)
    is_shipped = f"{protocol}.toml" in resources.shipped_protocol_files()
    named = resources.resource_path(f"protocols/{protocol}.toml") if is_shipped else Path(protocol)
    return load_policy(library_dir=library_dir, protocol_file=named)


def scenario_log(path: Path | None) -> EventLog:
    """Return a log in memory, or a real one in a new file.

    Raises:
        ScenarioLogError: the file exists.
        KnownError: the log cannot be opened.
    """
    if path is None:
        return MemoryLog()
    if path.exists():
        raise ScenarioLogError(path)
    from titrator.store.opening import open_log_file

    return open_log_file(path, opened_at_utc="1970-01-01T00:00:00.000000Z")


def new_bed(log: EventLog, policy: LoadedPolicy) -> BedSession:
    """Return the bed of a scenario; there is one a file."""
    return BedSession(log=log, policy=policy, episode="scenario", app=__version__)


def replay_line(bed: BedSession, raw: bytes, number: int) -> JsonObject:
    """Return what came of one line: outcome, refusals, events, view.

    Raises:
        UnreadableLineError: the run must stop.
    """
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError:
        message = "it is not UTF-8"
        raise UnreadableLineError(message) from None
    line = read_line(text)
    handled = bed.handle(line.command, by=line.by, at=line.at, line=number)
    view = view_of(handled.state, bed.policy, line.at, handled.noticed)
    result: JsonObject = {
        "line": number,
        "at": line.at.isoformat().replace("+00:00", "Z"),
        "outcome": "accepted" if handled.is_accepted else "refused",
        "refusals": [
            {"code": one.code.value, "rule": one.rule, "text": one.text} for one in handled.refusals
        ],
        "events": [type(event).__name__ for event in handled.events],
        "view": view,
    }
    if line.ignored:
        result["ignored_fields"] = list(line.ignored)
    return result
