"""Verbs on texts: saving them, and the steps of a proposal on its course."""
