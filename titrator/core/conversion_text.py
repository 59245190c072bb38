"""A conversion in words: the chain on one line, and every step of the working.

The chain is for the bedside (three digits, never hiding a broken limit); the worked lines are for
whoever checks the sum by hand, so they carry twelve.
"""

from collections.abc import Iterable, Iterator

from titrator.core import wording
from titrator.core.calculator import Bag
from titrator.core.conversion import Conversion
from titrator.core.conversion_route import (
    DOSE_KINDS,
    FLOW_KINDS,
    Setting,
    expressed,
    is_flow,
    is_per_kg,
    limits_of,
)
from titrator.core.language import say
from titrator.core.units import ML_PER_H, UNITS, Quantity, Unit


def chain_line(setting: Setting, asked: Quantity, conversion: Conversion) -> str:
    """Return ``0.03 mcg/kg/min = 2.1 mcg/min = 7.9 mL/h of 4 mg in 250 mL at 70 kg``."""
    return " = ".join(chain_links(setting, asked, conversion)) + circumstances(setting, asked)


def chain_links(setting: Setting, asked: Quantity, conversion: Conversion) -> tuple[str, ...]:
    """Return the links: per kg, per minute, pump rate; those that are known and allowed."""
    if asked.unit.kind not in DOSE_KINDS | FLOW_KINDS:
        return wording.as_typed(asked), wording.as_typed(conversion.value)
    doses = _expressed_in(_dose_units(setting, asked.unit), asked, setting)
    links = [wording.shown(dose, _bounds(setting, dose.unit)) for dose in doses]
    if is_flow(asked.unit):
        flows = _expressed_in(_flow_units(setting, asked.unit), asked, setting)
        return (*links, *(wording.as_typed(flow) for flow in flows))
    if is_flow(conversion.value.unit) and conversion.value.unit is not ML_PER_H:
        links.append(wording.shown(conversion.value))
    return (*links, *_settable_link(conversion))


def circumstances(setting: Setting, asked: Quantity) -> str:
    """Return the bag and the weight behind the chain, as far as they had a part in it."""
    of_bag = say(" of {setting}", setting=bag_text(setting)) if setting.bag is not None else ""
    units = (*_dose_units(setting, asked.unit), *_flow_units(setting, asked.unit))
    if setting.weight is None or not any(is_per_kg(unit) for unit in units):
        return of_bag
    return say("{of_bag} at {weight}", of_bag=of_bag, weight=wording.as_typed(setting.weight))


def bag_text(setting: Setting) -> str:
    """Return the bag as it was given: ``4 mg in 250 mL``, ``16 mcg/mL``, or nothing."""
    if setting.stated_concentration is not None:
        return wording.as_typed(setting.stated_concentration)
    return "" if setting.bag is None else _label(setting.bag, say(" in "))


def mix_text(setting: Setting) -> str:
    """Return whether the bag is one that pharmacy makes as a standard, "" without a bag."""
    if setting.bag is None:
        return ""
    if setting.drug is None:
        return say(
            "Drug outside the drug library: no bag of it is standard, and no limit is applied."
        )
    stated = setting.stated_concentration is not None
    standard = [Bag(amount=one.amount, volume=one.volume) for one in setting.drug.preparations]
    if stated and any(bag.concentration == setting.bag.concentration for bag in standard):
        return say("Standard concentration of the drug library.")
    if setting.bag in standard:
        return say("Standard bag of the drug library.")
    return say(
        "Custom mix: NOT a standard bag of the drug library. Have it checked by a second person."
    )


def worked_lines(setting: Setting, asked: Quantity, conversion: Conversion) -> tuple[str, ...]:
    """Return the working, one operation a line, so that each can be checked by itself."""
    working = _Working(asked, setting.weight)
    target = conversion.value.unit
    if setting.bag is None:
        working.within(target)
    elif is_flow(asked.unit) == is_flow(target):
        working.within(target)
        if not is_flow(asked.unit) and conversion.exact_rate is not None:
            # A dose in another unit: the pump rate is worked out from the dose that was asked.
            working.now = asked
            working.through_bag(setting.bag, setting.stated_concentration, ML_PER_H)
    else:
        working.through_bag(setting.bag, setting.stated_concentration, target)
    return tuple(dict.fromkeys((*working.lines, *settable_lines(setting, asked, conversion))))


class _Working:
    """The lines written so far, and the quantity they have led to."""

    def __init__(self, asked: Quantity, weight: Quantity | None) -> None:
        self.lines: list[str] = []
        self.now = asked
        self._weight = weight

    def through_bag(self, bag: Bag, stated: Quantity | None, target: Unit) -> None:
        """Work from a dose to a pump rate, or from a pump rate to a dose."""
        concentration = bag.concentration
        if stated is None:
            self.lines.append(f"{_label(bag, ' ÷ ')} = {wording.as_typed(concentration)}")
        elif stated.unit is not concentration.unit:
            self.lines.append(f"{wording.as_typed(stated)} = {wording.as_typed(concentration)}")
        if not is_per_kg(target):
            self._off_kg()
        drug = concentration.unit.symbol.partition("/")[0]
        per_kg = "/kg" if is_per_kg(self.now.unit) else ""
        dose_unit, flow_unit = UNITS[f"{drug}{per_kg}/h"], UNITS[f"mL{per_kg}/h"]
        if is_flow(target):
            self._into(dose_unit)
            self._reach("÷", concentration, (self.now / concentration).to(flow_unit))
        else:
            self._into(flow_unit)
            self._reach("×", concentration, (self.now * concentration).to(dose_unit))
        self.within(target)

    def within(self, target: Unit) -> None:
        """Work from a dose to a dose, or from a pump rate to a pump rate."""
        if not is_per_kg(target):
            self._off_kg()
        elif not is_per_kg(self.now.unit) and self._weight is not None:
            self._into(UNITS[target.symbol.replace("/kg", "")])
            self._reach("÷", self._weight, (self.now / self._weight).to(target))
        self._into(target)

    def _off_kg(self) -> None:
        if is_per_kg(self.now.unit) and self._weight is not None:
            plain = UNITS[self.now.unit.symbol.replace("/kg", "")]
            self._reach("×", self._weight, (self.now * self._weight).to(plain))

    def _into(self, unit: Unit) -> None:
        """Restate the amount, then multiply or divide by 60 where the time differs too."""
        per_kg, _, time = unit.symbol.rpartition("/")
        now_per_kg, _, now_time = self.now.unit.symbol.rpartition("/")
        if not per_kg or (time == now_time and unit is not self.now.unit):
            self._restate(unit)
        elif unit is not self.now.unit:
            if per_kg != now_per_kg:
                self._restate(UNITS[f"{per_kg}/{now_time}"])
            sign = "×" if time == "h" else "÷"
            self._write(f"{wording.as_typed(self.now)} {sign} 60 min/h", self.now.to(unit))

    def _restate(self, unit: Unit) -> None:
        self._write(wording.as_typed(self.now), self.now.to(unit))

    def _reach(self, sign: str, by: Quantity, found: Quantity) -> None:
        self._write(f"{wording.as_typed(self.now)} {sign} {wording.as_typed(by)}", found)

    def _write(self, left: str, found: Quantity) -> None:
        self.lines.append(f"{left} = {wording.as_typed(found)}")
        self.now = found


def settable_lines(setting: Setting, asked: Quantity, conversion: Conversion) -> Iterator[str]:
    """Yield what the pump can be set to and what it then really gives; none without a bag."""
    if conversion.pump_rate is None or conversion.difference is None:
        return
    rate = say("settable: {pump_rate}", pump_rate=wording.as_typed(conversion.pump_rate))
    if not conversion.difference:
        if not is_flow(asked.unit):
            yield say("{rate}, exactly", rate=rate)
        return
    really = ""
    if conversion.achieved is not None:
        # Digits enough to tell it from what was asked, which it is not.
        unit = conversion.achieved.unit
        bounds = [*_bounds(setting, unit), *_expressed_in([unit], asked, setting)]
        really = say(", really {achieved}", achieved=wording.shown(conversion.achieved, bounds))
    more = say("more") if conversion.difference > 0 else say("less")
    yield say(
        "{rate}{really} ({percent} {more})",
        rate=rate,
        really=really,
        percent=wording.percent(conversion.difference),
        more=more,
    )
    if conversion.rate_within_limits is not None:
        yield say(
            "highest settable within the limits: {rate_within_limits}",
            rate_within_limits=wording.as_typed(conversion.rate_within_limits),
        )


def _settable_link(conversion: Conversion) -> tuple[str, ...]:
    """Return the rate to set; exact where the nearest settable one reads as off or passes a limit."""
    if conversion.pump_rate is None or conversion.exact_rate is None:
        return ()
    if not conversion.pump_rate or conversion.rate_within_limits is not None:
        return (wording.as_typed(conversion.exact_rate),)
    return (wording.as_typed(conversion.pump_rate),)


def _expressed_in(units: Iterable[Unit], asked: Quantity, setting: Setting) -> list[Quantity]:
    found = (expressed(asked, unit, setting) for unit in units)
    return [quantity for quantity in found if isinstance(quantity, Quantity)]


def _dose_units(setting: Setting, asked: Unit) -> list[Unit]:
    """Return the dose units of the chain: those named, then the usual ones; per kg first."""
    named = [unit for unit in (asked, setting.to) if unit is not None and unit.kind in DOSE_KINDS]
    if setting.drug is not None:
        usual = setting.drug.dose_units
        named.extend(unit for unit in usual[:1] if is_per_kg(unit))
        named.append(_per_minute(usual[0]))
    elif any(is_per_kg(unit) for unit in named):
        named.append(_per_minute(named[0]))
    return _in_chain_order(named)


def _flow_units(setting: Setting, asked: Unit) -> list[Unit]:
    named = [unit for unit in (asked, setting.to) if unit is not None and is_flow(unit)]
    return _in_chain_order([*named, ML_PER_H])


def _in_chain_order(units: Iterable[Unit]) -> list[Unit]:
    """Return each unit once: per kg before plain, and what the pump or the order says last."""
    once = dict.fromkeys(units)
    return sorted(once, key=lambda unit: (not is_per_kg(unit), unit.symbol in _LAST))


def _per_minute(unit: Unit) -> Unit:
    return UNITS[f"{unit.symbol.partition('/')[0]}/min"]


def _bounds(setting: Setting, unit: Unit) -> list[Quantity]:
    """Return the limits in `unit`, which no shown digit may seem to keep when they are passed."""
    maxima = (expressed(limit.maximum, unit, setting) for limit in limits_of(setting.drug))
    return [maximum for maximum in maxima if isinstance(maximum, Quantity)]


def _label(bag: Bag, between: str) -> str:
    return f"{wording.as_typed(bag.amount)}{between}{wording.as_typed(bag.volume)}"


_LAST = frozenset({"mcg/min", "units/min", "nanogram/min", "mL/h"})
