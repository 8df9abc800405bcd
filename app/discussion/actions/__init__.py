"""Verbs on comments: make one, answer it, put alike ones together, say whether the answer satisfies."""
