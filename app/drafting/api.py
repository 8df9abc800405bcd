"""The programs' door to texts."""

import re
from typing import Annotated, Any

from fastapi import APIRouter, Header, Query, Response
from sqlmodel import Session

from app.consultations.doors import ThisConsultation
from app.consultations.models import Consultation, Roundtable, WorkingGroup
from app.consultations.queries import visible_group, visible_roundtable
from app.consultations.rules import writer_seat
from app.drafting.actions.saving import Saved, create_proposal, save_version
from app.drafting.api_shapes import proposal_out, saved_out
from app.drafting.conflict import Clash, StaleVersion
from app.drafting.content import blank, content_hash, plain
from app.drafting.editorial.queries import challenge_of, challenges_of
from app.drafting.editorial.views import Challenge
from app.drafting.fields import LISTED, SHAPES
from app.drafting.models import Kind, ProposalState, Version
from app.drafting.queries import (
    Desk,
    current_version,
    linked_proposals,
    list_proposals,
    version_of,
    versions_of,
    visible_desk,
    visible_proposal,
    writing_groups,
)
from app.drafting.schemas import (
    ChallengeOut,
    ChangeIn,
    FieldsIn,
    ProposalIn,
    ProposalLineOut,
    ProposalOut,
    ProposalsOut,
    VersionLineOut,
    VersionOut,
    VersionsOut,
)
from app.kernel.actor import Actor
from app.kernel.errors import DomainError, FieldError, Invalid
from app.kernel.i18n import gettext as _
from app.web.doors import CurrentActor, Db, Number, ReadDb
from app.web.problems import problem

router = APIRouter(prefix="/consultations", tags=["proposals"])


class VersionNotNamed(DomainError):
    """A change must say which version it was written from (RFC 6585)."""

    status = 428
    code = "version_not_named"


@router.get("/{slug}/proposals")
def read_proposals(
    db: ReadDb,
    consultation: ThisConsultation,
    actor: CurrentActor,
    kind: Kind | None = None,
    roundtable: Annotated[str | None, Query(max_length=20)] = None,
    state: ProposalState | None = None,
    q: Annotated[str, Query(max_length=200)] = "",
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
    cursor: Annotated[str | None, Query(max_length=40)] = None,
) -> ProposalsOut:
    """The proposals by roundtable, mechanisms first; `cursor` goes on where the page before ended."""
    listed = list_proposals(
        db, actor, consultation, kind=kind, roundtable=roundtable, state=state, q=q, limit=limit, after=cursor
    )
    items = [ProposalLineOut.model_validate(line, from_attributes=True) for line in listed.items]
    return ProposalsOut(items=items, next=listed.next)


@router.post("/{slug}/proposals", status_code=201)
def create(
    db: Db, consultation: ThisConsultation, actor: CurrentActor, body: ProposalIn, response: Response
) -> ProposalOut:
    """Begin a mechanism or a benchmark; it gets the next code of its roundtable."""
    kind = Kind(body.kind)
    roundtable = visible_roundtable(db, consultation, body.roundtable)
    group = _group_for(db, consultation, actor, roundtable, body.group)
    saved = create_proposal(
        db,
        actor,
        consultation,
        kind=kind,
        group=group,
        roundtable=roundtable,
        fields=_fields(body),
        note=body.note,
    )
    response.headers["Location"] = (
        f"/api/v1/consultations/{consultation.slug}/proposals/{saved.proposal.code}"
    )
    return _saved_out(saved, response)


@router.get("/{slug}/proposals/{code}")
def read_proposal(
    db: ReadDb, consultation: ThisConsultation, actor: CurrentActor, code: str, response: Response
) -> ProposalOut:
    """One proposal with all its fields. `ETag` is the version; send it back as `If-Match` to change it."""
    desk = visible_desk(db, actor, consultation, code)
    response.headers["ETag"] = f'"{desk.proposal.version}"'
    return _desk_out(db, actor, desk)


@router.patch(
    "/{slug}/proposals/{code}",
    response_model=ProposalOut,
    responses={412: {"description": "A newer version was saved: both texts and their merge"}, 428: {}},
)
def change(
    db: Db,
    consultation: ThisConsultation,
    actor: CurrentActor,
    code: str,
    body: ChangeIn,
    response: Response,
    if_match: Annotated[str | None, Header(max_length=40)] = None,
) -> Any:
    """Save a version: the fields sent replace those of the version named by `If-Match`, the others stay.

    412 when a newer version was saved meanwhile; the answer carries what you sent, what is saved, and the merge.
    """
    base_version, fields = _version_named(if_match), _fields(body)
    try:
        saved = save_version(
            db,
            actor,
            consultation,
            code,
            base_version=base_version,
            fields=fields,
            note=body.note,
            partial=True,
            editorial=body.editorial,
        )
    except StaleVersion as stale:
        answer = problem(412, stale.code, stale.message, **_clash_out(stale.clash))
        answer.headers["ETag"] = f'"{stale.clash.theirs.n}"'
        return answer
    return _saved_out(saved, response)


@router.get("/{slug}/proposals/{code}/versions")
def read_versions(db: ReadDb, consultation: ThisConsultation, actor: CurrentActor, code: str) -> VersionsOut:
    """Every version, newest first."""
    proposal = visible_proposal(db, actor, consultation, code)
    challenges = challenges_of(db, proposal)
    return VersionsOut(
        items=[VersionLineOut(**_version_line(v, challenges.get(v.n))) for v in versions_of(db, proposal)]
    )


@router.get("/{slug}/proposals/{code}/versions/{n}")
def read_version(
    db: ReadDb, consultation: ThisConsultation, actor: CurrentActor, code: str, n: Number
) -> VersionOut:
    """One version as it was written; it never changes."""
    proposal = visible_proposal(db, actor, consultation, code)
    version = version_of(db, proposal, n)
    shapes = SHAPES[Kind(proposal.kind)]
    return VersionOut(
        **_version_line(version, challenge_of(db, proposal, n)),
        fields={**blank(proposal.kind), **plain(version.content)},
        paragraphs={name: value for name, value in version.content.items() if shapes[name] in LISTED},
    )


def _group_for(
    db: Session, consultation: Consultation, actor: Actor, roundtable: Roundtable, code: str | None
) -> WorkingGroup:
    if code is not None:
        return visible_group(db, consultation, actor, code)
    groups = [g for g in writing_groups(db, consultation, actor) if g.roundtable_id == roundtable.id]
    own = [group for group in groups if writer_seat(actor, group.id or 0) is not None]
    if len(own) > 1 or not groups:
        raise Invalid.at("group", _("Name the working group that drafts this."))
    # Without a seat of one's own, the rule says why not.
    return (own or groups)[0]


def _fields(body: FieldsIn) -> dict[str, Any]:
    """The fields that were sent; an explicit null is neither a value nor left out."""
    fields = body.given()
    wrong = tuple(
        FieldError(name, _("Leave the field out, or give it a value."))
        for name, value in fields.items()
        if value is None
    )
    if wrong:
        raise Invalid(wrong[0].message, errors=wrong)
    return fields


def _version_named(if_match: str | None) -> int:
    if if_match is None:
        raise VersionNotNamed(_('Say in If-Match which version you wrote from, such as "3".'))
    found = re.fullmatch(r'(?:W/)?"(\d{1,9})"', if_match.strip(), re.ASCII)
    if found is None:
        raise Invalid.at("If-Match", _('If-Match names one version in quotes, such as "3".'))
    return int(found[1])


def _saved_out(saved: Saved, response: Response) -> ProposalOut:
    response.headers["ETag"] = f'"{saved.proposal.version}"'
    return saved_out(saved)


def _desk_out(db: Session, actor: Actor, desk: Desk) -> ProposalOut:
    links = [linked.code for linked in linked_proposals(db, actor, desk.proposal)]
    version = current_version(db, desk.proposal)
    return proposal_out(desk.proposal, desk.roundtable.code, desk.group.code, version, links)


def _version_line(version: Version, challenge: Challenge | None) -> dict[str, Any]:
    return {
        "version": version.n,
        "parent": version.parent,
        "date": version.created_at,
        "author": version.author_title,
        "note": version.note,
        "round": version.round_code,
        "hash": content_hash(version.content),
        "editorial": version.editorial,
        "challenge": ChallengeOut.of(challenge) if challenge else None,
    }


def _clash_out(clash: Clash) -> dict[str, Any]:
    """Both texts and the merge, in package shape; `conflicts` are the places where both changed the same words."""
    return {
        "base_version": clash.base.n,
        "version": clash.theirs.n,
        "base": plain(clash.base.content),
        "yours": plain(clash.mine),
        "theirs": plain(clash.theirs.content),
        "merged": plain(clash.merged),
        "conflicts": [
            {
                "field": c.field,
                "id": c.id or None,
                "part": c.part,
                "base": c.base,
                "yours": c.mine,
                "theirs": c.theirs,
            }
            for c in clash.collisions
        ],
    }
