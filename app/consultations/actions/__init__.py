"""Verbs on a consultation as a whole, on its parts, and on the seats in it."""
