"""`titrator safety`: the safety case. Every hazard, what stands against it, what shows it, what is open."""

import argparse
import json

import msgspec


def add_parser(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the command to the command line."""
    parser = subparsers.add_parser(
        "safety", help="the hazards, what stands against each, and the tests that show it"
    )
    parser.add_argument("--json", action="store_true", help="the hazards as one JSON object")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Print the safety case, or the hazards alone; what is open is said, and is no failure."""
    from titrator.session.safety import hazard_lines, safety_case

    if arguments.json:
        hazards = [msgspec.to_builtins(line) for line in hazard_lines()]
        print(json.dumps({"hazards": hazards}, ensure_ascii=False))
    else:
        print(safety_case(), end="")
    return 0
