"""What is shown of positions: everything, the totals of constituencies, or those of papers that nobody can tell apart."""
