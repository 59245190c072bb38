"""The program: its window, or a command when one is given."""

import sys


def main(arguments: list[str] | None = None) -> int:
    """Run what was asked for and return the exit status: 0 done, 1 refused, 2 wrong usage."""
    asked = sys.argv[1:] if arguments is None else arguments
    from titrator.cli import run

    return run(asked)


if __name__ == "__main__":
    raise SystemExit(main())
