"""How an amendment is moved, withdrawn by who moved it, and put in order."""

from collections.abc import Callable

from app.site.permissions.table import Cast
from tests.permissions.worlds import SLUG, World

AT = f"/consultations/{SLUG}/proposals/RT1-M1"
MOVERS = (Cast.HEAD, Cast.MEMBER, Cast.RAPPORTEUR, Cast.MODERATOR)


def _motion(world: World, title: str) -> dict[str, object]:
    version = world.programs[Cast.MEMBER].get(AT).json()["version"]
    return {"field": "title", "text": title, "reason": "It says what is meant.", "version": version}


def ready(world: World) -> None:
    world.state("RT1-M1", "ready")


def amended(world: World) -> None:
    """One of each who may: that of a head is its alternate's too."""
    ready(world)
    for cast in MOVERS:
        world.programs[cast].post(f"{AT}/amendments", json=_motion(world, f"As the {cast} would call it"))


def move(world: World, cast: Cast) -> int:
    return (
        world.programs[cast].post(f"{AT}/amendments", json=_motion(world, f"The {cast} has it")).status_code
    )


def _own(world: World, cast: Cast) -> str:
    items = world.programs[Cast.MEMBER].get(f"{AT}/amendments").json()["items"]
    mine = Cast.HEAD if cast is Cast.ALTERNATE else cast
    return next((one["code"] for one in items if one["text"].startswith(f"As the {mine} ")), "RT1-M1-A1")


def withdraw(world: World, cast: Cast) -> int:
    own = _own(world, cast)
    return world.programs[cast].post(f"/consultations/{SLUG}/proposals/{own}/withdrawal", json={}).status_code


def order(world: World, cast: Cast) -> int:
    return (
        world.programs[cast].put(f"{AT}/amendments/order", json={"field": "title", "order": []}).status_code
    )


OF_AMENDMENTS: dict[str, tuple[Callable[[World, Cast], int], Callable[[World], None]]] = {
    "move an amendment": (move, ready),
    "withdraw an amendment": (withdraw, amended),
    "put amendments in order": (order, amended),
}
