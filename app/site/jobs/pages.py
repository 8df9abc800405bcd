"""The browser's door to long work: how far it is, its file, and once more where it failed."""

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from app.consultations.doors import ThisConsultation
from app.kernel.i18n import gettext as _
from app.kernel.work import Work, WorkState
from app.kernel.works import ask_again, content_of, visible_work, why_not_again
from app.web.doors import Db, ReadDb, wants_fragment
from app.web.render import render

router = APIRouter()
# Under which word of the menu a work stands; all others are of the outcome.
_MENU = {
    "people_sheet": "setup",
    "comment_sheet": "rounds",
    "response_report": "rounds",
    "response_publication": "rounds",
}


@router.get("/{slug}/jobs/{public_id}")
def show_work(request: Request, db: ReadDb, consultation: ThisConsultation, public_id: str) -> HTMLResponse:
    """How far the work is; the page asks again by itself until it is over, with a script or without."""
    work = visible_work(db, consultation.slug, public_id)
    answer = render(
        request,
        "site/_work.html" if wants_fragment(request) else "site/work.html",
        consultation=consultation,
        here=_MENU.get(work.kind, "outcome"),
        work=work,
        title=title_of(work),
        back=back_from(work),
        going_on=work.state in (WorkState.WAITING, WorkState.RUNNING),
        why_not_again=why_not_again(work),
    )
    # It changes without an act in the ledger, so that nobody may keep it.
    answer.headers["Cache-Control"] = "no-store"
    return answer


@router.get("/{slug}/jobs/{public_id}/file")
def download_work(db: ReadDb, consultation: ThisConsultation, public_id: str) -> Response:
    """The file that came of it."""
    work = visible_work(db, consultation.slug, public_id)
    return Response(
        content_of(db, work),
        media_type=work.media_type,
        headers={"Content-Disposition": f'attachment; filename="{work.filename}"'},
    )


@router.post("/{slug}/jobs/{public_id}/again")
def try_again(db: Db, consultation: ThisConsultation, public_id: str) -> RedirectResponse:
    """Begin anew what failed, under the same address."""
    ask_again(db, visible_work(db, consultation.slug, public_id))
    return RedirectResponse(f"/{consultation.slug}/jobs/{public_id}", 303)


def back_from(work: Work) -> tuple[str, str]:
    """Where the work belongs: the address below the consultation, and its name."""
    if work.kind == "people_sheet":
        return "/setup/members", _("Members")
    if work.kind in ("response_report", "response_publication"):
        return f"/rounds/{work.arguments['round']}/response", _("Response")
    if work.kind == "comment_sheet":
        return f"/rounds/{work.arguments['round']}/table", _("Comment table")
    return "/outcome", _("Outcome")


def title_of(work: Work) -> str:
    """What is being made, in words."""
    asked = work.arguments
    if work.kind == "outcome_draft":
        return _("The working draft as %(format)s") % {"format": str(asked["format"]).upper()}
    if work.kind == "edition_files":
        return _("The files of edition %(n)s") % {"n": asked["n"]}
    if work.kind == "response_publication":
        return _("The response to %(round)s") % {"round": asked["round"]}
    if work.kind == "response_report":
        return _("The response to %(round)s as %(format)s") % {
            "round": asked["round"],
            "format": str(asked["format"]).upper(),
        }
    if work.kind == "people_sheet":
        return _("Invitations from a spreadsheet")
    if work.kind == "comment_sheet":
        return _("Comments from a table")
    return work.kind
