"""Verbs on personal drafts. None is an act of the consultation: nothing goes into the ledger, and no version is made."""

from typing import Any

from sqlmodel import Session, col, select

from app.consultations.models import Consultation
from app.drafting.drafts import (
    LARGEST_DRAFT,
    KeptDraft,
    Typed,
    as_kept,
    require_somebody,
    size_of,
    why_not_keep,
    writing_place,
)
from app.drafting.models import PersonalDraft
from app.drafting.rules import why_an_amendment
from app.kernel.actor import Actor
from app.kernel.clock import now
from app.kernel.db import upsert
from app.kernel.errors import Conflict, Invalid, permit
from app.kernel.i18n import gettext as _

_KEY = ("person_id", "consultation_id", "place")


class OtherWindow(Conflict):
    """The same person kept other words at the same place since this form was drawn; `kept` are those."""

    def __init__(self, kept: KeptDraft) -> None:
        super().__init__(
            _("You have kept other words here from another window since. Choose which of the two goes on."),
            details=kept,
        )
        self.kept = kept


def keep_draft(
    db: Session,
    actor: Actor,
    consultation: Consultation,
    *,
    place: str,
    base_version: int,
    typed: Typed,
    stroke: int,
) -> KeptDraft:
    """Keep what somebody is writing, as it was typed, for that person alone.

    `stroke` is the keeping the form last knew of; one window may always keep on (its name is the control `tab`), an
    older one does not write over a newer: OtherWindow. Unauthenticated when the session has ended; NotFound;
    Refused to all but the group's writers; Invalid where it is larger than a draft may be.
    """
    require_somebody(actor)
    found = writing_place(db, actor, consultation, place)
    permit(why_not_keep(actor, found.group))
    permit(why_an_amendment(found.proposal) if found.proposal else None)
    if size_of(typed) > LARGEST_DRAFT:
        raise Invalid.at(
            "draft",
            _("This is larger than a draft can be (500 KB). Shorten it, or save a part of it as a version."),
        )
    # The row stands before it is locked, so that two windows that both begin here meet at the same one.
    upsert(db, PersonalDraft, _nothing(db, actor, consultation, found.name), key=_KEY, update=[])
    row = db.exec(
        select(PersonalDraft)
        .where(
            PersonalDraft.person_id == actor.person_id,
            PersonalDraft.consultation_id == consultation.id,
            PersonalDraft.place == found.name,
        )
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one()
    kept = as_kept(row)
    same_window = bool(kept.tab) and kept.tab == dict(typed).get("tab")
    if kept.stroke > stroke and not same_window:
        raise OtherWindow(kept)
    row.base_version, row.typed = base_version, [list(pair) for pair in typed]
    row.stroke, row.kept_at = kept.stroke + 1, now(db)
    db.add(row)
    db.flush()
    return as_kept(row)


def discard_draft(db: Session, actor: Actor, consultation: Consultation, *, place: str) -> None:
    """Throw away what was written at this place and not saved. Unauthenticated, NotFound, Refused as `keep_draft`."""
    require_somebody(actor)
    found = writing_place(db, actor, consultation, place)
    permit(why_not_keep(actor, found.group))
    empty_draft(db, actor, consultation, found.name)


def empty_draft(db: Session, actor: Actor, consultation: Consultation, place: str) -> None:
    """Leave the draft at this place without words, as saving does.

    The row stays and its stroke goes up: a keeping that was under way when the text was saved comes too late.
    """
    if actor.person_id is None:
        return
    nothing = {**_nothing(db, actor, consultation, place), "stroke": 1}
    raised = {"stroke": col(PersonalDraft.stroke) + 1}
    upsert(db, PersonalDraft, nothing, key=_KEY, update=["base_version", "typed", "kept_at"], raised=raised)


def _nothing(db: Session, actor: Actor, consultation: Consultation, place: str) -> dict[str, Any]:
    return {
        "consultation_id": consultation.id,
        "person_id": actor.person_id,
        "place": place,
        "base_version": -1,
        "typed": [],
        "stroke": 0,
        "kept_at": now(db),
    }
