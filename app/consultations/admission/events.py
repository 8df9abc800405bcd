"""What happens to invitations and to applications for accreditation."""

from dataclasses import dataclass

from app.kernel.ledger import Event


@dataclass(frozen=True)
class InvitationSent(Event):
    """A seat was offered by e-mail. Whom it was offered to is nowhere in the register."""

    invitation: str
    role: str
    group: str | None = None
    delegation: str | None = None


@dataclass(frozen=True)
class InvitationSentAgain(Event):
    """An invitation went out once more, with a new link; the one before opens nothing any more."""

    invitation: str


@dataclass(frozen=True)
class InvitationAccepted(Event):
    """An invitation became a seat, which has an entry of its own."""

    invitation: str


@dataclass(frozen=True)
class InvitationDeclined(Event):
    """Whoever was invited does not take the seat."""

    invitation: str


@dataclass(frozen=True)
class InvitationWithdrawn(Event):
    """An invitation was taken back before it was answered."""

    invitation: str


@dataclass(frozen=True)
class ApplicationReceived(Event):
    """A body asks to be accredited; it counts once its contact has confirmed it."""

    application: str
    constituency: str


@dataclass(frozen=True)
class ApplicationConfirmed(Event):
    """The contact of a body that asks to be accredited has confirmed the request."""

    application: str


@dataclass(frozen=True)
class ApplicationDecided(Event):
    """A body was accepted or refused; the reason stands with the act."""

    application: str
    decision: str
    delegation: str | None = None
