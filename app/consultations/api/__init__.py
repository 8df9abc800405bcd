"""The programs' door to consultations."""

from fastapi import APIRouter

from app.consultations.api import founding, reading

router = APIRouter()
for part in (reading, founding):
    router.include_router(part.router)
