"""The options that every command has which reads doses and answers with them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import argparse


def add_reading(parser: argparse.ArgumentParser) -> None:
    """Add how units may be spelled, which drug library counts, and JSON as the answer."""
    parser.add_argument(
        "--accept-synonyms",
        action="store_true",
        help="also read spellings of units that are unsafe to write",
    )
    parser.add_argument("--library", type=Path, metavar="DIR", help="drug library of the hospital")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
