"""Plan a whole course of rounds in one go."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from sqlmodel import Session

from app.consultations.models import Consultation, Round
from app.consultations.queries import is_moderated, roundtables_of, track_of
from app.kernel.actor import Actor
from app.kernel.clock import now
from app.kernel.errors import Invalid, permit
from app.kernel.i18n import gettext as _
from app.kernel.ledger import lock_track
from app.review.actions.planning import plan_rounds, reason_of
from app.review.course.asked import course_of
from app.review.course.laying import lay_out, plans_of
from app.review.rules import REASON_LIMIT, why_not_plan


def lay_course(
    db: Session,
    actor: Actor,
    consultation: Consultation,
    *,
    first: str,
    steps: Sequence[Mapping[str, Any]],
    unit: str = "working",
    hour: str = "",
    scope: Sequence[str] = (),
    reason: str = "",
) -> list[Round]:
    """Plan every round of a course, all or none, each with its own code and its own entry; gives them in their order.

    The days are those of the preview, reckoned again from the same fields. Where the first rounds open sooner than the
    consultation's notice asks, `reason` is due and kept with them. Refused as `plan_round`; Invalid at the fields of the
    course, at `steps.N.NAME` for a step and at `steps.N.opens` where it would overlap with a round that stands, which is
    named. The same course again, by a double click, is the one that stands.
    """
    lock_track(db, track_of(consultation))
    at = now(db)
    permit(why_not_plan(actor, consultation, moderated=is_moderated(db, consultation)))
    tables = [table.code for table in roundtables_of(db, consultation) if table.ended_at is None]
    course = course_of(
        consultation, at, first=first, steps=steps, unit=unit, hour=hour, scope=scope, tables=tables
    )
    laid = lay_out(consultation, course, (), at)
    due = None
    if any(each.short_notice for each in laid):
        due = _("The notice is shorter than this consultation asks for: say why.")
    said = reason_of(reason, limit=REASON_LIMIT, missing=due)
    try:
        return plan_rounds(
            db, actor, consultation, plans_of(course, laid), notice_reason=said if due else None
        )
    except Invalid as invalid:
        errors = []
        for error in invalid.errors:
            _rounds, n, name = error.field.split(".", 2)
            errors.append(replace(error, field=f"steps.{laid[int(n)].turn.index}.{name}"))
        raise Invalid(invalid.message, errors=tuple(errors)) from None
