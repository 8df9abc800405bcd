"""Everything that can go wrong for a user, each with its status and one sentence."""

from dataclasses import dataclass
from typing import Self


@dataclass(frozen=True)
class FieldError:
    """One sentence at one field. `field` is the name in the form, the JSON key or a JSON path."""

    field: str
    message: str


class DomainError(Exception):
    """Base of what a door turns into a page, a fragment or problem+json (RFC 9457)."""

    status = 400
    code = "error"
    # After how many seconds it is worth trying again, where that is known.
    retry_after: int | None = None
    # One word for the security log, where what was refused belongs there; nothing of the request is kept otherwise.
    noted = ""

    def __init__(self, message: str, *, errors: tuple[FieldError, ...] = ()) -> None:
        super().__init__(message)
        self.message = message
        self.errors = errors

    def noting(self, kind: str) -> Self:
        """The same, to be noted in the security log as `kind`: `raise NotFound(…).noting("link_refused")`."""
        self.noted = kind
        return self


class NotFound(DomainError):
    """What does not exist and what may not be seen look the same."""

    status = 404
    code = "not_found"


class Unauthenticated(DomainError):
    """The credentials sent are not known, or none were sent where somebody must be named."""

    status = 401
    code = "unauthenticated"


class Refused(DomainError):
    """The rules of the consultation say no; the message says why and what would change it."""

    status = 403
    code = "refused"


class Conflict(DomainError):
    """Somebody else was faster. `details` holds what each side wrote, so that nothing is lost."""

    status = 409
    code = "conflict"

    def __init__(self, message: str, *, details: object = None) -> None:
        super().__init__(message)
        self.details = details


class Busy(DomainError):
    """As many ask as can be served just now; the door says when to ask again."""

    status = 503
    code = "busy"
    retry_after = 60


class TooOften(DomainError):
    """Tried more often than people do; possible again after so many `seconds`."""

    status = 429
    code = "too_often"

    def __init__(self, message: str, *, seconds: int) -> None:
        super().__init__(message)
        self.retry_after = seconds


class Invalid(DomainError):
    """Input that cannot be taken, with one sentence for each field that is wrong."""

    status = 422
    code = "invalid"

    @classmethod
    def at(cls, field: str, message: str) -> "Invalid":
        """The usual case: one field is wrong."""
        return cls(message, errors=(FieldError(field, message),))


def permit(why_not: str | None) -> None:
    """Go on when `why_not` is None; otherwise raise Refused with its sentence."""
    if why_not is not None:
        raise Refused(why_not)
