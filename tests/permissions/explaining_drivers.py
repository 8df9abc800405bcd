"""How a position is explained, and an explanation taken back, in the ballot of the demonstration."""

from collections.abc import Callable

from app.site.permissions.table import Cast
from tests.permissions.worlds import SLUG, World

AT = f"/consultations/{SLUG}/ballots/BAL-1/explanations"


def explain(world: World, cast: Cast) -> int:
    body = {"proposal": "RT1-M1", "text": f"As the {cast} sees it."}
    return world.programs[cast].post(AT, json=body).status_code


def with_one(world: World) -> None:
    """An explanation that the State's delegation has given."""
    assert explain(world, Cast.HEAD) == 201


def take_back(world: World, cast: Cast) -> int:
    [found] = world.site.rows("SELECT public_id FROM explanation")
    return world.programs[cast].post(f"{AT}/{found[0]}/withdrawal").status_code


OF_EXPLANATIONS: dict[str, tuple[Callable[[World, Cast], int], Callable[[World], None]]] = {
    "explain a position": (explain, lambda _world: None),
    "take an explanation back": (take_back, with_one),
}
