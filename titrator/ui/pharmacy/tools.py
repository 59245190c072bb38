"""The tools of the page Work out: which fields each has, and what makes its sheet of them."""

from collections.abc import Callable, Mapping
from typing import NamedTuple

from titrator.core.concentration_change import NewBag
from titrator.core.conversion_entry import Entry
from titrator.core.language import drug_name, say
from titrator.core.rate_table import Span
from titrator.session.bench_sheets import (
    bag_time_sheet,
    concentration_sheet,
    conversion_sheet,
    rate_table_sheet,
)
from titrator.session.formula_sheets import formulas_of
from titrator.session.policy import LoadedPolicy
from titrator.session.sheet import Sheet

Typed = Mapping[str, str]


class Tool(NamedTuple):
    """One tool.

    Attributes:
        name, label: of it in the list.
        fields: name, label and example of each field; the drug comes before them.
        make: the sheet of what was typed; raises RefusedError.
        has_drug: whether a drug is chosen.
    """

    name: str
    label: str
    fields: tuple[tuple[str, str, str], ...]
    make: Callable[[Typed, LoadedPolicy], Sheet]
    has_drug: bool = True


BAG = (
    ("amount", say("Amount"), "4 mg"),
    ("volume", say("Volume"), "250 mL"),
    ("concentration", say("or concentration"), "16 mcg/mL"),
    ("weight", say("Weight"), "70 kg"),
)
ASKED = (("dose", say("Dose"), "0.03 mcg/kg/min"), ("rate", say("or pump rate"), "7.9 mL/h"))
RESOLUTION = (("resolution", say("Pump steps"), "0.1 mL/h"),)
_INFUSIONS = (
    ("norepinephrine", drug_name("norepinephrine"), "0.1 mcg/kg/min"),
    ("epinephrine", drug_name("EPINEPHrine"), "0.05 mcg/kg/min"),
    ("vasopressin", drug_name("vasopressin"), "0.03 units/min"),
    ("phenylephrine", drug_name("phenylephrine"), "1 mcg/kg/min"),
    ("dopamine", drug_name("DOPamine"), "5 mcg/kg/min"),
    ("angiotensin II", drug_name("angiotensin II"), "10 nanogram/kg/min"),
)


def entry_of(typed: Typed) -> Entry:
    """Return what was typed as the fields of a conversion; others have no part."""
    return Entry(**{name: text for name, text in typed.items() if name in Entry.__struct_fields__})


def _convert(typed: Typed, policy: LoadedPolicy) -> Sheet:
    return conversion_sheet(entry_of(typed), policy)


def _rate_table(typed: Typed, policy: LoadedPolicy) -> Sheet:
    span = Span(first=typed["first"], last=typed["last"], step=typed["step"])
    return rate_table_sheet(entry_of(typed), span, policy)


def _other_bag(typed: Typed, policy: LoadedPolicy) -> Sheet:
    new_bag = NewBag(amount=typed["new_amount"], volume=typed["new_volume"])
    return concentration_sheet(entry_of(typed), new_bag, policy)


def _bag_time(typed: Typed, policy: LoadedPolicy) -> Sheet:
    return bag_time_sheet(
        entry_of(typed), left=typed["left"], period=typed["period"], at=None, policy=policy
    )


def _formulas(typed: Typed, policy: LoadedPolicy) -> Sheet:
    doses = {drug: typed[drug] for drug, _, _ in _INFUSIONS if typed[drug]}
    return formulas_of(doses, typed["weight"], policy)


TOOLS = (
    Tool(
        "convert",
        say("Convert, both ways"),
        (*BAG, *ASKED, ("to", say("Unit wanted"), "mcg/min"), *RESOLUTION),
        _convert,
    ),
    Tool(
        "rate_table",
        say("Rate table"),
        (
            *BAG,
            ("first", say("From"), "0.01 mcg/kg/min"),
            ("last", say("To"), "0.5 mcg/kg/min"),
            ("step", say("Step"), "0.01 mcg/kg/min"),
            *RESOLUTION,
        ),
        _rate_table,
    ),
    Tool(
        "other_bag",
        say("Concentration change"),
        (
            *BAG,
            *ASKED,
            ("new_amount", say("NEW amount"), "16 mg"),
            ("new_volume", say("NEW volume"), "250 mL"),
            *RESOLUTION,
        ),
        _other_bag,
    ),
    Tool(
        "bag_time",
        say("Bag run-out and total dose"),
        (
            *BAG,
            *ASKED,
            ("left", say("Volume left"), "180 mL"),
            ("period", say("Period"), "24 h"),
            *RESOLUTION,
        ),
        _bag_time,
    ),
    Tool(
        "formulas",
        say("Norepinephrine equivalents"),
        (*_INFUSIONS, ("weight", say("Weight"), "70 kg")),
        _formulas,
        has_drug=False,
    ),
)
