"""What is kept of a person, and leaving for good."""
