"""Declare what was computed, certify it, declare a ballot void, overrule an objection under a rule that lets the chair."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from app.consultations.models import Consultation, WorkingGroup
from app.consultations.queries import track_of
from app.consultations.rules import moderator_seat
from app.drafting.actions.together import take_steps
from app.drafting.models import Proposal, ProposalState, Step
from app.kernel.actor import Actor
from app.kernel.clock import now
from app.kernel.errors import Invalid, permit
from app.kernel.i18n import gettext as _
from app.kernel.ledger import Event, digest, lock_track, record
from app.kernel.text.clean import clean
from app.kernel.text.fold import fold
from app.voting.actions.results import publish_again, publish_result
from app.voting.amendments.entering import Hand, enter_amendments, take_out_amendments
from app.voting.amendments.putting import why_not_amended_any_more
from app.voting.models import Ballot, BallotProposal, Position
from app.voting.queries import electorate_of, tally, visible_ballot, visible_line
from app.voting.recount.events import (
    BallotVoided,
    ObjectionToDecisionOverruled,
    ResultCertified,
    ResultDeclared,
)
from app.voting.recount.models import BallotStep, Overruling, StepKind
from app.voting.recount.queries import footing_of
from app.voting.recount.rules import (
    REASON_LIMIT,
    secretariat_seat,
    why_not_certifier,
    why_not_certify,
    why_not_chair,
    why_not_declare,
    why_not_overrule,
    why_not_void,
)
from app.voting.recount.views import Footing
from app.voting.recusal.queries import why_recused


def declare_result(db: Session, actor: Actor, consultation: Consultation, ballot: str) -> BallotStep:
    """A moderator declares what was computed, once; nobody can declare anything else (invariant 8).

    The result is computed first where the tick has not done so. Refused with the reason, also where the positions
    counted again give another result than the one that was kept. Declared again, it changes nothing.
    """
    at, footing = _looked_at(db, consultation, ballot)
    known = footing.declared
    if (
        known
        and not footing.view.void
        and not why_not_chair(actor, consultation, moderated=footing.moderated)
    ):
        return known
    permit(why_not_declare(actor, consultation, footing))
    permit(why_recused(db, footing.view.ballot, actor))
    title = _title(actor, consultation, chair=True)
    fact = ResultDeclared(ballot, digest(footing.view.ballot.result))
    return _take(db, actor, consultation, footing, StepKind.DECLARED, fact, at=at, title=title)


def certify_result(db: Session, actor: Actor, consultation: Consultation, ballot: str) -> BallotStep:
    """The secretariat certifies what was declared, once, and with it the amendments that were adopted enter their texts.
    Refused with the reason; certified again, it changes nothing."""
    at, footing = _looked_at(db, consultation, ballot)
    known = footing.certified
    if known and not footing.view.void and why_not_certifier(actor, consultation) is None:
        return known
    permit(why_not_certify(actor, consultation, footing))
    title = _title(actor, consultation)
    enter_amendments(db, consultation, footing.view, Hand(actor, title, at))
    fact = ResultCertified(ballot, digest(footing.view.ballot.result))
    return _take(db, actor, consultation, footing, StepKind.CERTIFIED, fact, at=at, title=title)


def void_ballot(
    db: Session, actor: Actor, consultation: Consultation, ballot: str, *, reason: str
) -> BallotStep:
    """The secretariat declares a ballot void, with reasons that everybody reads; also after it was certified.

    Its results stay readable and count nowhere. What still stands as this ballot left it goes back to ready, for a new
    ballot, and a text that its amendments have entered has its old words again, where its group has not edited it since. Refused with the reason, so where a proposal of it stands in an issued document; Invalid at `reason`.
    Declared void again, it changes nothing.
    """
    at, footing = _looked_at(db, consultation, ballot)
    if footing.voided and why_not_certifier(actor, consultation) is None:
        return footing.voided
    permit(why_not_void(actor, consultation, footing))
    said = _reasons(reason, _("Say why the ballot is void; everybody reads it."))
    row, title = footing.view.ballot, _title(actor, consultation)
    take_steps(
        db,
        actor,
        consultation,
        _left_by(db, row, footing.view.round.code),
        verb="result_voided",
        to=ProposalState.READY,
        capacity=title,
        round_code=footing.view.round.code,
    )
    take_out_amendments(db, consultation, footing.view, Hand(actor, title, at))
    row.voided_at = at
    db.add(row)
    fact = BallotVoided(ballot, digest(row.result))
    return _take(db, actor, consultation, footing, StepKind.VOID, fact, at=at, title=title, reason=said)


def overrule_objection(
    db: Session,
    actor: Actor,
    consultation: Consultation,
    ballot: str,
    *,
    proposal: str,
    delegation: str,
    reason: str,
) -> Overruling:
    """The chair overrules an objection with reasons, where the rule of the ballot lets it; the result is computed anew.

    After the close and before the result is declared. NotFound; Refused with the reason; Invalid at `delegation` where
    it does not object, or at `reason`. Overruled again, it changes nothing.
    """
    at, footing = _looked_at(db, consultation, ballot)
    view = footing.view
    permit(why_not_chair(actor, consultation, moderated=footing.moderated))
    permit(why_recused(db, view.ballot, actor))
    line = visible_line(db, view.ballot, actor, proposal)
    found = next((s for s in electorate_of(db, view.ballot) if s.code == delegation), None)
    where = (
        Position.ballot_id == view.ballot.id,
        Position.proposal_id == line.proposal_id,
        Position.delegation_id == (found.delegation_id if found else 0),
        Position.seat == (found.seat if found else 0),
    )
    given = db.exec(select(Position).where(*where, col(Position.current).is_(True))).first()
    permit(why_not_overrule(actor, consultation, footing, of=found))
    if line.amends_id is not None:
        permit(why_not_amended_any_more(db, view.ballot, line.proposal_id))
    stance = view.rule.stance(given.position) if given is not None else None
    if found is None or stance is None or not stance.overruled_as:
        raise Invalid.at(
            "delegation",
            _("“%(delegation)s” does not object to %(code)s.")
            % {"delegation": delegation[:60], "code": line.code},
        )
    known = db.exec(
        select(Overruling).where(
            Overruling.ballot_id == view.ballot.id,
            Overruling.proposal_id == line.proposal_id,
            Overruling.delegation_id == found.delegation_id,
            Overruling.seat == found.seat,
        )
    ).first()
    if known is not None:
        return known
    said = _reasons(reason, _("Say why the objection is overruled; everybody reads it beside the objection."))
    title = _title(actor, consultation, chair=True)
    row = Overruling(
        consultation_id=view.ballot.consultation_id,
        ballot_id=view.ballot.id or 0,
        proposal_id=line.proposal_id,
        delegation_id=found.delegation_id,
        seat=found.seat,
        reason=said,
        person_id=actor.person_id,
        author_title=title,
        overruled_at=at,
    )
    left = _left_by(db, view.ballot, view.round.code)
    db.add(row)
    group = db.get(WorkingGroup, line.group_id) if line.closed_group else None
    record(
        db,
        actor,
        ObjectionToDecisionOverruled(ballot, line.code, found.code),
        track=track_of(consultation, group),
        left=[row],
        capacity=title or None,
        reason=said,
    )
    standing = {proposal.id or 0 for proposal, _group in left}
    publish_again(db, consultation, view, line.proposal_id, standing=standing)
    return row


def _looked_at(db: Session, consultation: Consultation, ballot: str) -> tuple[datetime, Footing]:
    """The ballot under the lock, with its result computed where it has closed, and counted again."""
    lock_track(db, track_of(consultation))
    at = now(db)
    view = visible_ballot(db, consultation, ballot, at)
    if view.counted and view.ballot.result is None:
        publish_result(db, view.ballot)
    return at, footing_of(db, consultation, view, tally(db, view))


def _take(
    db: Session,
    actor: Actor,
    consultation: Consultation,
    footing: Footing,
    kind: StepKind,
    fact: Event,
    *,
    at: datetime,
    title: str,
    reason: str = "",
) -> BallotStep:
    ballot = footing.view.ballot
    step = BallotStep(
        consultation_id=ballot.consultation_id,
        ballot_id=ballot.id or 0,
        kind=kind,
        digest=digest(ballot.result),
        reason=reason,
        person_id=actor.person_id,
        author_title=title,
        taken_at=at,
    )
    db.add(step)
    record(
        db,
        actor,
        fact,
        track=track_of(consultation),
        left=[step, ballot] if kind is StepKind.VOID else [step],
        capacity=title or None,
        reason=reason or None,
    )
    return step


def _left_by(db: Session, ballot: Ballot, round_code: str) -> list[tuple[Proposal, WorkingGroup]]:
    """The proposals that still stand as this ballot left them: decided, with no step and no other result since."""
    stepped = sa.exists().where(
        col(Step.proposal_id) == col(Proposal.id),
        col(Step.taken_at) > ballot.result_published_at,
        # The steps that the result itself took come an instant after it was published.
        ~sa.and_(col(Step.verb).in_(("adopted", "not_adopted")), col(Step.round_code) == round_code),
    )
    other = aliased(BallotProposal)
    decided = sa.exists().where(
        col(other.proposal_id) == col(Proposal.id),
        col(other.ballot_id) == col(Ballot.id),
        col(Ballot.id) != ballot.id,
        col(Ballot.opens_at) >= ballot.opens_at,
        col(Ballot.result_published_at).is_not(None),
        col(Ballot.voided_at).is_(None),
    )
    rows = db.execute(
        sa.select(Proposal, WorkingGroup)
        .join_from(BallotProposal, Proposal, col(Proposal.id) == col(BallotProposal.proposal_id))
        .join(WorkingGroup, col(WorkingGroup.id) == col(Proposal.group_id))
        .where(
            col(BallotProposal.ballot_id) == ballot.id,
            col(Proposal.state).in_((ProposalState.ADOPTED, ProposalState.NOT_ADOPTED)),
            ~stepped,
            ~decided,
        )
        .order_by(col(Proposal.id))
    ).all()
    return [(row[0], row[1]) for row in rows]


def _title(actor: Actor, consultation: Consultation, *, chair: bool = False) -> str:
    seat = (moderator_seat(actor, consultation) if chair else None) or secretariat_seat(actor, consultation)
    return seat.title if seat else ""


def _reasons(text: str, missing: str) -> str:
    try:
        said = clean(text, limit=REASON_LIMIT).strip()
    except ValueError as error:
        raise Invalid.at("reason", str(error)) from None
    # Folding takes invisible signs away: what is left empty is no reason to a reader.
    if not fold(said):
        raise Invalid.at("reason", missing)
    return said
