"""The address that stops mail: it carries its own secret, and whoever has it needs no account, no cookie and no token.

A mail program posts to it by itself (RFC 8058). So it is the one kind of address that is not guarded against forms of
other sites: nobody can make up the link of somebody else, and whoever has one may use it. Programs that only look at
links change nothing.
"""

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse
from sqlmodel import Session, select

from app.consultations.models import Consultation
from app.kernel.errors import NotFound
from app.kernel.i18n import gettext as _
from app.notices.actions.wishing import stop_by_link
from app.notices.links import STOP, Home
from app.notices.models import MailWish
from app.people.models import Person
from app.web.doors import Db, ReadDb
from app.web.render import render

router = APIRouter()


@router.get(STOP + "/{person}/{slug}/{mark}")
def show_stop(request: Request, db: ReadDb, person: str, slug: str, mark: str) -> HTMLResponse:
    """A page with a button: programs that look through mail open links, and must stop nothing by it."""
    who, consultation = _meant(request, db, person, slug, mark)
    return _page(request, consultation, stopped=_is_stopped(db, who, consultation))


@router.post(STOP + "/{person}/{slug}/{mark}")
def stop(request: Request, db: Db, person: str, slug: str, mark: str) -> HTMLResponse:
    """Stop mail at once. A second time changes nothing."""
    who, consultation = _meant(request, db, person, slug, mark)
    stop_by_link(db, consultation, who.id or 0)
    return _page(request, consultation, stopped=True)


def _meant(request: Request, db: Session, person: str, slug: str, mark: str) -> tuple[Person, Consultation]:
    """Whose mail about what a link stops; NotFound where it was not made here."""
    settings = request.app.state.settings
    if Home(settings.base_url, settings.key).is_marked(person, slug, mark):
        who = db.exec(select(Person).where(Person.public_id == person)).first()
        consultation = db.exec(select(Consultation).where(Consultation.slug == slug)).first()
        if who is not None and consultation is not None:
            return who, consultation
    raise NotFound(_("This link is not complete. Copy the whole of it from the message."))


def _is_stopped(db: Session, person: Person, consultation: Consultation) -> bool:
    row = db.exec(
        select(MailWish).where(MailWish.person_id == person.id, MailWish.consultation_id == consultation.id)
    ).first()
    return row is not None and row.stopped_at is not None


def _page(request: Request, consultation: Consultation, *, stopped: bool) -> HTMLResponse:
    answer = render(request, "notices/stop.html", about=consultation, stopped=stopped)
    # What it shows is one person's own, though nobody is signed in.
    answer.headers["Cache-Control"] = "no-store"
    return answer
