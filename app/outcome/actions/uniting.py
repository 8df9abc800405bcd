"""The verbs that unite like proposals into one entry, and part them again."""

from sqlmodel import Session, col, select

from app.consultations.models import Consultation
from app.kernel.actor import Actor
from app.kernel.clock import now
from app.kernel.errors import Invalid, permit
from app.kernel.i18n import gettext as _
from app.kernel.ledger import record
from app.outcome.actions.standing import at_the_bench, candidate_of, reason_in
from app.outcome.events import ProposalParted, ProposalUnited
from app.outcome.listing import Listing, selections_of, unions_of
from app.outcome.models import Union
from app.outcome.outline import Outline, candidates_of
from app.outcome.rules import why_not_unite


def unite_proposals(
    db: Session, actor: Actor, consultation: Consultation, code: str, *, into: str, reason: str
) -> Union:
    """Put the proposal `code` into the entry of `into`, with a reason.

    The entry keeps the words of both and unites their sources, sponsors, benchmarks and records (invariant 10); nothing
    of either text changes. Refused where `why_not_unite` says so; into the same entry again changes nothing.
    """
    bench = at_the_bench(db, actor, consultation)
    if not into:
        raise Invalid.at("into", _("Choose the entry in which it is to stand."))
    outline = _outline(db, bench.consultation)
    one, lead = candidate_of(outline, code), outline.by_code.get(into)
    if lead is None:
        raise Invalid.at("into", _("There is no entry “%(code)s” in the list.") % {"code": into[:60]})
    standing = _standing(db, one.id)
    if standing is not None and standing.into_id == lead.id:
        return standing
    permit(why_not_unite(outline.place(one), outline.place(lead)))
    words = reason_in(reason, missing=_("Say why they are one entry. The reason stands in the document."))
    if standing is not None:
        # Its lead has left the list since, so that it stood in no entry any more.
        _end(db, actor, bench.consultation, standing, bench.title, code, "", words)
    made = Union(
        consultation_id=bench.consultation.id or 0,
        proposal_id=one.id,
        into_id=lead.id,
        reason=words,
        person_id=actor.person_id,
        by_title=bench.title,
        made_at=now(db),
    )
    db.add(made)
    record(
        db,
        actor,
        ProposalUnited(one.code, lead.code),
        track=bench.consultation.slug,
        left=[made],
        capacity=bench.title or None,
        reason=words,
    )
    return made


def part_proposals(
    db: Session, actor: Actor, consultation: Consultation, code: str, *, reason: str
) -> Union | None:
    """Take the proposal `code` out of the entry it stands in, with a reason; it has an entry of its own again.

    Where it stands in no other's entry, nothing changes and the answer is None.
    """
    bench = at_the_bench(db, actor, consultation)
    outline = _outline(db, bench.consultation)
    one = candidate_of(outline, code)
    standing = _standing(db, one.id)
    if standing is None:
        return None
    words = reason_in(reason, missing=_("Say why it has an entry of its own again."))
    lead = outline.listing.into(code) or ""
    return _end(db, actor, bench.consultation, standing, bench.title, code, lead, words)


def _end(
    db: Session,
    actor: Actor,
    consultation: Consultation,
    standing: Union,
    title: str,
    code: str,
    lead: str,
    reason: str,
) -> Union:
    standing.ended_at = now(db)
    db.add(standing)
    record(
        db,
        actor,
        ProposalParted(code, lead),
        track=consultation.slug,
        left=[standing],
        capacity=title or None,
        reason=reason,
    )
    return standing


def _outline(db: Session, consultation: Consultation) -> Outline:
    return Outline(
        candidates_of(db, consultation),
        Listing(selections_of(db, consultation), unions_of(db, consultation)),
    )


def _standing(db: Session, proposal_id: int) -> Union | None:
    return db.exec(
        select(Union).where(Union.proposal_id == proposal_id, col(Union.ended_at).is_(None))
    ).first()
