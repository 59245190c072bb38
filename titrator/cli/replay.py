"""`titrator replay SCENARIO.jsonl`: commands through the same session as the window, on a given clock."""

import argparse
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

if TYPE_CHECKING:
    from titrator.session.bed import BedSession
    from titrator.session.policy import LoadedPolicy
    from titrator.store.record import EventLog


def add_parser(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the command to the command line."""
    parser = subparsers.add_parser(
        "replay", help="run a scenario file and print what came of each line"
    )
    parser.add_argument(
        "scenario", type=Path, metavar="SCENARIO.jsonl", help="commands, a JSON object a line"
    )
    parser.add_argument(
        "--log", type=Path, metavar="FILE", help="write a real log to this new file"
    )
    parser.add_argument(
        "--protocol", metavar="FILE", help="a protocol file, or the name of a shipped one"
    )
    parser.add_argument("--library", type=Path, metavar="DIR", help="a folder with a drug library")
    parser.add_argument("--json", action="store_true", help="accepted; output is always JSON")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Run the scenario; 0 when every line was processed, refusals included."""
    from titrator.session.replaying import load_named_policy, scenario_log

    policy = load_named_policy(library_dir=arguments.library, protocol=arguments.protocol)
    lines = list(_lines(arguments.scenario))
    log = scenario_log(arguments.log)
    try:
        return _replay(lines, policy, log, sys.stdout)
    finally:
        log.close()


def _replay(lines: list[bytes], policy: "LoadedPolicy", log: "EventLog", out: TextIO) -> int:
    from titrator.session.replaying import new_bed, replay_line
    from titrator.session.scenario import UnreadableLineError

    bed: BedSession = new_bed(log, policy)
    for number, raw in enumerate(lines, start=1):
        try:
            result = replay_line(bed, raw, number)
        except UnreadableLineError as error:
            print(f"Line {number} cannot be read: {error}. The run stops here.", file=sys.stderr)
            return 1
        out.write(json.dumps(result, ensure_ascii=False) + "\n")
    return 0


def _lines(path: Path) -> Iterator[bytes]:
    """Yield the non-empty lines; a byte-order mark at the start is tolerated."""
    from titrator.session.replaying import ScenarioFileError

    try:
        content = path.read_bytes()
    except OSError as error:
        raise ScenarioFileError(path, error.strerror or "it cannot be read") from None
    for line in content.removeprefix(b"\xef\xbb\xbf").split(b"\n"):
        if line.strip():
            yield line.rstrip(b"\r")
