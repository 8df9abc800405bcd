"""The response to a round with very many comments is published as long work: nobody waits for it in a request."""

import sqlalchemy as sa
from sqlmodel import Session, col

from app.consultations.models import Consultation
from app.consultations.queries import (
    actor_found_by,
    is_moderated,
    rounds_of,
    visible_consultation,
    with_seats,
)
from app.kernel.actor import SYSTEM, Actor
from app.kernel.clock import now
from app.kernel.db import Database
from app.kernel.errors import Refused, permit
from app.kernel.i18n import gettext as _
from app.kernel.work import Work
from app.kernel.works import Progress, ask_work
from app.people.models import Person
from app.people.queries import KNOWN
from app.review.queries import round_in
from app.review.report.actions import draft_response, foreword_in, publish_response
from app.review.report.rules import why_not_publish_response

PUBLISHING = "response_publication"
"""The kind of long work that publishes a response."""
_OF_PERSON = with_seats(
    sa.select(*KNOWN, sa.cast(sa.null(), sa.Integer)).where(col(Person.public_id) == sa.bindparam("person"))
)


def ask_publication(
    db: Session, actor: Actor, consultation: Consultation, code: str, *, foreword: str, site: str
) -> Work:
    """Have a response published as long work, as whoever asks. Refused with the reason; Invalid at `foreword`."""
    round_ = round_in(rounds_of(db, consultation), code)
    moderated = is_moderated(db, consultation)
    permit(why_not_publish_response(actor, consultation, round_, now(db), moderated=moderated))
    arguments = {"round": round_.code, "foreword": foreword_in(foreword), "site": site}
    return ask_work(db, actor, place=consultation.slug, kind=PUBLISHING, arguments=arguments)


def do_publish(database: Database, work: Work, progress: Progress) -> None:
    """The long work: puts the texts together without a lock, then publishes them as whoever asked. Where the person may not
    any more it fails with the sentence; done twice it publishes once."""
    asked = work.arguments
    code, foreword, site = str(asked["round"]), str(asked["foreword"]), str(asked["site"])
    progress(_("Putting the response together"), 0, 2)
    with database.reading() as db:
        consultation = visible_consultation(db, SYSTEM, work.place)
        actor = actor_found_by(db, _OF_PERSON, {"person": work.asked_by}, now(db))
    if actor is None:
        raise Refused(_("Whoever asked for this has no account here any more."))
    draft = draft_response(database, actor, consultation, code, foreword=foreword, site=site)
    progress(_("Publishing it"), 1, 2)
    with database.unit_of_work() as db:
        publish_response(db, actor, consultation, code, foreword=foreword, site=site, draft=draft)
    progress(_("It is published"), 2, 2)
