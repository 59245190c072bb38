"""A program of its own that says what Titrator says, under the locale it was started with.

    LC_ALL=de_DE.UTF-8 python -m tests.hazards.everything_said

It prints one JSON object: under `locale` what the C library and Qt make of numbers here, and under
`said` every word of conversions, of a shift told line by line, and of the window, numbers typed into
its calculator included.
"""

from __future__ import annotations

import contextlib
import io
import json
import locale
import os
import sys
from typing import TYPE_CHECKING

os.environ["QT_QPA_PLATFORM"] = "offscreen"

from PySide6.QtCore import QLocale
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QLineEdit

from tests.support.fake_clock import FakeClock
from tests.support.shift import Shift, weaning
from titrator.__main__ import main
from titrator.app import _application
from titrator.session.desk import Desk
from titrator.ui import theme
from titrator.ui.bedside.chain import Chain
from titrator.ui.calculator import CalculatorPage
from titrator.ui.window import Workplace

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

PATIENT = ["--amount", "4 mg", "--volume", "250 mL", "--weight", "70 kg"]
CONVERT = ["convert", "--drug", "norepinephrine", *PATIENT]
RATE = ["--to", "mcg/min", "--json"]
COMMANDS = [
    [*CONVERT, "--dose", "0.03 mcg/kg/min"],
    [*CONVERT, "--dose", "0.03 mcg/kg/min", "--json"],
    [*CONVERT, "--dose", "0,03 mcg/kg/min"],
    [*CONVERT, "--dose", "۰.۰۳ mcg/kg/min"],
    [*CONVERT, "--rate", "1312.5 mL/h", *RATE],
    [*CONVERT, "--rate", "1.312,5 mL/h", *RATE],
]
TYPED = ("0.03", "0,03", "1.312", "1,312", "7.9")


def commands_said() -> list[tuple[int, str]]:
    """Status and words of each command."""
    said = []
    for command in COMMANDS:
        words = io.StringIO()
        with contextlib.redirect_stdout(words), contextlib.redirect_stderr(words):
            status = main(command)
        said.append((status, words.getvalue()))
    return said


def a_shift() -> Shift:
    """The article's patient after one step, with three rates that were refused on the way."""
    shift = weaning()
    at = shift.at("08:06")
    for shown in ("5,3 mL/h", "5.300,5 mL/h", "۵.۳ mL/h", "5.3 mL/h"):
        at.step("norepinephrine", "0.02 mcg/kg/min", shown)
    shift.at("08:11").assessment("71.5")
    return shift


def window_said(shift: Shift) -> list[str]:
    """Every word of the bed, and of the calculator after each number typed into it."""
    theme.prepare(_application()[0])
    window = Workplace(Desk(log=shift.log, policy=shift.policy, clock=FakeClock()))
    window.resize(1366, 697)
    window.show()
    said = words_of(window)
    window.open_calculator()
    (page,) = window.findChildren(CalculatorPage)
    for text in TYPED:
        page.dose.line.clear()
        QTest.keyClicks(page.dose.line, text)
        page.work_out()
        said += [page.dose.line.text(), *words_of(page)]
    window.close()
    return said


def words_of(widget: QWidget) -> list[str]:
    """What stands on a widget and in its fields, and what is read out."""
    found = [one.text() for one in widget.findChildren(QLabel)]
    found += [one.text() for one in widget.findChildren(Chain)]
    for line in widget.findChildren(QLineEdit):
        found += [line.text(), line.placeholderText(), line.accessibleName()]
    return [text for text in found if text]


def locale_here() -> dict[str, str]:
    """How the C library and Qt would write one thousand and a half."""
    try:
        locale.setlocale(locale.LC_ALL, "")
        of_c = locale.format_string("%.1f", 1000.5)
    except locale.Error:
        of_c = ""
    return {"c_library": of_c, "qt": QLocale.system().toString(1000.5)}


if __name__ == "__main__":
    here = locale_here()
    told = a_shift()
    everything = {
        "commands": commands_said(),
        "shift": [line.out for line in told.lines],
        "window": window_said(told),
    }
    sys.stdout.write(json.dumps({"locale": here, "said": everything}))
