"""The sheet of a delegation for those off line: a file out, the same file in again, and nothing recorded before it is confirmed."""
