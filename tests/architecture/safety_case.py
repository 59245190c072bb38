"""Writes the safety case: every hazard, rule and ruling with what enforces it and what shows it.

    python3 packaging/dev.py safety

The text is made of the files in resources/safety/ and of the marks on the tests, and of nothing
else. It is kept in the project, so that a change of it is seen by whoever reviews a change.
"""

from __future__ import annotations

import sys
from collections import Counter
from typing import TYPE_CHECKING

from tests.architecture.evidence import WHOLE_MODULE, hazards, rulings, shown_by
from tests.architecture.source_text import ROOT
from titrator.core.hazard_list import ControlStatus
from titrator.core.rule_book import RULES
from titrator.session.safety import SAFETY_CASE_FILE

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from tests.architecture.evidence import Shown
    from titrator.core.hazard_list import Hazard

PATH = ROOT / "resources" / SAFETY_CASE_FILE
STATUS = {
    ControlStatus.CONTROLLED: "Controlled.",
    ControlStatus.PARTLY: "Controlled in part.",
    ControlStatus.LATER: "**Not controlled yet.**",
}
INTRODUCTION = """# Safety case

Made by `packaging/dev.py safety` from `hazards.toml`, `rulings.toml` and the marks on the tests; not
written by hand. A test fails when this text is not up to date, when a hazard that is said to be
controlled has no test that passes, when a place that is said to enforce something does not exist,
or when a test names what is not listed.

**What is claimed.** The program advises and times; it drives no pump. Each hazard below names how a
patient could come to harm through it, what the software does against that, where, and the tests
that show it. *Controlled* means that the control as described is in the program and shown by tests
that pass. It does not mean that the hazard is gone: what remains is said.

**What is not claimed.** No hospital, pharmacist or nurse has reviewed this list. Nothing was tried
with real users, pumps or patients, or on Windows. The chain of the log is not keyed: it shows
accidents and casual edits, not somebody who writes the whole file anew.
"""


def safety_case() -> str:
    """The whole text."""
    parts = (INTRODUCTION, _counts(), *_hazards(), *_rules(), *_rulings())
    return "\n".join(parts)


def _counts() -> str:
    by_status = Counter(hazard.status for hazard in hazards())
    said = ", ".join(f"{by_status[status]} {status}" for status in ControlStatus)
    return f"{len(hazards())} hazards: {said}.\n"


def _hazards() -> Iterator[str]:
    yield "## Hazards\n"
    for hazard in hazards():
        yield _hazard(hazard)


def _hazard(hazard: Hazard) -> str:
    lines = [
        f"### {hazard.id} {hazard.hazard}\n",
        f"Cause: {hazard.cause}\n",
        f"Control: {hazard.control}\n",
        f"Status: {STATUS[hazard.status]}" + (f" {hazard.remains}\n" if hazard.remains else "\n"),
    ]
    if hazard.enforced_in:
        lines.append("Enforced in: " + _listed(hazard.enforced_in) + "\n")
    if tests := shown_by().get(("hazard", hazard.id), ()):
        lines += ["Shown by:\n", *_tests(tests), ""]
    return "\n".join(lines)


def _tests(tests: Iterable[Shown]) -> Iterator[str]:
    for shown in tests:
        where = "every test" if shown.test == WHOLE_MODULE else f"`{shown.test}`"
        yield f"- `{shown.file}` {where}"


def _rules() -> Iterator[str]:
    yield "## Rules of the source article\n"
    for rule, text in RULES.items():
        yield f"- **{rule}** {text} {_files('rule', rule)}"
    yield ""


def _rulings() -> Iterator[str]:
    yield "## How corner cases were settled\n"
    for number, text in rulings().items():
        yield f"- **{number}** {text} {_files('ruling', number)}"
    yield ""


def _files(kind: str, name: object) -> str:
    files = dict.fromkeys(shown.file for shown in shown_by().get((kind, name), ()))
    return "Shown in: " + _listed(file.removeprefix("tests/") for file in files) + "."


def _listed(names: Iterable[str]) -> str:
    return ", ".join(f"`{name}`" for name in names)


if __name__ == "__main__":
    PATH.write_text(safety_case(), encoding="utf-8", newline="\n")
    sys.stdout.write(f"{PATH.relative_to(ROOT)} is up to date.\n")
