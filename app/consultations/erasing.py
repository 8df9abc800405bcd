"""What the consultations keep of a person who leaves the site for good: seats, invitations, contacts."""

import re
from collections import defaultdict
from collections.abc import Iterable

import sqlalchemy as sa
from sqlmodel import Session, SQLModel, col, delete, select

from app.consultations.actions.seats import end_seats
from app.consultations.admission.models import Application, Invitation, PeopleSheet
from app.consultations.events import SeatEnded
from app.consultations.models import (
    Consultation,
    ConsultationState,
    Delegation,
    Membership,
    Role,
    WorkingGroup,
)
from app.consultations.queries import track_of
from app.consultations.site_seats import administrators, why_not_end_for_site
from app.kernel.actor import Actor
from app.kernel.clock import now
from app.kernel.i18n import gettext as _
from app.kernel.ledger import lock_track, record
from app.people.models import Person
from app.people.privacy.actions import Pseudonym
from app.people.privacy.events import PersonErased
from app.people.sessions import SITE


def what_must_be_handed_over(db: Session, person: Person) -> list[str]:
    """What nobody else could do once `person` is gone, a sentence each: lead a delegation, administer the site, be the
    secretariat of what still runs."""
    rows = db.execute(
        select(Membership, Consultation, Delegation)
        .outerjoin(Consultation, col(Consultation.id) == Membership.consultation_id)
        .outerjoin(Delegation, col(Delegation.id) == Membership.delegation_id)
        .where(Membership.person_id == person.id, col(Membership.ended_at).is_(None))
        .order_by(col(Membership.id))
    ).all()
    found = []
    for seat, consultation, delegation in rows:
        over = consultation is not None and consultation.state == ConsultationState.CLOSED
        if seat.role == Role.HEAD and delegation is not None and delegation.ended_at is None and not over:
            found.append(
                _(
                    "%(name)s is head of the delegation of %(body)s in %(code)s. Ask its secretariat to seat another head first."
                )
                % {"name": person.name, "body": delegation.name, "code": consultation.code}
            )
        elif seat.role == Role.ADMINISTRATOR and consultation is None:
            why = why_not_end_for_site(seat.role, person.name, administrators(db))
            found += [why] if why is not None else []
        elif seat.role == Role.SECRETARIAT and not over and _alone(db, person, consultation):
            found.append(
                _("%(name)s is the only secretariat of %(code)s. Have somebody else made secretariat first.")
                % {"name": person.name, "code": consultation.code if consultation else _("this site")}
            )
    return list(dict.fromkeys(found))


def _alone(db: Session, person: Person, consultation: Consultation | None) -> bool:
    where = [None, consultation.id] if consultation is not None else [None]
    places = [
        col(Membership.consultation_id).is_(None)
        if place is None
        else col(Membership.consultation_id) == place
        for place in where
    ]
    others = select(Membership.id).where(
        Membership.role == Role.SECRETARIAT,
        Membership.person_id != person.id,
        col(Membership.person_id).is_not(None),
        col(Membership.ended_at).is_(None),
        sa.or_(*places),
    )
    return db.exec(others.limit(1)).first() is None


def let_go(db: Session, actor: Actor, person: Person, pseudonym: Pseudonym, reason: str) -> None:
    """End the seats of `person`, withdraw open invitations and applications, and put the pseudonym where an address or a
    name was typed.

    Recorded in the chain of every consultation that ever seated them, so that pages and files kept from before go.
    """
    rows = db.execute(
        select(Membership, Consultation, WorkingGroup)
        .outerjoin(Consultation, col(Consultation.id) == Membership.consultation_id)
        .outerjoin(WorkingGroup, col(WorkingGroup.id) == Membership.group_id)
        .where(Membership.person_id == person.id)
        .order_by(col(Membership.id))
    ).all()
    papers = _papers(db, person, [seat.id for seat, _here, _group in rows])
    touched = {here.slug: here for _row, here, _group in [*rows, *papers] if here is not None}
    for slug in sorted(touched):
        lock_track(db, slug)
    left: dict[str, list[SQLModel]] = defaultdict(list)
    open_seats: dict[str, list[Membership]] = defaultdict(list)
    groups: dict[int | None, WorkingGroup] = {}
    for seat, here, group in rows:
        if group is not None:
            groups[group.id] = group
        if here is not None:
            left.setdefault(track_of(here, group), [])
        if seat.ended_at is None:
            open_seats[here.slug if here is not None else SITE].append(seat)
    _end_for_site(db, actor, person, open_seats.pop(SITE, []), reason)
    for slug, seats in sorted(open_seats.items()):
        end_seats(db, actor, touched[slug], seats, groups=groups, reason=reason)
    for paper, here, group in papers:
        _blank(db, paper, pseudonym)
        left[track_of(here, group)].append(paper)
    for track, changed in sorted(left.items()):
        record(db, actor, PersonErased(person.public_id), track=track, left=changed, reason=reason)
    _drop_from_sheets(db, person)


def _papers(
    db: Session, person: Person, seats: Iterable[int | None]
) -> list[tuple[Invitation | Application, Consultation, WorkingGroup | None]]:
    """The invitations to this address or for these seats, and the applications with this contact."""
    invited = db.execute(
        select(Invitation, Consultation, WorkingGroup)
        .join(Consultation, col(Consultation.id) == Invitation.consultation_id)
        .outerjoin(WorkingGroup, col(WorkingGroup.id) == Invitation.group_id)
        .where(
            sa.or_(
                sa.func.lower(col(Invitation.email)) == person.email,
                col(Invitation.membership_id).in_(list(seats)),
            )
        )
        .order_by(col(Invitation.id))
    ).all()
    applied = db.execute(
        select(Application, Consultation)
        .join(Consultation, col(Consultation.id) == Application.consultation_id)
        .where(sa.func.lower(col(Application.contact_email)) == person.email)
        .order_by(col(Application.id))
    ).all()
    return [(row[0], row[1], row[2]) for row in invited] + [(row[0], row[1], None) for row in applied]


def _blank(db: Session, paper: Invitation | Application, pseudonym: Pseudonym) -> None:
    if isinstance(paper, Invitation):
        paper.email, paper.name = pseudonym.email, pseudonym.name
        if paper.accepted_at is None and paper.declined_at is None and paper.withdrawn_at is None:
            paper.withdrawn_at = now(db)
    else:
        paper.contact_email, paper.contact_name = pseudonym.email, pseudonym.name
        if paper.decided_at is None and paper.withdrawn_at is None:
            paper.withdrawn_at = now(db)
    db.add(paper)


def _end_for_site(db: Session, actor: Actor, person: Person, seats: list[Membership], reason: str) -> None:
    for seat in seats:
        seat.ended_at = now(db)
        db.add(seat)
        record(db, actor, SeatEnded(person.public_id, seat.role), track=SITE, left=[seat], reason=reason)


def _drop_from_sheets(db: Session, person: Person) -> None:
    """Spreadsheets that `person` sent go; those of others, waiting to be confirmed, lose the rows with this address or
    name. The first of the rows is what was not understood of the headings."""
    db.execute(delete(PeopleSheet).where(col(PeopleSheet.person_id) == person.id))
    here = re.compile(rf"(?<![\w.+-]){re.escape(person.email)}(?![\w-])", re.IGNORECASE)
    for sheet in db.exec(select(PeopleSheet)).all():
        head, *rows = sheet.rows
        kept = [
            row for row in rows if not any(_names(str(cell), person, here) for cell in row["cells"].values())
        ]
        if len(kept) != len(rows):
            sheet.rows = [head, *kept]
            db.add(sheet)


def _names(cell: str, person: Person, address: re.Pattern[str]) -> bool:
    return cell.strip().casefold() == person.name.casefold() or address.search(cell) is not None
