"""The response report of a round: you said, we did."""
