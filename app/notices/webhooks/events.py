"""What happens to webhooks, as the ledger keeps it: no address and no secret."""

from dataclasses import dataclass

from app.kernel.ledger import Event


@dataclass(frozen=True)
class WebhookAdded(Event):
    """An address is told from now on what happens."""

    webhook: str


@dataclass(frozen=True)
class WebhookEnded(Event):
    """An address is told no longer."""

    webhook: str
