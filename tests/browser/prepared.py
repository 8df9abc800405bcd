"""The demonstration with what it lacks: a circulation, a kept draft, a consultation that was just begun."""

import json
from datetime import timedelta
from typing import Any

import lxml.html
from sqlmodel import col, select

from app.consultations.actions.seats import seat_person
from app.consultations.models import Delegation
from app.consultations.queries import visible_consultation
from app.dossier.loading import import_package
from app.dossier.synth import Size, synthetic_package
from app.kernel.actor import SYSTEM
from app.kernel.ids import secret_hash
from app.notices.delivering import deliver
from app.people.models import Identity, Organisation, Provider, ProviderRule
from app.people.queries import person_by_email
from app.voting.parameters import chosen_rule
from tests.browser.addresses import DECISION, HOME, LONG, NEW, PILOTS, REVIEW, SECRET, THE_LIST
from tests.review.making import AT, at, plan
from tests.review.rating import RATERS, open_round, rate, rating
from tests.review.silences import last_call, object_to, ready, silence, step
from tests.support import Form, Site


def prepare(site: Site) -> None:
    """Do through the pages what every page needs to show something."""
    admin = site.client("administrator")
    seat_for_the_site(admin)
    rapporteur = site.client("rapporteur")
    circulate = Form(rapporteur.get(f"{REVIEW}/RT1-M1/circulate"), "/circulations")
    done(circulate.submit(rapporteur, to=["all:heads"], message="Please read paragraph 2."))
    member = site.client("member")
    edit = Form(member.get(f"{REVIEW}/RT1-M4/edit"), "/versions")
    edit.url = edit.url.replace("/versions", "/draft")
    done(edit.submit(member, problem="Words that are being written."))
    moderator = site.client("moderator")
    seat = Form(moderator.get(f"{REVIEW}/groups/WG-1A/members"), "/groups/WG-1A/members")
    done(seat.submit(moderator, name="Amina Haddad", email="amina@haddad.example", title="Analyst"))
    comments(site)
    amendments(site)
    reviews(site)
    pilot(site)
    identity_provider(site)
    admission(site)
    rounds_of_rating(site)
    objections_and_silence(site)
    comment_table(site)
    telling(site)
    with site.database.unit_of_work() as db:
        slug = LONG.removeprefix("/")
        package = synthetic_package(slug, Size(160, 0, 10, 0), seed=1, today=site.now.date())
        import_package(db, SYSTEM, package, slug=slug)
    secret_ballot(site)
    proxies(site)
    secretariat = site.client("secretariat")
    the_list(secretariat)
    declaration(site.client("state"))
    new = Form(secretariat.get("/consultations/new?way=empty"), "/consultations/new")
    done(
        new.submit(
            secretariat, title="Dialogue on fair recruitment", code="FR-2027", slug=NEW.removeprefix("/"),
            start_date="2027-01-11", end_date="2027-12-10", timezone="UTC", languages=["en", "fr"],
            default_language="en",
        )
    )  # fmt: skip


def proxies(site: Site) -> None:
    """The ballot that is open has a rule that knows proxies, and an organisation has named a State as its own."""
    of = "code = 'BAL-1' AND consultation_id = (SELECT id FROM consultation WHERE slug = :slug)"
    slug, rule = DECISION.removeprefix("/"), json.dumps(chosen_rule({"proxies": 1}))
    site.tamper(f"UPDATE ballot SET rule = :rule WHERE {of}", rule=rule, slug=slug)
    ngo, here = site.client("ngo"), f"{DECISION}/ballots/BAL-1/proxy"
    done(Form(ngo.get(here), id="name-picum").submit(ngo, proxy="org-bel"))


def secret_ballot(site: Site) -> None:
    """A consultation with a secret ballot on six texts that is open, where the demonstration's head and alternate of a State
    speak for a delegation that has voted on one of them."""
    slug = SECRET.removeprefix("/")
    with site.database.unit_of_work() as db:
        package = synthetic_package(slug, Size(6, 0, 10, 0), seed=2, today=site.now.date())
        import_package(db, SYSTEM, package, slug=slug)
        here = visible_consultation(db, SYSTEM, slug)
        body = db.exec(
            select(Organisation.public_id)
            .join(Delegation, col(Delegation.organisation_id) == Organisation.id)
            .where(Delegation.consultation_id == here.id)
            .order_by(col(Organisation.public_id))
        ).first()
        for who, role in (("state", "head"), ("alternate", "alternate")):
            title = "Head of delegation" if role == "head" else "Alternate"
            seat_person(
                db, SYSTEM, here, email=f"{who}@demo.example", role=role, title=title, delegation=body
            )
    rule = json.dumps(chosen_rule({"disclosure": "secret"}))
    ours = "consultation_id = (SELECT id FROM consultation WHERE slug = :slug)"
    site.tamper(f"UPDATE ballot SET rule = :rule WHERE {ours}", rule=rule, slug=slug)
    site.tamper(f"DELETE FROM position WHERE {ours}", slug=slug)
    given = site.api("alternate").put(
        f"/consultations{SECRET}/ballots/BAL-1/positions/RT1-M1", json={"position": "support"}
    )
    assert given.status_code == 200, given.text


def amendments(site: Site) -> None:
    """Two amendments to one paragraph of a text that is ready, which a moderator can put in order."""
    here = "consultation_id = (SELECT id FROM consultation WHERE slug = :slug)"
    slug = REVIEW.removeprefix("/")
    site.tamper(f"UPDATE proposal SET state = 'ready' WHERE code = 'RT2-M1' AND {here}", slug=slug)
    text = f"/consultations{REVIEW}/proposals/RT2-M1"
    about = {
        "field": "summary",
        "paragraph": "p1",
        "reason": "It is short.",
        "version": site.api().get(text).json()["version"],
    }
    for who, words in (
        ("state", "Every recruiter stands in one register."),
        ("ngo", "Nobody pays.\n\nNobody."),
    ):
        moved = site.api(who).post(f"{text}/amendments", json={**about, "text": words})
        assert moved.status_code == 201, moved.text


def comments(site: Site) -> None:
    """What a moderator has to answer in the round that is open; one answer is drafted."""
    said = [
        ("Say who pays for the register.", "ngo"),
        ("Say who pays for the register, please.", "state"),
        ("A year is short for the first audits.", "ngo"),
    ]
    at = f"/consultations{REVIEW}"
    for words, who in said:
        body = {"type": "technical", "stance": "concern", "text": words}
        made = site.api(who).post(f"{at}/proposals/RT1-M1/comments", json=body)
        assert made.status_code == 201, made.text
    body = {"code": "noted", "reason": "The group knows this.", "state": "draft"}
    done(site.api("rapporteur").put(f"{at}/comments/{made.json()['id']}/disposition", json=body))


def telling(site: Site) -> None:
    """A round that is completed with its response; an address that is told what happens, with a call that waits; and the
    digests of the day, one of them for somebody whose link to stop them is known."""
    moderator, there = site.client("moderator"), f"{DECISION}/rounds/R1"
    done(Form(moderator.get(there), "/completion").submit(moderator))
    done(Form(moderator.get(f"{there}/response"), "/response").submit(moderator, foreword="Thank you all."))
    secretariat, hooks = site.client("secretariat"), f"{REVIEW}/setup/webhooks"
    done(Form(secretariat.get(hooks), "/webhooks").submit(secretariat, url="https://mission.example/told"))
    link = lxml.html.fromstring(secretariat.get(hooks).text).xpath("//li[@class='row']//h3/a/@href")[0]
    done(Form(secretariat.get(link), "/test").submit(secretariat))
    site.tamper("UPDATE person SET public_id = 'p-known' WHERE email = 'amina@haddad.example'")
    assert deliver(site.database, HOME) > 5


def rounds_of_rating(site: Site) -> None:
    """A small consultation in which a round of rating has closed and the next one is open; one text is rated in it."""
    today, site.now = site.now, at(-30)
    first, second = rating(site, texts=2, first=-29, last=-20)
    words = ("The fees are capped at last.", "Small ports cannot pay for it.", "")
    for n, (who, score) in enumerate(zip(RATERS, (9, 8, 8, 7, 7, 7, 5, 2), strict=True)):
        rate(site, who, first, score, word=words[n % 3])
        rate(site, who, second, 10 - score)
    open_round(site, "R2", first=-10, last=20)
    rate(site, "member", first, 9, "R2", word="It is ready.")
    site.now = today


def objections_and_silence(site: Site) -> None:
    """In the same consultation a last call with objections and the chair's statement, and a round of silence that has
    closed: one text was broken, one waits for the chair."""
    today, site.now = site.now, at(-19)
    broken, _unbroken = ready(site, "A fee for none"), ready(site, "A hotline for seafarers")
    silence(site, first=-18, last=-15)
    before = object_to(site, broken).json()["id"]
    round_ = last_call(site, first=-14, last=-12)
    first = object_to(site, "RT1-M1", "ngo").json()["id"]
    second = object_to(site, "RT1-M1", "observer", field="summary").json()["id"]
    for objection in (first, second):
        assert step(site, objection, "addressed").status_code == 201
    assert step(site, first, "sustained", "ngo", words="The small ones still pay.").status_code == 201
    site.now = at(-11)
    body = {
        "words": "All but one can live with it.",
        "addressed": dict.fromkeys((before, first, second), "By version 2."),
    }
    made = site.api("moderator").post(f"{AT}/rounds/{round_}/statements", json=body)
    assert made.status_code == 201, made.text
    site.now = today
    assert plan(site.api("moderator"), "rating", first=40, last=50, code="R9").status_code == 201


def reviews(site: Site) -> None:
    """A review that the head of a State's delegation is asked for, and one that an observer offered and handed in."""
    at, due = f"/consultations{REVIEW}", (site.now + timedelta(days=5)).date().isoformat()
    head = site.rows("SELECT public_id FROM person WHERE email = 'state@demo.example'")[0][0]
    observer = site.api("observer")
    for made in (
        site.api("moderator").post(f"{at}/proposals/RT1-M1/reviews", json={"reviewer": head, "due": due}),
        observer.post(f"{at}/proposals/RT1-M1/reviews/offer", json={"due": due}),
    ):
        assert made.status_code == 201, made.text
    body = {"grade": "has_issues", "reasons": "The benchmark needs a baseline from before the register."}
    done(observer.post(f"{at}/reviews/{made.json()['code']}/result", json=body))


def identity_provider(site: Site) -> None:
    """A provider by which people come in, with a rule; the head of a State's delegation has a sign-in there."""
    with site.database.unit_of_work() as db:
        ministry = Provider(
            public_id="ministry", name="Ministry of Labour", issuer="https://login.ministry.example",
            client_id="commonspace", group_claim="groups", created_at=site.now,
        )  # fmt: skip
        db.add(ministry)
        db.flush()
        body = db.exec(select(Organisation).where(Organisation.public_id == "org-swe")).one()
        db.add(ProviderRule(provider_id=ministry.id or 0, value="delegates", organisation_id=body.id or 0))
        state = person_by_email(db, "state@demo.example")
        db.add(
            Identity(
                person_id=state.id or 0, issuer=ministry.issuer, subject="n-1042",
                email_hint="head@ministry.example", created_at=site.now,
            )
        )  # fmt: skip


def admission(site: Site) -> None:
    """Somebody is invited, one body was refused, and another waits; the links in the mails are known."""
    secretariat, guest = site.client("secretariat"), site.client()
    settings = Form(secretariat.get(f"{REVIEW}/setup/settings"), "/setup/settings")
    done(
        settings.submit(
            secretariat, admits="yes", criteria="Bodies that work on migration.\n\nNo party to a dispute."
        )
    )
    for code, name in (("AP-001", "Coalition of Ports"), ("AP-002", "Andean Migrants’ Network")):
        form = Form(guest.get(f"{REVIEW}/accreditation"), "/accreditation")
        place = form.form.xpath(".//select[@name='constituency']/option[@value != '']/@value")[0]
        done(
            form.submit(
                guest, name=name, constituency=place, statement="We work in four countries.",
                contact_name="Inés Rojas", contact_email="ines@rojas.example",
            )
        )  # fmt: skip
        known(site, "application", code)
        done(Form(guest.get(f"{REVIEW}/accreditation/confirmation/{code}"), "/confirmation/").submit(guest))
    decide = Form(secretariat.get(f"{REVIEW}/setup/applications/AP-001"), "/applications/AP-001")
    done(decide.submit(secretariat, decision="refused", reason="It is a party to a dispute."))
    state = site.client("state")
    invite = Form(state.get(f"{REVIEW}/delegations/org-bel"), "/delegations/org-bel/invitations")
    done(invite.submit(state, email="lena@peeters.example", name="Lena Peeters", title="Counsellor, Belgium"))
    known(site, "invitation", "known")
    moderator = site.client("moderator")
    room = f"{REVIEW}/groups/WG-1A/invitations"
    for guest_of, secret in (("omar", "open"), ("lina", "ltr"), ("sami", "rtl")):
        done(Form(moderator.get(room), room).submit(moderator, email=f"{guest_of}@haddad.example"))
        known(site, "invitation", secret)
    people = Form(secretariat.get(f"{REVIEW}/setup/people"), "/setup/people")
    rows = (
        "E-mail,Name,Organisation,Role,Working group,Remarks\n"
        "ana@quispe.example,Ana Quispe,Belgium,Alternate,,\n"
        "bo@lind.example,Bo Lind,Belgiun,Alternate,,\n"
        "nobody,Carla Ruiz,,Member,WG-9Z,\n"
    )
    files = {"sheet": ("people.csv", rows.encode(), "text/csv")}
    token = people.values["csrf_token"]
    done(secretariat.post(f"{REVIEW}/setup/people", data={"csrf_token": token}, files=files))
    site.tamper("UPDATE people_sheet SET public_id = 'known'")


def comment_table(site: Site) -> None:
    """A table of a body of which something becomes a comment, something is asked, wrong and kept aside."""
    moderator, home = site.client("moderator"), f"{REVIEW}/rounds/R2/table"
    rows = (
        "MB/NC,Clause,Paragraph,Type,Comments,Proposed change,Observations,Remarks\n"
        "Belgium,RT1-M1,1,te,Say who pays.,The employer pays.,Noted,x\n"
        "Belgien,RT1-M1,,te,Say when.,,,\nBelgium,RT9-M9,,maj,Say where.,,,\n"
        "Belgium,RT1-M1,Table 3,ed,,So.,,\nBelgium,RT1-M1,1,te,Say who pays.,The employer pays.,,\n"
        "Belgium,RT1-M1,,,,,,\n"
    )
    token = Form(moderator.get(home), id="bring").values["csrf_token"]
    files = {"sheet": ("belgium.csv", rows.encode(), "text/csv")}
    done(moderator.post(home, data={"csrf_token": token}, files=files))
    site.tamper("UPDATE comment_sheet SET public_id = 'known'")


def known(site: Site, table: str, secret: str) -> None:
    """The newest link of this kind opens under a secret that is known."""
    site.tamper(
        f"UPDATE {table} SET secret_hash = :hash WHERE id = (SELECT max(id) FROM {table})",
        hash=secret_hash(secret),
    )


def the_list(secretariat: Any) -> None:
    """Roundtable 1 in the list, two of its mechanisms in one entry; the other roundtables still to be decided."""
    page = secretariat.get(f"{THE_LIST}?roundtable=RT1")
    done(Form(page, "/inclusion").submit(secretariat, scope="roundtable", decided_on="2026-11-20"))
    page = secretariat.get(f"{THE_LIST}?roundtable=RT1")
    done(Form(page, "/RT1-M4/union").submit(secretariat, into="RT1-M1", reason="Both are about remittances."))


def declaration(state: Any) -> None:
    """A proviso on a mechanism of the list."""
    page = state.get("/hld-2013-pilots/outcome/declarations")
    done(
        Form(page, "/declarations").submit(
            state, kind="proviso", proposal="RT1-M1", text="As far as the budget of each year allows."
        )
    )


def pilot(site: Site) -> None:
    """A pilot that was just taken up; in another a value that nobody has verified, and a report that is late."""
    state, reporter = site.client("state"), site.client("reporter")
    new = Form(state.get(f"{PILOTS}/new?mechanism=RT2-M3"), "/pilots")
    done(new.submit(state, title="Open housing in two more towns", starts="2026-11-21"))
    value = Form(reporter.get(f"{PILOTS}/PIL-4/values/new?benchmark=RT2-B5"), "/values")
    done(
        value.submit(
            reporter, value="20.4", period="2026-Q3", date="2026-09-30", source="Register of the units"
        )
    )
    report = Form(reporter.get(f"{PILOTS}/PIL-4/reports/1"), "/reports/1")
    done(
        report.submit(
            reporter, light="amber", narrative="The work began late.", recovery="A second contractor."
        )
    )


def seat_for_the_site(admin: Any) -> None:
    """The secretariat of the dialogue becomes the secretariat of the whole site."""
    people = lxml.html.fromstring(admin.get("/admin/people?q=secretariat").text)
    person = people.xpath(
        "//main//a[starts-with(@href, '/admin/people/')][not(contains(@href, 'new'))]/@href"
    )[0]
    page = admin.get(person)
    for form in lxml.html.fromstring(page.text).forms:
        if form.action == f"{person}/role" and form.fields["role"] == "secretariat":
            done(admin.post(form.action, data=dict(form.fields)))
            return
    raise AssertionError(f"{person} cannot become the secretariat")


def done(answer: Any) -> None:
    assert answer.status_code == 200, answer.text[:2000]
