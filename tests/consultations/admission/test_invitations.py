"""Invitations: who may offer which seat, what the mail says, what the link opens, and what ends it."""

from datetime import timedelta

from tests.consultations.admission.post import end_head, link, mails
from tests.consultations.parts import API, SETUP, SLUG, acts, closed_group, refusal, verified, wrong
from tests.support import Form, Site

NEW = "ana@example.org"
BELGIUM = f"/{SLUG}/delegations/org-bel"


def invite(site: Site, who: str | None = "secretariat", **values: object):  # type: ignore[no-untyped-def]
    return site.api(who).post(f"{API}/invitations", json={"email": NEW, "role": "member", **values})


def seats_of(site: Site, email: str = NEW) -> list[tuple[str, str]]:
    found = site.rows(
        "SELECT m.role, m.title FROM membership m JOIN person p ON p.id = m.person_id WHERE p.email = :email",
        email=email,
    )
    return [tuple(row) for row in found]


def test_a_head_that_is_new_here_is_invited_accepts_and_is_signed_in(site: Site) -> None:
    end_head(site, "picum")
    client = site.client("secretariat")
    form = Form(client.get(f"{SETUP}/invitations?role=head&delegation=picum"), f"{SETUP}/invitations")
    done = form.submit(client, follow=False, email=NEW, name="Ana Quispe")
    assert done.status_code == 303, done.text
    _subject, text, locale, why = mails(site, NEW)[0]
    assert (locale, why) == ("en", "invitation")
    assert "Dear Ana Quispe" in text
    assert "Head of delegation" in text
    assert "until 5 December 2026" in text
    guest = site.client()
    page = guest.get(link(site, NEW))
    assert page.headers["Cache-Control"] == "no-store"
    assert seats_of(site) == []
    arrived = Form(page, "/invitations/").submit(guest)
    assert arrived.status_code == 200
    assert arrived.url.path == f"/{SLUG}"
    assert seats_of(site)[0][0] == "head"
    assert "Sign out" in arrived.text
    assert [act[0] for act in acts(site, SLUG, "invitation_accepted")] == ["INV-1"]
    assert verified(site)


def test_a_head_invites_to_the_own_delegation_and_to_no_other(site: Site) -> None:
    for role in ("member", "alternate", "reporter"):
        answer = invite(site, "state", email=f"{role}@example.org", role=role, delegation="org-bel")
        assert answer.status_code == 201, answer.text
    assert "names alternates, members and reporters" in refusal(
        invite(site, "state", role="head", delegation="org-bel")
    )
    assert "Sweden" in refusal(invite(site, "state", delegation="org-swe"))
    assert "say who sits in it" in refusal(invite(site, "alternate", delegation="org-bel"))
    assert invite(site, "state", group="WG-1A").status_code == 403
    assert invite(site, "state", role="observer").status_code == 403
    assert len(site.rows("SELECT id FROM invitation")) == 3


def test_a_convenor_invites_members_and_observers_of_the_own_group(site: Site) -> None:
    assert invite(site, "moderator", group="WG-1A").status_code == 201
    assert "members and observers" in refusal(invite(site, "moderator", group="WG-1A", role="rapporteur"))
    assert invite(site, "moderator", group="WG-2A").status_code == 403
    assert "for which delegation" in refusal(invite(site, "moderator", group="WG-1A", delegation="org-bel"))
    assert invite(site, "member", group="WG-1A").status_code == 403
    assert invite(site, None, group="WG-1A").status_code == 403


def test_the_same_invitation_twice_is_one_and_one_mail(site: Site) -> None:
    first, second = invite(site, group="WG-1A"), invite(site, group="WG-1A")
    assert first.json()["id"] == second.json()["id"]
    assert len(mails(site, NEW)) == 1


def test_a_head_invites_nobody_who_heads_the_delegation_into_it(site: Site) -> None:
    for role in ("member", "alternate"):
        answer = invite(site, "state", email="state@demo.example", role=role, delegation="org-bel")
        assert "heads this delegation already" in wrong(answer)["email"]
    assert mails(site, "state@demo.example") == []
    assert invite(site, email="state@demo.example", group="WG-1A", delegation="org-bel").status_code == 201


def test_an_invitation_for_other_days_is_not_lost_in_the_one_that_waits(site: Site) -> None:
    assert invite(site, group="WG-1A", until="2026-12-31").status_code == 201
    assert "for other days" in wrong(invite(site, group="WG-1A", until="2027-06-30"))["until"]
    assert invite(site, group="WG-1A", since="2027-01-01").status_code == 201
    assert [mail.why for mail in mails(site, NEW)] == ["invitation", "invitation"]
    guest = site.client()
    Form(guest.get(link(site, NEW)), "/invitations/").submit(guest, name="Ana")
    assert invite(site, group="WG-1A", until="2026-12-31").status_code == 201
    assert "email" in wrong(invite(site, group="WG-1A", since="2027-02-01"))


def test_an_invitation_follows_the_rules_by_which_seats_are_given(site: Site) -> None:
    assert "role" in wrong(invite(site, role="head", delegation="org-bel"))
    assert "delegation" in wrong(invite(site, role="head"))
    assert "group" in wrong(invite(site, role="member"))
    assert "email" in wrong(invite(site, email="nobody", group="WG-1A"))
    assert "email" in wrong(invite(site, email="a\u200bb@example.org", group="WG-1A"))
    assert "email" in wrong(invite(site, email="state@demo.example", role="head", delegation="org-bel"))
    assert "until" in wrong(invite(site, group="WG-1A", since="2027-02-01", until="2027-01-01"))
    assert "until" in wrong(invite(site, group="WG-1A", until="2026-01-01"))
    assert "role" in wrong(invite(site, email="administrator@demo.example", group="WG-1A"))
    assert site.rows("SELECT id FROM invitation") == []
    assert site.rows("SELECT id FROM outgoing") == []


def test_what_was_typed_stays_when_an_invitation_cannot_be_sent(site: Site) -> None:
    client = site.client("state")
    form = Form(client.get(BELGIUM), "/invitations")
    answer = form.submit(client, email="nobody", name="Ana Quispe", title="Counsellor")
    assert answer.status_code == 422
    assert "is not an e-mail address" in answer.text
    assert "Counsellor" in answer.text


def test_sending_again_makes_a_new_link_and_ends_the_old_one(site: Site) -> None:
    number = invite(site, group="WG-1A").json()["id"]
    old = link(site, NEW)
    site.now += timedelta(days=15)
    assert "too old" in site.client().get(old).text
    client = site.client("secretariat")
    page = client.get(f"{SETUP}/invitations")
    assert "its time has passed" in page.text
    assert Form(page, f"/invitations/{number}/again").submit(client, follow=False).status_code == 303
    new = link(site, NEW)
    assert new != old
    assert site.client().get(old).status_code == 404
    assert site.client().get(new).status_code == 200
    assert verified(site)


def test_a_withdrawn_declined_or_used_invitation_says_so_and_what_to_do(site: Site) -> None:
    number = invite(site, group="WG-1A").json()["id"]
    api = site.api("secretariat")
    assert api.post(f"{API}/invitations/{number}/withdrawal").json()["standing"] == "withdrawn"
    assert api.post(f"{API}/invitations/{number}/withdrawal").status_code == 200
    assert "withdrawn" in refusal(api.post(f"{API}/invitations/{number}/again"))
    gone = site.client().get(link(site, NEW))
    assert gone.status_code == 404
    assert "Ask whoever invited you what has changed" in gone.text
    invite(site, group="WG-2A")
    guest = site.client()
    said = Form(guest.get(link(site, NEW)), "/refusal").submit(guest)
    assert "You have declined" in said.text
    assert "ask whoever invited you for a new one" in guest.get(link(site, NEW)).text
    invite(site, group="WG-3A")
    Form(guest.get(link(site, NEW)), "/invitations/").submit(guest, name="Ana")
    assert "has been accepted" in site.client().get(link(site, NEW)).text
    assert "has been accepted" in refusal(api.post(f"{API}/invitations/{number + 2}/withdrawal"))
    assert site.client().get("/invitations/unknown").status_code == 404
    assert verified(site)


def test_somebody_signed_in_with_another_account_is_asked_which_one_takes_the_seat(site: Site) -> None:
    invite(site, group="WG-1A")
    client = site.client("observer")
    page = client.get(link(site, NEW))
    assert "Which account takes the seat" in page.text
    Form(page, "/invitations/").submit(client, account="mine")
    assert ("member", "Member, WG-1A") in seats_of(site, "observer@demo.example")
    assert seats_of(site) == []
    invite(site, group="WG-2A")
    Form(client.get(link(site, NEW)), "/invitations/").submit(client, account="invited", name="Ana")
    assert seats_of(site) == [("member", "Member, WG-2A")]
    assert "Ana" in client.get("/").text
    assert verified(site)


def test_which_account_takes_the_seat_is_never_guessed(site: Site) -> None:
    invite(site, group="WG-1A")
    client = site.client("observer")
    answer = Form(client.get(link(site, NEW)), "/invitations/").submit(client, name="Ana")
    assert answer.status_code == 422
    assert "Say which account takes the seat." in answer.text
    assert site.rows("SELECT id FROM membership WHERE title = 'Member, WG-1A'") == []


def test_whoever_has_taken_the_seat_goes_on_by_the_link_and_a_second_click_does_no_harm(site: Site) -> None:
    invite(site, email="ngo@demo.example", group="WG-1A")
    client = site.client("ngo")
    there = link(site, "ngo@demo.example")
    form = Form(client.get(there), "/invitations/")
    for _click in range(2):
        done = form.submit(client, follow=False)
        assert (done.status_code, done.headers["Location"]) == (303, f"/{SLUG}")
    assert client.get(there).url.path == f"/{SLUG}"
    assert site.client("observer").get(there).status_code == 404
    assert seats_of(site, "ngo@demo.example").count(("member", "Member, WG-1A")) == 1


def test_somebody_new_who_clicks_twice_is_in_and_nobody_else_is(site: Site) -> None:
    """The second click is sent before the browser has the cookie that answers the first, and is all that it reads."""
    invite(site, group="WG-1A")
    there = link(site, NEW)
    guest, other = site.client(), site.client()
    form, foreign = (Form(browser.get(there), "/invitations/") for browser in (guest, other))
    before = dict(guest.cookies)
    form.submit(guest, follow=False, name="Ana")
    guest.cookies.clear()
    guest.cookies.update(before)
    second = form.submit(guest, follow=False, name="Ana")
    assert (second.status_code, second.headers["Location"]) == (303, f"/{SLUG}")
    assert "Sign out" in guest.get("/").text
    assert site.rows("SELECT count(*) FROM web_session WHERE way = 'invitation'") == [(1,)]
    assert seats_of(site) == [("member", "Member, WG-1A")]
    assert foreign.submit(other, follow=False, name="Ana").status_code == 404
    assert "Sign out" not in other.get("/").text
    guest.cookies.clear()
    guest.cookies.update(before)
    site.now += timedelta(minutes=2)
    assert form.submit(guest, follow=False, name="Ana").status_code == 404
    assert verified(site)


def test_a_link_that_is_over_says_so_in_one_sentence_and_offers_to_sign_in(site: Site) -> None:
    invite(site, group="WG-1A")
    there = link(site, NEW)
    guest = site.client()
    Form(guest.get(there), "/invitations/").submit(guest, name="Ana")
    late = site.client()
    page = late.get(there)
    assert "This link opens nothing any more" in page.text
    assert 'href="/sign-in"' in page.text
    assert page.headers["Cache-Control"] == "no-store"


def test_an_account_that_was_there_is_not_signed_in_by_an_invitation(site: Site) -> None:
    """Its link lasts for days; a link to sign in lasts for minutes."""
    invite(site, email="ngo@demo.example", group="WG-1A")
    guest = site.client()
    done = Form(guest.get(link(site, "ngo@demo.example")), "/invitations/").submit(guest, follow=False)
    assert done.headers["Location"] == f"/sign-in?next=/{SLUG}"
    assert ("member", "Member, WG-1A") in seats_of(site, "ngo@demo.example")
    assert "Sign out" not in guest.get("/").text


def test_somebody_new_gives_a_name(site: Site) -> None:
    invite(site, group="WG-1A")
    guest = site.client()
    answer = Form(guest.get(link(site, NEW)), "/invitations/").submit(guest, name=" \u200b ")
    assert answer.status_code == 422
    assert "Give your name" in answer.text
    assert site.rows("SELECT id FROM person WHERE email = :email", email=NEW) == []


def test_an_invitation_ends_with_the_right_of_whoever_invited(site: Site) -> None:
    assert invite(site, "state", delegation="org-bel").status_code == 201
    site.tamper("UPDATE membership SET until = '2026-11-21' WHERE role = 'head'")
    site.now += timedelta(days=2)
    guest = site.client()
    answer = Form(guest.get(link(site, NEW)), "/invitations/").submit(guest, name="Ana")
    assert answer.status_code == 403
    assert "may no longer give this seat" in answer.text
    assert seats_of(site) == []


def test_two_heads_are_not_invited_into_office(site: Site) -> None:
    """Both were asked while there was none; whoever accepts second reads who is."""
    end_head(site, "org-swe")
    for email in (NEW, "second@example.org"):
        assert invite(site, email=email, role="head", delegation="org-swe").status_code == 201
    for email, status in ((NEW, 200), ("second@example.org", 422)):
        guest = site.client()
        assert (
            Form(guest.get(link(site, email)), "/invitations/").submit(guest, name=email).status_code
            == status
        )
    assert site.rows("SELECT id FROM person WHERE email = 'second@example.org'") == []
    assert verified(site)


def test_a_head_gives_no_seat_beyond_the_own_term(site: Site) -> None:
    site.tamper(
        "UPDATE membership SET until = '2027-03-01' WHERE role = 'head' AND person_id ="
        " (SELECT id FROM person WHERE email = 'state@demo.example')"
    )
    assert invite(site, "state", delegation="org-bel").json()["until"] == "2027-03-01"
    beyond = invite(site, "state", email="b@example.org", delegation="org-bel", until="2027-04-01")
    assert "Your own seat ends" in wrong(beyond)["until"]
    early = invite(site, "state", email="c@example.org", delegation="org-bel", until="2027-01-01")
    assert early.json()["until"] == "2027-01-01"


def test_a_seat_in_personal_capacity_is_offered_as_such(site: Site) -> None:
    made = invite(site, group="WG-1A", personal=True).json()
    assert made["personal"] is True
    assert "in personal capacity" in made["title"]
    assert "personal" in wrong(invite(site, email="b@example.org", delegation="org-bel", personal=True))
    guest = site.client()
    Form(guest.get(link(site, NEW)), "/invitations/").submit(guest, name="Ana")
    assert site.rows("SELECT personal FROM membership ORDER BY id DESC")[0][0]
    assert verified(site)


def test_the_mail_is_in_the_language_of_who_is_invited(site: Site) -> None:
    site.tamper("UPDATE person SET locale = 'fr' WHERE email = 'ngo@demo.example'")
    invite(site, email="ngo@demo.example", group="WG-1A")
    assert mails(site, "ngo@demo.example")[0].locale == "fr"


def test_invitations_to_a_closed_group_are_known_to_nobody_outside(site: Site) -> None:
    quiet = closed_group(site)
    number = quiet.post(f"{API}/invitations", json={"email": NEW, "role": "member", "group": "WG-X"}).json()[
        "id"
    ]
    assert site.api("member").post(f"{API}/invitations/{number}/withdrawal").status_code == 404
    assert site.api("moderator").get(f"{API}/invitations?group=WG-X").status_code == 404
    assert quiet.get(f"{API}/invitations?group=WG-X").json()["items"][0]["email"] == NEW
    assert acts(site, SLUG, "invitation_sent") == []
    assert verified(site)


def test_lists_of_invitations_are_for_whoever_invites(site: Site) -> None:
    invite(site, group="WG-1A")
    invite(site, email="b@example.org", delegation="org-bel", role="alternate")
    assert len(site.api("secretariat").get(f"{API}/invitations").json()["items"]) == 2
    of_group = site.api("moderator").get(f"{API}/invitations?group=WG-1A").json()["items"]
    assert [line["email"] for line in of_group] == [NEW]
    of_body = site.api("state").get(f"{API}/invitations?delegation=org-bel").json()["items"]
    assert [line["email"] for line in of_body] == ["b@example.org"]
    for who in (None, "member", "alternate"):
        assert site.api(who).get(f"{API}/invitations?delegation=org-bel").status_code == 403
    assert NEW in site.client("moderator").get(f"/{SLUG}/groups/WG-1A/invitations").text
    assert "b@example.org" in site.client("state").get(BELGIUM).text
    assert "b@example.org" not in site.client("alternate").get(BELGIUM).text
    assert "b@example.org" not in site.client().get(BELGIUM).text


def test_whoever_has_no_seat_yet_reads_the_invitation_to_what_is_being_set_up(site: Site) -> None:
    site.tamper("UPDATE consultation SET state = 'draft' WHERE slug = :slug", slug=SLUG)
    assert invite(site, "state", delegation="org-bel").status_code == 403
    assert invite(site, delegation="org-bel").status_code == 201
    guest = site.client()
    arrived = Form(guest.get(link(site, NEW)), "/invitations/").submit(guest, name="Ana")
    assert arrived.status_code == 200


def test_nobody_accepts_once_the_consultation_is_closed(site: Site) -> None:
    invite(site, group="WG-1A")
    site.tamper("UPDATE consultation SET state = 'closed' WHERE slug = :slug", slug=SLUG)
    guest = site.client()
    answer = Form(guest.get(link(site, NEW)), "/invitations/").submit(guest, name="Ana")
    assert answer.status_code == 403
    assert "is closed" in answer.text
