"""Says a sentence to those who read the screen by ear, at once and once."""

from PySide6.QtWidgets import QWidget


def announce(widget: QWidget, said: str) -> None:
    """Have a screen reader, where one listens, say `said`."""
    # Its many roles and events are not needed to open a window.
    from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent

    if QAccessible.isActive():
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(widget, said))
