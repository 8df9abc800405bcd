"""Who leaves: a name and an address that no text has, and what is looked at when they are gone."""

from typing import Any

from fastapi.testclient import TestClient

from app.dossier.verification import verify
from tests.support import Form, Site

NAME, EMAIL, AGENT = "Zebedee Quillfeather", "zebedee@quill.example", "A rare browser"
REVIEW = "/consultations/hld-2013-review"


def sound(site: Site) -> bool:
    """Whether every chain, row, count and file is as the ledger says."""
    with site.database.reading() as db:
        return verify(db).breaks == []


def erase(browser: TestClient, **values: str) -> Any:
    """Fill in the form with which one leaves, and send it."""
    page = browser.get("/account/erasure")
    return Form(page, "/account/erasure").submit(browser, **{"confirmation": EMAIL, **values})
