"""Applications for accreditation: taken where the consultation says so, confirmed by a link, decided with a reason."""

from datetime import timedelta

from tests.consultations.admission.post import link, mails
from tests.consultations.parts import API, SETUP, SLUG, acts, refusal, verified, wrong
from tests.support import Form, Site

PAGE = f"/{SLUG}/accreditation"
CONTACT = "ines@example.org"
BODY = {
    "name": "Andean Migrants’ Network",
    "constituency": "CSO",
    "statement": "We have worked with migrants in four countries since 1998.",
    "contact_name": "Inés Rojas",
    "contact_email": CONTACT,
}
CRITERIA = "Bodies that work on migration in more than one country."


def admitting(site: Site) -> None:
    """The secretariat opens the consultation to applications, with its criteria."""
    answer = site.api("secretariat").patch(API, json={"admits": True, "criteria": CRITERIA})
    assert answer.status_code == 200, answer.text


def constituency(site: Site) -> str:
    found = site.rows(
        "SELECT k.code FROM constituency k JOIN consultation c ON c.id = k.consultation_id WHERE c.slug = :slug"
        " ORDER BY k.place",
        slug=SLUG,
    )
    return str(found[-1][0])


def applied(site: Site, **values: object):  # type: ignore[no-untyped-def]
    return site.api().post(f"{API}/applications", json={**BODY, "constituency": constituency(site), **values})


def confirmed(site: Site, to: str = CONTACT) -> None:
    guest = site.client()
    answer = Form(guest.get(link(site, to, "confirmation")), "/confirmation/").submit(guest)
    assert "is confirmed" in answer.text


def decide(
    site: Site, decision: str, who: str | None = "secretariat", code: str = "AP-001", **values: object
):  # type: ignore[no-untyped-def]
    body = {"decision": decision, "reason": "It meets the criteria.", **values}
    return site.api(who).post(f"{API}/applications/{code}/decision", json=body)


def test_a_stranger_applies_confirms_is_accepted_and_heads_the_delegation(site: Site) -> None:
    client = site.client("secretariat")
    form = Form(client.get(f"{SETUP}/settings"), "/setup/settings")
    form.submit(client, admits="yes", criteria=CRITERIA)
    guest = site.client()
    page = guest.get(PAGE)
    assert CRITERIA in page.text
    sent = Form(page, "/accreditation").submit(guest, **{**BODY, "constituency": constituency(site)})
    assert "AP-001 has been received" in sent.text
    assert "AP-001" in mails(site, CONTACT)[0].subject
    assert refusal(decide(site, "accepted")).startswith("Its contact has not confirmed")
    confirmed(site)
    page = client.get(f"{SETUP}/applications/AP-001")
    assert "since 1998" in page.text
    assert CONTACT in page.text
    done = Form(page, "/applications/AP-001").submit(
        client, decision="accepted", reason="It meets the criteria.", follow=False
    )
    assert done.status_code == 303, done.text
    assert "was accepted" in mails(site, CONTACT)[1].text
    Form(guest.get(link(site, CONTACT)), "/invitations/").submit(guest)
    head = site.rows(
        "SELECT m.role, d.name FROM membership m JOIN person p ON p.id = m.person_id"
        " JOIN delegation d ON d.id = m.delegation_id WHERE p.email = :email",
        email=CONTACT,
    )
    assert [tuple(row) for row in head] == [("head", BODY["name"])]
    public = site.client().get(PAGE).text
    assert "It meets the criteria." in public
    for private in (CONTACT, "Inés", "since 1998"):
        assert private not in public
    assert [act[1] for act in acts(site, SLUG, "application_decided")] == ["It meets the criteria."]
    assert verified(site)


def test_a_refused_body_reads_the_reason_by_mail_and_everybody_on_the_page(site: Site) -> None:
    admitting(site)
    applied(site)
    confirmed(site)
    answer = decide(site, "refused", reason="It works in one country alone.")
    assert answer.json()["decision"] == "refused"
    assert "It works in one country alone." in mails(site, CONTACT)[0].text
    assert "It works in one country alone." in site.client().get(PAGE).text
    assert site.rows("SELECT id FROM invitation") == []
    assert decide(site, "refused").status_code == 200
    assert "has been decided" in refusal(decide(site, "accepted"))
    assert verified(site)


def test_a_decision_needs_a_reason_and_is_the_secretariats(site: Site) -> None:
    admitting(site)
    applied(site)
    confirmed(site)
    assert "reason" in wrong(decide(site, "refused", reason=" "))
    for who in (None, "state", "moderator", "administrator"):
        assert decide(site, "refused", who).status_code == 403
    client = site.client("secretariat")
    form = Form(client.get(f"{SETUP}/applications/AP-001"), "/applications/AP-001")
    answer = form.submit(client, reason="Because.")
    assert answer.status_code == 422
    assert "Choose whether it is accepted or refused" in answer.text
    assert "Because." in answer.text


def test_applications_are_taken_only_where_the_consultation_admits(site: Site) -> None:
    assert "takes no applications" in refusal(applied(site))
    assert "takes no applications" in site.client().get(PAGE).text
    assert "criteria" in wrong(site.api("secretariat").patch(API, json={"admits": True}))
    admitting(site)
    site.tamper("UPDATE consultation SET state = 'closed' WHERE slug = :slug", slug=SLUG)
    assert applied(site).status_code == 403


def test_what_is_wrong_with_an_application_stands_at_its_field_and_what_was_typed_stays(site: Site) -> None:
    admitting(site)
    fields = wrong(
        applied(site, name="", constituency="NONE", statement=" ", contact_name="", contact_email="x")
    )
    assert set(fields) == {"name", "constituency", "statement", "contact_name", "contact_email"}
    assert "contact_email" in wrong(applied(site, contact_email="ines,bo@example.org"))
    assert "iso3" in wrong(applied(site, iso3="XXX"))
    assert "organisation" in wrong(applied(site, organisation="org-bel"))
    assert "organisation" in wrong(applied(site, organisation="nobody"))
    guest = site.client()
    form = Form(guest.get(PAGE), "/accreditation")
    answer = form.submit(guest, **{**BODY, "contact_email": "x"})
    assert answer.status_code == 422
    assert "since 1998" in answer.text
    assert site.rows("SELECT id FROM application") == []


def test_the_same_application_twice_is_one_with_a_new_link(site: Site) -> None:
    admitting(site)
    assert applied(site).json() == applied(site).json() == {"code": "AP-001"}
    first, second = (mail.text for mail in mails(site, CONTACT))
    assert first != second
    confirmed(site)
    assert applied(site).json() == {"code": "AP-001"}
    assert len(mails(site, CONTACT)) == 2
    assert applied(site, name="Another body").json() == {"code": "AP-002"}


def test_newer_words_of_an_application_are_never_lost_without_a_word(site: Site) -> None:
    admitting(site)
    applied(site)
    better = "We have worked with migrants in five countries since 1998."
    assert applied(site, statement=better).json()["code"] == "AP-001"
    assert site.rows("SELECT statement FROM application") == [(better,)]
    assert better in site.client().get(link(site, CONTACT, "confirmation")).text
    confirmed(site)
    assert "AP-001 waits for its decision" in wrong(applied(site))["statement"]
    assert applied(site, statement=better).json()["code"] == "AP-001"
    assert site.rows("SELECT statement FROM application") == [(better,)]
    assert verified(site)


def test_an_unconfirmed_application_grows_too_old(site: Site) -> None:
    admitting(site)
    applied(site)
    there = link(site, CONTACT, "confirmation")
    site.now += timedelta(days=15)
    answer = site.client().get(there)
    assert answer.status_code == 404
    assert "Apply again" in answer.text


def test_an_accepted_body_may_be_one_that_the_site_knows(site: Site) -> None:
    admitting(site)
    applied(site, name="Sverige")
    confirmed(site)
    taken = wrong(decide(site, "accepted", organisation="org-swe"))
    assert "has a delegation here already" in taken["organisation"]
    assert site.rows("SELECT id FROM delegation WHERE name = 'Sverige'") == []
    assert verified(site)


def test_a_contact_who_cannot_head_a_delegation_accredits_nobody(site: Site) -> None:
    admitting(site)
    applied(site, contact_email="secretariat@demo.example")
    confirmed(site, "secretariat@demo.example")
    client = site.client("secretariat")
    form = Form(client.get(f"{SETUP}/applications/AP-001"), "/applications/AP-001")
    answer = form.submit(client, decision="accepted", reason="Yes.")
    assert answer.status_code == 422
    assert "never gives a delegation" in answer.text
    assert site.rows("SELECT id FROM delegation WHERE name = :name", name=BODY["name"]) == []
    assert site.rows("SELECT id FROM organisation WHERE name = :name", name=BODY["name"]) == []


def test_applications_that_wait_are_read_by_the_secretariat_alone(site: Site) -> None:
    admitting(site)
    applied(site)
    assert site.api().get(f"{API}/applications").json()["items"] == []
    mine = site.api("secretariat").get(f"{API}/applications").json()["items"]
    assert mine[0]["contact_email"] == CONTACT
    confirmed(site)
    decide(site, "refused")
    public = site.api("state").get(f"{API}/applications").json()["items"][0]
    assert public["decision"] == "refused"
    assert public["contact_email"] is None
    assert public["statement"] is None
    assert BODY["name"] not in site.client().get(f"/{SLUG}/register").text
