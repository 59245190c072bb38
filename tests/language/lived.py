"""A whole wean on a real desk in the language that nobody speaks: every word that the session says.

    python -m tests.language.lived

The hand-made desk of the gallery says what it was given; here the program itself speaks, from the
empty first start to a bed that is taken up again after a restart. Prints what was never said.
"""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from tests.language.seen import choose_language

if TYPE_CHECKING:
    from tests.ui.nurse import Nurse
    from titrator.session.desk import Desk


def main() -> int:
    """Print each text that was never said, once, with where it stood; 1 where there is one."""
    choose_language("pseudo")
    from tests.gallery import started
    from tests.language.unsaid import Painted
    from tests.support.fake_clock import FakeClock
    from tests.ui.nurse import Nurse, seats
    from titrator.session.desk import open_desk

    app = started()
    look = _Look(Painted())
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

    def __init__(self, painted: object) -> None:
        self._painted = painted
        self._known: set[str] = set()
        self.faults: list[str] = []
        self.kept: tuple[str, ...] = ()

    def at(self, nurse: Nurse, stage: str) -> None:
        """Look at the window now."""
        from tests.language.unsaid import Painted, texts_of, unsaid_words

        nurse.workplace.grab()
        if not isinstance(self._painted, Painted):
            raise TypeError(self._painted)
        painted = [("painted", text) for text in self._painted.take()]
        for where, text in (*texts_of(nurse.workplace), *painted):
            plain = text.replace("\u2060", "").replace("\xa0", " ")
            shown = plain.partition(": ")[2].rstrip(" .…")
            for kept in self.kept:
                # The recent log shows the beginning of a long one.
                plain = "" if shown and kept.startswith(shown) else plain.replace(kept, "")
            words = unsaid_words(plain)
            if words and text not in self._known:
                self._known.add(text)
                self.faults.append(f"{stage}, {where}: {' '.join(words[:8])!r} in {text[:120]!r}")


def _refused_before(desk: Desk) -> tuple[str, ...]:
    """The reasons of earlier refusals: read from the log again, they are the English that is kept."""
    lines = desk.log_lines(desk.beds()[0].bed_id)
    return tuple(line.text.partition(": ")[2] for line in lines if line.kind == "refused")


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
    raise SystemExit(main())
