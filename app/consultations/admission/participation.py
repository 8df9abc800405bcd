"""Participation by constituency on any day, counted anew from the delegations and the seats."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from sqlmodel import Session, col, select

from app.consultations.admission.on_a_day import SeatOnDay, held_on, register_of
from app.consultations.models import Constituency, Consultation, Delegation
from app.documents import sheets_csv
from app.documents.sheets import Column, Sheet
from app.kernel.actor import ANONYMOUS
from app.kernel.clock import local_day
from app.kernel.i18n import current_locale
from app.kernel.i18n import gettext as _


@dataclass(frozen=True, slots=True)
class Share:
    """What a constituency brings on a day: its delegations, how many of them give positions, how many have nobody
    seated, how many have left before, and how many people sit for them."""

    code: str
    name: str
    name_i18n: Mapping[str, str] = field(default_factory=dict)
    delegations: int = 0
    voting: int = 0
    empty: int = 0
    left: int = 0
    people: int = 0


@dataclass(frozen=True, slots=True)
class Participation:
    """Every constituency in its order, those without a delegation too, and the whole.

    `people` of the whole counts everybody once, so that it may be less than the sum. `personal` are those who sit in
    personal capacity, for no body.
    """

    day: date
    lines: tuple[Share, ...]
    whole: Share
    personal: int


def participation_on(db: Session, consultation: Consultation, day: date) -> Participation:
    """Who takes part at the end of `day`, by constituency: the same for every reader, so that seats in groups that are
    not public are not counted. Four queries.

    A person with several seats for a constituency is one; a seat whose holder is not named is one person. A delegation
    is there from the day it was accredited, and what an import brought from the beginning, until the day it ends. Its
    constituency and its right are those of today; a ballot keeps those it was held with.
    """
    parts = db.exec(
        select(Constituency)
        .where(Constituency.consultation_id == consultation.id)
        .order_by(col(Constituency.place), col(Constituency.code))
    ).all()
    bodies = db.exec(select(Delegation).where(Delegation.consultation_id == consultation.id)).all()
    register = register_of(db, consultation)
    held = held_on(db, consultation, day, register.seats, actor=ANONYMOUS)
    seats = [seat for seat in held if not seat.personal and seat.delegation]
    there: dict[int, list[Delegation]] = {}
    gone: dict[int, int] = {}
    for body in bodies:
        stands = _stands(body, register.delegations.get(body.id or 0, ()), day, consultation.timezone)
        if stands:
            there.setdefault(body.constituency_id, []).append(body)
        elif stands is False:
            gone[body.constituency_id] = gone.get(body.constituency_id, 0) + 1
    seated = {seat.delegation for seat in seats}
    lines = tuple(
        Share(
            part.code,
            part.name,
            part.name_i18n,
            delegations=len(mine := there.get(part.id or 0, [])),
            voting=sum(body.voting for body in mine),
            empty=sum(body.code not in seated for body in mine),
            left=gone.get(part.id or 0, 0),
            people=_people([seat for seat in seats if seat.constituency_code == part.code]),
        )
        for part in parts
    )
    whole = Share(
        "",
        _("In all"),
        delegations=sum(line.delegations for line in lines),
        voting=sum(line.voting for line in lines),
        empty=sum(line.empty for line in lines),
        left=sum(line.left for line in lines),
        people=_people(seats),
    )
    return Participation(day, lines, whole, personal=_people([seat for seat in held if seat.personal]))


def _stands(body: Delegation, days: Sequence[tuple[date, bool]], day: date, zone: str) -> bool | None:
    """Whether a delegation is there at the end of a day; False where it has left, None where it had not come yet."""
    past = [there for on, there in days if on <= day]
    if past:
        return past[-1]
    if any(there for _on, there in days[:1]):
        return None
    return body.ended_at is None or local_day(body.ended_at, zone) > day


def _people(seats: Sequence[SeatOnDay]) -> int:
    return len({seat.person or f"seat {seat.id}" for seat in seats})


def participation_csv(participation: Participation) -> bytes:
    """The same as CSV: a row for each constituency, and one with an empty code for the whole."""
    names = ("constituency", "name", "delegations", "voting", "without_people", "left", "people")
    rows = tuple(
        (line.code, called(line), line.delegations, line.voting, line.empty, line.left, line.people)
        for line in (*participation.lines, participation.whole)
    )
    return sheets_csv.write(Sheet("participation", "participation", tuple(Column(n, n) for n in names), rows))


def called(line: Share) -> str:
    """What a constituency is called in the reader's language."""
    return line.name_i18n.get(current_locale()) or line.name
