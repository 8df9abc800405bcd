"""Plan a round, and change its plan until its opening is given."""

import re
from collections.abc import Sequence
from datetime import datetime

from sqlmodel import Session

from app.consultations.attribution import why_not_this_attribution
from app.consultations.calendar import overlapping
from app.consultations.models import Attribution, Consultation, Round, RoundKind
from app.consultations.queries import rounds_of, roundtables_of, track_of
from app.kernel.actor import Actor
from app.kernel.clock import now
from app.kernel.errors import Conflict, FieldError, Invalid, permit
from app.kernel.i18n import gettext as _
from app.kernel.ledger import digest, lock_track, record
from app.kernel.text.clean import clean, clean_line
from app.kernel.text.fold import fold
from app.review.dates import begin_of, end_of
from app.review.events import RoundPlanned, RoundReplanned
from app.review.queries import is_moderated, next_number, round_in
from app.review.rules import (
    OFFERED,
    PURPOSE_LIMIT,
    TITLE_LIMIT,
    acting_seat,
    why_not_change_plan,
    why_not_offered,
    why_not_plan,
)

_PLANNED = ("title", "kind", "opens_at", "closes_at", "scope", "purpose", "attribution")
_CODE = re.compile(r"[A-Za-z][A-Za-z0-9-]{0,19}", re.ASCII)


def plan_round(
    db: Session,
    actor: Actor,
    consultation: Consultation,
    *,
    kind: str,
    title: str,
    opens: str,
    closes: str,
    scope: Sequence[str] = (),
    purpose: str = "",
    attribution: str = Attribution.PERSONAL,
    code: str | None = None,
) -> Round:
    """Put a round into the calendar. `opens` and `closes` are days or instants; a day is meant in the zone, whole.

    `scope` are codes of roundtables, all where none is named; `attribution` says under what name those who speak are shown, and is
    fixed with the opening; `code` is the next R-number where it is left out. Refused
    to all but those who plan (domain D3); Invalid with a sentence at each field that is wrong. The same plan again, by
    a double click, is the round that stands.
    """
    lock_track(db, track_of(consultation))
    at = now(db)
    permit(why_not_plan(actor, consultation, moderated=is_moderated(db, consultation)))
    rounds = rounds_of(db, consultation)
    wrong: list[FieldError] = []
    plan = Round(
        consultation_id=consultation.id or 0,
        number=next_number(rounds),
        code="",
        title=_title(wrong, title),
        kind=_kind(wrong, kind),
        opens_at=at,
        closes_at=at,
        scope=_scope(db, wrong, consultation, scope),
        purpose=_purpose(wrong, purpose),
        attribution=_attribution(wrong, attribution, kind),
    )
    plan.opens_at, plan.closes_at = _stretch(wrong, consultation, at, opens, closes)
    same = next((r for r in rounds if _alike(r, plan) and not code), None)
    if same is not None and not wrong:
        return same
    plan.code = _code(wrong, rounds, code, plan.number)
    _room_for(wrong, rounds, plan, besides=None)
    _raise(wrong)
    db.add(plan)
    record(
        db,
        actor,
        RoundPlanned(plan.code, plan.kind, plan.opens_at, plan.closes_at, tuple(plan.scope)),
        track=track_of(consultation),
        left=[plan],
        capacity=_capacity(actor, consultation),
    )
    return plan


def change_plan(
    db: Session,
    actor: Actor,
    consultation: Consultation,
    code: str,
    *,
    kind: str | None = None,
    title: str | None = None,
    opens: str | None = None,
    closes: str | None = None,
    scope: Sequence[str] | None = None,
    purpose: str | None = None,
    attribution: str | None = None,
    drawn: str | None = None,
) -> Round:
    """Change the plan of a round until its opening is given; what is None stays as it is.

    `drawn` is the mark of the plan that the form was drawn from (`mark_of`): Conflict where somebody has changed it
    since. Refused and Invalid as `plan_round`; a change that changes nothing writes nothing.
    """
    lock_track(db, track_of(consultation))
    at = now(db)
    rounds = rounds_of(db, consultation)
    round_ = round_in(rounds, code)
    moderated = is_moderated(db, consultation)
    permit(why_not_change_plan(actor, consultation, round_, at, moderated=moderated))
    wrong: list[FieldError] = []
    plan = Round(**round_.model_dump())
    if title is not None:
        plan.title = _title(wrong, title)
    if kind is not None and kind != round_.kind:
        plan.kind = _kind(wrong, kind)
    if scope is not None:
        plan.scope = _scope(db, wrong, consultation, scope)
    if purpose is not None:
        plan.purpose = _purpose(wrong, purpose)
    if attribution is not None or kind is not None:
        asked = plan.attribution if attribution is None else attribution
        plan.attribution = _attribution(wrong, asked or Attribution.PERSONAL, plan.kind)
    if opens is not None or closes is not None:
        plan.opens_at, plan.closes_at = _stretch(
            wrong, consultation, at, opens, closes, opens_at=round_.opens_at, closes_at=round_.closes_at
        )
    _room_for(wrong, rounds, plan, besides=round_.id)
    _raise(wrong)
    names = _PLANNED
    changed = tuple(name for name in names if getattr(plan, name) != getattr(round_, name))
    if not changed:
        return round_
    if drawn is not None and drawn != mark_of(round_):
        raise Conflict(
            _("Somebody else has changed this plan since you opened the form. It is shown as it stands now.")
        )
    for name in changed:
        setattr(round_, name, getattr(plan, name))
    db.add(round_)
    fact = RoundReplanned(
        round_.code,
        round_.kind,
        round_.opens_at,
        round_.closes_at,
        tuple(round_.scope),
        tuple(name.removesuffix("_at") for name in changed),
    )
    record(
        db,
        actor,
        fact,
        track=track_of(consultation),
        left=[round_],
        capacity=_capacity(actor, consultation),
    )
    return round_


def mark_of(round_: Round) -> str:
    """A mark of the plan as it stands, for the form that is drawn from it."""
    return digest({name: getattr(round_, name) for name in _PLANNED})[:16]


def reason_of(reason: str, *, limit: int, field: str = "reason", missing: str | None = None) -> str | None:
    """A reason as it will be kept; Invalid at `field` where it is too long, damaged, or missing though due."""
    try:
        said = clean(reason or "", limit=limit).strip()
    except ValueError as error:
        raise Invalid.at(field, str(error)) from None
    # Folding takes invisible signs away: what is left empty is no reason to a reader.
    if missing is not None and not fold(said):
        raise Invalid.at(field, missing)
    return said or None


def _capacity(actor: Actor, consultation: Consultation) -> str | None:
    seat = acting_seat(actor, consultation)
    return seat.title if seat else None


def _title(wrong: list[FieldError], title: str) -> str:
    try:
        said = clean_line(title, limit=TITLE_LIMIT)
    except ValueError as error:
        wrong.append(FieldError("title", str(error)))
        return ""
    if not fold(said):
        wrong.append(FieldError("title", _("Give the round a title.")))
    return said


def _purpose(wrong: list[FieldError], purpose: str) -> str | None:
    try:
        return clean(purpose, limit=PURPOSE_LIMIT).strip() or None
    except ValueError as error:
        wrong.append(FieldError("purpose", str(error)))
        return None


def _kind(wrong: list[FieldError], kind: str) -> str:
    if kind not in list(RoundKind):
        wrong.append(
            FieldError("kind", _("Choose a kind of round: %(kinds)s.") % {"kinds": ", ".join(OFFERED)})
        )
    elif kind not in OFFERED:
        wrong.append(FieldError("kind", why_not_offered()))
    return kind


def _attribution(wrong: list[FieldError], attribution: str, kind: str) -> str | None:
    """Under what name contributions will be shown; personal is what stands where nothing else is said."""
    if attribution not in list(Attribution):
        wrong.append(
            FieldError("attribution", _("Say how those who speak are shown: personal, delegation or none."))
        )
        return None
    refused = why_not_this_attribution(kind, attribution)
    if refused is not None:
        wrong.append(FieldError("attribution", refused))
    return None if attribution == Attribution.PERSONAL else attribution


def _scope(
    db: Session, wrong: list[FieldError], consultation: Consultation, scope: Sequence[str]
) -> list[str]:
    tables = [table.code for table in roundtables_of(db, consultation) if table.ended_at is None]
    for code in scope:
        if code not in tables:
            wrong.append(
                FieldError("scope", _("There is no roundtable “%(code)s” here.") % {"code": code[:40]})
            )
            break
    return [code for code in tables if code in scope]


def _code(wrong: list[FieldError], rounds: Sequence[Round], code: str | None, number: int) -> str:
    if not code:
        return f"R{number}"
    if not _CODE.fullmatch(code):
        wrong.append(
            FieldError(
                "code",
                _("A code is a letter and then letters, digits and hyphens, at most 20 in all, such as R4."),
            )
        )
    elif any(r.code.casefold() == code.casefold() for r in rounds):
        wrong.append(
            FieldError(
                "code",
                _("“%(code)s” is taken. A code is never used again; leave it out, and the next one is given.")
                % {"code": code},
            )
        )
    return code


def _stretch(
    wrong: list[FieldError],
    consultation: Consultation,
    at: datetime,
    opens: str | None,
    closes: str | None,
    *,
    opens_at: datetime | None = None,
    closes_at: datetime | None = None,
) -> tuple[datetime, datetime]:
    """Both ends of the round; what is not named stays as it is. A sentence in `wrong` for each that cannot be."""
    begin, end = opens_at or at, closes_at or at
    before = len(wrong)
    try:
        if opens is not None:
            begin = begin_of(opens, consultation.timezone, field="opens", at=at)
    except Invalid as invalid:
        wrong.extend(invalid.errors)
    try:
        if closes is not None:
            end = end_of(closes, consultation.timezone, field="closes", at=at)
    except Invalid as invalid:
        wrong.extend(invalid.errors)
    if len(wrong) == before and end <= begin:
        wrong.append(FieldError("closes", _("The round would end before it begins.")))
    return begin, end


def _room_for(wrong: list[FieldError], rounds: Sequence[Round], plan: Round, *, besides: int | None) -> None:
    if any(error.field in ("opens", "closes", "scope") for error in wrong):
        return
    other = overlapping(
        rounds, opens=plan.opens_at, closes_at=plan.closes_at, scope=plan.scope, besides=besides
    )
    if other is not None:
        wrong.append(FieldError("opens", overlap_sentence(other)))


def overlap_sentence(other: Round) -> str:
    """What is said of two rounds that would be open on the same roundtable at the same time."""
    return _(
        "It would overlap with %(code)s, “%(title)s”, on the same roundtables. Two rounds are never open on one text at a time."
    ) % {"code": other.code, "title": other.title}


def _alike(known: Round, plan: Round) -> bool:
    return known.cancelled_at is None and all(getattr(known, n) == getattr(plan, n) for n in _PLANNED)


def _raise(wrong: list[FieldError]) -> None:
    if wrong:
        raise Invalid(wrong[0].message, errors=tuple(wrong))
