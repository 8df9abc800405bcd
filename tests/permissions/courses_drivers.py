"""How each verb on several rounds at once is done."""

from app.site.permissions.table import Cast
from tests.permissions.worlds import SLUG, World


def lay_out(world: World, cast: Cast) -> int:
    body = {"first": "2027-04-01", "steps": [{"kind": "drafting", "length": 3}]}
    return world.programs[cast].post(f"/consultations/{SLUG}/rounds/course", json=body).status_code


OF_COURSES = {"lay out a course of rounds": lay_out}
