"""The browser's door to a consultation: its calendar, its register, its set-up."""

from fastapi import APIRouter

from app.consultations.pages import calendar, founding, setup

router = APIRouter()
for part in (founding, setup, calendar):
    router.include_router(part.router)
