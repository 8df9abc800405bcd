"""The demonstration with what it lacks: a circulation, a kept draft, a consultation that was just begun."""

from typing import Any

import lxml.html

from app.dossier.loading import import_package
from app.dossier.synth import Size, synthetic_package
from app.kernel.actor import SYSTEM
from tests.browser.addresses import LONG, NEW, PILOTS, REVIEW, THE_LIST
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
    pilot(site)
    with site.database.unit_of_work() as db:
        slug = LONG.removeprefix("/")
        package = synthetic_package(slug, Size(160, 0, 10, 0), seed=1, today=site.now.date())
        import_package(db, SYSTEM, package, slug=slug)
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
