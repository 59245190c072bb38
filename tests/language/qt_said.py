"""Opens the menus and dialogs that Qt brings, in another language, and prints what they say.

    python -m tests.language.qt_said pseudo|es

A process of its own, since the language is chosen before anything with words is loaded.
"""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QPoint, Qt, QTimer
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QFileDialog,
    QLabel,
    QLineEdit,
    QMenu,
    QMessageBox,
    QScrollBar,
    QTextBrowser,
    QTreeView,
    QWidget,
)

from tests.language.seen import choose_language

if TYPE_CHECKING:
    from collections.abc import Iterator

_LOOK_MS = 50


def main(language: str) -> int:
    """Print every text, one a line."""
    choose_language(language)
    from titrator.ui.qt_words import say_qt_words

    app = QApplication([])
    say_qt_words(app)
    told = [*_menus(), *_scroll_bars()]
    with tempfile.TemporaryDirectory() as folder:
        told += _dialogs(Path(folder))
    for text in dict.fromkeys(told):
        sys.stdout.write(repr(text.replace("&", "")) + "\n")
    return 0


def _menus() -> Iterator[str]:
    line = QLineEdit("7.9")
    yield from _actions(line.createStandardContextMenu())
    read = QTextBrowser()
    read.setHtml("<a href='#there'>7.9</a>")
    read.show()
    QApplication.processEvents()
    yield from _actions(read.createStandardContextMenu(QPoint(12, 12)))


def _scroll_bars() -> list[str]:
    told: list[str] = []
    for way in Qt.Orientation:
        bar = QScrollBar(way)
        bar.show()
        asked = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, QPoint(2, 2), QPoint(2, 2))
        QApplication.sendEvent(bar, asked)
        told += _popped_up()
    return told


def _dialogs(folder: Path) -> list[str]:
    """To open, to save over a file that is there, and to choose a folder; each with its menu."""
    (folder / "7.1").write_text("7.9", encoding="utf-8")
    (folder / "8").mkdir()
    told: list[str] = []

    def answered() -> None:
        told.extend(_popped_up())

    for mode, accept, name in (
        (QFileDialog.FileMode.ExistingFile, QFileDialog.AcceptMode.AcceptOpen, "9.1"),
        (QFileDialog.FileMode.AnyFile, QFileDialog.AcceptMode.AcceptSave, "7.1"),
        (QFileDialog.FileMode.Directory, QFileDialog.AcceptMode.AcceptOpen, "9"),
    ):
        dialog = QFileDialog(None, "", str(folder))
        dialog.setOption(QFileDialog.Option.DontUseNativeDialog)
        dialog.setFileMode(mode)
        dialog.setAcceptMode(accept)
        dialog.setViewMode(QFileDialog.ViewMode.Detail)
        dialog.show()
        QApplication.processEvents()
        told += _texts(dialog)
        _list_of(dialog).customContextMenuRequested.emit(QPoint(20, 10))
        told += _popped_up()
        dialog.findChildren(QLineEdit)[0].setText(name)
        QTimer.singleShot(_LOOK_MS, answered)
        dialog.accept()
        dialog.close()
    return told


def _list_of(dialog: QFileDialog) -> QTreeView:
    found = dialog.findChild(QTreeView, "treeView")
    if not isinstance(found, QTreeView):
        raise TypeError(found)
    return found


def _texts(window: QWidget) -> Iterator[str]:
    for one in window.findChildren(QWidget):
        yield from (one.accessibleName(), one.accessibleDescription(), one.toolTip())
        if isinstance(one, QLabel | QAbstractButton):
            yield one.text()
        if isinstance(one, QTreeView):
            model = one.model()
            yield from (
                str(model.headerData(column, Qt.Orientation.Horizontal))
                for column in range(model.columnCount())
            )


def _popped_up() -> list[str]:
    """What the menu or the message says that was opened over everything; it is closed."""
    menu, message = QApplication.activePopupWidget(), QApplication.activeModalWidget()
    found: list[str] = []
    if isinstance(menu, QMenu):
        found += _actions(menu)
        menu.close()
    if isinstance(message, QMessageBox):
        found += _texts(message)
        message.close()
    return found


def _actions(menu: QMenu) -> Iterator[str]:
    for action in menu.actions():
        yield from (action.text(), action.toolTip())


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1]))
