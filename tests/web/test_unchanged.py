"""A page that has not changed since it was last read is not sent again."""

from tests.support import Site


def test_a_page_read_again_costs_nothing_on_the_line(site: Site) -> None:
    reader = site.client()
    first = reader.get("/hld-2013-review/RT1-M1")
    again = reader.get("/hld-2013-review/RT1-M1", headers={"If-None-Match": first.headers["ETag"]})
    assert again.status_code == 304
    assert again.content == b""


def test_a_changed_page_comes_whole(site: Site) -> None:
    reader = site.client()
    first = reader.get("/hld-2013-review/RT1-M1")
    said = site.api("ngo").post(
        "/consultations/hld-2013-review/proposals/RT1-M1/comments",
        json={"type": "general", "stance": "support", "text": "We would sign this."},
    )
    assert said.status_code == 201
    again = reader.get("/hld-2013-review/RT1-M1", headers={"If-None-Match": first.headers["ETag"]})
    assert again.status_code == 200
    assert "We would sign this." in again.text


def test_a_form_has_no_mark_of_its_own_person_for_another(site: Site) -> None:
    member, rapporteur = site.client("member"), site.client("rapporteur")
    first = member.get("/hld-2013-review/RT1-M1")
    other = rapporteur.get("/hld-2013-review/RT1-M1", headers={"If-None-Match": first.headers["ETag"]})
    assert other.status_code == 200
