"""The door of the workbench, the secretariat's alone: what its pages are drawn with, and what a form of it answers."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Annotated, Concatenate, ParamSpec
from urllib.parse import urlencode

from fastapi import Depends, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from sqlmodel import Session
from starlette.datastructures import FormData

from app.consultations.doors import ThisConsultation
from app.consultations.models import Consultation
from app.consultations.typed import Typed, typed_after
from app.kernel.actor import Actor
from app.kernel.errors import Conflict, Invalid, NotFound, Refused, permit
from app.kernel.i18n import gettext as _
from app.outcome.actions.front import StaleFront
from app.outcome.front import Part, part_hint, part_title, word_count
from app.outcome.listing import front_of
from app.outcome.queries import outcome_page
from app.outcome.rules import why_not_of_the_list, why_not_put_together
from app.outcome.workbench import UNDECIDED, workbench
from app.web.doors import CurrentActor, Db, ReadDb, text_of, wants_fragment
from app.web.render import render

P = ParamSpec("P")
NEW = Typed()


@dataclass(frozen=True)
class Filters:
    """Which part of the candidates is shown: a roundtable, only those to be decided, and from which on."""

    roundtable: str = ""
    show: str = ""
    after: str = ""

    @property
    def query(self) -> str:
        """The same as the end of an address."""
        return urlencode({name: value for name, value in vars(self).items() if value})


@dataclass(frozen=True)
class AtTheBench:
    """The workbench of one consultation with somebody of its secretariat at it."""

    request: Request
    db: Session
    actor: Actor
    consultation: Consultation

    def __post_init__(self) -> None:
        permit(why_not_of_the_list(self.actor, self.consultation))

    @property
    def home(self) -> str:
        """Its address."""
        return f"/{self.consultation.slug}/outcome/workbench"

    def page(self, filters: Filters, typed: Typed = NEW, moved: str = "") -> HTMLResponse:
        """Candidates beside the outline; `typed` is the form that came back, `moved` the button that was pressed last."""
        bench = workbench(self.db, self.actor, self.consultation, **vars(filters))
        return render(
            self.request,
            "outcome/workbench.html",
            typed.status,
            consultation=self.consultation,
            here="outcome",
            home=self.home,
            bench=bench,
            filters=filters,
            undecided=UNDECIDED,
            typed=typed,
            moved=moved,
        )

    def front(
        self, language: str, typed: Typed = NEW, stale: StaleFront | None = None, saved: str = ""
    ) -> HTMLResponse:
        """The front matter in one language, each part with its form."""
        consultation = self.consultation
        main = consultation.default_language
        language = language if language in consultation.languages else main
        written = front_of(self.db, consultation)
        parts = [
            {
                "name": part.value,
                "title": part_title(part),
                "hint": part_hint(part),
                "written": written.get((part, language)),
                "original": written.get((part, main)) if language != main else None,
            }
            for part in Part
        ]
        return render(
            self.request,
            "outcome/workbench_front.html",
            typed.status,
            consultation=consultation,
            here="outcome",
            home=self.home,
            parts=parts,
            language=language,
            typed=typed,
            stale=stale,
            saved=saved,
            count=word_count,
            why_not=why_not_put_together(self.actor, consultation),
        )

    def preview(self, roundtable: str) -> HTMLResponse:
        """A roundtable as the document prints it: a part of the page for htmx, a page of its own otherwise."""
        leaf = next(
            (each for each in outcome_page(self.db, self.consultation).leaves if each.id == roundtable), None
        )
        if leaf is None:
            raise NotFound(_("There is no roundtable “%(code)s” here.") % {"code": roundtable[:60]})
        page, part = "outcome/workbench_preview.html", "outcome/_preview.html"
        return render(
            self.request,
            part if wants_fragment(self.request) else page,
            consultation=self.consultation,
            here="outcome",
            home=self.home,
            leaf=leaf,
        )

    def doing(
        self,
        verb: Callable[Concatenate[Session, Actor, Consultation, P], object],
        *args: P.args,
        **values: P.kwargs,
    ) -> Callable[[], object]:
        """A verb of this consultation by who is at the bench, for `done_or_again`."""
        return partial(verb, self.db, self.actor, self.consultation, *args, **values)

    def done_or_again(
        self,
        form: FormData,
        name: str,
        act: Callable[[], object],
        then: str,
        again: Callable[[Typed], HTMLResponse],
    ) -> Response:
        """Do `act` and go on to `then`; or draw the page again with the form `name` as it was typed."""
        try:
            act()
        except (Invalid, Refused, Conflict) as error:
            return again(typed_after(form, name, error))
        return RedirectResponse(f"{self.home}{then}", 303)


def filters_of(form: FormData) -> Filters:
    """The filters a form was drawn under."""
    return Filters(text_of(form, "roundtable")[:60], text_of(form, "show")[:20], text_of(form, "after")[:60])


def reading_bench(
    request: Request, db: ReadDb, actor: CurrentActor, consultation: ThisConsultation
) -> AtTheBench:
    """The workbench for a page that is only shown."""
    return AtTheBench(request, db, actor, consultation)


def writing_bench(
    request: Request, db: Db, actor: CurrentActor, consultation: ThisConsultation
) -> AtTheBench:
    """The workbench for a form that is sent."""
    return AtTheBench(request, db, actor, consultation)


BenchShown = Annotated[AtTheBench, Depends(reading_bench, scope="function")]
BenchChanged = Annotated[AtTheBench, Depends(writing_bench, scope="function")]
