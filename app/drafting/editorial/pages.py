"""The browser's door to one version: as it was written, with its mark, and the form that challenges it."""

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from sqlmodel import Session

from app.consultations.doors import ThisConsultation
from app.consultations.models import Consultation
from app.consultations.queries import title_at
from app.consultations.typed import Typed, tried
from app.drafting.content import content_hash
from app.drafting.editorial.actions import challenge_mark
from app.drafting.editorial.queries import challenge_of
from app.drafting.editorial.rules import REASON_LIMIT, why_not_challenge
from app.drafting.queries import version_of, visible_desk
from app.drafting.reading import clauses_of
from app.drafting.rules import why_not_edit
from app.kernel.actor import Actor
from app.web.doors import CurrentActor, Db, Number, Posted, ReadDb, text_of
from app.web.render import render, written_date

router = APIRouter()
UNTOUCHED = Typed("challenge")


@router.get("/{slug}/{code}/versions/{n}")
def show_version(
    request: Request, db: ReadDb, consultation: ThisConsultation, actor: CurrentActor, code: str, n: Number
) -> HTMLResponse:
    """One version as it was written; it never changes."""
    return _version_page(request, db, consultation, actor, code, n)


@router.post("/{slug}/{code}/versions/{n}/challenge")
def challenge(
    request: Request,
    db: Db,
    consultation: ThisConsultation,
    actor: CurrentActor,
    code: str,
    n: Number,
    form: Posted,
) -> Response:
    """Challenge the mark, with the reason; what is wrong stands at its field (422), a refusal above the form (403)."""

    def act() -> object:
        return challenge_mark(db, actor, consultation, code, n, reason=text_of(form, "reason"))

    typed = tried(form, "challenge", act)
    if typed.status == 200:
        return RedirectResponse(f"/{consultation.slug}/{code}/versions/{n}#mark", 303)
    return _version_page(request, db, consultation, actor, code, n, typed)


def _version_page(
    request: Request,
    db: Session,
    consultation: Consultation,
    actor: Actor,
    code: str,
    n: int,
    typed: Typed = UNTOUCHED,
) -> HTMLResponse:
    """One version as it was written, with its mark; with what was typed where it could not be challenged."""
    desk = visible_desk(db, actor, consultation, code)
    proposal = desk.proposal
    version = version_of(db, proposal, n)
    known = challenge_of(db, proposal, n)
    why_not = why_not_challenge(
        actor, consultation, desk.stage, proposal, version, challenged=known is not None
    )
    return render(
        request,
        "drafting/version.html",
        typed.status,
        consultation=consultation,
        here="proposals",
        desk=desk,
        version=version,
        clauses=clauses_of(proposal.kind, version.content, written_date=written_date),
        hash=content_hash(version.content),
        called=title_at(db, desk.roundtable, version.created_at),
        reason=why_not_edit(actor, desk.group, desk.stage, proposal),
        challenge=known,
        why_not_challenge=why_not,
        limit=REASON_LIMIT,
        typed=typed,
    )
