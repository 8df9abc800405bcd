"""Who looks after the accounts and the machine."""

from app.kernel.actor import SYSTEM, Actor
from app.kernel.i18n import gettext as _

# The role as seats name it; seats themselves stand on the floor above.
ADMINISTRATOR = "administrator"


def why_not_administrate(actor: Actor) -> str | None:
    """Why `actor` may not look after accounts, settings, mail, back-up and health; or None.

    An administrator does, and nobody else; they have no content, no vote and no disposition (domain D3).
    """
    if actor == SYSTEM or actor.has_role(ADMINISTRATOR):
        return None
    if not actor.signed_in:
        return _("You are not signed in. This page is for the administrators of this site.")
    return _("This page is for the administrators of this site. Ask one of them.")
