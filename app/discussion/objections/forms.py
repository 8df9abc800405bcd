"""The form to object: the paragraphs of the version that is meant, what was typed, what is wrong with it."""

from collections.abc import Mapping

from sqlmodel import Session

from app.consultations.attribution import attribution_words
from app.consultations.calendar import closes
from app.consultations.models import Consultation
from app.discussion.objections.places import spot_of, spots_in
from app.discussion.objections.reads import Ground, version_meant
from app.discussion.objections.rules import why_signed_out
from app.discussion.objections.views import ObjectionForm
from app.kernel.actor import Actor
from app.kernel.i18n import LANGUAGES, current_locale


def objection_form(
    db: Session,
    actor: Actor,
    consultation: Consultation,
    ground: Ground,
    *,
    values: Mapping[str, str] | None = None,
    errors: Mapping[str, str] | None = None,
    reason: str | None = None,
) -> ObjectionForm:
    """The form on this ground; one query, none where the reader may not object. `reason` says why not, where the action
    said so; what was typed is there in any case."""
    proposal, comment, round_ = ground.desk.proposal, ground.comment, ground.round
    why = reason or ground.why_not
    version = version_meant(db, ground) if why is None or values else None
    locale = current_locale()
    offered = consultation.languages or [consultation.default_language]
    start = {"language": locale if locale in offered else consultation.default_language}
    if comment is not None:
        start["place"] = spot_of(comment.field, comment.paragraph)
        start["quote"] = (comment.quote or {}).get("exact", "")
        start["reason"] = comment.text
    return ObjectionForm(
        slug=consultation.slug,
        proposal=proposal.code,
        version=version.n if version else proposal.version,
        zone=consultation.timezone,
        kind=str(round_.kind) if round_ else "",
        round_title=round_.title if round_ else "",
        closes=closes(round_) if round_ and comment is None else None,
        spots=spots_in(proposal.kind, version.content) if version else (),
        languages=tuple((code, LANGUAGES.get(code, code)) for code in offered),
        delegations=tuple((each.code, each.short_name) for each in ground.delegations),
        shown_as=attribution_words(round_.attribution) if round_ else "",
        reason=why,
        sign_in=not actor.signed_in and why == why_signed_out(),
        comment=comment.code if comment else "",
        values={**start, **(values or {})},
        errors=errors or {},
    )
