"""A round's table of comments as an answer to whoever asks, for every door: written apart from the pages, and kept."""

from fastapi import Request
from fastapi.responses import Response
from sqlmodel import Session

from app.consultations.models import Consultation, Round
from app.consultations.queries import delegations_of, visible_consultation, visible_roundtable
from app.consultations.rules import sight_of
from app.discussion.table.actions import round_called
from app.discussion.table.files import the_format, write_file
from app.discussion.table.lines import called_here, empty_lines, lines_of_round
from app.drafting.queries import visible_proposal
from app.kernel.actor import SYSTEM, Actor
from app.kernel.db import Database
from app.kernel.errors import NotFound
from app.kernel.i18n import current_locale, in_locale
from app.kernel.i18n import gettext as _
from app.web.press import File, written_file


def comments_file(
    request: Request,
    db: Session,
    actor: Actor,
    consultation: Consultation,
    round_: Round,
    format_: str,
    *,
    roundtable: str = "",
    text: str = "",
) -> Response:
    """The comments of a round as a table, of all its texts, of one `roundtable` or of one `text`, in the reader's language.

    NotFound for a format, a roundtable or a text that is not there, or not for this reader.
    """
    chosen = the_format(format_)
    table = visible_roundtable(db, consultation, roundtable).code if roundtable else ""
    one = visible_proposal(db, actor, consultation, text).code if text else ""
    slug, code, language = consultation.slug, round_.code, current_locale()

    def write(database: Database) -> File:
        with database.snapshot() as reading, in_locale(language):
            found = visible_consultation(reading, SYSTEM, slug)
            called = round_called(reading, found, code)
            lines = lines_of_round(reading, found, called, actor, roundtable=table, text=one)
            return write_file(reading, found, called, lines, chosen, part=one or table)

    key = ("comments", code, chosen, language, table, one, sight_of(actor))
    return written_file(request, db, slug, key, write)


def template_file(
    request: Request,
    db: Session,
    actor: Actor,
    consultation: Consultation,
    round_: Round,
    format_: str,
    *,
    delegation: str = "",
) -> Response:
    """The table of a round for one `delegation` to fill in, with a row for each text; without one its name is left open.

    NotFound for a format or a delegation that is not there.
    """
    chosen = the_format(format_)
    slug, code, language = consultation.slug, round_.code, current_locale()
    bodies = {body.code: body for body in delegations_of(db, consultation) if body.ended_at is None}
    if delegation and delegation not in bodies:
        raise NotFound(_("There is no delegation “%(code)s” here.") % {"code": delegation[:60]})
    body = called_here(consultation, bodies[delegation]) if delegation else ""

    def write(database: Database) -> File:
        with database.snapshot() as reading, in_locale(language):
            found = visible_consultation(reading, SYSTEM, slug)
            called = round_called(reading, found, code)
            lines = empty_lines(reading, found, called, actor, body)
            return write_file(reading, found, called, lines, chosen, template=True, part=delegation)

    key = ("comments template", code, chosen, language, delegation, sight_of(actor))
    return written_file(request, db, slug, key, write)
