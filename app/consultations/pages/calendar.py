"""The browser's door to the calendar and the register of a consultation."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse

from app.consultations.calendar import PERMITS, Act, RoundStage, Who, closes, round_stage
from app.consultations.doors import ThisConsultation
from app.consultations.models import Round, RoundKind
from app.consultations.queries import rounds_of
from app.consultations.register import acts, verbs
from app.kernel.clock import now
from app.kernel.db import LARGEST
from app.kernel.errors import NotFound
from app.kernel.i18n import gettext as _
from app.web.doors import ReadDb
from app.web.render import render

router = APIRouter()
PAGE = 50
# What the site offers so far; a page must not promise more.
OFFERED = (Act.DRAFT, Act.COMMENT, Act.SUPPORT, Act.DECIDE)


@dataclass(frozen=True, slots=True)
class RoundView:
    """A round as its page shows it: its stage by the clock, and a sentence for each act."""

    round: Round
    stage: RoundStage
    permits: tuple[tuple[str, str, bool], ...]


def round_view(round_: Round, at: object) -> RoundView:
    """What a round permits, in words: the act, who may, and whether anybody may at all."""
    acts_in_words = {
        Act.DRAFT: _("Draft"), Act.COMMENT: _("Comment"),
        Act.SUPPORT: _("Show support"), Act.DECIDE: _("Decide"),
    }  # fmt: skip
    who_in_words = {
        Who.WRITERS: _("the working group’s convenor, rapporteur and members"),
        Who.ADMITTED: _("everybody with a seat in the consultation"),
        Who.VOTERS: _("heads of delegation and their alternates"),
        Who.NOBODY: _("nobody"),
    }
    rows = zip(Act, PERMITS[RoundKind(round_.kind)], strict=True)
    permits = tuple(
        (acts_in_words[act], who_in_words[who], who is not Who.NOBODY) for act, who in rows if act in OFFERED
    )
    return RoundView(round_, round_stage(round_, at), permits)  # type: ignore[arg-type]


@router.get("/{slug}/rounds")
def show_rounds(request: Request, db: ReadDb, consultation: ThisConsultation) -> HTMLResponse:
    """The calendar: every round, where it stands, and what it permits."""
    at = now(db)
    views = [round_view(r, at) for r in rounds_of(db, consultation)]
    return render(
        request,
        "consultations/rounds.html",
        consultation=consultation,
        here="rounds",
        views=views,
        closes=closes,
    )


@router.get("/{slug}/rounds/{code}")
def show_round(request: Request, db: ReadDb, consultation: ThisConsultation, code: str) -> HTMLResponse:
    """One round."""
    at = now(db)
    for round_ in rounds_of(db, consultation):
        if round_.code == code:
            view = round_view(round_, at)
            return render(
                request,
                "consultations/round.html",
                consultation=consultation,
                here="rounds",
                view=view,
                closes=closes,
            )
    raise NotFound(_("There is no round “%(code)s” here.") % {"code": code})


@router.get("/{slug}/register")
def show_register(
    request: Request,
    db: ReadDb,
    consultation: ThisConsultation,
    before: Annotated[int | None, Query(ge=1, le=LARGEST)] = None,
    subject: Annotated[str, Query(max_length=60)] = "",
    verb: Annotated[str, Query(max_length=60)] = "",
) -> HTMLResponse:
    """Who did what, when, in what capacity and for whom; newest first."""
    rows = acts(
        db,
        consultation,
        before=before,
        subject=subject.strip() or None,
        verb=verb or None,
        newest_first=True,
        limit=PAGE + 1,
    )
    return render(
        request,
        "consultations/register.html",
        consultation=consultation,
        here="register",
        rows=rows[:PAGE],
        next_before=rows[PAGE - 1].seq if len(rows) > PAGE else None,
        verbs=verbs(db, consultation),
        subject=subject,
        verb=verb,
    )
