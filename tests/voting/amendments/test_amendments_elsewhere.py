"""An amendment stands at its text, on ballots and in the record; in no list, count, search or file of texts."""

import re
from collections.abc import Sequence
from typing import Any

from tests.journeys.closed import PARTS, addresses
from tests.review.making import AT, SLUG, begin
from tests.support import Site
from tests.voting.amendments.moving import moved, paragraphs, ready, text_ready
from tests.voting.test_side_channels import PLACES, Parts, difference, look, told

WORD = "wintergreen"
# What tells of acts, and what belongs to the text itself.
TELLS = re.compile(r"/(ledger|register|mail|feed\.atom)\b|/RT1-M1\b|^/api/v1/account/needs")


def paths(site: Site, code: str) -> list[str]:
    """Every address of the consultation that can be read."""
    parts = Parts(
        {**PARTS, "slug": [SLUG], "ballot": ["BAL-1"], "code": [code], "place": [code], "roundtable": ["RT1"]}
    )
    more: Sequence[str] = [f"/{SLUG}/search?q={WORD}", f"/search?q={WORD}", f"/api/v1{AT}/proposals?q={WORD}"]
    found = [
        path for path in addresses(site.app, parts, PLACES, more) if SLUG in path or path.count("/") == 1
    ]
    return [path for path in dict.fromkeys(found) if path != "/metrics" and not path.endswith(".pdf")]


def seen(answer: Any) -> str:
    """An answer without where its stream of events begins, which moves with every act."""
    return re.sub(r'data-from="[^"]*"', "", told(answer))


def test_no_page_list_count_or_file_of_texts_changes_when_amendments_are_moved(site: Site) -> None:
    code = text_ready(site)
    other = begin(site, "Another text")
    ready(site, other)
    _first, second, third = paragraphs(site, code)
    door = site.client("moderator"), site.api("moderator")
    asked = paths(site, code)
    before = {path: seen(look(*door, path)) for path in asked}
    for who, paragraph in (("state", second), ("ngo", third), ("member", "")):
        field = {"field": "title"} if not paragraph else {}
        moved(site, who, code, paragraph, f"The {WORD} of the {who}.", **field)
    after = {path: seen(look(*door, path)) for path in asked}
    changed = {path: difference(text, after[path]) for path, text in before.items() if text != after[path]}
    assert {path: text for path, text in changed.items() if not TELLS.search(path)} == {}
    hits = [
        path for path, text in after.items() if WORD in text and not TELLS.search(path) and WORD not in path
    ]
    assert hits == []
