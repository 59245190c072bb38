"""What opens later is loaded once the window is usable, so that the first key is quick too."""

from importlib import import_module

# None of these is needed for the first screen; together they would double the time to it.
_OPENED_LATER = (
    "titrator.ui.forms",
    "titrator.ui.panels.why",
    "titrator.ui.panels.log",
    "titrator.ui.panels.trend",
    "titrator.ui.panels.beds",
    "titrator.ui.glance",
    "titrator.ui.panels.more",
    "titrator.ui.panels.initials",
    "titrator.ui.panels.refused",
    "titrator.ui.panels.help",
    "titrator.ui.calculator",
)


def load_what_opens_later() -> None:
    """Import every panel and form."""
    for module in _OPENED_LATER:
        import_module(module)
