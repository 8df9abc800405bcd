"""A balanced list: which proposals that carried leave as few delegations as possible with nothing; it decides nothing."""
