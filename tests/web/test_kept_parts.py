"""The list that everybody with the same rights sees is drawn once, and nobody sees in it what is not for them."""

from collections.abc import Iterator

import pytest

from tests.ceilings.counting import counted
from tests.support import Site

REVIEW = "hld-2013-review"
LIST = f"/{REVIEW}/proposals"


@pytest.fixture
def keeping(demo_url: str) -> Iterator[Site]:
    with Site(demo_url, keep_pages=True) as site:
        yield site


def listed(site: Site, who: str, **headers: str) -> str:
    """The page without what is the reader's own."""
    answer = site.client(who).get(LIST, headers=headers)
    assert answer.status_code == 200
    return answer.text.partition('<main id="main"')[2].partition("</main>")[0]


def test_the_list_is_read_once_for_all_who_have_no_group(keeping: Site) -> None:
    first = listed(keeping, "state")
    with counted(keeping.database) as statements:
        again = listed(keeping, "secretariat")
    assert again == first
    assert not [statement for statement in statements if "FROM proposal" in statement]


def test_each_reader_has_a_frame_of_their_own_around_it(keeping: Site) -> None:
    pages = {who: keeping.client(who).get(LIST).text for who in ("state", "secretariat")}
    assert f"/{REVIEW}/setup" in pages["secretariat"]
    assert f"/{REVIEW}/setup" not in pages["state"]


def test_after_an_act_the_list_is_as_if_drawn_anew(keeping: Site) -> None:
    before = listed(keeping, "state")
    begun = {"kind": "mechanism", "roundtable": "RT1", "group": "WG-1A", "title": "Begun a moment ago"}
    assert keeping.api("member").post(f"/consultations/{REVIEW}/proposals", json=begun).status_code == 201
    after = listed(keeping, "state")
    with Site(keeping.url) as drawing:
        drawing.now = keeping.now
        assert after == listed(drawing, "state")
    assert "Begun a moment ago" in after
    assert after != before


def test_the_list_of_a_closed_groups_member_is_given_to_nobody_else(keeping: Site) -> None:
    keeping.tamper("UPDATE working_group SET closed = :yes WHERE code = 'WG-1A'", yes=True)
    inside, outside = listed(keeping, "member"), listed(keeping, "state")
    assert f"/{REVIEW}/RT1-M1" in inside
    assert f'href="/{REVIEW}/RT1-M1"' not in outside


def test_each_language_has_a_list_of_its_own(keeping: Site) -> None:
    english = listed(keeping, "state")
    arabic = listed(keeping, "state", **{"Accept-Language": "ar"})
    assert arabic != english
    assert listed(keeping, "state") == english


def test_what_is_searched_for_is_looked_up_anew(keeping: Site) -> None:
    client = keeping.client("state")
    client.get(f"{LIST}?q=remittance")
    with counted(keeping.database) as statements:
        client.get(f"{LIST}?q=remittance")
    assert [statement for statement in statements if "FROM proposal" in statement]
