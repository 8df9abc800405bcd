"""Verbs of mail: to say how one wants it, to put it out once, to remind."""
