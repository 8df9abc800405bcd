"""The door of one pilot's pages: what they are drawn with, and what a form of them answers."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import Depends, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from sqlmodel import Session
from starlette.datastructures import FormData

from app.consultations.doors import ThisConsultation
from app.consultations.models import Consultation
from app.consultations.typed import Typed, tried
from app.kernel.actor import Actor
from app.pilots.desk import desk_of
from app.pilots.queries import visible_pilot
from app.pilots.views import PilotPage
from app.web.doors import CurrentActor, Db, ReadDb
from app.web.render import render

NEW = Typed()


@dataclass(frozen=True)
class PilotDoor:
    """One pilot with whoever is at its door; NotFound where there is none of this code."""

    request: Request
    db: Session
    actor: Actor
    consultation: Consultation
    code: str

    @property
    def home(self) -> str:
        """Its address."""
        return f"/{self.consultation.slug}/pilots/{self.code}"

    def whole(self) -> PilotPage:
        """The pilot as everybody may read it."""
        return visible_pilot(self.db, self.consultation, self.actor, self.code)

    def page(
        self, template: str, typed: Typed = NEW, *, whole: PilotPage | None = None, **context: Any
    ) -> HTMLResponse:
        """A page of it, with what the reader may do about it."""
        whole = whole or self.whole()
        return render(
            self.request,
            template,
            typed.status,
            consultation=self.consultation,
            here="pilots",
            home=self.home,
            typed=typed,
            page=whole,
            pilot=whole.line,
            desk=desk_of(self.db, self.actor, self.consultation, whole),
            **context,
        )

    def done_or_again(
        self,
        form: FormData,
        name: str,
        act: Callable[[], object],
        then: str,
        again: Callable[[Typed], HTMLResponse],
    ) -> Response:
        """Do `act` and go to `then` below the pilot; or draw the page again, with the form `name` as it was typed."""
        typed = tried(form, name, act)
        return again(typed) if typed.status != 200 else RedirectResponse(f"{self.home}{then}", 303)


def reading_pilot(
    request: Request, db: ReadDb, actor: CurrentActor, consultation: ThisConsultation, code: str
) -> PilotDoor:
    """The pilot for a page that is only shown."""
    return PilotDoor(request, db, actor, consultation, code)


def writing_pilot(
    request: Request, db: Db, actor: CurrentActor, consultation: ThisConsultation, code: str
) -> PilotDoor:
    """The pilot for a form that is sent."""
    return PilotDoor(request, db, actor, consultation, code)


PilotShown = Annotated[PilotDoor, Depends(reading_pilot, scope="function")]
PilotChanged = Annotated[PilotDoor, Depends(writing_pilot, scope="function")]
