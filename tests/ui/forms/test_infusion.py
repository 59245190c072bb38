"""Record what a pump shows: drug, label and rate, each typed or pressed for, none filled in."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.ui.fake_desk import ACCEPTED, refusal
from tests.ui.nurse import ENTER, TAB
from titrator.core.commands import RecordInfusion
from titrator.session.screen import Act
from titrator.ui.widgets.fields import Line

if TYPE_CHECKING:
    from tests.ui.fake_desk import FakeDesk
    from tests.ui.nurse import Nurse

# An offscreen list that opens cannot take the keyboard for itself alone.
pytestmark = pytest.mark.qt_log_ignore("does not support grabbing the keyboard", extend=True)

NOREPINEPHRINE = RecordInfusion(
    drug="norepinephrine", amount="4 mg", volume="250 mL", pump_shows="7.9 mL/h"
)


def test_an_infusion_is_recorded_by_keyboard(nurse: Nurse, desk: FakeDesk) -> None:
    """Drug from the list, then the label, then what the pump shows."""
    nurse.workplace.open_act(Act.INFUSION)
    nurse.choose("infusion.drug", "norepinephrine")
    nurse.press("4", ENTER, "250", ENTER, "7.9", ENTER)
    assert desk.sent == [("ICU-12", NOREPINEPHRINE, "AB")]


@pytest.mark.hazard("H03")
def test_a_standard_bag_is_filled_in_only_when_it_is_pressed(nurse: Nurse, desk: FakeDesk) -> None:
    """Choosing the drug leaves the label empty; the button fills it and goes on to the pump."""
    nurse.workplace.open_act(Act.INFUSION)
    nurse.choose("infusion.drug", "norepinephrine")
    assert nurse.find("infusion.amount", Line).text() == ""
    nurse.click("infusion.bag.1")
    nurse.press("7.9", ENTER)
    assert desk.sent == [("ICU-12", NOREPINEPHRINE, "AB")]


@pytest.mark.hazard("H43")
def test_another_drug_clears_label_and_rate(nurse: Nurse) -> None:
    """4 mg of the one drug must not become 4 units of the other."""
    nurse.workplace.open_act(Act.INFUSION)
    nurse.choose("infusion.drug", "norepinephrine")
    nurse.press("4", TAB, "250", TAB, "7.9")
    nurse.choose("infusion.drug", "vasopressin")
    for name in ("infusion.amount", "infusion.volume", "infusion.pump_shows"):
        assert nurse.find(name, Line).text() == ""


def test_a_refused_infusion_keeps_what_was_typed(nurse: Nurse, desk: FakeDesk) -> None:
    """The refusal stands above and everything can be put right."""
    desk.answers = [refusal("CONCENTRATION_MISSING"), ACCEPTED]
    nurse.workplace.open_act(Act.INFUSION)
    nurse.choose("infusion.drug", "norepinephrine")
    nurse.press("0", ENTER, "250", ENTER, "7.9", ENTER)
    assert nurse.refusals() == ["CONCENTRATION_MISSING"]
    assert nurse.focus().objectName() == "infusion.amount"
    nurse.find("infusion.amount", Line).selectAll()
    nurse.press("4", ENTER)
    assert desk.sent[1] == ("ICU-12", NOREPINEPHRINE, "AB")
