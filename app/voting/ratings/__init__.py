"""Ratings from 1 to 9 and sense checks: indicative, they never change what becomes of a text."""
