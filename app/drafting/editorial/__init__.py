"""Versions that are said to change no meaning, and who says otherwise."""
