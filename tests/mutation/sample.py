"""A few mutants, the same every time, that the ordinary test run tries: the form for the build server.

Where git tells that modules of the first group have changed, they are of these; else of the whole group.
A mutant that is on record faces the test that killed it. One that is not, since its function is new or
was changed, faces the tests named after its module.
"""

from __future__ import annotations

import hashlib
import subprocess
from typing import TYPE_CHECKING

from tests.mutation.forks import Died, in_copies
from tests.mutation.record import file_of
from tests.mutation.session import Session, Trial, tried_from_the_start
from tests.mutation.suite import mirrors_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from tests.mutation.mutants import Mutant
    from tests.mutation.record import Record

# Reading a module anew takes a second or two, exchanging a function a tenth of one.
MOST_IMPORTED = 3
MOST_UNKNOWN = 12
MOST_KNOWN = 40
_SECONDS = 20.0


def changed_since(root: Path, commit: str = "HEAD~1") -> set[str]:
    """The files that differ from a commit, those not committed included; none where git cannot say."""
    try:
        answer = subprocess.run(
            ["git", "diff", "--name-only", commit, "--", "titrator"],
            cwd=root,
            capture_output=True,
            text=True,
            check=False,
        )
    except OSError:
        return set()
    return set(answer.stdout.split()) if answer.returncode == 0 else set()


def chosen(mutants: Sequence[Mutant], record: Record, changed: Iterable[str]) -> list[Mutant]:
    """The mutants to try, in an order that depends on their text alone."""
    of_changed = [one for one in mutants if one.unit.module in set(changed)]
    known: list[Mutant] = []
    unknown: list[Mutant] = []
    imported: list[Mutant] = []
    for mutant in sorted(of_changed or mutants, key=lot):
        if not mutant.is_called:
            imported.append(mutant)
        elif record.killer(mutant) is None:
            unknown.append(mutant)
        else:
            known.append(mutant)
    return [*known[:MOST_KNOWN], *unknown[:MOST_UNKNOWN], *imported[:MOST_IMPORTED]]


def survivors(
    root: Path, mutants: Sequence[Mutant], record: Record, processes: int
) -> tuple[list[Mutant], int]:
    """The mutants of the sample that no test noticed, and how many were tried."""
    some = chosen(mutants, record, changed_since(root))
    called = {index: one for index, one in enumerate(some) if one.is_called}
    rest = [one for one in some if not one.is_called]

    def exchanged(_: None) -> list[int]:
        """The places in `some` of those that survived; runs in a copy, as nothing is loaded here."""
        found: list[int] = []
        places = {(one.unit.module, one.unit.name, one.key): place for place, one in called.items()}

        def then(collected: Session) -> None:
            trials = (Trial(one, _faced(one, record, collected, root)) for one in called.values())
            for trial, by in collected.try_all(trials, processes=processes):
                mutant = trial.mutant
                if by is None:
                    found.append(places[mutant.unit.module, mutant.unit.name, mutant.key])

        files = {file for one in called.values() for file in _files(one, record, root)}
        if Session(root, [], then).run(sorted(files)) != 0:
            raise RuntimeError("the tests could not be run")
        return found

    def imported(mutant: Mutant) -> str | None:
        return tried_from_the_start(mutant, [_files(mutant, record, root)], frozenset())

    for _, answer in in_copies([None], exchanged, processes=1):
        if isinstance(answer, Died):
            raise answer
        # An import may run a function too, and then exchanging it comes too late.
        rest += [called[place] for place in answer]
    tried = in_copies(rest, imported, processes=processes)
    lasting = [mutant for mutant, by in tried if by is None]
    return lasting, len(some)


def _files(mutant: Mutant, record: Record, root: Path) -> list[str]:
    """The file of the test that killed it; without one on record those named after its module."""
    killer = record.killer(mutant)
    if killer is not None and (root / file_of(killer)).exists():
        return [file_of(killer)]
    return list(mirrors_of(mutant.unit.module, root))


def _faced(
    mutant: Mutant, record: Record, collected: Session, root: Path
) -> list[tuple[str, float]]:
    killer = record.killer(mutant)
    tests = set(collected.tests)
    if killer in tests:
        return [(killer, _SECONDS)]
    files = tuple(_files(mutant, record, root))
    kills = record.killers_in(mutant.unit)
    near = [one for one in collected.tests if one in kills or one.startswith(files)]
    return [(one, _SECONDS) for one in sorted(near, key=lambda one: -kills.get(one, 0))]


def lot(mutant: Mutant) -> str:
    """A text that depends on the mutant alone, and on nothing about it that matters."""
    return hashlib.sha256(f"{mutant.unit.name} {mutant.key}".encode()).hexdigest()
