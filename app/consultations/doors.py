"""What the doors of every higher floor take from the address: the consultation they stand in."""

from typing import Annotated

from fastapi import Depends, Request

from app.consultations.models import Consultation
from app.consultations.queries import visible_consultation
from app.web.doors import CurrentActor, ReadDb


def this_consultation(request: Request, slug: str, db: ReadDb, actor: CurrentActor) -> Consultation:
    """The consultation named in the address; NotFound where there is none that the actor may see."""
    consultation = visible_consultation(db, actor, slug)
    request.state.consultation = consultation
    return consultation


ThisConsultation = Annotated[Consultation, Depends(this_consultation, scope="function")]
