"""What happens in a round of rating. Neither what was given nor by whom is in here: the ledger is read by everybody."""

from dataclasses import dataclass

from app.kernel.ledger import Event


@dataclass(frozen=True)
class RatingGiven(Event):
    """Somebody rated a text or answered a sense check on it. `attribution` keeps whoever it was from every door, `veil`
    is a word by chance, so that nobody finds a score out by trying all nine against the hash of the row."""

    proposal: str
    round: str
    attribution: str
    veil: str
