"""The order of a roundtable's entries: by the whole list, by one button, and never over somebody else's order."""

import pytest
from fastapi.testclient import TestClient

from tests.outcome.bench import API, DAY, HERE, in_consolidation, listing, outline
from tests.support import Form, Site


@pytest.fixture
def bench(site: Site) -> Site:
    in_consolidation(site)
    desk = site.client("secretariat")
    assert Form(desk.get(HERE), "/inclusion").submit(desk, decided_on=DAY, scope="all").is_success
    return site


def codes(site: Site, roundtable: str = "RT1") -> list[str]:
    return [entry.code for entry in outline(site).entries(roundtable)]


def put(site: Site, order: list[str], tag: str | None, roundtable: str = "RT1"):  # type: ignore[no-untyped-def]
    headers = {"If-Match": f'"{tag}"'} if tag is not None else {}
    return site.api("secretariat").put(f"{API}/order/{roundtable}", headers=headers, json={"codes": order})


def tag(site: Site, roundtable: str = "RT1") -> str:
    entries = site.api("secretariat").get(f"{API}/list").json()["entries"]
    return str(next(each["etag"] for each in entries if each["roundtable"] == roundtable))


def test_the_whole_order_is_given_and_stays(bench: Site) -> None:
    wanted = list(reversed(codes(bench)))
    answer = put(bench, wanted, tag(bench))
    assert answer.status_code == 200, answer.text
    assert answer.json()["codes"] == codes(bench) == wanted
    assert put(bench, list(reversed(wanted)), answer.json()["etag"]).status_code == 200
    assert codes(bench) == list(reversed(wanted))


@pytest.mark.parametrize("change", ["fewer", "more", "twice"])
def test_an_order_names_each_entry_once(bench: Site, change: str) -> None:
    before = codes(bench)
    wanted = {"fewer": before[1:], "more": [*before, "RT2-M1"], "twice": [*before[1:], before[1]]}[change]
    answer = put(bench, wanted, tag(bench))
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["field"] == "codes"
    assert codes(bench) == before


def test_an_order_drawn_from_an_older_one_is_told_how_it_stands_now(bench: Site) -> None:
    before, old = codes(bench), tag(bench)
    assert put(bench, list(reversed(before)), old).status_code == 200
    stale = put(bench, before[1:] + before[:1], old)
    assert stale.status_code == 412
    assert stale.json()["now"]["codes"] == list(reversed(before))
    assert put(bench, before, None).status_code == 428
    assert put(bench, before, "nonsense").status_code == 422


def moved(desk: TestClient, page, move: str):  # type: ignore[no-untyped-def]
    return Form(page, "/order/RT1").submit(desk, move=move)


def test_an_entry_goes_up_and_down_by_its_buttons_and_keeps_the_focus(bench: Site) -> None:
    desk, before = bench.client("secretariat"), codes(bench)
    page = moved(desk, desk.get(f"{HERE}?roundtable=RT1"), f"down {before[0]}")
    assert codes(bench) == [before[1], before[0], *before[2:]]
    assert page.text.count("autofocus") == 1
    assert f'value="down {before[0]}" autofocus' in page.text
    page = moved(desk, page, f"up {before[0]}")
    assert codes(bench) == before
    # At the top there is no way up any more: the focus stays with the entry.
    assert f'value="down {before[0]}" autofocus' in page.text
    assert f'value="up {before[0]}"' not in page.text


def test_a_button_of_an_old_page_moves_nothing(bench: Site) -> None:
    desk, before = bench.client("secretariat"), codes(bench)
    page = desk.get(f"{HERE}?roundtable=RT1")
    assert moved(desk, page, f"down {before[0]}").status_code == 200
    stale = moved(desk, page, f"down {before[0]}")
    assert stale.status_code == 409
    assert "were changed meanwhile" in stale.text
    assert codes(bench) == [before[1], before[0], *before[2:]]


def test_dragging_sends_the_whole_order(bench: Site) -> None:
    desk, wanted = bench.client("secretariat"), list(reversed(codes(bench)))
    form = Form(desk.get(f"{HERE}?roundtable=RT1"), "/order/RT1")
    assert sorted(form.values["codes"]) == sorted(wanted)
    assert form.submit(desk, codes=wanted).status_code == 200
    assert codes(bench) == wanted
    assert listing(bench).places


def test_what_is_included_later_comes_after_what_was_placed(bench: Site) -> None:
    api = bench.api("secretariat")
    out = codes(bench)[0]
    body = {"choice": "exclude", "reason": "Later.", "decided_on": DAY}
    assert api.put(f"{API}/list/{out}", json=body).status_code == 200
    wanted = list(reversed(codes(bench)))
    assert put(bench, wanted, tag(bench)).status_code == 200
    assert api.put(f"{API}/list/{out}", json={**body, "choice": "include"}).status_code == 200
    assert set(codes(bench)) >= {out, *wanted[:1]}
    placed = [code for code in codes(bench) if code in listing(bench).places]
    assert codes(bench)[: len(placed)] == placed
    assert codes(bench).index(out) >= len(placed)


def test_a_roundtable_that_is_not_there(bench: Site) -> None:
    assert put(bench, [], tag(bench), "RT9").status_code == 404


def test_an_entry_is_moved_to_a_place_by_its_number(bench: Site) -> None:
    desk, before = bench.client("secretariat"), codes(bench)
    assert len(before) > 5
    last = before[-1]

    def placed(entry: str, place: str):  # type: ignore[no-untyped-def]
        page = desk.get(f"{HERE}?roundtable=RT1")
        assert 'name="move" value="to"' in page.text
        return Form(page, "/order/RT1").submit(desk, move="to", entry=entry, place=place)

    assert placed(last.lower(), "2").status_code == 200
    assert codes(bench) == [before[0], last, *before[1:-1]]
    assert placed(last, "999").status_code == 200
    assert codes(bench) == before
    for entry, place, why in (
        (last, "0", "1 is the first"),
        (last, "two", "1 is the first"),
        ("RT9-M1", "1", "is no entry"),
    ):
        wrong = placed(entry, place)
        assert wrong.status_code == 422
        assert why in wrong.text
        assert f'value="{entry}"' in wrong.text
    assert codes(bench) == before


def test_the_outline_leads_to_the_page_that_shows_a_candidate(
    bench: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.outcome.workbench.PAGE", 2)
    desk = bench.client("secretariat")
    every = [each.code for each in outline(bench).candidates if each.roundtable == "RT1"]
    last = codes(bench)[-1]
    page = desk.get(f"{HERE}?roundtable=RT1").text
    there = f"{HERE}?roundtable=RT1&amp;after={every[every.index(last) // 2 * 2 - 1]}"
    assert f'href="{there}#{last}"' in page
    assert f'<li class="row" id="{last}">' in desk.get(there.replace("&amp;", "&")).text
    assert f'href="#{codes(bench)[0]}"' in page
