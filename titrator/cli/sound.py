"""`titrator sound`: a test tone. With --serve the process that plays for the window."""

import argparse


def add_parser(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the command to the command line."""
    parser = subparsers.add_parser("sound", help="play the test tone")
    served = "play what standard input asks for; the window starts this"
    parser.add_argument("--serve", action="store_true", help=served)
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Play one chime and say whether a device took it: 0 when it did, 1 when not."""
    from titrator.sound import player

    if arguments.serve:
        player.main()
    was_played, what = player.play_once()
    if was_played:
        print(f"The test tone was given to {what}. If nobody heard it, look at volume and cable.")
        return 0
    print(f"SOUND OFF: {what}.")
    return 1
