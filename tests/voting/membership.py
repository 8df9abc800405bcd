"""A ballot in which each member has a position: as many members as a test wants, signed in as `m-0@demo.example` and on."""

from typing import Any

from app.consultations.actions.delegations import accredit
from app.consultations.actions.groups import add_group
from app.consultations.actions.seats import seat_person
from app.consultations.queries import visible_consultation
from app.kernel.actor import SYSTEM
from app.people.queries import person_by_email
from app.people.ways.links import add_demo_link
from tests.review.making import AT, SLUG, at, begin, do, make, plan
from tests.support import KEY, Site

BALLOT = f"{AT}/ballots/BAL-1"
HERE = f"/{SLUG}/ballots/BAL-1"


def seat(
    site: Site, who: str, delegation: str, *, group: str = "WG-1", role: str = "member", **more: Any
) -> None:
    """A seat in a working group for a delegation."""
    with site.database.unit_of_work() as db:
        here = visible_consultation(db, SYSTEM, SLUG)
        seat_person(
            db, SYSTEM, here, email=f"{who}@demo.example", name=who, role=role, title=more.pop("title", f"Member {who}"),
            group=group, delegation=delegation, **more,
        )  # fmt: skip
        add_demo_link(db, person_by_email(db, f"{who}@demo.example"), key=KEY)


def second_group(site: Site) -> str:
    """WG-3, in which `member` writes too; gives the code of a text of it."""
    with site.database.unit_of_work() as db:
        here = visible_consultation(db, SYSTEM, SLUG)
        add_group(db, SYSTEM, here, code="WG-3", title="Group 3", roundtable="RT1")
    seat(site, "member", "", group="WG-3")
    return begin(site, "Another", group="WG-3")


def body(site: Site, number: int, constituency: str = "STATE") -> str:
    """One more delegation with a vote; gives its code."""
    code = str(
        site.rows(
            "SELECT public_id FROM organisation WHERE public_id NOT IN ('org-bel', 'picum') ORDER BY public_id"
        )[number][0]
    )
    with site.database.unit_of_work() as db:
        here = visible_consultation(db, SYSTEM, SLUG)
        accredit(db, SYSTEM, here, organisation=code, constituency=constituency, voting=True)
    return code


def working_group(site: Site, sizes: dict[str, int]) -> dict[str, list[str]]:
    """The consultation of `making`, with so many members of each of its delegations `org-bel` and `picum`; gives who."""
    make(site)
    seated: dict[str, list[str]] = {}
    for delegation, size in sizes.items():
        for _n in range(size):
            who = f"m-{sum(map(len, seated.values()))}"
            seat(site, who, delegation)
            seated.setdefault(delegation, []).append(who)
    return seated


def open_it(site: Site, *, texts: int = 1, **rule: Any) -> list[str]:
    """Open BAL-1 on texts of WG-1 from day 1 to 8, and turn the clock to day 2; gives the codes of the texts."""
    answer, codes = try_opening(site, texts=texts, **rule)
    assert answer.status_code == 200, answer.text
    site.now = at(2)
    return codes


def try_opening(site: Site, *, texts: int = 1, **rule: Any) -> tuple[Any, list[str]]:
    """The answer to the opening, and the codes of the texts."""
    codes = [begin(site, f"Text {n}") for n in range(texts)]
    site.tamper(
        "UPDATE proposal SET state = 'ready' WHERE consultation_id = (SELECT id FROM consultation WHERE slug = :s)", s=SLUG
    )  # fmt: skip
    api = site.api("moderator")
    plan(api, "ballot", first=1, last=7)
    return do(api, "R1", "opening", rule={"franchise": "member", **rule}), codes


def members(
    site: Site, sizes: dict[str, int], *, texts: int = 1, **rule: Any
) -> tuple[dict[str, list[str]], list[str]]:
    """Both at once."""
    seated = working_group(site, sizes)
    return seated, open_it(site, texts=texts, **rule)


def give(site: Site, who: str, code: str, position: str, **more: Any) -> Any:
    """The answer to a position sent by program."""
    return site.api(who).put(f"{BALLOT}/positions/{code}", json={"position": position, **more})
