"""Recusals: a person takes no part in a ballot, and says why."""
