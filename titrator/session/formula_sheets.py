"""The norepinephrine equivalents of what runs, by every formula, and how far they disagree."""

from collections.abc import Mapping

from titrator.core import wording
from titrator.core.conversion_entry import Entry, read_dosing_weight
from titrator.core.equivalents import NOTE, Compared, Equivalent, Infusion, compared, read_dose
from titrator.core.findings import Code, Finding, RefusedError, finding
from titrator.core.language import drug_name, say
from titrator.core.units import Quantity
from titrator.session.policy import LoadedPolicy
from titrator.session.sheet import Sheet, foot_of, said

_FORMULA_COLUMNS = (
    say("Formula"),
    say("Norepinephrine equivalent"),
    say("Made of"),
    say("Source and doubts"),
)


def formulas_of(doses: Mapping[str, str], weight: str, policy: LoadedPolicy) -> Sheet:
    """Return the formulas for doses as typed, by drug; an empty one is not running.

    Raises:
        RefusedError: nothing runs, or what was typed cannot be read.
    """
    running = {drug: dose for drug, dose in doses.items() if dose}
    if not running:
        sentence = say("Nothing is worked out: no dose was typed.")
        raise RefusedError(finding(Code.NOT_RUNNING, sentence, next_action=say("Type what runs.")))
    infusions = []
    refusals: list[Finding] = []
    for name, dose in running.items():
        try:
            drug = policy.library.drug(name)
            infusions.append(Infusion(drug=drug, dose=read_dose(drug, dose)))
        except RefusedError as refused:
            refusals.extend(refused.findings)
    if refusals:
        raise RefusedError(*refusals)
    kg = read_dosing_weight(Entry(weight=weight))
    return formulas_sheet(tuple(infusions), kg, policy)


def formulas_sheet(
    infusions: tuple[Infusion, ...], weight: Quantity | None, policy: LoadedPolicy
) -> Sheet:
    """Return the same infusions by every formula; raises as `core.equivalents.compared`."""
    found = compared(infusions, weight)
    rows = tuple(_formula_cells(formula.name, formula.source, one) for formula, one in found.found)
    running = [
        f"{drug_name(one.drug.display_name)} {wording.as_typed(one.dose)}" for one in infusions
    ]
    findings = {
        finding.text: finding
        for _, one in found.found
        if isinstance(one, Equivalent)
        for part in one.parts
        for finding in part.findings
    }
    return Sheet(
        title=say("Norepinephrine equivalents by every formula"),
        facts=(
            (say("Running"), "; ".join(running)),
            *(((say("Weight"), wording.as_typed(weight)),) if weight is not None else ()),
            (say("Formulas say"), _range_text(found)),
            (say("Use"), NOTE),
        ),
        columns=_FORMULA_COLUMNS,
        rows=rows,
        marked=frozenset(
            place for place, (_, one) in enumerate(found.found) if not isinstance(one, Equivalent)
        ),
        notices=said(tuple(findings.values())),
        foot=foot_of(policy),
        answer={
            "status": "ok",
            "lowest": wording.exact_number(found.lowest.magnitude),
            "highest": wording.exact_number(found.highest.magnitude),
            "unit": found.lowest.unit.symbol,
            "spread_percent": None
            if found.spread is None
            else wording.exact_number(found.spread * 100),
            "note": NOTE,
        },
        records=tuple(
            {
                "formula": formula.name,
                "value": wording.exact_number(one.value.magnitude)
                if isinstance(one, Equivalent)
                else "",
                "reason": ""
                if isinstance(one, Equivalent)
                else " ".join(refusal.text for refusal in one),
            }
            for formula, one in found.found
        ),
    )


def _formula_cells(
    name: str, source: str, found: Equivalent | tuple[Finding, ...]
) -> tuple[str, ...]:
    if not isinstance(found, Equivalent):
        return name, say("no number"), "", " ".join(one.text for one in found)
    doubts = [one.text for one in found.findings if one.code == "NOT_VERIFIED"]
    shares = " + ".join(
        f"{drug_name(part.infusion.drug.display_name)} {wording.shown_number(part.value.magnitude)}"
        for part in found.parts
    )
    return name, wording.shown(found.value), shares, " ".join((f"{source}.", *doubts))


def _range_text(found: Compared) -> str:
    if not found.spread:
        return say(
            "{lowest}: the formulas that have a number agree", lowest=wording.shown(found.lowest)
        )
    return say(
        "{lowest} to {highest}: the highest is {spread} above the lowest",
        lowest=wording.shown(found.lowest),
        highest=wording.shown(found.highest),
        spread=wording.percent(found.spread),
    )
