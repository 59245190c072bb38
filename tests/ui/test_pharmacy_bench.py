"""The pharmacist's bench in the window: any edit clears a result, and a nurse's result stays hidden."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QScrollArea

from tests.support.bench_shots import BAG, bench, fill, page_of
from tests.ui.fake_desk import FakeDesk
from titrator.session.policy import load_library
from titrator.ui.pharmacy.double_check_page import DoubleCheckPage
from titrator.ui.pharmacy.file_page import BatchPage
from titrator.ui.pharmacy.work_out_page import WorkOutPage
from titrator.ui.window import Workplace

if TYPE_CHECKING:
    from pathlib import Path

    from PySide6.QtWidgets import QWidget
    from pytestqt.qtbot import QtBot


@pytest.fixture
def workplace(qtbot: QtBot, tmp_path: Path) -> Workplace:
    """The window at a bed."""
    desk = FakeDesk(states={"ICU-12": "calm"}, library=load_library(None), data_dir=tmp_path)
    made = Workplace(desk)
    qtbot.addWidget(made)
    made.resize(1366, 697)
    with qtbot.waitExposed(made):
        made.show()
    made.activateWindow()
    return made


def words(page: QWidget) -> str:
    """All that can be read on a page, fields included."""
    labels = [label.text() for label in page.findChildren(QLabel)]
    return " ".join(labels + [line.text() for line in page.findChildren(QLineEdit)])


def test_enter_works_out_and_any_edit_clears_the_result(workplace: Workplace) -> None:
    """No number on the screen belongs to another entry."""
    bench("rate_table")(workplace)
    page = page_of_work_out(workplace)
    assert "13.1" in words(page.view)
    assert page.print_button.isEnabled()
    line = page.fields.field("weight").line
    line.setFocus()
    QTest.keyClick(line, Qt.Key.Key_Delete)
    assert "13.1" not in words(page.view)
    assert not page.print_button.isEnabled()
    QTest.keyClick(line, Qt.Key.Key_Return)
    assert "Not done." in words(page.view)


def page_of_work_out(workplace: Workplace) -> WorkOutPage:
    """The page Work out, which must be open."""
    (page,) = workplace.findChildren(WorkOutPage)
    return page


def test_the_sheet_is_printed_and_saved(workplace: Workplace, tmp_path: Path) -> None:
    bench("rate_table")(workplace)
    page = page_of_work_out(workplace)
    page.save_pdf(tmp_path / "t.pdf")
    assert (tmp_path / "t.pdf").read_bytes().startswith(b"%PDF-")
    page.save_csv(tmp_path / "t.csv")
    assert page.said.text().endswith("10 rows.")
    page.save_pdf(tmp_path / "missing" / "t.pdf")
    assert "was not printed" in page.said.text()


@pytest.mark.hazard("H03")
def test_the_nurses_result_is_hidden_until_the_pharmacists_own_is_entered(
    workplace: Workplace,
) -> None:
    """Nowhere on the page, and neither is the program's; then all three, and no second try."""
    page = page_of(workplace, "double_check")
    assert isinstance(page, DoubleCheckPage)
    fill(page.fields, BAG | {"dose": "0.07 mcg/kg/min"})
    page.nurse.retype("17.7 mL/h")
    QTest.keyClick(page.nurse.line, Qt.Key.Key_Return)
    assert "17.7" not in words(page)
    assert "18.4" not in words(page)
    assert page.pharmacist.line.hasFocus()
    page.pharmacist.retype("18,4 mL/h")
    page.show_comparison()
    assert "17.7" not in words(page)
    page.pharmacist.retype("18.4 mL/h")
    QTest.keyClick(page.pharmacist.line, Qt.Key.Key_Return)
    shown = words(page.view).replace("\N{NO-BREAK SPACE}", " ")
    assert "17.7 mL/h" in shown
    assert "the nurse's result differs" in shown
    assert not page.pharmacist.isEnabled()
    page.begin()
    assert "17.7" not in words(page)


def test_a_file_is_converted_while_the_window_answers_and_can_be_stopped(
    workplace: Workplace, qtbot: QtBot, tmp_path: Path
) -> None:
    """Slice by slice; stopped, nothing is written."""
    source, target = tmp_path / "in.csv", tmp_path / "out.csv"
    source.write_text("drug,dose,to\n" + "vasopressin,0.03 units/min,units/h\n" * 20_000)
    page = page_of(workplace, "batch")
    assert isinstance(page, BatchPage)
    page.source.set_text(str(source))
    page.target.set_text(str(target))
    page.start()
    qtbot.waitUntil(lambda: page.said.text() != "0 rows", timeout=20_000)
    assert page.is_running()
    page.stop()
    assert page.said.text() == "Stopped. Nothing was written."
    assert not target.exists()
    page.start()
    qtbot.waitUntil(lambda: not page.is_running(), timeout=20_000)
    assert "20,000 rows written" in page.said.text()
    assert target.exists()


@pytest.mark.hazard("H06")
def test_the_beginning_of_a_number_is_seen_in_every_field(workplace: Workplace) -> None:
    """A line that scrolled would show ,03 mcg/kg/min: the whole of a usual dose fits."""
    bench("refused")(workplace)
    page = page_of_work_out(workplace)
    line = page.fields.field("dose").line
    assert line.fontMetrics().horizontalAdvance("0.0375 mcg/kg/min") <= line.width() - 4
    line.setText("10.125 nanogram/kg/min and more than fits")
    line.setFocus()
    line.clearFocus()
    assert line.cursorPosition() == 0


def test_all_three_results_are_seen_at_once_on_the_smallest_screen(workplace: Workplace) -> None:
    """What was taken and compared stands on the sheet only; no column of it needs scrolling."""
    workplace.resize(911, 465)
    bench("compared")(workplace)
    page = workplace.findChild(DoubleCheckPage)
    assert page is not None
    QApplication.processEvents()
    tables = [one for one in page.view.findChildren(QScrollArea) if one.isVisible()]
    assert tables
    assert all(one.horizontalScrollBar().maximum() == 0 for one in tables)
    for said in ("18.4 mL/h", "18.3 mL/h", "18.375 mL/h"):
        assert said in words(page.view)
    assert not page.fields.isVisible()
    page.begin()
    assert page.fields.isVisible()
