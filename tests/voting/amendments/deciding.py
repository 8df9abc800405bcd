"""A ballot on amendments, from its opening to its end, for tests."""

from typing import Any

from app.consultations.actions.delegations import accredit
from app.consultations.actions.seats import seat_person
from app.consultations.queries import visible_consultation
from app.kernel.actor import SYSTEM
from app.voting.actions.results import publish_due_results
from tests.review.making import AT, SLUG, at, do, plan
from tests.support import Site
from tests.voting.amendments.moving import moved, paragraphs, text_ready

PROBLEM_1 = "Recruiters take fees."
PROBLEM_2 = "States have no public register."


def ballot_opened(site: Site, *, first: int = 1, ballot: str = "BAL-1", **rule: Any) -> list[str]:
    """A ballot is planned from day `first` for a week and opened; the clock stands on its second day. Gives its lines."""
    api = site.api("moderator")
    planned = plan(api, "ballot", first=first, last=first + 6)
    assert planned.status_code == 201, planned.text
    opened = do(api, planned.json()["code"], "opening", rule=rule)
    assert opened.status_code == 200, opened.text
    site.now = at(first + 1)
    return [line["code"] for line in site.api().get(f"{AT}/ballots/{ballot}").json()["proposals"]]


def amended(site: Site) -> tuple[str, list[str]]:
    """A text with three amendments to its first paragraph and one to its second; gives its code and theirs."""
    code = text_ready(site)
    first, second, _third = paragraphs(site, code)
    near = moved(site, "member", code, first, "Migrant workers pay fees to recruiters whom nobody knows, and many are in debt for decades.")  # fmt: skip
    far = moved(site, "state", code, first, PROBLEM_1)
    middle = moved(site, "ngo", code, first, "Migrant workers pay fees to recruiters whom nobody knows.")
    other = moved(site, "ngo", code, second, PROBLEM_2)
    return code, [each["code"] for each in (near, far, middle, other)]


def give(site: Site, who: str, code: str, position: str, *, ballot: str = "BAL-1", **more: Any) -> Any:
    """A position is given by program."""
    answer = site.api(who).put(f"{AT}/ballots/{ballot}/positions/{code}", json={"position": position, **more})
    assert answer.status_code == 200, answer.text
    return answer


def all_support(site: Site, codes: list[str], *, ballot: str = "BAL-1") -> None:
    """Both delegations support these lines."""
    for code in codes:
        for who in ("state", "ngo"):
            give(site, who, code, "support", ballot=ballot)


def outcomes(site: Site, ballot: str = "BAL-1") -> dict[str, str]:
    """What each line came to, by program."""
    found = site.api().get(f"{AT}/ballots/{ballot}/tally")
    assert found.status_code == 200, found.text
    return {each["proposal"]: each["outcome"] for each in found.json()["results"]}


def states(site: Site, codes: list[str]) -> list[str]:
    """Where each of these stands."""
    return [str(site.api("secretariat").get(f"{AT}/proposals/{code}").json()["state"]) for code in codes]


def published(site: Site) -> None:
    """The tick after a close."""
    with site.database.unit_of_work() as db:
        publish_due_results(db)


def more_heads(site: Site, n: int) -> list[str]:
    """So many delegations more, of civil society; gives their heads."""
    found = []
    bodies = [
        row[0]
        for row in site.rows(
            "SELECT public_id FROM organisation WHERE public_id NOT IN ('org-bel', 'picum') ORDER BY public_id"
        )
    ]
    with site.database.unit_of_work() as db:
        here = visible_consultation(db, SYSTEM, SLUG)
        for number, body in enumerate(bodies[:n]):
            accredit(db, SYSTEM, here, organisation=body, constituency="CS", voting=True)
            email = f"head-{number}@demo.example"
            seat_person(db, SYSTEM, here, email=email, name=f"Head {number}", role="head", title="Head", delegation=body)  # fmt: skip
            found.append(f"head-{number}")
    return found
