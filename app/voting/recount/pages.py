"""The browser's door to who stands by a result, to the register as one file, and to a receipt that is looked for."""

from typing import Annotated

from fastapi import APIRouter, Form, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from sqlmodel import Session

from app.consultations.doors import ThisConsultation
from app.consultations.models import Consultation
from app.kernel.actor import Actor
from app.kernel.clock import now
from app.kernel.errors import Invalid, NotFound, permit
from app.kernel.i18n import gettext as _
from app.voting.queries import tally, visible_ballot, visible_line
from app.voting.recount.actions import certify_result, declare_result, overrule_objection, void_ballot
from app.voting.recount.papers import find_paper
from app.voting.recount.queries import find_receipt, footing_of, register_file
from app.voting.recount.rules import why_not_overrule, why_not_void
from app.voting.views import BallotView
from app.web.doors import CurrentActor, Db, Posted, ReadDb, text_of
from app.web.render import render

router = APIRouter()
Code = Annotated[str, Query(max_length=60)]
HASH, KEY = 64, 43


@router.get("/{slug}/ballots/{ballot}/register.json", response_class=Response)
def show_register_file(
    db: ReadDb, consultation: ThisConsultation, actor: CurrentActor, ballot: str
) -> Response:
    """The register of a closed ballot as one file, to be recounted by anybody."""
    view = visible_ballot(db, consultation, ballot, now(db))
    permit(view.why_no_count)
    file = register_file(db, consultation, tally(db, view, actor))
    return Response(file, media_type="application/json")


@router.get("/{slug}/ballots/{ballot}/receipts")
def show_receipt(
    request: Request,
    db: ReadDb,
    consultation: ThisConsultation,
    actor: CurrentActor,
    ballot: str,
    receipt: Annotated[str, Query(max_length=200)] = "",
) -> HTMLResponse:
    """A form for a receipt or the key of a paper; in an open ballot also the row of the register that has it, or that there
    is none. Refused while it is open."""
    view = visible_ballot(db, consultation, ballot, now(db))
    permit(view.why_no_count)
    return _receipt_page(request, db, consultation, actor, view, receipt if view.rule.is_open else "")


@router.post("/{slug}/ballots/{ballot}/receipts")
def find_closed_receipt(
    request: Request,
    db: ReadDb,
    consultation: ThisConsultation,
    actor: CurrentActor,
    ballot: str,
    form: Posted,
) -> HTMLResponse:
    """The same where positions are not published by delegation. Reads only, and is a POST all the same: an address stays in
    the history of a browser and in the logs of proxies, and whoever has the key knows which position is whose."""
    view = visible_ballot(db, consultation, ballot, now(db))
    permit(view.why_no_count)
    page = _receipt_page(request, db, consultation, actor, view, text_of(form, "receipt")[:200])
    page.headers["Cache-Control"] = "no-store"
    return page


@router.post("/{slug}/ballots/{ballot}/declaration")
def declare(db: Db, consultation: ThisConsultation, actor: CurrentActor, ballot: str) -> Response:
    """Declare what was computed."""
    declare_result(db, actor, consultation, ballot)
    return _back(consultation, ballot)


@router.post("/{slug}/ballots/{ballot}/certification")
def certify(db: Db, consultation: ThisConsultation, actor: CurrentActor, ballot: str) -> Response:
    """Certify what was declared."""
    certify_result(db, actor, consultation, ballot)
    return _back(consultation, ballot)


@router.get("/{slug}/ballots/{ballot}/voiding")
def show_voiding(
    request: Request, db: ReadDb, consultation: ThisConsultation, actor: CurrentActor, ballot: str
) -> HTMLResponse:
    """The form in which the secretariat declares a ballot void, with what follows from it."""
    return _voiding(request, db, consultation, actor, ballot)


@router.post("/{slug}/ballots/{ballot}/voiding")
def void(
    request: Request,
    db: Db,
    consultation: ThisConsultation,
    actor: CurrentActor,
    ballot: str,
    reason: Annotated[str, Form()] = "",
) -> Response:
    """Declare a ballot void."""
    try:
        void_ballot(db, actor, consultation, ballot, reason=reason)
    except Invalid as invalid:
        return _voiding(request, db, consultation, actor, ballot, typed=reason, error=invalid.message)
    return _back(consultation, ballot)


@router.get("/{slug}/ballots/{ballot}/overrulings")
def show_overruling(
    request: Request,
    db: ReadDb,
    consultation: ThisConsultation,
    actor: CurrentActor,
    ballot: str,
    proposal: Code = "",
    delegation: Code = "",
) -> HTMLResponse:
    """The form in which the chair overrules an objection, below the words of the objection."""
    return _overruling(request, db, consultation, actor, ballot, proposal, delegation)


@router.post("/{slug}/ballots/{ballot}/overrulings")
def overrule(
    request: Request,
    db: Db,
    consultation: ThisConsultation,
    actor: CurrentActor,
    ballot: str,
    proposal: Annotated[str, Form()] = "",
    delegation: Annotated[str, Form()] = "",
    reason: Annotated[str, Form()] = "",
) -> Response:
    """Overrule an objection with reasons."""
    try:
        overrule_objection(
            db, actor, consultation, ballot, proposal=proposal, delegation=delegation, reason=reason
        )
    except Invalid as invalid:
        return _overruling(
            request,
            db,
            consultation,
            actor,
            ballot,
            proposal,
            delegation,
            typed=reason,
            error=invalid.message,
        )
    return RedirectResponse(f"/{consultation.slug}/ballots/{ballot}/{proposal}#objections", 303)


def _receipt_page(
    request: Request, db: Session, consultation: Consultation, actor: Actor, view: BallotView, receipt: str
) -> HTMLResponse:
    asked, sound, wrong = _asked_key(receipt) if view.rule.is_secret else _asked_receipt(receipt)
    return render(
        request,
        "voting/recount/receipt.html",
        422 if asked and not sound else 200,
        consultation=consultation,
        here="ballots",
        view=view,
        typed=receipt.strip(),
        asked=bool(asked) and sound,
        error=wrong if asked and not sound else "",
        found=find_receipt(db, view, actor, asked) if sound and view.rule.is_open else None,
        paper=find_paper(db, view, actor, asked) if sound and not view.rule.is_open else None,
    )


def _asked_receipt(typed: str) -> tuple[str, bool, str]:
    """A receipt as it is stored, whether it can be one, and the sentence where it cannot."""
    asked = "".join(typed.split()).lower()
    sound = len(asked) == HASH and set(asked) <= set("0123456789abcdef")
    return asked, sound, _("A receipt is 64 characters, the digits and the letters from a to f.")


def _asked_key(typed: str) -> tuple[str, bool, str]:
    """The same for the key of a paper, in which capital letters are others than small ones."""
    asked = "".join(typed.split())
    sound = len(asked) == KEY and asked.isascii() and asked.replace("-", "").replace("_", "").isalnum()
    return asked, sound, _("The key of a paper is 43 characters: letters, digits, - and _, as it was shown.")


def _back(consultation: Consultation, ballot: str) -> Response:
    return RedirectResponse(f"/{consultation.slug}/ballots/{ballot}#standing", 303)


def _voiding(
    request: Request,
    db: Session,
    consultation: Consultation,
    actor: Actor,
    ballot: str,
    *,
    typed: str = "",
    error: str = "",
) -> HTMLResponse:
    view = visible_ballot(db, consultation, ballot, now(db))
    permit(view.why_no_count)
    footing = footing_of(db, consultation, view, tally(db, view, actor))
    permit(why_not_void(actor, consultation, footing))
    return render(
        request,
        "voting/recount/voiding.html",
        422 if error else 200,
        consultation=consultation,
        here="ballots",
        view=view,
        typed=typed,
        error=error,
    )


def _overruling(
    request: Request,
    db: Session,
    consultation: Consultation,
    actor: Actor,
    ballot: str,
    proposal: str,
    delegation: str,
    *,
    typed: str = "",
    error: str = "",
) -> HTMLResponse:
    view = visible_ballot(db, consultation, ballot, now(db))
    line = visible_line(db, view.ballot, actor, proposal)
    permit(view.why_no_count)
    counted = tally(db, view, actor, code=line.code)
    seated = next((s for s in counted.electorate if s.code == delegation), None)
    footing = footing_of(db, consultation, view, counted)
    permit(why_not_overrule(actor, consultation, footing, of=seated))
    said = next((s for s in counted.results[0].objections if s.delegation == delegation), None)
    if said is None:
        raise NotFound(
            _("“%(delegation)s” does not object to %(code)s.")
            % {"delegation": delegation[:60], "code": line.code}
        )
    return render(
        request,
        "voting/recount/overruling.html",
        422 if error else 200,
        consultation=consultation,
        here="ballots",
        view=view,
        line=line,
        said=said,
        typed=typed,
        error=error,
    )
