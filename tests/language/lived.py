"""A whole wean on a real desk in another language: every word that the session says.

    python -m tests.language.lived [pseudo|es] [--room]

The hand-made desk of the gallery says what it was given; here the program itself speaks, from the
empty first start to a bed that is taken up again after a restart. Prints what was never said, what
of the log is shown in the English that is kept, and with --room what is cut in any size.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtWidgets import QApplication

from tests.language.seen import choose_language
from titrator.core.language import english

if TYPE_CHECKING:
    from tests.language.unsaid import Painted
    from tests.ui.nurse import Nurse
    from titrator.session.desk import Desk

_ROUNDS = 5  # of events: what a field asks for goes up one layout in each
_BEGINNING = 24  # letters of a refusal: the recent log shows the beginning of a long one


def main(arguments: list[str]) -> int:
    """Print each fault once, with where it stood; 1 where there is one."""
    parser = argparse.ArgumentParser(prog="tests.language.lived")
    parser.add_argument("language", nargs="?", default="pseudo")
    parser.add_argument("--room", action="store_true")
    asked = parser.parse_args(arguments)
    choose_language(asked.language)
    from tests.gallery import started
    from tests.language.unsaid import Painted
    from tests.support.fake_clock import FakeClock
    from tests.ui.nurse import Nurse, seats
    from titrator.session.desk import open_desk

    app = started()
    look = _Look(Painted() if asked.language == "pseudo" else None, has_room=asked.room)
    with tempfile.TemporaryDirectory() as folder, seats() as sit_down:
        clock = FakeClock()
        place = Path(folder)
        desk = open_desk(data_dir=place, policy_dir=None, clock=clock)
        nurse = sit_down(desk, clock)
        _first_half(nurse, look)
        nurse.workplace.close()
        desk.close()
        again = open_desk(data_dir=place, policy_dir=None, clock=clock)
        nurse = Nurse(again, clock)
        look.kept = _refused_before(again)
        _everything(nurse, look, "after a restart")
        nurse.workplace.close()
        again.close()
    app.processEvents()
    for line in look.faults:
        sys.stdout.write(f"{line}\n")
    return 1 if look.faults else 0


class _Look:
    """What is seen at each stage, and the faults of it, each text once."""

    def __init__(self, painted: Painted | None, *, has_room: bool) -> None:
        self._painted = painted
        self._has_room = has_room
        self._known: set[str] = set()
        self.faults: list[str] = []
        self.kept: frozenset[str] = frozenset()

    def at(self, nurse: Nurse, stage: str) -> None:
        """Look at the window now."""
        from tests.language.unsaid import texts_of, unsaid_words

        nurse.workplace.grab()
        painted = self._painted.take() if self._painted is not None else []
        for where, text in (*texts_of(nurse.workplace), *(("painted", one) for one in painted)):
            plain = text.replace("\u2060", "").replace("\xa0", " ")
            words = unsaid_words(plain) if self._painted is not None else []
            if words:
                self._tell(text, f"{stage}, {where}: {' '.join(words[:8])!r} in {text[:120]!r}")
            if any(kept in plain for kept in self.kept):
                self._tell(text, f"{stage}, {where}: as it is kept: {text[:120]!r}")
        if self._has_room:
            self._measure(nurse, stage)

    def _measure(self, nurse: Nurse, stage: str) -> None:
        from tests.gallery import SIZES, SMALLEST
        from tests.language.seen import faults_of_room

        for width, height in (SMALLEST, SIZES[1], SIZES[0]):
            nurse.workplace.resize(width, height)
            for _ in range(_ROUNDS):
                QApplication.processEvents()
            for fault in faults_of_room(nurse.workplace):
                self._tell(f"{width} {fault}", f"{stage}, {width}: {fault}")

    def _tell(self, known_by: str, fault: str) -> None:
        if known_by not in self._known:
            self._known.add(known_by)
            self.faults.append(fault)


def _refused_before(desk: Desk) -> frozenset[str]:
    """The English beginnings of earlier refusals; none may be seen after a restart."""
    from titrator.core.events import CommandRefused

    events = (
        event for one in desk._beds[desk.beds()[0].bed_id].entries for event in one.entry.events
    )
    texts = [
        english(finding.text)
        for event in events
        if isinstance(event, CommandRefused)
        for finding in event.refusals
    ]
    if not texts:
        message = "nothing was refused before the restart"
        raise RuntimeError(message)
    return frozenset(text[:_BEGINNING] for text in texts)


def _first_half(nurse: Nurse, look: _Look) -> None:
    """Set up, wean, hold, back up, be refused; what is on screen is looked at after each act."""
    from tests.ui import article_patient as patient
    from tests.ui.nurse import ENTER, ESC, Key

    look.at(nurse, "empty")
    patient.open_first_bed(nurse)
    look.at(nurse, "set-up")
    patient.record_what_runs(nurse)
    patient.enter_orders(nurse)
    look.at(nurse, "orders")
    patient.pass_the_gate(nurse)
    patient.reassess(nurse, "72")
    patient.start(nurse)
    _everything(nurse, look, "started")
    patient.reduce(nurse, "5.3")
    look.at(nurse, "reduced")
    nurse.press(Key.Key_F6)
    look.at(nurse, "refused")
    nurse.press(Key.Key_F2)
    look.at(nurse, "why refused")
    nurse.press(ESC, ESC)
    nurse.wait(minutes=5)
    patient.reassess(nurse, "63")
    look.at(nurse, "low")
    nurse.wait(minutes=3)
    patient.reassess(nurse, "62")
    patient.back_up(nurse, "7.9")
    look.at(nurse, "backed up")
    nurse.wait(minutes=22)
    nurse.press(Key.Key_F7)
    look.at(nurse, "hold")
    nurse.press("5", ENTER)
    nurse.press(Key.Key_R, held=patient.CTRL)
    nurse.press(ENTER)
    look.at(nurse, "resume refused")
    nurse.press(ESC)
    nurse.wait(minutes=38)
    _everything(nurse, look, "overdue")


def _everything(nurse: Nurse, look: _Look, stage: str) -> None:
    """Open whatever can be opened over a bed."""
    from tests.ui.nurse import ESC
    from titrator.session.screen import Act

    workplace = nurse.workplace
    look.at(nurse, stage)
    for act in Act:
        if act is not Act.HOLD:
            workplace.open_act(act)
            look.at(nurse, f"{stage}, {act}")
    for opened in (workplace.open_log, workplace.open_handover_sheet, workplace.open_trend):
        opened()
        look.at(nurse, f"{stage}, {opened.__name__}")
    nurse.press(ESC, ESC)


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
