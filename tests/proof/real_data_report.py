"""The report on charted infusions: a summary for the project, and every episode for a reader.

The summary holds counts alone. The table of episodes numbers them and names nobody; it is written
only where it is asked for, and is not kept with the project.
"""

from __future__ import annotations

import csv
from collections import Counter, defaultdict
from statistics import median
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from tests.proof.real_data import Outcome

_EPISODE_HEAD = (
    "| reading | data set | episodes with one | all allowed | none allowed | median share | "
    "reductions advised, median | back ups advised |"
)
GROUPS = ("allowed", "allowed at another rate", "held", "suspended", "refused", "not started")

MEANING = """- *allowed*: the protocol would have permitted this reduction, to this rate, at this time.
- *allowed at another rate*: the step, but the pump is to show another rate, so that the real step is
  never larger than ordered.
- *held*: the wean was on hold, after a MAP below 65 mmHg or a dose that was found raised.
- *suspended*: a reassessment was more than 10 min overdue, or a dose stood above a limit.
- *refused*: for the step itself, for the assessment before it, or for the time since the last change.
- *not started*: no wean could be started here, so no step was possible; the reasons are those of the
  start.
"""
REASONS = {
    "ASSESSMENT_STALE": "the last MAP was more than 5 min old",
    "ASSESSMENT_MISSING": "no MAP was known",
    "MAP_SOURCE_NOT_ALLOWED": "MAP was not from an arterial line",
    "MAP_BELOW_TARGET": "MAP was below 65 mmHg",
    "START_GATE_NOT_MET": "MAP had not been stable for 2 h",
    "SUSPENDED": "suspended",
    "ON_HOLD": "on hold",
    "STEP_TOO_LARGE": "larger than one step",
    "STEP_TOO_EARLY": "sooner than 15 min (vasopressin: 60 min) after another change",
    "ABRUPT_STOP": "stopped from too high a dose",
    "OUT_OF_WEAN_ORDER": "not the next stage in the order norepinephrine, vasopressin, norepinephrine",
    "PUMP_MISMATCH": "the rate was not the one that gives the dose",
    "ABOVE_HARD_CAP": "a dose above the built-in ceiling",
    "ABOVE_ORDER_MAXIMUM": "a dose above the order's maximum",
    "NOT_REACHABLE_ON_PUMP": "the pump cannot be set to it",
    "NOT_A_REDUCTION": "no reduction at this bag",
    "NOT_RUNNING": "nothing that runs",
}

HEAD = """# Charted infusions of real patients, through the session

What this is: norepinephrine and vasopressin infusions charted in three open demo data sets, told to
the real session as settings found at the pump, with the charted MAP as assessments. Before each
charted reduction is recorded, it is asked for as a step, and the answer is counted against what was
done. The command, and the folder it needs:

    TITRATOR_REFERENCE_DATA=... python3 packaging/dev.py prove real-data

No row of the data stands here, only counts. Contains information from the MIMIC-III Clinical
Database Demo 1.4, the MIMIC-IV Clinical Database Demo 2.2 and the eICU Collaborative Research
Database Demo 2.0.1 (PhysioNet), made available under the Open Database License 1.0.

## What was put in, because it is not charted

- Orders: the widest the shipped protocol knows (largest step of the stage, 15 min and 60 min, the
  built-in ceiling as maximum, MAP target 65 mmHg), given when a drug is first charted.
- Perfusion: always same or better. Gate answers: always met; since when MAP is stable follows from
  the charted MAP. Prescriber: always informed. Nurses resume and start as soon as it is possible.
- Weight: the first one charted, fixed. Where none is charted (most of eICU), 80 kg stands for the
  ceilings alone, and the episode is ordered in mcg/min.
- Bags: from the charted drug-to-solution ratio (MIMIC); the last charted label of the stay (eICU).
- Rates: rounded to 0.1 mL/h. MAP outside 20 to 200 mmHg is typed once, and so refused.

## Three readings of the same episodes

- *as charted*: each MAP with the source it was charted with. eICU has cuff values only, MIMIC-IV
  comes without any.
- *as if by arterial line*: the same values, as if all had come from an arterial line.
- *doses alone*: a good assessment stands before each change, so that only size, interval, order and
  limits are judged.
"""

LIMITS = """## What this does and does not show

It shows that the session takes what really happens (found changes, restarts, several drugs, bags of
every strength, hours without a reading) without a crash and without breaking an invariant, and how
far a stepwise protocol is from unguided practice. It does not show what should have been done for
anyone, nor that the protocol is right or wrong: the data are demos of a few dozen stays, charted
MAP comes hourly where the protocol asks for it every 5 to 15 minutes (so *stale* is the commonest
reason, by the charting and not by the care), orders, perfusion and intentions are not known, and
some stays have drugs and diagnoses the protocol is not for.
"""


def summary(outcomes: Sequence[Outcome]) -> str:
    """The summary as text."""
    by: dict[tuple[str, str], list[Outcome]] = defaultdict(list)
    for one in outcomes:
        by[one.reading, one.data_set].append(one)
    parts = [HEAD, _totals(outcomes), _in_words(by)]
    parts.append("## Charted reductions, and what the protocol said\n")
    parts += [_table(by), MEANING]
    parts.append(
        "## Why not\n\nEach refusal names every reason, so one reduction may count often.\n"
    )
    parts += [_reasons(reading, data_set, found) for (reading, data_set), found in by.items()]
    parts.append(_per_episode(by))
    parts.append(LIMITS)
    return "\n".join(parts)


def write_episodes(outcomes: Sequence[Outcome], path: Path) -> None:
    """Every episode under every reading, as a CSV file."""
    names = ["number", "data set", "reading", "minutes", "reductions", *GROUPS, "increases"]
    names += ["reduction advised", "back up advised", "reasons"]
    with path.open("w", encoding="utf-8", newline="") as file:
        table = csv.writer(file)
        table.writerow(names)
        for number, one in enumerate(outcomes, start=1):
            counts = one.counts
            advised = counts["assessments with a reduction advised"]
            backed = counts["assessments with a back up advised"]
            reasons = "; ".join(f"{code} {count}" for code, count in one.refused_for.most_common())
            row = [number, one.data_set, one.reading, one.minutes, one.reductions]
            row += [counts[group] for group in GROUPS] + [counts["increases"], advised, backed]
            table.writerow([*row, reasons])


def _totals(outcomes: Sequence[Outcome]) -> str:
    commands = sum(one.counts["commands"] for one in outcomes)
    faults = sum(len(one.faults) for one in outcomes)
    return (
        f"## In all\n\n{len(outcomes):,} replays, {commands:,} commands. Crashes: 0. Invariants "
        f"broken, or entries lost: {faults}.\n"
    )


def _table(by: dict[tuple[str, str], list[Outcome]]) -> str:
    head = "| reading | data set | episodes | increases | reductions | " + " | ".join(GROUPS)
    lines = [f"{head} |", "|" + "---|" * (5 + len(GROUPS))]
    for (reading, data_set), found in by.items():
        counts = _sum(found)
        cells = [reading, data_set, len(found), counts["increases"], counts["reductions"]]
        cells += [counts[group] for group in GROUPS]
        lines.append("| " + " | ".join(str(cell) for cell in cells) + " |")
    return "\n".join(lines) + "\n"


def _reasons(reading: str, data_set: str, found: list[Outcome]) -> str:
    reasons: Counter[str] = Counter()
    for one in found:
        reasons += one.refused_for
    listed = "; ".join(f"{_words(code)} {count}" for code, count in reasons.most_common(10))
    return f"- *{reading}*, {data_set}: {listed or 'nothing was refused'}."


def _words(code: str) -> str:
    """A reason for a reader who knows no codes."""
    start, _, of_start = code.rpartition("start: ")
    said = REASONS.get(of_start, of_start)
    return f"no start: {said}" if start or of_start != code else said


def _in_words(by: Mapping[tuple[str, str], list[Outcome]]) -> str:
    """What the tables say, in one paragraph."""
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for (reading, _), found in by.items():
        counts[reading] += _sum(found)
    said = "; ".join(
        f"*{reading}* {one['allowed'] + one['allowed at another rate']} of {one['reductions']}"
        for reading, one in counts.items()
    )
    return f"In words: the protocol would have allowed {said} of the charted reductions. {_commonest(by)}\n"


def _commonest(by: Mapping[tuple[str, str], list[Outcome]]) -> str:
    """The two commonest reasons under each reading."""
    reasons: dict[str, Counter[str]] = defaultdict(Counter)
    for (reading, _), found in by.items():
        for one in found:
            reasons[reading] += one.refused_for
    return " ".join(
        f"Commonest against it, *{reading}*: "
        + " and ".join(f"{_words(code)} ({count})" for code, count in counted.most_common(2))
        + "."
        for reading, counted in reasons.items()
    )


def _per_episode(by: dict[tuple[str, str], list[Outcome]]) -> str:
    lines = [
        "\n## Per episode\n",
        "Share of an episode's charted reductions that were allowed, at the charted rate or another.",
        "The other way round: assessments after which a reduction was advised and MAP was good.\n",
        _EPISODE_HEAD,
        "|" + "---|" * 8,
    ]
    for (reading, data_set), found in by.items():
        reduced = [one for one in found if one.reductions]
        shares = [
            100 * (one.counts["allowed"] + one.counts["allowed at another rate"]) / one.reductions
            for one in reduced
        ]
        advised = [one.counts["assessments with a reduction advised"] for one in found]
        backed = sum(one.counts["assessments with a back up advised"] for one in found)
        cells = [
            reading,
            data_set,
            len(reduced),
            sum(share == 100 for share in shares),
            sum(share == 0 for share in shares),
            f"{median(shares):.0f} %" if shares else "none",
            f"{median(advised):.0f}",
            backed,
        ]
        lines.append("| " + " | ".join(str(cell) for cell in cells) + " |")
    return "\n".join(lines) + "\n"


def _sum(found: list[Outcome]) -> Counter[str]:
    total: Counter[str] = Counter()
    for one in found:
        total += one.counts
    return total
