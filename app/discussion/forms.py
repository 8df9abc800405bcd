"""The form for a comment: what can be chosen on this text by this actor, and what was typed."""

from collections.abc import Mapping

from sqlmodel import Session, col, select

from app.consultations.attribution import attribution_words
from app.consultations.calendar import closes
from app.consultations.models import Consultation, Delegation
from app.discussion.models import CommentType, Severity
from app.discussion.rules import delegations_of_actor, why_not_comment, why_signed_out
from app.discussion.views import CommentForm
from app.drafting.fields import fields_of
from app.drafting.queries import Desk
from app.kernel.actor import Actor
from app.kernel.i18n import LANGUAGES, current_locale

CONTROLS = (
    "field", "quote", "prefix", "suffix", "type", "stance", "severity", "text", "proposed_text", "parent", "language", "delegation",
)  # fmt: skip


def comment_form(
    db: Session,
    actor: Actor,
    consultation: Consultation,
    desk: Desk,
    *,
    values: Mapping[str, str] | None = None,
    errors: Mapping[str, str] | None = None,
    reason: str | None = None,
    done: str = "",
) -> CommentForm:
    """The form on this text, with what was typed and what is wrong with it; `done` is the code of a comment just made.

    No query, or one for somebody who sits in several delegations. `reason` says why not, where the action said so.
    """
    proposal = desk.proposal
    own = delegations_of_actor(actor, consultation)
    names = []
    if len(own) > 1:
        found = db.exec(select(Delegation).where(col(Delegation.id).in_(own)).order_by(col(Delegation.code)))
        names = [(delegation.code, delegation.short_name) for delegation in found]
    start = {
        "type": CommentType.GENERAL,
        "stance": "",
        "severity": Severity.MINOR,
        "language": _language(consultation),
    }
    chosen = {**start, **{name: value for name, value in (values or {}).items() if value}}
    parent = chosen.get("parent", "")
    offered = consultation.languages or [consultation.default_language]
    round_ = desk.stage.commented
    why = reason or why_not_comment(actor, consultation, desk.stage, proposal)
    return CommentForm(
        id=f"comment-form-{parent}" if parent else "comment-form",
        slug=consultation.slug,
        proposal=proposal.code,
        action=f"/{consultation.slug}/{proposal.code}/comments",
        fields=tuple((spec.name, spec.label) for spec in fields_of(proposal.kind)),
        languages=tuple((code, LANGUAGES.get(code, code)) for code in offered),
        delegations=tuple(names),
        round_title=round_.title if round_ else "",
        closes=closes(round_) if round_ else None,
        late=desk.stage.takes_only_late,
        zone=consultation.timezone,
        reason=why,
        shown_as=attribution_words(round_.attribution) if round_ else "",
        sign_in=not actor.signed_in and why == why_signed_out(),
        parent=parent,
        values=chosen,
        errors=errors or {},
        done=done,
    )


def _language(consultation: Consultation) -> str:
    """Most people comment in the language they read in, where the consultation works in it."""
    locale = current_locale()
    return locale if locale in consultation.languages else consultation.default_language
