"""Verbs of the ballot: open and extend it, give positions, show support, publish a result."""
