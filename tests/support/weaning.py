"""A bed with a wean that runs, made through the desk alone: quick, for what comes after."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.support.shift import ALL_MET, BAGS, NOREPINEPHRINE, ORDERS, UNCHANGED
from titrator.core import commands as do

if TYPE_CHECKING:
    from titrator.session.desk import Desk

ASSESSMENT = do.RecordAssessment(map_mmhg="72", map_source="arterial_line", perfusion=UNCHANGED)


def start_weaning(desk: Desk, bed: str = "ICU-12") -> str:
    """Open a bed of 70 kg with norepinephrine at 7.9 mL/h and start its wean; return its id."""
    opening = do.OpenEpisode(bed=bed, weight="70 kg", weight_kind="measured", adult=True)
    _, bed_id = desk.open_bed(opening, "AB")
    order = {name: str(value) for name, value in ORDERS[NOREPINEPHRINE].items()}
    for command in (
        do.RecordInfusion(drug=NOREPINEPHRINE, pump_shows="7.9 mL/h", **BAGS[NOREPINEPHRINE]),
        do.RecordOrder(**order),
        ASSESSMENT,
        do.RecordStartGate(map_stable_since="2026-01-01T00:00:00Z", **ALL_MET),
        do.StartWean(),
    ):
        answer = desk.handle(bed_id, command, "AB")
        if not answer.is_accepted:
            raise RuntimeError(str(answer.blocked))
    return bed_id
