"""What opens below the strip, or alone, and changes nothing by itself: why, log, help and others."""
