"""A usual course of rounds, laid out on the calendar in one go."""
