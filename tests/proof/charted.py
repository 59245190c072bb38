"""Charted infusions and pressures of the three open demo data sets, as episodes of plain events.

An episode is a time in which norepinephrine or vasopressin ran in one stay, with gaps of at most six
hours. What is not charted is not invented here; what has to be assumed is counted in `Episode.notes`
and said in the report. The files themselves stay outside the project.
"""

from __future__ import annotations

import csv
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from tests.reference.facts import NOREPINEPHRINE, UNITS_OF, VASOPRESSIN
from tests.reference.rounding import nearest

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

Row = dict[str, str]
LONGEST_GAP_MIN = 360
TENTH = Fraction(1, 10)
WEANED = (NOREPINEPHRINE, VASOPRESSIN)
NO_WEIGHT_KG = Fraction(80)
"""Stands where no weight is charted; such an episode is ordered in mcg/min, which knows no weight."""


class Setting(NamedTuple):
    """What one pump was charted to run from `minute` on; zero when it was stopped."""

    minute: int
    drug: str
    amount: str
    volume: str
    rate: Fraction


class Pressure(NamedTuple):
    """One charted MAP."""

    minute: int
    mmhg: str
    source: str


@dataclass
class Episode:
    """One time on norepinephrine, vasopressin or both, in order of time."""

    data_set: str
    weight: Fraction
    unit: str
    settings: list[Setting]
    pressures: list[Pressure]
    notes: Counter[str] = field(default_factory=Counter)

    @property
    def events(self) -> list[Setting | Pressure]:
        """Both kinds together; a pressure of the same minute comes first."""
        both: list[Setting | Pressure] = [*self.pressures, *self.settings]
        return sorted(both, key=lambda one: (one.minute, isinstance(one, Setting)))


def episodes(folder: Path) -> Iterator[Episode]:
    """Every episode of the three data sets."""
    pressures = _mimic_pressures(folder / "mimic3_demo_vitals.csv")
    yield from _mimic("MIMIC-III demo", folder / "mimic3_demo_vasoactive_intervals.csv", pressures)
    yield from _mimic("MIMIC-IV demo", folder / "mimic4_demo_vasoactive_intervals.csv", {})
    yield from _eicu(folder)


def _rows(path: Path) -> list[Row]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _by(rows: Iterable[Row], column: str) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        found[row[column]].append(row)
    return found


# ---------------------------------------------------------------------------------------- MIMIC


def _mimic(name: str, path: Path, pressures: dict[str, list[Pressure]]) -> Iterator[Episode]:
    for stay, rows in _by(_rows(path), "stay_id").items():
        kept = [row for row in rows if row["status"] != "Rewritten" and row["drug"] in UNITS_OF]
        if not kept:
            continue
        settings = sorted(_mimic_settings(kept), key=lambda one: one.minute)
        weight = nearest(Fraction(kept[0]["patientweight"]), TENTH)
        yield from _cut(name, weight, "mcg/kg/min", settings, pressures.get(stay, []))


def _mimic_settings(rows: list[Row]) -> Iterator[Setting]:
    """The start of each interval, and its end where none of the same drug follows at once."""
    for drug, intervals in _by(rows, "drug").items():
        intervals.sort(key=lambda row: int(row["start_min"]))
        for row, following in pairwise([*intervals, None]):
            if row is None:
                continue
            setting = _mimic_setting(drug, row)
            yield setting
            end = int(row["end_min"])
            if following is None or int(following["start_min"]) > end:
                yield setting._replace(minute=end, rate=Fraction(0))


def _mimic_setting(drug: str, row: Row) -> Setting:
    """The bag follows from the charted drug-to-solution ratio, to three significant digits."""
    volume = Fraction(row["bag_volume_ml"])
    in_bag = Fraction(row["amount"]) / Fraction(row["volume_ml"]) * volume
    unit = "units" if drug == VASOPRESSIN else "mg"
    return Setting(
        minute=int(row["start_min"]),
        drug=drug,
        amount=f"{_three_digits(in_bag)} {unit}",
        volume=f"{decimal(volume)} mL",
        rate=max(nearest(Fraction(row["rate_ml_h"]), TENTH), TENTH),
    )


def _mimic_pressures(path: Path) -> dict[str, list[Pressure]]:
    sources = {"abp_mean": "arterial_line", "art_mean": "arterial_line", "nibp_mean": "cuff"}
    found: dict[str, list[Pressure]] = defaultdict(list)
    for row in _rows(path):
        source = sources.get(row["signal"])
        if source is not None:
            found[row["stay_id"]].append(Pressure(int(row["min"]), row["value"], source))
    return found


# ----------------------------------------------------------------------------------------- eICU


def _eicu(folder: Path) -> Iterator[Episode]:
    cuffs: dict[str, list[Pressure]] = defaultdict(list)
    for row in _rows(folder / "eicu_demo_nibp.csv"):
        if row["noninvasivemean"]:
            reading = Pressure(int(row["observationoffset"]), row["noninvasivemean"], "cuff")
            cuffs[row["patientunitstayid"]].append(reading)
    rows = _rows(folder / "eicu_demo_vasoactive_infusions.csv")
    for stay, charted in _by(rows, "patientunitstayid").items():
        notes: Counter[str] = Counter()
        settings = _eicu_settings(charted, notes)
        weights = [row["patientweight"] for row in charted if row["patientweight"]]
        weight = nearest(Fraction(weights[0]), TENTH) if weights else NO_WEIGHT_KG
        unit = "mcg/kg/min" if weights else "mcg/min"
        for episode in _cut("eICU demo", weight, unit, settings, cuffs.get(stay, [])):
            episode.notes += notes
            notes = Counter()
            yield episode


def _eicu_settings(rows: list[Row], notes: Counter[str]) -> list[Setting]:
    """Rows with a rate in mL/h and a bag; a bag charted earlier in the stay holds on."""
    labels: dict[str, tuple[str, str]] = {}
    settings = []
    for row in sorted(rows, key=lambda row: int(row["infusionoffset"])):
        drug = row["drug"]
        if row["drugamount"] and row["volumeoffluid"]:
            labels[drug] = (row["drugamount"], row["volumeoffluid"])
        rate = row["infusionrate"] or (row["drugrate"] if row["unit"] == "ml/hr" else "")
        if not rate and row["drugrate"] and Fraction(row["drugrate"]) == 0:
            rate = "0"
        if drug not in labels or not rate:
            notes["rows without a bag or a rate in mL/h, left out"] += 1
            continue
        amount, volume = labels[drug]
        unit = "units" if drug == VASOPRESSIN else "mg"
        settings.append(
            Setting(
                minute=int(row["infusionoffset"]),
                drug=drug,
                amount=f"{amount} {unit}",
                volume=f"{volume} mL",
                rate=nearest(Fraction(rate), TENTH),
            )
        )
    return settings


# ------------------------------------------------------------------------------------- episodes


def _cut(
    name: str, weight: Fraction, unit: str, settings: list[Setting], pressures: list[Pressure]
) -> Iterator[Episode]:
    """One stay into episodes: wherever neither weaned drug ran for more than six hours."""
    if not 30 <= weight <= 300:
        return
    begun: list[Setting] = []
    running: dict[str, Fraction] = {}
    off_since: int | None = None
    for one in settings:
        if off_since is not None and begun and one.minute - off_since > LONGEST_GAP_MIN:
            yield from _episode(name, weight, unit, begun, pressures)
            begun, running, off_since = [], {}, None
        begun.append(one)
        running[one.drug] = one.rate
        is_off = not any(running.get(drug) for drug in WEANED)
        off_since = (off_since or one.minute) if is_off else None
    yield from _episode(name, weight, unit, begun, pressures)


def _episode(
    name: str, weight: Fraction, unit: str, settings: list[Setting], pressures: list[Pressure]
) -> Iterator[Episode]:
    weaned = [one for one in settings if one.drug in WEANED and one.rate]
    if not weaned:
        return
    first, last = weaned[0].minute, settings[-1].minute
    # Two hours before, for the start gate; none after, since nothing is decided then.
    near = [one for one in pressures if first - 120 <= one.minute <= last]
    yield Episode(data_set=name, weight=weight, unit=unit, settings=settings, pressures=near)


def decimal(value: Fraction) -> str:
    """A number as a person would type it, to five decimals."""
    scaled = nearest(value, Fraction(1, 100_000)) * 100_000
    whole, rest = divmod(int(scaled), 100_000)
    return f"{whole}.{rest:05}".rstrip("0").rstrip(".")


def _three_digits(value: Fraction) -> str:
    step = Fraction(1, 1000)
    while value / step >= 1000:
        step *= 10
    return decimal(nearest(value, step))
