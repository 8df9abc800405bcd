"""What a token may do is decided here, once, for every address of the API."""

from collections.abc import Collection
from enum import StrEnum

from fastapi import Request

from app.kernel.errors import Refused
from app.kernel.i18n import gettext as _
from app.web.csrf import SAFE


class Scope(StrEnum):
    """Parts of what a person may do that a token can be held to."""

    READ = "read"
    COMMENT = "comment"
    DRAFT = "draft"
    DECIDE = "decide"
    MANAGE = "manage"


# What writes on which floor; the longer name comes first. All that stands in none of them takes the right to manage,
# so that an address that nobody thought of here is open to the fewest.
_WRITING = (
    ("app.outcome.declaration_api", Scope.DECIDE),
    # Who objects may break a silence, and does so for a delegation.
    ("app.discussion.objections", Scope.DECIDE),
    ("app.discussion", Scope.COMMENT),
    ("app.contributions", Scope.DRAFT),
    ("app.drafting.part_api", Scope.MANAGE),
    ("app.drafting", Scope.DRAFT),
    ("app.voting", Scope.DECIDE),
    ("app.pilots", Scope.DECIDE),
)


def scope_needed(method: str, module: str) -> Scope:
    """The scope that a token needs at an address: for reading always the same, for writing by the floor that answers."""
    if method in SAFE:
        return Scope.READ
    return next(
        (scope for name, scope in _WRITING if module == name or module.startswith(f"{name}.")), Scope.MANAGE
    )


def check_scope(request: Request, scopes: Collection[str]) -> None:
    """Go on where a token with these `scopes` reaches this address; none at all is everything its person may.

    Refused with the scope that is missing.
    """
    if not scopes:
        return
    needed = scope_needed(request.method, getattr(request.scope.get("endpoint"), "__module__", ""))
    if needed not in scopes:
        raise Refused(
            _(
                "This token may not do that: it lacks the scope “%(scope)s”. Make one that has it on your account."
            )
            % {"scope": needed.value}
        )
