"""Who makes tokens for programs, and what a token may be: pure rules."""

from collections.abc import Collection, Sequence

from app.kernel.actor import Actor
from app.kernel.i18n import gettext as _
from app.web.scopes import Scope

LABEL = 100
"""The longest name of a token."""
LONGEST = 366
"""The most days that a token lasts. Those made by the first release have no end, and keep working until they are ended."""
A_YEAR = 365
"""How many days a token lasts where nobody says."""
MOST = 20
"""How many tokens one person may have at a time."""


def why_not_make_token(actor: Actor) -> str | None:
    """Why `actor` may not make a token, or end one: everybody may, for themselves and nobody else."""
    if not actor.signed_in:
        return _("You are not signed in. A token acts for a person, so sign in first.")
    return None


def why_not_wider(asked: Collection[str], own: Collection[str]) -> str | None:
    """Why a program with a token of the scopes `own` may not make one of `asked`; or None.

    No scopes is everything its person may. A token never makes one that may more than itself.
    """
    if own and (not asked or set(asked) - set(own)):
        return _("A token cannot make another one that may more than itself.")
    return None


def scope_words(scope: str) -> str:
    """A scope in words."""
    return {
        Scope.READ: _("Read what I may read"),
        Scope.COMMENT: _("Comment, and answer comments"),
        Scope.DRAFT: _("Write and submit texts"),
        Scope.DECIDE: _("Give positions and act for my delegation, also in pilots"),
        Scope.MANAGE: _("Set up, run rounds, put the document together, make tokens"),
    }[Scope(scope)]


def scopes_in_words(scopes: Sequence[str]) -> list[str]:
    """The scopes of a token in words; what an empty list means too."""
    return [scope_words(scope) for scope in scopes] or [_("Everything I may")]
