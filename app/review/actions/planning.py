"""Plan rounds, one or a course of them, and change a plan until its opening is given."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from app.consultations.calendar import takes_late
from app.consultations.models import Attribution, Consultation, Round
from app.consultations.queries import is_moderated, rounds_of, roundtables_of, track_of
from app.kernel.actor import Actor
from app.kernel.clock import now
from app.kernel.db import keep_all
from app.kernel.errors import Conflict, FieldError, Invalid, permit
from app.kernel.i18n import gettext as _
from app.kernel.ledger import digest, lock_track, record, record_each
from app.kernel.text.clean import clean
from app.kernel.text.fold import fold
from app.review.events import RoundPlanned, RoundReplanned
from app.review.plans import PLANNED, Plan, Reading, alike
from app.review.queries import next_number, round_in
from app.review.rules import acting_seat, why_not_change_plan, why_not_plan


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
    promise: str = "",
    late: bool = False,
    code: str | None = None,
) -> Round:
    """Put a round into the calendar. `opens` and `closes` are days or instants; a day is meant in the zone, whole.

    `scope` are codes of roundtables, all where none is named; `attribution` says under what name those who speak are
    shown, `promise` what they are promised, `late` whether comments are taken after the deadline and flagged: all three
    are fixed with the opening. `code` is the next R-number where it is left out. Refused to all but those who plan
    (domain D3); Invalid with a sentence at each field that is wrong, a silence of less than 72 hours among them. The
    same plan again, by a double click, is the round that stands.
    """
    plan = Plan(kind, title, opens, closes, scope, purpose, attribution, promise, late, code)
    try:
        return plan_rounds(db, actor, consultation, [plan])[0]
    except Invalid as invalid:
        errors = tuple(replace(e, field=e.field.removeprefix("rounds.0.")) for e in invalid.errors)
        raise Invalid(invalid.message, errors=errors) from None


def plan_rounds(
    db: Session,
    actor: Actor,
    consultation: Consultation,
    plans: Sequence[Plan],
    *,
    notice_reason: str | None = None,
) -> list[Round]:
    """Put several rounds into the calendar together, all or none; in as many queries as for one.

    Refused and Invalid as `plan_round`, at `rounds.N.FIELD` with N from nought. A plan that stands already is left as
    it is, so that a double click plans everything once. `notice_reason` says why the notice is shorter than the
    consultation's rule, for the rounds of which it is.
    """
    lock_track(db, track_of(consultation))
    at = now(db)
    permit(why_not_plan(actor, consultation, moderated=is_moderated(db, consultation)))
    standing = list(rounds_of(db, consultation))
    tables = [table.code for table in roundtables_of(db, consultation) if table.ended_at is None]
    found: list[Round] = []
    fresh: list[Round] = []
    wrong: list[FieldError] = []
    for index, plan in enumerate(plans):
        taken = [*standing, *fresh]
        read = Reading(consultation, taken, tables, at)
        number = next_number(taken)
        round_ = read.round_of(plan, number)
        same = next((r for r in standing if alike(r, round_) and not plan.code), None)
        if same is not None and not read.wrong:
            found.append(same)
            continue
        round_.code = read.code(plan.code, number)
        read.room_for(round_, taken, besides=0)
        if notice_reason and round_.opens_at < at + _notice(consultation):
            round_.notice_reason = notice_reason
        wrong += [replace(error, field=f"rounds.{index}.{error.field}") for error in read.wrong]
        fresh.append(round_)
        found.append(round_)
    if wrong:
        raise Invalid(wrong[0].message, errors=tuple(wrong))
    if fresh:
        _keep(db, actor, consultation, fresh, notice_reason)
    return found


def _notice(consultation: Consultation) -> timedelta:
    return timedelta(days=consultation.notice_days)


def _keep(
    db: Session, actor: Actor, consultation: Consultation, fresh: Sequence[Round], reason: str | None
) -> None:
    """Write the rounds with one entry for each; in `fresh` they stand as they are kept, with their keys."""
    codes = [round_.code for round_ in fresh]
    kept = {
        round_.code: round_
        for round_ in keep_all(
            db,
            fresh,
            sa.select(Round).where(col(Round.consultation_id) == consultation.id, col(Round.code).in_(codes)),
        )
    }
    for round_ in fresh:
        round_.id = kept[round_.code].id
    facts = [
        (RoundPlanned(r.code, r.kind, r.opens_at, r.closes_at, tuple(r.scope)), [kept[r.code]]) for r in fresh
    ]
    track, capacity = track_of(consultation), _capacity(actor, consultation)
    # Those whose notice is short come first in a course, and the reason stands with them alone.
    short = [fact for fact in facts if fact[1][0].notice_reason]
    if short:
        record_each(db, actor, short, track=track, capacity=capacity, reason=reason)
    rest = [fact for fact in facts if not fact[1][0].notice_reason]
    if rest:
        record_each(db, actor, rest, track=track, capacity=capacity)


def change_plan(
    db: Session,
    actor: Actor,
    consultation: Consultation,
    code: str,
    *,
    drawn: str | None = None,
    **values: Any,
) -> Round:
    """Change the plan of a round until its opening is given; what is not named in `values`, or None, stays as it is.

    They are the fields of `plan_round` without the code; an empty promise takes it back. `drawn` is the mark of the plan
    that the form was drawn from (`mark_of`): Conflict where somebody has changed it since. Refused and Invalid as
    `plan_round`; a change that changes nothing writes nothing.
    """
    lock_track(db, track_of(consultation))
    at = now(db)
    rounds = rounds_of(db, consultation)
    round_ = round_in(rounds, code)
    moderated = is_moderated(db, consultation)
    permit(why_not_change_plan(actor, consultation, round_, at, moderated=moderated))
    tables = [table.code for table in roundtables_of(db, consultation) if table.ended_at is None]
    read = Reading(consultation, rounds, tables, at)
    plan = _changed(read, round_, values)
    read.room_for(plan, rounds, besides=round_.id)
    read.done()
    changed = tuple(name for name in PLANNED if getattr(plan, name) != getattr(round_, name))
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


def _changed(read: Reading, round_: Round, values: Mapping[str, Any]) -> Round:
    """The plan of a round with `values` put over it; those that are None stay. What is wrong is said."""
    asked = {name: value for name, value in values.items() if value is not None}
    plan = Round(**round_.model_dump())
    if "title" in asked:
        plan.title = read.title(asked["title"])
    if asked.get("kind", round_.kind) != round_.kind:
        plan.kind = read.kind(asked["kind"])
    if "scope" in asked:
        plan.scope = read.scope(asked["scope"])
    if "purpose" in asked:
        plan.purpose = read.purpose(asked["purpose"])
    if "promise" in asked:
        plan.promise = read.promise(asked["promise"])
    if "attribution" in asked or "kind" in asked:
        standing = plan.attribution or Attribution.PERSONAL
        plan.attribution = read.attribution(asked.get("attribution", standing), plan.kind)
    if "late" in asked or "kind" in asked:
        plan.terms = read.terms(asked.get("late", takes_late(round_)), plan.kind)
    if {"opens", "closes"} & set(asked) or plan.kind != round_.kind:
        plan.opens_at, plan.closes_at = read.stretch(
            plan.kind, asked.get("opens"), asked.get("closes"), round_
        )
    return plan


def mark_of(round_: Round) -> str:
    """A mark of the plan as it stands, for the form that is drawn from it."""
    return digest({name: getattr(round_, name) for name in PLANNED})[:16]


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
