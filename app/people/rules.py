"""Who looks after the accounts and the machine, and who after the own account; what an address is."""

import re

from app.kernel.actor import SYSTEM, Actor
from app.kernel.i18n import gettext as _
from app.people.models import Person

# The role as seats name it; seats themselves stand on the floor above.
ADMINISTRATOR = "administrator"
# What takes an address apart again where it stands in a mail (RFC 5322, 3.2.3; RFC 2047) is in none: with it a message
# goes to somebody else, or to two.
_ATOM = r"[^\s@.,;:<>()\[\]\"\\]+"
_ADDRESS = re.compile(rf"(?!.*=\?){_ATOM}(?:\.{_ATOM})*@{_ATOM}(?:\.{_ATOM})+")


def why_not_administrate(actor: Actor) -> str | None:
    """Why `actor` may not look after accounts, settings, mail, back-up and health; or None.

    An administrator does, and nobody else; they have no content, no vote and no disposition (domain D3).
    """
    if actor == SYSTEM or actor.has_role(ADMINISTRATOR):
        return None
    if not actor.signed_in:
        return _("You are not signed in. This page is for the administrators of this site.")
    return _("This page is for the administrators of this site. Ask one of them.")


def why_not_keep_account(actor: Actor) -> str | None:
    """Why `actor` may not look after an account of the own, or None: everybody may who has one, and nobody else for
    them."""
    if not actor.signed_in:
        return _("You are not signed in. Your account is shown once you are.")
    return None


def why_not_address(address: str) -> str | None:
    """Why a text is no e-mail address, or None. Whether anybody reads mail there is for the mail to find out."""
    if not address:
        return _("The e-mail address is missing.")
    if len(address) > 254 or not address.isprintable() or not _ADDRESS.fullmatch(address):
        return _("“%(email)s” is not an e-mail address.") % {"email": address[:254]}
    return None


def why_not_let_in(person: Person) -> str | None:
    """Why nobody gets into this account any more, by whichever way; None where its owner may come in."""
    if person.erased_at is None:
        return None
    return _("%(name)s has left this site for good. The account is not opened again.") % {"name": person.name}
