"""The browser's door to texts: write, save, look at versions and at what changed."""

from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from sqlmodel import Session
from starlette.datastructures import FormData

from app.consultations.calendar import stage_of
from app.consultations.doors import ThisConsultation
from app.consultations.models import Consultation, Roundtable, WorkingGroup
from app.consultations.queries import rounds_of, roundtables_of
from app.consultations.rules import writer_seat
from app.drafting.actions.saving import create_proposal, save_version
from app.drafting.compare import redline_content
from app.drafting.conflict import StaleVersion
from app.drafting.content import blank, plain
from app.drafting.drafts import (
    OnForm,
    drawn_from,
    kept_draft,
    new_place_in,
    place_for_new,
    sent_again,
    writing_now,
)
from app.drafting.editorial.queries import challenges_of
from app.drafting.fields import partner_field
from app.drafting.form_pages import conflict_page, edit_page, new_page, preview_of
from app.drafting.forms import drawn_links, fields_from, number_in
from app.drafting.models import Kind
from app.drafting.part_rules import table_of
from app.drafting.queries import (
    current_version,
    linked_proposals,
    version_of,
    versions_of,
    visible_desk,
    writing_groups,
)
from app.drafting.rules import why_not_draft, why_not_edit
from app.kernel.actor import Actor
from app.kernel.clock import now
from app.kernel.db import LARGEST
from app.kernel.errors import Invalid, Refused, permit
from app.kernel.i18n import gettext as _
from app.web.doors import CurrentActor, Db, Posted, ReadDb
from app.web.render import render

router = APIRouter()


@router.get("/{slug}/proposals/new")
def show_new(
    request: Request,
    db: ReadDb,
    consultation: ThisConsultation,
    actor: CurrentActor,
    kind: Kind = Kind.MECHANISM,
    roundtable: Annotated[str, Query(max_length=20)] = "",
    group: Annotated[str, Query(max_length=60)] = "",
) -> HTMLResponse:
    """The form with one's own unsaved words, or empty; the reason for those who may not write in any group."""
    groups = _own_groups(db, consultation, actor)
    tables = roundtables_of(db, consultation)
    asked = [g for g in groups if group == g.code or table_of(g, tables, roundtable).code == roundtable]
    chosen = min(asked, key=lambda g: g.code != group, default=groups[0])
    _permit_draft(db, consultation, actor, chosen, table_of(chosen, tables, roundtable))
    place = place_for_new(kind, chosen.code)
    draft = drawn_from(place, kept_draft(db, actor, consultation, place))
    if draft.opened is None:
        return new_page(request, db, consultation, actor, kind, groups, chosen.code, blank(kind), draft=draft, asked=roundtable)  # fmt: skip
    kept = draft.opened.form
    roundtable = str(kept.get("roundtable", roundtable))
    fields, note = fields_from(kind, kept), str(kept.get("note", ""))
    return new_page(
        request,
        db,
        consultation,
        actor,
        kind,
        groups,
        chosen.code,
        fields,
        note=note,
        draft=draft,
        asked=roundtable,
    )


@router.post("/{slug}/proposals")
def create(
    request: Request, db: Db, consultation: ThisConsultation, actor: CurrentActor, form: Posted
) -> Response:
    """Begin a proposal; with what is wrong at its field when it cannot be."""
    kind = Kind.BENCHMARK if form.get("kind") == Kind.BENCHMARK else Kind.MECHANISM
    groups = _own_groups(db, consultation, actor)
    group = next((found for found in groups if found.code == form.get("group")), None)
    fields = fields_from(kind, form)
    if "more" in form and group is not None:
        return new_page(
            request,
            db,
            consultation,
            actor,
            kind,
            groups,
            group.code,
            fields,
            more=str(form["more"]),
            draft=_sent_new(kind, group.code, form),
            asked=str(form.get("roundtable", "")),
        )
    try:
        if group is None:
            raise Invalid.at("group", _("Choose the working group that drafts this."))
        tables = roundtables_of(db, consultation)
        saved = create_proposal(
            db,
            actor,
            consultation,
            kind=kind,
            group=group,
            roundtable=table_of(group, tables, str(form.get("roundtable", ""))),
            fields=fields,
            note=str(form.get("note", "")),
            draft=new_place_in(form),
        )
    except Invalid as invalid:
        chosen = group.code if group else ""
        draft = _sent_new(kind, chosen or groups[0].code, form)
        return new_page(request, db, consultation, actor, kind, groups, chosen, fields, invalid=invalid, note=str(form.get("note", "")), draft=draft, asked=str(form.get("roundtable", "")))  # fmt: skip
    return RedirectResponse(f"/{consultation.slug}/{saved.proposal.code}", 303)


@router.post("/{slug}/proposals/preview")
def preview_new(
    request: Request, db: ReadDb, consultation: ThisConsultation, actor: CurrentActor, form: Posted
) -> HTMLResponse:
    """What a new text will look like, while it is written; only for those who may write one."""
    _own_groups(db, consultation, actor)
    kind = Kind.BENCHMARK if form.get("kind") == Kind.BENCHMARK else Kind.MECHANISM
    return render(
        request,
        "drafting/_preview.html",
        consultation=consultation,
        **preview_of(kind, fields_from(kind, form)),
    )


@router.get("/{slug}/{code}/edit")
def show_edit(
    request: Request, db: ReadDb, consultation: ThisConsultation, actor: CurrentActor, code: str
) -> HTMLResponse:
    """The form with one's own unsaved words in it, or with the newest version."""
    desk = visible_desk(db, actor, consultation, code)
    permit(why_not_edit(actor, desk.group, desk.stage, desk.proposal))
    proposal, kind = desk.proposal, desk.proposal.kind
    version = current_version(db, proposal)
    draft = drawn_from(
        proposal.code,
        kept_draft(db, actor, consultation, proposal.code),
        mine=version.n if version.person_id == actor.person_id else 0,
        present=writing_now(db, actor, proposal, desk.group),
    )
    if draft.opened is not None:
        kept = draft.opened.form
        return edit_page(
            request,
            db,
            consultation,
            actor,
            desk,
            fields_from(kind, kept),
            base=draft.opened.base_version,
            drawn=drawn_links(kept),
            note=str(kept.get("note", "")),
            editorial=bool(kept.get("editorial")),
            draft=draft,
        )
    links = [linked.code for linked in linked_proposals(db, actor, proposal)]
    fields = {**plain(version.content), partner_field(kind): links}
    return edit_page(request, db, consultation, actor, desk, fields, base=version.n, drawn=links, draft=draft)


@router.post("/{slug}/{code}/versions")
def save(
    request: Request, db: Db, consultation: ThisConsultation, actor: CurrentActor, code: str, form: Posted
) -> Response:
    """Save a version. What is wrong stands at its field (422); a newer version meanwhile is shown side by side (409)."""
    kind = Kind.BENCHMARK if form.get("kind") == Kind.BENCHMARK else Kind.MECHANISM
    base, drawn = number_in(form, "base_version"), drawn_links(form)
    fields, note, editorial = fields_from(kind, form), str(form.get("note", "")), bool(form.get("editorial"))
    try:
        if "more" not in form:
            save_version(
                db,
                actor,
                consultation,
                code,
                base_version=base,
                fields=fields,
                note=note,
                drawn_links=drawn,
                finishes_draft=True,
                editorial=editorial,
            )
            return RedirectResponse(f"/{consultation.slug}/{code}", 303)
        invalid, more = None, str(form["more"])
    except Invalid as error:
        invalid, more = error, ""
    except StaleVersion as stale:
        desk = visible_desk(db, actor, consultation, code)
        return conflict_page(request, db, consultation, actor, desk, stale, note, editorial)
    desk = visible_desk(db, actor, consultation, code)
    permit(why_not_edit(actor, desk.group, desk.stage, desk.proposal))
    return edit_page(request, db, consultation, actor, desk, fields, base=base, drawn=drawn, note=note, editorial=editorial, invalid=invalid, more=more, draft=sent_again(code, form))  # fmt: skip


@router.post("/{slug}/{code}/preview")
def preview(
    request: Request, db: ReadDb, consultation: ThisConsultation, actor: CurrentActor, code: str, form: Posted
) -> HTMLResponse:
    """What the text will look like, while it is written; nothing is saved."""
    desk = visible_desk(db, actor, consultation, code)
    permit(why_not_edit(actor, desk.group, desk.stage, desk.proposal))
    kind = desk.proposal.kind
    return render(
        request,
        "drafting/_preview.html",
        consultation=consultation,
        **preview_of(kind, fields_from(kind, form), desk),
    )


@router.get("/{slug}/{code}/versions")
def list_versions(
    request: Request, db: ReadDb, consultation: ThisConsultation, actor: CurrentActor, code: str
) -> HTMLResponse:
    """Every version, newest first, with who wrote it and why."""
    desk = visible_desk(db, actor, consultation, code)
    return render(
        request,
        "drafting/versions.html",
        consultation=consultation,
        here="proposals",
        desk=desk,
        versions=versions_of(db, desk.proposal),
        challenges=challenges_of(db, desk.proposal),
        reason=why_not_edit(actor, desk.group, desk.stage, desk.proposal),
    )


@router.get("/{slug}/{code}/changes")
def show_changes(
    request: Request,
    db: ReadDb,
    consultation: ThisConsultation,
    actor: CurrentActor,
    code: str,
    older: Annotated[int | None, Query(alias="from", ge=1, le=LARGEST)] = None,
    newer: Annotated[int | None, Query(alias="to", ge=1, le=LARGEST)] = None,
) -> HTMLResponse:
    """What changed between two versions, field by field; without numbers, the newest against the one before."""
    desk = visible_desk(db, actor, consultation, code)
    versions = versions_of(db, desk.proposal)
    to = newer or desk.proposal.version
    start = older or max(1, to - 1)
    old, new = version_of(db, desk.proposal, start), version_of(db, desk.proposal, to)
    changes = redline_content(desk.proposal.kind, old.content, new.content)
    return render(
        request,
        "drafting/changes.html",
        consultation=consultation,
        here="proposals",
        desk=desk,
        versions=versions,
        old=old,
        new=new,
        marked=[v for v in reversed(versions) if start < v.n <= to and v.editorial],
        challenges=challenges_of(db, desk.proposal),
        changed=[change for change in changes if change.changed],
        unchanged=[change.spec.label for change in changes if not change.changed and change.items],
    )


def _sent_new(kind: Kind, group: str, form: FormData) -> OnForm:
    return sent_again(new_place_in(form) or place_for_new(kind, group), form)


def _own_groups(db: Session, consultation: Consultation, actor: Actor) -> list[WorkingGroup]:
    groups = [
        group
        for group in writing_groups(db, consultation, actor)
        if writer_seat(actor, group.id or 0) is not None
    ]
    if not groups:
        raise Refused(
            _(
                "Working groups draft, and you have no writer’s seat in one here. Its convenor can give you a seat."
            )
            if actor.signed_in
            else _("Sign in first: the members of a working group draft here.")
        )
    return groups


def _permit_draft(
    db: Session, consultation: Consultation, actor: Actor, group: WorkingGroup, table: Roundtable
) -> None:
    permit(
        why_not_draft(actor, group, stage_of(consultation, rounds_of(db, consultation), table.code, now(db)))
    )
