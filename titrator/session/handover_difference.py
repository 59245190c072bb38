"""What a handover that was stopped leaves open: a pump that shows another rate than the program. Pure."""

from collections.abc import Sequence
from datetime import tzinfo

from titrator.core import commands as do
from titrator.core import events as ev
from titrator.core import wording
from titrator.core.findings import RefusedError
from titrator.core.language import say
from titrator.core.policy import Policy
from titrator.core.readings import read_pump_rate
from titrator.core.state import State
from titrator.session.bed import Logged

_SETTLING = (
    ev.InfusionRecorded,
    ev.InfusionConfirmed,
    ev.InfusionFoundChanged,
    ev.InfusionCorrected,
    ev.DoseReduced,
    ev.DrugStopped,
    ev.DoseBackedUp,
    ev.BagChanged,
)


def handover_differences(
    state: State, entries: Sequence[Logged], policy: Policy, zone: tzinfo | None
) -> tuple[str, ...]:
    """Return what still differs after a handover that was stopped, a sentence a drug.

    A drug is settled once its pump was recorded or set; everything is by a handover that was not
    stopped.
    """
    settled: set[str] = set()
    for logged in reversed(entries):
        command = logged.entry.command
        if isinstance(command, do.HandOver):
            at = wording.clock_text(logged.at.astimezone(zone))
            return tuple(
                say(
                    "{drug}: dose in app and on pump differ, handover "
                    "stopped at {at}. Record what the pump shows.",
                    drug=policy.library.drug(drug).display_name,
                    at=at,
                )
                for drug, text in (command.pump_shows or {}).items()
                if drug not in settled and _is_another(text, drug, state)
            )
        settled |= {one.drug for one in logged.entry.events if isinstance(one, _SETTLING)}
    return ()


def _is_another(text: str, drug: str, state: State) -> bool:
    known = state.infusions.get(drug)
    try:
        return known is not None and read_pump_rate(text) != known.pump_rate
    except RefusedError:
        return False
