"""The pages of pilots: from a recommended mechanism to a verified value and a report, in forms, without a script."""

from datetime import UTC, datetime
from typing import Any

import lxml.html
import pytest

from app.dossier.verification import verify
from tests.site.reading import page, part, words
from tests.support import Form, Site

SLUG = "hld-2013-pilots"
AT = f"/{SLUG}/pilots"
MECHANISM = "RT2-M3"
WHY = "The contractor changed."
VALUE = {
    "value": "20.40",
    "period": "2026-Q3",
    "date": "2026-09-30",
    "source": "Register of the open family units",
}


def sent(site: Site, who: str, path: str, action: str, **values: Any) -> Any:
    """What somebody is answered who fills in the form with this action on the page below the pilots."""
    client = site.client(who)
    answer = client.get(f"{AT}{path}")
    assert answer.status_code == 200, answer.text
    return Form(answer, action).submit(client, **values)


def taken_up(site: Site, **values: Any) -> str:
    """The code of a pilot that Belgium has taken up in the form."""
    given = {
        "title": "Open housing in two more towns",
        "starts": "2026-11-21",
        "ends": "2028-11-20",
        **values,
    }
    answer = sent(site, "state", f"/new?mechanism={MECHANISM}", "/pilots", **given)
    assert answer.status_code == 200, answer.text
    assert answer.url.path.endswith("/plan")
    return str(answer.url.path.split("/")[-2])


def begun(site: Site) -> str:
    """The same, planned, confirmed and begun, through the forms."""
    code = taken_up(site)
    line = {"milestones.0.title": "First flats let", "milestones.0.due": "2027-03-01"}
    planned = sent(site, "state", f"/{code}/plan", "/plan", **line)
    assert planned.status_code == 200, words(lxml.html.fromstring(planned.text))
    assert sent(site, "state", f"/{code}/course", "/confirmation", every="3").status_code == 200
    assert sent(site, "state", f"/{code}/course", "/beginning").status_code == 200
    return code


def value_of(site: Site, code: str) -> int:
    """The number of the last value reported in a pilot."""
    (row,) = site.rows(
        "SELECT max(m.id) AS id FROM measurement m JOIN pilot p ON p.id = m.pilot_id WHERE p.code = :code AND "
        "m.reported_at IS NOT NULL", code=code,
    )  # fmt: skip
    return int(row[0])


def state_of(site: Site, code: str) -> str:
    (row,) = site.rows(
        "SELECT p.state FROM pilot p JOIN consultation c ON c.id = p.consultation_id "
        "WHERE c.slug = :slug AND p.code = :code", slug=SLUG, code=code,
    )  # fmt: skip
    return str(row[0])


def test_a_state_takes_up_plans_confirms_begins_and_completes(site: Site) -> None:
    code = taken_up(site)
    text = words(page(site, f"{AT}/{code}/course", "state"))
    assert "It needs at least one milestone with a day." in text
    line = {"milestones.0.title": "First flats let", "milestones.0.due": "2027-03-01"}
    sent(site, "state", f"/{code}/plan", "/plan", **line)
    assert "nothing is missing" in words(page(site, f"{AT}/{code}/course", "state"))
    sent(site, "state", f"/{code}/course", "/confirmation", every="3")
    assert state_of(site, code) == "confirmed"
    sent(site, "state", f"/{code}/course", "/beginning")
    assert state_of(site, code) == "active"
    sent(site, "state", f"/{code}/course", "/hold", reason=WHY)
    assert state_of(site, code) == "on_hold"
    sent(site, "state", f"/{code}/course", "/resumption")
    refusal = words(page(site, f"{AT}/{code}/course", "state"))
    assert "Each benchmark needs a final value first." in refusal
    site.now = datetime(2026, 12, 1, 12, tzinfo=UTC)
    for benchmark in ("RT2-B4", "RT2-B5"):
        answer = sent(
            site, "state", f"/{code}/values/new?benchmark={benchmark}", "/values",
            **{**VALUE, "date": "2026-11-30", "period": "2026-11"},
        )  # fmt: skip
        assert answer.status_code == 200
    sent(site, "state", f"/{code}/course", "/completion", lessons="Small flats work.", follow_up="scale_up")
    assert state_of(site, code) == "completed"
    history = words(part(page(site, f"{AT}/{code}"), "taken"))
    assert WHY in history
    assert "Small flats work." in history
    assert "It recommends: Scale it up." in history
    with site.database.unit_of_work() as db:
        assert verify(db, SLUG).breaks == []


def test_what_was_typed_is_kept_and_the_sentence_stands_at_its_field(site: Site) -> None:
    answer = sent(site, "state", "/new", "/pilots", title="", starts="tomorrow", description="Two towns")
    assert answer.status_code == 422
    html = lxml.html.fromstring(answer.text)
    assert html.get_element_by_id("description").text.strip() == "Two towns"
    assert html.get_element_by_id("starts").get("value") == "tomorrow"
    for field in ("title", "starts", "mechanisms"):
        assert html.get_element_by_id(f"error-{field}").text
    code = taken_up(site)
    bad = {"milestones.1.due": "2027-03-01", "milestones.0.title": "First flats let", "title": "Two towns"}
    answer = sent(site, "state", f"/{code}/plan", "/plan", **bad)
    assert answer.status_code == 422
    html = lxml.html.fromstring(answer.text)
    assert html.get_element_by_id("title").get("value") == "Two towns"
    assert html.get_element_by_id("milestones.0.title").get("value") == "First flats let"
    assert html.get_element_by_id("error-milestones.1.title").text == "Say what is to be reached."
    assert html.get_element_by_id("error-milestones.0.due").text == "Say by which day."


def test_a_plan_names_the_pilots_own_baseline_and_target(site: Site) -> None:
    code = taken_up(site)
    goal = {
        "benchmarks.RT2-B5.baseline": "30.5", "benchmarks.RT2-B5.baseline_on": "2026-06-30",
        "benchmarks.RT2-B5.target": "12", "benchmarks.RT2-B5.target_on": "2028-06-30",
    }  # fmt: skip
    assert sent(site, "state", f"/{code}/plan", "/plan", **goal).status_code == 200
    said = words(page(site, f"{AT}/{code}").get_element_by_id("RT2-B5"))
    assert "From 30.5 per cent of families in 2026 to 12.0 by 2028." in said
    again = page(site, f"{AT}/{code}/plan", "state")
    assert again.get_element_by_id("benchmarks.RT2-B5.baseline").get("value") == "30.5"


@pytest.mark.parametrize(
    ("who", "sentence"),
    [
        (None, "Sign in as head or alternate of a State’s delegation"),
        ("ngo", "Only a State takes up a mechanism"),
        ("secretariat", "only the head or an alternate of a State’s delegation does it"),
    ],
)
def test_everybody_but_a_states_head_reads_why_not(
    reading_site: Site, who: str | None, sentence: str
) -> None:
    for path in (AT, f"{AT}/new?mechanism={MECHANISM}"):
        html = page(reading_site, path, who)
        assert sentence in words(html)
        assert not html.xpath(f'//form[@action="{AT}"]')


def test_before_the_stage_of_piloting_a_state_reads_that_it_waits(reading_site: Site) -> None:
    assert "Pilots wait for the stage" in words(page(reading_site, "/hld-2013-decision/pilots", "state"))


def test_a_refused_step_is_403_with_the_sentence(site: Site) -> None:
    client = site.client("ngo")
    page_ = client.get(f"{AT}/PIL-4/parties")
    answer = client.post(
        f"{AT}/PIL-4/hold",
        data={"csrf_token": Form(page_, "/withdrawal").values["csrf_token"], "reason": WHY},
    )
    assert answer.status_code == 403
    assert "This is for the States that lead the pilot" in words(lxml.html.fromstring(answer.text))


def test_a_value_is_reported_verified_by_another_and_corrected_with_the_old_one_struck_out(
    site: Site,
) -> None:
    client = site.client("reporter")
    form = client.get(f"{AT}/PIL-4/values/new?benchmark=RT2-B5")
    unit = lxml.html.fromstring(form.text).get_element_by_id("unit")
    assert (unit.get("value"), unit.get("readonly") is not None) == ("per cent of families", True)
    wrong = Form(form, "/values").submit(client, **{**VALUE, "source": "", "value": "a lot"})
    assert wrong.status_code == 422
    html = lxml.html.fromstring(wrong.text)
    assert html.get_element_by_id("value").get("value") == "a lot"
    assert html.get_element_by_id("error-source").text == "Say where the value comes from."
    done = Form(wrong, "/values").submit(client, **VALUE)
    assert done.status_code == 200
    number = value_of(site, "PIL-4")
    assert "Nobody has verified it yet." in words(
        page(site, f"{AT}/PIL-4").get_element_by_id(f"value-{number}")
    )
    own = words(page(site, f"{AT}/PIL-4/values/{number}", "reporter"))
    assert "You reported this value yourself. Somebody else has to verify it." in own
    bad = sent(site, "ngo", f"/PIL-4/values/{number}", "/verification", finding="questioned")
    assert bad.status_code == 422
    assert "Say what you question" in words(lxml.html.fromstring(bad.text))
    said = sent(
        site, "ngo", f"/PIL-4/values/{number}", "/verification", finding="questioned", note="Which towns?"
    )
    assert said.status_code == 200
    answer = sent(
        site,
        "reporter",
        f"/PIL-4/values/{number}",
        "/correction",
        value="21.3",
        reason="A town was left out.",
    )
    assert answer.status_code == 200
    newer = value_of(site, "PIL-4")
    html = page(site, f"{AT}/PIL-4")
    old = html.get_element_by_id(f"value-{number}")
    assert old.find(".//del").text == "20.4"
    assert "Corrected to 21.3." in words(old)
    assert "Which towns?" in words(old)
    assert "Corrects 20.4. A town was left out." in words(html.get_element_by_id(f"value-{newer}"))
    assert (
        sent(site, "secretariat", f"/PIL-4/values/{newer}", "/verification", finding="confirmed").status_code
        == 200
    )
    chart = page(site, f"{AT}/PIL-4").get_element_by_id("RT2-B5").xpath('.//svg[@role="img"]')[0]
    assert len(chart.find_class("dot")) == 2
    assert not chart.find_class("ring")
    with site.database.unit_of_work() as db:
        assert verify(db, SLUG).breaks == []


def test_a_value_nobody_verified_is_hollow(site: Site) -> None:
    assert sent(site, "reporter", "/PIL-4/values/new?benchmark=RT2-B5", "/values", **VALUE).status_code == 200
    chart = page(site, f"{AT}/PIL-4").get_element_by_id("RT2-B5").xpath('.//svg[@role="img"]')[0]
    assert len(chart.find_class("ring")) == 1


def test_a_milestone_is_reported_moved_and_dropped_with_its_reason(site: Site) -> None:
    rows = site.rows(
        "SELECT m.id, m.title FROM milestone m JOIN pilot p ON p.id = m.pilot_id JOIN consultation c "
        "ON c.id = p.consultation_id WHERE c.slug = :slug AND p.code = 'PIL-4' AND m.state = 'planned' ORDER BY m.due",
        slug=SLUG,
    )
    first, second, third = (row[0] for row in rows[:3])
    bad = sent(site, "reporter", f"/PIL-4/milestones/{first}", "/met", on="")
    assert bad.status_code == 422
    assert sent(site, "reporter", f"/PIL-4/milestones/{first}", "/met", on="2026-11-20").status_code == 200
    html = page(site, f"{AT}/PIL-4/milestones/{second}", "reporter")
    assert "This is for the States that lead the pilot" in words(html)
    assert not html.xpath('//form[contains(@action, "rescheduled")]')
    moved = sent(site, "state", f"/PIL-4/milestones/{second}", "/rescheduled", due="2029-01-31", reason=WHY)
    assert moved.status_code == 200
    assert sent(site, "state", f"/PIL-4/milestones/{third}", "/dropped", reason=WHY).status_code == 200
    html = page(site, f"{AT}/PIL-4")
    assert "Met on 20 November 2026" in words(html.get_element_by_id(f"milestone-{first}"))
    assert "Moved to 31 January 2029." in words(html.get_element_by_id(f"milestone-{second}"))
    assert "Dropped" in words(html.get_element_by_id(f"milestone-{third}"))


def test_a_progress_report_at_risk_says_why_and_stands(site: Site) -> None:
    client = site.client("reporter")
    form = Form(client.get(f"{AT}/PIL-4/reports/1"), "/reports/1")
    bad = form.submit(client, light="amber", risks="Few flats.")
    assert bad.status_code == 422
    html = lxml.html.fromstring(bad.text)
    assert html.get_element_by_id("error-narrative").text
    assert html.get_element_by_id("risks").text.strip() == "Few flats."
    told = {"narrative": "The work began late.", "recovery": "A second contractor."}
    assert Form(bad, "/reports/1").submit(client, **told).status_code == 200
    shown = words(page(site, f"{AT}/PIL-4/reports/1"))
    for text in (*told.values(), "Few flats.", "At risk"):
        assert text in shown
    document = site.client().get(f"{AT}/PIL-4/report.html").text
    assert "The work began late." in document
    assert "By its own report: At risk." in document


def test_others_are_invited_join_and_withdraw_by_their_own_act(site: Site) -> None:
    code = begun(site)
    assert sent(site, "state", f"/{code}/parties", "/invitations", delegation="").status_code == 422
    assert sent(site, "state", f"/{code}/parties", "/invitations", delegation="picum").status_code == 200
    assert "it has not answered yet" in words(page(site, f"{AT}/{code}/parties"))
    assert sent(site, "ngo", f"/{code}/parties", "/joining").status_code == 200
    assert "PICUM" in words(part(page(site, f"{AT}/{code}"), "parties"))
    assert sent(site, "ngo", f"/{code}/parties", "/withdrawal").status_code == 422
    assert sent(site, "ngo", f"/{code}/parties", "/withdrawal", reason=WHY).status_code == 200
    left = words(part(page(site, f"{AT}/{code}"), "parties"))
    assert "Has left" in left
    assert WHY in left
    sent(site, "state", f"/{code}/parties", "/withdrawal", reason=WHY)
    assert state_of(site, code) == "on_hold"


def test_a_pilot_that_was_taken_up_is_found_by_its_title(site: Site) -> None:
    code = taken_up(site, title="Zweisprachige Wohnungen")
    found = site.client().get("/search?q=zweisprachige").text
    assert f"{AT}/{code}" in found


@pytest.mark.parametrize(
    "path",
    [
        "/PIL-99/plan",
        "/PIL-99/course",
        "/PIL-4/milestones/999999",
        "/PIL-4/values/999999",
        "/PIL-4/reports/99",
    ],
)
def test_what_is_not_there_is_404(reading_site: Site, path: str) -> None:
    assert reading_site.client("state").get(f"{AT}{path}").status_code == 404


def test_every_page_of_a_pilot_says_that_it_is_voluntary(reading_site: Site) -> None:
    for path in ("", "/new", "/PIL-4", "/PIL-4/course", "/PIL-4/parties"):
        assert "voluntary" in words(page(reading_site, f"{AT}{path}", "state")), path
