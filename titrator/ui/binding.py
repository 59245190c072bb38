"""Guards against a fault of the Qt binding that would end the program in the middle of a shift.

WORKAROUND(PySide6 6.12.0 with Python 3.11): every call that returns nothing takes one reference to
None away, as if None could not be freed; since Python 3.12 it cannot. On 3.11 the interpreter ends
with "none_dealloc" after some five thousand calls. PySide6 6.11.3 has not got the fault; with it,
or with Python 3.12, this does nothing of importance.
"""

import ctypes
import sys

_MORE_THAN_EVER_TAKEN = 1 << 40


def keep_none_alive() -> None:
    """Give None more references than the binding can take in years of work."""
    if sys.version_info < (3, 12):
        count = ctypes.c_ssize_t.from_address(id(None))
        if count.value < _MORE_THAN_EVER_TAKEN:
            count.value += _MORE_THAN_EVER_TAKEN
