"""The programs' door to consultations."""

from fastapi import APIRouter

from app.consultations.api import founding, members, parts, reading

router = APIRouter()
for part in (reading, founding, parts, members):
    router.include_router(part.router)
