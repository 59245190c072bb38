"""The shell around the core: clock, the one way in, recovery, and what the screen says."""
