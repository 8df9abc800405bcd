"""The verb that puts the entries of a roundtable into an order."""

from collections.abc import Sequence

from sqlmodel import Session, select

from app.consultations.models import Consultation, Roundtable
from app.kernel.actor import Actor
from app.kernel.db import upsert_many
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
    db: Session,
    actor: Actor,
    consultation: Consultation,
    roundtable: str,
    *,
    code: str,
    mark: str,
    by: int = 0,
    to: str | None = None,
) -> list[str]:
    """Move one entry up (`by` is -1) or down (1) in its roundtable, or `to` a place counted from 1.

    At the end of the list nothing changes, and a place past it is the last. Invalid at `entry` where there is no such
    entry, at `place` where that is no number; Conflict as for an order.
    """
    bench = at_the_bench(db, actor, consultation)
    outline = _outline(db, bench.consultation, roundtable)
    codes = [entry.code for entry in outline.entries(roundtable)]
    if code not in codes:
        raise Invalid.at("entry", _("%(code)s is no entry of this roundtable.") % {"code": code[:60] or "?"})
    place = codes.index(code)
    wanted = place + by if to is None else _place(to) - 1
    after = min(max(wanted, 0), len(codes) - 1)
    codes.insert(after, codes.pop(place))
    return _placed(db, actor, bench.consultation, outline, roundtable, codes, mark, bench.title)


def _place(text: str) -> int:
    if not (text.isascii() and text.isdecimal() and 0 < len(text) < 7 and int(text)):
        raise Invalid.at("place", _("Write the place as a number; 1 is the first."))
    return int(text)


def _outline(db: Session, consultation: Consultation, roundtable: str) -> Outline:
    listing = Listing(
        selections_of(db, consultation), unions_of(db, consultation), places_of(db, consultation)
    )
    outline = outline_of(db, consultation, listing)
    if not any(each.roundtable == roundtable for each in outline.candidates):
        _visible(db, consultation, roundtable)
    return outline


def _visible(db: Session, consultation: Consultation, roundtable: str) -> None:
    """NotFound where there is no roundtable of this code."""
    found = db.exec(
        select(Roundtable.id).where(
            Roundtable.consultation_id == consultation.id, Roundtable.code == roundtable
        )
    ).first()
    if found is None:
        raise NotFound(_("There is no roundtable “%(code)s” here.") % {"code": roundtable[:60]})


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
    rows = [
        {"proposal_id": outline.by_code[code].id, "consultation_id": consultation.id, "place": place}
        for place, code in enumerate(codes, 1)
    ]
    upsert_many(db, EntryPlace, rows, key=["proposal_id"], update=["place"])
    record(
        db,
        actor,
        EntriesOrdered(roundtable, tuple(codes)),
        track=consultation.slug,
        left=[EntryPlace.model_validate(row) for row in rows],
        capacity=title or None,
    )
    return codes
