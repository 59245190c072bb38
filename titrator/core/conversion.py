"""One conversion: a dose to a pump rate, back, or one unit to another, with its verdict.

Owns the exact answer, the settable rate with what it really gives, and every limit judged on both.
Reading text is `conversion_entry`, the factors are `conversion_route`, the words `conversion_text`.
`convert` answers one; a file takes `follow`, which writes no sentence that nobody reads.
"""

from collections.abc import Iterator
from fractions import Fraction

import msgspec

from titrator.core import wording
from titrator.core.calculator import nearest_whole
from titrator.core.conversion_route import (
    Bound,
    PumpRoute,
    Ratio,
    Route,
    Setting,
    is_flow,
    route_for,
)
from titrator.core.findings import Code, Finding, RefusedError, finding
from titrator.core.language import say
from titrator.core.limits import code_of, passed
from titrator.core.units import ML_PER_H, Quantity


class Conversion(msgspec.Struct, frozen=True, kw_only=True):
    """The answer to one conversion.

    Attributes:
        value: exact, in the unit wanted.
        exact_rate: the pump rate in mL/h before rounding; None where none can be worked out.
        pump_rate: the settable rate nearest to it, ties away from zero.
        rate_within_limits: the highest settable rate within the hard limits, where only rounding
            took `pump_rate` above one; None otherwise (ruling 38).
        achieved: the dose that `pump_rate` really gives.
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


class AtPump(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """What a conversion means at the pump, as plain numbers.

    Attributes:
        route: the factors that lead there.
        exact: rate in mL/h.
        settable: the nearest rate the pump can be set to, in mL/h.
        achieved: what that gives, in the route's unit; None where no dose follows.
        difference: of `settable` to `exact`, less one.
        passed: limits that what was asked keeps and `settable` is above.
    """

    route: PumpRoute
    exact: Ratio
    settable: Ratio
    achieved: Ratio | None
    difference: Ratio
    passed: tuple[Bound, ...]

    @property
    def is_unreachable(self) -> bool:
        """Return whether the pump could only be set to zero for something that is not zero."""
        return self.exact[0] != 0 and self.settable[0] == 0


class Outcome(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """The numbers of one conversion and the limits they pass, before any sentence is written.

    Attributes:
        route: the factors.
        asked: in the route's unit.
        kg: the weight; 1 where none is given, and none has a part.
        value: in the route's value unit.
        passed: limits that what was asked is above.
        pump: None where no pump rate can be worked out.
    """

    route: Route
    asked: Ratio
    kg: Ratio
    value: Ratio
    passed: tuple[Bound, ...]
    pump: AtPump | None

    @property
    def is_plain(self) -> bool:
        """Return whether there is nothing to say of it."""
        pump = self.pump
        is_quiet_at_pump = pump is None or (not pump.passed and not pump.is_unreachable)
        return is_quiet_at_pump and not self.passed and not self.route.standing

    @property
    def is_refused(self) -> bool:
        """Return whether a dose above a hard limit was asked; a rate only describes what runs."""
        return bool(self.passed) and not is_flow(self.route.unit) and bool(_hard(self.passed))


def convert(setting: Setting, asked: Quantity) -> Conversion:
    """Return the answer for `asked`: a dose or a pump rate.

    Raises:
        RefusedError: every code that stands in the way. A dose above a hard limit is refused; a
            rate that implies one describes what runs, and carries the finding.
    """
    route = route_for(setting, asked.unit)
    outcome = follow(route, asked.magnitude.as_integer_ratio(), kg_of(setting.weight))
    if outcome.is_refused:
        raise RefusedError(*refusals_of(outcome))
    findings = findings_of(outcome)
    value = Quantity(Fraction(*outcome.value), outcome.route.value_unit)
    pump = outcome.pump
    if pump is None:
        return Conversion(value=value, findings=findings)
    unit = pump.route.achieved_unit
    within = [_highest_settable(bound, outcome, pump) for bound in _hard(pump.passed)]
    return Conversion(
        value=value,
        exact_rate=_ml_per_h(pump.exact),
        pump_rate=_ml_per_h(pump.settable),
        rate_within_limits=min(within, default=None),
        achieved=None
        if unit is None or pump.achieved is None
        else Quantity(Fraction(*pump.achieved), unit),
        difference=Fraction(*pump.difference),
        findings=findings,
    )


def follow(route: Route, asked: Ratio, kg: Ratio) -> Outcome:
    """Return the numbers for `asked` of the route's unit, and the limits they pass."""
    return Outcome(
        route=route,
        asked=asked,
        kg=kg,
        value=route.value_per_asked.of(asked, kg),
        passed=tuple([bound for bound in route.bounds if bound.is_passed_by(asked, kg)]),
        pump=None if route.pump is None else _at_pump(route, route.pump, asked, kg),
    )


def kg_of(weight: Quantity | None) -> Ratio:
    """Return the number of a weight.

    Without one it is 1: none has a part in any factor then, `route_for` has seen to that.
    """
    return (1, 1) if weight is None else weight.magnitude.as_integer_ratio()


def refusals_of(outcome: Outcome) -> tuple[Finding, ...]:
    """Return a finding for each hard limit that what was asked is above."""
    return tuple(_above(bound, outcome.asked, outcome.kg) for bound in _hard(outcome.passed))


def findings_of(outcome: Outcome) -> tuple[Finding, ...]:
    """Return everything that is to be said of what was asked, where it describes what runs."""
    above = (_above(bound, outcome.asked, outcome.kg) for bound in outcome.passed)
    return (*_said_at_pump(outcome), *above, *outcome.route.standing)


def codes_of(outcome: Outcome) -> tuple[Code, ...]:
    """Return the codes of `findings_of`, each once, without writing the sentences."""
    if outcome.is_plain:
        return ()
    codes: list[Code] = []
    if outcome.pump is not None:
        if outcome.pump.is_unreachable:
            codes.append(Code.NOT_REACHABLE_ON_PUMP)
        codes.extend([code_of(bound.limit) for bound in outcome.pump.passed])
    codes.extend([code_of(bound.limit) for bound in outcome.passed])
    codes.extend([finding.code for finding in outcome.route.standing])
    return tuple(dict.fromkeys(codes))


def _at_pump(route: Route, pump: PumpRoute, asked: Ratio, kg: Ratio) -> AtPump:
    above, below = pump.per_asked.of(asked, kg)
    step, per = pump.resolution_ml_per_h
    settable = step * nearest_whole(above * per, below * step), per
    # How much the settable rate is of the exact one; nothing of nothing is all of it.
    share = (settable[0] * below, above * per) if above else (1, 1)
    per_rate = pump.achieved_per_rate
    return AtPump(
        route=pump,
        exact=(above, below),
        settable=settable,
        achieved=None if per_rate is None else per_rate.of(settable, kg),
        difference=(share[0] - share[1], share[1]),
        passed=_passed_by_rounding(route, asked, kg, share) if share[0] > share[1] else (),
    )


def _passed_by_rounding(route: Route, asked: Ratio, kg: Ratio, share: Ratio) -> tuple[Bound, ...]:
    reached = asked[0] * share[0], asked[1] * share[1]
    return tuple(
        [
            bound
            for bound in route.bounds
            if bound.is_passed_by(reached, kg) and not bound.is_passed_by(asked, kg)
        ]
    )


def _hard(bounds: tuple[Bound, ...]) -> list[Bound]:
    return [bound for bound in bounds if bound.is_hard]


def _said_at_pump(outcome: Outcome) -> Iterator[Finding]:
    pump = outcome.pump
    if pump is None:
        return
    if pump.is_unreachable:
        yield _not_reachable(pump)
    for bound in pump.passed:
        yield _above_by_rounding(bound, outcome, pump)


def _above(bound: Bound, asked: Ratio, kg: Ratio) -> Finding:
    dose = Quantity(Fraction(*bound.per_asked.of(asked, kg)), bound.limit.maximum.unit)
    return passed(bound.drug, dose, bound.limit)


def _above_by_rounding(bound: Bound, outcome: Outcome, pump: AtPump) -> Finding:
    """Say that the nearest settable rate passes the limit, and which rate does not (ruling 38)."""
    more, whole = pump.difference
    reached = outcome.asked[0] * (whole + more), outcome.asked[1] * whole
    above = _above(bound, reached, outcome.kg)
    highest = wording.as_typed(_highest_settable(bound, outcome, pump))
    sentence = say(
        "Rounded to {settable}, {above} The highest settable rate within it is {highest}.",
        settable=wording.as_typed(_ml_per_h(pump.settable)),
        above=above.text,
        highest=highest,
    )
    action = say("Set the pump to {highest}, not higher.", highest=highest) if bound.is_hard else ""
    return finding(above.code, sentence, source=above.source, next_action=action)


def _highest_settable(bound: Bound, outcome: Outcome, pump: AtPump) -> Quantity:
    """Return the highest settable rate that keeps the limit."""
    dose = Fraction(*bound.per_asked.of(outcome.asked, outcome.kg))
    rate_at_limit = _ml_per_h(pump.exact).scaled(bound.limit.maximum.magnitude / dose)
    resolution = _ml_per_h(pump.route.resolution_ml_per_h)
    return resolution.scaled(int(rate_at_limit.ratio(resolution)))


def _not_reachable(pump: AtPump) -> Finding:
    sentence = say(
        "{exact} rounds to 0 mL/h: a pump set in steps of "
        "{resolution_ml_per_h} cannot give it from this bag.",
        exact=wording.as_typed(_ml_per_h(pump.exact)),
        resolution_ml_per_h=wording.as_typed(_ml_per_h(pump.route.resolution_ml_per_h)),
    )
    return finding(Code.NOT_REACHABLE_ON_PUMP, sentence)


def _ml_per_h(rate: Ratio) -> Quantity:
    return Quantity(Fraction(*rate), ML_PER_H)
