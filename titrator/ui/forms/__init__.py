"""The forms of all acts, one module a form.

`form_for` and `new_bed_form` are all the window needs: a form emits `submitted` with a command, is
told the answer by `show_answer`, and keeps what was typed when it was refused.
"""

from collections.abc import Callable

from titrator.session.screen import Act
from titrator.ui.desk_port import DeskPort
from titrator.ui.forms.back_up import BackUpForm
from titrator.ui.forms.bag_change import BagChangeForm
from titrator.ui.forms.close import CloseForm
from titrator.ui.forms.correct import CorrectForm
from titrator.ui.forms.decline import DeclineForm
from titrator.ui.forms.gate import GateForm
from titrator.ui.forms.hand_over import HandOverForm
from titrator.ui.forms.hold_reason import HoldReasonForm
from titrator.ui.forms.infusion import InfusionForm
from titrator.ui.forms.open_bed import OpenBedForm
from titrator.ui.forms.order import OrderForm
from titrator.ui.forms.reassess import ReassessForm
from titrator.ui.forms.reduce import ReduceForm
from titrator.ui.forms.resume import ResumeForm
from titrator.ui.forms.start import StartForm
from titrator.ui.forms.weight import WeightForm
from titrator.ui.widgets.form import ActForm

_FORMS: dict[Act, Callable[[DeskPort, str], ActForm]] = {
    Act.REASSESS: ReassessForm,
    Act.REDUCE: ReduceForm,
    Act.HOLD: HoldReasonForm,
    Act.BACK_UP: BackUpForm,
    Act.RESUME: ResumeForm,
    Act.BAG_CHANGE: BagChangeForm,
    Act.START: StartForm,
    Act.GATE: GateForm,
    Act.ORDER: OrderForm,
    Act.INFUSION: InfusionForm,
    Act.WEIGHT: WeightForm,
    Act.CORRECT: CorrectForm,
    Act.DECLINE: DeclineForm,
    Act.CLOSE: CloseForm,
    Act.HAND_OVER: HandOverForm,
}


def form_for(act: Act, desk: DeskPort, bed_id: str) -> ActForm:
    """Return the form of `act` for a bed. `Act.WHY` has none: it is a card to read.

    Raises:
        KeyError: `act` has no form.
    """
    return _FORMS[act](desk, bed_id)


def new_bed_form(desk: DeskPort) -> ActForm:
    """Return the form that opens a bed."""
    return OpenBedForm(desk)
