"""The settings of a consultation: every field, two people at once, and what can no longer change."""

from tests.consultations.founding import LEAST, breaks, founder, founder_api, ready_to_open
from tests.support import Form, Site

AT = "/consultations/hld-2027"
PAGE = "/hld-2027/setup/settings"


def made(site: Site, **values: object):  # type: ignore[no-untyped-def]
    api = founder_api(site)
    answer = api.post("/consultations/", json={**LEAST, **values})
    assert answer.status_code == 201, answer.text
    return api


def settings_form(client) -> Form:  # type: ignore[no-untyped-def]
    return Form(client.get(PAGE), "/setup/settings")


def field_of(answer) -> set[str]:  # type: ignore[no-untyped-def]
    return {error["field"] for error in answer.json()["errors"]}


def test_every_setting_is_set_in_the_browser(empty_site: Site) -> None:
    api = made(empty_site)
    client = founder(empty_site)
    values = {
        "code": "A/HLD/2027", "title.en": "Dialogue", "title.fr": "Dialogue à la française", "slogan.en": "Together",
        "theme": "Migration", "description": "First paragraph.\n\nSecond.", "convenor": "General Assembly",
        "venue": "New York", "mandate": "Resolution 79/1.", "terms_of_reference": "Open to all.",
        "outcome_kinds": ["chair_summary", "report"], "languages": ["en", "fr", "ar"], "notice_days": "10",
        "response_days": "60", "holidays": "ch-ge", "days_off": "2027-12-24\n\n2027-01-02, 2027-12-24",
        "masthead.organ": "General Assembly", "masthead.session": "Eighty-second session",
        "masthead.agenda_item": "Item 21", "masthead.distribution": "General", "timezone": "Europe/Paris",
        "start_date": "2027-02-01", "end_date": "2029-02-01", "dialogue_start": "2027-10-03", "dialogue_end": "2027-10-04",
    }  # fmt: skip
    done = settings_form(client).submit(client, **values)
    assert done.url.path == "/hld-2027/setup", done.text
    saved = api.get(AT).json()
    assert saved["title_i18n"] == {"en": "Dialogue", "fr": "Dialogue à la française"}
    assert saved["slogan_i18n"] == {"en": "Together"}
    assert saved["masthead"]["agenda_item"] == "Item 21"
    assert saved["outcome_kinds"] == ["chair_summary", "report"]
    assert saved["languages"] == ["en", "fr", "ar"]
    for name in (
        "code",
        "theme",
        "description",
        "convenor",
        "venue",
        "mandate",
        "terms_of_reference",
        "timezone",
    ):
        assert saved[name] == values[name], name
    assert (saved["notice_days"], saved["dialogue_end"]) == (10, "2027-10-04")
    assert (saved["response_days"], saved["holidays"]) == (60, "CH-GE")
    assert saved["days_off"] == ["2027-01-02", "2027-12-24"]
    assert Form(client.get(PAGE), "/setup/settings").values["days_off"] == ["2027-01-02\n2027-12-24"]
    assert 'name="title.ar"' in client.get(PAGE).text
    assert breaks(empty_site) == []


def test_register_says_which_settings_changed_and_never_what_they_say(empty_site: Site) -> None:
    api = made(empty_site)
    api.patch(AT, json={"mandate": "A secret sentence.", "venue": "Geneva"})
    entry = api.get(f"{AT}/ledger").json()["items"][-1]
    assert entry["verb"] == "settings_changed"
    assert entry["facts"]["changed"] == "venue, mandate"
    assert "secret" not in str(entry)


def test_same_settings_again_change_nothing(empty_site: Site) -> None:
    api = made(empty_site)
    client = founder(empty_site)
    form = settings_form(client)
    for _click in range(2):
        assert form.submit(client, venue="Geneva").status_code == 200
    assert [e["verb"] for e in api.get(f"{AT}/ledger").json()["items"]].count("settings_changed") == 1


def test_two_of_the_secretariat_do_not_overwrite_each_other(empty_site: Site) -> None:
    api = made(empty_site)
    client = founder(empty_site)
    form = settings_form(client)
    api.patch(AT, json={"venue": "Geneva", "mandate": "Their mandate."})
    clash = form.submit(client, venue="Vienna", theme="Mine")
    assert clash.status_code == 409
    assert "Geneva" in clash.text
    assert "Their mandate." in clash.text
    assert 'value="Vienna"' in clash.text
    assert api.get(AT).json()["venue"] == "Geneva"
    settled = Form(clash, "/setup/settings").submit(client, mandate="Their mandate.")
    assert settled.status_code == 200
    saved = api.get(AT).json()
    assert (saved["venue"], saved["theme"], saved["mandate"]) == ("Vienna", "Mine", "Their mandate.")


def test_program_that_names_what_it_read_does_not_overwrite_what_came_since(empty_site: Site) -> None:
    api = made(empty_site)
    tag = api.get(AT).headers["ETag"]
    assert api.patch(AT, json={"venue": "Geneva"}, headers={"If-Match": tag}).status_code == 200
    late = api.patch(AT, json={"venue": "Vienna"}, headers={"If-Match": tag})
    assert late.status_code == 412
    assert late.json()["saved"]["venue"] == "Geneva"
    assert (
        api.patch(AT, json={"venue": "Vienna"}, headers={"If-Match": late.headers["ETag"]}).status_code == 200
    )


def test_planned_rounds_keep_their_days_in_another_zone(empty_site: Site) -> None:
    api = made(empty_site, blueprint="short")
    assert api.get(f"{AT}/rounds").json()["items"][0]["opens"] == "2027-01-04T05:00:00Z"
    assert api.patch(AT, json={"timezone": "Asia/Tokyo"}).status_code == 200
    assert api.get(f"{AT}/rounds").json()["items"][0]["opens"] == "2027-01-03T15:00:00Z"
    assert breaks(empty_site) == []


def test_zone_stays_once_a_round_was_opened(site: Site) -> None:
    before = site.rows("SELECT opens_at, closes_at FROM round")
    refused = site.api("secretariat").patch(
        "/consultations/hld-2013-review", json={"timezone": "Asia/Tokyo", "venue": "Tokyo"}
    )
    assert refused.status_code == 422
    assert field_of(refused) == {"timezone"}
    assert "deadline would move" in refused.json()["detail"]
    assert site.rows("SELECT opens_at, closes_at FROM round") == before
    assert site.consultation().venue != "Tokyo"


def test_main_language_stays_once_the_consultation_has_opened(site: Site) -> None:
    refused = site.api("secretariat").patch("/consultations/hld-2013-review", json={"default_language": "fr"})
    assert refused.status_code == 422
    assert field_of(refused) == {"default_language"}


def test_nobody_but_the_secretariat_changes_settings(site: Site) -> None:
    for who in (None, "observer", "member", "rapporteur", "moderator", "administrator", "state"):
        refused = site.api(who).patch("/consultations/hld-2013-review", json={"venue": "Here"})
        assert refused.status_code == 403, who
        assert "secretariat" in refused.json()["detail"]
        for page in ("setup", "setup/settings"):
            assert site.client(who).get(f"/hld-2013-review/{page}").status_code == 403
        assert site.api(who).get("/consultations/hld-2013-review/checklist").status_code == 403
    assert site.client("secretariat").get("/hld-2013-review/setup").status_code == 200


def test_wrong_settings_stand_at_their_fields_with_everything_typed_still_there(empty_site: Site) -> None:
    made(empty_site)
    client = founder(empty_site)
    wrong = settings_form(client).submit(
        client, **{"title.en": "\u200b", "venue": "Vienna", "end_date": "2020-01-01", "notice_days": "soon", "timezone": "Mars"}
    )  # fmt: skip
    assert wrong.status_code == 422
    for sentence in (
        "main language",
        "ends before it begins",
        "whole number of days",
        "time zone from the list",
    ):
        assert sentence in wrong.text
    assert 'value="Vienna"' in wrong.text
    assert 'value="soon"' in wrong.text
    fixed = Form(wrong, "/setup/settings").submit(
        client, **{"title.en": "Dialogue", "end_date": "2029-01-01", "notice_days": "3", "timezone": "UTC"}
    )
    assert fixed.status_code == 200
    assert empty_site.consultation("hld-2027").venue == "Vienna"


def test_a_calendar_that_cannot_be_reckoned_is_named_at_its_field(empty_site: Site) -> None:
    api = made(empty_site)
    for wrong, field, words in (
        ({"holidays": "Atlantis"}, "holidays", "holidays of “ATLANTIS” are not known"),
        ({"holidays": "CH-QQ"}, "holidays", "are not known here"),
        ({"holidays": "XX"}, "holidays", "two letters of a country"),
        ({"days_off": ["2027-12-24", "Christmas"]}, "days_off", "“Christmas” is not a day"),
        ({"days_off": ["2027-02-30"]}, "days_off", "is not a day"),
        ({"days_off": [f"2027-0{m}-{d:02}" for m in range(1, 9) for d in range(1, 29)]}, "days_off", "at most 200"),
        ({"response_days": 0}, "response_days", "from 1 to 365"),
        ({"response_days": 366}, "response_days", "from 1 to 365"),
    ):  # fmt: skip
        refused = api.patch(AT, json=wrong)
        assert refused.status_code == 422, wrong
        assert field_of(refused) == {field}
        assert words in refused.json()["detail"]
    client = founder(empty_site)
    typed = settings_form(client).submit(client, days_off="2027-12-24\nthe day after", holidays="Elsewhere")
    assert typed.status_code == 422
    assert "“the day after” is not a day" in typed.text
    again = Form(typed, "/setup/settings")
    assert again.values["days_off"] == ["2027-12-24\nthe day after"]
    assert again.values["holidays"] == ["Elsewhere"]
    assert api.patch(AT, json={"holidays": "", "days_off": []}).status_code == 200


def test_paste_of_two_hundred_kilobytes_is_refused_with_a_sentence_and_kept(empty_site: Site) -> None:
    api = made(empty_site)
    client = founder(empty_site)
    paste = "migration " * 20_000
    wrong = settings_form(client).submit(client, mandate=paste, theme="Kept")
    assert wrong.status_code == 422
    assert "at most 20000" in wrong.text
    assert paste.strip() in wrong.text
    refused = api.patch(AT, json={"mandate": paste})
    assert refused.status_code == 422
    assert "at most 20000" in refused.json()["detail"]


def test_odd_signs_do_no_harm(empty_site: Site) -> None:
    api = made(empty_site)
    for value in ("\x00", "' OR 1=1 --", "<script>alert(1)</script>", "\u202eevil", "\u200f", "𝕳𝕷𝕯", "🙂"):
        assert api.patch(AT, json={"venue": value, "mandate": value}).status_code == 200, value
        assert "<script>alert" not in founder(empty_site).get(PAGE).text
    assert api.patch(AT, content=b'{"venue": "half \\ud800"}', headers={"Content-Type": "application/json"}).status_code == 422  # fmt: skip
    for value in (7, None, ["x"], {"en": 1}):
        for name in ("title", "timezone", "languages", "title_i18n", "masthead", "start_date"):
            answer = api.patch(AT, json={name: value})
            assert answer.status_code in (200, 422), (name, value)
    assert api.patch(AT, json={"title_i18n": {"xx": "Title"}}).status_code == 422
    assert api.patch(AT, json={"masthead": {"emblem": "laurel"}}).status_code == 422
    assert breaks(empty_site) == []


def test_settings_of_the_demonstration_can_be_saved_as_they_are(site: Site) -> None:
    client = site.client("secretariat")
    form = Form(client.get("/hld-2013-review/setup/settings"), "/setup/settings")
    before = site.consultation()
    assert form.submit(client).status_code == 200
    assert site.consultation() == before
    assert not site.rows("SELECT 1 FROM ledger WHERE verb = 'settings_changed'")


def test_checklist_names_each_missing_thing_with_the_page_where_it_is_mended(empty_site: Site) -> None:
    api = made(empty_site)
    found = api.get(f"{AT}/checklist").json()
    missing = {item["need"]: item["where"] for item in found["items"] if item["blocks"] and not item["met"]}
    assert set(missing) == {
        "mandate", "terms_of_reference", "constituencies", "roundtables", "groups", "officers", "schedule",
    }  # fmt: skip
    assert found["missing"] == 7
    assert missing["mandate"] == "/hld-2027/setup/settings#mandate"
    page = founder(empty_site).get("/hld-2027/setup").text
    for where in missing.values():
        assert f'href="{where}"' in page


def test_checklist_asks_for_voters_where_a_ballot_is_planned_and_for_translations_as_advice(
    empty_site: Site,
) -> None:
    api = made(empty_site, blueprint="short")
    items = {item["need"]: item for item in api.get(f"{AT}/checklist").json()["items"]}
    assert items["voters"]["blocks"]
    assert not items["voters"]["met"]
    assert not items["titles"]["blocks"]
    assert "français" in items["titles"]["words"]
    assert "RT1" in items["roundtable_titles"]["words"]
    assert "WG-1" in items["officers"]["words"]
    report = founder_api(empty_site)
    report.post("/consultations/", json={**LEAST, "slug": "report", "blueprint": "report"})
    needs = {item["need"] for item in report.get("/consultations/report/checklist").json()["items"]}
    assert "voters" not in needs


def test_checklist_is_met_once_everything_is_there(site: Site) -> None:
    api = ready_to_open(site)
    found = api.get(f"{AT}/checklist").json()
    assert found["missing"] == 0
    assert all(item["met"] for item in found["items"] if item["blocks"])
