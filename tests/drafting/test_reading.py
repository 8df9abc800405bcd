"""Version pages and redlines."""

import lxml.html

from tests.support import Site


def test_a_version_is_shown_as_it_was_written(reading_site: Site) -> None:
    client = reading_site.client()
    first = client.get("/hld-2013-review/RT1-M1/versions/1")
    assert "test all indicators before the package is tabled" in first.text
    assert "Version 2 is the newest." in first.text
    assert "test all indicators" not in client.get("/hld-2013-review/RT1-M1/versions/2").text


def test_a_version_that_is_not_there_is_not_found(reading_site: Site) -> None:
    client = reading_site.client()
    for path in ("versions/3", "versions/0", "changes?from=1&to=9", "changes?from=7"):
        assert client.get(f"/hld-2013-review/RT1-M1/{path}").status_code == 404, path
    assert client.get("/hld-2013-review/RT1-M1/versions/last").status_code == 422


def test_the_redline_marks_what_came_and_went_and_says_it_in_words(reading_site: Site) -> None:
    page = reading_site.client().get("/hld-2013-review/RT1-M1/changes?from=1&to=2")
    html = lxml.html.fromstring(page.text)
    inserted = [node.text_content() for node in html.xpath("//*[@class='clause']//ins")]
    deleted = [node.text_content() for node in html.xpath("//*[@class='clause']//del")]
    assert inserted
    assert deleted
    assert all(text.startswith("inserted: ") and "end of insertion" in text for text in inserted)
    assert all(text.startswith("deleted: ") and "end of deletion" in text for text in deleted)
    assert "Unchanged: " in page.text


def test_the_redline_can_be_read_backwards_and_against_itself(reading_site: Site) -> None:
    client = reading_site.client()
    assert "from version 2 to version 1" in client.get("/hld-2013-review/RT1-M1/changes?from=2&to=1").text
    assert "say the same" in client.get("/hld-2013-review/RT1-M1/changes?from=2&to=2").text


def test_a_text_with_one_version_has_no_changes(reading_site: Site) -> None:
    page = reading_site.client().get("/hld-2013-review/RT1-M2/changes")
    assert page.status_code == 200


def test_the_reason_stands_beside_the_control(reading_site: Site) -> None:
    anonymous = reading_site.client().get("/hld-2013-review/RT1-M1/versions").text
    assert 'aria-disabled="true"' in anonymous
    assert "Sign in first" in anonymous
    assert "/RT1-M1/edit" in reading_site.client("member").get("/hld-2013-review/RT1-M1/versions").text
