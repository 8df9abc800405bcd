"""Text as the house handles it: cleaned once, folded for search, compared, merged, numbered, drawn.

Pure functions only; nothing here knows a consultation, a database or a request.
"""
