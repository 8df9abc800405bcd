"""Every writing route stands in the verb x role x stage table, and the table names no route that is not there."""

from fastapi import FastAPI
from fastapi.routing import iter_route_contexts

from app.main import create_app
from app.site.permissions.table import VERBS
from tests.support import settings_for

SAFE = {"GET", "HEAD", "OPTIONS"}
# Draws what was typed and writes nothing; POST because a text does not fit into an address, and the key of a paper must not
# stand in one.
DRAWS_ONLY = {
    "POST /{slug}/{code}/preview",
    "POST /{slug}/proposals/preview",
    "POST /{slug}/ballots/{ballot}/receipts",
}


def writing_routes(app: FastAPI) -> set[str]:
    found = set()
    for route in iter_route_contexts(app.routes):
        for method in set(getattr(route, "methods", None) or ()) - SAFE:
            found.add(f"{method} {route.path}")
    return found


def test_every_writing_route_stands_in_the_table(tmp_path: object) -> None:
    routes = writing_routes(create_app(settings_for(f"sqlite:///{tmp_path}/x.db")))
    # Some addresses are shared by several verbs, told apart by what is sent.
    named = {door.partition(" step=")[0] for verb in VERBS for door in verb.doors}
    assert routes - DRAWS_ONLY == named
    assert routes >= {"POST /sign-out"}


def test_each_door_belongs_to_one_verb() -> None:
    doors = [door for verb in VERBS for door in verb.doors]
    assert len(doors) == len(set(doors))
