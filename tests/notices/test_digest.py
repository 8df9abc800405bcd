"""One digest a day and consultation: what needs somebody first, then what happened, and nothing else."""

from datetime import UTC, datetime, timedelta

import sqlalchemy as sa
from sqlmodel import col, select

from app.consultations.models import Membership, WorkingGroup
from app.people.queries import person_by_email
from tests.notices.mailing import MORNING, forget, letters, opened, quiet, tick, wish
from tests.review.making import AT, SLUG, answer, at, begin, comment, make
from tests.support import NOON, Site


def test_a_digest_tells_what_happened_by_item_in_one_line_and_comes_once(site: Site) -> None:
    make(site)
    quiet(site)
    text = begin(site)
    code = opened(site)
    assert tick(site) > 0
    [letter] = letters(site, "state", "digest")
    lines = letter.text.splitlines()
    assert f"* {text} “A register of recruiters”: begun; submitted" in lines
    assert f"  http://localhost:8000/{SLUG}/{text}" in lines
    assert f"* {code} “A comment round”: it opens on 22 November 2026" in lines
    assert "You get this because you take part in A small dialogue" in letter.text
    assert letter.headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert tick(site) == 0
    site.now += timedelta(hours=8)
    assert tick(site) == 0, "no day twice"
    forget(site)
    site.now = at(1)
    assert comment(site, text, "ngo").status_code == 201
    comment(site, text, "observer", "I agree.")
    site.now = at(1.8)
    tick(site)
    [letter] = letters(site, "state", "digest")
    assert f"* {text} “A register of recruiters”: 2 new comments" in letter.text.splitlines()
    assert code not in letter.text.partition("What happened")[2], "nothing is told twice"


def test_nobody_is_told_of_their_own_acts(site: Site) -> None:
    make(site)
    quiet(site)
    text = begin(site)
    opened(site)
    tick(site)
    [own] = [one for one in letters(site, "member", "digest") if "begun" in one.text] or [None]
    assert own is None
    forget(site)
    site.now = at(1)
    comment(site, text, "ngo")
    comment(site, text, "observer", "I agree.")
    site.now = at(1.8)
    tick(site)
    assert "2 new comments" in letters(site, "state", "digest")[0].text
    assert "1 new comment\n" in letters(site, "ngo", "digest")[0].text
    assert "1 new comment\n" in letters(site, "observer", "digest")[0].text


def test_what_became_of_the_own_comment_comes_first_and_by_its_name(site: Site) -> None:
    make(site)
    quiet(site)
    text = begin(site)
    opened(site)
    site.now = at(1.5)
    code = comment(site, text, "ngo").json()["id"]
    site.now = NOON + MORNING + timedelta(days=1)
    tick(site)
    forget(site)
    site.now += timedelta(hours=3)
    assert answer(site, code).status_code == 200
    site.now += timedelta(days=1)
    tick(site)
    [mine] = letters(site, "ngo", "digest")
    told = mine.text.partition("What happened")[2].splitlines()
    assert told[2].startswith(
        f"* Your comment {code} on {text} “A register of recruiters”: answered, “Accepted”"
    )
    assert told[3].endswith(f"/{SLUG}/{text}#{code}")
    assert "Your comment" not in letters(site, "observer", "digest")[0].text
    assert "1 comment answered" in letters(site, "observer", "digest")[0].text


def test_editorial_edits_are_no_news(site: Site) -> None:
    make(site)
    quiet(site)
    text = begin(site, submit=False)
    site.now = NOON + MORNING
    tick(site)
    forget(site)
    api, place = site.api("member"), f"{AT}/proposals/{text}"

    def save(version: int, **values: object) -> None:
        done = api.patch(place, json=values, headers={"If-Match": f'"{version}"'})
        assert done.status_code == 200, done.text

    save(1, problem="Nobody knows them!")
    save(2, summary="Every recruiter stands in them.", note="Editorial")
    site.now += timedelta(days=1)
    tick(site)
    told = "".join(one.text for one in letters(site, "observer", "digest"))
    assert "version 2" not in told
    forget(site)
    save(3, summary="No recruiter pays for anything, and none stands in it.", note="Editorial")
    site.now += timedelta(days=1)
    tick(site)
    assert "version 4 is there" in letters(site, "observer", "digest")[0].text, "it says editorial and is not"


def test_marked_version_is_told_as_such_so_that_it_can_be_challenged(site: Site) -> None:
    make(site)
    quiet(site)
    text = begin(site, submit=False)
    site.now = NOON + MORNING
    tick(site)
    forget(site)
    place = f"{AT}/proposals/{text}"
    body = {"summary": "Every recruiter is written in it.", "note": "Editorial", "editorial": True}
    saved = site.api("member").patch(place, json=body, headers={"If-Match": '"1"'})
    assert saved.status_code == 200, saved.text
    site.now += timedelta(days=1)
    tick(site)
    assert "version 2 is there, marked as editorial" in letters(site, "observer", "digest")[0].text
    forget(site)
    why = {"reason": "It was open who writes them in."}
    assert site.api("observer").post(f"{place}/versions/2/challenge", json=why).status_code == 201
    site.now += timedelta(days=1)
    tick(site)
    mine = letters(site, "member", "digest")[0].text
    assert f"Your editorial mark on version 2 of {text} was challenged" in mine
    assert "the editorial mark of version 2 was challenged" in mine


def test_what_a_closed_group_does_is_told_to_its_members_alone(site: Site) -> None:
    make(site)
    quiet(site)
    with site.database.unit_of_work() as db:
        here = site.consultation(SLUG).id or 0
        number = sa.and_(col(WorkingGroup.code) == "WG-2", col(WorkingGroup.consultation_id) == here)
        seat = {"consultation_id": here, "group_id": db.exec(select(WorkingGroup.id).where(number)).one()}
        for who in ("rapporteur", "member"):
            person = person_by_email(db, f"{who}@demo.example").id
            db.add(Membership(**seat, person_id=person, role="member", title="In it"))
    secret = begin(site, "A hidden ledger", roundtable="RT2", group="WG-2", submit=False)
    begin(site, "An open ledger")
    tick(site)
    assert "A hidden ledger" in letters(site, "rapporteur", "digest")[0].text
    others = [one for one in letters(site) if not one.to.startswith(("rapporteur", "member"))]
    assert len(others) >= 4
    assert all("An open ledger" in one.text for one in others)
    assert all("hidden" not in one.text and secret not in one.text for one in others)


def test_without_news_nothing_comes(site: Site) -> None:
    make(site)
    quiet(site)
    site.now += timedelta(days=3)
    tick(site)
    forget(site)
    site.now += timedelta(days=1)
    tick(site)
    assert [one for one in letters(site) if "What happened" in one.text] == []


def test_mail_speaks_the_language_of_its_reader(site: Site) -> None:
    make(site)
    quiet(site)
    site.api("observer").patch("/account", json={"locale": "fr"})
    begin(site)
    site.now = NOON + MORNING
    tick(site)
    [letter] = letters(site, "observer", "digest")
    assert letter.locale == "fr"
    assert "22 novembre 2026" in letter.text


def test_it_comes_at_the_hour_and_in_the_zone_that_were_chosen(site: Site) -> None:
    make(site)
    quiet(site)
    wish(site, "observer", timezone="Asia/Tokyo", hour=23)
    wish(site, "ngo", timezone="America/New_York", hour=18)
    begin(site)
    assert site.now == NOON
    hours: dict[str, datetime] = {}
    for hour in range(13, 48):
        site.now = NOON.replace(hour=0) + timedelta(hours=hour)
        tick(site)
        for one in letters(site, why="digest"):
            hours.setdefault(one.to.partition("@")[0], site.now)
    assert hours["observer"] == datetime(2026, 11, 21, 14, tzinfo=UTC)
    assert hours["ngo"] == datetime(2026, 11, 21, 23, tzinfo=UTC)
    assert hours["state"] == NOON.replace(hour=13), "after seven, and it was noon already"


def test_ended_seats_and_stopped_mail_get_nothing(site: Site) -> None:
    make(site)
    quiet(site)
    wish(site, "observer", stopped=True)
    site.tamper(
        "UPDATE membership SET ended_at = '2026-11-21 00:00:00.000000' WHERE person_id ="
        " (SELECT id FROM person WHERE email = 'ngo@demo.example')"
    )
    begin(site)
    site.now = NOON + MORNING
    tick(site)
    to = {one.to.partition("@")[0] for one in letters(site)}
    assert "state" in to
    assert not to & {"observer", "ngo"}
