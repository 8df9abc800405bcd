"""What the pages of writing show: the forms, the preview beside them, and a conflict side by side."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from fastapi import Request
from fastapi.responses import HTMLResponse
from sqlmodel import Session

from app.consultations.models import Consultation, WorkingGroup
from app.consultations.queries import roundtables_of
from app.drafting.checks import check_fields
from app.drafting.compare import redline_content
from app.drafting.conflict import Clash, StaleVersion
from app.drafting.content import arrange, blank, plain
from app.drafting.course_rules import what_saving_does
from app.drafting.drafts import OnForm, place_for_new
from app.drafting.fields import FieldSpec, fields_of, group_words, partner_field
from app.drafting.forms import as_typed, errors_by_place
from app.drafting.models import Kind, Proposal
from app.drafting.naming import sponsors_offered
from app.drafting.part_rules import table_of
from app.drafting.queries import Desk, contributions_of, linkable_proposals, linked_proposals, sources_of
from app.drafting.reading import clauses_of
from app.drafting.rules import needs
from app.kernel.actor import Actor
from app.kernel.errors import FieldError, Invalid
from app.kernel.i18n import LANGUAGES
from app.web.render import render, written_date


def preview_of(kind: str, fields: dict[str, Any], desk: Desk | None = None) -> dict[str, Any]:
    """What the preview draws: the text as far as it can be read, what it still needs, and where saving leads; a new
    text (no `desk`) becomes a draft."""
    checked = check_fields(kind, fields)
    wrong = {error.field.split(".")[0] for error in checked.errors}
    usable = {name: value for name, value in checked.fields.items() if name not in wrong}
    content, _next = arrange(kind, usable)
    return {
        "title": content["title"],
        "clauses": clauses_of(kind, content, written_date=written_date),
        "needs": needs(kind, content, links=len(content[partner_field(kind)])),
        "after": what_saving_does(desk.proposal.state, desk.stage) if desk else "",
    }


@dataclass(frozen=True)
class FieldGroup:
    """Fields that stand together in the form and need not be filled; `open` where one of them wants to be seen."""

    name: str
    words: str
    specs: list[FieldSpec]
    open: bool


def grouped(kind: str, fields: dict[str, Any], wanted: Collection[str]) -> list[FieldGroup]:
    """The groups of a kind's form; open are those with a filled field or with one that is `wanted`."""
    empty = blank(kind)
    by_group: dict[str, list[FieldSpec]] = {}
    for spec in fields_of(kind):
        if spec.group:
            by_group.setdefault(spec.group, []).append(spec)
    return [
        FieldGroup(
            name,
            group_words(name),
            specs,
            any(
                spec.name in wanted or (fields.get(spec.name) or empty[spec.name]) != empty[spec.name]
                for spec in specs
            ),
        )
        for name, specs in by_group.items()
    ]


def _form_context(
    db: Session,
    consultation: Consultation,
    actor: Actor,
    kind: str,
    fields: dict[str, Any],
    roundtable: str,
    *,
    desk: Desk | None = None,
    errors: tuple[FieldError, ...] = (),
    more: str = "",
) -> dict[str, Any]:
    """What the form of either kind needs: its fields, what was typed, and what may be named by code."""
    partners = linkable_proposals(db, actor, consultation, kind)
    chosen = set(fields.get(partner_field(kind)) or [])
    contributions = contributions_of(db, consultation) if kind == Kind.MECHANISM else []
    return {
        "kind": kind,
        "specs": fields_of(kind),
        "values": as_typed(kind, fields),
        "groups": grouped(kind, fields, {more, *(error.field.split(".")[0] for error in errors)}),
        "sources": sources_of(db, consultation),
        "offered": {
            "benchmarks": [p for p in partners if p.code in chosen or p.code.startswith(f"{roundtable}-")],
            "mechanisms": [p for p in partners if p.code in chosen or p.code.startswith(f"{roundtable}-")],
            "contributions": contributions,
            "sponsors": sponsors_offered(db, actor, consultation, fields.get("sponsors") or []),
            "language": [
                (code, LANGUAGES.get(code, code))
                for code in consultation.languages or [consultation.default_language]
            ],
        },
        "preview": preview_of(kind, fields, desk),
    }


def _marked(kind: str, errors: tuple[FieldError, ...]) -> dict[str, Any]:
    """The sentences by the place they belong to, and for the head of the form by the id of that control."""
    placed = errors_by_place(kind, errors)
    return {"errors": placed, "marked": {place.replace(".", "-"): words for place, words in placed.items()}}


def _status(invalid: Invalid | None, draft: OnForm | None) -> int:
    if invalid is not None:
        return invalid.status
    return 409 if draft is not None and draft.other is not None else 200


def new_page(
    request: Request,
    db: Session,
    consultation: Consultation,
    actor: Actor,
    kind: Kind,
    groups: list[WorkingGroup],
    group: str,
    fields: dict[str, Any],
    *,
    invalid: Invalid | None = None,
    note: str = "",
    more: str = "",
    draft: OnForm | None = None,
    asked: str = "",
) -> HTMLResponse:
    """The form for a new proposal: empty, with what was typed and what is wrong with it (422), or with `more` rows.

    `asked` is the roundtable that a group which works across them writes for.
    """
    errors: tuple[FieldError, ...] = invalid.errors if invalid else ()
    chosen = next((found for found in groups if found.code == group), groups[0])
    tables = roundtables_of(db, consultation)
    roundtable = table_of(chosen, tables, asked)
    across = any(found.roundtable_id is None for found in groups)
    return render(
        request,
        "drafting/new.html",
        _status(invalid, draft),
        consultation=consultation,
        draft=draft or OnForm(place_for_new(kind, chosen.code)),
        here="proposals",
        group=group,
        roundtable=roundtable,
        tables=[(t.code, f"{t.code} {t.short_title}") for t in tables if t.ended_at is None]
        if across
        else [],
        group_options=[(found.code, f"{found.code}, {found.title}") for found in groups],
        **_marked(kind, errors),
        note=note,
        more=more,
        **_form_context(db, consultation, actor, kind, fields, roundtable.code, errors=errors, more=more),
    )


def edit_page(
    request: Request,
    db: Session,
    consultation: Consultation,
    actor: Actor,
    desk: Desk,
    fields: dict[str, Any],
    *,
    base: int,
    drawn: list[str],
    note: str = "",
    editorial: bool = False,
    invalid: Invalid | None = None,
    more: str = "",
    draft: OnForm | None = None,
) -> HTMLResponse:
    """The form for an existing proposal, written from version `base`, with the links it is `drawn` with."""
    proposal: Proposal = desk.proposal
    return render(
        request,
        "drafting/edit.html",
        _status(invalid, draft),
        consultation=consultation,
        draft=draft or OnForm(proposal.code),
        here="proposals",
        desk=desk,
        base_version=base,
        drawn=drawn,
        **_marked(proposal.kind, invalid.errors if invalid else ()),
        note=note,
        editorial=editorial,
        more=more,
        **_form_context(
            db,
            consultation,
            actor,
            proposal.kind,
            fields,
            desk.roundtable.code,
            desk=desk,
            errors=invalid.errors if invalid else (),
            more=more,
        ),
    )


def conflict_page(
    request: Request,
    db: Session,
    consultation: Consultation,
    actor: Actor,
    desk: Desk,
    stale: StaleVersion,
    note: str,
    editorial: bool = False,
) -> HTMLResponse:
    """409: what each side wrote against the version both began from, and the merge in a form of its own."""
    clash: Clash = stale.clash
    kind = clash.kind
    links = [linked.code for linked in linked_proposals(db, actor, desk.proposal)]
    mine = redline_content(kind, clash.base.content, clash.mine)
    theirs = redline_content(kind, clash.base.content, clash.theirs.content)
    told = [
        (one.spec, one, two, [c for c in clash.collisions if c.field == one.spec.name])
        for one, two in zip(mine, theirs, strict=True)
        if one.changed or two.changed
    ]
    return render(
        request,
        "drafting/conflict.html",
        409,
        consultation=consultation,
        here="proposals",
        desk=desk,
        clash=clash,
        message=stale.message,
        told=told,
        told_names={spec.name for spec, *_rest in told},
        base_version=clash.theirs.n,
        drawn=links,
        note=note,
        editorial=editorial,
        errors={},
        more="",
        **_form_context(db, consultation, actor, kind, plain(clash.merged), desk.roundtable.code),
    )
