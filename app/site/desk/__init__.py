"""My desk: what needs this person, by deadline, and what is theirs."""
