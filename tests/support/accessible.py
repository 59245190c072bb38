"""The accessibility tree of a window, in this process: what a screen reader would walk."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QAccessibleInterface
from PySide6.QtWidgets import QScrollArea, QWidget

if TYPE_CHECKING:
    from collections.abc import Iterator

_PANES = ("glance", "trend.chart")
"""Painted as a whole, and said as a whole by their names. A scroll area is a pane too: Qt has no
better role for words that are scrolled by the arrow keys."""


def tree(top: QAccessibleInterface) -> Iterator[QAccessibleInterface]:
    """Return an interface and all below it."""
    yield top
    for place in range(top.childCount()):
        child = top.child(place)
        if child.isValid():
            yield from tree(child)


def faults_of_tree(window: QWidget) -> list[str]:
    """Return what takes the cursor without a name or a role, or is not in the tree at all."""
    faults = []
    reached = set()
    for one in tree(QAccessible.queryAccessibleInterface(window)):
        widget, state, role = one.object(), one.state(), one.role()
        reached.add(widget)
        if not state.focusable or state.invisible or not isinstance(widget, QWidget):
            continue
        if not one.text(QAccessible.Text.Name):
            faults.append(f"{widget.objectName()} has no name in the tree")
        is_pane = isinstance(widget, QScrollArea) or widget.objectName() in _PANES
        if role is QAccessible.Role.NoRole or (role is QAccessible.Role.Client and not is_pane):
            faults.append(f"{widget.objectName()} has no role in the tree")
    for widget in window.findChildren(QWidget):
        takes = widget.focusPolicy() is not Qt.FocusPolicy.NoFocus and widget.focusProxy() is None
        is_here = widget.isVisible() and widget.window() is window.window()
        if takes and is_here and widget not in reached:
            faults.append(f"{widget.objectName()} is not in the tree")
    return faults
