"""“And why not me?” The sentence each verb's own rule gives to the reader, for one text at this moment."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from sqlmodel import Session

from app.consultations.models import Consultation, Role
from app.consultations.rules import why_not_create, why_not_of_the_secretariat, why_not_set_up
from app.consultations.seating import why_not_seat
from app.discussion.rules import why_not_comment
from app.drafting.circulation import why_not_circulate, why_not_confirm
from app.drafting.drafts import why_not_keep
from app.drafting.queries import Desk
from app.drafting.rules import why_not_draft, why_not_edit
from app.kernel.actor import Actor
from app.voting.rules import why_not_give, why_not_show_support


@dataclass(frozen=True)
class Asked:
    """Who asks, where, and about which text."""

    db: Session
    actor: Actor
    consultation: Consultation
    desk: Desk


def _why_not_seat(q: Asked) -> str | None:
    return why_not_seat(q.actor, q.consultation, group=q.desk.group, role=Role.MEMBER)


Answer = Callable[[Asked], str | None]

ANSWERS: Mapping[str, Answer] = {
    "create a consultation": lambda q: why_not_create(q.actor),
    "set a consultation": lambda q: why_not_set_up(q.actor, q.consultation),
    "move a consultation back a stage": lambda q: why_not_of_the_secretariat(q.actor, q.consultation),
    "set up a part of a consultation": lambda q: why_not_set_up(q.actor, q.consultation),
    "seat somebody in a working group": _why_not_seat,
    "end a seat in a working group": _why_not_seat,
    "hand over a first sign-in link": _why_not_seat,
    "begin a proposal": lambda q: why_not_draft(q.actor, q.desk.group, q.desk.stage),
    "save a version": lambda q: why_not_edit(q.actor, q.desk.group, q.desk.stage, q.desk.proposal),
    "keep a personal draft": lambda q: why_not_keep(q.actor, q.desk.group),
    "say where one is writing": lambda q: why_not_keep(q.actor, q.desk.group),
    "circulate a version": lambda q: why_not_circulate(q.actor, q.consultation, q.desk.group),
    "confirm a circulation": lambda q: why_not_confirm(q.actor, q.consultation, recipient=q.actor.signed_in),
    "comment": lambda q: why_not_comment(q.actor, q.consultation, q.desk.stage, q.desk.proposal),
    "show support": lambda q: why_not_show_support(q.actor, q.desk.proposal, q.desk.stage),
    "give a position": lambda q: why_not_give(q.actor, q.consultation),
}
