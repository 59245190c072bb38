"""The runner of the long proofs: it counts, goes on where it was stopped, and says when one fails."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from tests.proof import chunks, long
from tests.proof.chunks import Tally

if TYPE_CHECKING:
    from pathlib import Path

    import pytest


def counted(number: int) -> Tally:
    """A chunk that finds a fault at number 3."""
    return Tally(Counter(tried=10), [f"fault in {number}"] if number == 3 else [])


def test_a_run_that_was_stopped_goes_on_where_it_was(tmp_path: Path) -> None:
    """Chunks written down are not done again; half a line at the end is."""
    kept = tmp_path / "kept.jsonl"
    first = chunks.run(counted, range(3), kept=kept, processes=1)
    assert first.counts["tried"] == 30
    kept.write_text(kept.read_text(encoding="utf-8") + '{"chunk": 3, "cou', encoding="utf-8")
    done: list[int] = []

    def noted(number: int) -> Tally:
        done.append(number)
        return counted(number)

    whole = chunks.run(noted, range(5), kept=kept, processes=1)
    assert done == [3, 4]
    assert (whole.counts["tried"], whole.faults) == (50, ["fault in 3"])


def test_several_processes_find_the_same(tmp_path: Path) -> None:
    """Cores change the time a run takes, and nothing else."""
    alone = chunks.run(counted, range(6), kept=None, processes=1)
    together = chunks.run(counted, range(6), kept=tmp_path / "kept.jsonl", processes=2)
    assert alone == together


def test_a_short_run_prints_its_counts(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Conversions of one chunk, and weans of one chunk, hold."""
    status = long.main(["conversions", "--cases", "1", "--keep", str(tmp_path)])
    said = capsys.readouterr().out
    assert status == 0
    assert "holds" in said
    assert "0 faults" in said
    assert long.fingerprint() in next(tmp_path.iterdir()).name


def test_a_proof_that_cannot_run_does_not_hold(capsys: pytest.CaptureFixture[str]) -> None:
    """Without its data, the proof on charted infusions says so and fails."""
    assert long.main(["real-data", "--data", "/nowhere"]) == 1
    assert "DOES NOT HOLD" in capsys.readouterr().out
