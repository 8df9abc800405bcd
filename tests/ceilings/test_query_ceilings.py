"""One table of ceilings: how many queries each page may ask, the same with ten times the data."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlmodel import select

from app.consultations.actions.seats import give_seat
from app.consultations.models import Consultation
from app.dossier.loading import import_package
from app.dossier.synth import Size, synthetic_package
from app.kernel.actor import SYSTEM
from app.people.queries import person_by_email
from tests.ceilings.counting import counted
from tests.support import NOON, Site

LIST, WHOLE, POST = 9, 15, 10
# The whole consultation in one answer: texts, ballots, the list with its front matter, declarations, annexes with the pilots.
DOCUMENT = 32

# Address -> ceiling. `{slug}` is a synthetic consultation, once small and once ten times as large.
CEILINGS = {
    "/": LIST,
    "/{slug}": WHOLE,
    "/{slug}/RT1": LIST,
    "/{slug}/proposals": LIST,
    "/{slug}/proposals?q=migration": LIST,
    "/{slug}/RT1-M1": WHOLE,
    "/{slug}/RT1-B1": WHOLE,
    "/{slug}/comments": LIST,
    "/{slug}/search?q=migration": LIST,
    "/{slug}/rounds": LIST,
    "/{slug}/permissions": WHOLE,
    "/{slug}/rounds/R1": WHOLE,
    "/{slug}/rounds/R1/opening": WHOLE,
    "/api/v1/consultations/{slug}/rounds/R1": LIST,
    "/{slug}/register": LIST,
    "/{slug}/pilots": LIST,
    "/{slug}/contributions": LIST,
    "/{slug}/outcome": DOCUMENT,
    "/{slug}/outcome/declarations": LIST,
    "/{slug}/outcome/tables/comments.csv": DOCUMENT,
    "/{slug}/outcome/trace/RT1-M1": WHOLE,
    "/{slug}/outcome/trace/RT1-M1/summary": WHOLE,
    "/{slug}/ballots/BAL-1": WHOLE,
    "/{slug}/ballots/BAL-1/explanations": LIST,
    "/api/v1/consultations/{slug}/ballots/BAL-1/explanations": LIST,
    "/api/v1/consultations/{slug}/proposals": LIST,
    "/api/v1/consultations/{slug}/proposals/RT1-M1": LIST,
    "/api/v1/consultations/{slug}/proposals/RT1-M1/comments": LIST,
    "/api/v1/consultations/{slug}/ballots/BAL-1": LIST,
    "/api/v1/consultations/{slug}/outcome": DOCUMENT,
    "/api/v1/consultations/{slug}/outcome/trace": DOCUMENT,
    "/api/v1/consultations/{slug}/outcome/briefs": DOCUMENT,
    "/api/v1/consultations/{slug}/ledger": LIST,
}


@pytest.fixture(scope="module")
def sizes(sites, backend: str) -> Iterator[Site]:  # type: ignore[no-untyped-def]
    with Site(sites.new(backend, demo=True)) as site:
        for slug, size in (("small", Size(15, 40, 10, 100)), ("large", Size(150, 400, 100, 1000))):
            with site.database.unit_of_work() as db:
                package = synthetic_package(slug, size, seed=1, today=NOON.date())
                import_package(db, SYSTEM, package, slug=slug)
        yield site


@pytest.mark.parametrize("address", CEILINGS)
def test_page_asks_no_more_than_its_ceiling_whatever_the_size(sizes: Site, address: str) -> None:
    client = sizes.client(None if address.startswith("/api") else "member")
    asked = {}
    for slug in ("small", "large"):
        with counted(sizes.database) as statements:
            answer = client.get(address.format(slug=slug))
        assert answer.status_code == 200, f"{address}: {answer.status_code}"
        asked[slug] = statements
    assert len(asked["large"]) <= CEILINGS[address], "\n".join(asked["large"])
    assert len(asked["small"]) == len(asked["large"]), "\n".join(asked["large"])


def test_the_page_of_a_text_with_everything_on_it_keeps_its_ceiling_for_a_writer(sizes: Site) -> None:
    api, writer = sizes.api("rapporteur"), sizes.client("rapporteur")
    at = "/consultations/hld-2013-review/proposals"
    codes = []
    for n in range(3):
        fields = {"title": f"Text {n}", "sponsors": ["org-bel", "org-swe"], "benchmarks": ["RT1-B1"]}
        made = api.post(at, json={"kind": "mechanism", "roundtable": "RT1", "contributions": ["C-01"], "evidence": [{"text": "e", "source": "P-01"}], **fields})  # fmt: skip
        codes.append(made.json()["code"])
    for code in codes[1:]:
        merged = api.post(
            f"{at}/{code}/steps", json={"step": "merged", "reason": "They are the same.", "into": codes[0]}
        )
        assert merged.status_code == 201, merged.text
    with counted(sizes.database) as statements:
        answer = writer.get(f"/hld-2013-review/{codes[0]}")
    assert answer.text.count("Merged into this") == 2
    assert len(statements) <= WHOLE, "\n".join(statements)


STEPS = {
    "submitted": {},
    "returned": {"reason": "Its evidence is too thin."},
    "withdrawn": {"reason": "Its evidence is too thin."},
    "taken_up": {"reason": "Its evidence is thick now."},
    "merged": {"reason": "Both say the same thing."},
}


def test_a_step_asks_no_more_than_its_ceiling(sizes: Site) -> None:
    """A merge reads two texts and writes a version of one of them besides."""
    api = sizes.api("rapporteur")
    at = "/consultations/hld-2013-review/proposals"
    full = {
        "summary": "S",
        "problem": "P",
        "how_it_works": ["a"],
        "responsible": ["b"],
        "evidence": [{"text": "e"}],
    }
    code, other = (
        api.post(at, json={"kind": "mechanism", "roundtable": "RT1", "title": title, "sponsors": ["org-bel"], **full}).json()["code"]
        for title in ("One", "Other")
    )  # fmt: skip
    for name, more in STEPS.items():
        with counted(sizes.database) as statements:
            answer = api.post(f"{at}/{code}/steps", json={"step": name, "into": other, **more})
        assert answer.status_code == 201, answer.text
        assert len(statements) <= (26 if name == "merged" else POST), name + "\n" + "\n".join(statements)
    for method, address, body in (
        ("PUT", f"{other}/links/RT1-B3", None),
        ("DELETE", f"{other}/links/RT1-B3", None),
        ("POST", f"{other}/restoration", {"version": 1, "note": "As it was"}),
    ):
        api.patch(f"{at}/{other}", headers={"If-Match": '"1"'}, json={"problem": "Another."})
        with counted(sizes.database) as statements:
            answer = api.request(method, f"{at}/{address}", json=body)
        assert answer.status_code == 200, answer.text
        assert len(statements) <= WHOLE, address + "\n" + "\n".join(statements)


SETUP = (
    "constituencies", "constituencies/STATES", "roundtables", "roundtables/RT1", "roundtables/RT1/end", "groups",
    "groups/WG-1A", "groups/WG-1A/closing", "delegations", "members", "members?q=a", "members/new",
)  # fmt: skip


@pytest.mark.parametrize("page", SETUP)
def test_a_page_of_the_set_up_asks_no_more_than_a_list(sizes: Site, page: str) -> None:
    with sizes.database.unit_of_work() as db:
        person = person_by_email(db, "secretariat@demo.example")
        give_seat(db, SYSTEM, person, role="secretariat", title="Secretariat")
    client = sizes.client("secretariat")
    asked = {}
    for slug in ("small", "large"):
        with counted(sizes.database) as statements:
            answer = client.get(f"/{slug}/setup/{page}".replace("WG-1A", first_group(sizes, slug)))
        assert answer.status_code == 200, f"{page}: {answer.status_code}"
        asked[slug] = statements
    assert len(asked["large"]) <= LIST, "\n".join(asked["large"])
    assert len(asked["small"]) == len(asked["large"]), "\n".join(asked["large"])


def first_group(site: Site, slug: str) -> str:
    sql = (
        "SELECT min(g.code) FROM working_group g JOIN consultation c ON c.id = g.consultation_id"
        " WHERE c.slug = :slug"
    )
    return str(site.rows(sql, slug=slug)[0][0])


PARTS = {
    "roundtables": {"code": "RT8", "title": "Eight"},
    "groups": {"code": "WG-8", "title": "Eight", "roundtable": "RT1", "closed": True},
    "constituencies": {"code": "EIGHT", "name": "Eight"},
    "delegations": {"organisation": {"name": "Peru", "iso3": "PER"}, "constituency": "STATES"},
    "members": {"email": "eight@example.org", "name": "Eight", "role": "member", "group": "WG-1A"},
    "delegations/org-usa/end": {"reason": "It left."},
    "groups/WG-4B/end": {"reason": "Its work is done."},
}
# A new body is held against those of nearly the same name first, which is a question of its own.
ASKED_FIRST = {"delegations": 1}


@pytest.mark.parametrize("part", PARTS)
def test_setting_up_a_part_asks_no_more_than_a_post(sizes: Site, part: str) -> None:
    client = sizes.api("secretariat")
    with counted(sizes.database) as statements:
        answer = client.post(f"/consultations/hld-2013-review/{part}", json=PARTS[part])
    assert answer.status_code in (200, 201), answer.text
    assert len(statements) <= POST + ASKED_FIRST.get(part, 0), "\n".join(statements)


AFTER_THE_CLOSE = [
    "/{slug}", "/{slug}/RT1-M1", "/{slug}/RT1-B1", "/{slug}/outcome", "/{slug}/ballots/BAL-1", "/{slug}/ballots/BAL-1/RT1-M1",
    "/api/v1/consultations/{slug}/ballots/BAL-1/tally", "/api/v1/consultations/{slug}/ballots/BAL-1/register",
    "/{slug}/ballots/BAL-1/shortlist", "/api/v1/consultations/{slug}/ballots/BAL-1/shortlist",
]  # fmt: skip


@pytest.mark.parametrize("address", AFTER_THE_CLOSE)
def test_results_ask_no_more_when_there_is_ten_times_as_much_to_count(sizes: Site, address: str) -> None:
    sizes.now = NOON + timedelta(days=400)
    asked = {}
    for slug in ("small", "large"):
        with counted(sizes.database) as statements:
            answer = sizes.client().get(address.format(slug=slug))
        assert answer.status_code == 200, f"{address}: {answer.status_code}"
        asked[slug] = statements
    sizes.now = NOON
    assert len(asked["large"]) <= CEILINGS.get(address, WHOLE), "\n".join(asked["large"])
    assert len(asked["small"]) == len(asked["large"]), "\n".join(asked["large"])


POSTS = {
    "comment": (
        "POST",
        "hld-2013-review/proposals/RT1-M1/comments",
        {"type": "general", "stance": "support", "text": "Yes."},
    ),
    "support": ("PUT", "hld-2013-review/proposals/RT1-M1/support", {"choice": "for"}),
    "version": ("PATCH", "hld-2013-review/proposals/RT1-M1", {"tags": ["indicators"]}),
    "position": ("PUT", "hld-2013-decision/ballots/BAL-1/positions/RT1-M1", {"position": "support"}),
}


def test_the_card_of_a_mechanism_asks_no_more_than_the_document(sizes: Site) -> None:
    """It is written from the whole list: who stands with it, what is held against its benchmarks."""
    with counted(sizes.database) as statements:
        assert sizes.client().get("/hld-2013/outcome/briefs/RT1-M2").status_code == 200
    assert len(statements) <= DOCUMENT, "\n".join(statements)


DECLARED = {
    "": {"kind": "proviso", "text": "As long as it stays voluntary.", "proposal": "RT1-M1"},
    "/D-1": {"n": 1, "text": "As long as it is voluntary."},
    "/D-1/joining": {"n": 2},
    "/D-1/leaving": {},
    "/D-1/withdrawal": {},
}


def test_an_act_on_a_declaration_asks_no_more_than_a_post(sizes: Site) -> None:
    sizes.tamper("UPDATE consultation SET state = 'consolidation' WHERE slug = 'hld-2013-decision'")
    sizes.tamper(
        "UPDATE proposal SET state = 'adopted' WHERE code = 'RT1-M1' AND consultation_id ="
        " (SELECT id FROM consultation WHERE slug = 'hld-2013-decision')"
    )
    at = "/consultations/hld-2013-decision/outcome/declarations"
    for path, body in DECLARED.items():
        client = sizes.api("ngo" if path.endswith("ing") else "state")
        with counted(sizes.database) as statements:
            answer = client.request("PATCH" if path == "/D-1" else "POST", at + path, json=body)
        assert answer.status_code in (200, 201, 204), answer.text
        assert len(statements) <= POST, path + "\n" + "\n".join(statements)


@pytest.mark.parametrize("act", POSTS)
def test_an_act_asks_no_more_than_its_ceiling(sizes: Site, act: str) -> None:
    method, address, body = POSTS[act]
    client = sizes.api("state" if act == "position" else "member")
    headers = {"If-Match": '"2"'} if method == "PATCH" else {}
    with counted(sizes.database) as statements:
        answer = client.request(method, f"/consultations/{address}", json=body, headers=headers)
    assert answer.status_code in (200, 201), answer.text
    assert len(statements) <= POST, "\n".join(statements)


def test_synthetic_consultations_are_really_of_different_size(sizes: Site) -> None:
    with sizes.database.reading() as db:
        ids = {c.slug: c.id for c in db.exec(select(Consultation))}
    counts = dict(sizes.rows("SELECT consultation_id, count(*) FROM proposal GROUP BY 1"))
    assert counts[ids["large"]] == 10 * counts[ids["small"]]
