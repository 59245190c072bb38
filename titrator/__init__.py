"""Titrator: an offline bedside assistant for vasopressor titration. It advises and times."""

__version__ = "0.1.0"
