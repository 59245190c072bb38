"""A conversion asked for in words, as on the command line."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.support.drugs import LIBRARY
from titrator.core.conversion import Conversion, convert
from titrator.core.conversion_entry import Entry, read_entry
from titrator.core.conversion_text import chain_line, worked_lines
from titrator.core.findings import Code, RefusedError
from titrator.core.units import Spelling

if TYPE_CHECKING:
    from titrator.core.drug_library import DrugLibrary

NE_BAG = {"drug": "norepinephrine", "amount": "4 mg", "volume": "250 mL"}
VP_BAG = {"drug": "vasopressin", "amount": "20 units", "volume": "100 mL"}


def converted(
    fields: dict[str, str], *, library: DrugLibrary = LIBRARY, spelling: Spelling = Spelling.SAFE
) -> Conversion:
    """The answer to a conversion."""
    setting, asked = read_entry(Entry(**fields), library, spelling)
    return convert(setting, asked)


def refused(
    fields: dict[str, str], *, library: DrugLibrary = LIBRARY, spelling: Spelling = Spelling.SAFE
) -> list[Code]:
    """The codes with which a conversion is refused."""
    with pytest.raises(RefusedError) as caught:
        converted(fields, library=library, spelling=spelling)
    return [one.code for one in caught.value.findings]


def line_of(fields: dict[str, str]) -> str:
    """The chain of a conversion."""
    setting, asked = read_entry(Entry(**fields), LIBRARY)
    return chain_line(setting, asked, convert(setting, asked))


def steps_of(fields: dict[str, str]) -> tuple[str, ...]:
    """The worked lines of a conversion."""
    setting, asked = read_entry(Entry(**fields), LIBRARY)
    return worked_lines(setting, asked, convert(setting, asked))
