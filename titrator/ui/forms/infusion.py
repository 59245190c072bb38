"""Record what a pump shows: the drug, its bag as the label says, and the rate.

A standard bag fills the label fields when its button is pressed, and never by itself.

objectNames: `infusion.drug`, `infusion.amount`, `infusion.volume`, `infusion.pump_shows`, and a
button a standard bag: `infusion.bag.1` ...
"""

from PySide6.QtWidgets import QGridLayout, QWidget

from titrator.core import wording
from titrator.core.commands import RecordInfusion
from titrator.core.language import say
from titrator.core.number_entry import read_quantity
from titrator.core.units import UnitKind
from titrator.session.screen import Act, Answer
from titrator.ui import theme
from titrator.ui.desk_port import DeskPort
from titrator.ui.forms.bag_label import LabelFields
from titrator.ui.forms.bed_form import BedForm, add_all, drug_choice, part, under
from titrator.ui.forms.read_back import PumpField
from titrator.ui.theme import TARGET, Space, Type
from titrator.ui.widgets.buttons import ActButton
from titrator.ui.widgets.select import SelectField
from titrator.ui.widgets.text import Ink, Text, Wrap

_BAGS = say("Standard bags. Press one only when the label says exactly this:")
_MOST_BAGS = 6


_LABEL = frozenset({UnitKind.AMOUNT, UnitKind.VOLUME})


class InfusionForm(BedForm):
    """What runs now. For a drug recorded already: what was found at its pump."""

    def __init__(self, desk: DeskPort, bed_id: str) -> None:
        self._grid = QGridLayout()
        self.bags = [
            ActButton("", f"infusion.bag.{place}", height=TARGET)
            for place in range(1, _MOST_BAGS + 1)
        ]
        super().__init__(
            Act.INFUSION,
            desk,
            bed_id,
            heading=say("Record what a pump shows"),
            submit_label=say("Record the infusion"),
        )
        drugs = [(one.name, one.display_name) for one in desk.drugs()]
        self.drug = SelectField("", "infusion.drug", drugs, placeholder=say("Choose the drug"))
        self.drug.box.setAccessibleName(say("Drug"))
        self.label = LabelFields("infusion.amount", "infusion.volume")
        self.pump = PumpField("infusion.pump_shows")
        self._bags_said = Text(Type.SMALL, _BAGS, ink=Ink.DIM, wrap=Wrap.YES)
        self._known = Text(Type.SMALL, ink=Ink.DIM, wrap=Wrap.YES)
        self._lay_out()
        self.require(self.drug, self.label.amount, self.label.volume, self.pump)
        self.drug.chosen.connect(self._on_drug_chosen)
        for place, button in enumerate(self.bags):
            button.acted.connect(lambda place=place: self._fill_in(place))
        self._show_bags()

    def first_focus(self) -> QWidget:
        return self.drug.box

    def holds(self) -> bool:
        """Nothing in it is of one patient until a drug is chosen."""
        return True

    def command(self) -> RecordInfusion | None:
        if self.next_gap() is not None:
            return None
        return RecordInfusion(
            drug=self.drug.value(),
            amount=self.label.amount.text(),
            volume=self.label.volume.text(),
            pump_shows=self.pump.text(),
        )

    def show_answer(self, answer: Answer) -> None:
        super().show_answer(answer)
        if not answer.is_accepted:
            self.label.amount.setFocus()

    def _on_drug_chosen(self) -> None:
        chosen = drug_choice(self.desk, self.drug.value())
        if chosen is None:
            return
        self.label.set_unit(chosen.amount_unit)
        self.label.clear()
        self.pump.clear()
        self._show_bags()
        self.label.setFocus()

    def _preparations(self) -> tuple[tuple[str, str], ...]:
        chosen = drug_choice(self.desk, self.drug.value())
        return chosen.preparations[:_MOST_BAGS] if chosen else ()

    def _show_bags(self) -> None:
        known = self._preparations()
        self._bags_said.setVisible(bool(known))
        for button in self.bags:
            button.hide()
        for button, (amount, volume) in zip(self.bags, known, strict=False):
            button.say(say("{amount} in {volume}", amount=_shown(amount), volume=_shown(volume)))
            button.show()
        row = next(
            (one for one in self.desk.bedside(self.bed_id).drugs if one.drug == self.drug.value()),
            None,
        )
        self._known.say(
            say("Recorded so far: {bag}, {chain}.", bag=row.bag, chain=row.chain[-1]) if row else ""
        )
        self._known.setVisible(row is not None)

    def _fill_in(self, place: int) -> None:
        amount, volume = self._preparations()[place]
        self.label.set_texts(amount.split(" ")[0], volume.split(" ")[0])
        self.pump.setFocus()

    def restyle(self) -> None:
        """Take fonts and distances anew, and two bags a row instead of three when compact."""
        super().restyle()
        while self._grid.count():
            self._grid.takeAt(0)
        columns = 2 if theme.is_compact() else 3
        for place, button in enumerate(self.bags):
            self._grid.addWidget(button, *divmod(place, columns))

    def _lay_out(self) -> None:
        left, right = self.columns(1, 1)
        self._grid.setSpacing(Space.SMALL)
        asked = under(part(say("Which drug")), self.drug)
        add_all(left, [asked, self._known, self._bags_said])
        left.insertLayout(left.count() - 1, self._grid)
        shown = under(part(say("Type what the pump shows")), self.pump)
        add_all(right, [self.label, shown])


def _shown(text: str) -> str:
    """Return "1000 mL" as it is written for people: ``1,000 mL``."""
    return wording.as_typed(read_quantity(text, say("Standard bag"), kinds=_LABEL))
