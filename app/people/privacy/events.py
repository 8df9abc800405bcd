"""What happens when somebody leaves the site for good."""

from dataclasses import dataclass

from app.kernel.ledger import Event


@dataclass(frozen=True)
class PersonErased(Event):
    """A pseudonym took the place of a person's name and address."""

    person: str
