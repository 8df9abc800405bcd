"""The comment table of ISO and CEN, out and in."""
