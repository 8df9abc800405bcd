"""Mail tells nobody more than a page would: not who spoke, not what a closed group does, not who sits in it."""

from datetime import timedelta

from sqlmodel import col, select

from app.consultations.actions.seats import seat_person
from app.consultations.models import Membership, WorkingGroup
from app.kernel.actor import SYSTEM
from app.people.queries import person_by_email
from tests.notices.mailing import forget, letters, opened, quiet, tick
from tests.review.making import AT, SLUG, answer, at, begin, make
from tests.support import Site

NAME, EMAIL, SEAT = "Wren Wintergreen", "wren@quill.example", "Counsellor of the hedge"


def speak(site: Site, text: str, code: str) -> str:
    """Wren speaks for Belgium in a round, is answered, and says whether it satisfies; gives the code of the comment."""
    wren = site.api(EMAIL)
    body = {"type": "general", "stance": "concern", "text": "Who keeps the hedgerow?"}
    made = wren.post(f"{AT}/proposals/{text}/comments", json=body)
    assert made.status_code == 201, made.text
    said = str(made.json()["id"])
    assert answer(site, said).status_code == 200
    wren.post(
        f"{AT}/comments/{said}/acknowledgement", json={"satisfied": False, "word": "Not for the hedgerow."}
    )
    site.api("moderator").post(f"{AT}/rounds/{code}/reminders", json={})
    return said


def test_who_spoke_where_nothing_is_for_attribution_stands_in_nobodys_mail_but_the_own(site: Site) -> None:
    make(site)
    quiet(site)
    with site.database.unit_of_work() as db:
        who = {"email": EMAIL, "name": NAME, "title": SEAT}
        seat_person(db, SYSTEM, site.consultation(SLUG), role="alternate", delegation="org-bel", **who)
    text = begin(site)
    code = opened(site, attribution="none")
    tick(site)
    forget(site)
    site.now = at(1.2)
    said = speak(site, text, code)
    site.now = at(1.8)
    tick(site)
    site.now = at(9.6)
    tick(site)
    own = [one for one in letters(site) if one.to == EMAIL]
    others = [one for one in letters(site) if one.to != EMAIL]
    assert any(f"Your comment {said}" in one.text for one in own)
    assert len(others) > 8
    for one in others:
        whole = f"{one.subject}\n{one.text}\n{one.headers}"
        for word in (NAME, EMAIL, SEAT, "hedgerow", said, "has not spoken"):
            assert word not in whole, f"{word} in a message to {one.to}"
    told = {one.to.partition("@")[0] for one in others if one.why == "reminder"}
    assert told == {"state", "alternate", "ngo"}, "who did not get one would be known to have spoken"


def test_the_log_names_no_seat_of_a_group_that_its_reader_does_not_see(site: Site) -> None:
    make(site)
    quiet(site)
    with site.database.unit_of_work() as db:
        here = site.consultation(SLUG).id or 0
        groups = select(WorkingGroup.id).where(
            col(WorkingGroup.consultation_id) == here, WorkingGroup.code == "WG-2"
        )
        reporter = person_by_email(db, "reporter@demo.example")
        db.add(
            Membership(
                consultation_id=here, group_id=db.exec(groups).one(), person_id=reporter.id, role="member",
                title="Keeper of the hidden ledger",
            )
        )  # fmt: skip
    begin(site)
    tick(site)
    page = site.client("moderator").get(f"/{SLUG}/mail").text
    assert "Member of a working group" in page
    assert "hidden ledger" not in page


def test_what_a_group_wrote_before_it_was_closed_is_no_news_any_more(site: Site) -> None:
    make(site)
    quiet(site)
    begin(site, "Once open")
    site.tamper("UPDATE working_group SET closed = :yes WHERE code = 'WG-1'", yes=True)
    site.now += timedelta(hours=20)
    tick(site)
    assert "Once open" in letters(site, "rapporteur", "digest")[0].text
    assert all(
        "Once open" not in one.text
        for one in letters(site)
        if one.to.startswith(("ngo", "state", "observer"))
    )
