"""The pharmacist's place: opened away from the acts, edited by keyboard, and nothing is lost on close."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QListWidget, QWidget

from tests.ui.fake_desk import FakeDesk
from titrator.session.policy import load_library
from titrator.session.policy_signing import make_key
from titrator.ui.pharmacy.editor_page import EditorPage
from titrator.ui.pharmacy.panel import PharmacyPanel
from titrator.ui.window import Workplace

if TYPE_CHECKING:
    from pathlib import Path

    from pytestqt.qtbot import QtBot

VP = "drug_library/vasopressin.toml"


@pytest.fixture
def workplace(qtbot: QtBot, tmp_path: Path) -> Workplace:
    """The window at a bed, with a folder for drafts."""
    states = {"ICU-12": "calm"}
    made = Workplace(FakeDesk(states=states, library=load_library(None), data_dir=tmp_path))
    qtbot.addWidget(made)
    made.resize(1366, 697)
    with qtbot.waitExposed(made):
        made.show()
    made.activateWindow()
    return made


def panel_of(workplace: Workplace) -> PharmacyPanel:
    """The pharmacist's place, which must be open."""
    panel = workplace.stage.solo.panel()
    assert isinstance(panel, PharmacyPanel)
    return panel


def editor_of(workplace: Workplace) -> EditorPage:
    """The editor, opened by its button."""
    workplace.open_pharmacy()
    click(workplace, "pharmacy.editor")
    page = panel_of(workplace).page()
    assert isinstance(page, EditorPage)
    return page


def click(workplace: Workplace, name: str) -> None:
    """Press the button of that name by keyboard."""
    (button,) = (one for one in workplace.findChildren(QWidget, name) if one.isVisible())
    button.setFocus()
    QTest.keyClick(button, Qt.Key.Key_Space)


def said(page: QWidget, name: str) -> str:
    """The words of a label."""
    label = page.findChild(QLabel, name)
    assert label is not None
    return label.text()


def test_it_opens_by_its_key_and_closes_by_escape(workplace: Workplace) -> None:
    """Ctrl+Shift+P, which is near no act of a nurse; the banner stays."""
    held = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    QTest.keyClick(workplace, Qt.Key.Key_P, held)
    assert panel_of(workplace).turning.buttons[0].hasFocus()
    assert workplace.banner.isVisible()
    QTest.keyClick(QApplication.focusWidget() or workplace, Qt.Key.Key_Escape)
    assert workplace.stage.solo.panel() is None


def test_it_is_reached_from_more_and_an_act_of_the_nurse_goes_before_it(
    workplace: Workplace,
) -> None:
    """Hold is one key away; the pharmacist's place gives way."""
    workplace.set_by("AB")
    workplace.open_more()
    click(workplace, "more.pharmacy")
    assert panel_of(workplace).isVisible()
    QTest.keyClick(workplace, Qt.Key.Key_F7)
    assert workplace.stage.solo.panel() is None
    assert workplace.stage.form() is not None


@pytest.mark.hazard("H49")
def test_what_is_in_force_is_read_with_how_well_it_is_known(workplace: Workplace) -> None:
    """A second-hand limit is called unverified where it stands."""
    workplace.open_pharmacy()
    page = panel_of(workplace).page()
    page.choice.choose_again("norepinephrine")  # type: ignore[attr-defined]
    words = [label.text() for label in page.findChildren(QLabel)]
    assert "3 mcg/kg/min" in words
    assert "Titrator proposal; edition: none; unverified, known second hand only" in words


def test_a_draft_is_typed_saved_found_faulty_and_undone(workplace: Workplace) -> None:
    """A limit above the ceiling: the finding leads to its line; undo takes it back."""
    page = editor_of(workplace)
    click(workplace, "editor.begin")
    page.file.choose_again(VP)
    text = page.text.toPlainText()
    page.text.setFocus()
    cursor = page.text.textCursor()
    cursor.setPosition(text.index("0.04 units/min") + 3)
    page.text.setTextCursor(cursor)
    QTest.keyClick(page.text, Qt.Key.Key_Delete)
    QTest.keyClicks(page.text, "5")
    page.look()
    items = page.beside.findings
    shown = [items.item(row).text() for row in range(items.count())]
    (place,) = (row for row, one in enumerate(shown) if "0.05 units/min is looser" in one)
    assert shown[place].startswith(f"Refused. {VP}, line ")
    page.file.choose_again("policy.toml")
    items.itemActivated.emit(items.item(place))
    assert page.file.value() == VP
    assert "0.05 units/min" in page.text.textCursor().block().text()
    page.text.undo()
    page.text.undo()
    page.look()
    assert "0.04 units/min" in (page._bench.folder / VP).read_text(encoding="utf-8")


def test_what_was_typed_a_moment_ago_is_there_after_closing(workplace: Workplace) -> None:
    """No pause, no button: Esc, and open again."""
    page = editor_of(workplace)
    click(workplace, "editor.begin")
    page.file.choose_again(VP)
    page.text.setFocus()
    QTest.keyClicks(page.text, "# mine ")
    QTest.keyClick(page.text, Qt.Key.Key_Escape)
    assert workplace.stage.solo.panel() is None
    again = editor_of(workplace)
    again.file.choose_again(VP)
    assert again.text.toPlainText().startswith("# mine ")


def test_a_finding_list_that_is_empty_says_so_and_leads_nowhere(workplace: Workplace) -> None:
    """The sentence is no finding."""
    page = editor_of(workplace)
    click(workplace, "editor.begin")
    page.open_file("policy.toml")
    filled = page.text.toPlainText()
    for old, new in (
        ('title = ""', 'title = "Ours"'),
        ("approved_by = []", 'approved_by = ["A. Name, 2026-11-02", "B. Other, 2026-11-03"]'),
        ('valid_from = ""', 'valid_from = "2026-11-10"'),
        ('valid_until = ""', 'valid_until = "2027-11-10"'),
        ('review_by = ""', 'review_by = "2027-10-01"'),
    ):
        filled = filled.replace(old, new)
    page.text.setPlainText(filled)
    page.look()
    found = page.findChild(QListWidget, "editor.finding_list")
    assert found is not None
    assert found.item(0).text() == "No finding: the linter has nothing to say."
    found.itemClicked.emit(found.item(0))
    assert said(page, "editor.said") == "Saved in your draft. 0 faults, 0 to look at, 1 changed."


def test_signing_asks_for_folder_and_key_and_says_what_stands_in_the_way(
    workplace: Workplace, tmp_path: Path
) -> None:
    """A draft whose page is empty is not signed; the passphrase does not stay on the screen."""
    make_key(tmp_path / "key", "Pharmacy", "")
    page = editor_of(workplace)
    click(workplace, "editor.begin")
    click(workplace, "editor.to_sign")
    click(workplace, "signing.sign")
    assert said(page, "signing.said") == "Name the new folder and the key file first."
    page.signing.sign.setEnabled(True)
    page.signing.folder.set_text(str(tmp_path / "signed"))
    page.signing.key.set_text(str(tmp_path / "key"))
    page.signing.passphrase.set_text("secret")
    page.signing._sign()
    assert "policy.toml, title: it is empty." in said(page, "signing.said")
    assert page.signing.passphrase.typed() == ""
    assert page.signing.passphrase.line.echoMode().name == "Password"
    click(workplace, "signing.back")
    assert page.text.isVisible()
