"""The writers of a group see who else is writing and where; nobody else does, and a minute later nobody at all."""

from datetime import timedelta
from typing import Any

from fastapi.testclient import TestClient

from tests.support import Form, Site

REVIEW = "/hld-2013-review"
HERE = f"{REVIEW}/RT1-M1/presence"


def tell(client: TestClient, **said: str) -> Any:
    token = Form(client.get(f"{REVIEW}/RT1-M1/edit"), id="draft").values["csrf_token"]
    return client.post(HERE, data={"csrf_token": token, **said}, headers={"HX-Request": "true"})


def test_each_writer_sees_the_other_and_the_field(site: Site) -> None:
    member, rapporteur = site.client("member"), site.client("rapporteur")
    assert "Also writing" not in tell(member, field="problem").text
    told = tell(rapporteur, field="evidence.text").text
    assert "Also writing now:" in told
    assert "(in “The problem”)" in told
    assert "(in “Evidence”)" in tell(member, field="").text
    assert "(in “" not in tell(rapporteur, field="").text


def test_the_line_stands_on_the_form_and_on_the_proposal_without_a_script(site: Site) -> None:
    member, rapporteur = site.client("member"), site.client("rapporteur")
    tell(member, field="problem")
    for page in ("edit", ""):
        assert "(in “The problem”)" in rapporteur.get(f"{REVIEW}/RT1-M1/{page}".rstrip("/")).text
    assert "(in “The problem”)" in rapporteur.get(HERE).text


def test_nobody_outside_the_group_is_told(site: Site) -> None:
    tell(site.client("member"), field="problem")
    for who in (None, "ngo", "secretariat"):
        client = site.client(who)
        assert "Also writing" not in client.get(f"{REVIEW}/RT1-M1").text
        assert "Also writing" not in client.get(HERE).text


def test_whoever_leaves_or_is_silent_for_a_minute_is_gone(site: Site) -> None:
    member, rapporteur = site.client("member"), site.client("rapporteur")
    tell(member, field="problem")
    tell(member, left="1")
    assert "Also writing" not in rapporteur.get(HERE).text
    tell(member, field="problem")
    site.now += timedelta(seconds=59)
    assert "Also writing" in rapporteur.get(HERE).text
    site.now += timedelta(seconds=1)
    assert "Also writing" not in rapporteur.get(HERE).text
    tell(rapporteur, field="")
    assert len(site.rows("SELECT id FROM presence")) == 1


def test_a_field_that_is_none_says_nothing(site: Site) -> None:
    member, rapporteur = site.client("member"), site.client("rapporteur")
    tell(member, field="<b>elephant</b>" * 30)
    told = rapporteur.get(HERE).text
    assert "Also writing now:" in told
    assert "elephant" not in told


def test_a_signed_out_writer_is_told_so(site: Site) -> None:
    member = site.client("member")
    page = member.get(f"{REVIEW}/RT1-M1/edit")
    site.tamper("UPDATE web_session SET ended_at = :at", at="2026-11-21 11:00:00.000000")
    token = Form(page, id="draft").values["csrf_token"]
    assert member.post(HERE, data={"csrf_token": token}).status_code == 401
