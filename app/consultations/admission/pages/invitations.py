"""The browser's door to invitations: those of a consultation for its secretariat, those of a group for its convenor."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from sqlmodel import Session
from starlette.datastructures import FormData

from app.consultations.admission.actions.inviting import Wish, invite, send_again, withdraw_invitation
from app.consultations.admission.doors import INVITATIONS, home_of
from app.consultations.admission.queries import Offer, invitations_of, managed_invitation
from app.consultations.admission.rules import why_not_invite
from app.consultations.doors import ThisConsultation
from app.consultations.models import Consultation, Role, WorkingGroup
from app.consultations.parts import group_lines
from app.consultations.queries import delegations_of, visible_group
from app.consultations.rules import is_secretariat
from app.consultations.seating import CONVENED, role_word
from app.consultations.setup_doors import SetUp, SetUpChanged, SetUpShown
from app.consultations.typed import Typed, typed_after
from app.kernel.actor import Actor
from app.kernel.clock import now
from app.kernel.errors import Invalid, Refused, permit
from app.web.doors import CurrentActor, Db, Number, Posted, ReadDb, text_of
from app.web.limits import limited
from app.web.render import render

router = APIRouter()
Code = Annotated[str, Query(max_length=60)]
# What the secretariat offers, in the order of the form.
OFFERED = (
    Role.HEAD, Role.ALTERNATE, Role.MEMBER, Role.RAPPORTEUR, Role.MODERATOR, Role.OBSERVER, Role.REPORTER,
    Role.SECRETARIAT,
)  # fmt: skip


@dataclass(frozen=True)
class Room:
    """A working group with its convenor before it."""

    request: Request
    db: Session
    actor: Actor
    consultation: Consultation
    group: WorkingGroup

    @property
    def address(self) -> str:
        """Where its invitations are."""
        return f"/{self.consultation.slug}/groups/{self.group.code}/invitations"


@router.get("/{slug}/setup/invitations")
def show_invitations(
    setup: SetUpShown, role: Code = "", group: Code = "", delegation: Code = ""
) -> HTMLResponse:
    """The invitations that wait for an answer, and the form for one more, with what the address says chosen."""
    return _setup(setup, Typed("invite", {"role": role, "group": group, "delegation": delegation}))


@router.post("/{slug}/setup/invitations", dependencies=[limited(INVITATIONS)])
def create_invitation(request: Request, setup: SetUpChanged, form: Posted) -> Response:
    """Offer a seat to whoever reads mail at an address."""
    wish = wish_from(form, group=text_of(form, "group"), delegation=text_of(form, "delegation"))
    try:
        made = invite(setup.db, setup.actor, setup.consultation, wish, home=home_of(request))
    except (Invalid, Refused) as error:
        return _setup(setup, typed_after(form, "invite", error))
    return RedirectResponse(f"{setup.home}/invitations#invitation-{made.id}", 303)


def reading_room(
    request: Request, db: ReadDb, actor: CurrentActor, consultation: ThisConsultation, code: str
) -> Room:
    """A group for a page that is only shown; for whoever invites to it."""
    return _room(request, db, actor, consultation, code)


def writing_room(
    request: Request, db: Db, actor: CurrentActor, consultation: ThisConsultation, code: str
) -> Room:
    """The same for a form that is sent."""
    return _room(request, db, actor, consultation, code)


RoomShown = Annotated[Room, Depends(reading_room, scope="function")]
RoomChanged = Annotated[Room, Depends(writing_room, scope="function")]


@router.get("/{slug}/groups/{code}/invitations")
def show_group_invitations(room: RoomShown) -> HTMLResponse:
    """The invitations to a group that wait for an answer, and the form for one more."""
    return _group(room, Typed("invite"))


@router.post("/{slug}/groups/{code}/invitations", dependencies=[limited(INVITATIONS)])
def create_group_invitation(room: RoomChanged, form: Posted) -> Response:
    """Offer a seat in one's own group."""
    wish = wish_from(form, group=room.group.code)
    try:
        made = invite(room.db, room.actor, room.consultation, wish, home=home_of(room.request))
    except (Invalid, Refused) as error:
        return _group(room, typed_after(form, "invite", error))
    return RedirectResponse(f"{room.address}#invitation-{made.id}", 303)


@router.post("/{slug}/invitations/{invitation}/again", dependencies=[limited(INVITATIONS)])
def repeat_invitation(
    request: Request, db: Db, actor: CurrentActor, consultation: ThisConsultation, invitation: Number
) -> RedirectResponse:
    """Send an invitation once more, with a new link."""
    send_again(db, actor, consultation, invitation, home=home_of(request))
    return _back(db, actor, consultation, invitation)


@router.post("/{slug}/invitations/{invitation}/withdrawal")
def take_back_invitation(
    db: Db, actor: CurrentActor, consultation: ThisConsultation, invitation: Number
) -> RedirectResponse:
    """Withdraw an invitation."""
    withdraw_invitation(db, actor, consultation, invitation)
    return _back(db, actor, consultation, invitation)


def wish_from(form: FormData, *, group: str = "", delegation: str = "") -> Wish:
    """The seat to offer, as it was typed."""
    return Wish(
        email=text_of(form, "email"),
        role=text_of(form, "role"),
        name=text_of(form, "name"),
        title=text_of(form, "title"),
        group=group,
        delegation=delegation,
        personal=text_of(form, "personal") == "yes",
        since=text_of(form, "since"),
        until=text_of(form, "until"),
    )


def _back(db: Session, actor: Actor, consultation: Consultation, number: int) -> RedirectResponse:
    """To the list that whoever invited came from."""
    offer: Offer = managed_invitation(db, actor, consultation, number)
    here = f"/{consultation.slug}"
    if is_secretariat(actor, consultation):
        there = f"{here}/setup/invitations"
    elif offer.group is not None:
        there = f"{here}/groups/{offer.group.code}/invitations"
    else:
        there = f"{here}/delegations/{offer.delegation.code}" if offer.delegation else here
    return RedirectResponse(f"{there}#invitations", 303)


def _room(request: Request, db: Session, actor: Actor, consultation: Consultation, code: str) -> Room:
    group = visible_group(db, consultation, actor, code)
    permit(why_not_invite(actor, consultation, group=group))
    return Room(request, db, actor, consultation, group)


def _setup(setup: SetUp, typed: Typed) -> HTMLResponse:
    db, consultation = setup.db, setup.consultation
    return setup.page(
        "consultations/admission/setup_invitations.html",
        typed,
        invitations=invitations_of(db, consultation, now(db)),
        at=now(db),
        groups=[line.group for line in group_lines(db, consultation) if line.group.ended_at is None],
        delegations=[body for body in delegations_of(db, consultation) if body.ended_at is None],
        roles=[(role.value, role_word(role)) for role in OFFERED],
    )


def _group(room: Room, typed: Typed) -> HTMLResponse:
    at = now(room.db)
    return render(
        room.request,
        "consultations/admission/group_invitations.html",
        typed.status,
        consultation=room.consultation,
        here="setup" if is_secretariat(room.actor, room.consultation) else "consultation",
        typed=typed,
        group=room.group,
        there=room.address,
        at=at,
        invitations=invitations_of(room.db, room.consultation, at, group=room.group),
        roles=[(role.value, role_word(role), None) for role in CONVENED],
        why_not=why_not_invite(room.actor, room.consultation, group=room.group, role=Role.MEMBER),
    )
