"""Verbs on constituencies: add one, change it. None is ever taken away: a code stays what it was."""

from collections.abc import Mapping
from typing import Any

from sqlmodel import Session, func, select

from app.consultations.events import ConstituencyAdded, ConstituencyChanged
from app.consultations.given import PART_CODE, Given
from app.consultations.models import Constituency, Consultation
from app.consultations.parts import visible_constituency
from app.consultations.rules import why_not_set_up
from app.consultations.seating import capacity_of
from app.kernel.actor import Actor
from app.kernel.errors import Invalid, permit
from app.kernel.i18n import gettext as _
from app.kernel.ledger import lock_track, record
from app.kernel.text.fold import fold


def add_constituency(
    db: Session,
    actor: Actor,
    consultation: Consultation,
    *,
    code: str,
    name: str,
    name_i18n: Mapping[str, str] | None = None,
    description: str = "",
    place: int | str | None = None,
) -> Constituency:
    """Add a class of participants under a code of its own; without a place it comes last.

    Refused to all but the secretariat; Invalid with a sentence for each field that is wrong, as where the code is in
    use. The same again is the one there is.
    """
    lock_track(db, consultation.slug)
    permit(why_not_set_up(actor, consultation))
    given = Given()
    code = given.code(code, PART_CODE, "CIVIL-SOCIETY", limit=30)
    values = _values(given, consultation, name, name_i18n or {}, description)
    number = given.number("place", place)
    given.done()
    known = db.exec(
        select(Constituency).where(Constituency.consultation_id == consultation.id, Constituency.code == code)
    ).first()
    if known is not None:
        if all(getattr(known, field) == value for field, value in values.items()):
            return known
        raise Invalid.at("code", _("%(code)s is in use here. Choose another code.") % {"code": code})
    _check_name(db, consultation, values["name"], code)
    last = db.exec(
        select(func.max(Constituency.place)).where(Constituency.consultation_id == consultation.id)
    ).one()
    new = Constituency(
        consultation_id=consultation.id or 0,
        code=code,
        place=number if number is not None else (0 if last is None else last + 1),
        **values,
    )
    db.add(new)
    capacity = capacity_of(actor, consultation)
    record(db, actor, ConstituencyAdded(code), track=consultation.slug, capacity=capacity)
    return new


def change_constituency(
    db: Session,
    actor: Actor,
    consultation: Consultation,
    code: str,
    *,
    name: str | None = None,
    name_i18n: Mapping[str, str] | None = None,
    description: str | None = None,
    place: int | str | None = None,
) -> Constituency:
    """Rename a constituency, describe it anew or give it another place; what is None stays. Its code never changes.

    Refused to all but the secretariat; Invalid with a sentence for each field that is wrong.
    """
    lock_track(db, consultation.slug)
    permit(why_not_set_up(actor, consultation))
    part = visible_constituency(db, consultation, code)
    given = Given()
    values = _values(
        given,
        consultation,
        part.name if name is None else name,
        part.name_i18n if name_i18n is None else name_i18n,
        part.description if description is None else description,
    )
    number = given.number("place", place)
    if number is not None:
        values["place"] = number
    given.done()
    if values["name"] != part.name:
        _check_name(db, consultation, values["name"], part.code)
    changed = [field for field, value in values.items() if getattr(part, field) != value]
    if changed:
        for field in changed:
            setattr(part, field, values[field])
        db.add(part)
        fact = ConstituencyChanged(part.code, ", ".join(changed))
        record(db, actor, fact, track=consultation.slug, capacity=capacity_of(actor, consultation))
    return part


def _check_name(db: Session, consultation: Consultation, name: str, code: str) -> None:
    """Two constituencies of one name could not be told apart: in a form, in a list of people, in a tally."""
    others = select(Constituency).where(
        Constituency.consultation_id == consultation.id, Constituency.code != code
    )
    for other in db.exec(others):
        if fold(other.name) == fold(name):
            raise Invalid.at(
                "name", _("%(code)s is called so already. Choose another name.") % {"code": other.code}
            )


def _values(
    given: Given, consultation: Consultation, name: str, names: Mapping[str, str], description: str
) -> dict[str, Any]:
    main = given.line("name", name, _("Give it a name in the main language of the consultation."))
    return {
        "name": main,
        "name_i18n": given.names("name", names, consultation, main),
        "description": given.text("description", description, limit=5_000),
    }
