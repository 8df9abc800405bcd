"""Programs elsewhere that are told what happens: addresses, and calls to them that are signed."""
