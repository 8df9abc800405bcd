"""Whether the papers of secret ballots are as many as there are marks, and those that were sealed at the close.

A paper belongs to nobody and has no entry in the ledger, so that none can be vouched for by itself. What can be held
against each other are the papers with the marks that delegations voted, and all papers on a proposal with the hash that was
published with the result.
"""

from collections import Counter
from collections.abc import Iterator

import sqlalchemy as sa
from sqlmodel import Session, col

from app.consultations.models import Constituency, Consultation
from app.drafting.models import Proposal
from app.voting.disclosure.models import Paper, VoteMark
from app.voting.disclosure.published import digests_agree
from app.voting.models import Ballot, Elector, elector_of
from app.voting.views import Tally

Place = tuple[str, str, str, str]


def paper_breaks(db: Session, consultation: Consultation | None) -> Iterator[str]:
    """On each proposal a constituency has as many papers as delegations that voted: a sentence for each place where not."""
    papers, marks = _papers(db, consultation), _marks(db, consultation)
    for place in sorted(papers.keys() | marks.keys()):
        slug, ballot, proposal, constituency = place
        if papers[place] != marks[place]:
            yield (
                f"ballot {slug} {ballot}: {proposal} has {papers[place]} papers of {constituency}, "
                f"and {marks[place]} of its delegations voted on it"
            )


def sealed_paper_breaks(db: Session, found: Tally, name: str) -> Iterator[str]:
    """What is published of a ballot that names nobody is what was sealed with its result."""
    if not digests_agree(db, found):
        yield f"{name}: its papers are not those that were sealed at the close"


def _papers(db: Session, consultation: Consultation | None) -> Counter[Place]:
    statement = (
        sa.select(*_PLACE, sa.func.count())
        .join_from(Paper, Ballot, col(Ballot.id) == Paper.ballot_id)
        .join(Consultation, col(Consultation.id) == Ballot.consultation_id)
        .join(Proposal, col(Proposal.id) == Paper.proposal_id)
        .join(Constituency, col(Constituency.id) == Paper.constituency_id)
        .group_by(*_PLACE)
    )
    if consultation is not None:
        statement = statement.where(col(Ballot.consultation_id) == consultation.id)
    return _counted(db, statement)


def _marks(db: Session, consultation: Consultation | None) -> Counter[Place]:
    statement = (
        sa.select(*_PLACE, sa.func.count())
        .join_from(VoteMark, Ballot, col(Ballot.id) == VoteMark.ballot_id)
        .join(Consultation, col(Consultation.id) == Ballot.consultation_id)
        .join(Proposal, col(Proposal.id) == VoteMark.proposal_id)
        .join(
            Elector,
            elector_of(VoteMark),
        )
        .join(Constituency, col(Constituency.id) == Elector.constituency_id)
        .group_by(*_PLACE)
    )
    if consultation is not None:
        statement = statement.where(col(Ballot.consultation_id) == consultation.id)
    return _counted(db, statement)


_PLACE = (col(Consultation.slug), col(Ballot.code), col(Proposal.code), col(Constituency.code))


def _counted(db: Session, statement: sa.Select[*tuple[object, ...]]) -> Counter[Place]:
    found: Counter[Place] = Counter()
    for slug, ballot, proposal, constituency, n in db.execute(statement):
        found[str(slug), str(ballot), str(proposal), str(constituency)] = int(str(n))
    return found
