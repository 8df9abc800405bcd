"""Amendments enter their text when the result is certified, and leave it again where the ballot is declared void."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.consultations.models import Consultation, WorkingGroup
from app.consultations.queries import track_of
from app.drafting.actions.decided import write_decided
from app.drafting.actions.together import take_steps
from app.drafting.content import same_words
from app.drafting.models import Proposal, ProposalState, Version
from app.drafting.rules import OPEN_STATES
from app.kernel.actor import Actor
from app.kernel.errors import Refused
from app.kernel.i18n import gettext as _
from app.kernel.ledger import record
from app.voting.amendments.events import AmendmentEntered, AmendmentsWaitAgain, AmendmentTakenOut
from app.voting.amendments.models import Amendment
from app.voting.amendments.passages import put, words_of
from app.voting.amendments.putting import freeze_texts, is_last_on
from app.voting.models import BallotProposal
from app.voting.views import BallotView

ENTERED, VOIDED = "entered", "result_voided"
_Pair = tuple[Proposal, Amendment]


@dataclass(frozen=True)
class Hand:
    """Who carries a decision out, in which capacity, and when."""

    actor: Actor
    capacity: str
    at: datetime


def enter_amendments(db: Session, consultation: Consultation, view: BallotView, hand: Hand) -> list[Version]:
    """Write what this ballot adopted of amendments into their texts, in the order of the ballot: each as a version of its
    own, whose author is who moved it, while the text stays ready for decision.

    Each amendment goes to `merged`, into its text, and knows the version it became; the texts go on. The caller holds the
    lock and has asked the rule of certification. Refused where a text is not what the amendment was written on any more,
    which no verb lets happen. Called again it finds nothing to enter.
    """
    made = []
    for text, group, some in _by_text(db, view, ProposalState.ADOPTED):
        for proposal, amendment in some:
            version = _enter(db, consultation, view, hand, (text, group), (proposal, amendment))
            made.append(version)
    freeze_texts(db, view.ballot)
    return made


def _enter(
    db: Session,
    consultation: Consultation,
    view: BallotView,
    hand: Hand,
    of: tuple[Proposal, WorkingGroup],
    entering: _Pair,
) -> Version:
    (text, group), (proposal, amendment) = of, entering
    now = _version(db, text, text.version)
    base = _version(db, text, amendment.base_version)
    words = words_of(
        text.kind,
        base.content,
        _version(db, proposal, proposal.version).content,
        amendment.field,
        amendment.paragraph,
    )
    try:
        if text.state != ProposalState.READY:
            raise LookupError(text.state)
        content, following = put(
            text.kind, now.content, now.next_paragraph, amendment.field, amendment.paragraph, words
        )
    except LookupError:
        raise Refused(
            _("%(text)s is not ready for decision in the words that %(code)s amends, so that it cannot enter them. Declare the ballot void.")
            % {"text": text.code, "code": proposal.code}
        ) from None  # fmt: skip
    version = write_decided(
        db,
        hand.actor,
        consultation,
        text,
        group,
        content=content,
        next_paragraph=following,
        note=_("Amended by %(code)s (%(ballot)s)") % {"code": proposal.code, "ballot": view.ballot.code},
        by=(amendment.person_id, amendment.author_title),
        round_code=view.round.code,
        capacity=hand.capacity,
        at=hand.at,
    )
    _step(
        db,
        consultation,
        view,
        hand,
        [(proposal, group)],
        verb=ENTERED,
        to=ProposalState.MERGED,
        into=text.id,
    )
    amendment.entered_version = version.n
    db.add(amendment)
    fact = AmendmentEntered(proposal.code, text.code, version.n, view.ballot.code)
    _record(db, consultation, hand, group, fact, [amendment])
    return version


def take_out_amendments(db: Session, consultation: Consultation, view: BallotView, hand: Hand) -> None:
    """The ballot is void: where a text that is not decided still has the words that it made, also after another void has
    given them back, the text has the words again that it had before, in a further version, and its amendments wait for a new ballot on that one. A text that its group has
    edited since is left as it stands. The caller holds the lock and has asked the rule, also whether a later decision
    stands on the words (`later_decided`)."""
    for text, group, some in _by_text(db, view, ProposalState.MERGED):
        entered = [amendment.entered_version or 0 for _proposal, amendment in some]
        last, newest = _version(db, text, max(entered)), _version(db, text, text.version)
        if text.state not in OPEN_STATES or not same_words(last.content, newest.content):
            continue
        before = _version(db, text, min(entered) - 1)
        version = write_decided(
            db,
            hand.actor,
            consultation,
            text,
            group,
            content=before.content,
            next_paragraph=newest.next_paragraph,
            note=_("As version %(n)s: %(ballot)s, which amended it, is void")
            % {"n": before.n, "ballot": view.ballot.code},
            by=(hand.actor.person_id, hand.capacity),
            round_code=view.round.code,
            capacity=hand.capacity,
            at=hand.at,
        )
        back = [(proposal, group) for proposal, _amendment in some]
        _step(db, consultation, view, hand, back, verb=VOIDED, to=ProposalState.READY, into=None)
        for proposal, amendment in some:
            amendment.entered_version = None
            db.add(amendment)
            fact = AmendmentTakenOut(proposal.code, text.code, version.n, view.ballot.code)
            _record(db, consultation, hand, group, fact, [amendment])
        _wait_again(db, consultation, view, hand, (text, group), was=before.n, version=version.n)
    freeze_texts(db, view.ballot)


def _wait_again(
    db: Session,
    consultation: Consultation,
    view: BallotView,
    hand: Hand,
    of: tuple[Proposal, WorkingGroup],
    *,
    was: int,
    version: int,
) -> None:
    """Let the amendments of a void ballot stand on the version in which their text has the words again that they were
    written on, those also that were not adopted: nobody has to move them again."""
    text, group = of
    rows = db.execute(
        sa.select(Amendment, col(Proposal.code))
        .join(Proposal, col(Proposal.id) == Amendment.proposal_id)
        .join(BallotProposal, col(BallotProposal.proposal_id) == Amendment.proposal_id)
        .where(
            is_last_on(view.ballot.id),
            col(Amendment.amends_id) == text.id,
            col(Amendment.base_version) == was,
            col(Proposal.state) == ProposalState.READY,
        )
        .order_by(col(BallotProposal.place))
    ).all()
    for amendment, _code in rows:
        amendment.base_version = version
        db.add(amendment)
    fact = AmendmentsWaitAgain(tuple(row[1] for row in rows), text.code, version, view.ballot.code)
    _record(db, consultation, hand, group, fact, [row[0] for row in rows])


def _by_text(
    db: Session, view: BallotView, state: ProposalState
) -> list[tuple[Proposal, WorkingGroup, list[_Pair]]]:
    """The amendments on this ballot that stand in this state, by their text and in the order of the ballot; two queries."""
    rows = db.execute(
        sa.select(Proposal, Amendment)
        .join_from(BallotProposal, Proposal, col(Proposal.id) == BallotProposal.proposal_id)
        .join(Amendment, col(Amendment.proposal_id) == Proposal.id)
        .where(is_last_on(view.ballot.id), col(Proposal.state) == state)
        .order_by(col(BallotProposal.place))
    ).all()
    by_text: dict[int, list[_Pair]] = {}
    for proposal, amendment in rows:
        by_text.setdefault(amendment.amends_id, []).append((proposal, amendment))
    texts = db.execute(
        sa.select(Proposal, WorkingGroup)
        .join(WorkingGroup, col(WorkingGroup.id) == Proposal.group_id)
        .where(col(Proposal.id).in_(by_text))
    ).all()
    found = {text.id: (text, group) for text, group in texts}
    return [(*found[text], some) for text, some in by_text.items()]


def _version(db: Session, proposal: Proposal, n: int) -> Version:
    return db.exec(select(Version).where(Version.proposal_id == proposal.id, Version.n == n)).one()


def _step(
    db: Session,
    consultation: Consultation,
    view: BallotView,
    hand: Hand,
    moving: Sequence[tuple[Proposal, WorkingGroup]],
    *,
    verb: str,
    to: ProposalState,
    into: int | None,
) -> None:
    code = view.round.code
    take_steps(
        db, hand.actor, consultation, moving, verb=verb, to=to, capacity=hand.capacity, round_code=code
    )
    ids = [proposal.id for proposal, _group in moving]
    db.execute(sa.update(Proposal).where(col(Proposal.id).in_(ids)).values(merged_into_id=into))


def _record(
    db: Session,
    consultation: Consultation,
    hand: Hand,
    group: WorkingGroup,
    fact: AmendmentEntered | AmendmentTakenOut | AmendmentsWaitAgain,
    left: Sequence[Amendment],
) -> None:
    track = track_of(consultation, group)
    record(db, hand.actor, fact, track=track, left=list(left), capacity=hand.capacity or None)
