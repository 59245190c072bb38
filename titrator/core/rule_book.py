"""The rules of the source article by their ids, in a sentence each, for people who ask why."""

from collections.abc import Mapping

from titrator.core.language import say

RULES: Mapping[str, str] = {
    "R1": say("Norepinephrine is not raised in order to take vasopressin off."),
    "R2": say("Wean norepinephrine first; vasopressin stays as it is until then."),
    "R3": say("Before weaning, MAP is at or above target for at least 2 to 4 hours."),
    "R4": say(
        "Before weaning, perfusion is adequate: lactate clearing, urine output at least "
        "0.5 mL/kg/h, mental state improving, warm limbs, brisk capillary refill."
    ),
    "R5": say("Before weaning, fluid resuscitation is judged adequate."),
    "R6": say(
        "Norepinephrine goes down in small steps: 0.01 to 0.02 mcg/kg/min, or 1 to 2 mcg/min."
    ),
    "R7": say("A step every 15 to 30 minutes, not sooner."),
    "R8": say("Reassess every 5 to 15 minutes while titrating."),
    "R9": say("MAP below target, or perfusion worse: pause and reassess volume status."),
    "R10": say("Vasopressin is tapered only when norepinephrine is at its lowest dose."),
    "R11": say(
        "Vasopressin goes down gradually, from 0.03 to 0.02 to 0.01 units/min, not abruptly."
    ),
    "R12": say("Vasopressin never runs above 0.04 units/min."),
    "R13": say("Vasopressin is not withdrawn while norepinephrine is still high."),
    "R14": say("A third agent is epinephrine 0.05 to 2 mcg/kg/min, not more vasopressin."),
    "R15": say("Dobutamine 2.5 to 20 mcg/kg/min if perfusion stays low although MAP is met."),
    "R16": say("Hydrocortisone 200 mg per day if several vasopressors do not hold the pressure."),
    "R17": say("Blood pressure is measured continuously by arterial line."),
    "R18": say("Watch capillary refill, skin temperature, urine output, lactate and mental state."),
    "R19": say(
        "Failure shows as rising lactate, falling urine output, worse mental state, cool limbs."
    ),
    "R20": say("15 mcg/min of norepinephrine marks severe septic shock."),
    "R21": say("Worked example: 0.03 mcg/kg/min at 70 kg is 2.1 mcg/min."),
}


def rule_text(rule: str) -> str:
    """Return the sentences of `rule`, which may name several ids or a range, or nothing."""
    found = []
    for part in rule.replace(" ", "").split(","):
        first, _, last = part.partition("-")
        found += [text for name, text in RULES.items() if _is_between(name, first, last or first)]
    return " ".join(found)


def _is_between(name: str, first: str, last: str) -> bool:
    ends = [text[1:] for text in (first, last)]
    if not all(text.isascii() and text.isdigit() for text in ends):
        return False
    return int(ends[0]) <= int(name[1:]) <= int(ends[1])
