"""Who brings a table of comments to a round. Part of the table."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from app.discussion.table.rules import why_not_bring
from app.kernel.i18n import gettext as _
from app.site.permissions.terms import CONVENORS, SETTERS, VOTERS, Stand, Verb, during

if TYPE_CHECKING:
    from app.site.permissions.answers import Asked

# fmt: off
OF_TABLES = (
    Verb("bring a table of comments", during(SETTERS | CONVENORS | VOTERS, Stand.COMMENT, Stand.LAST_CALL),
         rule="discussion.table.rules.why_not_bring: heads and alternates for their own delegation; late where the round takes late comments",
         pages=("POST /{slug}/rounds/{code}/table", "POST /{slug}/rounds/{code}/table/{sheet}/answers",
                "POST /{slug}/rounds/{code}/table/{sheet}/confirmation")),
)
# fmt: on


def _why_not_bring(q: "Asked") -> str | None:
    """Whether a table may be brought to the round that takes comments; where none does there is none to bring it to."""
    round_ = q.desk.stage.commented
    if round_ is None:
        return _("No round is open in which this is done.")
    return why_not_bring(q.actor, q.consultation, round_, q.desk.stage.at)


TABLE_ANSWERS: Mapping[str, Callable[["Asked"], str | None]] = {"bring a table of comments": _why_not_bring}


def table_words() -> dict[str, str]:
    """The verb in words."""
    return {"bring a table of comments": _("Bring a table of comments that a body filled in")}
