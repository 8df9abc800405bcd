"""A delegation that cannot be there lets another one give its positions, where the rule of the ballot allows it."""

import json
from pathlib import Path
from typing import Any

import pytest

from app.consultations.actions.delegations import end_delegation
from app.consultations.actions.seats import seat_person
from app.consultations.live import position_news
from app.consultations.queries import visible_consultation
from app.kernel.actor import SYSTEM
from app.kernel.errors import Invalid
from app.kernel.tail import Told
from app.voting.actions.results import publish_due_results
from app.voting.parameters import chosen_rule, read_rule
from tests.review.making import AT, SLUG, at, begin, breaks, do, make, plan
from tests.support import Form, Site
from tests.voting.assembly import BALLOT, HERE, assembly, give
from tests.voting.test_verifier import verify

PROXY, PAGE, NAMING = f"{BALLOT}/proxy", f"{HERE}/proxy", "name-org-bel"


def name(site: Site, who: str, proxy: str, **more: Any) -> Any:
    """The answer to a proxy that is named by program."""
    return site.api(who).put(PROXY, json={"proxy": proxy, **more})


def end(site: Site, who: str, **asked: str) -> Any:
    """The answer to a proxy that is ended by program."""
    return site.api(who).delete(PROXY, params=asked)


def code_of(site: Site, head: str) -> str:
    """The delegation that somebody of the assembly heads."""
    return str(
        site.rows(
            "SELECT d.code FROM delegation d JOIN membership m ON m.delegation_id = d.id JOIN person p ON p.id = m.person_id"
            " WHERE p.email = :email AND m.consultation_id = (SELECT id FROM consultation WHERE slug = :s)",
            email=f"{head}@demo.example",
            s=SLUG,
        )[0][0]
    )


def counted(site: Site) -> list[tuple[str, str, str | None]]:
    """The positions that count: delegation, position, and who gave it by proxy."""
    return [
        (row[0], row[1], row[2])
        for row in site.rows(
            "SELECT d.code, p.position, q.code FROM position p JOIN delegation d ON d.id = p.delegation_id"
            " LEFT JOIN delegation q ON q.id = p.given_by_id JOIN consultation c ON c.id = p.consultation_id"
            " WHERE p.current AND c.slug = :s ORDER BY d.code",
            s=SLUG,
        )
    ]


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"proxies": 6}, "a whole number from 0 to 5"),
        ({"proxies": -1}, "a whole number from 0 to 5"),
        ({"proxies": True}, "a whole number from 0 to 5"),
        (
            {"proxies": 1, "disclosure": "secret"},
            "In a secret ballot each delegation hands in its own papers",
        ),
    ],
)
def test_rule_takes_no_more_than_five_proxies_and_none_in_secret(
    values: dict[str, Any], sentence: str
) -> None:
    with pytest.raises(Invalid) as refused:
        chosen_rule(values, ["STATE", "CS"])
    assert [(e.field, sentence in e.message) for e in refused.value.errors] == [("proxies", True)]


def test_rule_keeps_how_many_proxies_it_allows() -> None:
    assert read_rule(chosen_rule({"proxies": 2})).proxies == 2
    assert read_rule(chosen_rule({"proxies": 1, "disclosure": "totals"})).proxies == 1
    assert read_rule(chosen_rule({"preset": "simple_majority", "proxies": 3})).proxies == 3
    assert read_rule(chosen_rule({})).proxies == 0
    assert chosen_rule({"proxies": 0}) == chosen_rule({})


def test_form_of_opening_fixes_how_many_others_a_delegation_speaks_for(site: Site) -> None:
    api = make(site)
    begin(site)
    site.tamper("UPDATE proposal SET state = 'ready' WHERE consultation_id = (SELECT id FROM consultation WHERE slug = :s)", s=SLUG)  # fmt: skip
    plan(api, "ballot", first=1, last=7)
    chair = site.client("moderator")
    page = chair.get(f"/{SLUG}/rounds/R1/opening")
    secret = Form(page, "/opening").submit(chair, proxies="1", disclosure="secret")
    assert secret.status_code == 422
    assert "a proxy would know what stands on them" in secret.text
    Form(page, "/opening").submit(chair, proxies="2")
    ballot = site.api().get(BALLOT).json()
    assert ballot["rule"]["proxies"] == 2
    assert any("none speaks for more than 2 others" in sentence for sentence in ballot["rule_in_words"])


def test_the_proxy_gives_the_positions_of_another_delegation_and_each_counts_once(
    site: Site, tmp_path: Path
) -> None:
    _heads, (code,) = assembly(site, {"CS": 1}, proxies=1)
    assert give(site, "ngo", code, "support", delegation="org-bel").status_code == 403
    named = name(site, "state", "picum")
    assert named.status_code == 200, named.text
    assert [(each["delegation"], each["proxy"]) for each in named.json()["items"]] == [("org-bel", "picum")]
    assert site.api().get(PROXY).json() == named.json(), "who speaks for whom is public"
    given = give(site, "ngo", code, "object", delegation="org-bel", reason="We cannot be there.")
    assert given.status_code == 200, given.text
    assert given.json()["delegation"] == "org-bel"
    theirs = site.api("ngo").get(BALLOT, params={"delegation": "org-bel"}).json()
    assert (theirs["delegation"], theirs["mine"][code]["by"]) == ("org-bel", "picum")
    assert site.api("state").get(BALLOT).json()["mine"][code]["by"] == "picum"
    assert site.api("ngo").get(BALLOT).json()["mine"] == {}
    # Without a word for whom, a program goes on for its own delegation.
    assert give(site, "ngo", code, "support").json()["delegation"] == "picum"
    assert counted(site) == [("org-bel", "object", "picum"), ("picum", "support", None)]
    # The delegation itself changes it, also while the proxy stands; the last one counts.
    assert give(site, "alternate", code, "abstain").status_code == 200
    assert counted(site) == [("org-bel", "abstain", None), ("picum", "support", None)]
    last = give(site, "ngo", code, "support", delegation="org-bel")
    assert last.status_code == 200
    site.now = at(9)
    with site.database.unit_of_work() as db:
        publish_due_results(db)
    found = site.api().get(f"{BALLOT}/tally").json()["results"][0]
    assert found["overall"] | {"not_voted": 1, "support": 2} == found["overall"]
    file = site.api().get(f"{BALLOT}/register.json").json()
    assert file["proxies"] == [{"proposal": code, "delegation": "org-bel", "by": "picum"}]
    kept = tmp_path / "register.json"
    kept.write_bytes(site.api().get(f"{BALLOT}/register.json").content)
    assert verify.main(str(kept), "--receipt", given.json()["receipt"]) == 1, "a later turn counts"
    assert verify.main(str(kept), "--receipt", last.json()["receipt"]) == 0
    found = site.client().get(f"{HERE}/receipts", params={"receipt": last.json()["receipt"]})
    assert "given by PICUM, by proxy" in found.text
    rows = site.api().get(f"{BALLOT}/register").json()["items"]
    assert {row["delegation"]: row["by"] for row in rows} == {"org-bel": "picum", "picum": None}
    assert breaks(site) == []


def test_what_the_rule_does_not_allow_is_refused_in_words(site: Site) -> None:
    heads, _codes = assembly(site, {"CS": 3})
    assert "knows no proxies" in name(site, "state", "picum").json()["detail"]
    page = site.client("state").get(PAGE)
    assert page.status_code == 200
    assert "knows no proxies" in page.text
    assert PAGE + '"' not in page.text
    assert "Let another delegation vote for yours" not in site.client("state").get(HERE).text
    assert heads


def test_a_proxy_is_not_handed_on_and_not_held_beyond_the_rule(site: Site) -> None:
    heads, _codes = assembly(site, {"CS": 3}, proxies=1)
    one, two, three = (code_of(site, head) for head in heads["CS"])
    assert name(site, "state", "org-bel").json()["errors"][0]["message"].startswith("A delegation is not its")
    assert "There is no delegation" in name(site, "state", "nobody").json()["errors"][0]["message"]
    assert name(site, "state", one).status_code == 200
    full = name(site, "ngo", one)
    assert full.status_code == 422
    assert "speaks for 1 other delegation already" in full.json()["errors"][0]["message"]
    chain = name(site, "ngo", "org-bel")
    assert "has named a proxy of its own" in chain.json()["errors"][0]["message"]
    on = name(site, heads["CS"][0], two)
    assert on.status_code == 403
    assert "a proxy is not handed on" in on.json()["detail"]
    # Handed back, it may name one of its own.
    assert end(site, heads["CS"][0], delegation="org-bel").status_code == 200
    assert name(site, heads["CS"][0], two).status_code == 200
    assert end(site, heads["CS"][2], delegation=one).status_code == 403
    assert end(site, heads["CS"][2], delegation="org-bel").status_code == 403
    assert three
    assert breaks(site) == []


def test_a_proxy_that_was_taken_back_gives_nothing_more_and_what_it_gave_stands(site: Site) -> None:
    _heads, (first, second) = assembly(site, {"CS": 1}, texts=2, proxies=1)
    assert name(site, "state", "picum").status_code == 200
    assert give(site, "ngo", first, "support", delegation="org-bel").status_code == 200
    browser = site.client("ngo")
    sheet = browser.get(f"{HERE}/sheet?delegation=org-bel")
    assert end(site, "alternate").json()["items"] == []
    assert end(site, "alternate").json()["items"] == []
    refused = give(site, "ngo", second, "support", delegation="org-bel")
    assert refused.status_code == 403
    assert "or of the one that it has named as its proxy" in refused.json()["detail"]
    late = Form(sheet, "/sheet").submit(browser, **{second: "support"})
    assert late.status_code == 403
    assert "named as its proxy" in late.text
    assert counted(site) == [("org-bel", "support", "picum")]
    assert give(site, "state", first, "abstain").status_code == 200
    assert counted(site) == [("org-bel", "abstain", None)]
    assert breaks(site) == []


def test_who_was_seen_standing_is_not_overwritten_unseen(site: Site) -> None:
    heads, _codes = assembly(site, {"CS": 2}, proxies=1)
    one, two = (code_of(site, head) for head in heads["CS"])
    head, alternate = site.client("state"), site.client("alternate")
    theirs, ours = head.get(PAGE), alternate.get(PAGE)
    Form(theirs, id=NAMING).submit(head, proxy=one)
    clash = Form(ours, id=NAMING).submit(alternate, proxy=two)
    assert clash.status_code == 409
    assert "has named" in clash.text
    assert [each["proxy"] for each in site.api().get(PROXY).json()["items"]] == [one]
    again = Form(clash, id=NAMING).submit(alternate, proxy=two)
    assert again.status_code == 200
    assert [each["proxy"] for each in site.api().get(PROXY).json()["items"]] == [two]
    assert name(site, "state", one, instead_of=one).status_code == 409
    assert name(site, "state", one, instead_of=two).status_code == 200
    verbs = [row[0] for row in site.rows("SELECT verb FROM ledger WHERE verb LIKE 'proxy%' ORDER BY seq")]
    assert verbs == ["proxy_named", "proxy_ended", "proxy_named", "proxy_ended", "proxy_named"]
    assert breaks(site) == []


def test_nobody_who_has_recused_themselves_names_a_proxy_or_gives_as_one(site: Site) -> None:
    _heads, (code,) = assembly(site, {"CS": 1}, proxies=1)
    assert site.api("state").put(f"{BALLOT}/recusal", json={"reason": "I run the fund."}).status_code == 200
    assert "recused yourself" in name(site, "state", "picum").json()["detail"]
    assert name(site, "alternate", "picum").status_code == 200
    assert site.api("ngo").put(f"{BALLOT}/recusal", json={"reason": "I run the fund."}).status_code == 200
    refused = give(site, "ngo", code, "support", delegation="org-bel")
    assert refused.status_code == 403
    assert "recused yourself" in refused.json()["detail"]


def test_who_sits_in_two_delegations_speaks_from_one_of_them_and_for_its_proxies(site: Site) -> None:
    """Invariant 22 with its one exception."""
    heads, (code,) = assembly(site, {"CS": 2}, proxies=1)
    one, two = (code_of(site, head) for head in heads["CS"])
    with site.database.unit_of_work() as db:
        here = visible_consultation(db, SYSTEM, SLUG)
        seat_person(db, SYSTEM, here, email="ngo@demo.example", role="alternate", title="Alternate", delegation=one)  # fmt: skip
    assert name(site, "state", "picum").status_code == 200
    assert give(site, "ngo", code, "support", delegation="org-bel").status_code == 200
    # They have spoken from PICUM, and so not from the other one, nor for whom that one speaks.
    refused = give(site, "ngo", code, "support", delegation=one)
    assert refused.status_code == 403
    assert "Nobody speaks for two" in refused.json()["detail"]
    assert name(site, heads["CS"][1], one).status_code == 200
    refused = give(site, "ngo", code, "support", delegation=two)
    assert refused.status_code == 403
    assert "Nobody speaks for two" in refused.json()["detail"]
    assert give(site, "ngo", code, "support", delegation="picum").status_code == 200
    assert breaks(site) == []


def test_who_sits_in_a_delegation_and_in_its_proxy_does_not_decide_for_both(site: Site) -> None:
    """Invariant 22: naming one's own delegation as the proxy of the other would be a way around it."""
    heads, (first, second) = assembly(site, {"CS": 2}, texts=2, proxies=1)
    one, two = (code_of(site, head) for head in heads["CS"])
    with site.database.unit_of_work() as db:
        here = visible_consultation(db, SYSTEM, SLUG)
        for email, where in (("ngo@demo.example", one), ("head-1@demo.example", "picum")):
            seat_person(db, SYSTEM, here, email=email, role="alternate", title="Alternate", delegation=where)
    both = name(site, "ngo", "picum", delegation=one)
    assert both.status_code == 403
    assert "You sit in both" in both.json()["detail"]
    page = site.client("ngo").get(PAGE)
    assert "Nor are those in which you sit too" in page.text
    own = page.text.partition(f'id="name-{one}"')[2].partition("</form>")[0]
    assert f'value="{two}"' in own
    assert 'value="picum"' not in own
    assert give(site, "ngo", first, "support", delegation="picum").status_code == 200
    for proxy in ("picum", two):
        spoke = name(site, "ngo", proxy, delegation=one)
        assert spoke.status_code == 403
        assert "You have given positions of another delegation" in spoke.json()["detail"]
    assert "Somebody else of your delegation names its proxy." in site.client("ngo").get(PAGE).text
    # Named by somebody else: the one who sits in both and spoke for the proxy still gives nothing, another one of it does.
    assert name(site, heads["CS"][0], "picum").status_code == 200
    refused = give(site, "ngo", first, "object", reason="Not this.", delegation=one)
    assert refused.status_code == 403
    assert "Nobody speaks for two" in refused.json()["detail"]
    assert give(site, "head-1", second, "abstain", delegation=one).status_code == 200
    assert counted(site) == [(one, "abstain", "picum"), ("picum", "support", None)]
    assert breaks(site) == []


def test_after_the_close_nothing_says_that_a_proxy_gave_what_it_never_gave(site: Site) -> None:
    assembly(site, {"CS": 1}, proxies=1)
    assert name(site, "state", "picum").status_code == 200
    site.now = at(9)
    with site.database.unit_of_work() as db:
        publish_due_results(db)
    sheet = site.client("state").get(f"{HERE}/sheet").text
    assert "PICUM could give positions of Belgium by proxy." in sheet
    for page in (sheet, site.client().get(HERE).text, site.client().get(PAGE).text):
        assert "gave positions" not in page
        assert "Who spoke for whom" not in page


def test_a_delegation_that_has_left_is_spoken_for_by_nobody_and_speaks_for_nobody(site: Site) -> None:
    heads, (first, second) = assembly(site, {"CS": 2}, texts=2, proxies=1)
    one, _two = (code_of(site, head) for head in heads["CS"])
    assert name(site, "state", "picum").status_code == 200
    assert give(site, "ngo", first, "support", delegation="org-bel").status_code == 200
    assert name(site, heads["CS"][1], one).status_code == 200
    leave(site, "org-bel")
    leave(site, one)
    refused = give(site, "ngo", second, "support", delegation="org-bel")
    assert refused.status_code == 403
    assert "has left the consultation" in refused.json()["detail"]
    sheet = site.client("ngo").get(f"{HERE}/sheet?delegation=org-bel")
    assert "has left the consultation" in sheet.text
    assert 'type="radio"' not in sheet.text
    assert give(site, heads["CS"][0], first, "support", delegation=_two).status_code == 403
    assert "has left" in site.client().get(PAGE).text
    gone = name(site, heads["CS"][1], "org-bel")
    assert "has left the consultation" in gone.json()["errors"][0]["message"]
    # Whose proxy has left takes it back and names another one, or gives its positions itself.
    assert name(site, heads["CS"][1], "picum").status_code == 422, "it speaks for one already"
    assert end(site, "ngo", delegation="org-bel").status_code == 200
    assert name(site, heads["CS"][1], "picum").status_code == 200
    assert counted(site) == [("org-bel", "support", "picum")]
    assert breaks(site) == []


def test_who_gives_by_proxy_and_who_is_spoken_for_are_told_of_a_position_and_nobody_else(site: Site) -> None:
    _heads, (code,) = assembly(site, {"CS": 1}, proxies=1)
    here = site.consultation(SLUG)
    facts = {"proposal": code, "ballot": "BAL-1", "delegation": "org-bel", "by": "picum"}
    told = Told(track=SLUG, seq=1, verb="position_cast", subject=code, facts=facts)
    assert position_news(here, told, {"org-bel"}) is not None
    assert position_news(here, told, {"picum"}) is not None
    assert position_news(here, told, {"another"}) is None
    own = Told(track=SLUG, seq=2, verb="position_cast", subject=code, facts={**facts, "by": None})
    assert position_news(here, own, {"picum"}) is None


def leave(site: Site, code: str) -> None:
    with site.database.unit_of_work() as db:
        here = visible_consultation(db, SYSTEM, SLUG)
        end_delegation(db, SYSTEM, here, code, reason="It has withdrawn.")


def test_proxies_stand_through_an_extension_and_until_the_close(site: Site) -> None:
    _heads, (code,) = assembly(site, {"CS": 1}, proxies=1)
    assert name(site, "state", "picum").status_code == 200
    longer = do(site.api("moderator"), "R1", "extension", closes=at(12).date().isoformat(), reason="A holiday.")  # fmt: skip
    assert longer.status_code == 200, longer.text
    site.now = at(10)
    assert give(site, "ngo", code, "support", delegation="org-bel").status_code == 200
    site.now = at(14)
    with site.database.unit_of_work() as db:
        publish_due_results(db)
    for late in (name(site, "state", "picum"), end(site, "state"), end(site, "ngo", delegation="org-bel")):
        assert late.status_code == 403
        assert late.json()["detail"].startswith("This ballot is closed. Who speaks for whom stands")
    late = give(site, "ngo", code, "object", delegation="org-bel", reason="Too late.")
    assert late.status_code == 403
    assert "This ballot is closed" in late.json()["detail"]
    page = site.client().get(HERE).text
    assert "Who could speak for whom" in page
    assert "PICUM" in page
    assert site.api("secretariat").post(f"{BALLOT}/voiding", json={"reason": "The wrong texts."}).status_code == 201  # fmt: skip
    assert name(site, "state", "picum").status_code == 403
    assert site.client("state").get(PAGE).status_code == 200
    assert breaks(site) == []


def test_a_proxy_is_named_before_voting_begins(site: Site) -> None:
    _heads, (code,) = assembly(site, {"CS": 1}, proxies=1)
    site.now = at(0.25)
    assert name(site, "state", "picum").status_code == 200
    refused = give(site, "ngo", code, "support", delegation="org-bel")
    assert refused.json()["detail"] == "This ballot has not opened yet."


def test_the_sheet_of_another_delegation_stands_beside_the_own_one(site: Site) -> None:
    _heads, (first, second) = assembly(site, {"CS": 1}, texts=2, proxies=1)
    state, ngo = site.client("state"), site.client("ngo")
    page = state.get(PAGE)
    assert "Its own head and alternates, and nobody else." in page.text
    named = Form(page, id=NAMING).submit(state, proxy="picum")
    assert named.status_code == 200
    assert "PICUM" in named.text
    own = ngo.get(f"{HERE}/sheet")
    assert "(by proxy)" in own.text
    assert "delegation=org-bel" in own.text
    theirs = ngo.get(f"{HERE}/sheet?delegation=org-bel")
    assert "for Belgium by proxy" in theirs.text
    done = Form(theirs, "/sheet").submit(ngo, **{first: "support", second: "abstain"})
    assert done.status_code == 200
    assert "by proxy" in done.text
    seen = state.get(f"{HERE}/sheet").text
    assert "by PICUM, by proxy (head)" in seen
    assert "gives positions of Belgium by proxy" in seen
    # The sheet off line goes out and comes in for the other delegation too.
    file = ngo.get(f"{HERE}/sheet.xlsx?delegation=org-bel")
    assert file.status_code == 200
    assert "org-bel" in file.headers["content-disposition"]
    back = ngo.post(
        f"{HERE}/sheet/file",
        data={**Form(theirs, "/file").values, "delegation": "org-bel"},
        files={"file": ("sheet.xlsx", file.content)},
    )
    assert back.status_code == 200, back.text
    handed = Form(ngo.get(PAGE), f"{PAGE}/end").submit(ngo)
    assert handed.status_code == 200
    assert "No delegation has named a proxy." in handed.text
    assert ngo.get(f"{HERE}/sheet?delegation=org-bel").text.count("for Belgium by proxy") == 0


def test_of_totals_a_proxy_sees_what_it_gave_no_longer_than_it_speaks(site: Site) -> None:
    heads, (code,) = assembly(site, {"STATE": 4, "CS": 4}, disclosure="totals", proxies=1)
    assert name(site, "state", "picum").status_code == 200
    assert give(site, "ngo", code, "object", delegation="org-bel", reason="Not this.").status_code == 200
    cast = site.rows("SELECT facts FROM ledger WHERE verb = 'vote_cast'")
    facts = cast[0][0] if isinstance(cast[0][0], dict) else json.loads(cast[0][0])
    assert facts["by"] == "picum"
    assert "receipt" not in facts
    assert give(site, "ngo", code, "support").status_code == 200
    for who in (*heads["STATE"], *heads["CS"]):
        assert give(site, who, code, "support").status_code == 200
    site.now = at(9)
    with site.database.unit_of_work() as db:
        publish_due_results(db)
    after = site.client("ngo").get(f"{HERE}/sheet?delegation=org-bel").text
    assert "Not this." not in after
    assert "for Belgium by proxy" not in after
    assert "Not this." in site.client("state").get(f"{HERE}/sheet").text
    file = site.api().get(f"{BALLOT}/register.json").json()
    assert file.get("proxies", []) == []
    # Nor do the own data say it: with receipt and nonce one could prove how another delegation voted.
    for client, path in ((site.client("ngo"), "/account/data.json"), (site.api("ngo"), "/account/data")):
        of_proxy, own = (
            {
                row["given_by"]: row
                for row in client.get(path).json()["positions"]
                if row["consultation"] == SLUG
            }[by]
            for by in ("picum", None)
        )
        told = {"current", "position", "reason", "willing", "nonce", "receipt"}
        assert told.isdisjoint(of_proxy)
        assert (of_proxy["delegation"], of_proxy["ballot"], of_proxy["person"]) == (
            "org-bel",
            "BAL-1",
            own["person"],
        )
        assert told <= set(own)
    assert "Not this." not in site.client("ngo").get("/account/data?part=positions").text
    assert breaks(site) == []


def test_the_desk_says_what_is_to_give_by_proxy_and_who_gives_it(site: Site) -> None:
    _heads, codes = assembly(site, {"CS": 1}, texts=2, proxies=1)
    assert name(site, "state", "picum").status_code == 200
    needs = site.api("ngo").get("/account/needs").json()["items"]
    by_proxy = [each for each in needs if each["kind"] == "proxy"]
    assert [each["title"] for each in by_proxy] == ["2 positions to give for Belgium by proxy"]
    assert by_proxy[0]["url"].endswith("/ballots/BAL-1/sheet?delegation=org-bel")
    own = [
        each
        for each in site.api("state").get("/account/needs").json()["items"]
        if each["consultation"] == SLUG
    ]
    assert "PICUM gives them by proxy" in own[0]["why"]
    for code in codes:
        assert give(site, "ngo", code, "support", delegation="org-bel").status_code == 200
    needs = site.api("ngo").get("/account/needs").json()["items"]
    assert [each for each in needs if each["kind"] == "proxy"] == []
    assert AT
