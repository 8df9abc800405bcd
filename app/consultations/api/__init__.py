"""The programs' door to consultations."""

from fastapi import APIRouter

from app.consultations.admission import api as admission
from app.consultations.api import founding, members, parts, reading

router = APIRouter()
for part in (reading, founding, parts, members, admission):
    router.include_router(part.router)
