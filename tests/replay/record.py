"""Records what every later version must read to the same state and view. Run once a release.

    .venv/bin/python -m tests.replay.record [NAME [STORY]]

NAME is the version of the program unless given; a STORY is one that was not told yet under that
name, because it brings an event that is newer. For each story it writes the log as `titrator log
export` does, and beside it what was read from it: after each entry the view, at the end the state.
The log file of one story is kept as it is, since the form of the file may change too. The policy that was in force is kept too, since a later version may ship another one. Nothing that
was recorded before is ever written over.
"""

from __future__ import annotations

import contextlib
import json
import shutil
import sys
import tempfile
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from tests.replay.stories import STORIES
from titrator import __version__, resources
from titrator.core.events import Stamp
from titrator.core.evolve import evolve
from titrator.core.state import EMPTY
from titrator.session import codec
from titrator.session.policy import LoadedPolicy, load_policy
from titrator.session.view import view_of
from titrator.store.export import export_to
from titrator.store.opening import open_log_file

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

HERE = Path(__file__).resolve().parent
POLICIES = HERE / "policies"
KEPT_AS_A_FILE = "overdue"
PROTOCOL = "norepinephrine-first.toml"
# Prose may become better from version to version; what it says may not become something else.
PROSE = frozenset({"text", "source", "next_action", "dose_text"})


def main(arguments: Sequence[str]) -> int:
    """Write the logs of this version, and what is read from them."""
    name, *chosen = arguments or (__version__,)
    if list(HERE.glob(f"{name}-{chosen[0] if chosen else ''}*")):
        sys.stderr.write(f"{name} was recorded already\n")
        return 1
    policy = load_policy(library_dir=None, protocol_file=None)
    keep_policy(policy)
    for story in chosen or STORIES:
        tell = STORIES[story]
        log_file = HERE / f"{name}-{story}.jsonl"
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder, "log.sqlite")
            opened = open_log_file(path, opened_at_utc="2026-03-01T08:00:00.000000Z")
            with contextlib.closing(opened) as log:
                tell(log, policy)
            export_to(path, log_file)
            if story == KEPT_AS_A_FILE:
                shutil.copyfile(path, HERE / f"{name}-{story}.sqlite")
        lines = [json.dumps(each, sort_keys=True) for each in what_is_read(log_file, policy)]
        expected_file(log_file).write_text("\n".join(lines) + "\n", encoding="utf-8")
        log_file.chmod(0o644)
    return 0


def expected_file(log_file: Path) -> Path:
    """Where what was read from a log is kept."""
    return log_file.with_suffix(".expected.jsonl")


def keep_policy(policy: LoadedPolicy) -> None:
    """Copy the shipped policy beside the logs, under its fingerprint."""
    folder = POLICIES / policy.fingerprint[:16]
    if not folder.exists():
        shutil.copytree(resources.resource_path("drug_library"), folder / "drug_library")
        shutil.copy(resources.resource_path(f"protocols/{PROTOCOL}"), folder / PROTOCOL)


def kept_policy(fingerprint: str) -> LoadedPolicy:
    """The policy that was in force when a log was recorded."""
    folder = POLICIES / fingerprint[:16]
    return load_policy(library_dir=folder / "drug_library", protocol_file=folder / PROTOCOL)


def what_is_read(log_file: Path, policy: LoadedPolicy) -> Iterator[dict[str, Any]]:
    """After each entry its view without prose; at the end the whole state."""
    state = EMPTY
    for line in log_file.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        entry = codec.from_payload(row["payload"])
        at = datetime.fromisoformat(row["at_utc"])
        for event in entry.events:
            state = evolve(state, event, Stamp(at=at, by=entry.by, line=entry.line))
        view = view_of(state, policy, at, entry.noticed)
        yield {"seq": row["seq"], "view": without_prose(view)}
    yield {"state": msgspec.to_builtins(state, enc_hook=codec._encode, str_keys=True)}


def without_prose(value: object) -> object:
    """The value without what is written for people only."""
    if isinstance(value, dict):
        return {name: without_prose(each) for name, each in value.items() if name not in PROSE}
    if isinstance(value, list | tuple):
        return [without_prose(each) for each in value]
    return value


def differs(recorded: Mapping[str, Any], read: Mapping[str, Any]) -> list[str]:
    """The names of recorded parts that are read otherwise; what was added since is not looked at."""
    return [name for name, value in recorded.items() if read.get(name, msgspec.UNSET) != value]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
