"""How a version is marked as editorial, and how that is challenged."""

from collections.abc import Callable

from app.site.permissions.table import Cast
from tests.permissions.worlds import SLUG, World

AT = f"/consultations/{SLUG}/proposals/RT1-M1"


def mark(world: World, cast: Cast) -> int:
    """A word spelt another way: only what may be saved by this person may be marked."""
    reader = world.programs[Cast.MEMBER]
    text = reader.get(AT)
    body = {"title": f"{text.json()['title']}.", "note": "Spelling", "editorial": True}
    return world.programs[cast].patch(AT, headers={"If-Match": text.headers["ETag"]}, json=body).status_code


def challenge(world: World, cast: Cast) -> int:
    newest = world.programs[Cast.MEMBER].get(f"{AT}/versions").json()["items"][0]["version"]
    reason = {"reason": f"The {cast} reads it otherwise."}
    return world.programs[cast].post(f"{AT}/versions/{newest}/challenge", json=reason).status_code


def marked(world: World) -> None:
    """The newest version of RT1-M1 has a mark."""
    world.site.tamper(
        "UPDATE version SET editorial = true WHERE proposal_id IN"
        " (SELECT id FROM proposal WHERE consultation_id = :here AND code = 'RT1-M1')"
        " AND n = (SELECT max(v.n) FROM version v JOIN proposal p ON p.id = v.proposal_id"
        " WHERE p.consultation_id = :here AND p.code = 'RT1-M1')",
        here=world.here,
    )


OF_MARKS: dict[str, tuple[Callable[[World, Cast], int], Callable[[World], None]]] = {
    "mark a version as editorial": (mark, lambda _world: None),
    "challenge an editorial mark": (challenge, marked),
}
