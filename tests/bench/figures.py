"""What a measurement found, as ratios; and how they stand against the goal and the last record.

A ratio compares two things done in turn in one run, so that it says the same on a slow machine. The
record, recorded.toml, keeps what was seen last; more than a fifth above it is called a regression.
"""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

RECORD = Path(__file__).with_name("recorded.toml")
MOST_WORSE = 1.2


class Figure(NamedTuple):
    """One ratio.

    Attributes:
        name: in the record.
        title: in the table.
        ours, other: both medians, with their unit.
        ratio: ours as a multiple of the other; of the start, the median of those taken in pairs.
        goal: the most it may become; None where there is only the record.
        is_wall: by the clock on the wall, which a busy machine spoils; only shown.
    """

    name: str
    title: str
    ours: str
    other: str
    ratio: float
    goal: float | None = None
    is_wall: bool = False


def told(figures: Sequence[Figure], recorded: Mapping[str, float]) -> bool:
    """Print the figures; return whether none is a fifth or more above its record."""
    print(f"{'':42}{'ours':>12}{'compared':>12}{'ratio':>8}{'goal':>7}{'record':>8}")
    kept = True
    for one in figures:
        before = recorded.get(one.name)
        is_worse = not one.is_wall and before is not None and one.ratio > MOST_WORSE * before
        kept = kept and not is_worse
        said = "" if one.goal is None or one.ratio <= one.goal else " over the goal"
        said += " SLOWER THAN THE RECORD" if is_worse else ""
        goal = "-" if one.goal is None else f"{one.goal:g}"
        record = "-" if before is None else f"{before:.2f}"
        print(
            f"{one.title:42}{one.ours:>12}{one.other:>12}{one.ratio:8.2f}{goal:>7}{record:>8}{said}"
        )
    return kept


def read_record(path: Path = RECORD) -> dict[str, float]:
    """Return the ratio last recorded under each name."""
    if not path.exists():
        return {}
    return {name: float(ratio) for name, ratio in tomllib.loads(path.read_text("utf-8")).items()}


def write_record(figures: Sequence[Figure], path: Path = RECORD) -> None:
    """Put the ratios into the record; what was not measured now stays as it is."""
    record = read_record(path) | {one.name: one.ratio for one in figures if not one.is_wall}
    lines = [f"{name} = {ratio:.3f}" for name, ratio in sorted(record.items())]
    head = "# Ratios as last seen; written by: python3 packaging/dev.py bench --record\n"
    path.write_text(head + "\n".join(lines) + "\n", encoding="utf-8")


def ms(nanoseconds: float) -> str:
    """Return a time in milliseconds."""
    return f"{nanoseconds / 1_000_000:.2f} ms"
