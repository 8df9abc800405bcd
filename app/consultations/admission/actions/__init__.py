"""Verbs of admission: invite, answer, name alternates, apply, decide."""
