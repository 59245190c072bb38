"""A simulated patient and pumps, for proofs only: rough, seeded, and no model of any person.

Blood pressure follows the doses with a delay: 1 mmHg for each 0.01 mcg/kg/min of norepinephrine up to
0.2, then 0.6; vasopressin 0.03 units/min counts as 0.075 mcg/kg/min and acts more slowly. A baseline
drifts, readings are noisy, and now and then a reading is an artefact.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import random

# Minutes until half of a change is felt.
HALF_OF_NOREPINEPHRINE = 3.5
HALF_OF_VASOPRESSIN = 9.0
NOREPINEPHRINE_PER_UNIT = 2.5


@dataclass
class Patient:
    """Pressure at the bedside, minute by minute. Doses are what the pumps really give."""

    chance: random.Random
    norepinephrine: float
    vasopressin: float
    pressure_now: float
    drift_per_hour: float
    felt_norepinephrine: float = field(init=False)
    felt_vasopressin: float = field(init=False)
    base: float = field(init=False)
    noise: float = 0.0

    def __post_init__(self) -> None:
        self.felt_norepinephrine = self.norepinephrine
        self.felt_vasopressin = self.vasopressin
        self.base = self.pressure_now - self._effect()

    def live(self, minutes: float) -> None:
        """Lets time pass."""
        for name, half in (
            ("norepinephrine", HALF_OF_NOREPINEPHRINE),
            ("vasopressin", HALF_OF_VASOPRESSIN),
        ):
            left = math.exp2(-minutes / half)
            now, felt = getattr(self, name), getattr(self, f"felt_{name}")
            setattr(self, f"felt_{name}", now + (felt - now) * left)
        self.base += self.drift_per_hour * minutes / 60
        kept = math.exp2(-minutes / 10)
        self.noise = self.noise * kept + self.chance.gauss(0, 2.5) * math.sqrt(1 - kept * kept)

    def reading(self) -> int:
        """What the monitor shows; one reading in a hundred is an artefact."""
        true = self.base + self._effect() + self.noise
        if self.chance.random() < 0.01:
            true += self.chance.choice((-25, -15, 20, 60))
        return max(25, min(190, round(true)))

    def _effect(self) -> float:
        equivalent = self.felt_norepinephrine + NOREPINEPHRINE_PER_UNIT * self.felt_vasopressin
        return 100 * min(equivalent, 0.2) + 60 * max(0.0, equivalent - 0.2)
