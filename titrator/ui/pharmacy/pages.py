"""The pages of the pharmacist's place, in the order of their buttons. A new page is one line here."""

from collections.abc import Callable
from typing import NamedTuple

from PySide6.QtWidgets import QWidget

from titrator.core.language import say
from titrator.session.policy_bench import PolicyBench
from titrator.ui.pharmacy.double_check_page import DoubleCheckPage
from titrator.ui.pharmacy.editor_page import EditorPage
from titrator.ui.pharmacy.file_page import AuditPage, BatchPage
from titrator.ui.pharmacy.in_force_page import InForcePage
from titrator.ui.pharmacy.work_out_page import WorkOutPage


class Page(NamedTuple):
    """One page: the name of its button, the words on it, and what makes it."""

    name: str
    label: str
    make: Callable[[PolicyBench], QWidget]


PAGES = (
    Page("in_force", say("In force"), InForcePage),
    Page("editor", say("Edit policy"), EditorPage),
    Page("work_out", say("Work out"), WorkOutPage),
    Page("double_check", say("Double check"), DoubleCheckPage),
    Page("batch", say("Convert file"), BatchPage),
    Page("audit", say("Misprints"), AuditPage),
)
