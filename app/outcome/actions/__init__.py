"""Verbs of the outcome: what is in the list, with whom, in what order, after which words; what delegations declare; editions."""
