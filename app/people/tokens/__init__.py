"""Programs of a person: tokens that may less than the person and end by a day."""
