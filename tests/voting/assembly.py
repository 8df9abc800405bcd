"""A ballot of as many delegations as a test wants, each with a head that can be signed in: `head-0@demo.example` and on."""

from typing import Any

from app.consultations.actions.constituencies import add_constituency
from app.consultations.actions.delegations import accredit
from app.consultations.actions.seats import seat_person
from app.consultations.queries import visible_consultation
from app.kernel.actor import SYSTEM
from tests.review.making import AT, SLUG, at, begin, do, make, plan
from tests.support import Site

BALLOT = f"{AT}/ballots/BAL-1"
HERE = f"/{SLUG}/ballots/BAL-1"


def assembly(
    site: Site, sizes: dict[str, int], *, texts: int = 1, **rule: Any
) -> tuple[dict[str, list[str]], list[str]]:
    """The ballot BAL-1 of the consultation in `making`, open from day 1 to 8; the clock stands at day 2.

    `sizes` is how many delegations with a head there are beside the two that are there, by constituency (`STATE`, `CS`, or a new one).
    Gives the heads of each constituency, and the codes of the texts.
    """
    api = make(site)
    heads: dict[str, list[str]] = {}
    bodies = [
        row[0]
        for row in site.rows(
            "SELECT public_id FROM organisation WHERE public_id NOT IN ('org-bel', 'picum') ORDER BY public_id"
        )
    ]
    with site.database.unit_of_work() as db:
        here = visible_consultation(db, SYSTEM, SLUG)
        for code, size in sizes.items():
            if code not in ("STATE", "CS"):
                add_constituency(db, SYSTEM, here, code=code, name=f"The {code.lower()}")
            for _n in range(size):
                number = sum(len(each) for each in heads.values())
                body = bodies[number]
                accredit(db, SYSTEM, here, organisation=body, constituency=code, voting=True)
                email = f"head-{number}@demo.example"
                seat_person(
                    db, SYSTEM, here, email=email, name=f"Head {number}", role="head", title="Head", delegation=body
                )  # fmt: skip
                heads.setdefault(code, []).append(f"head-{number}")
    codes = [begin(site, f"Text {n}") for n in range(texts)]
    site.tamper("UPDATE proposal SET state = 'ready' WHERE consultation_id = (SELECT id FROM consultation WHERE slug = :s)", s=SLUG)  # fmt: skip
    plan(api, "ballot", first=1, last=7)
    opened = do(api, "R1", "opening", rule=rule)
    assert opened.status_code == 200, opened.text
    site.now = at(2)
    return heads, codes


def give(site: Site, who: str, code: str, position: str, **more: Any) -> Any:
    """The answer to a position sent by program."""
    return site.api(who).put(f"{BALLOT}/positions/{code}", json={"position": position, **more})
