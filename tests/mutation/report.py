"""The counts, on the screen and in README.md."""

from __future__ import annotations

import datetime
from collections import Counter
from typing import TYPE_CHECKING

from tests.mutation.mutants import signature_of
from tests.mutation.suite import NAMED

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from tests.mutation.equivalent import Equivalents
    from tests.mutation.mutants import Mutant
    from tests.mutation.record import Record

LEAST_PERCENT_OF_THE_REST = 95
_BEGIN, _END = "<!-- counts: written by the command -->\n", "<!-- end of counts -->"
_COLUMNS = ("killed", "equivalent", "survived", "not tried")


def _fate(mutant: Mutant, record: Record, equivalents: Equivalents) -> str:
    if mutant in equivalents:
        return "equivalent"
    if not record.is_known(mutant):
        return "not tried"
    return "survived" if record.killer(mutant) is None else "killed"


def counts_of(
    mutants: Sequence[Mutant], record: Record, equivalents: Equivalents
) -> dict[str, Counter[str]]:
    """How many of each module were killed, and so on."""
    counts: dict[str, Counter[str]] = {}
    for mutant in mutants:
        fate = _fate(mutant, record, equivalents)
        counts.setdefault(mutant.unit.module, Counter())[fate] += 1
    return counts


def on(mutants: Sequence[Mutant], record: Record, equivalents: Equivalents) -> int:
    """Prints counts and survivors; 1 when these are more than may be."""
    for mutant in mutants:
        if _fate(mutant, record, equivalents) == "survived":
            print("\n".join(signature_of(mutant)))
    counts = counts_of(mutants, record, equivalents)
    print("\n".join(_table(counts)))
    gone = equivalents.of_no_mutant(mutants)
    for one in gone:
        print(f"equivalent.toml lists what is no mutant any more: {one}")
    return 1 if gone or not _is_enough(counts) else 0


def _is_enough(counts: dict[str, Counter[str]]) -> bool:
    rest: Counter[str] = Counter()
    for module, found in counts.items():
        if module in NAMED and (found["survived"] or found["not tried"]):
            return False
        if module not in NAMED:
            rest += found
    answered = rest["killed"] + rest["equivalent"]
    return answered * 100 >= LEAST_PERCENT_OF_THE_REST * rest.total()


def _table(counts: dict[str, Counter[str]]) -> list[str]:
    rows = [
        "| module | mutants | killed | equivalent | survived | not tried |",
        "|---|---:|---:|---:|---:|---:|",
    ]
    for is_named, title in ((True, "every one answered for"), (False, "rest of the core")):
        group = {name: found for name, found in counts.items() if (name in NAMED) is is_named}
        for name, found in group.items():
            if found.total():
                rows.append(_row(name.removeprefix("titrator/"), found))
        together = sum(group.values(), Counter[str]())
        if together:
            rows.append(_row(f"**{title}: {_percent(together)}**", together))
    return rows


def _percent(found: Counter[str]) -> str:
    answered, tried = found["killed"] + found["equivalent"], found.total() - found["not tried"]
    share = f"{100 * answered / tried:.1f} %" if tried else "none"
    return share if tried == found.total() else f"{share} of {tried:,} tried so far"


def _row(name: str, found: Counter[str]) -> str:
    numbers = [found.total(), *(found[column] for column in _COLUMNS)]
    return f"| {name} | " + " | ".join(f"{number:,}" for number in numbers) + " |"


def into_readme(
    readme: Path, mutants: Sequence[Mutant], record: Record, equivalents: Equivalents
) -> None:
    """Writes the counts of everything, with the day, between the two marks of README.md."""
    text = readme.read_text(encoding="utf-8")
    before, _, rest = text.partition(_BEGIN)
    _, mark, after = rest.partition(_END)
    if not mark:
        return
    table = "\n".join(_table(counts_of(mutants, record, equivalents)))
    today = datetime.datetime.now(datetime.UTC).date()
    counted = f"\nAs of {today}:\n\n{table}\n\n"
    readme.write_text(f"{before}{_BEGIN}{counted}{_END}{after}", encoding="utf-8")
