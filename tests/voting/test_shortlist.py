"""A balanced list of what carried, beside the plain ranking: after the close, for everybody, deciding nothing."""

import csv
import io
from datetime import timedelta

import sqlalchemy as sa

from tests.ceilings.counting import counted
from tests.support import Site
from tests.voting.test_results import whole_register

DONE, OPEN = "hld-2013", "hld-2013-decision"
API = f"/consultations/{DONE}/ballots/BAL-1"
PAGE = f"/{DONE}/ballots/BAL-1/shortlist"


def test_list_is_refused_while_the_ballot_is_open(site: Site) -> None:
    for client, address in (
        (site.client("moderator"), f"/{OPEN}/ballots/BAL-1/shortlist"),
        (site.client(), f"/{OPEN}/ballots/BAL-1/shortlist.csv"),
        (site.api("moderator"), f"/consultations/{OPEN}/ballots/BAL-1/shortlist?k=5"),
    ):
        answer = client.get(address)
        assert answer.status_code == 403, address
        assert "This ballot is still open." in answer.text


def test_only_what_carried_is_on_a_list_and_the_register_says_the_same(reading_site: Site) -> None:
    anybody = reading_site.api()
    found = anybody.get(f"{API}/shortlist", params={"k": 12}).json()
    carried = {
        r["proposal"]
        for r in anybody.get(f"{API}/tally").json()["results"]
        if r["outcome"] in ("consensus", "adopted")
    }
    assert (found["carried"], found["k"]) == (len(carried), 12) == (61, 12)
    balanced = [each["proposal"] for each in found["balanced"]]
    ranked = [each["proposal"] for each in found["ranking"]]
    assert len(set(balanced)) == len(set(ranked)) == 12
    assert carried.issuperset([*balanced, *ranked])
    favour = {"support", "support_with_reservation"}
    supports = [
        (row["proposal"], row["delegation"])
        for row in whole_register(anybody, DONE)
        if row["position"] in favour and row["proposal"] in carried
    ]
    for each in (*found["balanced"], *found["ranking"]):
        assert each["supporters"] == sum(code == each["proposal"] for code, _who in supports)
    assert len(found["delegations"]) == 50
    for who in found["delegations"]:
        own = {code for code, delegation in supports if delegation == who["delegation"]}
        assert who["supported"] == len(own)
        assert (who["balanced"], who["ranking"]) == (len(own & set(balanced)), len(own & set(ranked)))
    least = min(each["supporters"] for each in found["ranking"])
    assert all(sum(c == code for c, _who in supports) <= least for code in carried - set(ranked))


def test_kind_is_chosen_and_half_of_what_carried_is_proposed(reading_site: Site) -> None:
    both = reading_site.api().get(f"{API}/shortlist").json()
    assert both["k"] == (both["carried"] + 1) // 2
    for kind, letter in (("mechanism", "M"), ("benchmark", "B")):
        found = reading_site.api().get(f"{API}/shortlist", params={"k": 900, "kind": kind}).json()
        assert len(found["balanced"]) == len(found["ranking"]) == found["carried"] < both["carried"]
        assert all(f"-{letter}" in each["proposal"] for each in found["balanced"])


def test_page_says_what_differs_and_who_is_left_with_nothing(reading_site: Site) -> None:
    page = reading_site.client().get(f"{PAGE}?k=1&kind=benchmark").text
    for words in (
        "A balanced list",
        "It decides nothing",
        "Plain ranking",
        "Only proposals that carried may be on a list. What counts as being for one: Support and With reservation.",
        "Every delegation of the electorate has the same share",
        f"/{DONE}/outcome/workbench",
        "The balanced list leaves ",
        "the places of the list are divided equally among 50 shares",
    ):
        assert words in page
    assert f'href="{PAGE}"' in reading_site.client().get(f"/{DONE}/ballots/BAL-1").text


def test_what_is_no_number_comes_back_with_a_sentence_at_the_field(reading_site: Site) -> None:
    for typed in ("0", "twelve", "1001", "-3", "1.5"):
        answer = reading_site.client().get(PAGE, params={"k": typed})
        assert answer.status_code == 422
        assert 'id="error-k"' in answer.text
        assert "a whole number from 1 to 1000" in answer.text
        assert f'value="{typed}"' in answer.text
        assert reading_site.api().get(f"{API}/shortlist", params={"k": typed}).status_code == 422
    assert reading_site.api().get(f"{API}/shortlist", params={"kind": "pilot"}).status_code == 422
    assert reading_site.client().get(f"/{DONE}/ballots/BAL-9/shortlist").status_code == 404


def test_lists_are_to_be_had_as_tables(reading_site: Site) -> None:
    answer = reading_site.client().get(f"{PAGE}.csv?k=5")
    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    found = reading_site.api().get(f"{API}/shortlist", params={"k": 5}).json()
    assert [r["proposal"] for r in rows][:5] == [each["proposal"] for each in found["balanced"]]
    assert reading_site.api().get(f"{API}/shortlist.xlsx?k=5").content[:2] == b"PK"
    assert reading_site.client().get(f"{PAGE}.pdf").status_code == 404


def test_list_of_a_closed_group_is_of_its_readers_only(site: Site) -> None:
    with site.database.unit_of_work() as db:
        db.execute(
            sa.text(
                "UPDATE working_group SET closed = :yes WHERE id IN "
                "(SELECT group_id FROM proposal p JOIN consultation c ON c.id = p.consultation_id "
                "WHERE c.slug = :slug AND p.code = 'RT1-M1')"
            ),
            {"yes": True, "slug": DONE},
        )
    site.now += timedelta(minutes=1)
    outside = site.api().get(f"{API}/shortlist", params={"k": 900}).json()
    shown = {each["proposal"] for each in outside["balanced"]}
    assert outside["carried"] == len(shown) < 61
    assert "RT1-M1" not in shown


def test_list_is_read_in_a_fixed_number_of_queries(reading_site: Site) -> None:
    client = reading_site.api()
    asked = []
    for k in (1, 50):
        with counted(reading_site.database) as statements:
            assert client.get(f"{API}/shortlist", params={"k": k}).status_code == 200
        asked.append(len(statements))
    assert asked[0] == asked[1] <= 9


def test_nothing_of_a_void_ballot_is_on_a_list(site: Site) -> None:
    with site.database.unit_of_work() as db:
        db.execute(
            sa.text(
                "UPDATE ballot SET voided_at = closes_at WHERE consultation_id = "
                "(SELECT id FROM consultation WHERE slug = :slug)"
            ),
            {"slug": DONE},
        )
    site.now += timedelta(minutes=1)
    answer = site.client().get(PAGE)
    assert answer.status_code == 403
    assert "declared void" in answer.text
    assert f'href="{PAGE}"' not in site.client().get(f"/{DONE}/ballots/BAL-1").text
