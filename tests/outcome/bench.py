"""A consultation in consolidation: the demonstration's ballot is over, its round completed, and the secretariat moved on.

Of its 68 proposals 27 are adopted: mechanisms with and without an adopted benchmark, and benchmarks without a mechanism.
"""

from datetime import timedelta

from sqlmodel import Session

from app.consultations.models import Consultation
from app.consultations.queries import visible_consultation
from app.kernel.actor import SYSTEM
from app.outcome.listing import Listing, listing_of
from app.outcome.outline import Outline, outline_of
from tests.support import NOON, Site

SLUG = "hld-2013-decision"
HERE = f"/{SLUG}/outcome/workbench"
API = f"/consultations/{SLUG}/outcome"
AFTER = NOON + timedelta(days=10)
DAY = "2026-12-01"
WHY = "The representative group said so."


def in_consolidation(site: Site) -> Site:
    site.now = AFTER
    for who, what in (("moderator", "declaration"), ("secretariat", "certification")):
        site.api(who).post(f"/consultations/{SLUG}/ballots/BAL-1/{what}").raise_for_status()
    done = site.api("moderator").post(f"/consultations/{SLUG}/rounds/R3/completion")
    assert done.status_code == 200, done.text
    moved = site.api("secretariat").post(f"/consultations/{SLUG}/stage", json={"state": "consolidation"})
    assert moved.status_code == 200, moved.text
    return site


def here(db: Session) -> Consultation:
    return visible_consultation(db, SYSTEM, SLUG)


def listing(site: Site) -> Listing:
    with site.database.reading() as db:
        return listing_of(db, here(db))


def outline(site: Site) -> Outline:
    with site.database.reading() as db:
        consultation = here(db)
        return outline_of(db, consultation, listing_of(db, consultation))
