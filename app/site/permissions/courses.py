"""Rounds beyond one: a whole course planned in one go. Part of the table."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from app.kernel.i18n import gettext as _
from app.site.permissions.terms import CONVENORS, RUNNING, SETTERS, Stand, Verb, during

if TYPE_CHECKING:
    from app.site.permissions.answers import Asked

# fmt: off
OF_COURSES = (
    Verb("lay out a course of rounds", {**during(SETTERS, Stand.SETUP), **during(CONVENORS, *RUNNING)},
         rule="review.rules.why_not_plan",
         pages=("POST /{slug}/rounds/course",),
         api=("POST /{slug}/rounds/course",)),
)
# fmt: on

COURSE_ANSWERS: Mapping[str, Callable[["Asked"], str | None]] = {
    "lay out a course of rounds": lambda q: q.why_not_plan(),
}


def course_words() -> dict[str, str]:
    """The verbs in words."""
    return {"lay out a course of rounds": _("Lay out a course of rounds")}
