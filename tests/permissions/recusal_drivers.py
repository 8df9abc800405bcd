"""How one recuses oneself from a ballot, and takes that back."""

from collections.abc import Callable

from app.site.permissions.table import Cast
from tests.permissions.worlds import SLUG, World


def at(world: World) -> str:
    """The open ballot of the demonstration is in a consultation of its own; elsewhere it has not opened or is over."""
    kind = world.site.rows(
        "SELECT kind FROM round WHERE consultation_id = :here AND code = 'R2'", here=world.here
    )
    slug = "hld-2013-decision" if kind[0][0] == "ballot" else SLUG
    return f"/consultations/{slug}/ballots/BAL-1/recusal"


def recuse(world: World, cast: Cast) -> int:
    return world.programs[cast].put(at(world), json={"reason": "I run this fund."}).status_code


def take_back(world: World, cast: Cast) -> int:
    return world.programs[cast].post(f"{at(world)}/withdrawal").status_code


OF_RECUSALS: dict[str, tuple[Callable[[World, Cast], int], Callable[[World], None]]] = {
    "recuse oneself from a ballot": (recuse, lambda _world: None),
    "take a recusal back": (take_back, lambda _world: None),
}
