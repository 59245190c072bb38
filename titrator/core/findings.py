"""What the core says when it refuses or warns: a code, the rule, a sentence, its source.

Owns the closed list of codes, and for each the rule it comes from and what can be done now. The
sentence with the numbers is written where the rule is judged.
"""

from collections.abc import Callable, Iterable
from enum import StrEnum

import msgspec

from titrator.core.language import join, say


class Code(StrEnum):
    """Every refusal code and warning; the names are fixed, logs and other programs hold them."""

    NOT_A_NUMBER = "NOT_A_NUMBER"
    UNIT_MISMATCH = "UNIT_MISMATCH"
    WEIGHT_MISSING = "WEIGHT_MISSING"
    WEIGHT_IMPLAUSIBLE = "WEIGHT_IMPLAUSIBLE"
    CONCENTRATION_MISSING = "CONCENTRATION_MISSING"
    ABOVE_HARD_CAP = "ABOVE_HARD_CAP"
    ABOVE_LIBRARY_LIMIT = "ABOVE_LIBRARY_LIMIT"
    ABOVE_ORDER_MAXIMUM = "ABOVE_ORDER_MAXIMUM"
    BELOW_ZERO = "BELOW_ZERO"
    NOT_REACHABLE_ON_PUMP = "NOT_REACHABLE_ON_PUMP"
    PUMP_MISMATCH = "PUMP_MISMATCH"
    ORDER_INCOMPLETE = "ORDER_INCOMPLETE"
    ORDER_NOT_IN_FORCE = "ORDER_NOT_IN_FORCE"
    START_GATE_NOT_MET = "START_GATE_NOT_MET"
    ASSESSMENT_MISSING = "ASSESSMENT_MISSING"
    ASSESSMENT_STALE = "ASSESSMENT_STALE"
    MAP_BELOW_TARGET = "MAP_BELOW_TARGET"
    MAP_IMPLAUSIBLE = "MAP_IMPLAUSIBLE"
    MAP_SOURCE_NOT_ALLOWED = "MAP_SOURCE_NOT_ALLOWED"
    PERFUSION_WORSE = "PERFUSION_WORSE"
    PERFUSION_NOT_ASSESSED = "PERFUSION_NOT_ASSESSED"
    STEP_TOO_EARLY = "STEP_TOO_EARLY"
    STEP_TOO_LARGE = "STEP_TOO_LARGE"
    OUT_OF_WEAN_ORDER = "OUT_OF_WEAN_ORDER"
    NOREPINEPHRINE_UP_TO_SPARE_VASOPRESSIN = "NOREPINEPHRINE_UP_TO_SPARE_VASOPRESSIN"
    ON_HOLD = "ON_HOLD"
    HOLD_TOO_SHORT = "HOLD_TOO_SHORT"
    PRESCRIBER_NEEDED = "PRESCRIBER_NEEDED"
    SUSPENDED = "SUSPENDED"
    CLOCK_NOT_TRUSTED = "CLOCK_NOT_TRUSTED"
    ABRUPT_STOP = "ABRUPT_STOP"
    SECOND_CHECK_NEEDED = "SECOND_CHECK_NEEDED"
    SECOND_CHECK_MISMATCH = "SECOND_CHECK_MISMATCH"
    NOT_RUNNING = "NOT_RUNNING"
    NOT_A_REDUCTION = "NOT_A_REDUCTION"
    OUT_OF_SCOPE = "OUT_OF_SCOPE"
    UNKNOWN_DRUG = "UNKNOWN_DRUG"
    PROTOCOL_LOOSER_THAN_CEILING = "PROTOCOL_LOOSER_THAN_CEILING"
    WRONG_PHASE = "WRONG_PHASE"
    LOG_NOT_WRITTEN = "LOG_NOT_WRITTEN"

    ABOVE_SOFT_LIMIT = "ABOVE_SOFT_LIMIT"
    LARGE_CHANGE = "LARGE_CHANGE"
    STEP_SMALLER_THAN_ORDERED = "STEP_SMALLER_THAN_ORDERED"
    OUTSIDE_ORDERED_INCREMENT = "OUTSIDE_ORDERED_INCREMENT"
    TARGETS_DIFFER = "TARGETS_DIFFER"
    LIMIT_NOT_CHECKED = "LIMIT_NOT_CHECKED"
    NOT_VERIFIED = "NOT_VERIFIED"


class Finding(msgspec.Struct, frozen=True, kw_only=True):
    """One refusal or warning, in the four parts that a message at the bedside has.

    Attributes:
        code: which rule, for programs.
        rule: its id in the protocol or the rule book, for people.
        text: what was refused or noticed, with the value that broke the rule.
        source: where the rule comes from.
        next_action: what can be done now.
    """

    code: Code
    rule: str
    text: str
    source: str
    next_action: str


class RefusedError(Exception):
    """Something was not accepted; carries every finding, at least one."""

    def __init__(self, *findings: Finding) -> None:
        super().__init__("; ".join(finding.text for finding in findings))
        self.findings = findings


def finding(code: Code, text: str, *, source: str = "", next_action: str = "") -> Finding:
    """Return a finding with the rule, source and next action that belong to `code`.

    Args:
        code: which rule.
        text: the sentence with the numbers.
        source: a nearer source than the rule book, such as the library file of a limit.
        next_action: a nearer next action than the usual one.
    """
    rule, usual_source, usual_action = _ABOUT[code]
    return Finding(
        code=code,
        rule=rule,
        text=text,
        source=source or usual_source,
        next_action=next_action or usual_action,
    )


def findings_of(*reads: Callable[[], object]) -> tuple[Finding, ...]:
    """Return every finding with which `reads` refuse, in their order; a refusal names them all."""
    found: list[Finding] = []
    for read in reads:
        try:
            read()
        except RefusedError as refused:
            found += refused.findings
    return tuple(found)


def require_all(*reads: Callable[[], object]) -> None:
    """Do nothing where all of `reads` succeed.

    Raises:
        RefusedError: with the findings of all that do not.
    """
    found = findings_of(*reads)
    if found:
        raise RefusedError(*found)


def codes(findings: Iterable[Finding]) -> frozenset[Code]:
    """Return the codes among `findings`."""
    return frozenset(one.code for one in findings)


_ARTICLE = say("Source article, Vasopressor Management (educational, pending human review)")
_RULES = say("Titrator rules")
_ENTRY = say("ISMP guidelines for safe electronic communication of medication information")
_TJC = say("The Joint Commission, titration order elements (MM.04.01.01)")
_TYPE_AGAIN = say("Read the device or the label again and type what it shows.")
_REASSESS = say("Reassess now: MAP on the arterial line and the perfusion answers.")
_ASK_ORDER = say(
    "Ask the prescriber for a complete order that is in force; keep the dose until then."
)
_KEEP = say("Keep the dose. Hold and back up stay possible.")
_LIMIT = say("Keep to the limit. If the pump already runs above it, call the prescriber now.")

_ABOUT: dict[Code, tuple[str, str, str]] = {
    Code.NOT_A_NUMBER: (say("number entry"), _ENTRY, say("Type digits with a point, such as 0.5.")),
    Code.UNIT_MISMATCH: (say("units"), _RULES, say("Use the unit of the order and of the drug.")),
    Code.WEIGHT_MISSING: (
        say("weight"),
        _RULES,
        say("Enter the dosing weight in kg, and how it is known."),
    ),
    Code.WEIGHT_IMPLAUSIBLE: (
        say("weight"),
        _RULES,
        say("Check that it is kg, then type it twice."),
    ),
    Code.CONCENTRATION_MISSING: (
        say("bag"),
        _RULES,
        say("Type amount and volume from the bag label."),
    ),
    Code.ABOVE_HARD_CAP: (say("hard limit"), _RULES, _LIMIT),
    Code.ABOVE_LIBRARY_LIMIT: (say("drug library"), say("Drug library of this hospital"), _LIMIT),
    Code.ABOVE_ORDER_MAXIMUM: (
        say("order"),
        _TJC,
        say("Call the prescriber: a new order is needed."),
    ),
    Code.BELOW_ZERO: (say("number entry"), _RULES, _TYPE_AGAIN),
    Code.NOT_REACHABLE_ON_PUMP: (
        say("pump resolution"),
        _RULES,
        say("Keep the dose and ask pharmacy for a weaker bag."),
    ),
    Code.PUMP_MISMATCH: (
        say("read-back"),
        _RULES,
        say(
            "Look at the pump again. Pump and program must show the same rate before it is recorded."
        ),
    ),
    Code.ORDER_INCOMPLETE: (say("order"), _TJC, _ASK_ORDER),
    Code.ORDER_NOT_IN_FORCE: (say("order"), _TJC, _ASK_ORDER),
    Code.START_GATE_NOT_MET: (
        "R3-R5, R17",
        _ARTICLE,
        say("Answer the start gate; wait until met."),
    ),
    Code.ASSESSMENT_MISSING: ("R8", _ARTICLE, _REASSESS),
    Code.ASSESSMENT_STALE: ("R8", _ARTICLE, _REASSESS),
    Code.MAP_BELOW_TARGET: (
        "R9",
        _ARTICLE,
        say("Hold, repeat MAP in 2 to 5 minutes, check volume."),
    ),
    Code.MAP_IMPLAUSIBLE: (
        "R8",
        _RULES,
        say("Read the monitor again and type the MAP a second time."),
    ),
    Code.MAP_SOURCE_NOT_ALLOWED: ("R17", _ARTICLE, say("Take the MAP from the arterial line.")),
    Code.PERFUSION_WORSE: ("R9", _ARTICLE, say("Hold and reassess volume status.")),
    Code.PERFUSION_NOT_ASSESSED: ("R8", _ARTICLE, _REASSESS),
    Code.STEP_TOO_EARLY: ("R7", _ARTICLE, join(" ", (say("Wait until the step opens."), _KEEP))),
    Code.STEP_TOO_LARGE: ("R6", _ARTICLE, say("Choose a smaller reduction.")),
    Code.OUT_OF_WEAN_ORDER: ("R2", _ARTICLE, say("Follow the wean order, or hold.")),
    Code.NOREPINEPHRINE_UP_TO_SPARE_VASOPRESSIN: (
        "R1",
        _ARTICLE,
        say("Keep the dose. Back up to the last tolerated dose is possible."),
    ),
    Code.ON_HOLD: (
        "R9",
        _ARTICLE,
        say("Resume first, when the hold allows it. Back up is possible."),
    ),
    Code.HOLD_TOO_SHORT: ("R9", _RULES, say("Wait until the hold time has passed, then reassess.")),
    Code.PRESCRIBER_NEEDED: ("R9", _RULES, say("Call the prescriber.")),
    Code.SUSPENDED: ("R8", _RULES, _REASSESS),
    Code.CLOCK_NOT_TRUSTED: (
        say("time"),
        _RULES,
        say("Check the clock of this workstation, then reassess."),
    ),
    Code.ABRUPT_STOP: ("R11", _ARTICLE, say("Reduce step by step; stop from the lowest dose.")),
    Code.SECOND_CHECK_NEEDED: (
        say("bag change"),
        _RULES,
        say("A second person types the label, unseen."),
    ),
    Code.SECOND_CHECK_MISMATCH: (
        say("bag change"),
        _RULES,
        say("Both read the label again. Do not go on until both agree."),
    ),
    Code.NOT_RUNNING: (
        say("infusion"),
        _RULES,
        say("Record what the pump shows for this drug first."),
    ),
    Code.NOT_A_REDUCTION: ("R6", _RULES, say("Choose a dose below the running one.")),
    Code.OUT_OF_SCOPE: (say("scope"), _RULES, say("Do not use this program for this patient.")),
    Code.UNKNOWN_DRUG: (
        say("drug library"),
        _RULES,
        say("Choose a drug of the library, name in full."),
    ),
    Code.PROTOCOL_LOOSER_THAN_CEILING: (
        say("nested limits"),
        _RULES,
        say("Pharmacy must correct the file; limits may only be tightened."),
    ),
    Code.WRONG_PHASE: (say("state"), _RULES, say("See what is due next on the screen.")),
    Code.LOG_NOT_WRITTEN: (
        say("log"),
        _RULES,
        say("Write on paper. Hold and back up at the pump."),
    ),
    Code.ABOVE_SOFT_LIMIT: (
        say("soft limit"),
        say("Drug library"),
        say("Give the reason; it is kept."),
    ),
    Code.LARGE_CHANGE: (say("large change"), _RULES, say("Check the pump and the decimal point.")),
    Code.STEP_SMALLER_THAN_ORDERED: (
        say("pump resolution"),
        _RULES,
        say("Nothing; the pump is coarse."),
    ),
    Code.OUTSIDE_ORDERED_INCREMENT: ("R1", _RULES, say("Tell the prescriber.")),
    Code.TARGETS_DIFFER: ("R9", _RULES, say("Ask the prescriber for one MAP target.")),
    Code.LIMIT_NOT_CHECKED: (
        say("limits"),
        _RULES,
        say("Enter the weight to check the per-kg limit."),
    ),
    Code.NOT_VERIFIED: (
        say("drug library"),
        say("Drug library"),
        say("Pharmacy reviews the figure."),
    ),
}
