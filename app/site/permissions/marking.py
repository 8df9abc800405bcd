"""Who marks a version as changing no meaning, and who challenges that. Part of the table."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from app.drafting.editorial.rules import why_not_challenge_at_all
from app.kernel.i18n import gettext as _
from app.site.permissions.terms import COMMENTERS, RUNNING, WRITERS, WRITING, Verb, during

if TYPE_CHECKING:
    from app.site.permissions.answers import Asked

# fmt: off
OF_MARKS = (
    Verb("mark a version as editorial", during(WRITERS, *WRITING),
         rule="drafting.rules.why_not_edit; drafting.editorial.rules.why_not_editorial says what never is",
         pages=("POST /{slug}/{code}/versions step=editorial",),
         api=("PATCH /{slug}/proposals/{code} step=editorial",)),
    Verb("challenge an editorial mark", during(COMMENTERS, *RUNNING),
         rule="drafting.editorial.rules.why_not_challenge: until the text is decided on",
         pages=("POST /{slug}/{code}/versions/{n}/challenge",),
         api=("POST /{slug}/proposals/{code}/versions/{n}/challenge",)),
)
# fmt: on


MARKING_ANSWERS: Mapping[str, Callable[["Asked"], str | None]] = {
    "mark a version as editorial": lambda q: q.why_not_edit(),
    "challenge an editorial mark": lambda q: why_not_challenge_at_all(
        q.actor, q.consultation, q.desk.stage, q.desk.proposal
    ),
}


def marking_words() -> dict[str, str]:
    """The verbs in words."""
    return {
        "mark a version as editorial": _("Mark a version as editorial"),
        "challenge an editorial mark": _("Challenge an editorial mark"),
    }
