"""Who was asked in a round, who has looked, who has spoken, who declined."""
