"""Small policy files, whole and free of faults, for tests that spoil one thing in them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from titrator.core.library_file import parse_library
from titrator.core.policy_fault import Fault, PolicyFileError
from titrator.core.protocol_file import parse_protocol

if TYPE_CHECKING:
    from titrator.core.drug_library import DrugLibrary
    from titrator.core.protocol import Protocol

SOURCED = 'source = "A label", review = "unreviewed"'

VASOPRESSIN = f"""
name = "vasopressin"
display_name = "vasopressin"
dose_units = ["units/min", "units/h"]
approved_by = []
hard_limit = {{ value = "0.04 units/min", {SOURCED} }}
soft_limit = {{ value = "0.03 units/min", {SOURCED} }}

[usual_range]
low = {{ value = "0.01 units/min", {SOURCED} }}
high = {{ value = "0.03 units/min", {SOURCED} }}

[[start]]
indication = "septic shock"
low = {{ value = "0.01 units/min", {SOURCED} }}
high = {{ value = "0.02 units/min", {SOURCED} }}

[[titration]]
direction = "down"
step_at_most = {{ value = "0.01 units/min", {SOURCED} }}
interval_at_least = {{ value = "60 min", {SOURCED} }}

[[preparation]]
amount = "20 units"
volume = "100 mL"
source = "A label"
review = "unreviewed"

[[note]]
topic = "caution"
text = "Watch urine output."
source = "A label"
review = "unreviewed"
"""

NOREPINEPHRINE = f"""
name = "norepinephrine"
display_name = "norepinephrine"
dose_units = ["mcg/kg/min", "mcg/min"]
approved_by = []
hard_limit = {{ value = "1 mcg/kg/min", {SOURCED} }}

[[start]]
indication = "acute hypotension"
low = {{ value = "8 mcg/min", {SOURCED} }}
high = {{ value = "12 mcg/min", {SOURCED} }}

[[titration]]
direction = "down"
step_at_most = {{ value = "0.02 mcg/kg/min", {SOURCED} }}
interval_at_least = {{ value = "15 min", {SOURCED} }}

[[titration]]
direction = "down"
step_at_most = {{ value = "2 mcg/min", {SOURCED} }}
interval_at_least = {{ value = "15 min", {SOURCED} }}

[[preparation]]
amount = "4 mg"
volume = "250 mL"
labelled_as = "base"
source = "A label"
review = "unreviewed"
"""

PROTOCOL = f"""
id = "ours"
version = "1"
title = "Ours"
status = "draft"
approved_by = []
summary = "Norepinephrine first."
for_whom = "Adults."
not_for_whom = "Children."
aims = "Less vasopressor."
gate_required = ["fluids", "arterial_line"]

[[stage]]
drug = "norepinephrine"
down_to = "floor"
interval = {{ value = "15 min", {SOURCED} }}
due_by = {{ value = "30 min", {SOURCED} }}
rules = ["R6", "R10"]

[[stage.doses]]
floor = {{ value = "0.01 mcg/kg/min", {SOURCED} }}
step = {{ value = "0.005 mcg/kg/min", {SOURCED} }}
step_at_most = {{ value = "0.02 mcg/kg/min", {SOURCED} }}

[[stage.doses]]
floor = {{ value = "1 mcg/min", {SOURCED} }}
step = {{ value = "0.5 mcg/min", {SOURCED} }}
step_at_most = {{ value = "2 mcg/min", {SOURCED} }}

[[stage]]
drug = "vasopressin"
down_to = "off"
interval = {{ value = "60 min", {SOURCED} }}
due_by = {{ value = "120 min", {SOURCED} }}
rules = ["R11"]

[[stage.doses]]
step = {{ value = "0.005 units/min", {SOURCED} }}
step_at_most = {{ value = "0.01 units/min", {SOURCED} }}

[[stage]]
drug = "norepinephrine"
down_to = "off"
interval = {{ value = "20 min", {SOURCED} }}
due_by = {{ value = "40 min", {SOURCED} }}
rules = ["R2"]

[[stage.doses]]
step = {{ value = "0.004 mcg/kg/min", {SOURCED} }}
step_at_most = {{ value = "0.006 mcg/kg/min", {SOURCED} }}

[[stage.doses]]
step = {{ value = "0.4 mcg/min", {SOURCED} }}
step_at_most = {{ value = "0.6 mcg/min", {SOURCED} }}

[parameters]
map_target = {{ value = "70 mmHg", {SOURCED} }}
map_stable = {{ value = "4 h", {SOURCED} }}
gate_answers_max_age = {{ value = "30 min", {SOURCED} }}
assessment_max_age = {{ value = "10 min", {SOURCED} }}
reassess_after_change = {{ value = ["5 min", "10 min"], {SOURCED} }}
reassess_after_concentration_change = {{ value = ["2 min", "6 min", "11 min"], {SOURCED} }}
reassess_every = {{ value = "10 min", {SOURCED} }}
overdue_after = {{ value = "1 min", {SOURCED} }}
suspend_after_overdue = {{ value = "8 min", {SOURCED} }}
confirm_low_map = {{ value = "3 min", {SOURCED} }}
hold = {{ value = "90 min", {SOURCED} }}
holds_before_prescriber = {{ value = 1, {SOURCED} }}
hold_window = {{ value = "18 h", {SOURCED} }}
rescue_map = {{ value = "58 mmHg", {SOURCED} }}
large_change = {{ value = "40 %", {SOURCED} }}
pump_resolution = {{ value = "0.01 mL/h", {SOURCED} }}
allow_cuff = {{ value = true, {SOURCED} }}

[[evidence]]
source = "A trial"
finding = "Less hypotension."
favours = "norepinephrine first"
strength = "small"
review = "second hand"
"""


REFERENCES = """
[[reference]]
id = "A label"
title = "Label of a drug"
where = "a shelf"
edition = "2021"
known = "read"

[[reference]]
id = "A trial"
title = "A trial"
where = "a journal"
edition = "2018"
known = "read about"
"""


def spoil(text: str, old: str, new: str) -> str:
    """The text with one thing in it changed; the thing must be there."""
    assert old in text, f"{old!r} is not in the text"
    return text.replace(old, new, 1)


def a_library(
    *, norepinephrine: str = NOREPINEPHRINE, vasopressin: str = VASOPRESSIN
) -> DrugLibrary:
    """A library of two drugs."""
    files = {"norepinephrine.toml": norepinephrine, "vasopressin.toml": vasopressin}
    return parse_library({name: text.encode() for name, text in files.items()})


def a_protocol(text: str = PROTOCOL, *, name: str = "ours.toml") -> Protocol:
    """A protocol read against the library of two drugs."""
    return parse_protocol(name, text.encode(), a_library())


def library_faults(text: str, *, file: str = "vasopressin.toml") -> tuple[Fault, ...]:
    """The faults of one drug file; it must have some."""
    with pytest.raises(PolicyFileError) as caught:
        parse_library({file: text.encode()})
    return caught.value.faults


def protocol_faults(
    text: str, *, name: str = "ours.toml", library: DrugLibrary | None = None
) -> tuple[Fault, ...]:
    """The faults of a protocol file; it must have some."""
    known = a_library() if library is None else library
    with pytest.raises(PolicyFileError) as caught:
        parse_protocol(name, text.encode(), known)
    return caught.value.faults
