"""The programs' door to the consolidated list: what was decided, what is united, the order, the front matter."""

import re
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Header, Query, Response
from sqlmodel import Session

from app.consultations.doors import ThisConsultation
from app.consultations.models import Consultation
from app.consultations.queries import roundtables_of
from app.kernel.errors import Conflict, DomainError, Invalid, NotFound, permit
from app.kernel.i18n import gettext as _
from app.outcome.actions.front import StaleFront, write_front
from app.outcome.actions.ordering import order_entries
from app.outcome.actions.selecting import select_proposal
from app.outcome.actions.uniting import part_proposals, unite_proposals
from app.outcome.front import Part
from app.outcome.list_schemas import (
    FrontIn,
    FrontOut,
    ListedOut,
    ListOut,
    MissingOut,
    OrderIn,
    OrderOut,
    SelectedOut,
    SelectionIn,
    UnionIn,
    UnionOut,
)
from app.outcome.listing import front_of, listing_of
from app.outcome.missing import missing_before_issue
from app.outcome.models import Choice
from app.outcome.outline import Candidate, Outline, order_mark, outline_of
from app.outcome.rules import why_not_of_the_list
from app.web.doors import CurrentActor, Db, ReadDb
from app.web.problems import problem

router = APIRouter(prefix="/consultations", tags=["outcome"])
Named = Annotated[str | None, Header(max_length=40)]


class NotNamed(DomainError):
    """A change must say what it was written from (RFC 6585)."""

    status = 428
    code = "version_not_named"


def at_the_list(actor: CurrentActor, consultation: ThisConsultation) -> Consultation:
    """The consultation for its secretariat; refused to others."""
    permit(why_not_of_the_list(actor, consultation))
    return consultation


TheList = Annotated[Consultation, Depends(at_the_list, scope="function")]


@router.get("/{slug}/outcome/list")
def read_list(
    db: ReadDb,
    consultation: TheList,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
    cursor: Annotated[str | None, Query(max_length=40)] = None,
) -> ListOut:
    """The candidates with what was decided of each, the order of the entries, and what is missing before issue."""
    outline = _outline(db, consultation)
    codes = [each.code for each in outline.candidates]
    if cursor is not None and cursor not in codes:
        raise NotFound(_("This list does not go on from “%(code)s”.") % {"code": cursor})
    start = codes.index(cursor) + 1 if cursor is not None else 0
    page = outline.candidates[start : start + limit]
    return ListOut(
        items=[_listed(outline, each) for each in page],
        next=page[-1].code if page and start + limit < len(codes) else None,
        entries=[
            OrderOut(
                roundtable=table.code,
                codes=[entry.code for entry in outline.entries(table.code)],
                etag=outline.mark(table.code),
            )
            for table in roundtables_of(db, consultation)
        ],
        missing=[
            MissingOut(sentence=one.sentence, blocks=one.blocks)
            for one in missing_before_issue(db, consultation, outline=outline)
        ],
    )


@router.put("/{slug}/outcome/list/{code}")
def select(db: Db, consultation: TheList, actor: CurrentActor, code: str, body: SelectionIn) -> SelectedOut:
    """Record what the representative group decided of one adopted proposal. The same again changes nothing."""
    selected = select_proposal(
        db,
        actor,
        consultation,
        code,
        choice=body.choice,
        reason=body.reason,
        decided_on=body.decided_on,
        turn=body.turn,
    )
    return SelectedOut(
        code=code,
        choice=Choice(selected.choice),
        reason=selected.reason,
        decided_on=selected.decided_on,
        turn=selected.turn,
    )


@router.put("/{slug}/outcome/list/{code}/union")
def unite(db: Db, consultation: TheList, actor: CurrentActor, code: str, body: UnionIn) -> UnionOut:
    """Put a proposal into the entry of another one, or with `into` null give it an entry of its own again."""
    if body.into is None:
        part_proposals(db, actor, consultation, code, reason=body.reason)
        return UnionOut(code=code, into=None, reason="")
    union = unite_proposals(db, actor, consultation, code, into=body.into, reason=body.reason)
    return UnionOut(code=code, into=body.into, reason=union.reason)


@router.put(
    "/{slug}/outcome/order/{roundtable}",
    response_model=OrderOut,
    responses={412: {"description": "The entries were changed meanwhile: how they stand now"}, 428: {}},
)
def order(
    db: Db,
    consultation: TheList,
    actor: CurrentActor,
    roundtable: str,
    body: OrderIn,
    response: Response,
    if_match: Named = None,
) -> Any:
    """Put the entries of a roundtable into an order. `If-Match` names the `etag` of the order that was read."""
    mark = _named(if_match, r"[0-9a-f]{16}")
    try:
        codes = order_entries(db, actor, consultation, roundtable, codes=body.codes, mark=mark)
    except Conflict as stale:
        return problem(412, stale.code, stale.message, now=stale.details)
    response.headers["ETag"] = f'"{order_mark(codes)}"'
    return OrderOut(roundtable=roundtable, codes=codes, etag=order_mark(codes))


@router.get("/{slug}/outcome/front/{part}")
def read_front(
    db: ReadDb,
    consultation: TheList,
    part: str,
    response: Response,
    lang: Annotated[str | None, Query(max_length=20)] = None,
) -> FrontOut:
    """A part of the front matter in one language. `ETag` is the number of its wording; send it back as `If-Match`."""
    if part not in list(Part):
        raise NotFound(_("The front matter has no part “%(part)s”.") % {"part": part[:60]})
    language = lang or consultation.default_language
    found = front_of(db, consultation).get((part, language))
    response.headers["ETag"] = f'"{found.n if found else 0}"'
    return FrontOut(
        part=part,
        language=language,
        n=found.n if found else 0,
        text=found.text if found else "",
        written_at=found.written_at if found else None,
    )


@router.put(
    "/{slug}/outcome/front/{part}",
    response_model=FrontOut,
    responses={412: {"description": "Somebody wrote it meanwhile: both texts"}, 428: {}},
)
def write(
    db: Db,
    consultation: TheList,
    actor: CurrentActor,
    part: str,
    body: FrontIn,
    response: Response,
    if_match: Named = None,
) -> Any:
    """Write a part of the front matter. `If-Match` names the wording that was read, `"0"` where there is none."""
    base = int(_named(if_match, r"\d{1,9}"))
    try:
        written = write_front(
            db, actor, consultation, part, language=body.language, text=body.text, base=base
        )
    except StaleFront as stale:
        theirs = stale.theirs
        answer = problem(412, stale.code, stale.message, n=theirs.n, theirs=theirs.text, mine=stale.mine)
        answer.headers["ETag"] = f'"{stale.theirs.n}"'
        return answer
    n = written.n if written else 0
    response.headers["ETag"] = f'"{n}"'
    return FrontOut(
        part=part,
        language=body.language,
        n=n,
        text=written.text if written else "",
        written_at=written.written_at if written else None,
    )


def _named(if_match: str | None, pattern: str) -> str:
    if if_match is None:
        raise NotNamed(_('Say in If-Match what you wrote from, in quotes, such as "3".'))
    found = re.fullmatch(rf'(?:W/)?"({pattern})"', if_match.strip(), re.ASCII)
    if found is None:
        raise Invalid.at("If-Match", _('If-Match names one wording or order in quotes, such as "3".'))
    return found[1]


def _outline(db: Session, consultation: Consultation) -> Outline:
    return outline_of(db, consultation, listing_of(db, consultation))


def _listed(outline: Outline, each: Candidate) -> ListedOut:
    selected = outline.listing.selections.get(each.code)
    into = outline.into(each.code)
    return ListedOut(
        code=each.code,
        kind=each.kind,
        roundtable=each.roundtable,
        group=each.group,
        title=each.title,
        state=each.state,
        choice=Choice(selected.choice) if selected else None,
        reason=selected.reason if selected else "",
        decided_on=selected.decided_on if selected else None,
        turn=selected.turn if selected else 0,
        into=into,
        united=[one.code for one in outline.united(each.code)],
        union_reason=outline.listing.unions[each.code].reason if into else "",
    )
