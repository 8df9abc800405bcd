"""Verbs on working groups: set one up, change what stands with it, end it. Whether an open one may be closed depends on
its proposals, so that verb stands on the floor of drafting."""

from collections.abc import Mapping
from typing import Any

from sqlmodel import Session, col, select

from app.consultations.actions.seats import end_seats
from app.consultations.events import GroupAdded, GroupChanged, GroupEnded
from app.consultations.given import PART_CODE, Given, reason_for
from app.consultations.models import Consultation, Membership, Roundtable, Visibility, WorkingGroup
from app.consultations.parts import any_group, group_in_setup
from app.consultations.queries import constituencies_of, roundtables_of, track_of
from app.consultations.rules import visibility_of, why_not_set_up
from app.consultations.seating import capacity_of, why_not_after_the_end
from app.kernel.actor import Actor
from app.kernel.clock import now
from app.kernel.errors import Invalid, permit
from app.kernel.i18n import gettext as _
from app.kernel.ids import new_id
from app.kernel.ledger import lock_track, record
from app.kernel.search import put_entry

MOST_SEATS = 200


def add_group(
    db: Session,
    actor: Actor,
    consultation: Consultation,
    *,
    code: str,
    title: str,
    mandate: str = "",
    roundtable: str = "",
    visibility: str = Visibility.PUBLIC,
    composition: Mapping[str, int | str] | None = None,
) -> WorkingGroup:
    """Set up a working group: for one roundtable, or across them (no `roundtable`); public, within the consultation, or
    closed; with its rule of composition, the least seats of each constituency, if it has one.

    A group that is not public is recorded in a chain of its own and is found by nobody who may not see it. Refused to
    all but the secretariat; Invalid with a sentence for each field that is wrong. The same again is the one there is.
    """
    lock_track(db, consultation.slug)
    permit(why_not_set_up(actor, consultation))
    given = Given()
    code = given.code(code, PART_CODE, "WG-5", limit=20)
    title = given.line("title", title, _("Give the group a title."))
    mandate = given.text("mandate", mandate)
    table = _roundtable(db, given, consultation, roundtable)
    if visibility not in list(Visibility):
        given.wrong("visibility", _("Say who sees what the group writes: closed, within or public."))
    least = _composition(db, given, consultation, composition or {})
    given.done()
    known = any_group(db, consultation, code)
    if known is not None:
        asked = (title, mandate, table.id if table else None, visibility, least, None)
        stands = (known.title, known.mandate, known.roundtable_id, visibility_of(known), known.composition)
        if asked == (*stands, known.ended_at):
            return known
        raise Invalid.at("code", _taken(known))
    group = WorkingGroup(
        consultation_id=consultation.id or 0,
        roundtable_id=table.id if table else None,
        public_id=new_id("wg"),
        code=code,
        title=title,
        mandate=mandate,
        closed=visibility != Visibility.PUBLIC,
        within=visibility == Visibility.WITHIN,
        composition=least,
    )
    db.add(group)
    db.flush()
    make_group_findable(db, consultation, group)
    access = "open" if visibility == Visibility.PUBLIC else str(visibility)
    fact = GroupAdded(code, table.code if table else "", access)
    capacity = capacity_of(actor, consultation)
    record(db, actor, fact, track=track_of(consultation, group), left=[group], capacity=capacity)
    return group


def change_group(
    db: Session,
    actor: Actor,
    consultation: Consultation,
    code: str,
    *,
    title: str | None = None,
    mandate: str | None = None,
    composition: Mapping[str, int | str] | None = None,
) -> WorkingGroup:
    """Give a working group another title, other terms of reference or another rule of composition; what is None stays,
    and its code never changes.

    Refused to all but the secretariat and after the group has ended; Invalid where a field is wrong.
    """
    lock_track(db, consultation.slug)
    permit(why_not_set_up(actor, consultation))
    group = group_in_setup(db, consultation, code)
    permit(why_not_after_the_end(group))
    given = Given()
    values: dict[str, Any] = {
        "title": group.title if title is None else given.line("title", title, _("Give the group a title.")),
        "mandate": group.mandate if mandate is None else given.text("mandate", mandate),
        "composition": group.composition
        if composition is None
        else _composition(db, given, consultation, composition),
    }
    given.done()
    changed = [name for name, value in values.items() if getattr(group, name) != value]
    if changed:
        for name in changed:
            setattr(group, name, values[name])
        db.add(group)
        make_group_findable(db, consultation, group)
        fact = GroupChanged(group.code, ", ".join(changed))
        capacity = capacity_of(actor, consultation)
        record(db, actor, fact, track=track_of(consultation, group), left=[group], capacity=capacity)
    return group


def end_group(
    db: Session, actor: Actor, consultation: Consultation, code: str, *, reason: str
) -> WorkingGroup:
    """End a working group, with a reason, and with it every seat in it; its texts stay as they are.

    Its code is never given again. Ending it again changes nothing. Refused to all but the secretariat.
    """
    lock_track(db, consultation.slug)
    at = now(db)
    permit(why_not_set_up(actor, consultation))
    group = group_in_setup(db, consultation, code)
    why = reason_for(reason)
    if group.ended_at is not None:
        return group
    seats = db.exec(
        select(Membership)
        .where(Membership.group_id == group.id, col(Membership.ended_at).is_(None))
        .order_by(col(Membership.id))
    ).all()
    group.ended_at = at
    db.add(group)
    last = (track_of(consultation, group), GroupEnded(group.code), group)
    end_seats(db, actor, consultation, seats, groups={group.id: group}, reason=why, last=last)
    return group


def make_group_findable(db: Session, consultation: Consultation, group: WorkingGroup) -> None:
    """Bring the search up to what stands with a group: one that is not public is found by those who see it."""
    put_entry(
        db,
        consultation_id=consultation.id or 0,
        kind="group",
        key=group.code,
        url=f"/{consultation.slug}/groups/{group.code}",
        title=group.title,
        body=group.mandate,
        group_id=group.id if group.closed else None,
    )


def _roundtable(db: Session, given: Given, consultation: Consultation, code: str) -> Roundtable | None:
    if not code:
        return None
    tables = {table.code: table for table in roundtables_of(db, consultation)}
    table = tables.get(code.strip().upper())
    if table is None:
        given.wrong("roundtable", _("There is no roundtable “%(code)s” here.") % {"code": code})
    elif table.ended_at is not None:
        given.wrong("roundtable", _("%(code)s has ended. Choose another roundtable.") % {"code": table.code})
    return table


def _composition(
    db: Session, given: Given, consultation: Consultation, composition: Mapping[str, int | str]
) -> dict[str, int]:
    """The least seats of each constituency that is asked for, in the order of the constituencies."""
    least = {code: given.number(f"composition.{code}", number) or 0 for code, number in composition.items()}
    for code, number in least.items():
        if number > MOST_SEATS:
            given.wrong(f"composition.{code}", _("At most %(n)s seats can be asked for.") % {"n": MOST_SEATS})
    codes = [part.code for part in constituencies_of(db, consultation)]
    for code in least:
        if code not in codes:
            sentence = _("There is no constituency “%(code)s” here.") % {"code": code[:40]}
            given.wrong("composition", sentence)
    return {code: least[code] for code in codes if least.get(code)}


def _taken(known: WorkingGroup) -> str:
    if known.ended_at is not None:
        return _("%(code)s was a working group that has ended, and a code is never given again.") % {
            "code": known.code
        }
    return _("%(code)s is in use here. Choose another code.") % {"code": known.code}
