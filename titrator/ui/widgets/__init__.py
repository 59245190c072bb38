"""The kit all screens are made of. Import from the modules named here; nothing is re-exported.

`theme` (titrator.ui.theme)
    `Type` roles of the type scale, `Space` distances, `active()` colours, `is_compact()`.
    A widget with a method `restyle()` is told when theme or density changes. Never set a font size,
    colour or style sheet anywhere else.
`text`
    `Text(Type.BODY, "words", ink=Ink.DIM, wrap=Wrap.YES)`; `say(text)` changes only what differs.
`card`
    `Card(name)` surface; `CheckList(name)` with `set_checks(checks)`; `BlockedCard(blocked)` the four
    parts of a refusal; `empty(layout)` removes what a layout holds.
`fields`
    `NumberField(label, name, unit="mL/h", is_large=True, decimals=3)`: `text()` is ``"13.2 mL/h"`` for
    a command or None when empty, `number()` without the unit, `set_reason(why)`, `check()` shows
    what cannot be read and returns whether it can be sent, signals `edited`, `left`.
    `TextField(label, name, longest=40)`: the same for words (initials, prescriber, a clock time).
`select`
    `SelectField(label, name, [(value, words), ...])`: `value()`, `choose(value)`, signal `chosen(str)`.
    Space or an arrow key opens it; wheel and letters change nothing.
`choices`
    `Option(value, label, note, right)`; `ChoiceRow(name, options)` large options; `AnswerRow(question,
    name, options)` one line, keys 1, 2, 3 answer and go on to the next row. `value()`, `choose(value)`,
    `is_answered()`, signal `chosen(str)`. Nothing is chosen at first.
`buttons`
    `ActButton(label, name, key="F5", kind=Kind.PRIMARY)`: signal `acted`, once a press. The key cap is
    only drawn; the window owns the function keys.
`marks`
    `Chip(text)`, `HeadroomBar`, `Symbol(Mark.TICK, 16)`.
`countdown`, `ladder`, `sparkline`
    What the strip and the MAP card are made of.
`form`
    `ActForm(act, bed=..., heading=..., submit_label=..., about=..., beside=Beside.HOLD_AND_WHY)`, the base
    of every form: add to `self.body` (a QVBoxLayout inside a scroll area; refusals appear above it),
    name what must be answered with `self.require(field, row, ...)` in reading order, and override
    `command()` to return the command, or None after showing reasons. Enter goes to the next gap,
    then submits; Esc cancels. The window calls `first_focus()`, `show_answer(answer)` and, after an
    accepted answer, closes the form. A form that must change while open (a preview, an age) has a
    method `refresh()`, called once a second with nothing typed ever lost.

What the window expects of `titrator.ui.forms`:
    `form_for(act: Act, desk: DeskPort, bed_id: str) -> ActForm` for every act but `Act.WHY`, and
    `new_bed_form(desk: DeskPort) -> ActForm` whose command is an `OpenEpisode`; `DeskPort` is in
    `titrator.ui.desk_port`. A form never calls `desk.handle`: it emits `submitted`.

Keys of the window: F1 help, F2 Why, F3 kept free (silence), F4 calculator, F5 reassess, F6 reduce,
F7 hold (acts at once; the form for `Act.HOLD` opens after it and only asks the reason, sent as a
second `Hold`), F8 back up, F9 bag change, F10 kept free (hand over), F11 log, F12 night; Ctrl+N new
bed, Ctrl+1..9 bed, Ctrl+I initials, Ctrl+M more acts.
"""
