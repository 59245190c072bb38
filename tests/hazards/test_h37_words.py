"""H37: of all that the screens, the log and the views of a whole wean say, nothing can be misread.

The text of the program is read elsewhere as it stands in the code. Here it is read as a nurse gets
it, with every number in it.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import msgspec
import pytest

from tests.architecture.test_screen_text import sins_in
from tests.support.fake_clock import FakeClock
from tests.support.shift import (
    NOREPINEPHRINE,
    NOREPINEPHRINE_PER_MIN,
    VASOPRESSIN,
    WORSE,
    Shift,
    moment,
    weaning,
)
from titrator.session.desk import Desk

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

pytestmark = pytest.mark.hazard("H37")

PER_KG = {"norepinephrine": ("0.02 mcg/kg/min", "0.01 mcg/kg/min"), "rates": ("5.3", "2.7")}
PER_MINUTE = {"norepinephrine": ("2 mcg/min", "1 mcg/min"), "rates": ("7.5", "3.8")}


def told(orders: Mapping[str, Mapping[str, object]], doses: Mapping[str, tuple[str, ...]]) -> Shift:
    """A wean with everything that is said on the way: refusals, a hold, a new bag, a correction."""
    shift = weaning(orders=orders)
    first, second = doses["norepinephrine"]
    shift.at("08:05:10").step(VASOPRESSIN, "0.02 units/min", "6 mL/h")
    shift.at("08:05:20").step(NOREPINEPHRINE, first, "9.9 mL/h")
    shift.at("08:06").step(NOREPINEPHRINE, first, f"{doses['rates'][0]} mL/h")
    low = shift.at("08:11").assessment(63)
    shift.at("08:12").step(NOREPINEPHRINE, second, f"{doses['rates'][1]} mL/h")
    shift.at("08:13").correct(low, map_mmhg=73)
    shift.at("08:28").assessment(72)
    shift.at("08:29").step(NOREPINEPHRINE, second, f"{doses['rates'][1]} mL/h")
    shift.at("08:34").assessment(70, perfusion=WORSE)
    shift.at("08:35").back_up(NOREPINEPHRINE)
    shift.at("08:36").bag(NOREPINEPHRINE, "1.4 mL/h", amount="8 mg")
    shift.at("08:37").infusion(VASOPRESSIN, "18.1 mL/h")
    shift.at("08:38").infusion("epinephrine", "131.3 mL/h", amount="4 mg", volume="1000 mL")
    shift.at("08:40").weight("154 kg")
    shift.at("09:40").look()
    return shift


def in_system(name: str) -> Shift:
    """The wean in one of the two unit systems."""
    per_minute = {NOREPINEPHRINE: NOREPINEPHRINE_PER_MIN}
    return told({}, PER_KG) if name == "per kg" else told(per_minute, PER_MINUTE)


SYSTEMS = ("per kg", "per minute")


def words_of(said: object) -> Iterator[str]:
    """Every text in a value of the screen, however deep."""
    plain = msgspec.to_builtins(said)
    if isinstance(plain, str):
        yield plain
    elif isinstance(plain, dict):
        for value in plain.values():
            yield from words_of(value)
    elif isinstance(plain, list | tuple):
        for value in plain:
            yield from words_of(value)


def all_words(shift: Shift) -> list[str]:
    """What other programs are told after each line, and every screen at the end of the shift."""
    found = [text for line in shift.lines for text in words_of(line.out)]
    clock = FakeClock(moment("09:40"))
    desk = Desk(log=shift.log, policy=shift.policy, clock=clock)
    bed_id = shift.bed.episode
    preview = desk.bag_preview(bed_id, drug=NOREPINEPHRINE, amount="16 mg", volume="250 mL")
    screens = (
        desk.beds(),
        desk.bedside(bed_id),
        desk.reduce_form(bed_id),
        desk.back_up_form(bed_id),
        desk.bag_choices(bed_id),
        preview,
        desk.log_lines(bed_id),
        desk.correctable(bed_id),
        desk.drugs(),
        desk.conversion_start(bed_id),
    )
    return found + [text for screen in screens for text in words_of(screen)]


@pytest.mark.parametrize("system", SYSTEMS)
def test_nothing_that_is_said_in_a_wean_can_be_misread(system: str) -> None:
    """In both unit systems; naked decimals, trailing zeros, U, run-in units and their like."""
    words = all_words(in_system(system))
    misread = {text: sins for text in words if (sins := sins_in(text))}
    assert misread == {}
    # There was something to misread: doses, rates, times and refusals by the hundred.
    assert sum(any(letter.isdigit() for letter in text) for text in words) > 500


@pytest.mark.parametrize("system", SYSTEMS)
def test_the_wean_went_where_it_was_meant_to(system: str) -> None:
    """Each kind of refusal and phase that is to be read was met on the way."""
    shift = in_system(system)
    phases = {line.phase for line in shift.lines}
    assert phases >= {"setup", "ready", "weaning", "holding", "suspended"}
    codes = {code for line in shift.lines for code in line.codes}
    assert codes >= {"OUT_OF_WEAN_ORDER", "PUMP_MISMATCH", "ON_HOLD", "SECOND_CHECK_NEEDED"}
    assert "LARGE_CHANGE" in json.dumps([line.out for line in shift.lines])
