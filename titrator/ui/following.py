"""Which form opens before an act, and which after one, so that no way leads to a closed door.

Nothing is chosen for anybody: a form that follows begins as empty as one that was asked for.
"""

from collections.abc import Callable

from titrator.session.screen import Act
from titrator.ui.desk_port import DeskPort
from titrator.ui.stage import Stage
from titrator.ui.widgets.form import ActForm

Open = Callable[[Act], None]


def open_asked(act: Act, desk: DeskPort, bed_id: str, stage: Stage, open_form: Open) -> None:
    """Open the form of `act`, or of the one that comes before it.

    A reduction whose assessment is too old asks for the assessment first.
    """
    why = desk.reduce_form(bed_id).assess_first if act is Act.REDUCE else ""
    before = stage.form()
    open_form(Act.REASSESS if why else act)
    form = stage.form()
    if form is None:
        return
    if form is before:
        form.again()
    if why:
        form.come_first(act, why)


def open_next(form: ActForm, desk: DeskPort, bed_id: str, stage: Stage, open_form: Open) -> None:
    """Open what follows `form`, which was accepted: the resume it opens, or the act that waited."""
    act = _follows(form, desk, bed_id)
    if act is None:
        return
    open_form(act)
    opened = stage.form()
    if opened is not None:
        opened.follow()
        stage.focus_first()


def _follows(form: ActForm, desk: DeskPort, bed_id: str) -> Act | None:
    if form.act != Act.REASSESS:
        return None
    if desk.bedside(bed_id).next.act is Act.RESUME:
        return Act.RESUME
    now = desk.reduce_form(bed_id)
    can_reduce = bool(now.options) and not now.blocked
    return form.then if form.then is Act.REDUCE and can_reduce else None
