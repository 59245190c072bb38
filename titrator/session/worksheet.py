"""The double-check worksheet in words, and what its check code says when it is read back."""

from datetime import datetime

from titrator.core import wording
from titrator.core.check_code import Checked, decode, encode
from titrator.core.conversion_entry import Entry, read_entry
from titrator.core.conversion_route import Setting
from titrator.core.conversion_text import bag_text, chain_line, mix_text, worked_lines
from titrator.core.findings import RefusedError
from titrator.core.language import drug_name, say, say_code
from titrator.core.units import Quantity
from titrator.core.worksheet import (
    RULE,
    Found,
    Worksheet,
    checked,
    compare,
    entry_of,
    read_result,
    result_unit,
    short,
)
from titrator.session.policy import LoadedPolicy
from titrator.session.sheet import Sheet, foot_of, said

_COLUMNS = ("", say("Nurse"), say("Pharmacist"), say("Program"))


def asked_for(entry: Entry, policy: LoadedPolicy) -> str:
    """Return the unit that both people give their result in; raises as `core.worksheet.compare`."""
    return result_unit(entry, policy.library).symbol


def inputs_sheet(entry: Entry, policy: LoadedPolicy) -> Sheet:
    """Return what is to be worked out, and nobody's result; raises as `core.worksheet.compare`."""
    setting, asked = read_entry(entry, policy.library)
    return Sheet(
        title=say("To be worked out"),
        facts=(*_inputs(setting, asked), (say("Result in"), asked_for(entry, policy))),
        foot=foot_of(policy),
        answer={"status": "ok"},
    )


def require_result(entry: Entry, result: str, policy: LoadedPolicy) -> None:
    """Do nothing where `result` can be compared later; it is not said whether it is right.

    Raises:
        RefusedError: as `core.worksheet.read_result`.
    """
    read_result(result, say("The nurse's result"), result_unit(entry, policy.library))


def worksheet_sheet(
    entry: Entry, *, nurse: str, pharmacist: str, at: datetime, policy: LoadedPolicy
) -> Sheet:
    """Return the three results side by side; raises as `core.worksheet.compare`."""
    sheet = compare(entry, nurse=nurse, pharmacist=pharmacist, library=policy.library)
    code = encode(checked(sheet, library=policy.library, at=at))
    exact = sheet.engine.value
    rows = (
        (
            say("Result"),
            wording.as_typed(sheet.nurse.value),
            wording.as_typed(sheet.pharmacist.value),
            wording.as_typed(short(sheet.shown)),
        ),
        (say("From exact"), _off(sheet.nurse), _off(sheet.pharmacist), wording.as_typed(exact)),
        (say("Agrees"), _agrees(sheet.nurse), _agrees(sheet.pharmacist), ""),
    )
    return Sheet(
        title=say("Independent double check"),
        facts=(
            (say("Outcome"), say_code(sheet.outcome)),
            *_inputs(sheet.setting, sheet.asked),
            (say("Program says"), chain_line(sheet.setting, sheet.asked, sheet.engine)),
            (say("Check code"), code),
            (say("Checked at"), _at_text(at)),
            (say("Agreement"), RULE),
        ),
        columns=_COLUMNS,
        leads_with_table=True,
        rows=rows,
        marked=frozenset(
            () if sheet.nurse.agrees and sheet.pharmacist.agrees else (len(rows) - 1,)
        ),
        lines=worked_lines(sheet.setting, sheet.asked, sheet.engine),
        notices=said(sheet.engine.findings),
        foot=foot_of(policy),
        answer=_answer(sheet, code, policy, at),
    )


def decoded_sheet(code: str, policy: LoadedPolicy) -> Sheet:
    """Return what a check code holds, and what this program makes of the same inputs now.

    Raises:
        RefusedError: it is no such code.
    """
    held = decode(code)
    is_same_library = policy.library.fingerprint.startswith(held.library)
    now, agrees = _worked_again(held, policy)
    library = say("the one in force here") if is_same_library else say("not the one in force here")
    return Sheet(
        title=say("Check code read back"),
        facts=(
            (say("Drug"), held.drug),
            (say("Bag"), _bag(held)),
            *(((say("Weight"), wording.as_typed(held.weight)),) if held.weight is not None else ()),
            (say("Asked"), wording.as_typed(held.asked)),
            (say("Nurse"), wording.as_typed(held.nurse)),
            (say("Pharmacist"), wording.as_typed(held.pharmacist)),
            (say("Program then"), wording.as_typed(held.engine)),
            (say("Program now"), now),
            (say("Drug library"), f"{held.library}: {library}"),
            (say("Checked at"), _at_text(held.at)),
        ),
        foot=foot_of(policy),
        answer=_held_answer(held, is_same_library=is_same_library, agrees=agrees),
    )


def _worked_again(held: Checked, policy: LoadedPolicy) -> tuple[str, bool]:
    try:
        entry = entry_of(held)
        sheet = compare(
            entry,
            nurse=wording.exact(held.nurse),
            pharmacist=wording.exact(held.pharmacist),
            library=policy.library,
        )
    except RefusedError as refused:
        return say("refused: {findings}", findings=refused.findings[0].text), False
    found = short(sheet.shown)
    agrees = found == held.engine
    word = say("the same") if agrees else say("NOT the same")
    return f"{wording.as_typed(found)}, {word}", agrees


def _inputs(setting: Setting, asked: Quantity) -> tuple[tuple[str, str], ...]:
    drug = (
        say("outside the drug library")
        if setting.drug is None
        else drug_name(setting.drug.display_name)
    )
    bag = () if setting.bag is None else ((say("Bag"), bag_text(setting)), ("", mix_text(setting)))
    weight = () if setting.weight is None else ((say("Weight"), wording.as_typed(setting.weight)),)
    return ((say("Drug"), drug), *bag, *weight, (say("Asked"), wording.as_typed(asked)))


def _bag(held: Checked) -> str:
    if held.concentration is not None:
        return wording.as_typed(held.concentration)
    if held.amount is None or held.volume is None:
        return say("none given")
    return say(
        "{amount} in {volume}",
        amount=wording.as_typed(held.amount),
        volume=wording.as_typed(held.volume),
    )


def _off(found: Found) -> str:
    if not found.off:
        return say("exact") if found.off == 0 else say("Not known")
    off = wording.percent(found.off)
    return say("{off} more", off=off) if found.off > 0 else say("{off} less", off=off)


def _agrees(found: Found) -> str:
    return say("yes") if found.agrees else say("NO")


def _at_text(at: datetime) -> str:
    return say("{at} UTC (24 h)", at=f"{at:%Y-%m-%d} {wording.clock_text(at)}")


def _answer(
    sheet: Worksheet, code: str, policy: LoadedPolicy, at: datetime
) -> dict[str, str | None]:
    number = wording.exact_number
    return {
        "status": "ok",
        "outcome": say_code(sheet.outcome),
        "unit": sheet.shown.unit.symbol,
        "nurse": number(sheet.nurse.value.magnitude),
        "nurse_agrees": _agrees(sheet.nurse).lower(),
        "pharmacist": number(sheet.pharmacist.value.magnitude),
        "pharmacist_agrees": _agrees(sheet.pharmacist).lower(),
        "engine": number(sheet.shown.magnitude),
        "exact": number(sheet.engine.value.magnitude),
        "code": code,
        "library": policy.library.fingerprint,
        "at": at.isoformat(),
    }


def _held_answer(held: Checked, *, is_same_library: bool, agrees: bool) -> dict[str, str | None]:
    def text(quantity: Quantity | None) -> str | None:
        return None if quantity is None else wording.exact(quantity)

    return {
        "status": "ok",
        "drug": held.drug,
        "amount": text(held.amount),
        "volume": text(held.volume),
        "concentration": text(held.concentration),
        "weight": text(held.weight),
        "resolution": text(held.resolution),
        "asked": text(held.asked),
        "nurse": text(held.nurse),
        "pharmacist": text(held.pharmacist),
        "engine": text(held.engine),
        "library": held.library,
        "is_library_in_force": "yes" if is_same_library else "no",
        "is_same_now": "yes" if agrees else "no",
        "at": held.at.isoformat(),
    }
