"""The command line: one small module a command, and the same core as the window.

Every command module has `add_parser(subparsers)` and `run(arguments) -> int`. Exit status: 0 done,
1 refused with the reason, 2 wrong usage. No traceback reaches a person. Only the module of the
command that was asked for is imported.
"""

import errno
import os
import sys
from typing import TYPE_CHECKING

from titrator import __version__

if TYPE_CHECKING:
    import argparse

DONE, REFUSED, WRONG_USAGE = 0, 1, 2
COMMANDS = (
    *("convert", "equivalent", "rate-table", "concentration", "bag-time", "worksheet", "audit"),
    *("replay", "policy", "log", "safety", "doctor", "sound"),
)
_EXIT_WHEN_USABLE, _STARTUP_TIMES = "--exit-when-usable", "--startup-times"
_FLAGS = frozenset({_EXIT_WHEN_USABLE, _STARTUP_TIMES})


def run(arguments: list[str]) -> int:
    """Run the command in `arguments`, or open the window when there is none."""
    _speak_utf8()
    if "--self-test" in arguments and arguments[0].startswith("-"):
        from titrator.cli.self_test import run as self_test

        return self_test(arguments)
    if not _is_for_commands(arguments):
        return _window(arguments)
    parsed = _parser(arguments[0]).parse_args(arguments)
    return _guarded(parsed)


def _is_for_commands(arguments: list[str]) -> bool:
    """The window takes options only; help, the version and every word are for commands."""
    if not arguments:
        return False
    return not arguments[0].startswith("-") or arguments[0] in ("-h", "--help", "--version")


def _parser(command: str) -> "argparse.ArgumentParser":
    from importlib import import_module

    from titrator.cli.parser import CommandParser

    parser = CommandParser(
        prog="titrator",
        description="Bedside titration assistant. Without a command the window opens. "
        "It advises and times; it drives no pump and replaces no judgement.",
        epilog="The window takes --data-dir DIR, --policy-dir DIR and --exit-when-usable, or --training. "
        "--self-test tries this installation instead, with --json for programs.",
    )
    parser.add_argument("--version", action="version", version=f"titrator {__version__}")
    subparsers = parser.add_subparsers(metavar="|".join(COMMANDS), required=True)
    for name in (command,) if command in COMMANDS else COMMANDS:
        import_module(f"titrator.cli.{name.replace('-', '_')}").add_parser(subparsers)
    return parser


def _guarded(parsed: "argparse.Namespace") -> int:
    from titrator.core.errors import BugError, KnownError
    from titrator.core.policy_fault import PolicyFileError

    try:
        return int(parsed.run(parsed))
    except PolicyFileError as error:
        print(error.sentence, error.next_action, f"[{error.code}]", file=sys.stderr)
    except KnownError as error:
        print(error.sentence, error.next_action, file=sys.stderr)
    except BugError as error:
        print(f"This is a fault of the program: {error}. Nothing was done.", file=sys.stderr)
    except OSError as error:
        if not _reader_left(error):
            raise
        # Python would complain once more when it flushes at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except KeyboardInterrupt:
        print("Stopped.", file=sys.stderr)
    return REFUSED


def _reader_left(error: OSError) -> bool:
    """Return whether the other end of a pipe was closed; Windows calls that an invalid argument."""
    is_so_on_windows = sys.platform == "win32" and error.errno == errno.EINVAL
    return isinstance(error, BrokenPipeError) or is_so_on_windows


def _window(arguments: list[str]) -> int:
    if _FLAGS.issuperset(arguments):
        # A double click gives none; what reads the others takes a twentieth of a start.
        from titrator.app import run_window

        return run_window(
            data_dir=None,
            policy_dir=None,
            exit_when_usable=_EXIT_WHEN_USABLE in arguments,
            startup_times=_STARTUP_TIMES in arguments,
        )
    return _window_as_asked(arguments)


def _window_as_asked(arguments: list[str]) -> int:
    import argparse
    from pathlib import Path

    parser = argparse.ArgumentParser(prog="titrator", allow_abbrev=False, add_help=False)
    parser.add_argument("--data-dir", type=Path)
    parser.add_argument("--policy-dir", type=Path)
    parser.add_argument(_EXIT_WHEN_USABLE, action="store_true")
    parser.add_argument(_STARTUP_TIMES, action="store_true")
    # Not for people: the process beside the window, see titrator.ui.standby.
    parser.add_argument("--standby", type=int)
    # The practice bed; the window opens it at the first steps.
    parser.add_argument("--training", action="store_true")
    asked = parser.parse_args(arguments)
    if asked.standby is not None:
        from titrator.app import run_standby

        return run_standby(asked.standby, data_dir=asked.data_dir, policy_dir=asked.policy_dir)
    if asked.training:
        from titrator.app import run_training

        return run_training()
    from titrator.app import run_window

    return run_window(
        data_dir=asked.data_dir,
        policy_dir=asked.policy_dir,
        exit_when_usable=asked.exit_when_usable,
        startup_times=asked.startup_times,
    )


def _speak_utf8() -> None:
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(encoding="utf-8", errors="backslashreplace", newline="\n")
