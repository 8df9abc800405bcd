"""A version that a decision writes: nobody typed it, the rule of editing was not asked, and the text stays where it stands."""

from datetime import datetime

from sqlmodel import Session

from app.consultations.models import Consultation, WorkingGroup
from app.consultations.queries import track_of
from app.drafting.actions.saving import move_on
from app.drafting.content import Content, linked_codes, opening_words
from app.drafting.events import VersionSaved
from app.drafting.models import Kind, Proposal, Version
from app.drafting.queries import search_values
from app.kernel.actor import Actor
from app.kernel.ledger import record
from app.kernel.search import put_entry


def write_decided(
    db: Session,
    actor: Actor,
    consultation: Consultation,
    proposal: Proposal,
    group: WorkingGroup,
    *,
    content: Content,
    next_paragraph: int,
    note: str,
    by: tuple[int | None, str],
    round_code: str,
    capacity: str,
    at: datetime,
) -> Version:
    """Write `content` as the next version of a text, whose state does not change, and find the text by its new words.

    `by` is whose words they are, the person's number and the capacity: that need not be the actor, who carries a decision
    out. The caller holds the lock of the consultation and has asked the rule; nothing is decided here.
    """
    base = proposal.version
    version = Version(
        consultation_id=proposal.consultation_id,
        proposal_id=proposal.id or 0,
        n=base + 1,
        parent=base,
        content=content,
        next_paragraph=next_paragraph,
        note=note,
        person_id=by[0],
        author_title=by[1],
        round_code=round_code,
        created_at=at,
    )
    same_title = proposal.title == content["title"]
    move_on(
        db,
        proposal,
        base,
        {
            "version": version.n,
            "title": content["title"],
            # A translation of the old title would say something else now.
            "title_i18n": proposal.title_i18n if same_title else {},
            "summary": opening_words(proposal.kind, content),
            "tags": content.get("tags", []),
            "updated_at": at,
        },
    )
    db.add(version)
    closed = group.id if group.closed else None
    put_entry(db, **search_values(consultation, proposal, content, closed_group=closed))
    links = tuple(linked_codes(Kind(proposal.kind), content))
    record(
        db,
        actor,
        VersionSaved(proposal.code, version.n, base, proposal.state, links),
        track=track_of(consultation, group),
        left=[version],
        capacity=capacity or None,
    )
    return version
