"""A table of doses and the pump rates that give them, for one bag and one weight.

Every row is a conversion of its own, and every row says whether it can be reached from the next
higher one by a reduction of one step (ruling 19): the nearest settable rate may be a larger step than
was meant, and a coarse pump may not be able to make it at all.
"""

from collections.abc import Iterator
from enum import StrEnum

import msgspec

from titrator.core import wording
from titrator.core.calculator import nearest_settable
from titrator.core.conversion import Conversion, convert
from titrator.core.conversion_entry import Entry, read_asked, read_setting
from titrator.core.conversion_route import Setting, is_flow, known, require_bag, with_dose_wanted
from titrator.core.drug_library import DrugLibrary
from titrator.core.findings import Code, RefusedError, finding, require_all
from titrator.core.language import say
from titrator.core.steps import StepBounds, rate_down
from titrator.core.units import ML_PER_H, Quantity, Spelling
from titrator.core.wean import StageRates

MOST_ROWS = 500


class Step(StrEnum):
    """Whether a row can be reached from the next higher dose by one step down."""

    POSSIBLE = "possible"
    OTHER_RATE = "other rate"
    IMPOSSIBLE = "not possible"
    NONE = "none"


class RateRow(msgspec.Struct, frozen=True, kw_only=True):
    """One row.

    Attributes:
        asked: the dose of the row; the pump rate, in a table by pump rate.
        rate: the nearest settable rate, in mL/h.
        found: its conversion.
        step: how it is reached from the next higher row; NONE for the highest one, and in a table
            by pump rate.
        rate_for_step: the rate to set on the way down, where it is not the nearest one.
        real_step: how much lower than the next higher row the nearest settable rate really is, in
            the unit of the table; None with `step` NONE.
    """

    asked: Quantity
    rate: Quantity
    found: Conversion
    step: Step
    rate_for_step: Quantity | None = None
    real_step: Quantity | None = None


class RateTable(msgspec.Struct, frozen=True, kw_only=True):
    """The rows from the lowest up, and what they hold for."""

    setting: Setting
    step: Quantity
    rows: tuple[RateRow, ...]

    @property
    def is_by_rate(self) -> bool:
        """Return whether the rows are pump rates, and the doses follow."""
        return is_flow(self.step.unit)


class Span(msgspec.Struct, frozen=True, kw_only=True):
    """From where to where a table goes, as typed."""

    first: str
    last: str
    step: str


def rate_table(
    entry: Entry, span: Span, library: DrugLibrary, spelling: Spelling = Spelling.SAFE
) -> RateTable:
    """Return the table for the bag and weight of `entry`; its dose and rate have no part.

    Raises:
        RefusedError: every field that was not taken; a dose above a hard limit; more than 500 rows.
    """
    require_all(
        lambda: _setting(entry, library, spelling),
        lambda: _read_span(entry, span, spelling),
    )
    setting = _setting(entry, library, spelling)
    first, last, step = _read_span(entry, span, spelling)
    if is_flow(step.unit):
        setting = with_dose_wanted(setting)
    else:
        # The highest dose first: one refusal says more than fifty.
        convert(setting, last)
    count = int((last.magnitude - first.magnitude) / step.magnitude) + 1
    doses = [first + step.scaled(number) for number in range(count)]
    if doses[-1] < last:
        doses.append(last)
    rows = reversed([*_rows(setting, doses, step)])
    return RateTable(setting=setting, step=step, rows=tuple(rows))


def _setting(entry: Entry, library: DrugLibrary, spelling: Spelling) -> Setting:
    setting = read_setting(entry, library, spelling)
    require_bag(setting)
    return setting


def _read_span(entry: Entry, span: Span, spelling: Spelling) -> tuple[Quantity, Quantity, Quantity]:
    first, last, step = (
        _read(entry, text, what, spelling)
        for text, what in (
            (span.first, say("first")),
            (span.last, say("last")),
            (span.step, say("step")),
        )
    )
    units = {first.unit, last.unit, step.unit}
    if len(units) > 1:
        symbols = ", ".join(sorted(unit.symbol for unit in units))
        sentence = say(
            "The table was not made: first, last and step have different units ({symbols}).",
            symbols=symbols,
        )
        raise RefusedError(finding(Code.UNIT_MISMATCH, sentence))
    if not first or not step or last < first:
        sentence = say(
            "The table was not made: first and step must be above zero, last not below first."
        )
        raise RefusedError(finding(Code.NOT_A_NUMBER, sentence, next_action=say("Type them anew.")))
    if (last - first).ratio(step) > MOST_ROWS - 1:
        sentence = say(
            "The table was not made: it would have more than {most_rows} rows.", most_rows=MOST_ROWS
        )
        action = say("Take a larger step, or make two tables.")
        raise RefusedError(finding(Code.NOT_A_NUMBER, sentence, next_action=action))
    return first, last, step


def _read(entry: Entry, text: str, what: str, spelling: Spelling) -> Quantity:
    """Return a dose or a pump rate; which of the two, its unit says."""
    if not text:
        sentence = say("The {what} of the table is missing.", what=what)
        raise RefusedError(finding(Code.NOT_A_NUMBER, sentence))
    is_rate = text.partition(" ")[2].partition("/")[0] in ("mL", "L")
    dose, rate = ("", text) if is_rate else (text, "")
    return read_asked(msgspec.structs.replace(entry, dose=dose, rate=rate), spelling)


def _rows(setting: Setting, doses: list[Quantity], step: Quantity) -> Iterator[RateRow]:
    """Yield the rows from the highest down, as a wean goes."""
    by = known(step, ML_PER_H, setting)
    present = None
    for asked in reversed(doses):
        exact = known(asked, ML_PER_H, setting)
        rate = nearest_settable(exact, setting.resolution)
        found = convert(setting, asked)
        if present is None or is_flow(asked.unit):
            yield RateRow(asked=asked, rate=rate, found=found, step=Step.NONE)
        else:
            real = known(present - rate, asked.unit, setting)
            reached = _reached(exact, present, by, setting)
            yield RateRow(
                asked=asked,
                rate=rate,
                found=found,
                step=_step(rate, reached),
                rate_for_step=None if reached == rate else reached,
                real_step=real,
            )
        present = rate


def _step(rate: Quantity, reached: Quantity | None) -> Step:
    if reached is None:
        return Step.IMPOSSIBLE
    return Step.POSSIBLE if reached == rate else Step.OTHER_RATE


def _reached(
    wanted: Quantity, present: Quantity, by: Quantity, setting: Setting
) -> Quantity | None:
    """Return the rate that a reduction of at most `by` from `present` may use; None without one."""
    if wanted >= present:
        return None
    bounds = StepBounds(
        present=present,
        at_most=by,
        grain=by,
        stage=StageRates(floor=None, step=by, step_at_most=by),
        resolution=setting.resolution,
    )
    return rate_down(wanted, bounds)


def said_of_step(row: RateRow) -> str:
    """Return what is to be known of the step down to this row; "" where all is as expected."""
    if row.step is Step.IMPOSSIBLE:
        return say("step down to here is not possible on this pump")
    if row.rate_for_step is not None and row.real_step is not None:
        really = wording.shown(row.real_step)
        rate = wording.as_typed(row.rate_for_step)
        return say(
            "coming down set {rate}: {nearest} is a step of {really}",
            rate=rate,
            nearest=wording.as_typed(row.rate),
            really=really,
        )
    return ""
