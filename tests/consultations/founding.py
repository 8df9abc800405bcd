"""What tests of a consultation's founding share: the secretariat of the site, and how it begins."""

import sqlalchemy as sa
from fastapi.testclient import TestClient
from sqlmodel import select

from app.consultations.actions.seats import give_seat
from app.consultations.models import Role, WorkingGroup
from app.consultations.queries import visible_consultation
from app.dossier.verification import verify
from app.kernel.actor import SYSTEM
from app.people.actions import add_person
from app.people.queries import person_by_email
from app.people.ways.links import add_sign_in_link, sign_in
from app.web.csrf import SESSION_COOKIE
from tests.support import Site, keep_awake

FOUNDER = "founder@example.org"
LEAST = {
    "slug": "hld-2027",
    "code": "HLD-2027",
    "title": "High-level Dialogue 2027",
    "start_date": "2027-01-04",
    "end_date": "2028-12-31",
    "timezone": "America/New_York",
    "languages": ["en", "fr"],
}


def add_founder(site: Site) -> None:
    """Somebody of the secretariat of the whole site."""
    with site.database.unit_of_work() as db:
        if not db.execute(sa.text("SELECT 1 FROM person WHERE email = :email"), {"email": FOUNDER}).first():
            person = add_person(db, SYSTEM, email=FOUNDER, name="The secretariat of the site")
            give_seat(db, SYSTEM, person, role=Role.SECRETARIAT, title="Secretariat of the site")


def founder_api(site: Site) -> TestClient:
    """Their program."""
    add_founder(site)
    return site.api(FOUNDER)


def founder(site: Site) -> TestClient:
    """Their browser."""
    add_founder(site)
    client = site.client()
    with site.database.unit_of_work() as db:
        cookie, _person = sign_in(db, link=add_sign_in_link(db, person_by_email(db, FOUNDER)))
        keep_awake(db, cookie)
    client.cookies.set(SESSION_COOKIE, cookie, domain="localhost.local")
    return client


def breaks(site: Site) -> list[str]:
    """What `verify` finds."""
    with site.database.reading() as db:
        return verify(db).breaks


def ready_to_open(site: Site, slug: str = "hld-2027", **values: object) -> TestClient:
    """A clone of the demonstration with nothing missing on its checklist; gives the founder's program."""
    api = founder_api(site)
    body = {
        **LEAST,
        "slug": slug,
        "clone_of": "hld-2013",
        "delegations": True,
        "end_date": "2034-12-31",
        **values,
    }
    assert api.post("/consultations/", json=body).status_code == 201
    said = {"mandate": "Resolution 67/219 asks for it.", "terms_of_reference": "Voluntary, open to all."}
    assert api.patch(f"/consultations/{slug}", json=said).status_code == 200
    with site.database.unit_of_work() as db:
        consultation = visible_consultation(db, SYSTEM, slug)
        groups = db.exec(select(WorkingGroup).where(WorkingGroup.consultation_id == consultation.id)).all()
        for group in groups:
            for who, role in (("moderator", Role.MODERATOR), ("rapporteur", Role.RAPPORTEUR)):
                person = person_by_email(db, f"{who}@demo.example")
                give_seat(db, SYSTEM, person, role=role, title=role, consultation=consultation, group=group)
    return api
