"""The fields of a form that a draft keeps, and how they are filled in again.

Apart from `ui.drafting`, which is there from the start: the kit of the forms is loaded later.
"""

from collections.abc import Iterable, Iterator

from PySide6.QtWidgets import QWidget

from titrator.session.drafts import Draft, Typed
from titrator.ui.widgets.choices import Choice
from titrator.ui.widgets.fields import TextField
from titrator.ui.widgets.form import ActForm
from titrator.ui.widgets.select import SelectField

Field = TextField | Choice | SelectField


def put_back(form: ActForm, draft: Draft) -> None:
    """Type and choose again what the draft holds, in the order in which it was.

    What cannot stand there now, as in a form that is refused, stays in the draft unseen.
    """
    for kept in draft.fields:
        field = next((one for one in fields(form) if name_of(one) == kept.typed.name), None)
        if field is None or not field.isEnabledTo(form):
            continue
        if isinstance(field, TextField):
            field.retype(kept.typed.value)
        elif field.value() != kept.typed.value:
            field.choose_again(kept.typed.value)
    form.last_focus = draft.focus
    names = {one.name for one in filled(form)}
    form.not_shown = tuple(one.typed for one in draft.fields if one.typed.name not in names)


def first_gap(form: ActForm) -> str:
    """Return the name of the widget to go on in, empty where nothing is missing."""
    gap = form.next_gap()
    while gap is not None and gap.focusProxy() is not None:
        gap = gap.focusProxy()
    return gap.objectName() if gap is not None else ""


def begun_with(form: ActForm) -> tuple[Typed, ...] | None:
    """Return what stands in a form before anybody typed, None where nothing can be typed or chosen."""
    found = list(fields(form))
    return tuple(_filled(found)) if found else None


def filled(form: ActForm) -> tuple[Typed, ...]:
    """Return every field that something stands in, also struck through, after what is not shown."""
    shown = tuple(_filled(fields(form)))
    names = {one.name for one in shown}
    return (*(one for one in form.not_shown if one.name not in names), *shown)


def _filled(found: Iterable[Field]) -> Iterator[Typed]:
    for field in found:
        if isinstance(field, TextField):
            text, is_struck = field.typed() or field.struck(), bool(field.struck())
            if text:
                yield Typed(
                    name=name_of(field),
                    value=text,
                    is_reading=field.is_reading,
                    is_struck=is_struck,
                )
        elif value := field.value():
            is_seen = isinstance(field, Choice) and field.is_seen
            yield Typed(name=name_of(field), value=value, is_seen=is_seen)


def read_off(form: ActForm) -> Iterator[tuple[str, TextField]]:
    """Return the fields for what is read off a device, with their names."""
    for field in form.findChildren(TextField):
        if field.is_reading:
            yield name_of(field), field


def fields(form: ActForm) -> Iterator[Field]:
    """Return the fields of a form that are not taken away, and may be kept."""
    for field in form.findChildren(QWidget):
        if not isinstance(field, TextField | Choice | SelectField) or field.isHidden():
            continue
        if not isinstance(field, TextField) or field.keeps_draft:
            yield field


def name_of(field: Field) -> str:
    """Return the name that a draft knows a field by: that of its widget."""
    if isinstance(field, TextField):
        return field.line.objectName()
    return field.box.objectName() if isinstance(field, SelectField) else field.objectName()
