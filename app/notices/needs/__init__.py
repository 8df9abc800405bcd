"""What needs somebody: by deadline, each with one place to act."""
