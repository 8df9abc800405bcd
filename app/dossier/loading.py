"""Loads a package, all of it or nothing."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, SQLModel, col, select

from app.consultations.models import Consultation
from app.consultations.queries import track_of
from app.dossier.bulk import Load
from app.dossier.checks import why_not_slug
from app.dossier.events import ConsultationImported, RecordsSealed
from app.dossier.findings import shown
from app.dossier.load_decisions import load_ballots, load_pilots
from app.dossier.load_people import load_calendar, load_contributions, load_people, new_consultation
from app.dossier.load_texts import load_comments, load_proposals
from app.dossier.package import Package
from app.dossier.replay import Replay, replayed
from app.dossier.schema import the_schema
from app.drafting.models import Proposal, ProposalState
from app.kernel.actor import Actor
from app.kernel.clock import local_day, now
from app.kernel.errors import Invalid, Refused
from app.kernel.ledger import (
    LedgerEntry,
    all_columns,
    key_columns,
    lock_track,
    record,
    row_digest,
    row_key,
    sealed_models,
    tracks,
)
from app.voting.actions.results import publish_result
from app.voting.models import Ballot, BallotProposal

SITE = "site"
BATCH = 1000


@dataclass(frozen=True)
class Loaded:
    """What an import did: the consultation, and whether it was there already with the same content."""

    consultation: Consultation
    unchanged: bool
    proposals: int
    comments: int
    positions: int


def import_package(
    db: Session, actor: Actor, package: Package, *, slug: str, replay: Replay | None = None
) -> Loaded:
    """Load a package under `slug`, as it was or as it stood on a day.

    The same content again under the same slug changes nothing. Refused where the slug belongs to something else;
    Invalid where it can be nobody's. The ledger gets the hash of the package and a digest of every sealed row.
    """
    check_slug(slug)
    # Organisations are shared by all consultations, so imports take turns.
    lock_track(db, SITE)
    lock_track(db, slug)
    at = now(db)
    there = db.exec(select(Consultation).where(Consultation.slug == slug)).first()
    if there is not None:
        return _known(package, there, replay)
    source = replayed(package, replay, local_day(at, package.zone)) if replay else package
    consultation = new_consultation(source.content, slug, at)
    consultation.package_id = package.id
    consultation.package_hash = package.sha256
    consultation.replayed_at = replay.day if replay else None
    db.add(consultation)
    db.flush()
    load = Load(db, consultation, source.content, package.sha256, at)
    for part in (
        load_people, load_calendar, load_contributions, load_proposals, load_comments, load_ballots, load_pilots,
    ):  # fmt: skip
        part(load)
    load.add_entries()
    done = loaded(source, consultation, unchanged=False)
    seal_rows(db, actor, load, done)
    _publish(load)
    return done


def check_slug(slug: str) -> None:
    """Raise Invalid where a consultation cannot be called so."""
    pattern = the_schema()["$defs"]["id"]["pattern"]
    if re.fullmatch(pattern.strip("^$"), slug) is None:
        raise Invalid(f"--as: {shown(slug)}: does not have the form {pattern}")
    if (why := why_not_slug(slug)) is not None:
        raise Invalid(f"--as: {shown(slug)}: {why}")


def _known(package: Package, there: Consultation, replay: Replay | None) -> Loaded:
    day: date | None = replay.day if replay else None
    where = f"$.consultation.id: {shown(package.id)}"
    if there.package_id != package.id:
        raise Refused(f"{where}: there is another consultation under “{there.slug}”; nothing was changed")
    if there.package_hash != package.sha256:
        raise Refused(
            f"{where}: “{there.slug}” was loaded before with other content (SHA-256 {there.package_hash}, now"
            f" {package.sha256}); nothing was changed"
        )
    if there.replayed_at != day:
        stood = f"as it stood on {there.replayed_at}" if there.replayed_at else "as it was, not replayed"
        raise Refused(f"{where}: “{there.slug}” was loaded before {stood}; nothing was changed")
    return loaded(package, there, unchanged=True)


def loaded(package: Package, consultation: Consultation, *, unchanged: bool) -> Loaded:
    """What there is to say about an import."""
    content = package.content
    return Loaded(
        consultation,
        unchanged,
        proposals=len(content["mechanisms"]) + len(content["benchmarks"]),
        comments=len(content["comments"]),
        positions=sum(len(ballot["positions"]) for ballot in content["ballots"]),
    )


def seal_rows(db: Session, actor: Actor, load: Load, done: Loaded) -> None:
    """Write the import into the ledger: what came, and a digest of every sealed row as the database gives it back."""
    consultation = load.consultation
    track = track_of(consultation)
    replayed_at = consultation.replayed_at
    record(
        db,
        actor,
        ConsultationImported(
            consultation.slug,
            consultation.package_id or "",
            load.sha256,
            replayed_at.isoformat() if replayed_at else None,
            done.proposals,
            done.comments,
            done.positions,
        ),
        track=track,
    )
    for model in sealed_models():
        _seal(db, actor, consultation, model)


def seal_older_records(db: Session, actor: Actor) -> int:
    """Seal the records of an earlier release that did not seal their tables yet; gives how many. For an upgrade.

    A table of which a consultation's chains hold any digest is left alone: what was slipped into it stays found.
    """
    sealed = 0
    for consultation in db.exec(select(Consultation).order_by(col(Consultation.id))).all():
        lock_track(db, consultation.slug)
        known: set[str] = set()
        for track in tracks(db, consultation.slug):
            entries = select(LedgerEntry.digests).where(LedgerEntry.track == track)
            for digests in db.exec(entries.execution_options(yield_per=200)):
                known.update(key.partition(":")[0] for key in digests)
        for model in sealed_models():
            if str(model.__tablename__) not in known:
                sealed += _seal(db, actor, consultation, model)
    return sealed


def _seal(db: Session, actor: Actor, consultation: Consultation, model: type[SQLModel]) -> int:
    rows = sealed_rows(db, model, consultation.id or 0)
    for start in range(0, len(rows), BATCH):
        some = dict(rows[start : start + BATCH])
        event = RecordsSealed(consultation.slug, str(model.__tablename__), len(some))
        record(db, actor, event, track=track_of(consultation), digests=some)
    return len(rows)


def sealed_rows(db: Session, model: type[SQLModel], consultation_id: int) -> Sequence[tuple[str, str]]:
    """The key and the digest of each row that a consultation has in a sealed table."""
    names = all_columns(model)
    columns: list[Any] = [getattr(model, name) for name in names]
    where = model.owner() == consultation_id  # type: ignore[attr-defined]
    rows = db.execute(sa.select(*columns).where(where).order_by(*columns[: len(key_columns(model))]))
    found = (dict(zip(names, row, strict=True)) for row in rows)
    return [(row_key(model, values), row_digest(model, values)) for values in found]


def _publish(load: Load) -> None:
    """Where a ballot has closed, its outcome decides what became of its proposals, whatever the package calls them."""
    db = load.db
    ballots = db.exec(
        select(Ballot)
        .where(Ballot.consultation_id == load.here, Ballot.closes_at <= load.at)
        .order_by(col(Ballot.closes_at), col(Ballot.id))
    ).all()
    for ballot in ballots:
        on_it = sa.select(col(BallotProposal.proposal_id)).where(col(BallotProposal.ballot_id) == ballot.id)
        decided = (
            sa.update(Proposal)
            .where(col(Proposal.id).in_(on_it), col(Proposal.state) != ProposalState.WITHDRAWN)
            .execution_options(synchronize_session=False)
        )
        db.execute(decided.values(state=ProposalState.UNDER_DECISION.value))
        if publish_result(db, ballot, known_at=ballot.closes_at) is not None:
            db.execute(decided.values(updated_at=ballot.closes_at))
    _decide_again(load)


def _decide_again(load: Load) -> None:
    """What a first ballot left undecided is under decision while a second one is open."""
    on_open = (
        sa.select(col(BallotProposal.proposal_id))
        .join(Ballot, col(Ballot.id) == BallotProposal.ballot_id)
        .where(
            col(Ballot.consultation_id) == load.here,
            col(Ballot.opens_at) <= load.at,
            col(Ballot.closes_at) > load.at,
        )
    )
    left = [ProposalState.READY.value, ProposalState.NOT_ADOPTED.value]
    load.db.execute(
        sa.update(Proposal)
        .where(col(Proposal.id).in_(on_open), col(Proposal.state).in_(left))
        .values(state=ProposalState.UNDER_DECISION.value)
        .execution_options(synchronize_session=False)
    )
    load.db.flush()
