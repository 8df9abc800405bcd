"""Somebody who leaves everywhere what a person can leave behind."""

from datetime import timedelta

import pytest
from fastapi.testclient import TestClient
from sqlmodel import Session

from app.consultations.admission.models import Application, Invitation, PeopleSheet
from app.consultations.events import SeatEnded
from app.kernel.actor import SYSTEM
from app.kernel.ledger import record
from app.kernel.outbox import post
from app.kernel.work import Work
from app.people.models import Handshake, Identity, Passkey, Password, Person
from app.people.queries import person_by_email
from app.people.security import note_security
from app.people.ways.links import ask_for_link
from tests.people.leaving import AGENT, EMAIL, NAME, REVIEW, sound
from tests.support import NOON, Form, Site, address


def leave_with_others(site: Site, db: Session, person: Person) -> None:
    """What others have that names them: mail that waits, a spreadsheet, what long work said of a row."""
    post(
        db,
        to="else@example.org",
        subject=f"{NAME} invites you",
        text=f"From {NAME} <{EMAIL}>.",
        why="invitation",
        locale="en",
    )
    cells = (
        {"name": NAME, "email": EMAIL},
        {"name": "Anna", "email": f"not-{EMAIL}"},
        {"name": "Bo", "email": f"Bo <{EMAIL}>"},
    )
    stored = [
        {"number": n, "cells": cell, "formulas": [], "damaged": {}, "kept": False}
        for n, cell in enumerate(cells)
    ]
    here = site.consultation().id or 0
    for owner in (person.id or 0, person_by_email(db, address("secretariat")).id or 0):
        sheet = PeopleSheet(
            public_id=f"sheet-{owner}", consultation_id=here, person_id=owner, filename="people.xlsx", read_at=NOON,
            rows=[{"ignored": []}, *stored],
        )  # fmt: skip
        db.add(sheet)
    said = {
        "notice": f"Row 1: {NAME} holds this seat already.",
        "state": "done",
        "asked_at": NOON,
        "asked_by": person.public_id,
    }
    db.add(Work(public_id="work", place="hld-2013-review", kind="people_sheet", **said))


@pytest.fixture
def zebedee(site: Site) -> TestClient:
    """The member of working group 1A under a name that no text has, with all that a person can leave behind."""
    api, browser = site.api("member"), site.client("member")
    site.tamper(
        "UPDATE person SET name = :name, email = :email WHERE email = 'member@demo.example'", name=NAME, email=EMAIL
    )  # fmt: skip
    browser.headers["User-Agent"] = AGENT
    said = {"type": "general", "stance": "concern", "text": "Say who pays for it."}
    assert api.post(f"{REVIEW}/proposals/RT1-M1/comments", json=said).status_code == 201
    assert api.put(f"{REVIEW}/proposals/RT1-M1/support", json={"choice": "for"}).status_code == 200
    form = Form(browser.get("/hld-2013-review/RT1-M1/edit"), "/RT1-M1/versions")
    kept = browser.post(
        "/hld-2013-review/RT1-M1/draft", data={**form.values, "problem": "Not said yet.", "stroke": "1"}
    )
    assert kept.status_code in (200, 204), kept.text
    with site.database.unit_of_work() as db:
        db.info["address"], db.info["agent"] = "192.0.2.7", AGENT
        person = person_by_email(db, EMAIL)
        db.add(Password(person_id=person.id or 0, hash="argon2", set_at=NOON))
        db.add(
            Passkey(
                public_id="pk-1", person_id=person.id or 0, credential_id="c", public_key=b"k",
                label="Zebedee's phone", created_at=NOON,
            )
        )  # fmt: skip
        note_security(db, "signed_in", person_id=person.id, address="192.0.2.7", agent=AGENT)
        db.add(
            Identity(
                person_id=person.id or 0,
                issuer="https://quill.example",
                subject="z",
                email_hint=EMAIL,
                created_at=NOON,
            )
        )
        db.add(
            Handshake(
                secret_hash="h", kind="passkey", person_id=person.id, held={"hint": EMAIL}, expires_at=NOON
            )
        )
        leave_with_others(site, db, person)
        post(db, to=EMAIL, subject="A link", text="Open it.", why="sign_in", locale="en")
        ask_for_link(db, email=EMAIL, target="/", site="http://localhost:8000")
        here = site.consultation().id or 0
        times = {"created_at": NOON, "sent_at": NOON, "expires_at": NOON + timedelta(days=7)}
        invited = Invitation(
            consultation_id=here, email=EMAIL, name=NAME, role="observer", title="Observer", secret_hash="s", **times
        )  # fmt: skip
        constituency = site.rows("SELECT id FROM constituency WHERE consultation_id = :here", here=here)[0][0]
        asked = Application(
            consultation_id=here, code="A-1", name="Quill Society", constituency_id=constituency, statement="We write.",
            contact_name=NAME, contact_email=EMAIL, secret_hash="t", applied_at=NOON,
        )  # fmt: skip
        db.add_all([invited, asked])
        record(db, SYSTEM, SeatEnded("p-nobody", "observer"), track="hld-2013-review", left=[invited, asked])
    assert sound(site)
    return browser
