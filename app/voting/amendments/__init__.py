"""Amendments to one paragraph of a text that is ready: moved, put in order, decided before it, and entered in it."""
