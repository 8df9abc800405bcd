"""What ends a silence: an objection in time breaks it at once; what nobody broke the chair confirms, and it is adopted."""

from collections.abc import Sequence

from sqlmodel import Session, col, select

from app.consultations.models import Consultation, Round, WorkingGroup
from app.consultations.queries import is_moderated, rounds_of, track_of
from app.discussion.objections.models import Objection
from app.drafting.actions.steps import take_step
from app.drafting.actions.together import take_steps
from app.drafting.models import Proposal, ProposalState
from app.kernel.actor import SYSTEM, Actor
from app.kernel.clock import now
from app.kernel.errors import NotFound, Refused, permit
from app.kernel.i18n import gettext as _
from app.kernel.ledger import lock_track, record, record_each
from app.review.queries import round_in
from app.review.rules import acting_seat
from app.review.silence.events import SilenceBroken, SilenceConfirmed
from app.review.silence.models import Silence
from app.review.silence.queries import under_silence
from app.review.silence.rules import why_not_confirm
from app.review.silence.views import Running, UnderSilence

BROKEN, ADOPTED = "silence_broken", "adopted_by_silence"


def break_silence(
    db: Session,
    consultation: Consultation,
    round_: Round,
    proposal: Proposal,
    group: WorkingGroup,
    objection: Objection,
) -> None:
    """An objection in time breaks the silence on a text at once, and a later withdrawal does not mend it (invariant 16).

    The text goes back to ready: from there its group can revise it (a new version makes it revised) or its convenor refer
    it back, a ballot can take it up, and a silence can be tried again with a note; from revised no ballot could. It is
    the system that breaks it, because who objected may be shown by the delegation alone. Already broken, the objection
    is kept beside the first. The caller holds the lock and has asked `why_not_object`.
    """
    silence = db.exec(
        select(Silence).where(Silence.round_id == round_.id, Silence.proposal_id == proposal.id)
    ).one()
    if silence.broken_at is not None:
        return
    silence.broken_at = objection.raised_at
    silence.objection_id = objection.id
    db.add(silence)
    track = track_of(consultation, group)
    fact = SilenceBroken(proposal.code, silence.version, round_.code, objection.code)
    record(db, SYSTEM, fact, track=track, left=[silence])
    if proposal.state == ProposalState.UNDER_DECISION:
        take_step(
            db,
            SYSTEM,
            consultation,
            proposal,
            group,
            verb=BROKEN,
            to=ProposalState.READY,
            round_code=round_.code,
        )


def confirm_silence(
    db: Session, actor: Actor, consultation: Consultation, code: str, *, proposal: str | None = None
) -> list[str]:
    """Confirm that nobody broke the silence on the text `proposal` in the round `code`, or on every text of it that can
    be confirmed; they are adopted, and their codes given back.

    It is a recommendation and binds no State. NotFound where there is no such round, or the text is not one of it that
    the actor may see; Refused with the sentence of `why_not_confirm`. Confirmed again, by a double click, it changes
    nothing.
    """
    lock_track(db, track_of(consultation))
    at = now(db)
    round_ = round_in(rounds_of(db, consultation), code)
    moderated = is_moderated(db, consultation)
    permit(why_not_confirm(actor, consultation, round_, at, moderated=moderated))
    texts = under_silence(
        db,
        consultation,
        actor,
        round_,
        at,
        moderated=moderated,
        codes=None if proposal is None else [proposal],
    )
    if proposal is not None and not texts:
        raise NotFound(
            _("%(code)s is not under silence in “%(round)s”.")
            % {"code": proposal[:60], "round": round_.title}
        )
    chosen = [text for text in texts if text.why_not_confirm is None]
    if not chosen:
        if any(text.standing is Running.CONFIRMED for text in texts):
            return []
        raise Refused(
            texts[0].why_not_confirm or "" if texts else _("No text is under silence in this round.")
        )
    _adopt(db, actor, consultation, round_, chosen)
    return [text.code for text in chosen]


def _adopt(
    db: Session, actor: Actor, consultation: Consultation, round_: Round, chosen: Sequence[UnderSilence]
) -> None:
    at = now(db)
    seat = acting_seat(actor, consultation)
    title = seat.title if seat else ""
    rows = db.exec(
        select(Silence, Proposal, WorkingGroup)
        .join(Proposal, col(Proposal.id) == Silence.proposal_id)
        .join(WorkingGroup, col(WorkingGroup.id) == Proposal.group_id)
        .where(col(Silence.id).in_([text.id for text in chosen]))
        .order_by(col(Silence.id))
    ).all()
    tracks: dict[str, list[tuple[SilenceConfirmed, list[Silence]]]] = {}
    for silence, proposal, group in rows:
        silence.confirmed_at, silence.confirmed_by_id, silence.confirmed_title = at, actor.person_id, title
        db.add(silence)
        fact = SilenceConfirmed(proposal.code, silence.version, round_.code)
        tracks.setdefault(track_of(consultation, group), []).append((fact, [silence]))
    for track, facts in tracks.items():
        record_each(db, actor, facts, track=track, capacity=title or None)
    take_steps(
        db,
        actor,
        consultation,
        [(proposal, group) for _silence, proposal, group in rows],
        verb=ADOPTED,
        to=ProposalState.ADOPTED,
        capacity=title,
        round_code=round_.code,
    )
