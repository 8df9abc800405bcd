"""Who confirms a silence and states the consensus, and when. Pure; the chair is whoever runs the round (domain D3)."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from app.consultations.calendar import RoundStage, closes, round_stage
from app.consultations.models import Consultation, Round, RoundKind
from app.kernel.actor import Actor
from app.kernel.i18n import gettext as _
from app.review.rules import why_not_run
from app.review.silence.views import Running, UnderSilence

WORDS_LIMIT, ADDRESSED_LIMIT = 10_000, 2_000


def why_not_confirm(
    actor: Actor,
    consultation: Consultation,
    round_: Round,
    at: datetime,
    *,
    moderated: bool,
    text: UnderSilence | None = None,
) -> str | None:
    """Why the actor may not confirm the silence on `text`, or on anything in this round; None where it may be.

    The deadline has passed, nobody broke it, and the text stands as it was put under silence (invariant 16).
    """
    refusal = why_not_run(actor, consultation, moderated=moderated)
    if refusal is not None:
        return refusal
    if round_.kind != RoundKind.SILENCE:
        return _("No text is under silence in this round.")
    stage = round_stage(round_, at)
    if stage is RoundStage.CANCELLED:
        return _("This round was cancelled, and nothing is adopted by it.")
    if stage not in (RoundStage.CLOSED, RoundStage.COMPLETED):
        return _("The silence runs until the round closes. It is confirmed after the deadline.")
    if text is None:
        return None
    names = {"code": text.code, "objection": text.objection or ""}
    if text.standing is Running.BROKEN:
        return (
            _(
                "The silence on %(code)s was broken by %(objection)s. That it was withdrawn since does not adopt the text; it can be put under silence again with a note why, or to a ballot."
            )
            if text.taken_back
            else _(
                "The silence on %(code)s was broken by %(objection)s, so that it is not adopted by it. It goes back for a revision, or to a ballot."
            )
        ) % names
    if text.standing is Running.CONFIRMED:
        return _("The silence on %(code)s is confirmed.") % names
    if text.standing is Running.RELEASED:
        return _("%(code)s does not stand as it was put under silence, so that nothing is confirmed.") % names
    if closes(round_) < round_.closes_at:
        return _("This round was closed before its deadline, so that the silence did not run to its end.")
    return None


def why_not_state(
    actor: Actor, consultation: Consultation, round_: Round, at: datetime, *, moderated: bool
) -> str | None:
    """Why the actor may not state the consensus after this round, or None: the chair does, after a last call closed."""
    refusal = why_not_run(actor, consultation, moderated=moderated)
    if refusal is not None:
        return refusal
    if round_.kind != RoundKind.LAST_CALL:
        return _("A statement of consensus is issued after a last call.")
    stage = round_stage(round_, at)
    if stage is RoundStage.CANCELLED:
        return _("This round was cancelled, and nothing is stated of it.")
    if stage not in (RoundStage.CLOSED, RoundStage.COMPLETED):
        return _("The last call has not closed yet. The chair states the consensus after its deadline.")
    return None


def unlisted(required: Sequence[str], said: Mapping[str, str]) -> list[str]:
    """The objections for which a statement does not say how they were addressed, in order."""
    return [code for code in required if not said.get(code)]
