"""One conversion in words for the calculator: every figure comes from the core, ready to show."""

from typing import NamedTuple

from titrator.core import wording
from titrator.core.conversion import Conversion, convert
from titrator.core.conversion_entry import Entry, read_entry
from titrator.core.conversion_route import Setting, expressed, is_flow, limits_of
from titrator.core.conversion_text import chain_links, circumstances, settable_lines, worked_lines
from titrator.core.drug_library import DrugLibrary
from titrator.core.findings import Finding, RefusedError
from titrator.core.language import say_code
from titrator.core.limits import Limit
from titrator.core.units import Quantity
from titrator.session.screen import Blocked


class LimitLine(NamedTuple):
    """One limit with how much of it the dose uses; `used` is None where it was not checked."""

    name: str
    maximum: str
    source: str
    used: int | None
    is_above: bool


class Worked(NamedTuple):
    """The answer, or every reason against it.

    Attributes:
        chain: dose, dose per minute, pump rate; empty when refused.
        circumstances: the bag and the weight behind it.
        lines: the working, one operation a line.
        settable: those of the lines that say what to set the pump to.
        other: what the field not typed in would hold: a number without its unit.
        limits: each limit with its headroom.
        notices: what the answer passes or could not be checked against.
        refused: why there is no answer.
    """

    chain: tuple[str, ...] = ()
    circumstances: str = ""
    lines: tuple[str, ...] = ()
    settable: tuple[str, ...] = ()
    other: str = ""
    limits: tuple[LimitLine, ...] = ()
    notices: tuple[Blocked, ...] = ()
    refused: tuple[Blocked, ...] = ()


def work_out(entry: Entry, library: DrugLibrary) -> Worked:
    """Return the conversion of `entry` in words; a refusal is an answer too."""
    try:
        setting, asked = read_entry(entry, library)
        found = convert(setting, asked)
    except RefusedError as refused:
        return Worked(refused=tuple(_said(one) for one in refused.findings))
    return Worked(
        chain=chain_links(setting, asked, found),
        circumstances=circumstances(setting, asked).strip(),
        lines=worked_lines(setting, asked, found),
        settable=tuple(settable_lines(setting, asked, found)),
        other=_other(asked, found),
        limits=tuple(_limit_line(limit, setting, asked) for limit in limits_of(setting.drug)),
        notices=tuple(_said(one) for one in found.findings),
    )


def _other(asked: Quantity, found: Conversion) -> str:
    if is_flow(asked.unit):
        return wording.shown_number(found.value.magnitude)
    return "" if found.pump_rate is None else wording.exact_number(found.pump_rate.magnitude)


def _limit_line(limit: Limit, setting: Setting, asked: Quantity) -> LimitLine:
    dose = expressed(asked, limit.maximum.unit, setting)
    used = dose.ratio(limit.maximum) if isinstance(dose, Quantity) else None
    return LimitLine(
        name=say_code(limit.layer),
        maximum=wording.shown(limit.maximum),
        source=limit.source,
        used=None if used is None else min(100, used.numerator * 100 // used.denominator),
        is_above=used is not None and used > 1,
    )


def _said(found: Finding) -> Blocked:
    return Blocked(
        code=found.code,
        what=found.text,
        rule=found.rule,
        source=found.source,
        can_do=found.next_action,
    )
