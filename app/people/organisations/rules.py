"""Who looks after the organisations of the site."""

from collections.abc import Mapping

from app.kernel.actor import SYSTEM, Actor
from app.kernel.i18n import gettext as _
from app.people.rules import ADMINISTRATOR

# The role as seats name it; seats themselves stand on the floor above.
SECRETARIAT = "secretariat"


def why_not_keep_organisations(actor: Actor) -> str | None:
    """Why `actor` may not look after the organisations of the site, their names and how they belong together; or None.

    The administrators do and every secretariat: an organisation is one across all consultations, and a secretariat
    makes it known by accrediting it.
    """
    if actor == SYSTEM or actor.has_role(ADMINISTRATOR):
        return None
    if any(seat.role == SECRETARIAT for seat in actor.seats):
        return None
    if not actor.signed_in:
        return _(
            "You are not signed in. The secretariats and the administrators look after the organisations."
        )
    return _("The secretariats and the administrators look after the organisations. Ask one of them.")


def why_not_under(body: int, parent: int, parents: Mapping[int, int | None]) -> str | None:
    """Why a body cannot belong to `parent`, or None: nothing belongs to itself, also not by way of others.

    `parents` says for every body to which it belongs.
    """
    above: int | None = parent
    seen: set[int] = set()
    while above is not None and above not in seen:
        if above == body:
            if parent == body:
                return _("An organisation does not belong to itself.")
            return _("This one belongs to the organisation itself, directly or by way of others.")
        seen.add(above)
        above = parents.get(above)
    return None
