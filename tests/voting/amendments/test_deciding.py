"""Amendments are decided before their text, furthest first; what carries enters it when the result is certified."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from tests.review.making import AT, SLUG, at, begin, breaks, certify, do, plan
from tests.support import Form, Site
from tests.voting.amendments.deciding import (
    PROBLEM_1,
    PROBLEM_2,
    all_support,
    amended,
    ballot_opened,
    give,
    outcomes,
    published,
    states,
)
from tests.voting.amendments.moving import move, moved, paragraphs, ready, text_ready
from tests.voting.test_verifier import VERIFIER


def version(site: Site, code: str, n: int) -> dict[str, Any]:
    return dict(site.api().get(f"{AT}/proposals/{code}/versions/{n}").json())


def test_a_journey_from_three_amendments_to_a_paragraph_to_the_adopted_text(
    site: Site, tmp_path: Path
) -> None:
    code, (near, far, middle, other) = amended(site)
    before = list(paragraphs(site, code))
    lines = ballot_opened(site)
    assert lines == [far, middle, near, other], (
        "furthest from the text first, then the next paragraph; not the text"
    )
    assert states(site, [code, far]) == ["ready", "under_decision"]
    all_support(site, lines)
    site.now = at(9)
    published(site)
    assert outcomes(site) == {
        far: "consensus", middle: "not_adopted", near: "not_adopted", other: "consensus"
    }  # fmt: skip
    assert states(site, lines) == ["adopted", "not_adopted", "not_adopted", "adopted"]
    tally = site.api().get(f"{AT}/ballots/BAL-1/tally").json()
    fell = next(each for each in tally["results"] if each["proposal"] == near)
    assert fell["fell_to"] == far
    assert fell["why"] == [
        f"Not put: {far} is further from the text, was adopted, and excludes this one (GA rule 130)."
    ]
    assert fell["amends"] == {"text": code, "field": "problem", "paragraph": before[0]}
    register = site.api().get(f"{AT}/ballots/BAL-1/register.json")
    path = tmp_path / "register.json"
    path.write_bytes(register.content)
    done = subprocess.run(
        [sys.executable, "-I", str(VERIFIER), str(path)], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout) == (0, f"{SLUG} BAL-1: 8 receipts and 4 results agree.\n")
    certify(site)
    assert states(site, [code, *lines]) == ["ready", "merged", "not_adopted", "not_adopted", "merged"]
    assert list(paragraphs(site, code)) == before, "the ids of paragraphs are permanent"
    assert list(paragraphs(site, code).values())[:2] == [PROBLEM_1, PROBLEM_2]
    first, second = version(site, code, 2), version(site, code, 3)
    assert (first["author"], first["note"]) == ("head", f"Amended by {far} (BAL-1)")
    assert (second["author"], second["note"]) == ("head", f"Amended by {other} (BAL-1)")
    entries = site.rows("SELECT count(*) FROM ledger WHERE track = :s", s=SLUG)
    again = site.api("secretariat").post(f"{AT}/ballots/BAL-1/certification")
    assert again.status_code == 201
    assert site.rows("SELECT count(*) FROM ledger WHERE track = :s", s=SLUG) == entries
    assert breaks(site) == []
    site.now = at(10)
    assert ballot_opened(site, first=11, ballot="BAL-2") == [code]
    all_support(site, [code], ballot="BAL-2")
    sheet = site.client("state").get(f"/{SLUG}/ballots/BAL-2/sheet").text
    assert "given on version" not in sheet.casefold()
    site.now = at(20)
    published(site)
    certify(site, "BAL-2")
    assert states(site, [code]) == ["adopted"]
    assert breaks(site) == []
