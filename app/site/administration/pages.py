"""The administrator's pages: people, settings, mail, the security log, back-up, health. Accounts and the machine, never content."""

from collections.abc import Iterator
from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response, StreamingResponse
from sqlmodel import Session

from app.consultations.actions.site_seats import end_site_role, give_site_role
from app.kernel.actor import Actor
from app.kernel.backup import backup, revision_of
from app.kernel.clock import now
from app.kernel.errors import Invalid, Refused, permit
from app.kernel.i18n import gettext as _
from app.kernel.mail import NotSent, compose, send
from app.kernel.outbox import Outbox, outbox
from app.people.actions import end_sessions, open_account, take_backup
from app.people.models import Person
from app.people.queries import organisations, person_called
from app.people.rules import why_not_administrate
from app.people.security import KEPT
from app.people.ways.links import make_sign_in_link
from app.site.administration.queries import (
    account_page,
    accounts,
    how_many_people,
    last_backup,
    why_not_copied,
)
from app.site.administration.security import security_log
from app.web.doors import AskedNumber, CurrentActor, Db, Posted, ReadDb
from app.web.later import Later
from app.web.render import render


def administrator(actor: CurrentActor) -> Actor:
    """Who is acting, where that is an administrator; Refused with a sentence for everybody else."""
    permit(why_not_administrate(actor))
    return actor


Administrator = Annotated[Actor, Depends(administrator, scope="function")]
Asked = Annotated[str, Query(max_length=200)]
router = APIRouter(prefix="/admin", dependencies=[Depends(administrator, scope="function")])


@router.get("")
def show_home(request: Request, db: ReadDb) -> HTMLResponse:
    """What an administrator looks after, a line each."""
    return _page(
        request, "site/administration/home.html", people=how_many_people(db), last_backup=last_backup(db)
    )


@router.get("/people")
def show_people(request: Request, db: ReadDb, q: Asked = "", after: Asked = "") -> HTMLResponse:
    """Everybody with an account, by name."""
    return _page(
        request,
        "site/administration/people.html",
        section="people",
        found=accounts(db, q=q.strip(), after=after),
    )


@router.get("/people/new")
def show_new_person(request: Request, db: ReadDb) -> HTMLResponse:
    """The form for a new account."""
    return _new_person(request, db, {}, {})


@router.post("/people")
def add(request: Request, db: Db, actor: Administrator, form: Posted) -> Response:
    """Give somebody an account and go to their page; with the sentences at the fields where that is not possible."""
    typed = {name: str(form.get(name, "")) for name in ("email", "name", "organisation")}
    try:
        person = open_account(
            db, actor, email=typed["email"], name=typed["name"], organisation=typed["organisation"] or None
        )
    except Invalid as error:
        return _new_person(request, db, typed, {one.field: one.message for one in error.errors}, error.status)
    return RedirectResponse(f"/admin/people/{person.public_id}", 303)


@router.get("/people/{public_id}")
def show_person(request: Request, db: ReadDb, public_id: str) -> HTMLResponse:
    """One person: seats, roles for the whole site, sessions."""
    return _person(request, db, person_called(db, public_id))


@router.post("/people/{public_id}/role")
def give_role(request: Request, db: Db, actor: Administrator, public_id: str, form: Posted) -> Response:
    """Make somebody secretariat or administrator of the whole site."""
    person = person_called(db, public_id)
    try:
        give_site_role(db, actor, person, role=str(form.get("role", "")))
    except Invalid as error:
        return _person(request, db, person, role=error.message, status=error.status)
    return RedirectResponse(f"/admin/people/{public_id}", 303)


@router.post("/people/{public_id}/role/end")
def end_role(request: Request, db: Db, actor: Administrator, public_id: str, form: Posted) -> Response:
    """End a role for the whole site, with a reason."""
    person, role = person_called(db, public_id), str(form.get("role", ""))
    reason = str(form.get("reason", ""))
    try:
        end_site_role(db, actor, person, role=role, reason=reason)
    except Invalid as error:
        return _person(
            request, db, person, ending=role, reason=reason, wrong=error.message, status=error.status
        )
    except Refused as error:
        return _person(
            request, db, person, ending=role, reason=reason, role=error.message, status=error.status
        )
    return RedirectResponse(f"/admin/people/{public_id}", 303)


@router.post("/people/{public_id}/link")
def make_link(request: Request, db: Db, actor: Administrator, public_id: str) -> HTMLResponse:
    """Make a sign-in link and show it, this once."""
    person = person_called(db, public_id)
    secret = make_sign_in_link(db, actor, person)
    answer = _page(
        request, "site/administration/link.html", section="people", person=person,
        link=f"{request.app.state.settings.base_url}/sign-in/{secret}",
    )  # fmt: skip
    answer.headers["Cache-Control"] = "no-store"
    return answer


@router.post("/people/{public_id}/sessions/end")
def sign_out_everywhere(db: Db, actor: Administrator, public_id: str) -> RedirectResponse:
    """Sign somebody out of every browser."""
    end_sessions(db, actor, person_called(db, public_id))
    return RedirectResponse(f"/admin/people/{public_id}", 303)


@router.get("/people/{public_id}/role")
@router.get("/people/{public_id}/role/end")
@router.get("/people/{public_id}/link")
def show_person_again(public_id: str) -> RedirectResponse:
    """Where an act was answered with a page, the address of the act leads back to the person when loaded again."""
    return RedirectResponse(f"/admin/people/{quote(public_id)}", 303)


@router.get("/settings")
def show_settings(request: Request) -> HTMLResponse:
    """Every setting with its value and where it comes from; passwords and keys are never shown."""
    return _page(
        request,
        "site/administration/settings.html",
        section="settings",
        settings=request.app.state.settings.described(),
    )


@router.get("/security")
def show_security(request: Request, db: ReadDb, kind: Asked = "", before: AskedNumber = 0) -> HTMLResponse:
    """What was tried on accounts, newest first."""
    return _page(
        request,
        "site/administration/security.html",
        section="security",
        log=security_log(db, kind=kind, before=before),
        kept=KEPT.days,
    )


@router.get("/mail")
def show_mail(request: Request, db: ReadDb, actor: CurrentActor) -> HTMLResponse:
    """Where messages go, how many wait and what went wrong, and a button to try."""
    return _mail(request, _address_of(db, actor), outbox(db))


@router.get("/mail/test")
def show_mail_again() -> RedirectResponse:
    """The answer to a test is a page; loaded again, nothing is sent."""
    return RedirectResponse("/admin/mail", 303)


@router.post("/mail/test")
def send_test(request: Request, db: ReadDb, actor: Administrator) -> Later:
    """Send the administrator a message, and say where it went or why it did not."""
    address, at, settings = _address_of(db, actor), now(db), request.app.state.settings
    waiting = outbox(db)
    message = compose(
        to=address,
        subject=_("A test message of Commonspace"),
        text=_("This message was sent from %(url)s to see whether mail arrives. It does. Nothing is to be done.")
        % {"url": settings.base_url}
        + "\n",
        sender=settings.mail_sender,
        at=at,
    )  # fmt: skip

    def try_it() -> Response:
        try:
            went = send(settings.mail_url, settings.mail_folder, message)
        except NotSent as error:
            return _mail(request, address, waiting, wrong=error.message, status=error.status)
        return _mail(request, address, waiting, went=went)

    return Later(try_it)


@router.get("/backup")
def show_backup(request: Request, db: ReadDb) -> HTMLResponse:
    """What a copy holds, and the button."""
    return _page(
        request,
        "site/administration/backup.html",
        section="backup",
        last_backup=last_backup(db),
        why_not=why_not_copied(db, now(db)),
    )


@router.post("/backup")
def download_backup(request: Request, db: Db, actor: Administrator) -> StreamingResponse:
    """A consistent copy of everything. That it is taken is recorded first; the copy is read when that is committed.

    Refused while a secret ballot is open.
    """
    permit(why_not_copied(db, now(db)))
    take_backup(db, actor, revision=revision_of(db))
    state, name = request.app.state, f"commonspace-{now(db):%Y-%m-%d-%H%M}.zip"

    def pieces() -> Iterator[bytes]:
        with state.database.snapshot() as snapshot:
            yield from backup(snapshot, state.metadata)

    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return StreamingResponse(pieces(), media_type="application/zip", headers=headers)


@router.get("/health")
def show_health(request: Request) -> Later:
    """The checks of `commonspace doctor`."""
    return Later(
        lambda: _page(
            request, "site/administration/health.html", section="health", checks=request.app.state.examine()
        )
    )


def _page(
    request: Request, template: str, status: int = 200, *, section: str = "", **context: object
) -> HTMLResponse:
    return render(request, template, status, here="admin", section=section, **context)


def _new_person(
    request: Request, db: Session, typed: dict[str, str], errors: dict[str, str], status: int = 200
) -> HTMLResponse:
    return _page(
        request,
        "site/administration/new_person.html",
        status,
        section="people",
        typed=typed,
        errors=errors,
        organisations=organisations(db),
    )


def _person(
    request: Request,
    db: Session,
    person: Person,
    *,
    role: str = "",
    ending: str = "",
    reason: str = "",
    wrong: str = "",
    status: int = 200,
) -> HTMLResponse:
    return _page(
        request, "site/administration/person.html", status, section="people", page=account_page(db, person), at=now(db),
        role_error=role, ending=ending, reason=reason, reason_error=wrong,
    )  # fmt: skip


def _mail(
    request: Request, address: str, waiting: Outbox, *, went: str = "", wrong: str = "", status: int = 200
) -> HTMLResponse:
    settings = request.app.state.settings
    lines = {line.name: line for line in settings.described()}
    return _page(
        request, "site/administration/mail.html", status, section="mail", server=lines["COMMONSPACE_MAIL_URL"].value, folder=settings.mail_folder,
        sender=settings.mail_sender, address=address, went=went, wrong=wrong, outbox=waiting,
    )  # fmt: skip


def _address_of(db: Session, actor: Actor) -> str:
    person = db.get(Person, actor.person_id)
    return person.email if person else ""
