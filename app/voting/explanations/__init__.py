"""Explanations of vote and of position, word for word, before and after."""
