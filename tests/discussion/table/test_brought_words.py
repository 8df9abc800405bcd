"""Words that somebody else brought for a body: they are known as such, and the body answers for them itself."""

from typing import Any

from tests.discussion.table.tables import bring, opened, row, words_of, xlsx
from tests.review.making import AT, SLUG, acts, answer, breaks
from tests.support import Site


def brought(site: Site, **more: object) -> str:
    """A comment of Belgium's that a convenor brought; gives its code."""
    opened(site, **more)  # type: ignore[arg-type]
    bring(site, xlsx(row()), "belgium.xlsx")
    return str(site.api("moderator").get(f"{AT}/proposals/RT1-M1/comments").json()["items"][0]["id"])


def take_back(site: Site, code: str, who: str) -> Any:
    said = {"code": "withdrawn", "reason": "We did not say it.", "state": "issued"}
    return site.api(who).put(f"{AT}/comments/{code}/disposition", json=said)


def test_a_comment_says_that_somebody_else_brought_it_for_its_body(site: Site) -> None:
    code = brought(site)
    for who in (None, "state", "member"):
        page = words_of(site.client(who).get(f"/{SLUG}/RT1-M1"))
        assert f"brought for it in a table, {code}" in page


def test_a_body_takes_back_what_was_brought_for_it_and_nobody_else_does(site: Site) -> None:
    code = brought(site)
    for who in ("ngo", "moderator", "member"):
        refused = take_back(site, code, who)
        assert refused.status_code == 403, who
    assert site.client("alternate").get(f"/{SLUG}/comments/{code}").status_code == 200
    back = take_back(site, code, "alternate")
    assert back.status_code in (200, 201), back.text
    assert acts(site, code)[-1] == "comment_withdrawn"
    assert breaks(site) == []


def test_a_body_says_whether_the_answer_to_what_was_brought_for_it_satisfies(site: Site) -> None:
    code = brought(site)
    assert answer(site, code).status_code in (200, 201)
    said = {"satisfied": False, "word": "The fees are still missing."}
    assert site.api("ngo").post(f"{AT}/comments/{code}/acknowledgement", json=said).status_code == 403
    given = site.api("state").post(f"{AT}/comments/{code}/acknowledgement", json=said)
    assert given.status_code in (200, 201), given.text
    assert breaks(site) == []


def test_where_nothing_is_for_attribution_a_body_does_not_learn_by_it_that_it_spoke(site: Site) -> None:
    code = brought(site, attribution="none")
    page = words_of(site.client("state").get(f"/{SLUG}/RT1-M1"))
    assert code in page
    assert "brought for it" not in page
    refused = take_back(site, code, "state")
    assert refused.status_code == 403
