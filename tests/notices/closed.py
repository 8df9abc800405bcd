"""A closed group that writes something nobody outside it may hear of."""

from sqlmodel import select

from app.consultations.actions.seats import give_seat
from app.consultations.models import WorkingGroup
from app.kernel.actor import SYSTEM
from app.people.queries import person_by_email
from tests.review.making import AT, SLUG
from tests.support import Site, address

THOUGHT = "A closed thought"


def seat_inside(site: Site) -> None:
    """Give the group WG-2, which is closed, a rapporteur."""
    with site.database.unit_of_work() as db:
        here = site.consultation(SLUG)
        group = db.exec(
            select(WorkingGroup).where(WorkingGroup.consultation_id == here.id, WorkingGroup.code == "WG-2")
        ).one()
        person = person_by_email(db, address("rapporteur"))
        give_seat(db, SYSTEM, person, role="rapporteur", title="R", consultation=here, group=group)


def think_inside(site: Site) -> str:
    """Let it write a text; gives its code."""
    body = {
        "kind": "mechanism", "roundtable": "RT2", "group": "WG-2", "title": THOUGHT, "summary": "S", "problem": "P",
        "how_it_works": ["H"], "responsible": ["R"], "evidence": [{"text": "E", "source": None}],
    }  # fmt: skip
    made = site.api("rapporteur").post(f"{AT}/proposals", json=body)
    assert made.status_code == 201, made.text
    return str(made.json()["code"])
