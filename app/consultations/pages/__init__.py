"""The browser's door to a consultation: its calendar, its register, its set-up."""

from fastapi import APIRouter

from app.consultations.admission import pages as admission
from app.consultations.admission.sheet import pages as sheets_pages
from app.consultations.pages import bodies, calendar, founding, members, parts, setup

router = APIRouter()
for part in (founding, setup, parts, bodies, members, sheets_pages, calendar, admission):
    router.include_router(part.router)
