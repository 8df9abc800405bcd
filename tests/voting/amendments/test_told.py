"""Who is told of amendments: the chair whose order is asked, who moved one, and everybody who reads the feed."""

from tests.review.making import AT, SLUG
from tests.support import Site
from tests.voting.amendments.moving import moved, paragraphs, ready, text_ready


def needs(site: Site, who: str) -> dict[str, str]:
    found = site.api(who).get(f"/account/needs?consultation={SLUG}").json()["items"]
    return {each["kind"]: each["url"] for each in found}


def test_the_chair_is_asked_for_the_order_of_several_to_one_paragraph_until_they_have_one(site: Site) -> None:
    code = text_ready(site)
    _first, second, third = paragraphs(site, code)
    moved(site, "state", code, second, "There is none.")
    moved(site, "state", code, third, "There were many.")
    assert "amendments" not in needs(site, "moderator")
    moved(site, "ngo", code, second, "There is no register at all.")
    assert needs(site, "moderator")["amendments"] == f"/{SLUG}/{code}/amendments#in-order"
    assert "amendments" not in needs(site, "rapporteur")
    body = {"field": "problem", "paragraph": second, "order": [f"{code}-A3", f"{code}-A1"]}
    site.api("moderator").put(f"{AT}/proposals/{code}/amendments/order", json=body)
    assert "amendments" not in needs(site, "moderator")


def test_who_moved_one_is_asked_to_move_it_again_when_the_text_has_moved_on(site: Site) -> None:
    code = text_ready(site)
    moved(site, "state", code, list(paragraphs(site, code))[1], "There is none.")
    assert "amendment" not in needs(site, "state")
    site.api("member").patch(f"{AT}/proposals/{code}", json={"title": "Newer"}, headers={"If-Match": '"1"'})
    ready(site, code)
    assert needs(site, "state")["amendment"] == f"/{SLUG}/{code}-A1"
    site.api("state").post(f"{AT}/proposals/{code}-A1/withdrawal", json={})
    assert "amendment" not in needs(site, "state")


def test_the_feed_and_the_ledger_tell_of_it_by_its_code_and_no_words(site: Site) -> None:
    code = text_ready(site)
    moved(site, "state", code, list(paragraphs(site, code))[1], "Wintergreen is kept nowhere.")
    feed = site.client().get(f"/{SLUG}/feed.atom").text
    assert f"an amendment was moved: {code}-A1" in feed
    assert f"/{SLUG}/{code}/amendments" in feed
    assert "Wintergreen" not in feed
    acts = site.client().get(f"/{SLUG}/register?subject={code}-A1").text
    assert "moved" in acts.lower()
    assert "Wintergreen" not in acts
