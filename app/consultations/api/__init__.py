"""The programs' door to consultations."""

from fastapi import APIRouter

from app.consultations.api import reading

router = APIRouter()
for part in (reading,):
    router.include_router(part.router)
