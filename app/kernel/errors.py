"""Everything that can go wrong for a user, each with its status and one sentence."""

from dataclasses import dataclass


@dataclass(frozen=True)
class FieldError:
    """One sentence at one field. `field` is the name in the form, the JSON key or a JSON path."""

    field: str
    message: str


class DomainError(Exception):
    """Base of what a door turns into a page, a fragment or problem+json (RFC 9457)."""

    status = 400
    code = "error"

    def __init__(self, message: str, *, errors: tuple[FieldError, ...] = ()) -> None:
        super().__init__(message)
        self.message = message
        self.errors = errors


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
