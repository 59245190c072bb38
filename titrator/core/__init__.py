"""The pure core: values in, values out. No Qt, files, clock, randomness or logging."""
