"""Several beds at once, on a screen that has room for them."""
