"""Where the frozen program begins."""

import sys

# Debian's libpython has this one module compiled in: no list of files can leave it behind. Whatever asks
# for it is refused, before anything else is loaded.
sys.modules["_socket"] = None  # type: ignore[assignment]

from titrator.__main__ import main  # noqa: E402 -- after the bar

sys.exit(main())
