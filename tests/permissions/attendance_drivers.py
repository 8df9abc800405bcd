"""How each verb in a round is done besides its own acts."""

from collections.abc import Callable

from app.site.permissions.table import Cast
from tests.permissions.worlds import SLUG, World

AT = f"/consultations/{SLUG}"


def decline(world: World, cast: Cast) -> int:
    return world.programs[cast].post(f"{AT}/rounds/R2/declines", json={"reason": "No."}).status_code


def take_back(world: World, cast: Cast) -> int:
    return world.programs[cast].delete(f"{AT}/rounds/R2/declines/org-bel").status_code


def draft_many(world: World, cast: Cast) -> int:
    body = {"comments": world.comments(), "code": "noted", "reason": "The group knows."}
    return world.programs[cast].post(f"{AT}/dispositions/drafts", json=body).status_code


def issue_many(world: World, cast: Cast) -> int:
    return (
        world.programs[cast].post(f"{AT}/dispositions/issue", json={"comments": world.comments()}).status_code
    )


def prepare_drafts(world: World) -> None:
    """Two comments of the open round with drafted answers."""
    world.comment_twice()
    world.site.tamper(
        "INSERT INTO disposition_draft (consultation_id, comment_id, code, reason, author_title, drafted_at)"
        " SELECT consultation_id, id, 'noted', 'The group knows.', '', created_at FROM comment"
        " WHERE consultation_id = :here AND text LIKE 'Say who pays%'",
        here=world.here,
    )


def nothing(_world: World) -> None:
    """Nothing has to be there first."""


Prepared = tuple[Callable[[World, Cast], int], Callable[[World], object]]
OF_ATTENDANCE: dict[str, Prepared] = {
    "decline a round": (decline, nothing),
    "take back that one declined": (take_back, nothing),
    "draft one answer to many comments": (draft_many, World.comment_twice),
    "issue all drafted answers": (issue_many, prepare_drafts),
}
