"""Printed pages: what the session says, on paper."""
