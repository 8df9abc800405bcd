"""How a text is rated, in a round of rating of its own on roundtable 4."""

from collections.abc import Callable

from app.site.permissions.table import Cast
from tests.permissions.worlds import DAY, SLUG, World
from tests.support import NOON


def open_rating(world: World) -> None:
    """A round of rating that is open on roundtable 4, and a text that was submitted before."""
    world.add_round("R90", "rating", NOON - 5 * DAY, NOON + 5 * DAY, given=True)
    world.state("RT4-M1", "submitted")


def rate(world: World, cast: Cast) -> int:
    path = f"/consultations/{SLUG}/rounds/R90/ratings/RT4-M1"
    return world.programs[cast].put(path, json={"score": 7, "word": f"As the {cast} sees it."}).status_code


OF_RATINGS: dict[str, tuple[Callable[[World, Cast], int], Callable[[World], None]]] = {
    "rate a text, or answer a sense check": (rate, open_rating),
}
