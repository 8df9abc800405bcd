"""What a person may have of what is kept about them: all of it, no secret, and nothing of anybody else."""

import json

import lxml.html
import pytest
import sqlalchemy as sa
from fastapi.testclient import TestClient
from sqlmodel import AutoString, SQLModel

from app.kernel import outbox, works
from app.people import security
from app.people.privacy.own_data import part_name, personal_tables
from app.people.privacy.words import part_words
from app.web.csrf import SESSION_COOKIE
from tests.people.leaving import EMAIL, NAME
from tests.support import Form, Site, address


def test_my_data_are_all_there_and_no_secret_is_among_them(site: Site, zebedee: TestClient) -> None:
    answer = zebedee.get("/account/data.json")
    assert answer.headers["Cache-Control"] == "no-store"
    assert "attachment" in answer.headers["Content-Disposition"]
    data = answer.json()
    assert (data["account"]["name"], data["account"]["email"]) == (NAME, EMAIL)
    assert data["comments"][0]["text"] == "Say who pays for it."
    assert data["comments"][0]["proposal"] == "RT1-M1"
    assert "Not said yet." in json.dumps(data["drafts"])
    assert {seat["consultation"] for seat in data["seats"]} >= {"hld-2013-review", "hld-2013-decision"}
    assert data["shows_of_support"][0]["choice"] == "for"
    assert data["tokens"][0]["label"] == "test"
    assert data["invitations"][0]["email"] == EMAIL
    assert {"signed_in", "comment_made"} <= {act["verb"] for act in data["ledger"]}
    secrets = [
        row[0]
        for row in site.rows("SELECT token_hash FROM api_token UNION SELECT token_hash FROM web_session")
    ]
    for secret in (*secrets, "argon2", zebedee.cookies[SESSION_COOKIE], "Open it."):
        assert secret not in answer.text


def test_a_program_is_told_the_same(site: Site, zebedee: TestClient) -> None:
    api = site.api(EMAIL)
    page, program = zebedee.get("/account/data.json").json(), api.get("/account/data").json()
    assert program["account"] == page["account"]
    assert program["comments"] == page["comments"]
    assert site.api().get("/account/data").status_code == 401


def test_a_part_of_my_data_can_be_read_on_its_page(site: Site, zebedee: TestClient) -> None:
    page = zebedee.get("/account/data")
    assert page.headers["Cache-Control"] == "no-store"
    assert NAME in page.text
    data = zebedee.get("/account/data.json").json()
    shown = {
        link.get("href").partition("=")[2].removesuffix("#rows"): int(link.getparent().getnext().text)
        for link in lxml.html.fromstring(page.text).cssselect("th a")
    }
    parts = {name: len(rows) for name, rows in data.items() if name not in ("made_at", "account") and rows}
    # Reading the page is no act, and neither is having the file.
    assert shown == parts
    assert len(shown) > 12
    for name in shown:
        part = zebedee.get(f"/account/data?part={name}")
        assert part.status_code == 200, name
        assert lxml.html.fromstring(part.text).get_element_by_id("rows-head").text == part_words(name)
    comments = zebedee.get("/account/data?part=comments").text
    assert "Say who pays for it." in comments
    assert zebedee.get("/account/data?part=nothing").status_code == 404


def test_the_page_says_how_long_things_are_kept(zebedee: TestClient) -> None:
    page = zebedee.get("/account/data").text
    for days, words in (
        (security.KEPT.days, "The security log, devices and sign-in links are kept for 180 days"), (outbox.KEPT.days, "sent for 30 days"),
        (works.KEPT.days, "files for a week"),
    ):  # fmt: skip
        assert words in page
        assert str(days) in words or (days, words) == (7, "files for a week")


@pytest.mark.parametrize("table", [table.name for table in personal_tables()])
def test_every_part_has_words(table: str) -> None:
    name = part_name(SQLModel.metadata.tables[table])
    assert part_words(name) != name.replace("_", " ")


def test_the_particulars_of_others_are_not_in_my_data(site: Site, zebedee: TestClient) -> None:
    inviter = site.rows("SELECT id FROM person WHERE email = 'secretariat@demo.example'")[0][0]
    site.tamper("UPDATE invitation SET invited_by_id = :inviter", inviter=inviter)
    data = site.client("secretariat").get("/account/data.json")
    assert len(data.json()["invitations"]) == 1
    assert EMAIL not in data.text
    assert NAME not in data.text


def test_nobody_is_told_of_anybody_else(site: Site, zebedee: TestClient) -> None:
    inviter = site.rows("SELECT id FROM person WHERE email = 'secretariat@demo.example'")[0][0]
    site.tamper("UPDATE invitation SET invited_by_id = :inviter", inviter=inviter)
    site.tamper("UPDATE application SET decided_by_id = :inviter", inviter=inviter)
    admin = site.client("administrator")
    person = site.rows("SELECT public_id FROM person WHERE email = 'ngo@demo.example'")[0][0]
    site.client("ngo")
    admin.headers["User-Agent"] = "The browser of the administrator"
    form = Form(admin.get(f"/admin/people/{person}"), "/sessions/end")
    assert form.submit(admin).status_code == 200
    everybody = site.rows("SELECT public_id, email FROM person")
    for who in ("secretariat", "administrator", "ngo", "state", EMAIL):
        text = site.api(who).get("/account/data").text
        mine = site.rows("SELECT public_id, email FROM person WHERE email = :email", email=address(who))[0]
        for public_id, email in everybody:
            if public_id != mine.public_id:
                assert public_id not in text, f"{who} is told of {email}"
                assert email not in text.replace(f"not-{EMAIL}", ""), f"{who} is told of {email}"
        assert who == "administrator" or "The browser of the administrator" not in text


def columns_of_persons() -> set[str]:
    """Every column that is a foreign key to persons, but those within their own table."""
    return {
        f"{table.name}.{column.name}"
        for table in SQLModel.metadata.tables.values()
        for column in table.columns
        if any(key.target_fullname.startswith("person.") for key in column.foreign_keys)
    }


def test_every_column_that_refers_to_a_person_is_in_the_file(zebedee: TestClient) -> None:
    data = zebedee.get("/account/data.json").json()
    names = {part_name(table) for table in personal_tables()}
    assert {column.partition(".")[0] for column in columns_of_persons()} <= {
        table.name for table in personal_tables()
    }
    assert set(data) == names | {"made_at", "account", "ledger"}
    assert {"comments", "positions", "seats", "tokens", "application", "mail", "work"} <= names


# Every text in the database that holds a name, an address or the public id of a person, and where it stands in the file;
# or why it does not.
IN_THE_FILE = {
    "person.name": "account", "person.email": "account", "person.public_id": "account", "invitation.email": "invitations",
    "invitation.name": "invitations", "application.contact_name": "application", "identity.email_hint": "identities",
    "application.contact_email": "application", "outgoing.to": "mail", "ledger.person": "ledger",
    "ledger.subject": "ledger", "work.asked_by": "work",
}  # fmt: skip
NOT_IN_THE_FILE = {
    "handshake.held": "a way in that is half gone, for some minutes; that there is one is said",
    "people_sheet.rows": "names others too, and is dropped after a day; that there is one is said",
    "outgoing.subject": "of mail to somebody else",
    "outgoing.text": "of mail to somebody else; links in it open things",
    "work.notice": "may name others; dropped after a week",
    "ledger.facts": "says again of whom the row is",
    "passkey.label": "is in the file, as it was typed",
}


def test_wherever_a_person_is_named_is_in_the_file_or_has_its_reason(site: Site, zebedee: TestClient) -> None:
    me = site.rows("SELECT public_id FROM person WHERE email = :email", email=EMAIL)[0][0]
    found = set()
    for table in SQLModel.metadata.tables.values():
        for column in table.columns:
            if isinstance(column.type, AutoString | sa.String | sa.JSON):
                text = sa.cast(column, sa.Text)
                holds = sa.or_(*(text.ilike(f"%{word}%") for word in (EMAIL, NAME, "Zebedee", me)))
                with site.database.reading() as db:
                    if db.scalar(sa.select(sa.func.count()).select_from(table).where(holds)):
                        found.add(f"{table.name}.{column.name}")
    assert found == IN_THE_FILE.keys() | NOT_IN_THE_FILE.keys()
    data = zebedee.get("/account/data.json").json()
    for column, part in IN_THE_FILE.items():
        told = json.dumps(data[part])
        assert any(word in told for word in (EMAIL, NAME, me)), column
