"""The screen of one bed: banner, strip, last MAP, drug rows, tasks, acts and the last entries."""
