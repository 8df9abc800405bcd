"""What happens to response reports, as the ledger keeps it."""

from dataclasses import dataclass

from app.kernel.ledger import Event


@dataclass(frozen=True)
class ResponsePublished(Event):
    """The response to a round was published; `n` counts from one, and `digest` is over its texts."""

    round: str
    n: int
    languages: tuple[str, ...]
    digest: str
