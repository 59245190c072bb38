"""The command line: finds the command, runs its module, and says what could not be done.

One small module a command. Only the module of the command that was asked for is imported.
"""

from __future__ import annotations

import argparse
import sys
from importlib import import_module

from titrator import __version__
from titrator.core.errors import KnownError

REFUSED = 1
WRONG_USAGE = 2
# One module a command, with add_parser(subparsers) and run(arguments) in it.
COMMANDS = {
    "convert": "titrator.cli.convert",
    "replay": "titrator.cli.replay",
    "policy": "titrator.cli.policy",
    "log": "titrator.cli.log",
}


def run(arguments: list[str]) -> int:
    """Run the command in `arguments`; 0 done, 1 refused, 2 wrong usage."""
    parser = _parser(arguments[0] if arguments else "")
    parsed = parser.parse_args(arguments)
    if "run" not in parsed:
        parser.print_usage(sys.stderr)
        return WRONG_USAGE
    try:
        status: int = parsed.run(parsed)
    except KnownError as error:
        print(error.sentence, error.next_action, file=sys.stderr)
        return REFUSED
    return status


def _parser(command: str) -> argparse.ArgumentParser:
    """Return the parser of one command, or of all where none of them was named."""
    parser = argparse.ArgumentParser(prog="titrator", allow_abbrev=False)
    parser.add_argument("--version", action="version", version=f"titrator {__version__}")
    subparsers = parser.add_subparsers(metavar="|".join(COMMANDS))
    for name in [command] if command in COMMANDS else COMMANDS:
        import_module(COMMANDS[name]).add_parser(subparsers)
    return parser
