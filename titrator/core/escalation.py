"""What the article names when vasopressin is at its cap and MAP stays low (R14 to R16).

Information for the prescriber. It is no step: nothing here can be chosen, dosed or recorded.
"""

from datetime import datetime

from titrator.core.language import say
from titrator.core.policy import Policy
from titrator.core.rule_book import RULES
from titrator.core.state import State
from titrator.core.steps import drug_bounds

_VASOPRESSIN = "vasopressin"


def escalation(state: State, policy: Policy, now: datetime) -> tuple[str, ...]:
    """Return the card's lines, or nothing while it does not apply.

    It applies when the last MAP is below target and vasopressin runs at, or above, the lowest of
    its limits: it must not be raised further.
    """
    last = state.last_assessment
    infusion = state.infusions.get(_VASOPRESSIN)
    if last is None or not last.is_low(state.target_mmhg(now, policy.protocol)):
        return ()
    if infusion is None:
        return ()
    lowest = min(limit.maximum for limit in drug_bounds(_VASOPRESSIN, state, policy, now))
    if state.stated(state.dose(infusion), lowest.unit) < lowest:
        return ()
    return (
        say("Vasopressin is at its limit and is not raised."),
        *(RULES[rule] for rule in ("R14", "R15", "R16")),
    )
