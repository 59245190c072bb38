"""The file in the data folder that says where in the program a mistake was; for support."""

import contextlib
import os
import traceback
from pathlib import Path
from types import TracebackType

DIAGNOSTICS = "diagnostics.txt"
_LONGEST_DIAGNOSTICS = 1_000_000


def keep_trace(
    folder: Path, kind: type[BaseException], error: BaseException, trace: TracebackType | None
) -> None:
    """Add the trace to the diagnostics file in `folder`; a full disk must not make it worse.

    It says where in the program, and no more: not what the message quotes, which may have been
    typed, and not the home folder, which often names its user.
    """
    path = folder / DIAGNOSTICS
    text = _where(kind, error, trace).replace(str(Path.home()), "~")
    with contextlib.suppress(OSError):
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        is_long = path.exists() and path.stat().st_size > _LONGEST_DIAGNOSTICS
        flags = os.O_WRONLY | os.O_CREAT | (os.O_TRUNC if is_long else os.O_APPEND)
        descriptor = os.open(path, flags, 0o600)
        with os.fdopen(descriptor, "a", encoding="utf-8", errors="replace") as file:
            file.write(text + "\n")
        path.chmod(0o600)


def _where(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> str:
    """Return the trace of the error, after that of its cause, without what either says."""
    cause = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    before = "" if cause is None else _where(type(cause), cause, cause.__traceback__)
    frames = "".join(traceback.format_tb(trace))
    return f"{before}Traceback (most recent call last):\n{frames}{kind.__name__}\n"
