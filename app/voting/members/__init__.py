"""Members with a position of their own: who they are, what they are called, and why others give none (decision 0040)."""
