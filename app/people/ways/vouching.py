"""A provider and what it vouches for, or why it is not believed; the words that the ways in and their pages share."""

from dataclasses import dataclass

from app.kernel.errors import DomainError, Refused


class NotVouched(Refused):
    """A provider's word was not believed, or it gave none. `why` is one word for the security log."""

    def __init__(self, message: str, why: str) -> None:
        super().__init__(message)
        self.why = why


class NotReached(DomainError):
    """The provider does not answer, or what it answers is of no use. `why` is for the security log and the
    administrator."""

    status = 502
    code = "not_reached"

    def __init__(self, message: str, why: str) -> None:
        super().__init__(message)
        self.why = why


@dataclass(frozen=True, slots=True)
class Usable:
    """A provider with all that is needed to ask it. `row` is none for the one that the environment names."""

    public_id: str
    name: str
    issuer: str
    client_id: str
    secret: str
    group_claim: str = ""
    row: int | None = None


@dataclass(frozen=True, slots=True)
class Vouched:
    """Who came, as the provider says: `issuer` and `subject` identify; `email` is set only where it was verified."""

    issuer: str
    subject: str
    email: str
    hint: str
    name: str
    groups: tuple[str, ...]
