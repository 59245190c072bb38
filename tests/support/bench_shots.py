"""The pages of the pharmacist's bench, filled in and answered, for the gallery."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QApplication

from tests.support.command_line import PRINTED_ROW, write_csv
from titrator.session.convert_rows import FORM
from titrator.session.table_audit import FORM as TABLE
from titrator.ui.pharmacy.double_check_page import DoubleCheckPage
from titrator.ui.pharmacy.file_page import FilePage
from titrator.ui.pharmacy.pages import PAGES
from titrator.ui.pharmacy.panel import PharmacyPanel
from titrator.ui.pharmacy.work_out_page import WorkOutPage

if TYPE_CHECKING:
    from collections.abc import Callable

    from titrator.ui.pharmacy.field_column import FieldColumn
    from titrator.ui.window import Workplace

BAG = {"amount": "4 mg", "volume": "250 mL", "weight": "70 kg"}
TYPED = {
    "convert": BAG | {"dose": "0.03 mcg/kg/min"},
    "rate_table": BAG
    | {"first": "0.01 mcg/kg/min", "last": "0.1 mcg/kg/min", "step": "0.01 mcg/kg/min"},
    "other_bag": BAG | {"rate": "18.4 mL/h", "new_amount": "16 mg", "new_volume": "250 mL"},
    "bag_time": BAG | {"rate": "18.4 mL/h", "left": "100 mL", "period": "24 h"},
    "formulas": {"phenylephrine": "1.25 mcg/kg/min", "dopamine": "5 mcg/kg/min"},
}
ROW = {"id": "A1", "drug": "norepinephrine", "dose": "0.03 mcg/kg/min", **BAG}
BENCH = (*TYPED, "refused", "double_check", "compared", "batch", "audit")


def page_of(workplace: Workplace, name: str) -> object:
    """The page of the pharmacist's place that is called `name`, opened."""
    workplace.open_pharmacy()
    panel = workplace.stage.solo.panel()
    if not isinstance(panel, PharmacyPanel):
        raise TypeError(panel)
    panel.turning.turn([one.name for one in PAGES].index(name))
    return panel.page()


def fill(fields: FieldColumn, typed: dict[str, str]) -> None:
    """Type into the fields of a page."""
    fields.drug.choose_again("norepinephrine")
    for name, text in typed.items():
        fields.field(name).retype(text)


def bench(name: str) -> Callable[[Workplace], None]:
    """What opens a page and has it answer."""
    if name in TYPED or name == "refused":
        return lambda workplace: _work_out(workplace, name)
    if name in {"double_check", "compared"}:
        return lambda workplace: _check(workplace, is_compared=name == "compared")
    return lambda workplace: _file(workplace, name)


def _work_out(workplace: Workplace, name: str) -> None:
    page = page_of(workplace, "work_out")
    if not isinstance(page, WorkOutPage):
        raise TypeError(page)
    page.tool.choose_again("convert" if name == "refused" else name)
    fill(page.fields, BAG | {"dose": "0,03 mcg/kg/min"} if name == "refused" else TYPED[name])
    page.work_out()


def _check(workplace: Workplace, *, is_compared: bool) -> None:
    page = page_of(workplace, "double_check")
    if not isinstance(page, DoubleCheckPage):
        raise TypeError(page)
    fill(page.fields, BAG | {"dose": "0.07 mcg/kg/min"})
    page.nurse.retype("18.4 mL/h")
    page.take_nurse()
    if is_compared:
        page.pharmacist.retype("18.3 mL/h")
        page.show_comparison()


def _file(workplace: Workplace, name: str) -> None:
    page = page_of(workplace, name)
    if not isinstance(page, FilePage):
        raise TypeError(page)
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "in.csv"
        if name == "batch":
            write_csv(source, FORM.reads, [ROW, {**ROW, "id": "A2", "dose": "0,03 mcg/kg/min"}])
        else:
            figures = ("7.9", "78.8", "9")
            write_csv(
                source, TABLE.reads, [{**PRINTED_ROW, "expected_value": one} for one in figures]
            )
        page.source.set_text(str(source))
        page.target.set_text(str(Path(folder) / "out.csv"))
        page.start()
        while page.is_running():
            QApplication.processEvents()
