"""Reads of amendments: those of a text, one by its code, and those that the next ballot takes up."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from app.consultations.models import Consultation, Delegation
from app.consultations.rules import voting_seats
from app.discussion.models import Comment
from app.drafting.content import Content
from app.drafting.models import Proposal, ProposalState, Step, Version
from app.drafting.queries import Desk
from app.kernel.actor import Actor
from app.kernel.i18n import gettext as _
from app.kernel.text.diff import redline
from app.voting.amendments.models import Amendment
from app.voting.amendments.passages import passages_of, words_of
from app.voting.amendments.rules import in_order, moving_seat, why_not_move
from app.voting.amendments.views import AmendmentView

_Text = aliased(Proposal, name="amended_text")
_Base = aliased(Version, name="base_version")
_Newest = aliased(Version, name="newest_version")

_OF_TEXT: sa.Select[*tuple[Any, ...]] = (
    sa.select(
        Amendment,
        col(Proposal.code),
        col(Proposal.state),
        col(Version.content),
        col(_Text.code).label("text"),
        col(_Text.state).label("text_state"),
        col(_Text.kind).label("kind"),
        col(_Text.version).label("newest"),
        col(_Base.content).label("base"),
        col(_Newest.content).label("now"),
        col(Delegation.code).label("delegation"),
        col(Delegation.short_name).label("delegation_name"),
        col(Comment.code).label("comment"),
    )
    .join_from(Amendment, Proposal, col(Proposal.id) == Amendment.proposal_id)
    .join(Version, sa.and_(col(Version.proposal_id) == Proposal.id, col(Version.n) == Proposal.version))
    .join(_Text, col(_Text.id) == Amendment.amends_id)
    .join(_Base, sa.and_(col(_Base.proposal_id) == _Text.id, col(_Base.n) == Amendment.base_version))
    .join(_Newest, sa.and_(col(_Newest.proposal_id) == _Text.id, col(_Newest.n) == _Text.version))
    .outerjoin(Delegation, col(Delegation.id) == Amendment.delegation_id)
    .outerjoin(Comment, col(Comment.id) == Amendment.comment_id)
)
_OF_THIS_TEXT = _OF_TEXT.where(col(Amendment.amends_id) == sa.bindparam("text_id"))
_AMONG = _OF_TEXT.where(col(Amendment.proposal_id).in_(sa.bindparam("numbers", expanding=True)))
_THIS_ONE = _OF_TEXT.where(col(Amendment.proposal_id) == sa.bindparam("proposal_id"))


def amendments_of(db: Session, text: Proposal) -> list[AmendmentView]:
    """Every amendment to a text that the caller has found visible, in the order in which they are decided; one query."""
    rows = db.execute(_OF_THIS_TEXT, {"text_id": text.id}).all()
    if not rows:
        return []
    return in_order(text.kind, rows[0].now, [_view(row) for row in rows])


def amendments_among(db: Session, proposals: Iterable[int]) -> dict[int, AmendmentView]:
    """What each of these proposals changes, by its number, as far as they are amendments; one query."""
    rows = db.execute(_AMONG, {"numbers": list(proposals)}).all()
    return {row[0].proposal_id: _view(row) for row in rows}


def moved_to(text_id: Any) -> sa.ColumnElement[bool]:
    """Whether any amendment was moved to this text, as a column of a query about it."""
    return sa.exists().where(col(Amendment.amends_id) == text_id).label("amended")


def amendment_of(db: Session, proposal: Proposal) -> AmendmentView | None:
    """What this proposal changes in the text it amends, or None where it is no amendment; one query at most."""
    if proposal.amends_id is None:
        return None
    return _view(db.execute(_THIS_ONE, {"proposal_id": proposal.id}).one())


def _view(row: Any) -> AmendmentView:
    amendment: Amendment = row[0]
    base: Content = row.base
    passage = {(one.field, one.paragraph): one for one in passages_of(row.kind, base)}[
        (amendment.field, amendment.paragraph)
    ]
    new = words_of(row.kind, base, row.content, amendment.field, amendment.paragraph)
    where = (
        _("%(field)s, paragraph %(n)s") % {"field": passage.label, "n": passage.number}
        if passage.number
        else passage.label
    )
    return AmendmentView(
        row=amendment,
        code=row.code,
        text=row.text,
        text_state=row.text_state,
        state=row.state,
        newest=row.newest,
        where=where,
        old=passage.words,
        new=new,
        pieces=tuple(redline(passage.words, new)),
        delegation=row.delegation,
        delegation_name=row.delegation_name,
        comment=row.comment,
    )


@dataclass(frozen=True)
class Waiting:
    """An amendment that the next ballot of its text takes up."""

    proposal: Proposal
    amendment: Amendment

    @property
    def code(self) -> str:
        """Its code."""
        return self.proposal.code

    @property
    def field(self) -> str:
        """The field it changes."""
        return self.amendment.field

    @property
    def paragraph(self) -> str:
        """The paragraph it changes, or ""."""
        return self.amendment.paragraph

    @property
    def distance(self) -> int:
        """How many words it takes out and puts in."""
        return self.amendment.distance

    @property
    def place(self) -> int | None:
        """Where the chair put it."""
        return self.amendment.place


def waiting(
    db: Session, consultation: Consultation, texts: Sequence[int] | None = None
) -> dict[int, list[Waiting]]:
    """The amendments that wait for a ballot, by the number of their text, each list in the order of deciding; one query.

    Of these `texts`, or of all of the consultation; only those that are ready on the newest version of their text.
    """
    return waiting_and_older(db, consultation, texts)[0]


def waiting_and_older(
    db: Session, consultation: Consultation, texts: Sequence[int] | None = None
) -> tuple[dict[int, list[Waiting]], dict[int, tuple[str, ...]]]:
    """The amendments that wait for a ballot, and the codes of those that are ready as well, but were written on another version
    than the newest of their text, so that no ballot takes them up; both by the number of the text. One query."""
    statement: sa.Select[*tuple[Any, ...]] = (
        sa.select(
            Proposal,
            Amendment,
            col(_Text.kind).label("kind"),
            col(_Text.version).label("newest"),
            col(_Newest.content).label("now"),
        )
        .join_from(Amendment, Proposal, col(Proposal.id) == Amendment.proposal_id)
        .join(_Text, col(_Text.id) == Amendment.amends_id)
        .join(_Newest, sa.and_(col(_Newest.proposal_id) == _Text.id, col(_Newest.n) == _Text.version))
        .where(
            col(Amendment.consultation_id) == consultation.id,
            col(Proposal.state) == ProposalState.READY,
        )
        .order_by(col(Amendment.id))
    )
    if texts is not None:
        statement = statement.where(col(Amendment.amends_id).in_(texts))
    found: dict[int, list[Waiting]] = defaultdict(list)
    contents: dict[int, tuple[str, Content]] = {}
    older: dict[int, tuple[str, ...]] = defaultdict(tuple)
    for proposal, amendment, kind, newest, now in db.execute(statement):
        if amendment.base_version != newest:
            older[amendment.amends_id] = (*older[amendment.amends_id], proposal.code)
            continue
        found[amendment.amends_id].append(Waiting(proposal, amendment))
        contents[amendment.amends_id] = (kind, now)
    return {text: in_order(*contents[text], moved) for text, moved in found.items()}, older


def voting_of(db: Session, actor: Actor, consultation: Consultation) -> Mapping[int, Delegation]:
    """The delegations for which the actor can move an amendment: they vote and have not ended. No query without a seat."""
    own = [seat.delegation_id for seat in voting_seats(actor, consultation)]
    if not own:
        return {}
    rows = db.exec(
        select(Delegation).where(
            col(Delegation.id).in_(own), col(Delegation.voting).is_(True), col(Delegation.ended_at).is_(None)
        )
    ).all()
    return {row.id or 0: row for row in rows}


def is_silent(db: Session, proposal: Proposal) -> bool:
    """Whether a text is under decision by silence, by its last step; one query where it is under decision, else none."""
    if proposal.state != ProposalState.UNDER_DECISION:
        return False
    last = select(Step.verb).where(Step.proposal_id == proposal.id).order_by(col(Step.n).desc()).limit(1)
    return db.exec(last).first() == "put_under_silence"


def why_no_amendment(db: Session, actor: Actor, consultation: Consultation, desk: Desk) -> str | None:
    """`why_not_move` for this reader and text. Queries: one for a head or alternate where the text is ready or under
    decision, one more for whoever could move one if it were ready where it is under decision, else none."""
    asked = desk.proposal.state in (ProposalState.READY, ProposalState.UNDER_DECISION)
    voting = voting_of(db, actor, consultation) if asked else {}
    could = moving_seat(actor, consultation, desk.group.id or 0, voting) is not None
    silent = could and is_silent(db, desk.proposal)
    return why_not_move(
        actor, consultation, desk.stage, desk.proposal, desk.group, voting=voting, silent=silent
    )
