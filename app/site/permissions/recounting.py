"""Who declares and certifies results, voids ballots and overrules objections in them. Part of the table."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from app.kernel.i18n import gettext as _
from app.site.permissions.terms import CONVENORS, RUNNING, SETTERS, Verb, during
from app.voting.recount.rules import why_not_certifier, why_not_chair

if TYPE_CHECKING:
    from app.site.permissions.answers import Asked

# fmt: off
OF_RECOUNTING = (
    Verb("declare the result of a ballot", during(CONVENORS, *RUNNING),
         rule="voting.recount.rules.why_not_declare: once, after the close, and only what was computed; the secretariat where there is no moderator",
         pages=("POST /{slug}/ballots/{ballot}/declaration",),
         api=("POST /{slug}/ballots/{ballot}/declaration",)),
    Verb("certify the result of a ballot", during(SETTERS, *RUNNING),
         rule="voting.recount.rules.why_not_certify: once, after it was declared",
         pages=("POST /{slug}/ballots/{ballot}/certification",),
         api=("POST /{slug}/ballots/{ballot}/certification",)),
    Verb("declare a ballot void", during(SETTERS, *RUNNING),
         rule="voting.recount.rules.why_not_void: with reasons, until a proposal of it stands in an issued document",
         pages=("POST /{slug}/ballots/{ballot}/voiding",),
         api=("POST /{slug}/ballots/{ballot}/voiding",)),
    Verb("overrule an objection in a ballot", during(CONVENORS, *RUNNING),
         rule="voting.recount.rules.why_not_overrule: with reasons, where its rule lets the chair, after the close and before the result is declared; never that of one's own delegation",
         pages=("POST /{slug}/ballots/{ballot}/overrulings",),
         api=("POST /{slug}/ballots/{ballot}/overrulings",)),
)
# fmt: on


def _chairs(q: "Asked") -> str | None:
    return why_not_chair(q.actor, q.consultation, moderated=q.moderated)


def _certifies(q: "Asked") -> str | None:
    return why_not_certifier(q.actor, q.consultation)


RECOUNTING_ANSWERS: Mapping[str, Callable[["Asked"], str | None]] = {
    "declare the result of a ballot": _chairs,
    "certify the result of a ballot": _certifies,
    "declare a ballot void": _certifies,
    "overrule an objection in a ballot": _chairs,
}


def recounting_words() -> dict[str, str]:
    """The verbs in words."""
    return {
        "declare the result of a ballot": _("Declare what a ballot came to"),
        "certify the result of a ballot": _("Certify what was declared"),
        "declare a ballot void": _("Declare a ballot void, with reasons"),
        "overrule an objection in a ballot": _("Overrule an objection in a ballot, with reasons"),
    }
