"""A moderator whose term is over runs no rounds, and keeps nobody else from it."""

from datetime import timedelta

from tests.review.making import AT, NOON, make, plan
from tests.support import Site


def test_the_secretariat_runs_rounds_once_the_last_moderators_term_is_over(site: Site) -> None:
    make(site, moderated=False)
    api = site.api("secretariat")
    last = NOON.date().isoformat()
    body = {"email": "moderator@demo.example", "role": "moderator", "group": "WG-1", "until": last}
    assert api.post(f"{AT}/members", json=body).status_code == 201
    assert plan(api).status_code == 403
    site.now = NOON + timedelta(days=2)
    assert plan(site.api("moderator"), first=3).status_code == 403
    assert plan(api, first=3).status_code == 201
