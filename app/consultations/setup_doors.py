"""The door of the set-up, the secretariat's alone: what its pages are drawn with, and what a form of it answers."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Annotated, Any, Concatenate, ParamSpec

from fastapi import Depends, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from sqlmodel import Session
from starlette.datastructures import FormData

from app.consultations.doors import ThisConsultation
from app.consultations.models import Consultation
from app.consultations.rules import why_not_of_the_secretariat, why_not_set_up
from app.consultations.typed import Typed, other_languages, tried
from app.kernel.actor import Actor
from app.kernel.errors import permit
from app.web.doors import CurrentActor, Db, ReadDb
from app.web.render import render

P = ParamSpec("P")
NEW = Typed()


@dataclass(frozen=True)
class SetUp:
    """The set-up of one consultation with somebody of its secretariat in it; an archived one is only read."""

    request: Request
    db: Session
    actor: Actor
    consultation: Consultation

    def __post_init__(self) -> None:
        permit(why_not_of_the_secretariat(self.actor, self.consultation))

    @property
    def home(self) -> str:
        """Its address."""
        return f"/{self.consultation.slug}/setup"

    def page(
        self, template: str, typed: Typed = NEW, *, why_not: str | None = None, **context: Any
    ) -> HTMLResponse:
        """A page of it; `why_not` is what stands in the way of its form, besides what stands in the way of all."""
        return render(
            self.request,
            template,
            typed.status,
            consultation=self.consultation,
            here="setup",
            home=self.home,
            typed=typed,
            why_not=why_not_set_up(self.actor, self.consultation) or why_not,
            others=other_languages(self.consultation.languages, self.consultation.default_language),
            **context,
        )

    def doing(
        self,
        verb: Callable[Concatenate[Session, Actor, Consultation, P], object],
        *args: P.args,
        **values: P.kwargs,
    ) -> Callable[[], object]:
        """A verb of this consultation by who is before it, for `done_or_again`."""
        return partial(verb, self.db, self.actor, self.consultation, *args, **values)

    def done_or_again(
        self,
        form: FormData,
        name: str,
        act: Callable[[], object],
        then: str,
        again: Callable[[Typed], HTMLResponse],
    ) -> Response:
        """Do `act` and go to `then` below the set-up; or draw the page again, with the form `name` as it was typed."""
        typed = tried(form, name, act)
        return again(typed) if typed.status != 200 else RedirectResponse(f"{self.home}/{then}", 303)


def reading_set_up(
    request: Request, db: ReadDb, actor: CurrentActor, consultation: ThisConsultation
) -> SetUp:
    """The set-up for a page that is only shown."""
    return SetUp(request, db, actor, consultation)


def writing_set_up(request: Request, db: Db, actor: CurrentActor, consultation: ThisConsultation) -> SetUp:
    """The set-up for a form that is sent."""
    return SetUp(request, db, actor, consultation)


SetUpShown = Annotated[SetUp, Depends(reading_set_up, scope="function")]
SetUpChanged = Annotated[SetUp, Depends(writing_set_up, scope="function")]
