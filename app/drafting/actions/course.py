"""Verbs on the course of a proposal: submit, return, withdraw, take up again, merge, refer back; restore; link and unlink."""

from collections.abc import Sequence

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.consultations.models import Consultation
from app.consultations.rules import moderator_seat, writer_seat
from app.drafting.actions.saving import Saved, save_version
from app.drafting.actions.steps import take_step
from app.drafting.content import Content, blank, cited_sources, plain
from app.drafting.course_rules import (
    LEADS_TO,
    REASON_LEAST,
    REASON_MOST,
    Footing,
    Move,
    why_not_into,
    why_not_link,
    why_not_move,
    why_not_unlink,
)
from app.drafting.course_views import footing_of
from app.drafting.fields import partner_field
from app.drafting.models import BenchmarkLink, Kind, Proposal, Step
from app.drafting.queries import Desk, linked_proposals, version_of, visible_desk, visible_writing
from app.drafting.rules import why_not_edit
from app.kernel.actor import Actor
from app.kernel.errors import Invalid, NotFound, permit
from app.kernel.i18n import gettext as _
from app.kernel.ledger import lock_track
from app.kernel.text.clean import clean
from app.kernel.text.fold import fold


def move_proposal(
    db: Session,
    actor: Actor,
    consultation: Consultation,
    code: str,
    move: Move,
    *,
    reason: str = "",
    into: str = "",
) -> Step:
    """Take the step `move` with the proposal `code`; `into` is the code of the text that takes it over in a merge.

    NotFound where the actor may not see it; Refused with the sentence of `why_not_move`; Invalid without a reason of
    10 to 2,000 characters wherever a step goes back or ends something, and where `into` is no text. The same step by
    the same person twice is one: a double click gives the step there is.
    """
    lock_track(db, consultation.slug)
    desk = visible_desk(db, actor, consultation, code)
    text, again = _reason(move, reason), _taken_already(db, actor, desk.proposal, move)
    if again is not None:
        return again
    footing = footing_of(db, desk)
    permit(why_not_move(actor, consultation, footing, move))
    if isinstance(text, Invalid):
        raise text
    target = _target(db, actor, consultation, footing, into) if move is Move.MERGED else None
    seat = writer_seat(actor, desk.group.id or 0) or moderator_seat(actor, consultation, desk.group.id)
    if target is not None:
        _hand_over(db, actor, consultation, desk, target)
    return take_step(
        db,
        actor,
        consultation,
        desk.proposal,
        desk.group,
        verb=move,
        to=LEADS_TO[move],
        reason=text,
        capacity=seat.title if seat else "",
        round_code=desk.stage.round.code if desk.stage.round else None,
        target=target.proposal.code if target else None,
    )


def restore_version(
    db: Session, actor: Actor, consultation: Consultation, code: str, *, version: int, note: str = ""
) -> Saved:
    """Save the text of an earlier `version` as the newest one, by the rules of every save.

    What stands in both keeps its paragraph ids; what had gone comes back under new ones, because an id is never used
    again. The links stay as they are now: they are made from both sides. Restoring what is there already writes
    nothing. NotFound for a version there is not.
    """
    lock_track(db, consultation.slug)
    proposal = visible_desk(db, actor, consultation, code).proposal
    old = version_of(db, proposal, version)
    fields = {**blank(proposal.kind), **plain(old.content)}
    del fields[partner_field(proposal.kind)]
    return save_version(
        db,
        actor,
        consultation,
        code,
        base_version=proposal.version,
        fields=fields,
        note=note or _("As version %(n)s") % {"n": version},
        partial=True,
    )


def link_proposals(db: Session, actor: Actor, consultation: Consultation, code: str, *, other: str) -> Saved:
    """Link a mechanism and a benchmark: a new version of `code` that names the other, or, where the actor writes for the
    other's group alone, of the other. Linking what is linked writes nothing.

    NotFound where either may not be seen; Refused with the sentence of `why_not_link`.
    """
    return _relink(db, actor, consultation, code, other, linked=True)


def unlink_proposals(
    db: Session, actor: Actor, consultation: Consultation, code: str, *, other: str
) -> Saved:
    """Take the link of a mechanism and a benchmark away, as `link_proposals` makes one."""
    return _relink(db, actor, consultation, code, other, linked=False)


def _relink(
    db: Session, actor: Actor, consultation: Consultation, code: str, other: str, *, linked: bool
) -> Saved:
    lock_track(db, consultation.slug)
    desk, far = visible_desk(db, actor, consultation, code), visible_writing(db, actor, consultation, other)
    near = (desk.proposal, desk.group)
    permit((why_not_link if linked else why_not_unlink)(actor, desk.stage, near, far))
    # A text that everybody reads does not name one of a closed group: that one says what it is linked with.
    if (far[1].closed and not desk.group.closed) or why_not_edit(
        actor, desk.group, desk.stage, desk.proposal
    ):
        desk, far = visible_desk(db, actor, consultation, other), near
        permit(why_not_edit(actor, desk.group, desk.stage, desk.proposal))
    named = far[0].code
    present = [found.code for found in linked_proposals(db, actor, desk.proposal)]
    wanted = [found for found in present if found != named] + ([named] if linked else [])
    note = _("Linked with %(code)s") if linked else _("No longer linked with %(code)s")
    return save_version(
        db,
        actor,
        consultation,
        desk.proposal.code,
        base_version=desk.proposal.version,
        fields={partner_field(desk.proposal.kind): wanted if (named in present) != linked else present},
        note=note % {"code": named},
        partial=True,
        drawn_links=present,
    )


def _reason(move: Move, reason: str) -> str | Invalid:
    """The reason as it is kept, or what is wrong with it; it is asked for only after the rule."""
    try:
        text = clean(reason, limit=REASON_MOST).strip()
    except ValueError as error:
        return Invalid.at("reason", str(error))
    if move is not Move.SUBMITTED and len(fold(text)) < REASON_LEAST:
        return Invalid.at(
            "reason",
            _("Give the reason in %(least)s characters or more; it stays with the text.")
            % {"least": REASON_LEAST},
        )
    return text


def _taken_already(db: Session, actor: Actor, proposal: Proposal, move: Move) -> Step | None:
    """The last step, where it is this one by the same person and nothing has happened since."""
    if proposal.state != LEADS_TO[move] or actor.person_id is None:
        return None
    last = db.exec(
        select(Step).where(Step.proposal_id == proposal.id).order_by(col(Step.n).desc()).limit(1)
    ).first()
    if last is None or (last.verb, last.person_id, last.version) != (
        move,
        actor.person_id,
        proposal.version,
    ):
        return None
    return last


def _target(db: Session, actor: Actor, consultation: Consultation, source: Footing, into: str) -> Desk:
    """The text that takes the other over; one sentence at `into` where there is none."""
    if not into.strip():
        raise Invalid.at("into", _("Name the code of the text that takes it over."))
    try:
        target = visible_desk(db, actor, consultation, into.strip().upper())
    except NotFound as missing:
        raise Invalid.at("into", missing.message) from missing
    permit(why_not_into(actor, source, Footing(target.proposal, target.group, target.stage)))
    return target


def _hand_over(db: Session, actor: Actor, consultation: Consultation, source: Desk, target: Desk) -> None:
    """Give the target the union of sources, contributions, sponsors and links, as a new version (invariant 10)."""
    one, other = source.proposal, target.proposal
    old, new = (version_of(db, found, found.version).content for found in (one, other))
    theirs, own = ([item.code for item in linked_proposals(db, actor, found)] for found in (one, other))
    save_version(
        db,
        actor,
        consultation,
        other.code,
        base_version=other.version,
        fields={**_union(one.kind, old, new), partner_field(one.kind): _joined(own, theirs)},
        # What a closed group had is named to nobody else, also where it goes into a text that everybody reads.
        note=_("With the sources, sponsors and links of another text, merged into it")
        if source.group.closed and source.group.id != target.group.id
        else _("With the sources, sponsors and links of %(code)s, merged into it") % {"code": one.code},
        partial=True,
        drawn_links=own,
        handed_over=True,
    )
    _hand_over_links(db, one, other)
    db.execute(sa.update(Proposal).where(col(Proposal.id) == one.id).values(merged_into_id=other.id))
    one.merged_into_id = other.id


def _union(kind: str, old: Content, new: Content) -> Content:
    """What the target gets beside its own: contributions, sponsors, and the evidence of sources it does not cite."""
    fields: Content = {
        name: _joined(new.get(name) or [], old.get(name) or [])
        for name in ("contributions", "sponsors")
        if old.get(name)
    }
    if kind == Kind.MECHANISM:
        own = plain(new)["evidence"]
        cited = set(cited_sources(new))
        fields["evidence"] = own + [
            item for item in plain(old)["evidence"] if item["source"] and item["source"] not in cited
        ]
    return fields


def _joined(one: Sequence[str], other: Sequence[str]) -> list[str]:
    return list(dict.fromkeys([*one, *other]))


def _hand_over_links(db: Session, source: Proposal, target: Proposal) -> None:
    """Link the target with all that the source is linked with, also with what the actor may not see."""
    mechanism = source.kind == Kind.MECHANISM
    own = BenchmarkLink.mechanism_id if mechanism else BenchmarkLink.benchmark_id
    rows = db.exec(select(BenchmarkLink).where(col(own).in_((source.id, target.id)))).all()
    ends = [(row.mechanism_id, row.benchmark_id) if mechanism else (row.benchmark_id, row.mechanism_id) for row in rows]  # fmt: skip
    there = {far for near, far in ends if near == target.id}
    for place, far in enumerate(dict.fromkeys(far for near, far in ends if near == source.id)):
        if far not in there:
            pair = (target.id or 0, far) if mechanism else (far, target.id or 0)
            db.add(BenchmarkLink(mechanism_id=pair[0], benchmark_id=pair[1], place=len(there) + place))
