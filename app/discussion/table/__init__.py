"""The table of comments of ISO and CEN: eight columns, out and in."""
