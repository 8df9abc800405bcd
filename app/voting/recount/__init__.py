"""Declared, certified, void: what makes a computed result the answer of its body, and how anybody recounts it."""
