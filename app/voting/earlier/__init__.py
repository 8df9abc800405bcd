"""What a delegation gave on a text in an earlier ballot, beside what it is asked now."""
