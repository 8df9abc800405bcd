"""Counts that everybody sees while the ballot is open, where its rule says so; by default nobody does."""
