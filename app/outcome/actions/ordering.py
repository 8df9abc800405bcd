"""The verb that puts the entries of a roundtable into an order."""

from collections.abc import Sequence

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.consultations.models import Consultation, Roundtable
from app.kernel.actor import Actor
from app.kernel.db import insert_many
from app.kernel.errors import Conflict, Invalid, NotFound
from app.kernel.i18n import gettext as _
from app.kernel.ledger import record
from app.outcome.actions.standing import at_the_bench
from app.outcome.events import EntriesOrdered
from app.outcome.listing import Listing, places_of, selections_of, unions_of
from app.outcome.models import EntryPlace
from app.outcome.outline import Outline, outline_of


def order_entries(
    db: Session,
    actor: Actor,
    consultation: Consultation,
    roundtable: str,
    *,
    codes: Sequence[str],
    mark: str,
) -> list[str]:
    """Put all entries of a roundtable into the order of `codes`, which names each of them once.

    `mark` is that of the order the list was drawn in: Conflict where somebody ordered, included or united meanwhile.
    Invalid at `codes` where these are not the entries there are. The same order again changes nothing.
    """
    bench = at_the_bench(db, actor, consultation)
    outline = _outline(db, bench.consultation, roundtable)
    return _placed(db, actor, bench.consultation, outline, roundtable, list(codes), mark, bench.title)


def move_entry(
    db: Session, actor: Actor, consultation: Consultation, roundtable: str, *, code: str, by: int, mark: str
) -> list[str]:
    """Move one entry up (`by` is -1) or down (1) in its roundtable. At the end of the list nothing changes."""
    bench = at_the_bench(db, actor, consultation)
    outline = _outline(db, bench.consultation, roundtable)
    codes = [entry.code for entry in outline.entries(roundtable)]
    if code not in codes:
        raise Invalid.at("codes", _("%(code)s is no entry of this roundtable.") % {"code": code[:60] or "?"})
    place = codes.index(code)
    after = min(max(place + by, 0), len(codes) - 1)
    codes.insert(after, codes.pop(place))
    return _placed(db, actor, bench.consultation, outline, roundtable, codes, mark, bench.title)


def _outline(db: Session, consultation: Consultation, roundtable: str) -> Outline:
    found = db.exec(
        select(Roundtable.id).where(
            Roundtable.consultation_id == consultation.id, Roundtable.code == roundtable
        )
    ).first()
    if found is None:
        raise NotFound(_("There is no roundtable “%(code)s” here.") % {"code": roundtable[:60]})
    listing = Listing(
        selections_of(db, consultation), unions_of(db, consultation), places_of(db, consultation)
    )
    return outline_of(db, consultation, listing)


def _placed(
    db: Session,
    actor: Actor,
    consultation: Consultation,
    outline: Outline,
    roundtable: str,
    codes: list[str],
    mark: str,
    title: str,
) -> list[str]:
    before = [entry.code for entry in outline.entries(roundtable)]
    if mark != outline.mark(roundtable):
        raise Conflict(
            _("The entries of %(roundtable)s were changed meanwhile. Here is how they stand now.")
            % {"roundtable": roundtable},
            details={"codes": before, "mark": outline.mark(roundtable)},
        )
    if sorted(codes) != sorted(before):
        raise Invalid.at(
            "codes",
            _("An order names each entry of the roundtable once. They are: %(codes)s.")
            % {"codes": ", ".join(before) or "–"},
        )
    if codes == before:
        return codes
    _write(db, consultation, outline, codes)
    record(
        db,
        actor,
        EntriesOrdered(roundtable, tuple(codes)),
        track=consultation.slug,
        capacity=title or None,
    )
    return codes


def _write(db: Session, consultation: Consultation, outline: Outline, codes: list[str]) -> None:
    """The places, as few statements for many entries as for one."""
    placed = outline.listing.places
    places = {outline.by_code[code].id: (code in placed, place) for place, code in enumerate(codes, 1)}
    changed = [
        {"the_proposal": proposal, "the_place": place} for proposal, (has, place) in places.items() if has
    ]
    if changed:
        db.connection().execute(
            sa.update(EntryPlace)
            .where(col(EntryPlace.proposal_id) == sa.bindparam("the_proposal"))
            .values(place=sa.bindparam("the_place")),
            changed,
        )
    new = [
        {"proposal_id": proposal, "consultation_id": consultation.id, "place": place}
        for proposal, (has, place) in places.items()
        if not has
    ]
    if new:
        insert_many(db, EntryPlace, new)
