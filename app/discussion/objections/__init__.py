"""Objections: what somebody cannot live with in a text, why, and what would remove it."""
