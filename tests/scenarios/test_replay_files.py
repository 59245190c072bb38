"""`titrator replay` as a program of its own: what a good, a bad and a broken file give (ruling 33)."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from pathlib import Path

OPEN = (
    b'{"at":"2026-03-01T08:00:00Z","do":"open_episode","bed":"ICU-12","weight":"70 kg",'
    b'"weight_kind":"measured","adult":true,"by":"AB"}'
)
INFUSION = (
    b'{"at":"2026-03-01T08:01:00Z","do":"record_infusion","drug":"norepinephrine",'
    b'"amount":"4 mg","volume":"250 mL","pump_shows":"7.9 mL/h","by":"AB"}'
)
LOOK = b'{"at":"2026-03-01T08:02:00Z","do":"look"}'
REFUSED = b'{"at":"2026-03-01T08:03:00Z","do":"hold","reason":"procedure"}'


class Replayed:
    """What the program answered."""

    def __init__(self, run: subprocess.CompletedProcess[bytes]) -> None:
        self.status = run.returncode
        self.out = run.stdout.decode("utf-8")
        self.said = run.stderr.decode("utf-8")

    @property
    def lines(self) -> list[dict[str, Any]]:
        """The JSON object of each line of output."""
        return [json.loads(line) for line in self.out.splitlines()]


def replay(*arguments: str, locale: str = "C.UTF-8") -> Replayed:
    """Runs the command; a traceback, whatever the file, fails here."""
    answered = Replayed(
        subprocess.run(
            [sys.executable, "-m", "titrator", "replay", *arguments],
            capture_output=True,
            check=False,
            env={**os.environ, "LC_ALL": locale},
        )
    )
    assert "Traceback" not in answered.said
    return answered


def written(folder: Path, *lines: bytes, end: bytes = b"\n") -> str:
    """The path of a scenario with these lines."""
    path = folder / "scenario.jsonl"
    path.write_bytes(b"".join(line + end for line in lines))
    return str(path)


@pytest.mark.ruling(33)
def test_a_scenario_runs_to_its_end_refusals_included(tmp_path: Path) -> None:
    """One JSON object a line in, one a line out, then nothing; status 0."""
    run = replay(written(tmp_path, OPEN, INFUSION, LOOK, REFUSED))
    assert (run.status, run.said) == (0, "")
    assert [line["line"] for line in run.lines] == [1, 2, 3, 4]
    assert [line["outcome"] for line in run.lines] == ["accepted"] * 3 + ["refused"]
    assert run.lines[3]["refusals"][0]["code"] == "WRONG_PHASE"
    assert run.lines[1]["view"]["drugs"]["norepinephrine"]["pump_rate"] == "7.9 mL/h"


@pytest.mark.ruling(33)
@pytest.mark.parametrize(
    "bad",
    [
        b"not JSON",
        b"[]",
        b'{"at":"2026-03-01T08:02:00","do":"look"}',
        b'{"do":"look"}',
        b'{"at":"2026-03-01T08:02:00Z","do":"titrate"}',
        b'{"at":"2026-03-01T08:02:00Z","do":"look","do":"hold"}',
        b'{"at":"2026-03-01T08:02:00Z","do":"look"',
        b"\xff\xfe\x00",
        b'{"at":"2026-03-01T08:02:00Z","do":"l\xf6\xf6k"}',
        b"[" * 100_000,
        b'{"a":' * 100_000,
        b"x" * 1_000_000,
        b"\x00",
    ],
)
def test_a_line_that_cannot_be_read_stops_the_run_with_its_number(
    tmp_path: Path, bad: bytes
) -> None:
    """The lines before it are printed, one sentence names it, status 1; the rest is not run."""
    run = replay(written(tmp_path, OPEN, INFUSION, bad, LOOK))
    assert run.status == 1
    assert [line["line"] for line in run.lines] == [1, 2]
    assert "3" in run.said
    assert len(run.said.splitlines()) == 1
    assert len(run.said) < 300


@pytest.mark.ruling(33)
def test_only_lines_that_are_not_empty_are_counted(tmp_path: Path) -> None:
    """Blank lines and lines of spaces neither count nor stop the run."""
    run = replay(written(tmp_path, b"", OPEN, b"", b"   ", b"\t", INFUSION, b"", LOOK, b""))
    assert (run.status, [line["line"] for line in run.lines]) == (0, [1, 2, 3])
    run = replay(written(tmp_path, b"", OPEN, b"", b"broken", LOOK))
    assert (run.status, len(run.lines)) == (1, 1)
    assert "2" in run.said


@pytest.mark.ruling(33)
def test_line_ends_of_windows_a_byte_order_mark_and_a_missing_last_end_are_read(
    tmp_path: Path,
) -> None:
    """The same answer as without."""
    plain = replay(written(tmp_path, OPEN, INFUSION, LOOK))
    assert plain.status == 0
    assert replay(written(tmp_path, OPEN, INFUSION, LOOK, end=b"\r\n")).out == plain.out
    assert replay(written(tmp_path, b"\xef\xbb\xbf" + OPEN, INFUSION, LOOK)).out == plain.out
    path = tmp_path / "scenario.jsonl"
    path.write_bytes(b"\n".join([OPEN, INFUSION, LOOK]))
    assert replay(str(path)).out == plain.out


@pytest.mark.ruling(33)
def test_a_truncated_file_runs_up_to_its_last_whole_line(tmp_path: Path) -> None:
    """Cut anywhere inside the second line: the first is answered, the second named."""
    path = tmp_path / "scenario.jsonl"
    whole = OPEN + b"\n" + INFUSION
    for cut in (1, 2, 40, len(INFUSION) - 1):
        path.write_bytes(whole[: len(OPEN) + 1 + cut])
        run = replay(str(path))
        assert (run.status, len(run.lines)) == (1, 1)
        assert "2" in run.said


@pytest.mark.ruling(33)
def test_an_empty_file_is_a_scenario_without_lines(tmp_path: Path) -> None:
    """Every line was processed: none."""
    for content in (b"", b"\n\n", b"\xef\xbb\xbf"):
        path = tmp_path / "scenario.jsonl"
        path.write_bytes(content)
        run = replay(str(path))
        assert (run.status, run.out, run.said) == (0, "", "")


def test_a_file_that_is_no_file_is_refused_with_one_sentence(tmp_path: Path) -> None:
    """Missing, or a directory: status 1, what is wrong and what to do."""
    for path in (tmp_path / "nothing.jsonl", tmp_path):
        run = replay(str(path))
        assert (run.status, run.out) == (1, "")
        assert path.name in run.said
        assert len(run.said.splitlines()) == 1


def test_a_log_that_cannot_be_made_is_refused_before_anything_runs(tmp_path: Path) -> None:
    """A file that is there, a folder, a path through a file: nothing is replaced or printed."""
    scenario = written(tmp_path, OPEN)
    kept = tmp_path / "kept.log"
    kept.write_text("mine")
    for log in (kept, tmp_path, kept / "below.log"):
        run = replay(scenario, "--log", str(log))
        assert (run.status, run.out) == (1, "")
        assert len(run.said.splitlines()) == 1
    assert kept.read_text() == "mine"


def test_a_real_log_holds_the_whole_scenario(tmp_path: Path) -> None:
    """Written, verified and exported by the program's own commands."""
    log = tmp_path / "wean.log"
    run = replay(written(tmp_path, OPEN, INFUSION, REFUSED), "--log", str(log))
    assert (run.status, len(run.lines)) == (0, 3)
    verified = subprocess.run(
        [sys.executable, "-m", "titrator", "log", "verify", str(log)],
        capture_output=True,
        check=False,
    )
    assert verified.returncode == 0, verified.stderr


@pytest.mark.parametrize(
    ("option", "value"),
    [
        ("--protocol", "no-such-protocol"),
        ("--protocol", "."),
        ("--library", "no-such-folder"),
        ("--library", "scenario.jsonl"),
    ],
)
def test_a_policy_that_cannot_be_used_is_refused_before_anything_runs(
    tmp_path: Path, option: str, value: str
) -> None:
    """Nothing is ever replaced by the shipped file behind the reader's back."""
    scenario = written(tmp_path, OPEN)
    run = replay(scenario, option, str(tmp_path / value))
    assert (run.status, run.out) == (1, "")
    assert len(run.said.splitlines()) == 1


@pytest.mark.parametrize("arguments", [[], ["a.jsonl", "b.jsonl"], ["a.jsonl", "--speed"]])
def test_a_wrong_usage_has_status_2(arguments: list[str]) -> None:
    """No file, two files, or an option that does not exist."""
    run = replay(*arguments)
    assert (run.status, run.out) == (2, "")
    assert "usage" in run.said.lower()


@pytest.mark.hazard("H07")
def test_the_answer_is_the_same_in_every_locale(tmp_path: Path) -> None:
    """A decimal comma of the system changes no number."""
    scenario = written(tmp_path, OPEN, INFUSION, LOOK)
    plain = replay(scenario).out
    assert {replay(scenario, locale=one).out for one in ("C", "POSIX", "de_DE.UTF-8")} == {plain}


def test_text_outside_ascii_is_answered_in_utf_8(tmp_path: Path) -> None:
    """Also where the terminal claims to know ASCII only."""
    line = '{"at":"2026-03-01T08:02:00Z","do":"hold","reason":"µg","größe":1}'.encode()
    run = replay(written(tmp_path, OPEN, line), locale="C")
    assert run.status == 0
    assert run.lines[1]["ignored_fields"] == ["größe"]


@pytest.mark.ruling(33)
def test_a_long_scenario_is_answered_line_by_line(tmp_path: Path) -> None:
    """A thousand looks after each other, each with its view."""
    run = replay(written(tmp_path, OPEN, INFUSION, *([LOOK] * 1_000)))
    assert (run.status, len(run.lines)) == (0, 1_002)
    assert run.lines[-1]["view"] == run.lines[2]["view"]
