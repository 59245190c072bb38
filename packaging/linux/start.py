"""Where the frozen program begins."""

import sys

from titrator.__main__ import main

sys.exit(main())
