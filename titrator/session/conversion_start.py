"""What the calculator starts from: what runs at the bed that is open. Pure."""

import msgspec

from titrator.core import wording
from titrator.core.state import State


class ConversionStart(msgspec.Struct, frozen=True, kw_only=True):
    """The running bag and weight of a bed, for the calculator to start from."""

    drug: str
    amount: str
    volume: str
    weight: str


def conversion_start(state: State) -> ConversionStart | None:
    """Return the running bag and weight, None when nothing runs."""
    if not state.running or state.weight is None:
        return None
    infusion = state.running[0]
    return ConversionStart(
        drug=infusion.drug,
        amount=wording.exact(infusion.bag.amount),
        volume=wording.exact(infusion.bag.volume),
        weight=wording.exact(state.weight),
    )
