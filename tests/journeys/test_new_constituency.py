"""A constituency made in the set-up is there at once, without code: in forms, filters, tallies, results, participation,
programs' answers and every export, at its place among the others and under its name in the reader's language."""

import csv
import re
from io import BytesIO, StringIO
from zipfile import ZipFile

import pytest

from tests.review.making import AT, SLUG, answer, at, begin, breaks, certify, comment, do, make, plan
from tests.support import Form, Site

# In their order; the middle one is new. No name is part of another word of the pages.
NAMES = ("Sovereign States", "Young delegates", "Organised citizens")
ARABIC = ("الدول", "المندوبون الشباب", "المواطنون المنظمون")
FORUM = "منتدى الشباب"
CODES = ("STATE", "YOUTH", "CS")


def in_order(text: str, names: tuple[str, ...] = NAMES) -> bool:
    """Whether somewhere the names stand one after the other, in the order of the constituencies."""
    found = re.findall("|".join(map(re.escape, names)), text)
    once = [name for place, name in enumerate(found) if found[place - 1 : place] != [name]]
    return any(tuple(once[place : place + 3]) == names for place in range(len(once)))


def readable(page: str) -> str:
    return re.sub(r"<style.*?</style>|<script.*?</script>", "", page, flags=re.S)


def table(site: Site, name: str) -> list[dict[str, str]]:
    file = site.client().get(f"/{SLUG}/outcome.csv?table={name}")
    assert file.status_code == 200, file.text
    return list(csv.DictReader(StringIO(file.content.decode("utf-8-sig"))))


def youth_forum(site: Site) -> str:
    bodies = site.api().get(f"{AT}/delegations").json()["items"]
    return next(str(body["code"]) for body in bodies if body["constituency"] == "YOUTH")


@pytest.fixture
def decided(site: Site) -> Site:
    """A consultation with a constituency that no code knows: its delegation comments and gives positions."""
    make(site)
    desk = site.client("secretariat")
    there = f"/{SLUG}/setup/constituencies"
    typed = {"code": "youth", "name": NAMES[1], "name.ar": ARABIC[1], "description": "Under thirty years."}
    assert Form(desk.get(there), there).submit(desk, follow=False, **typed).status_code == 303
    api = site.api("secretariat")
    assert api.patch(AT, json={"languages": ["en", "ar"]}).status_code == 200
    for place, code in enumerate(CODES):
        body = {"name": NAMES[place], "name_i18n": {"ar": ARABIC[place]}, "place": place}
        assert api.patch(f"{AT}/constituencies/{code}", json=body).status_code == 200
    there = f"/{SLUG}/setup/delegations"
    form = Form(page := desk.get(there), there)
    assert in_order(page.text[page.text.index('id="constituency"') :])
    typed = {"name": "Youth Forum on Migration", "short_name": "Youth Forum", "name.ar": FORUM}
    typed["constituency"] = "YOUTH"
    assert form.submit(desk, follow=False, **typed).status_code == 303
    code = youth_forum(site)
    youth = "youth@example.org"
    for role, place in (("head", {"delegation": code}), ("member", {"delegation": code, "group": "WG-1"})):
        seat = {"email": youth, "name": "Y. Outh", "role": role, **place}
        assert api.post(f"{AT}/members", json=seat).status_code == 201
    text = begin(site)
    moderator = site.api("moderator")
    plan(moderator, first=1, last=2)
    do(moderator, "R1", "opening")
    site.now = at(1.5)
    said = comment(site, text, youth, "Say it to the young.").json()["id"]
    site.now = at(3.5)
    answer(site, said)
    moderator.post(f"{AT}/rounds/R1/readiness")
    do(moderator, "R1", "completion")
    plan(moderator, "ballot", first=5, last=8)
    assert do(moderator, "R2", "opening").status_code == 200
    site.now = at(6)
    for who, position in (("state", "support"), (youth, "object"), ("ngo", "support")):
        given = {"position": position, "reason": "It forgets the young." if position == "object" else ""}
        put = site.api(who).put(f"{AT}/ballots/BAL-1/positions/{text}", json=given)
        assert put.status_code == 200, put.text
    site.now = at(8.5)
    certify(site)
    assert do(moderator, "R2", "completion").status_code == 200
    return site


def test_a_new_constituency_is_everywhere(decided: Site) -> None:
    site = decided
    anybody, desk = site.client(), site.client("secretariat")
    body = youth_forum(site)
    text = site.api().get(f"{AT}/ballots/BAL-1").json()["proposals"][0]["code"]
    speaks = {"en": NAMES, "ar": ARABIC}
    missing = []

    # Pages, in two languages: those that show all constituencies, those that show one, those of the set-up.
    whole = ("", "/members", "/comments", "/ballots/BAL-1", f"/ballots/BAL-1/{text}", f"/{text}")
    one = (
        f"/delegations/{body}",
        f"/{text}/comments",
        "/comments?constituency=YOUTH",
        "/accreditation",
        "/outcome",
    )
    setup = ("constituencies", "delegations", f"delegations/{body}", "groups", "groups/WG-1")
    for language, names in speaks.items():
        accepts = {"Accept-Language": language}
        for page in whole:
            if not in_order(readable(anybody.get(f"/{SLUG}{page}", headers=accepts).text), names):
                missing.append((language, page))
        for page in one:
            if names[1] not in anybody.get(f"/{SLUG}{page}", headers=accepts).text:
                missing.append((language, page))
        for page in setup:
            if not in_order(readable(desk.get(f"/{SLUG}/setup/{page}", headers=accepts).text), names):
                missing.append((language, f"setup/{page}"))
    # The delegation has its name in the reader's language too.
    for page in ("", "/members", f"/delegations/{body}", f"/{text}/comments", f"/ballots/BAL-1/{text}"):
        if FORUM not in anybody.get(f"/{SLUG}{page}", headers={"Accept-Language": "ar"}).text:
            missing.append(("name", page))
    assert "Say it to the young" in anybody.get(f"/{SLUG}/comments?constituency=YOUTH").text
    assert "Say it to the young" not in anybody.get(f"/{SLUG}/comments?constituency=CS").text
    sheet = ZipFile(BytesIO(desk.get(f"/{SLUG}/setup/people/template.xlsx").content))
    assert any(NAMES[1].encode() in sheet.read(name) for name in sheet.namelist())

    # Files: the tables, and the document with its annex of participants in each format.
    for language, names in speaks.items():
        for name in ("html", "md", "json"):
            if not in_order(anybody.get(f"/{SLUG}/outcome.{name}?lang={language}").text, names):
                missing.append((language, name))
        for name, part in (("docx", "word/document.xml"), ("xlsx", "xl/worksheets/sheet6.xml")):
            file = ZipFile(BytesIO(anybody.get(f"/{SLUG}/outcome.{name}?lang={language}").content))
            if not in_order(file.read(part).decode(), names):
                missing.append((language, name))
    if not in_order(anybody.get(f"/{SLUG}/participation.csv").text):
        missing.append(("en", "participation.csv"))
    assert missing == []
    assert [row["constituency"] for row in table(site, "participants")] == list(CODES)
    assert [row["constituency"] for row in table(site, "votes")] == list(NAMES)
    assert table(site, "comments")[0]["constituency"] == NAMES[1]

    # Programs.
    api = site.api()
    for part, of in (("constituencies", "code"), ("participation", "constituency")):
        assert [found[of] for found in api.get(f"{AT}/{part}").json()["items"]] == list(CODES)
    tally = api.get(f"{AT}/ballots/BAL-1/tally").json()["results"][0]
    assert list(tally["by_constituency"]) == list(CODES)
    assert tally["by_constituency"]["YOUTH"]["object"] == 1
    assert any(NAMES[1] in why for why in tally["why"])
    register = api.get(f"{AT}/ballots/BAL-1/register").json()["items"]
    assert [row["constituency"] for row in register] == list(CODES)
    assert api.get(f"{AT}/proposals/{text}/comments").json()["items"][0]["author"]["constituency"] == "YOUTH"
    assert "YOUTH" in {seat["constituency"] for seat in api.get(f"{AT}/seats").json()["items"]}
    shares = api.get(f"{AT}/participation").json()["items"]
    assert [(share["delegations"], share["people"]) for share in shares] == [(1, 2), (1, 1), (1, 1)]
    assert breaks(site) == []
