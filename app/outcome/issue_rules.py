"""Who may issue an edition of the document, a corrigendum or a revision, and when. Pure; nothing is read here."""

from collections.abc import Sequence

from app.consultations.models import Consultation, OutcomeKind
from app.consultations.rules import is_secretariat
from app.kernel.actor import SYSTEM, Actor
from app.kernel.i18n import gettext as _
from app.outcome.missing import Missing, why_not_complete
from app.outcome.models import Edition
from app.outcome.rules import why_not_put_together

ISSUED = frozenset({OutcomeKind.RECOMMENDATIONS_PAPER, OutcomeKind.CHAIR_SUMMARY, OutcomeKind.REPORT})
"""The kinds of outcome that can be issued; a negotiated text is adopted by the delegations in another way."""


def why_not_of_the_issuers(actor: Actor) -> str | None:
    """The sentence for somebody who is not signed in; or None."""
    return (
        None
        if actor == SYSTEM or actor.signed_in
        else _("You are not signed in. The secretariat issues the document.")
    )


def why_not_issue_at_all(actor: Actor, consultation: Consultation) -> str | None:
    """Why `actor` may issue nothing here now, whatever the list holds; or None. The secretariat issues (domain D3)."""
    if (why := why_not_of_the_issuers(actor)) is not None:
        return why
    if actor != SYSTEM and not is_secretariat(actor, consultation):
        return _("The secretariat issues the document, and you are not of the secretariat here.")
    if (why := why_not_put_together(actor, consultation)) is not None:
        return why
    kinds = set(consultation.outcome_kinds)
    if kinds and not kinds & ISSUED:
        return _(
            "The mandate names a negotiated outcome. It cannot be issued here yet; recommendations papers, summaries and reports can."
        )
    return None


def why_not_issue(
    actor: Actor, consultation: Consultation, missing: Sequence[Missing], newest: Edition | None
) -> str | None:
    """Why `actor` may not issue the document, or None: once, and when nothing that blocks is missing."""
    if (why := why_not_issue_at_all(actor, consultation)) is not None:
        return why
    if newest is not None:
        return _(
            "The document was issued as %(symbol)s. It is never issued again; what changes is issued as a corrigendum or a revision."
        ) % {"symbol": newest.symbol}
    return why_not_complete(missing)


def why_not_follow(
    actor: Actor,
    consultation: Consultation,
    missing: Sequence[Missing],
    newest: Edition | None,
    of: int | None = None,
) -> str | None:
    """Why `actor` may not issue a corrigendum or a revision of edition `of`, or None: only of the newest one."""
    if (why := why_not_issue_at_all(actor, consultation)) is not None:
        return why
    if newest is None:
        return _("Nothing was issued yet that could be corrected or revised.")
    if of is not None and of != newest.n:
        return _("Edition %(of)s was followed by %(symbol)s. What changes now is said against that.") % {
            "of": of,
            "symbol": newest.symbol,
        }
    return why_not_complete(missing)
