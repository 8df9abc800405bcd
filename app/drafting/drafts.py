"""What somebody is writing and has not saved, and who else is writing: who may see it, and reading it."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, select
from starlette.datastructures import FormData

from app.consultations.models import Consultation, Membership, WorkingGroup
from app.consultations.queries import groups_of
from app.consultations.rules import WRITING_ROLES, writer_seat
from app.drafting.fields import fields_of
from app.drafting.models import Circulation, Kind, PersonalDraft, Presence, Proposal
from app.drafting.queries import visible_writing
from app.drafting.rules import why_not_write
from app.kernel.actor import Actor
from app.kernel.clock import now
from app.kernel.errors import NotFound, Unauthenticated
from app.kernel.i18n import gettext as _
from app.people.models import Person

# A draft is kept as it was typed, so it may hold more than a version takes: this much, in bytes.
LARGEST_DRAFT = 500 * 1024
# Whoever was last heard of longer ago than this is gone.
PRESENT_FOR = timedelta(seconds=60)
# Controls that belong to the page and not to what is being written.
_NOT_WRITTEN = ("csrf_token", "stroke", "place", "more")
_NEW = re.compile(r"new:(mechanism|benchmark):(.{1,60})")

Typed = Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class KeptDraft:
    """A personal draft as it was kept. `empty` once its words were saved as a version or thrown away."""

    place: str
    base_version: int
    typed: tuple[tuple[str, str], ...]
    stroke: int
    kept_at: datetime

    @property
    def empty(self) -> bool:
        """Whether nothing is being written here."""
        return not self.typed

    @property
    def form(self) -> FormData:
        """The controls as they would be sent, to be read like a form that was."""
        return FormData(list(self.typed))

    @property
    def tab(self) -> str:
        """The window it was kept from; empty where that had no script."""
        return next((value for name, value in self.typed if name == "tab"), "")


@dataclass(frozen=True, slots=True)
class OnForm:
    """What a form says of the draft behind it.

    `stroke` is the keeping it knows of and `tab` the window it was sent from before; `opened` is the draft it was
    filled from, `other` one from another window that stands against it. `unkept` where the form holds words that
    were sent but not kept. `mine` is the newest version where the reader saved it, 0 otherwise.
    """

    place: str
    stroke: int = 0
    tab: str = ""
    opened: KeptDraft | None = None
    other: KeptDraft | None = None
    emptied: bool = False
    unkept: bool = False
    mine: int = 0
    present: tuple["Writing", ...] = ()


def drawn_from(place: str, kept: KeptDraft | None, **more: Any) -> OnForm:
    """The form as it is opened: filled from the draft where there is one."""
    if kept is None:
        return OnForm(place, **more)
    return OnForm(place, kept.stroke, opened=None if kept.empty else kept, emptied=kept.empty, **more)


def sent_again(place: str, form: FormData, **more: Any) -> OnForm:
    """The form as it comes back with what was typed, when it could not be saved or was only to be drawn anew."""
    stroke = str(form.get("stroke", ""))
    number = int(stroke) if re.fullmatch(r"\d{1,9}", stroke, re.ASCII) else 0
    return OnForm(place, **{"stroke": number, "tab": str(form.get("tab", ""))[:40], "unkept": True, **more})


def new_place_in(form: FormData) -> str:
    """The place a form for a new text was drawn with; empty where it names none."""
    place = str(form.get("place", ""))
    return place if _NEW.fullmatch(place) else ""


@dataclass(frozen=True, slots=True)
class Writing:
    """Somebody else who has the form open: in what capacity, and the name of the field, or none."""

    title: str
    field: str


@dataclass(frozen=True, slots=True)
class Place:
    """Where somebody writes: a proposal, or a new text of a kind for a group."""

    name: str
    kind: Kind
    group: WorkingGroup
    proposal: Proposal | None


def place_for_new(kind: str, group: str) -> str:
    """The place of a text that has no code yet."""
    return f"new:{kind}:{group}"


def writing_place(db: Session, actor: Actor, consultation: Consultation, name: str) -> Place:
    """The place called `name`, a proposal's code or `new:KIND:GROUP`; NotFound where there is none for the actor."""
    if (found := _NEW.fullmatch(name)) is None:
        proposal, group = visible_writing(db, actor, consultation, name)
        return Place(proposal.code, Kind(proposal.kind), group, proposal)
    for group in groups_of(db, consultation, actor):
        if group.code == found[2] and group.ended_at is None:
            return Place(name, Kind(found[1]), group, None)
    raise NotFound(_("There is no working group “%(code)s” here.") % {"code": found[2]})


def why_not_keep(actor: Actor, group: WorkingGroup) -> str | None:
    """Who writes in the group keeps drafts of its texts, whatever the calendar says: words are not lost by a date."""
    return why_not_write(actor, group)


def require_somebody(actor: Actor) -> None:
    """Unauthenticated where nobody is signed in any more: the page then keeps the words and says so."""
    if not actor.signed_in:
        raise Unauthenticated(_("You are signed out. Sign in again; nothing is lost."))


def typed_in(form: FormData) -> list[tuple[str, str]]:
    """The controls of the form by name, in their order, without those that belong to the page."""
    return [
        (name, value.replace("\x00", ""))
        for name, value in form.multi_items()
        if isinstance(value, str) and name not in _NOT_WRITTEN
    ]


def size_of(typed: Iterable[tuple[str, str]]) -> int:
    """How many bytes a draft takes."""
    return sum(len(name.encode()) + len(value.encode()) for name, value in typed)


def kept_draft(db: Session, actor: Actor, consultation: Consultation, place: str) -> KeptDraft | None:
    """The actor's own draft at this place, also when it is empty; None where none was ever kept. One query."""
    if not actor.signed_in:
        return None
    row = db.exec(
        select(PersonalDraft).where(
            PersonalDraft.person_id == actor.person_id,
            PersonalDraft.consultation_id == consultation.id,
            PersonalDraft.place == place,
        )
    ).first()
    return as_kept(row) if row is not None else None


def as_kept(row: PersonalDraft) -> KeptDraft:
    """A row of the table as it is read."""
    typed = tuple((name, value) for name, value in row.typed)
    return KeptDraft(row.place, row.base_version, typed, row.stroke, row.kept_at)


@dataclass(frozen=True, slots=True)
class Circulated:
    """A version of the text that was sent to recipients."""

    code: str
    version: int
    sent_at: datetime


@dataclass(frozen=True, slots=True)
class DeskNotes:
    """What a writer is told beside a proposal: since when own words wait unsaved, who else is writing, what was sent."""

    kept_at: datetime | None
    present: tuple[Writing, ...]
    circulated: tuple[Circulated, ...]


def desk_notes(
    db: Session, actor: Actor, consultation: Consultation, proposal: Proposal, group: WorkingGroup
) -> DeskNotes | None:
    """`DeskNotes` for a writer of the group, None for everybody else. One query, none for others."""
    if writer_seat(actor, group.id or 0) is None:
        return None
    waiting = sa.select(
        sa.literal("draft"), sa.literal(""), sa.literal(""), col(PersonalDraft.kept_at), sa.literal(0)
    ).where(
        col(PersonalDraft.person_id) == actor.person_id,
        col(PersonalDraft.consultation_id) == consultation.id,
        col(PersonalDraft.place) == proposal.code,
        col(PersonalDraft.base_version) >= 0,
    )
    sent = sa.select(
        sa.literal("sent"),
        col(Circulation.code),
        sa.literal(""),
        col(Circulation.sent_at),
        col(Circulation.version),
    ).where(col(Circulation.proposal_id) == proposal.id)
    rows = db.execute(sa.union_all(waiting, sent, _present(db, actor, proposal, group))).all()
    kept = [row[3] for row in rows if row[0] == "draft"]
    return DeskNotes(
        kept[0] if kept else None,
        _writing(proposal, [row for row in rows if row[0] not in ("draft", "sent")]),
        tuple(
            Circulated(row[1], row[4], row[3])
            for row in sorted(rows, key=lambda row: row[3], reverse=True)
            if row[0] == "sent"
        ),
    )


def writing_now(db: Session, actor: Actor, proposal: Proposal, group: WorkingGroup) -> tuple[Writing, ...]:
    """Who else has the form of this proposal open now, by capacity; empty for whoever does not write in the group."""
    if writer_seat(actor, group.id or 0) is None:
        return ()
    return _writing(proposal, db.execute(_present(db, actor, proposal, group)).all())


def _present(
    db: Session, actor: Actor, proposal: Proposal, group: WorkingGroup
) -> sa.Select[*tuple[Any, ...]]:
    capacity = sa.func.coalesce(sa.func.nullif(sa.func.min(col(Membership.title)), ""), col(Person.name))
    return (
        sa.select(
            sa.literal("present"),
            capacity,
            col(Presence.field),
            col(Presence.seen_at),
            col(Presence.person_id),
        )
        .join(Person, col(Person.id) == Presence.person_id)
        .join(
            Membership,
            sa.and_(
                col(Membership.person_id) == Presence.person_id,
                col(Membership.group_id) == group.id,
                col(Membership.role).in_(WRITING_ROLES),
                col(Membership.ended_at).is_(None),
            ),
        )
        .where(
            col(Presence.proposal_id) == proposal.id,
            col(Presence.person_id) != actor.person_id,
            col(Presence.seen_at) > now(db) - PRESENT_FOR,
        )
        .group_by(
            col(Presence.id),
            col(Presence.field),
            col(Presence.seen_at),
            col(Presence.person_id),
            col(Person.name),
        )
    )


def _writing(proposal: Proposal, rows: Sequence[Any]) -> tuple[Writing, ...]:
    labels = {spec.name: spec.label for spec in fields_of(proposal.kind)}
    ordered = sorted(rows, key=lambda row: int(row[4]))
    return tuple(Writing(row[1], labels.get(row[2], "")) for row in ordered)
