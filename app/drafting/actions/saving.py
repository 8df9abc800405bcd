"""Verbs on texts: begin a proposal, save a version."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm.attributes import set_committed_value
from sqlmodel import Session, col

from app.consultations.calendar import stage_of
from app.consultations.models import Consultation, Roundtable, WorkingGroup
from app.consultations.queries import rounds_of, track_of
from app.consultations.rules import writer_seat
from app.drafting.actions.drafts import empty_draft
from app.drafting.checks import check_fields
from app.drafting.compare import merge_content
from app.drafting.conflict import Clash, StaleVersion
from app.drafting.content import Content, arrange, opening_words, plain, same_words
from app.drafting.editorial.rules import why_not_editorial
from app.drafting.events import ProposalCreated, VersionSaved
from app.drafting.fields import partner_field
from app.drafting.models import Kind, Proposal, ProposalState, Version
from app.drafting.naming import keep_names, resolve_names
from app.drafting.part_rules import why_not_begin_in
from app.drafting.queries import next_number, search_values, series_of, visible_work
from app.drafting.rules import state_after_save, why_not_draft, why_not_edit
from app.kernel.actor import Actor
from app.kernel.clock import now
from app.kernel.errors import FieldError, Invalid, permit
from app.kernel.i18n import gettext as _
from app.kernel.ledger import lock_track, record
from app.kernel.search import put_entry
from app.kernel.text.clean import clean_line
from app.kernel.text.fold import fold

_NOTE_LIMIT = 300


@dataclass(frozen=True)
class Saved:
    """What a save left behind: the proposal with its newest version and the codes it is linked to."""

    proposal: Proposal
    group: WorkingGroup
    roundtable: Roundtable
    version: Version
    links: list[str]


def create_proposal(
    db: Session,
    actor: Actor,
    consultation: Consultation,
    *,
    kind: Kind,
    group: WorkingGroup,
    roundtable: Roundtable,
    fields: Mapping[str, Any],
    note: str = "",
    draft: str = "",
) -> Saved:
    """Begin a mechanism or a benchmark for `group`, under the next code of its series, with version 1.

    `fields` are in package shape; `draft` is the place of the personal draft that is finished by it, if any. Refused to all but the group's writers and where the calendar lets nobody draft;
    Invalid with one sentence for each field that is wrong. Codes have no gaps and are never given twice: they are
    counted under the consultation's lock, and no proposal is ever deleted.
    """
    lock_track(db, consultation.slug)
    at = now(db)
    stage = stage_of(consultation, rounds_of(db, consultation), roundtable.code, at)
    permit(why_not_draft(actor, group, stage) or why_not_begin_in(roundtable))
    if group.roundtable_id not in (None, roundtable.id):
        raise Invalid.at("roundtable", _("%(group)s works for another roundtable.") % {"group": group.code})
    checked, errors = _checked(kind, fields, note)
    names = resolve_names(db, actor, consultation, kind, checked, errors, group_id=group.id)
    _raise(errors)
    content, next_paragraph = arrange(kind, checked)
    number = next_number(db, group, roundtable, kind)
    proposal = Proposal(
        consultation_id=consultation.id or 0,
        roundtable_id=roundtable.id or 0,
        group_id=group.id or 0,
        code=f"{series_of(group, roundtable, kind)}{number}",
        kind=kind,
        number=number,
        title=content["title"],
        summary=opening_words(kind, content),
        tags=content.get("tags", []),
        state=ProposalState.DRAFT,
        created_at=at,
        updated_at=at,
    )
    db.add(proposal)
    db.flush()
    seat = writer_seat(actor, group.id or 0)
    version = Version(
        consultation_id=proposal.consultation_id,
        proposal_id=proposal.id or 0,
        n=1,
        content=content,
        next_paragraph=next_paragraph,
        note=clean_line(note, limit=None),
        person_id=actor.person_id,
        author_title=seat.title if seat else "",
        round_code=stage.round.code if stage.round else None,
        created_at=at,
    )
    db.add(version)
    keep_names(db, proposal, names)
    put_entry(db, **search_values(consultation, proposal, content, closed_group=_closed(group)))
    record(
        db,
        actor,
        ProposalCreated(proposal.code, kind, group.code, tuple(names.codes)),
        track=track_of(consultation, group),
        left=[version],
        capacity=version.author_title or None,
    )
    if draft:
        empty_draft(db, actor, consultation, draft)
    return Saved(proposal, group, roundtable, version, names.codes)


def save_version(
    db: Session,
    actor: Actor,
    consultation: Consultation,
    code: str,
    *,
    base_version: int,
    fields: Mapping[str, Any],
    note: str = "",
    partial: bool = False,
    drawn_links: Sequence[str] | None = None,
    finishes_draft: bool = False,
    handed_over: bool = False,
    editorial: bool = False,
) -> Saved:
    """Save `fields` (package shape) as the next version of the proposal `code`, written from `base_version`.

    Fields that are not given are empty; with `partial` they are as in the base.

    NotFound where the actor may not see it; Refused to all but the group's writers, where the text is under decision
    or decided, and where the calendar lets nobody draft; Invalid with a sentence for each wrong field. When a newer
    version was saved meanwhile: StaleVersion, which carries what both wrote and the merge of what does not collide.
    Saving what is already there gives that version and writes nothing, so that a double click does no harm.

    `drawn_links` are the linked codes the form was drawn with; only what was ticked or unticked since is changed.
    `finishes_draft` where these are the words of the actor's personal draft, which is then empty: a program that saves
    a field must not take away what its person is writing in a browser. `handed_over` where a merger brings the links.
    `editorial` marks the version as changing no meaning: Invalid at `editorial` with what it changes that is never wording
    alone, and at `note` where that does not say what was done.
    """
    lock_track(db, consultation.slug)
    work = visible_work(db, actor, consultation, code, base_version)
    desk, base, current = work.desk, work.base, work.current
    proposal, group, kind = desk.proposal, desk.group, Kind(desk.proposal.kind)
    permit(why_not_edit(actor, group, desk.stage, proposal))
    if base is None:
        raise Invalid.at(
            "base_version",
            _("%(code)s has no version %(n)s to write from.") % {"code": code, "n": base_version},
        )
    keep_links = partial and partner_field(kind) not in fields
    checked, errors = _checked(kind, {**plain(base.content), **fields} if partial else fields, note)
    names = resolve_names(
        db,
        actor,
        consultation,
        kind,
        checked,
        errors,
        proposal=proposal,
        base=base.content,
        drawn=drawn_links,
        keep_links=keep_links,
        handed_over=handed_over,
    )
    _raise(errors)
    content, next_paragraph = arrange(
        kind, checked, old=base.content, next_paragraph=max(base.next_paragraph, current.next_paragraph)
    )
    partner = partner_field(kind)
    if not names.relinked and same_words(content, {**current.content, partner: names.codes}):
        if finishes_draft:
            empty_draft(db, actor, consultation, proposal.code)
        return Saved(proposal, group, desk.roundtable, current, names.codes)
    if proposal.version != base_version:
        merged = merge_content(kind, base.content, content, current.content)
        raise StaleVersion(
            proposal.code, Clash(kind, base, current, content, merged.content, merged.collisions)
        )
    if editorial:
        _check_editorial(kind, {**base.content, partner: content[partner]}, content, names.relinked, note)
    state = state_after_save(proposal.state, desk.stage)
    seat = writer_seat(actor, group.id or 0)
    version = Version(
        consultation_id=proposal.consultation_id,
        proposal_id=proposal.id or 0,
        n=base_version + 1,
        parent=base_version,
        content=content,
        next_paragraph=next_paragraph,
        note=clean_line(note, limit=None),
        person_id=actor.person_id,
        author_title=seat.title if seat else "",
        round_code=desk.stage.round.code if desk.stage.round else None,
        created_at=desk.stage.at,
        editorial=editorial,
    )
    move_on(
        db,
        proposal,
        base_version,
        {
            "version": version.n,
            "title": content["title"],
            # A translation of the old title would say something else now.
            "title_i18n": proposal.title_i18n if proposal.title == content["title"] else {},
            "summary": opening_words(kind, content),
            "tags": content.get("tags", []),
            "state": state,
            "updated_at": desk.stage.at,
        },
    )
    db.add(version)
    keep_names(db, proposal, names)
    put_entry(db, **search_values(consultation, proposal, content, closed_group=_closed(group)))
    record(
        db,
        actor,
        VersionSaved(proposal.code, version.n, base_version, state, tuple(names.codes), editorial),
        track=track_of(consultation, group),
        left=[version],
        capacity=version.author_title or None,
    )
    if finishes_draft:
        empty_draft(db, actor, consultation, proposal.code)
    return Saved(proposal, group, desk.roundtable, version, names.codes)


def _check_editorial(kind: Kind, old: Content, new: Content, relinked: bool, note: str) -> None:
    """Invalid where this is no editorial change, or where nobody would know what was done."""
    why = why_not_editorial(kind, old, new)
    if why is None and relinked:
        why = _(
            "What this text is linked to has changed, so that this version cannot be marked as editorial."
        )
    if why is not None:
        raise Invalid.at("editorial", why)
    if not fold(note):
        raise Invalid.at(
            "note", _("Say in a few words what was done, such as “Spelling”: the mark is shown with it.")
        )


def move_on(db: Session, proposal: Proposal, base_version: int, values: dict[str, Any]) -> None:
    """Move the proposal to its next version, guarded by the version this text was written from."""
    moved = db.execute(
        sa.update(Proposal)
        .where(col(Proposal.id) == proposal.id, col(Proposal.version) == base_version)
        .values(**values)
        .execution_options(synchronize_session=False)
    )
    # The lock and the check before make this certain; the guard stays, so that no change of theirs can undo it.
    if moved.rowcount != 1:  # type: ignore[attr-defined]
        raise RuntimeError(f"{proposal.code} moved past version {base_version} under the lock")
    for name, value in values.items():
        set_committed_value(proposal, name, value)


def _checked(kind: Kind, fields: Mapping[str, Any], note: str) -> tuple[dict[str, Any], list[FieldError]]:
    checked = check_fields(kind, fields)
    try:
        clean_line(note, limit=_NOTE_LIMIT)
    except ValueError as error:
        checked.errors.append(FieldError("note", str(error)))
    return checked.fields, checked.errors


def _raise(errors: list[FieldError]) -> None:
    if errors:
        raise Invalid(errors[0].message, errors=tuple(errors))


def _closed(group: WorkingGroup) -> int | None:
    return group.id if group.closed else None
