"""A ballot on amendments decides on no text: the outcome document stands as before any decision, and lists the ballot."""

from typing import Any

from tests.outcome.recount import texts
from tests.review.making import AT, at, begin
from tests.support import Site
from tests.voting.amendments.deciding import all_support, amended, ballot_opened, more_heads, published
from tests.voting.amendments.moving import moved, paragraphs, ready, text_ready


def draft(site: Site) -> dict[str, Any]:
    return dict(site.api().get(f"{AT}/outcome/draft.json").json())


def ballots_annexed(document: dict[str, Any]) -> list[str]:
    blocks = [block for part in document["annexes"] for block in part["blocks"]]
    return [block["id"] for block in blocks if block.get("id", "").startswith("votes-")]


def test_where_only_amendments_were_decided_every_text_stands_as_before_the_decision(site: Site) -> None:
    amended(site)
    all_support(site, ballot_opened(site))
    site.now = at(9)
    published(site)
    document = draft(site)
    cover = document["cover"]
    assert cover["status"] == "Working draft. Not issued. Nothing has been decided yet."
    assert texts(cover["subtitle"]) == "1 mechanism or benchmark as it stands before the decision."
    told = texts(document)
    assert "This working draft holds every proposal as it stands." in told
    assert "Nothing is recommended on this roundtable." not in told
    assert ballots_annexed(document) == ["votes-BAL-1"]


def test_the_cover_counts_the_last_ballot_that_decided_a_text(site: Site) -> None:
    code = text_ready(site)
    all_support(site, ballot_opened(site))
    site.now = at(9)
    published(site)
    other = begin(site, "Another text")
    ready(site, other)
    moved(site, "state", other, next(iter(paragraphs(site, other))), "Fees stay hidden.")
    before = texts(draft(site)["cover"]["subtitle"])
    assert "as 2 delegations decided them on" in before
    more_heads(site, 1)
    lines = ballot_opened(site, first=10, ballot="BAL-2")
    assert lines == [f"{other}-A1"]
    all_support(site, lines, ballot="BAL-2")
    site.now = at(20)
    published(site)
    document = draft(site)
    assert texts(document["cover"]["subtitle"]) == before, code
    assert "2 delegations could take part in the decision, and they gave 2 positions." in texts(document)
    assert ballots_annexed(document) == ["votes-BAL-1", "votes-BAL-2"]
