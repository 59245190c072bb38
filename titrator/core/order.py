"""The titration order: the seven elements of the Joint Commission, and whether it is in force."""

from collections.abc import Callable
from datetime import datetime, timedelta
from fractions import Fraction
from functools import partial

import msgspec

from titrator.core import limits, wording
from titrator.core.calculator import dose_of
from titrator.core.commands import RecordOrder
from titrator.core.drug_library import Drug
from titrator.core.findings import Code, Finding, RefusedError, finding, findings_of
from titrator.core.language import join, say
from titrator.core.number_entry import read_number, read_quantity
from titrator.core.readings import is_given, read_minutes, read_moment
from titrator.core.units import Quantity, Unit, UnitKind

_LOWEST_TARGET_MMHG = 60
_HIGHEST_TARGET_MMHG = 85
_DOSE_KINDS = frozenset({UnitKind.DOSE_RATE, UnitKind.DOSE_RATE_PER_KG})
_DOSES = ("initial", "increment", "maximum")
_ELEMENTS = (
    "route",
    "initial",
    "increment",
    "interval_min",
    "maximum",
    "map_target_mmhg",
    "prescriber",
)


class Order(msgspec.Struct, frozen=True, kw_only=True):
    """One order as given. The endpoint is the MAP target.

    Attributes:
        unit_symbol: the dose-rate unit that all its doses share.
        interval: its frequency: how soon after a change the next one may follow.
        valid_until: None when it holds until it is discontinued.
    """

    drug: str
    route: str
    initial: Quantity
    increment: Quantity
    interval: timedelta
    maximum: Quantity
    map_target_mmhg: Fraction
    prescriber: str
    recorded_at: datetime
    valid_until: datetime | None = None
    is_discontinued: bool = False

    @property
    def unit(self) -> Unit:
        """Return the unit of its doses, and of every step under it."""
        return self.increment.unit

    @property
    def bounding_maximum(self) -> Quantity | None:
        """Return its maximum while it bounds: also when expired, not when discontinued."""
        return None if self.is_discontinued else self.maximum

    def is_in_force(self, now: datetime) -> bool:
        """Return whether it may be acted on at `now`; its last moment included (ruling 23)."""
        if self.is_discontinued:
            return False
        return self.valid_until is None or now <= self.valid_until


def read_order(
    typed: RecordOrder,
    drug: Drug,
    *,
    now: datetime,
    running_for: timedelta | None,
    weight: Quantity,
) -> Order:
    """Return the order that was typed, whole.

    Raises:
        RefusedError: ORDER_INCOMPLETE, UNIT_MISMATCH, ABOVE_HARD_CAP, ABOVE_LIBRARY_LIMIT,
            ABOVE_ORDER_MAXIMUM, MAP_IMPLAUSIBLE, NOT_A_NUMBER, BELOW_ZERO (ruling 26).
    """
    faults = [*_missing(typed, drug), *findings_of(*_readings(typed, drug))]
    doses = _doses_in_one_unit(typed, drug, faults)
    if doses is not None:
        faults += [*_zeros(doses, drug), *_above(doses, drug, running_for, weight)]
    if faults or doses is None:
        raise RefusedError(*faults)
    return Order(
        drug=drug.name,
        route=typed.route or "",
        initial=doses.initial,
        increment=doses.increment,
        interval=_read_interval(typed.interval_min, drug),
        maximum=doses.maximum,
        map_target_mmhg=_read_target(typed.map_target_mmhg),
        prescriber=typed.prescriber or "",
        recorded_at=now,
        valid_until=_read_end(typed.valid_until, drug),
    )


class _Doses(msgspec.Struct, frozen=True, kw_only=True):
    initial: Quantity
    increment: Quantity
    maximum: Quantity


def _missing(typed: RecordOrder, drug: Drug) -> tuple[Finding, ...]:
    missing = [_SPOKEN[name] for name in _ELEMENTS if not is_given(getattr(typed, name))]
    return (
        _incomplete(drug, say("missing: {missing}", missing=join(", ", missing))).findings
        if missing
        else ()
    )


def _readings(typed: RecordOrder, drug: Drug) -> list[Callable[[], object]]:
    """Return the reading of every element that was given."""
    reads: dict[str, Callable[[], object]] = {
        name: partial(_read_dose, getattr(typed, name), drug, _SPOKEN[name]) for name in _DOSES
    }
    reads["interval_min"] = partial(_read_interval, typed.interval_min, drug)
    reads["map_target_mmhg"] = partial(_read_target, typed.map_target_mmhg)
    given = [read for name, read in reads.items() if is_given(getattr(typed, name))]
    return [*given, partial(_read_end, typed.valid_until, drug)]


def _doses_in_one_unit(typed: RecordOrder, drug: Drug, faults: list[Finding]) -> _Doses | None:
    """Return the three doses; None where one cannot be read, or with a fault where units differ."""
    try:
        doses = {name: _read_dose(getattr(typed, name), drug, _SPOKEN[name]) for name in _DOSES}
    except RefusedError:
        return None
    if len({dose.unit for dose in doses.values()}) == 1:
        return _Doses(**doses)
    sentence = say(
        "The doses of the order for {drug} are not all in one unit.", drug=drug.display_name
    )
    faults.append(finding(Code.UNIT_MISMATCH, sentence))
    return None


_SPOKEN = {
    "route": say("route"),
    "initial": say("initial rate"),
    "increment": say("increment"),
    "interval_min": say("frequency"),
    "maximum": say("maximum rate"),
    "map_target_mmhg": say("endpoint (MAP target)"),
    "prescriber": say("prescriber"),
}


def _incomplete(drug: Drug, why: str) -> RefusedError:
    sentence = say("The order for {drug} was not taken; {why}.", drug=drug.display_name, why=why)
    return RefusedError(finding(Code.ORDER_INCOMPLETE, sentence))


def _read_dose(text: str, drug: Drug, what: str) -> Quantity:
    dose = read_quantity(text, what.capitalize(), kinds=_DOSE_KINDS)
    if dose.unit not in drug.dose_units:
        allowed = join(say(" or "), (unit.symbol for unit in drug.dose_units))
        sentence = say(
            "{what} {dose} was not taken: {drug} is ordered in {allowed}.",
            what=what.capitalize(),
            dose=wording.as_typed(dose),
            drug=drug.display_name,
            allowed=allowed,
        )
        raise RefusedError(finding(Code.UNIT_MISMATCH, sentence))
    return dose


def _read_interval(text: str | None, drug: Drug) -> timedelta:
    interval = read_minutes(text, say("Interval"))
    if not interval:
        raise _incomplete(drug, say("zero: frequency"))
    return interval


def _read_target(text: str | None) -> Fraction:
    target = read_number(text, say("MAP target"))
    if not _LOWEST_TARGET_MMHG <= target <= _HIGHEST_TARGET_MMHG:
        sentence = say(
            "MAP target {target} mmHg is outside 60 to 85 mmHg.",
            target=wording.shown_number(target),
        )
        raise RefusedError(finding(Code.MAP_IMPLAUSIBLE, sentence))
    return target


def _read_end(text: str | None, drug: Drug) -> datetime | None:
    if text is None:
        return None
    end = read_moment(text)
    if end is None:
        raise _incomplete(drug, say('its end "{text}" is not a time with its zone', text=text[:24]))
    return end


def _zeros(doses: _Doses, drug: Drug) -> tuple[Finding, ...]:
    values = ((say("increment"), doses.increment), (say("maximum rate"), doses.maximum))
    zero = [spoken for spoken, value in values if not value]
    return _incomplete(drug, say("zero: {zero}", zero=join(", ", zero))).findings if zero else ()


def _above(
    doses: _Doses, drug: Drug, running_for: timedelta | None, weight: Quantity
) -> tuple[Finding, ...]:
    """Judge the order's own doses by the layers outside it, and `initial` by its maximum."""
    outer = limits.hard_limits(drug, order_maximum=None, running_for=running_for)
    findings: dict[Code, Finding] = {}
    for stated in (doses.initial, doses.maximum):
        dose = dose_of(stated, weight)
        findings |= {one.code: one for one in limits.judge(drug, dose, outer)}
    if doses.initial > doses.maximum:
        sentence = say(
            "The initial rate {initial} is above the maximum rate {maximum} of the same order.",
            initial=wording.shown(doses.initial),
            maximum=wording.shown(doses.maximum),
        )
        findings[Code.ABOVE_ORDER_MAXIMUM] = finding(Code.ABOVE_ORDER_MAXIMUM, sentence)
    return tuple(findings.values())
