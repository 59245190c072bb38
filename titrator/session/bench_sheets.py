"""The sheets of the pharmacist's bench: rate table, another bag, a bag's time, formulas side by side."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from fractions import Fraction

from titrator.core import wording
from titrator.core.bag_time import BagTime, bag_time
from titrator.core.concentration_change import ConcentrationChange, NewBag, concentration_change
from titrator.core.conversion import Conversion, convert
from titrator.core.conversion_entry import Entry, read_entry
from titrator.core.conversion_route import Setting
from titrator.core.conversion_text import bag_text, chain_line, mix_text, worked_lines
from titrator.core.findings import Code
from titrator.core.language import drug_name, say
from titrator.core.rate_table import RateRow, RateTable, Span, Step, rate_table, said_of_step
from titrator.core.units import Quantity, Spelling
from titrator.session.policy import LoadedPolicy
from titrator.session.sheet import Sheet, foot_of, said

_RATE_COLUMNS = (
    say("Dose"),
    say("Pump rate"),
    say("Really gives"),
    say("Error"),
    say("To be known"),
)
_BY_RATE_COLUMNS = (say("Pump rate"), say("Set"), say("Gives"), say("Error"), say("To be known"))


def conversion_sheet(entry: Entry, policy: LoadedPolicy) -> Sheet:
    """Return a dose as a pump rate, or back, or in another unit; raises as `core.conversion`."""
    setting, asked = read_entry(entry, policy.library)
    found = convert(setting, asked)
    rate = () if found.pump_rate is None else ((say("Set"), wording.as_typed(found.pump_rate)),)
    line = chain_line(setting, asked, found)
    return Sheet(
        title=say("Conversion: {setting}", setting=_drug_name(setting, entry)),
        facts=(
            *_about(setting),
            (say("Asked"), wording.as_typed(asked)),
            (say("ANSWER"), line),
            (say("Exact"), wording.as_typed(found.value)),
            *rate,
            *_dose_fact(found),
        ),
        lines=worked_lines(setting, asked, found),
        notices=said(found.findings),
        foot=foot_of(policy),
        answer={"status": "ok", "line": line},
    )


def rate_table_sheet(
    entry: Entry, span: Span, policy: LoadedPolicy, spelling: Spelling = Spelling.SAFE
) -> Sheet:
    """Return a rate table; raises as `core.rate_table.rate_table`."""
    table = rate_table(entry, span, policy.library, spelling)
    rows = [_rate_cells(row) for row in table.rows]
    findings = {one.text: one for row in table.rows for one in row.found.findings}
    shared = tuple(one for one in findings.values() if _holds_for_all(table, one.text))
    return Sheet(
        title=say("Rate table: {setting}", setting=_drug_name(table.setting, entry)),
        facts=(
            *_about(table.setting),
            (say("Pump is set in steps of"), wording.as_typed(table.setting.resolution)),
            *_marks_explained(table),
        ),
        columns=_BY_RATE_COLUMNS if table.is_by_rate else _RATE_COLUMNS,
        rows=tuple(rows),
        marked=frozenset(place for place, cells in enumerate(rows) if cells[-1]),
        notices=said(shared),
        foot=foot_of(policy),
        answer={
            "status": "ok",
            "drug": entry.drug,
            "bag": bag_text(table.setting),
            "weight": _text_or_none(table.setting.weight),
            "library": policy.library.fingerprint,
            "protocol": policy.protocol.fingerprint,
        },
        records=tuple(_rate_record(row) for row in table.rows),
    )


def concentration_sheet(
    entry: Entry, new_bag: NewBag, policy: LoadedPolicy, spelling: Spelling = Spelling.SAFE
) -> Sheet:
    """Return what another bag means; raises as `core.concentration_change`."""
    found = concentration_change(entry, new_bag, policy.library, spelling)
    times = wording.shown_number(found.ratio if found.ratio >= 1 else 1 / found.ratio)
    stronger = say("times as strong") if found.ratio >= 1 else say("times weaker")
    strength = say("the same strength") if found.ratio == 1 else f"{times} {stronger}"
    limits = list(_limits_near(found))
    left = wording.shown(found.dose_if_left, limits)
    return Sheet(
        title=say("Other bag: {old}", old=_drug_name(found.old, entry)),
        facts=(
            (say("Old bag"), f"{bag_text(found.old)}. {mix_text(found.old)}"),
            (say("New bag"), f"{bag_text(found.new)}. {mix_text(found.new)}"),
            *_weight_fact(found.old),
            (say("New bag is"), strength),
            (say("Dose now"), wording.shown(found.dose, limits)),
            (say("Pump now"), wording.as_typed(found.old_rate)),
            (say("PUMP MUST SHOW"), wording.as_typed(found.new_rate)),
            (say("Exact"), wording.as_typed(found.exact_rate)),
            (
                say("Dose after"),
                f"{wording.shown(found.achieved, limits)} ({_signed(found.error)})",
            ),
            (say("Rounding error at most"), wording.percent(found.most_error)),
            (say("If the pump is left as it is"), f"{left}, {times_text(found.ratio)}"),
        ),
        notices=said((*found.at_old.findings, *found.if_left.findings)),
        foot=foot_of(policy),
        answer=_change_answer(entry, found),
    )


def bag_time_sheet(
    entry: Entry,
    *,
    left: str,
    period: str,
    at: datetime | None,
    policy: LoadedPolicy,
    spelling: Spelling = Spelling.SAFE,
) -> Sheet:
    """Return how long a bag lasts; `at` is when `left` was read. Raises as `core.bag_time`."""
    found = bag_time(entry, left=left, period=period, library=policy.library, spelling=spelling)
    whole_minutes = found.lasts.magnitude.numerator // found.lasts.magnitude.denominator
    lasts = duration_text(whole_minutes)
    empty_at = None if at is None else at + timedelta(minutes=whole_minutes)
    facts = [
        *_about(found.setting),
        (say("Pump rate"), wording.as_typed(found.rate)),
        *_dose_fact(found.found),
        (say("Volume left"), wording.as_typed(found.left)),
        (say("Bag lasts"), lasts),
    ]
    if at is not None:
        facts.append((say("Empty at"), _moment_text(at, whole_minutes)))
    facts.extend(_period_facts(found))
    return Sheet(
        title=say("Bag run-out: {setting}", setting=_drug_name(found.setting, entry)),
        facts=tuple(facts),
        notices=said(found.found.findings),
        foot=foot_of(policy),
        answer=_time_answer(entry, found, empty_at),
    )


def duration_text(minutes: int) -> str:
    """Return whole minutes as hours and minutes: ``13 h 35 min``, ``45 min``."""
    hours, rest = divmod(minutes, 60)
    return f"{hours:,} h {rest:02d} min" if hours else f"{rest} min"


def times_text(ratio: Fraction) -> str:
    """Return a ratio in words: ``4 times as much``, ``0.25 times as much``, ``the same``."""
    return (
        say("the same")
        if ratio == 1
        else say("{ratio} times as much", ratio=wording.shown_number(ratio))
    )


# ------------------------------------------------------------------ parts


def _drug_name(setting: Setting, entry: Entry) -> str:
    return entry.drug if setting.drug is None else drug_name(setting.drug.display_name)


def _about(setting: Setting) -> tuple[tuple[str, str], ...]:
    bag = ((say("Bag"), bag_text(setting)), ("", mix_text(setting)))
    return (*bag, *_weight_fact(setting))


def _weight_fact(setting: Setting) -> tuple[tuple[str, str], ...]:
    return () if setting.weight is None else ((say("Weight"), wording.as_typed(setting.weight)),)


def _text_or_none(quantity: Quantity | None) -> str | None:
    return None if quantity is None else wording.exact(quantity)


def _signed(ratio: Fraction) -> str:
    if not ratio:
        return say("exactly")
    off = wording.percent(ratio)
    return say("{off} more", off=off) if ratio > 0 else say("{off} less", off=off)


def _holds_for_all(table: RateTable, text: str) -> bool:
    return all(text in [one.text for one in row.found.findings] for row in table.rows)


def _marks_explained(table: RateTable) -> Iterator[tuple[str, str]]:
    if not table.is_by_rate:
        step = wording.as_typed(table.step)
        yield (
            say("Steps"),
            say(
                "Each row from the next higher dose, at most {step} by what the pump really gives.",
                step=step,
            ),
        )


def _rate_cells(row: RateRow) -> tuple[str, ...]:
    found = row.found
    really = found.achieved if found.achieved is not None else found.value
    limits = () if found.achieved is None else (row.asked,)
    is_same = found.difference is None or not found.difference
    notes = [said_of_step(row), *_row_notes(found)]
    return (
        wording.as_typed(row.asked),
        wording.as_typed(row.rate),
        wording.shown(really, limits if really.unit is row.asked.unit else ()),
        "0 %" if is_same else _signed(found.difference or Fraction(0)),
        "; ".join(note for note in notes if note),
    )


_ABOVE = {
    Code.ABOVE_SOFT_LIMIT: say("above soft limit"),
    Code.ABOVE_HARD_CAP: say("above built-in ceiling"),
    Code.ABOVE_LIBRARY_LIMIT: say("above library limit"),
}


def _row_notes(found: Conversion) -> Iterator[str]:
    for one in found.findings:
        if one.code in _ABOVE:
            yield _ABOVE[one.code]
        elif one.code == "NOT_REACHABLE_ON_PUMP":
            yield say("cannot be set: rounds to 0 mL/h")


def _rate_record(row: RateRow) -> dict[str, str]:
    found = row.found
    really = found.achieved if found.achieved is not None else found.value
    return {
        "asked": wording.exact_number(row.asked.magnitude),
        "asked_unit": row.asked.unit.symbol,
        "exact_rate_ml_per_h": ""
        if found.exact_rate is None
        else wording.exact_number(found.exact_rate.magnitude),
        "pump_rate_ml_per_h": wording.exact_number(row.rate.magnitude),
        "achieved_dose": wording.exact_number(really.magnitude),
        "achieved_unit": really.unit.symbol,
        "difference_percent": wording.exact_number((found.difference or Fraction(0)) * 100),
        "step_down_to_here": "" if row.step is Step.NONE else str(row.step),
        "rate_for_step_ml_per_h": ""
        if row.rate_for_step is None
        else wording.exact_number(row.rate_for_step.magnitude),
        "real_step": "" if row.real_step is None else wording.exact_number(row.real_step.magnitude),
        "findings": "; ".join(dict.fromkeys(str(one.code) for one in found.findings)),
    }


def _limits_near(found: ConcentrationChange) -> Iterator[Quantity]:
    """Yield the limits in the unit of the dose, which no shown digit may seem to keep."""
    drug = found.old.drug
    if drug is None:
        return
    for figure in (drug.hard_limit, drug.soft_limit):
        if figure is not None and figure.value.unit.dimension == found.dose.unit.dimension:
            yield figure.value


def _change_answer(entry: Entry, found: ConcentrationChange) -> dict[str, str | None]:
    number = wording.exact_number
    return {
        "status": "ok",
        "drug": entry.drug,
        "old_bag": bag_text(found.old),
        "new_bag": bag_text(found.new),
        "ratio": number(found.ratio),
        "dose": number(found.dose.magnitude),
        "dose_unit": found.dose.unit.symbol,
        "old_rate_ml_per_h": number(found.old_rate.magnitude),
        "exact_rate_ml_per_h": number(found.exact_rate.magnitude),
        "new_rate_ml_per_h": number(found.new_rate.magnitude),
        "achieved_dose": number(found.achieved.magnitude),
        "error_percent": number(found.error * 100),
        "most_error_percent": number(found.most_error * 100),
        "dose_if_left": number(found.dose_if_left.magnitude),
    }


def _dose_fact(found: Conversion) -> tuple[tuple[str, str], ...]:
    return () if found.achieved is None else ((say("Dose"), wording.shown(found.achieved)),)


def _period_facts(found: BagTime) -> Iterator[tuple[str, str]]:
    period = found.period
    if period is None:
        return
    span = wording.as_typed(period.span)
    yield say("Volume in {span}", span=span), wording.shown(period.volume)
    yield say("Drug in {span}", span=span), wording.shown(period.amount)
    if period.bags is not None:
        yield (
            say("Bags in {span}", span=span),
            say("{bags}, the one that hangs included", bags=period.bags),
        )


def _moment_text(read_at: datetime, minutes: int) -> str:
    """Return the time of day `minutes` later, and how many days later it is."""
    moment = read_at + timedelta(minutes=minutes)
    days = (moment.date() - read_at.date()).days
    at = wording.clock_text(moment)
    if not days:
        return say("{at} (24 h)", at=at)
    if days == 1:
        return say("{at} the next day (24 h)", at=at)
    return say("{at} {days} days later (24 h)", at=at, days=days)


def _time_answer(entry: Entry, found: BagTime, empty_at: datetime | None) -> dict[str, str | None]:
    period = found.period
    number = wording.exact_number
    return {
        "status": "ok",
        "drug": entry.drug,
        "pump_rate_ml_per_h": number(found.rate.magnitude),
        "volume_left_ml": number(found.left.magnitude),
        "lasts_min": number(found.lasts.magnitude),
        "empty_at": None if empty_at is None else empty_at.isoformat(),
        "period_volume_ml": None if period is None else number(period.volume.magnitude),
        "period_amount": None if period is None else number(period.amount.magnitude),
        "period_amount_unit": None if period is None else period.amount.unit.symbol,
        "period_bags": None if period is None or period.bags is None else str(period.bags),
    }
