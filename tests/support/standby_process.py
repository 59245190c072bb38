"""A standby whose messages are told, and not only shown.

Usage: standby_process.py TOLD SILENT_S PROCESS FOLDER

What it does is told in TOLD, a FIFO, a line each: "standing by", the heading of a message when it comes,
"over" when it went, and "ended".
"""

from __future__ import annotations

import os
import queue
import sys
import threading
from pathlib import Path
from typing import TYPE_CHECKING

os.environ["QT_QPA_PLATFORM"] = "offscreen"

from titrator.session.standby_words import is_taken_over
from titrator.ui import standby, standby_message

if TYPE_CHECKING:
    from collections.abc import Callable

    from titrator.session.standby_words import StandbyMessage


def main(told: Path, silent_s: int, process_id: int, folder: Path) -> int:
    """Stand by as the program does, at another pace."""
    show = standby_message.show

    def show_and_tell(said: StandbyMessage, is_over: Callable[[], bool]) -> bool:
        _tell(told, said.heading)
        answer = show(said, is_over)
        _tell(told, "over")
        return answer

    standby_message.show = show_and_tell
    _tell(told, "standing by")
    beats: queue.SimpleQueue[bytes] = queue.SimpleQueue()
    listening = (sys.stdin.buffer, beats)
    threading.Thread(target=standby.listen, args=listening, daemon=True).start()
    over = lambda: is_taken_over(folder, process_id)  # noqa: E731
    status = standby.Standby(beats, over, lambda: None, silent_s=silent_s).run()
    _tell(told, "ended")
    return status


def _tell(told: Path, words: str) -> None:
    with told.open("a", encoding="utf-8") as file:
        file.write(words + "\n")


if __name__ == "__main__":
    place, pace, process, where = sys.argv[1:]
    raise SystemExit(main(Path(place), int(pace), int(process), Path(where)))
