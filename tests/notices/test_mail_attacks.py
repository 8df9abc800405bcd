"""Mail under attack: two workers at once, very much at a time, one consultation that is damaged, words made to hurt."""

import email
import threading
from email.policy import default

import pytest

from app.kernel.mail import MailServer, _refused, compose
from app.notices.delivering import deliver
from app.web.csrf import SESSION_COOKIE
from tests.discussion.table.tables import HEAD, bring, comma, row
from tests.discussion.table.tables import opened as open_for_tables
from tests.notices.mailing import HOME, MORNING, forget, letters, opened, quiet, tick
from tests.review.making import AT, SLUG, at, begin, make
from tests.support import Site


def test_two_workers_at_the_same_minute_put_out_each_letter_once(site: Site) -> None:
    make(site)
    quiet(site)
    begin(site)
    opened(site, first=1, last=3)
    for moment in (at(0.9), at(3)):
        # At the second it is the digests and what expires within a day.
        site.now = moment
        forget(site)
        together = threading.Barrier(3)
        put_out: list[int] = []

        def work(together: threading.Barrier = together, put_out: list[int] = put_out) -> None:
            together.wait(20)
            put_out.append(deliver(site.database, HOME))

        workers = [threading.Thread(target=work) for _ in range(3)]
        for one in workers:
            one.start()
        for one in workers:
            one.join(60)
        out = [(row.to, row.why) for row in letters(site)]
        assert sum(put_out) == len(out) > 4
        assert len(set(out)) == len(out)
    assert {why for _to, why in out} == {"digest", "urgent"}


def test_a_thousand_acts_are_one_letter_of_few_lines(site: Site) -> None:
    open_for_tables(site)
    quiet(site)
    tick(site)
    forget(site)
    bring(site, comma(HEAD, *(row(comment=f"Number {n}.") for n in range(1_000))), "many.csv")
    site.database.clock = lambda: at(4)
    tick(site)
    [one] = letters(site, "ngo", "digest")
    assert "1000 new comments" in one.text
    assert len(one.text.splitlines()) < 60
    tick(site)
    assert len(letters(site, "ngo")) == 1


def test_a_consultation_that_is_damaged_keeps_the_mail_of_no_other_back(site: Site) -> None:
    make(site)
    begin(site)
    site.tamper("UPDATE consultation SET timezone = 'Nowhere/Atall' WHERE slug <> 'small-2027'")
    site.now += MORNING
    tick(site)
    assert {row.to for row in letters(site, why="digest")} >= {"state@demo.example", "ngo@demo.example"}


@pytest.mark.parametrize("before", ["99999999999999999999", "-1", "x"])
def test_a_place_in_the_log_that_cannot_be_is_no_error_of_the_site(site: Site, before: str) -> None:
    make(site)
    assert site.client("moderator").get(f"/{SLUG}/mail?before={before}").status_code == 422


def test_titles_and_words_made_to_be_headers_or_markup_stay_words(site: Site) -> None:
    make(site)
    quiet(site)
    begin(site, "A\r\nBcc: all@demo.example\r\n\r\n<b>x</b> =?utf-8?q?=0D=0ABcc:_x@y.example?=")
    code = opened(site, title="R\nList-Unsubscribe: <https://elsewhere.example>")
    site.now = at(1.5)
    client = site.client("moderator")
    word = "\n-- \nBcc: all@demo.example\n<script>alert(1)</script>"
    sent = site.api("moderator").post(f"{AT}/rounds/{code}/reminders", json={"word": word})
    assert sent.status_code == 200, sent.text
    page = client.get(f"/{SLUG}/rounds/{code}/reminders?word=x").text
    assert "<script>alert" not in page
    [one] = letters(site, "ngo", "reminder")
    made = compose(
        to=one.to, subject=one.subject, text=one.text, sender="site@home.example", at=one.created_at,
        headers=one.headers,
    )  # fmt: skip
    read = email.message_from_bytes(made.as_bytes(), policy=default)
    assert read["Bcc"] is None
    assert str(read["List-Unsubscribe"]).startswith("<http://localhost:8000/account/mail/stop/")
    assert len(read.get_all("List-Unsubscribe")) == 1
    assert read.get_content_type() == "text/plain"
    assert "> -- \n> Bcc" in one.text or "> --\n> Bcc" in one.text
    assert one.text.count("\n-- \n") == 1, "the only foot is ours"
    tick(site)
    assert "<b>x</b>" not in client.get(f"/{SLUG}/mail").text


def test_what_a_mail_server_says_can_be_kept_whatever_stands_in_it() -> None:
    server = MailServer.of("smtp://mail.example")
    assert "\x00" not in _refused(server, 550, b"no\x00 such \x1b[31mbox\xff")


def test_nobody_s_link_stops_the_mail_of_another_or_of_another_consultation(site: Site) -> None:
    make(site)
    begin(site)
    tick(site)
    [mine] = [row for row in letters(site, "ngo", "digest") if SLUG in row.headers["List-Unsubscribe"]]
    link = mine.headers["List-Unsubscribe"].strip("<>").partition("localhost:8000")[2]
    *_rest, person, slug, mark = link.split("/")
    other = site.rows("SELECT public_id FROM person WHERE email = 'state@demo.example'")[0][0]
    client = site.client()
    for path in (
        link.replace(person, other), link.replace(slug, "hld-2013"), link[:-1], link + "0", link.replace(mark, mark.upper()),
        link.replace(mark, ""), link.replace(slug, "nowhere"), link.replace(mark, "%00"), link.replace(mark, "é" * 16),
    ):  # fmt: skip
        for method in ("GET", "POST", "HEAD"):
            assert client.request(method, path).status_code in (404, 405), (method, path)
    assert client.get(link, headers={"Purpose": "prefetch"}).status_code == 200
    assert client.request("HEAD", link).status_code in (200, 405)
    assert site.rows("SELECT count(*) FROM mail_wish WHERE stopped_at IS NOT NULL")[0][0] == 0
    assert SESSION_COOKIE not in client.cookies
    posted = client.post(
        link, content=b"List-Unsubscribe=One-Click", headers={"Content-Type": "application/x-www-form-urlencoded", "Origin": "https://mail.example"}
    )  # fmt: skip
    assert posted.status_code == 200
    assert site.rows("SELECT count(*) FROM mail_wish WHERE stopped_at IS NOT NULL")[0][0] == 1
