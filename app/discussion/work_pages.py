"""The browser's door to the work list of a round: its comments one after another, and many answered at once."""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from pydantic import BaseModel, ValidationError
from sqlmodel import Session
from starlette.datastructures import FormData

from app.consultations.calendar import covers
from app.consultations.doors import ThisConsultation
from app.consultations.models import Consultation, Round
from app.consultations.queries import rounds_of, roundtables_of
from app.discussion.actions.bulk import (
    MOST,
    Bulk,
    draft_dispositions,
    issue_dispositions,
    why_left_out,
)
from app.discussion.answer_pages import Code
from app.discussion.answer_rules import answers_here
from app.discussion.models import CommentType
from app.discussion.views import AnswerForm
from app.discussion.work import AROUND, STATES, Narrowed, codes_that_fit, drafts_that_wait, work_list
from app.kernel.actor import Actor
from app.kernel.clock import now
from app.kernel.errors import Invalid, NotFound, Refused
from app.kernel.i18n import gettext as _
from app.web.doors import CurrentActor, Db, Posted, ReadDb, text_of
from app.web.render import render

router = APIRouter()
# So many of those that were left out are named with their sentence; they stay on the list all the same.
NAMED = 20


class Asked(BaseModel):
    """What the address of the list says: what it is narrowed to, which comment is open, and what was just done.

    `drafted` and `issued` say how many comments the last act answered, `left` which it left out.
    """

    state: Code = ""
    roundtable: Code = ""
    proposal: Code = ""
    type: Code = ""
    group: Code = ""
    at: Code = ""
    drafted: Code = ""
    issued: Code = ""
    left: list[Code] = []

    @property
    def narrowed(self) -> Narrowed:
        """What the list is narrowed to; a state that there is not is none."""
        state = self.state if self.state in STATES else ""
        return Narrowed(state, self.roundtable, self.proposal, self.type, self.group)

    @property
    def kept(self) -> dict[str, str]:
        """The part of the address that narrows."""
        named = ("state", "roundtable", "proposal", "type", "group")
        return {name: value for name in named if (value := getattr(self, name))}


@router.get("/{slug}/rounds/{code}/comments")
def show_work(
    request: Request,
    db: ReadDb,
    consultation: ThisConsultation,
    actor: CurrentActor,
    code: str,
    asked: Annotated[Asked, Query()],
) -> HTMLResponse:
    """One comment of the round in full with the form of its answer, and the list around it."""
    return _page(request, db, consultation, actor, code, asked)


@router.post("/{slug}/rounds/{code}/comments/drafts")
def draft_many(
    request: Request, db: Db, consultation: ThisConsultation, actor: CurrentActor, code: str, form: Posted
) -> Response:
    """One draft for the selected comments, or for all that fit; those that were left out are named."""
    asked = _asked(form)
    round_ = _round_in(rounds_of(db, consultation), code)
    typed = {name: text_of(form, name) for name in ("code", "reason", "all")}
    chosen = [str(value) for value in form.getlist("comments") if isinstance(value, str)]
    if typed["all"]:
        chosen = codes_that_fit(db, consultation, actor, round_, asked.narrowed, limit=MOST + 1)
    try:
        bulk = draft_dispositions(db, actor, consultation, chosen, code=typed["code"], reason=typed["reason"])
    except Invalid as error:
        errors = {item.field: item.message for item in error.errors}
        back: dict[str, Any] = {"typed": typed, "chosen": chosen, "errors": errors, "status": 422}
        return _page(request, db, consultation, actor, code, asked, **back)
    except Refused as error:
        return _page(
            request, db, consultation, actor, code, asked,
            typed=typed, chosen=chosen, refusal=error.message, status=403,
        )  # fmt: skip
    return _done(consultation, round_, asked, "drafted", bulk)


@router.post("/{slug}/rounds/{code}/comments/issue")
def issue_many(
    request: Request, db: Db, consultation: ThisConsultation, actor: CurrentActor, code: str, form: Posted
) -> Response:
    """Issue every answer that was drafted when the page was drawn and fits what the list is narrowed to; those that were
    left out are named. What somebody drafts meanwhile is not issued unseen."""
    asked = _asked(form)
    round_ = _round_in(rounds_of(db, consultation), code)
    answers, chosen = answers_here(actor, consultation), list[str]()
    if answers:
        drafted = drafts_that_wait(asked.narrowed, _seen(form))
        chosen = codes_that_fit(db, consultation, actor, round_, drafted, limit=MOST)
    bulk = Bulk(())
    if chosen or not answers:
        try:
            bulk = issue_dispositions(db, actor, consultation, chosen)
        except (Invalid, Refused) as error:
            asked.left = list(chosen[:NAMED])
            return _page(
                request, db, consultation, actor, code, asked, refusal=_why(actor, consultation, error), status=403
            )  # fmt: skip
    return _done(consultation, round_, asked, "issued", bulk)


def _why(actor: Actor, consultation: Consultation, error: Invalid | Refused) -> str:
    """Why nothing was issued: for whoever answers nothing here there is nothing that could have been selected."""
    if isinstance(error, Refused) or answers_here(actor, consultation):
        return error.message
    return _(
        "A disposition is issued by the moderator of the group or of the consultation; the rapporteur drafts it."
    )


def _asked(form: FormData) -> Asked:
    """What the list was narrowed to when the form was drawn, and which comment was open."""
    names = ("state", "roundtable", "proposal", "type", "group", "at")
    try:
        return Asked.model_validate({name: text_of(form, name) for name in names})
    except ValidationError:
        raise Invalid(_("The list cannot be narrowed to this. Go back to it and choose anew.")) from None


def _seen(form: FormData) -> datetime:
    try:
        seen = datetime.fromisoformat(text_of(form, "seen"))
    except ValueError:
        seen = datetime.min
    if seen.tzinfo is None:
        raise Invalid(_("The list cannot be narrowed to this. Go back to it and choose anew."))
    return seen


def _round_in(rounds: Sequence[Round], code: str) -> Round:
    found = next((round_ for round_ in rounds if round_.code.casefold() == code.casefold()), None)
    if found is None:
        raise NotFound(_("There is no round “%(code)s” here.") % {"code": code})
    return found


def _done(consultation: Consultation, round_: Round, asked: Asked, what: str, bulk: Bulk) -> RedirectResponse:
    said: list[tuple[str, str]] = [*asked.kept.items()]
    if asked.at and what == "drafted":
        said.append(("at", asked.at))
    said.append((what, str(len(bulk.done))))
    said.extend(("left", one.comment) for one in bulk.left_out[:NAMED])
    return RedirectResponse(f"/{consultation.slug}/rounds/{round_.code}/comments?{urlencode(said)}", 303)


def _page(
    request: Request,
    db: Session,
    consultation: Consultation,
    actor: Actor,
    code: str,
    asked: Asked,
    *,
    typed: dict[str, str] | None = None,
    chosen: list[str] | None = None,
    errors: dict[str, str] | None = None,
    refusal: str = "",
    status: int = 200,
) -> HTMLResponse:
    rounds = rounds_of(db, consultation)
    round_ = _round_in(rounds, code)
    answers = answers_here(actor, consultation)
    found = work_list(db, consultation, actor, round_, rounds, asked.narrowed, at=asked.at)
    here = f"/{consultation.slug}/rounds/{round_.code}/comments"

    def at(comment: str) -> str:
        """The address of a comment in this list."""
        return f"{here}?{urlencode({**asked.kept, 'at': comment})}#{comment}" if comment else ""

    onward = at(found.next) or (f"{here}?{urlencode(asked.kept)}" if asked.kept else here)
    form = (
        AnswerForm(consultation.slug, found.open, consultation.timezone, back=onward) if found.open else None
    )
    return render(
        request,
        "discussion/work.html",
        status,
        consultation=consultation,
        here="rounds",
        round=round_,
        answers=answers,
        found=found,
        comment=found.open,
        form=form,
        at=at,
        seen=now(db),
        chosen=asked,
        kept={**asked.kept, **({"at": found.open.code} if found.open else {})},
        tables=[
            (table.code, f"{table.code} {table.short_title}")
            for table in roundtables_of(db, consultation)
            if covers(round_, table.code)
        ],
        types=[str(kind) for kind in CommentType],
        around=AROUND,
        left=why_left_out(db, actor, consultation, asked.left[:NAMED], issuing=bool(asked.issued or refusal)),
        typed=typed or {},
        selected=set(chosen or ()),
        errors=errors or {},
        refusal=refusal,
    )
