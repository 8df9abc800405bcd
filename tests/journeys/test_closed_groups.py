"""What a closed group does is invisible to everybody else, at every door (invariant 14).

Two sites that differ only by what a closed group did in one of them must look alike to an outsider, byte for byte.
"""

from collections.abc import Iterator
from typing import NamedTuple

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.consultations.models import Consultation, WorkingGroup
from app.dossier.verification import verify
from app.drafting.actions.course import move_proposal
from app.drafting.course_rules import Move
from app.drafting.models import Kind
from app.kernel.errors import DomainError
from app.voting.actions.support import show_support
from tests.journeys.closed import (
    GROUP,
    MEMBERS,
    NAME,
    OUTSIDERS,
    SLUG,
    WORD,
    addresses,
    before_the_round,
    begin,
    closed_group,
    comment,
    fill,
    shown,
)  # fmt: skip
from tests.support import Site


class Twins(NamedTuple):
    """Two sites alike, but for a closed group in one of them, and the codes that it uses."""

    hidden: Site
    plain: Site
    codes: list[str]


@pytest.fixture(scope="module")
def twins(sites, backend: str) -> Iterator[Twins]:  # type: ignore[no-untyped-def]
    with Site(sites.new(backend, demo=True)) as hidden, Site(sites.new(backend, demo=True)) as plain:
        codes = fill(hidden)
        yield Twins(hidden, plain, codes)


# A secretariat sets groups up and gives their seats, so it knows that they are there, and what is kept of its own acts says
# so; it reads nothing they write.
SETS_UP = ("/setup", "/members", "/groups", "/checklist", "/account/data")


@pytest.mark.parametrize("who", OUTSIDERS)
def test_every_page_and_answer_is_as_if_the_group_were_not_there(twins: Twins, who: str | None) -> None:
    doors = [(site.client(who), site.api(who)) for site in (twins.hidden, twins.plain)]
    wrong, seen = [], 0
    paths = list(addresses(twins.hidden.app))
    if not twins.hidden.database.is_sqlite:
        # What each role sees is decided from its seats, the same on both databases: here each address is tried by some.
        paths = paths[OUTSIDERS.index(who) % 3 :: 3]
    for path in paths:
        api = path.startswith("/api/v1/")
        one, other = (door[api].get(path.removeprefix("/api/v1") if api else path) for door in doors)
        text = shown(one)
        asked = path.partition("?")[0]
        seen += one.status_code == 200
        knows = who == "secretariat" and any(part in asked for part in SETS_UP)
        words = [WORD] if knows else [WORD, NAME, *twins.codes, GROUP]
        # What was asked for stands in the field of the search, and nowhere else.
        told = [word for word in words if word in text.replace(f'value="{word}"', "") and word not in path]
        if told:
            wrong.append(f"{path} tells {told}")
        elif not knows and text != shown(other):
            wrong.append(f"{path} differs: {difference(text, shown(other))}")
    assert not wrong, "\n".join(wrong)
    assert seen > len(paths) / 8, "many of these addresses are there"


def difference(one: str, other: str) -> str:
    """Where two texts part, with a little around it."""
    at = next(
        (n for n, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other))
    )
    return f"{one[max(0, at - 60) : at + 60]!r} instead of {other[max(0, at - 60) : at + 60]!r}"


def own_addresses(codes: list[str]) -> list[tuple[str, str]]:
    """Addresses of what the group has, each with the same for what never was."""
    mechanism, benchmark, draft, told, other, objection = codes
    never = {
        mechanism: f"{GROUP}-M9",
        benchmark: f"{GROUP}-B9",
        draft: f"{GROUP}-M8",
        told: f"{GROUP}-CM-900",
        other: f"{GROUP}-CM-901",
        objection: f"{GROUP}-OBJ-900",
    }
    paths = [
        f"/{SLUG}/groups/{GROUP}",
        f"/api/v1/consultations/{SLUG}/groups/{GROUP}",
        f"/{SLUG}/groups/{GROUP}/members",
    ]
    pairs = [(path, path.replace(GROUP, "WG-NEVER")) for path in paths]
    for code in (mechanism, benchmark, draft):
        for tail in (
            "",
            "/versions",
            "/versions/1",
            "/changes?from=1&to=2",
            "/edit",
            "/comments",
            "/circulate",
            "/presence",
            "/draft",
        ):
            pairs.append((f"/{SLUG}/{code}{tail}", f"/{SLUG}/{never[code]}{tail}"))
        for tail in ("", "/versions", "/versions/1", "/comments", "/steps", "/circulations"):
            base = f"/api/v1/consultations/{SLUG}/proposals/"
            pairs.append((f"{base}{code}{tail}", f"{base}{never[code]}{tail}"))
        pairs.append(
            (
                f"/api/v1/consultations/{SLUG}/proposals?cursor={code}",
                f"/api/v1/consultations/{SLUG}/proposals?cursor={never[code]}",
            )
        )
    for code in (told, other):
        for tail in ("", "/answer"):
            pairs.append((f"/{SLUG}/comments/{code}{tail}", f"/{SLUG}/comments/{never[code]}{tail}"))
    for place in (f"/{SLUG}/objections/", f"/api/v1/consultations/{SLUG}/objections/"):
        pairs.append((f"{place}{objection}", f"{place}{never[objection]}"))
    return [(path, gone if gone != path else path) for path, gone in pairs] if never else pairs


@pytest.mark.parametrize("who", [None, "member", "moderator", "administrator"])
def test_what_the_group_has_is_not_found_in_the_words_for_what_never_was(
    twins: Twins, who: str | None
) -> None:
    client, api = twins.hidden.client(who), twins.hidden.api(who)
    wrong = []
    for path, gone in own_addresses(twins.codes):
        if who == "secretariat" and "/groups/" in path:
            continue
        door, cut = (api, "/api/v1") if path.startswith("/api/") else (client, "")
        one, other = door.get(path.removeprefix(cut)), door.get(gone.removeprefix(cut))
        name, never = path.rpartition("=")[2], gone.rpartition("=")[2]
        codes = [(a, b) for a, b in zip(path.split("/"), gone.split("/"), strict=True) if a != b]
        text = shown(other).replace(never, name) if "=" in path else shown(other)
        for a, b in codes:
            text = text.replace(b, a)
        if one.status_code != other.status_code or shown(one) != text:
            wrong.append(f"{path}: {one.status_code} and {other.status_code}; {difference(shown(one), text)}")
        if one.status_code == 200:
            wrong.append(f"{path} answers")
    assert not wrong, "\n".join(wrong)


def test_acts_on_what_is_hidden_are_not_found_as_if_it_never_was(twins: Twins) -> None:
    mechanism, _benchmark, _draft, told, _other, _objection = twins.codes
    for who in OUTSIDERS[1:]:
        api = twins.hidden.api(who)
        base = f"/consultations/{SLUG}"
        for method, path, gone, body in (
            ("PATCH", f"{base}/proposals/{mechanism}", f"{base}/proposals/{GROUP}-M9", {"tags": ["x"]}),
            ("POST", f"{base}/proposals/{mechanism}/comments", f"{base}/proposals/{GROUP}-M9/comments", {"type": "general", "stance": "support", "text": "?"}),
            ("PUT", f"{base}/proposals/{mechanism}/support", f"{base}/proposals/{GROUP}-M9/support", {"choice": "for"}),
            ("PUT", f"{base}/comments/{told}/disposition", f"{base}/comments/{GROUP}-CM-900/disposition", {"code": "noted", "reason": "Because.", "state": "issued"}),
        ):  # fmt: skip
            headers = {"If-Match": '"1"'} if method == "PATCH" else {}
            one, other = (api.request(method, where, json=body, headers=headers) for where in (path, gone))
            assert one.status_code == other.status_code, f"{who} {path}: {one.text}"
            assert one.status_code in (403, 404), f"{who} {path}: {one.text}"
            code, never = path.split("/")[4], gone.split("/")[4]
            assert one.text.replace(code, "X") == other.text.replace(never, "X")
        linked = api.patch(
            f"{base}/proposals/RT1-M1", json={"benchmarks": [f"{GROUP}-B1"]}, headers={"If-Match": '"2"'}
        )
        never = api.patch(
            f"{base}/proposals/RT1-M1", json={"benchmarks": [f"{GROUP}-B9"]}, headers={"If-Match": '"2"'}
        )
        assert linked.status_code == never.status_code != 200
        assert linked.text.replace("B1", "X") == never.text.replace("B9", "X")


def test_members_see_what_their_group_does(twins: Twins) -> None:
    mechanism, benchmark, _draft, told, _other, objection = twins.codes
    for who in MEMBERS:
        client = twins.hidden.client(who)
        for path in (
            f"/{SLUG}/{mechanism}",
            f"/{SLUG}/{mechanism}/versions/1",
            f"/{SLUG}/groups/{GROUP}",
            f"/{SLUG}/search?q={WORD}",
        ):
            answer = client.get(path)
            assert answer.status_code == 200, path
            assert WORD in answer.text or NAME in answer.text
        assert told in client.get(f"/{SLUG}/{mechanism}").text
        assert WORD in client.get(f"/{SLUG}/objections/{objection}").text
        assert benchmark in client.get(f"/{SLUG}/proposals?q={WORD}").text


def test_the_next_open_proposal_and_comment_have_the_codes_they_would_have_had(sites, backend: str) -> None:  # type: ignore[no-untyped-def]
    made = []
    for closed in (True, False):
        with Site(sites.new(backend, demo=True)) as site:
            if closed:
                fill(site)
            api = site.api("member")
            begun = api.post(
                f"/consultations/{SLUG}/proposals",
                json={"kind": "mechanism", "group": "WG-1A", "roundtable": "RT1", "title": "One more"},
            )
            said = api.post(
                f"/consultations/{SLUG}/proposals/RT1-M1/comments",
                json={"type": "general", "stance": "support", "text": "One more."},
            )
            assert begun.status_code == said.status_code == 201, (begun.text, said.text)
            made.append((begun.json()["code"], said.json()["id"]))
    assert made[0] == made[1]


def test_the_chains_of_a_site_with_a_closed_group_hold(twins: Twins) -> None:
    with twins.hidden.database.snapshot() as db:
        assert verify(db).breaks == []


# --- whatever the members do


LOOKS = (
    f"/{SLUG}", f"/{SLUG}/RT1", f"/{SLUG}/proposals", f"/{SLUG}/RT1-M1", f"/{SLUG}/RT1-B1", f"/{SLUG}/register",
    f"/{SLUG}/comments", f"/{SLUG}/search?q=migration", f"/{SLUG}/rounds/R2", "/",
)  # fmt: skip
VERBS = ("begin", "comment", "support", "submit", "return", "withdraw", "take up")


@pytest.fixture(scope="module")
def busy(sites, backend: str) -> Iterator[tuple[Site, WorkingGroup, list[str]]]:  # type: ignore[no-untyped-def]
    with Site(sites.new(backend, demo=True)) as site:
        with site.database.unit_of_work() as db:
            group = closed_group(site, db)
        with site.database.unit_of_work() as db, before_the_round(site):
            codes = [begin(site, db, "rapporteur", group, Kind.MECHANISM, "RT1-M1")]
        yield site, group, codes


@settings(max_examples=5, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture])
@given(
    acts=st.lists(
        st.tuples(st.sampled_from(VERBS), st.sampled_from(sorted(MEMBERS)), st.integers(0, 50)),
        min_size=1,
        max_size=6,
    )
)
def test_whatever_its_members_do_changes_no_byte_for_others(
    busy: tuple[Site, WorkingGroup, list[str]], acts: list[tuple[str, str, int]]
) -> None:
    site, group, codes = busy
    outsiders = [site.client(who) for who in (None, "moderator")]

    def read() -> list[str]:
        return [shown(client.get(path)) for client in outsiders for path in LOOKS]

    before = read()
    for verb, who, n in acts:
        try:
            do(site, group, codes, verb, who, n)
        except DomainError:
            continue  # what is refused changes nothing either
    assert read() == before


def do(site: Site, group: WorkingGroup, codes: list[str], verb: str, who: str, n: int) -> None:
    """One act of a member on one of the group's texts."""
    code = codes[n % len(codes)]
    with site.database.unit_of_work() as db:
        consultation = db.get_one(Consultation, group.consultation_id)
        actor = site.actor(who)
        if verb == "begin":
            codes.append(begin(site, db, who, group, Kind.MECHANISM, "RT1-M1", f"{WORD} {n}"))
        elif verb == "comment":
            comment(site, db, who, code, f"{WORD} {n}")
        elif verb == "support":
            show_support(db, actor, consultation, code, choice=("for", "against", "neither")[n % 3])
        else:
            move = {
                "submit": Move.SUBMITTED,
                "return": Move.RETURNED,
                "withdraw": Move.WITHDRAWN,
                "take up": Move.TAKEN_UP,
            }[verb]
            move_proposal(
                db, actor, consultation, code, move, reason=f"Because of {WORD}, as was said before."
            )
