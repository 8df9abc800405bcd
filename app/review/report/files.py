"""Response reports as files, for every door: written from the frozen text, and of a large round as long work."""

import re

import sqlalchemy as sa
from fastapi import Request
from fastapi.responses import Response
from sqlmodel import Session, col

from app.consultations.models import Consultation, Round
from app.consultations.queries import rounds_of, visible_consultation
from app.discussion.models import Comment
from app.documents.formats import FORMATS
from app.kernel.actor import SYSTEM, Actor
from app.kernel.db import Database
from app.kernel.errors import NotFound
from app.kernel.i18n import gettext as _
from app.kernel.i18n import in_locale
from app.kernel.work import Work, WorkState
from app.kernel.works import Made, Progress, ask_work, works_of
from app.review.queries import round_in
from app.review.report.queries import Published, frozen_document, language_of, the_response
from app.web.press import File, written_file

RESPONDING = "response_report"
"""The kind of long work that writes a file of a response."""
OFFERED = tuple(FORMATS)
LONG = 400
"""A response to more comments than this is written as long work."""
_NOT_IN_NAMES = re.compile(r"[^A-Za-z0-9]+")


def the_name(name: str) -> str:
    """The name of a format. NotFound where a response does not come in it."""
    if name not in FORMATS:
        raise NotFound(
            _("There is no format “%(name)s”; there are %(offered)s.")
            % {"name": name[:20], "offered": ", ".join(OFFERED)}
        )
    return name


def is_long(db: Session, round_: Round) -> bool:
    """Whether a file takes so long that nobody should wait for it in a request; one query."""
    many = db.execute(
        sa.select(sa.func.count()).select_from(Comment).where(col(Comment.round_id) == round_.id)
    ).scalar_one()
    return bool(many > LONG)


def response_file(
    request: Request,
    db: Session,
    consultation: Consultation,
    round_: Round,
    report: Published,
    name: str,
    language: str | None,
) -> Response:
    """A published response as an answer that a browser saves. NotFound for a format that is not there."""
    the_name(name)
    spoken = language_of(consultation, report.languages, language)
    slug, code, n = consultation.slug, round_.code, report.n

    def write(database: Database) -> File:
        return _written(database, slug, code, n, name, spoken)

    return written_file(request, db, slug, ("response", code, n, name, spoken), write)


def ask_response(
    db: Session,
    actor: Actor,
    consultation: Consultation,
    round_: Round,
    report: Published,
    name: str,
    language: str | None,
) -> Work:
    """Have a file of a response made as long work: the one that is made already, as what was published never changes,
    or a new one."""
    arguments = {
        "round": round_.code,
        "n": report.n,
        "format": the_name(name),
        "language": language_of(consultation, report.languages, language),
    }
    for work in works_of(db, consultation.slug, RESPONDING):
        if work.state == WorkState.DONE and work.arguments == arguments:
            return work
    return ask_work(db, actor, place=consultation.slug, kind=RESPONDING, arguments=arguments)


def make_response(database: Database, work: Work, progress: Progress) -> Made:
    """The long work that writes a file of a response."""
    asked = work.arguments
    name = the_name(str(asked["format"]))
    progress(_("Writing %(name)s") % {"name": name.upper()}, 0, 1)
    file = _written(database, work.place, str(asked["round"]), int(asked["n"]), name, str(asked["language"]))
    progress(_("Writing %(name)s") % {"name": name.upper()}, 1, 1)
    return Made(file.content, file.filename, file.media_type)


def _written(database: Database, slug: str, code: str, n: int, name: str, language: str) -> File:
    with database.snapshot() as db:
        consultation = visible_consultation(db, SYSTEM, slug)
        report = the_response(db, round_in(rounds_of(db, consultation), code), n)
        document = frozen_document(db, report, language)
    chosen = FORMATS[name]
    stem = _NOT_IN_NAMES.sub("-", document.cover.symbol).strip("-")
    suffix = f".{language}" if language != consultation.default_language else ""
    with in_locale(language):
        content = chosen.write(document)
    return File(content, chosen.media_type, f"{stem}{suffix}.{chosen.extension}")
