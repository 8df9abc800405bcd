"""Who may do what here, and why not me: the table of permissions for the moment, with the reader's own answers."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse
from sqlmodel import Session

from app.consultations.calendar import Stage
from app.consultations.course import place_of
from app.consultations.doors import ThisConsultation
from app.consultations.models import Consultation, ConsultationState, Role, RoundKind
from app.consultations.rules import visibility_of
from app.drafting.queries import Desk, list_proposals, visible_desk
from app.kernel.actor import Actor
from app.kernel.i18n import gettext as _
from app.site.permissions.answers import ANSWERS, Asked
from app.site.permissions.people import OF_PEOPLE
from app.site.permissions.table import VERBS, Cast, Stand
from app.site.permissions.words import cast_words, stand_words, verb_words
from app.web.doors import CurrentActor, ReadDb
from app.web.render import render

router = APIRouter()

# Signing in and out and what is one's own are nobody's privilege, and no moment changes them.
OF_EVERYBODY = tuple(verb.name for verb in OF_PEOPLE)
_BY_ROUND = {
    RoundKind.DRAFTING: Stand.DRAFTING,
    RoundKind.COMMENT: Stand.COMMENT,
    RoundKind.REVISION: Stand.REVISION,
    RoundKind.LAST_CALL: Stand.LAST_CALL,
    RoundKind.BALLOT: Stand.BALLOT,
}
_BY_ROLE = {
    Role.OBSERVER: Cast.OBSERVER,
    Role.MEMBER: Cast.MEMBER,
    Role.RAPPORTEUR: Cast.RAPPORTEUR,
    Role.MODERATOR: Cast.MODERATOR,
    Role.SECRETARIAT: Cast.SECRETARIAT,
    Role.ADMINISTRATOR: Cast.ADMINISTRATOR,
    Role.HEAD: Cast.HEAD,
    Role.ALTERNATE: Cast.ALTERNATE,
    Role.REPORTER: Cast.REPORTER,
}


@dataclass(frozen=True, slots=True)
class Line:
    """One verb: who may at the moment asked about, whether the reader may now, and the sentence where not."""

    name: str
    words: str
    cells: tuple[bool, ...]
    answered: bool
    why_not: str | None


def stand_of(consultation: Consultation, stage: Stage) -> Stand:
    """The moment of the table that a stage of the calendar is."""
    if stage.unopened is not None:
        return Stand.SETUP
    if stage.closed is not None:
        return Stand.CLOSED
    if stage.round is not None:
        return _BY_ROUND.get(RoundKind(stage.round.kind), Stand.BETWEEN)
    if consultation.state == ConsultationState.PILOTING:
        return Stand.PILOTING
    after = place_of(consultation.state) >= place_of(ConsultationState.CONSOLIDATION)
    return Stand.CONSOLIDATION if after else Stand.BETWEEN


def casts_of(actor: Actor, consultation: Consultation, desk: Desk | None) -> set[Cast]:
    """Which roles of the table the reader holds, as far as this text is concerned."""
    if not actor.signed_in:
        return {Cast.ANONYMOUS}
    held = set()
    for seat in actor.seats:
        elsewhere = seat.group_id is not None and (desk is None or seat.group_id != desk.group.id)
        here = seat.consultation_id in (consultation.id, None)
        if here and Role(seat.role) in _BY_ROLE and not elsewhere:
            held.add(_BY_ROLE[Role(seat.role)])
    return held


@router.get("/{slug}/permissions")
def show_permissions(
    request: Request,
    db: ReadDb,
    consultation: ThisConsultation,
    actor: CurrentActor,
    about: Annotated[str, Query(max_length=60)] = "",
    moment: Annotated[str, Query(max_length=40)] = "",
) -> HTMLResponse:
    """The verbs by role at one moment, and for the text `about` whether the reader may now, or why not."""
    desk = _desk(db, actor, consultation, about.strip())
    now = stand_of(consultation, desk.stage) if desk is not None else None
    stand = Stand(moment) if moment in list(Stand) else now or Stand.BETWEEN
    asked = Asked(db, actor, consultation, desk) if desk is not None else None
    lines = [
        Line(
            name=verb.name,
            words=verb_words(verb.name),
            cells=tuple(verb.allows(cast, stand) for cast in Cast),
            answered=asked is not None and verb.name in ANSWERS,
            why_not=ANSWERS[verb.name](asked) if asked is not None and verb.name in ANSWERS else None,
        )
        for verb in VERBS
        if verb.name not in OF_EVERYBODY
    ]
    return render(
        request,
        "site/permissions.html",
        consultation=consultation,
        here="consultation",
        desk=desk,
        visibility=visibility_of(desk.group) if desk else None,
        lines=lines,
        casts=[(cast, cast_words(cast)) for cast in Cast],
        mine=[cast_words(cast) for cast in Cast if cast in casts_of(actor, consultation, desk)],
        stands=[(stand.value, stand_words(stand)) for stand in Stand],
        stand=stand,
        now=now,
        now_words=stand_words(now) if now else _("nothing is drafted yet"),
    )


def _desk(db: Session, actor: Actor, consultation: Consultation, code: str) -> Desk | None:
    """The text asked about; without one, the first the reader sees."""
    if not code:
        found = list_proposals(db, actor, consultation, limit=1).items
        if not found:
            return None
        code = found[0].code
    return visible_desk(db, actor, consultation, code.upper())
