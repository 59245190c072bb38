"""The forms of all acts, one module a form.

`form_for` and `new_bed_form` are all the window needs: a form emits `submitted` with a command, is
told the answer by `show_answer`, and keeps what was typed when it was refused.
"""

from collections.abc import Callable
from importlib import import_module
from typing import cast

from titrator.session.screen import Act
from titrator.ui.desk_port import DeskPort
from titrator.ui.widgets.form import ActForm

# By name: each is loaded by itself, so that a key waits for one of them at most.
_FORMS = {
    Act.REASSESS: "reassess.ReassessForm",
    Act.REDUCE: "reduce.ReduceForm",
    Act.HOLD: "hold_reason.HoldReasonForm",
    Act.BACK_UP: "back_up.BackUpForm",
    Act.RESUME: "resume.ResumeForm",
    Act.BAG_CHANGE: "bag_change.BagChangeForm",
    Act.START: "start.StartForm",
    Act.GATE: "gate.GateForm",
    Act.ORDER: "order.OrderForm",
    Act.INFUSION: "infusion.InfusionForm",
    Act.WEIGHT: "weight.WeightForm",
    Act.CORRECT: "correct.CorrectForm",
    Act.DECLINE: "decline.DeclineForm",
    Act.CLOSE: "close.CloseForm",
    Act.HAND_OVER: "hand_over.HandOverForm",
}


def form_for(act: Act, desk: DeskPort, bed_id: str) -> ActForm:
    """Return the form of `act` for a bed. `Act.WHY` has none: it is a card to read.

    Raises:
        KeyError: `act` has no form.
    """
    module, _, name = _FORMS[act].partition(".")
    loaded = import_module(f"titrator.ui.forms.{module}")
    return cast("Callable[[DeskPort, str], ActForm]", getattr(loaded, name))(desk, bed_id)


def new_bed_form(desk: DeskPort) -> ActForm:
    """Return the form that opens a bed."""
    from titrator.ui.forms.open_bed import OpenBedForm

    return OpenBedForm(desk)
