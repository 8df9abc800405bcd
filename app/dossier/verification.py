"""Whether everything is as the ledger says it was left: chains, rows, counts. Reads only.

It vouches for nothing that was never sealed, and for nobody who may have written the whole database anew: heads that
were written down elsewhere are held against those that `verify` prints.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import NoResultFound
from sqlalchemy.orm import aliased
from sqlmodel import Session, SQLModel, col, select

from app.consultations.models import Consultation, Delegation, Round
from app.consultations.queries import visible_consultation
from app.discussion.models import Comment, Disposition
from app.dossier.issued_checks import IssuedCheck, issued_breaks
from app.dossier.paper_checks import paper_breaks, sealed_paper_breaks
from app.drafting.models import Proposal, Version
from app.kernel.actor import SYSTEM
from app.kernel.breaks import Known, chain_breaks, row_breaks
from app.kernel.clock import now
from app.kernel.ledger import (
    LedgerEntry,
    LedgerHead,
    digest,
    sealed_models,
    tracks,
)
from app.people.models import Person
from app.voting.amendments.models import Amendment
from app.voting.disclosure.models import VoteMark
from app.voting.members.words import unit_code_in
from app.voting.models import Ballot, Position
from app.voting.queries import tally, view_of
from app.voting.recount.models import BallotStep
from app.voting.rules import receipt_of
from app.voting.views import stored_result

SITE = "site"


@dataclass
class Report:
    """What was looked at, and every break that was found, each in one sentence."""

    chains: list[tuple[str, int, str]] = field(default_factory=list)
    rows: dict[str, int] = field(default_factory=dict)
    ballots: int = 0
    texts: int = 0
    files: int = 0
    breaks: list[str] = field(default_factory=list)

    @property
    def lines(self) -> list[str]:
        """The report for people: what is vouched for, then every break."""
        found = [f"ledger {name}: {count} rows, head {head}" for name, count, head in self.chains]
        found += [f"{name}: {count} rows" for name, count in self.rows.items()]
        found.append(f"closed ballots: {self.ballots} counted again")
        found.append(f"issued editions: {self.texts} texts and {self.files} files with the hashes they had")
        return [*found, *self.breaks] if self.breaks else [*found, "Everything is as the ledger says."]


def verify(db: Session, slug: str | None = None) -> Report:
    """Check the whole installation, or the site's chain and one consultation. NotFound for an unknown slug."""
    consultation = visible_consultation(db, SYSTEM, slug) if slug is not None else None
    report = Report()
    known: Known = {}
    names = tracks(db) if slug is None else tracks(db, slug)
    for name in sorted({*names, *_due_tracks(db, slug)}):
        report.breaks += _readable(chain_breaks(db, name, known), f"ledger {name}")
        head = db.exec(select(LedgerHead).where(LedgerHead.track == name)).first()
        report.chains.append((name, head.seq if head else 0, head.hash if head else "missing"))
    for model in sealed_models():
        _check_rows(db, model, known, consultation, report)
    report.breaks += current_breaks(db, consultation)
    # A changed row was named above already; here come those whose public names were changed around them.
    named = {sentence.partition(": ")[0] for sentence in report.breaks}
    receipts = _readable(receipt_breaks(db, consultation), "position")
    report.breaks += [sentence for sentence in receipts if sentence.partition(": ")[0] not in named]
    report.breaks += _readable(title_breaks(db, consultation), "proposal")
    report.breaks += _readable(paper_breaks(db, consultation), "paper")
    report.breaks += _readable(_all_result_breaks(db, consultation, report), "ballot")
    issued = IssuedCheck()
    report.breaks += _readable(issued_breaks(db, consultation, issued), "edition")
    report.texts, report.files = issued.texts, issued.files
    return report


def _due_tracks(db: Session, slug: str | None) -> set[str]:
    """The chains there must be: one of each consultation, and the site's as soon as there is anybody or anything."""
    slugs = set(db.exec(select(Consultation.slug)).all())
    somebody = db.exec(select(Person.id).limit(1)).first() is not None
    site = {SITE} if slugs or somebody else set[str]()
    return site | (slugs if slug is None else {slug})


def _check_rows(
    db: Session,
    model: type[SQLModel],
    known: Known,
    consultation: Consultation | None,
    report: Report,
) -> None:
    # A seat for the whole site belongs to no consultation; the site's chain is walked with each of them.
    owner = model.owner()  # type: ignore[attr-defined]
    only = sa.or_(owner == consultation.id, owner.is_(None)) if consultation is not None else None
    count = sa.select(sa.func.count()).select_from(model)
    broken = 0
    for sentence in _readable(row_breaks(db, model, known, only=only), str(model.__tablename__)):
        where, _, what = sentence.partition(": ")
        report.breaks.append(f"{where}{_called(db, model, where)}: {what}")
        broken += "the table has not" not in what
    found = db.execute(count if only is None else count.where(only)).scalar_one()
    report.rows[str(model.__tablename__)] = found - broken


def _readable(breaks: Iterator[str], where: str) -> Iterator[str]:
    """The same sentences, and one more where a row has become so strange that it cannot be read."""
    try:
        yield from breaks
    except (ValueError, TypeError, AttributeError, ArithmeticError, LookupError, NoResultFound) as error:
        yield f"{where}: a row cannot be read, so that nothing after it was checked ({' '.join(str(error).split())})"


def _called(db: Session, model: type[SQLModel], where: str) -> str:
    """The public names of a row, so that a reader of the sentence knows what to look at."""
    if not (number := where.rpartition(" ")[2]).isdecimal():
        return ""
    names: dict[type[SQLModel], sa.Select[*tuple[Any, ...]]] = {
        Position: sa.select(
            col(Ballot.code), col(Proposal.code), unit_code_in(col(Delegation.code), col(Position.seat))
        )
        .join_from(Position, Ballot, col(Ballot.id) == Position.ballot_id)
        .join(Proposal, col(Proposal.id) == Position.proposal_id)
        .join(Delegation, col(Delegation.id) == Position.delegation_id)
        .where(col(Position.id) == int(number)),
        VoteMark: sa.select(
            col(Ballot.code), col(Proposal.code), unit_code_in(col(Delegation.code), col(VoteMark.seat))
        )
        .join_from(VoteMark, Ballot, col(Ballot.id) == VoteMark.ballot_id)
        .join(Proposal, col(Proposal.id) == VoteMark.proposal_id)
        .join(Delegation, col(Delegation.id) == VoteMark.delegation_id)
        .where(col(VoteMark.id) == int(number)),
        Version: sa.select(col(Proposal.code), sa.literal("version "), col(Version.n))
        .join_from(Version, Proposal, col(Proposal.id) == Version.proposal_id)
        .where(col(Version.id) == int(number)),
        Comment: sa.select(col(Comment.code)).where(col(Comment.id) == int(number)),
        Disposition: sa.select(col(Comment.code))
        .join_from(Disposition, Comment, col(Comment.id) == Disposition.comment_id)
        .where(col(Disposition.id) == int(number)),
    }
    found = db.execute(names[model]).first() if model in names else None
    return f" ({' '.join(str(part).strip() for part in found)})" if found else ""


def current_breaks(db: Session, consultation: Consultation | None) -> Iterator[str]:
    """The position that counts is the one with the highest turn: a sentence for each that is marked otherwise."""
    last = sa.func.max(col(Position.turn)).over(
        partition_by=[
            col(Position.ballot_id),
            col(Position.proposal_id),
            col(Position.delegation_id),
            col(Position.seat),
        ]
    )
    turns = sa.select(
        col(Position.id),
        col(Position.current),
        col(Position.turn),
        last.label("last"),
        col(Position.consultation_id),
    ).subquery()
    wrong = sa.select(turns.c.id, turns.c.current).where(turns.c.current != (turns.c.turn == turns.c.last))
    if consultation is not None:
        wrong = wrong.where(turns.c.consultation_id == consultation.id)
    for number, current in db.execute(wrong.order_by(turns.c.id)).all():
        called = _called(db, Position, f"position {number}")
        what = "counts, but is not the last turn" if current else "is the last turn, but does not count"
        yield f"position {number}{called}: {what}"


_NAMES = ("consultation", "ballot", "proposal", "delegation")
_IN_RECEIPT = ("version", "turn", "position", "reason", "cast_at", "nonce", "willing")


def receipt_breaks(db: Session, consultation: Consultation | None) -> Iterator[str]:
    """Every receipt is that of its position under the public names there are now: a sentence for each that is not."""
    statement = (
        sa.select(
            col(Position.id),
            col(Position.receipt),
            col(Consultation.slug),
            col(Ballot.code),
            col(Proposal.code),
            unit_code_in(col(Delegation.code), col(Position.seat)),
            *(col(getattr(Position, name)) for name in _IN_RECEIPT),
        )
        .join_from(Position, Consultation, col(Consultation.id) == Position.consultation_id)
        .join(Ballot, col(Ballot.id) == Position.ballot_id)
        .join(Proposal, col(Proposal.id) == Position.proposal_id)
        .join(Delegation, col(Delegation.id) == Position.delegation_id)
        .order_by(col(Position.id))
        .execution_options(yield_per=1000)
    )
    if consultation is not None:
        statement = statement.where(col(Position.consultation_id) == consultation.id)
    for number, kept, *values in db.execute(statement):
        given = dict(zip((*_NAMES, *_IN_RECEIPT), values, strict=True))
        if receipt_of(**given) != kept:
            called = " ".join(given[name] for name in _NAMES[1:])
            yield f"position {number} ({called}): its receipt is not that of what stands here"


def title_breaks(db: Session, consultation: Consultation | None) -> Iterator[str]:
    """What lists and ballots call a proposal is the title of its newest version, an amendment the title that its text had: a
    sentence for each that is not."""
    base = aliased(Version)
    statement = (
        sa.select(col(Proposal.code), col(Proposal.title), col(Proposal.version), Version, col(base.content))
        .join_from(Version, Proposal, col(Proposal.id) == Version.proposal_id)
        .outerjoin(Amendment, col(Amendment.proposal_id) == Proposal.id)
        .outerjoin(
            base,
            sa.and_(col(base.proposal_id) == Amendment.amends_id, col(base.n) == Amendment.base_version),
        )
        .order_by(col(Proposal.id), col(Version.n).desc())
        .execution_options(yield_per=200)
    )
    if consultation is not None:
        statement = statement.where(col(Proposal.consultation_id) == consultation.id)
    seen: set[int] = set()
    for code, title, number, version, amended in db.execute(statement):
        if version.proposal_id in seen:
            continue
        seen.add(version.proposal_id)
        if number != version.n:
            yield f"proposal {version.proposal_id} ({code}): it stands at version {number}, and its newest is version {version.n}"
        elif title != (amended or version.content).get("title"):
            of = "the text it amends" if amended else f"version {version.n}"
            yield f"proposal {version.proposal_id} ({code}): its title is not that of {of}"


def _all_result_breaks(db: Session, consultation: Consultation | None, report: Report) -> Iterator[str]:
    for ballot, round_ in _ballots(db, consultation):
        yield from result_breaks(db, ballot, round_, report)


def _ballots(db: Session, consultation: Consultation | None) -> list[tuple[Ballot, Round]]:
    statement = select(Ballot, Round).join(Round, col(Round.id) == Ballot.round_id)
    if consultation is not None:
        statement = statement.where(Ballot.consultation_id == consultation.id)
    return [(ballot, round_) for ballot, round_ in db.exec(statement.order_by(col(Ballot.id))).all()]


def result_breaks(db: Session, ballot: Ballot, round_: Round, report: Report) -> Iterator[str]:
    """Count a closed ballot again and hold the count against the result that was kept and against the ledger."""
    slug = db.get_one(Consultation, ballot.consultation_id).slug
    name = f"ballot {slug} {ballot.code}"
    published = db.exec(
        select(LedgerEntry)
        .where(
            LedgerEntry.track == slug,
            LedgerEntry.verb == "result_published",
            LedgerEntry.subject == ballot.code,
        )
        .order_by(col(LedgerEntry.seq).desc())
    ).first()
    if ballot.result is None:
        if published is not None:
            yield f"{name}: its result was published and is gone"
        return
    report.ballots += 1
    if published is None:
        yield f"{name}: it has a result of which the ledger knows nothing"
    elif published.facts.get("digest") != digest(ballot.result):
        yield f"{name}: its result is not the one that was published"
    yield from _step_breaks(db, ballot, name)
    try:
        found = tally(db, view_of(ballot, round_, now(db)))
        counted = stored_result(found)
        yield from sealed_paper_breaks(db, found, name)
    except (ValueError, TypeError, KeyError):
        yield f"{name}: cannot be counted again: its rule or one of its positions is none that it can have"
        return
    kept = _by_proposal(ballot.result)
    again = _by_proposal(counted)
    for code in sorted(kept.keys() | again.keys()):
        if kept.get(code) != again.get(code):
            yield f"{name}: {code} counted again gives another result than the one that was kept"
    if ballot.result.get("electorate") != counted["electorate"]:
        yield f"{name}: the electorate is not as large as it was"


def _step_breaks(db: Session, ballot: Ballot, name: str) -> Iterator[str]:
    """Whoever declared, certified or voided a ballot spoke of the very result that is kept."""
    steps = db.exec(select(BallotStep).where(BallotStep.ballot_id == ballot.id).order_by(col(BallotStep.id)))
    for step in steps.all():
        if step.digest != digest(ballot.result):
            yield f"{name}: it was {step.kind} with another result than the one that is kept"


def _by_proposal(result: dict[str, object]) -> dict[str, object]:
    results = result.get("results")
    return {str(r.get("proposal")): r for r in results} if isinstance(results, list) else {}
