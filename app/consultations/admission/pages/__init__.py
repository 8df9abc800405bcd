"""The browser's door to admission: invitations and their answers, a delegation's own page, applications, who takes part."""

from fastapi import APIRouter

from app.consultations.admission.pages import applications, delegations, invitations, offers, participation

router = APIRouter()
for part in (offers, invitations, delegations, applications, participation):
    router.include_router(part.router)
