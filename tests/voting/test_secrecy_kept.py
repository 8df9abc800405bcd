"""A secret paper is of the delegation it was chosen for, and neither it nor its key stands where others could read it."""

from typing import Any

import lxml.html
import pytest

from app.consultations.actions.seats import end_seat, seat_person
from app.consultations.queries import visible_consultation
from app.kernel.actor import SYSTEM
from app.voting.actions.results import publish_due_results
from tests.review.making import SLUG, at
from tests.support import Form, Site, commonspace
from tests.voting.assembly import HERE, assembly, give

SHEET = f"{HERE}/sheet"
SIZES = {"STATE": 3, "CS": 3}


def words_of(page: Any) -> str:
    return " ".join(lxml.html.fromstring(page.text).xpath("//main")[0].text_content().split())


def chosen(page: Any) -> list[tuple[str, str]]:
    return [(e.get("name"), e.get("value")) for e in lxml.html.fromstring(page.text).xpath("//input[@checked]")]  # fmt: skip


def seat_in_two(site: Site) -> int:
    """The head of one delegation has a seat in another, `picum`, too; gives the number of that seat."""
    with site.database.unit_of_work() as db:
        here = visible_consultation(db, SYSTEM, SLUG)
        seat_person(db, SYSTEM, here, email="state@demo.example", role="alternate", title="Adviser", delegation="picum")  # fmt: skip
    return int(site.rows("SELECT max(id) FROM membership")[0][0])


def unseat(site: Site, seat: int) -> None:
    with site.database.unit_of_work() as db:
        end_seat(db, SYSTEM, visible_consultation(db, SYSTEM, SLUG), seat, reason="The term has ended.")


@pytest.mark.parametrize("step", ["", "back", "hand_in"])
def test_papers_of_a_seat_that_has_ended_are_not_those_of_another_delegation(site: Site, step: str) -> None:
    _heads, (code,) = assembly(site, SIZES, disclosure="secret")
    seat = seat_in_two(site)
    head = site.client("state")
    form = Form(head.get(f"{SHEET}?delegation=picum"), id="sheet")
    if step:
        form = Form(form.submit(head, **{code: "object"}), "/sheet")
    unseat(site, seat)
    refused = form.submit(head, **{code: "object"}, do=step)
    assert refused.status_code == 403
    assert "the delegation that these papers were chosen for" in words_of(refused)
    assert chosen(refused) == []
    assert "Hand them in, for good" not in refused.text
    assert site.rows("SELECT count(*) FROM paper")[0][0] == 0
    # What the other delegation has is its own sheet, untouched.
    own = Form(head.get(SHEET), id="sheet")
    assert own.values["delegation"] == ["org-bel"]
    asked = own.submit(head, **{code: "support"})
    assert Form(asked, "/sheet").submit(head, do="hand_in").status_code == 200


def test_what_lost_its_mark_is_there_again_to_be_changed(site: Site) -> None:
    _heads, (one, two) = assembly(site, SIZES, texts=2, disclosure="secret")
    head = site.client("state")
    asked = Form(head.get(SHEET), id="sheet").submit(head, **{one: "support", two: "object"})
    unmarked = Form(asked, "/sheet")
    del unmarked.values[two]
    assert chosen(unmarked.submit(head, do="back")) == [(one, "support"), (two, "object")]
    # Nor is anything forgotten where all marks were taken away by mistake.
    del unmarked.values[one]
    nothing = unmarked.submit(head, do="hand_in")
    assert nothing.status_code == 422
    assert "Choose a position in at least one row." in words_of(nothing)
    assert chosen(nothing) == [(one, "support"), (two, "object")]
    assert site.rows("SELECT count(*) FROM paper")[0][0] == 0


@pytest.mark.parametrize("disclosure", ["totals", "secret"])
def test_what_names_no_delegation_is_counted_by_no_operator_before_the_close(
    site: Site, disclosure: str
) -> None:
    heads, (code,) = assembly(site, {"STATE": 5, "CS": 5}, disclosure=disclosure)
    for who in ("state", *heads["STATE"], *heads["CS"], "ngo"):
        assert give(site, who, code, "support").status_code == 200
    for more in ((), ("--provisional",), ("--provisional", "--json")):
        early = commonspace(site.url, "tally", SLUG, "BAL-1", *more, clock=site.now)
        assert (early.returncode, early.stdout) == (3, "")
        assert "two counts would show how one delegation voted" in early.stderr
        assert "all the same" not in early.stderr
        assert len(early.stderr.splitlines()) == 1
    site.now = at(9)
    with site.database.unit_of_work() as db:
        publish_due_results(db)
    closed = commonspace(site.url, "tally", SLUG, "BAL-1", clock=site.now)
    assert closed.returncode == 0, closed.stderr
    assert code in closed.stdout
