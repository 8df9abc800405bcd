"""One click stops mail: by the link in it, without signing in, and only by a button."""

from datetime import timedelta

from sqlmodel import col, select

from app.notices.models import Mailing, MailWish
from app.people.models import Person
from app.people.privacy.own_data import own_data
from app.people.queries import person_by_email
from tests.notices.mailing import forget, letters, quiet, tick, wish
from tests.review.making import SLUG, begin, make
from tests.support import Form, Site


def link_of(site: Site, who: str = "ngo") -> str:
    """The link in a digest that somebody got."""
    make(site)
    quiet(site)
    begin(site)
    tick(site)
    [letter] = letters(site, who, "digest")
    header = letter.headers["List-Unsubscribe"]
    assert header.strip("<>") in letter.text
    return header.strip("<>")


def test_a_mail_program_stops_it_by_one_post_without_a_cookie_or_a_form(site: Site) -> None:
    link = link_of(site)
    stopped = site.client().post(link, data={"List-Unsubscribe": "One-Click"})
    assert stopped.status_code == 200
    assert "Mail is stopped" in stopped.text
    assert site.client().post(link).status_code == 200, "again changes nothing"
    forget(site)
    begin(site, "Another text")
    site.now += timedelta(days=1)
    tick(site)
    assert letters(site, "ngo") == []
    assert letters(site, "observer") != []


def test_who_only_opens_the_link_stops_nothing(site: Site) -> None:
    link = link_of(site)
    page = site.client().get(link)
    assert page.headers["Cache-Control"] == "no-store"
    assert site.rows("SELECT count(*) FROM mail_wish")[0][0] == 0
    assert "Mail is stopped" in Form(page, "/account/mail/stop").submit(site.client()).text


def test_a_made_up_link_opens_nothing(site: Site) -> None:
    link = link_of(site)
    start, _slash, mark = link.rpartition("/")
    other = start.replace(SLUG, "hld-2013-review")
    for wrong in (f"{start}/{mark[:-1]}0x", f"{other}/{mark}", f"{start}/é"):
        assert site.client().get(wrong).status_code == 404
        assert site.client().post(wrong).status_code == 404


def test_what_waits_in_the_outbox_does_not_go_out_any_more(site: Site) -> None:
    link = link_of(site)
    site.client().post(link)
    assert letters(site, "ngo") == []
    log = site.client("moderator").get(f"/{SLUG}/mail").text
    assert "Mail was stopped before it went out." in log


def test_mail_begins_again_from_the_account(site: Site) -> None:
    site.client().post(link_of(site))
    client = site.client("ngo")
    page = client.get("/account/mail")
    assert "All mail about it is stopped." in page.text
    begun = Form(page, f"/account/mail/{SLUG}").submit(client)
    assert "All mail about it is stopped." not in begun.text
    all_stopped = Form(client.get("/account/mail"), id=None, action=f"/account/mail/{SLUG}")
    saved = all_stopped.submit(client, frequency="weekly", weekday="3", hour="18", timezone="Africa/Nairobi")
    assert "18:00" in saved.text
    with site.database.reading() as db:
        who = person_by_email(db, "ngo@demo.example").id
        row = db.exec(select(MailWish).where(MailWish.person_id == who)).one()
    assert (row.frequency, row.weekday, row.hour, row.timezone) == ("weekly", 3, 18, "Africa/Nairobi")


def test_what_cannot_be_is_said_at_its_field_and_kept(site: Site) -> None:
    make(site)
    quiet(site)
    client = site.client("ngo")
    form = Form(client.get("/account/mail"), f"/account/mail/{SLUG}")
    wrong = form.submit(client, frequency="weekly", timezone="Middle/Earth")
    assert wrong.status_code == 422
    assert "There is no time zone of this name." in wrong.text
    assert Form(wrong, f"/account/mail/{SLUG}").values["timezone"] == ["Middle/Earth"]
    for body in ({"hour": 24}, {"weekday": 7}, {"frequency": "hourly"}, {"timezone": "../etc/passwd"}):
        assert site.api("ngo").patch(f"/account/mail/{SLUG}", json=body).status_code == 422
    assert site.api("reporter").patch(f"/account/mail/{SLUG}", json={"hour": 8}).status_code == 403
    assert site.api().patch(f"/account/mail/{SLUG}", json={"hour": 8}).status_code == 401


def test_who_leaves_the_site_leaves_no_wishes_and_gets_nothing(site: Site) -> None:
    link = link_of(site, "observer")
    wish(site, "observer", hour=9)
    with site.database.reading() as db:
        data = own_data(db, person_by_email(db, "observer@demo.example"))
    assert data["mail_wish"][0]["hour"] == 9
    assert data["mailing"][0]["kind"] == "digest"
    assert all("headers" not in row for row in data["mail"]), "the link in them opens something"
    client = site.client("observer")
    gone = Form(client.get("/account/erasure"), "/account/erasure")
    answer = gone.submit(client, confirmation="observer@demo.example")
    with site.database.reading() as db:
        who = db.exec(select(Person).where(col(Person.erased_at).is_not(None))).first()
        assert who is not None, answer.url
        assert db.exec(select(MailWish).where(MailWish.person_id == who.id)).first() is None
        assert db.exec(select(Mailing).where(Mailing.person_id == who.id)).first() is not None
    site.now += timedelta(days=1)
    begin(site, "Another")
    tick(site)
    assert letters(site, "observer") == []
    assert site.client().post(link).status_code == 200
