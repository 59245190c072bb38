"""One conversion: a dose to a pump rate, back, or one unit to another, with its verdict.

Owns the exact answer, the settable rate with what it really gives, and every limit judged on both.
Reading text is `conversion_entry`, the factors are `conversion_route`, the words `conversion_text`.
"""

from fractions import Fraction

import msgspec

from titrator.core import wording
from titrator.core.calculator import nearest_settable
from titrator.core.conversion_route import Bound, PumpRoute, Route, Setting, is_flow, route_for
from titrator.core.findings import Code, Finding, RefusedError, finding
from titrator.core.limits import passed
from titrator.core.units import ML_PER_H, Quantity


class Conversion(msgspec.Struct, frozen=True, kw_only=True):
    """The answer to one conversion.

    Attributes:
        value: exact, in the unit wanted.
        exact_rate: the pump rate in mL/h before rounding; None where none can be worked out.
        pump_rate: the settable rate nearest to it, ties away from zero.
        achieved: the dose that `pump_rate` really gives.
        rate_within_limits: the highest settable rate within the hard limits, where only rounding
            took `pump_rate` above one; None otherwise (ruling 38).
        difference: of what `pump_rate` gives to what was asked, as a ratio; negative when less.
        findings: limits passed by a rate that runs or by rounding, limits not checked.
    """

    value: Quantity
    exact_rate: Quantity | None = None
    pump_rate: Quantity | None = None
    rate_within_limits: Quantity | None = None
    achieved: Quantity | None = None
    difference: Fraction | None = None
    findings: tuple[Finding, ...]


def convert(setting: Setting, asked: Quantity) -> Conversion:
    """Return the answer for `asked`: a dose or a pump rate.

    Raises:
        RefusedError: every code that stands in the way. A dose above a hard limit is refused; a
            rate that implies one describes what runs, and carries the finding.
    """
    return follow(route_for(setting, asked.unit), asked.magnitude)


def follow(route: Route, asked: Fraction) -> Conversion:
    """Return the answer for `asked` of the route's unit; raises as `convert`."""
    findings = _judge_asked(route, asked) + route.standing
    value = Quantity(asked * route.value_per_asked, route.value_unit)
    if route.pump is None:
        return Conversion(value=value, findings=findings)
    pump = route.pump
    exact_rate = Quantity(asked * pump.per_asked, ML_PER_H)
    pump_rate = nearest_settable(exact_rate, pump.resolution).to(ML_PER_H)
    return Conversion(
        value=value,
        exact_rate=exact_rate,
        pump_rate=pump_rate,
        rate_within_limits=_rate_within_limits(route, pump, exact_rate, pump_rate),
        achieved=_achieved(pump, pump_rate),
        difference=pump_rate.magnitude / exact_rate.magnitude - 1 if asked else Fraction(0),
        findings=_judge_settable(route, pump, exact_rate, pump_rate) + findings,
    )


def _judge_asked(route: Route, asked: Fraction) -> tuple[Finding, ...]:
    """Refuse a dose above a hard limit; return a finding for each limit that is only passed."""
    if route.lowest is None or asked <= route.lowest:
        return ()
    above = [bound for bound in route.bounds if asked > bound.highest]
    refused = [bound for bound in above if bound.is_hard]
    if refused and not is_flow(route.unit):
        raise RefusedError(*(_above(bound, asked) for bound in refused))
    return tuple(_above(bound, asked) for bound in above)


def _judge_settable(
    route: Route, pump: PumpRoute, exact_rate: Quantity, pump_rate: Quantity
) -> tuple[Finding, ...]:
    """Return a finding for each limit that only the rounded rate passes, or for a rate of zero."""
    if exact_rate and not pump_rate:
        return (_not_reachable(exact_rate, pump.resolution),)
    return tuple(
        _above_by_rounding(bound, pump, pump_rate)
        for bound in _passed_by_rounding(route, pump, exact_rate, pump_rate)
    )


def _rate_within_limits(
    route: Route, pump: PumpRoute, exact_rate: Quantity, pump_rate: Quantity
) -> Quantity | None:
    rates = [
        _highest_settable(bound, pump)
        for bound in _passed_by_rounding(route, pump, exact_rate, pump_rate)
        if bound.is_hard
    ]
    return min(rates, default=None)


def _passed_by_rounding(
    route: Route, pump: PumpRoute, exact_rate: Quantity, pump_rate: Quantity
) -> list[Bound]:
    if pump.lowest is None or pump_rate.magnitude <= pump.lowest:
        return []
    return [
        bound
        for bound in route.bounds
        if exact_rate.magnitude <= bound.highest * pump.per_asked < pump_rate.magnitude
    ]


def _highest_settable(bound: Bound, pump: PumpRoute) -> Quantity:
    highest = Quantity(bound.highest * pump.per_asked, ML_PER_H)
    return pump.resolution.scaled(int(highest.ratio(pump.resolution))).to(ML_PER_H)


def _above(bound: Bound, asked: Fraction) -> Finding:
    dose = Quantity(asked * bound.per_asked, bound.limit.maximum.unit)
    return passed(bound.drug, dose, bound.limit)


def _above_by_rounding(bound: Bound, pump: PumpRoute, pump_rate: Quantity) -> Finding:
    """Say that the nearest settable rate passes the limit, and which rate does not (ruling 38)."""
    above = _above(bound, pump_rate.magnitude / pump.per_asked)
    highest = wording.as_typed(_highest_settable(bound, pump))
    sentence = (
        f"Rounded to {wording.as_typed(pump_rate)}, {above.text} "
        f"The highest settable rate within it is {highest}."
    )
    action = f"Set the pump to {highest}, not higher." if bound.is_hard else ""
    return finding(above.code, sentence, source=above.source, next_action=action)


def _achieved(pump: PumpRoute, pump_rate: Quantity) -> Quantity | None:
    if pump.achieved_unit is None:
        return None
    return Quantity(pump_rate.magnitude * pump.achieved_per_rate, pump.achieved_unit)


def _not_reachable(exact_rate: Quantity, resolution: Quantity) -> Finding:
    sentence = (
        f"{wording.shown(exact_rate)} rounds to 0 mL/h: a pump set in steps of "
        f"{wording.as_typed(resolution)} cannot give it from this bag."
    )
    return finding(Code.NOT_REACHABLE_ON_PUMP, sentence)
