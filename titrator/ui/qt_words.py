"""Qt's own words, in the language of the workstation: menus of a text field, dialogs for files.

Qt brings translations of its own, but the Spanish one leaves words in English, has mistakes, and
calls keys by other names than this program does. These few sentences stand with all others, where
translators find them and the tests of the words reach them. A system that shows dialogs for files
of its own shows them in its own language.
"""

from PySide6.QtCore import QCoreApplication, QTranslator

from titrator.core.language import english, say, says_what_is_kept

_TEXT = (
    say("&Undo"),
    say("&Redo"),
    say("Cu&t"),
    say("&Copy"),
    say("Copy &Link Location"),
    say("&Paste"),
    say("Delete"),
    say("Select All"),
)
_SCROLLED = (
    say("Scroll here"),
    say("Top"),
    say("Bottom"),
    say("Left edge"),
    say("Right edge"),
    say("Page up"),
    say("Page down"),
    say("Page left"),
    say("Page right"),
    say("Scroll up"),
    say("Scroll down"),
    say("Scroll left"),
    say("Scroll right"),
    say("Scroll Left"),
    say("Scroll Right"),
)
_BUTTONS = (
    say("OK"),
    say("Cancel"),
    say("Open"),
    say("Save"),
    say("Close"),
    say("&Yes"),
    say("&No"),
    say("Help"),
)
_FILES = (
    say("Find Directory"),
    say("Save As"),
    say("&Look in:"),
    say("File &name:"),
    say("Directory:"),
    say("Files of &type:"),
    say("Files"),
    say("Directories"),
    say("All Files (*)"),
    say("All files (*)"),
    say("&Choose"),
    say("&Open"),
    say("&Save"),
    say("&Delete"),
    say("&Rename"),
    say("&New Folder"),
    say("Create New Folder"),
    say("Create a New Folder"),
    say("Back"),
    say("Go back"),
    say("Forward"),
    say("Go forward"),
    say("Parent Directory"),
    say("Go to the parent directory"),
    say("List View"),
    say("Change to list view mode"),
    say("Detail View"),
    say("Change to detail view mode"),
    say("Sidebar"),
    say("List of places and bookmarks"),
    say("Recent Places"),
    say("Remove"),
    say("Show "),
    say("Show &hidden files"),
    say("Computer"),
    say("Drive"),
    say("Folder"),
    say("File"),
    say("Unknown"),
    say("Name"),
    say("Size"),
    say("Type"),
    say("Date Modified"),
)
_TOLD = (
    say("%1 already exists.\nDo you want to replace it?"),
    say("%1\nFile not found.\nPlease verify the correct file name was given."),
    say("%1\nDirectory not found.\nPlease verify the correct directory name was given."),
    say("Are you sure you want to delete '%1'?"),
    say("'%1' is write protected.\nDo you want to delete it anyway?"),
    say("Could not delete directory."),
)
_READ_OUT = (
    say("Triggers the action"),
    say("Toggles the state"),
    say("Increase the value"),
    say("Decrease the value"),
    say("Shows the menu"),
    say("Sets the focus"),
    say("Scrolls to the left"),
    say("Scrolls to the right"),
    say("Scrolls up"),
    say("Scrolls down"),
    say("Goes back a page"),
    say("Goes to the next page"),
    say("Open the combo box selection popup"),
)
WORDS = {english(one): one for one in (*_TEXT, *_SCROLLED, *_BUTTONS, *_FILES, *_TOLD, *_READ_OUT)}
"""What Qt says in English, and how it is said here."""


class QtWords(QTranslator):
    """Gives Qt the words of the catalogue; what is not among them Qt says in English."""

    def isEmpty(self) -> bool:
        """Return False: it has words."""
        return False

    def translate(
        self, context: str, source: str, disambiguation: str | None = None, n: int = -1
    ) -> str:
        """Return the words for `source`; None where Qt keeps its own."""
        return WORDS.get(source)  # type: ignore[return-value] # None is null to Qt


def say_qt_words(app: QCoreApplication) -> None:
    """Have Qt say its words as the rest of the program does; nothing where that is English."""
    if not says_what_is_kept():
        app.installTranslator(QtWords(app))
