"""Who is acting. Loaded once a request; every permission is then decided in memory."""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Seat:
    """One place a person holds: a role in a consultation, a working group or a delegation.

    `role` is one of the roles of the consultations floor; `title` is the capacity as shown, such as
    "Head of delegation, Belgium". One held in `personal` capacity speaks for no delegation.
    """

    role: str
    title: str
    consultation_id: int | None = None
    group_id: int | None = None
    delegation_id: int | None = None
    personal: bool = False


@dataclass(frozen=True)
class Actor:
    """The person behind a request, a command or a job, with every seat held at this moment."""

    person_id: int | None = None
    public_id: str | None = None
    name: str = ""
    locale: str | None = None
    seats: tuple[Seat, ...] = field(default=())
    session_id: int | None = None

    @property
    def signed_in(self) -> bool:
        """Whether somebody is known to be acting."""
        return self.person_id is not None

    def seats_in(self, consultation_id: int) -> tuple[Seat, ...]:
        """The seats held in one consultation."""
        return tuple(seat for seat in self.seats if seat.consultation_id == consultation_id)

    def has_role(self, role: str, consultation_id: int | None = None) -> bool:
        """Whether `role` is held in the consultation, or for the whole site."""
        return any(s.role == role and s.consultation_id in (consultation_id, None) for s in self.seats)

    def in_group(self, group_id: int, *roles: str) -> Seat | None:
        """The seat held in a working group, if its role is one of `roles` (any role where none is named)."""
        for seat in self.seats:
            if seat.group_id == group_id and (not roles or seat.role in roles):
                return seat
        return None

    def in_delegation(self, delegation_id: int, *roles: str) -> Seat | None:
        """The seat held in a delegation, if its role is one of `roles` (any role where none is named)."""
        for seat in self.seats:
            if seat.delegation_id == delegation_id and (not roles or seat.role in roles):
                return seat
        return None


ANONYMOUS = Actor()
SYSTEM = Actor(public_id="system", name="System")
