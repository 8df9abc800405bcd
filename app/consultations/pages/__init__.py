"""The browser's door to a consultation: its calendar, its register, its set-up."""

from fastapi import APIRouter

from app.consultations.pages import calendar

router = APIRouter()
for part in (calendar,):
    router.include_router(part.router)
