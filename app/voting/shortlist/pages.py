"""The browser's door to a balanced list: both lists beside each other, and whom each leaves with nothing."""

from operator import attrgetter
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse, Response

from app.consultations.doors import ThisConsultation
from app.kernel.clock import now
from app.kernel.errors import Invalid
from app.voting.queries import visible_ballot
from app.voting.shortlist.files import shortlist_file
from app.voting.shortlist.queries import shortlist_of
from app.voting.shortlist.sentences import (
    apart_sentences,
    differs_sentence,
    how_taken,
    kind_words,
    left_sentences,
    method_sentences,
)
from app.web.doors import CurrentActor, ReadDb
from app.web.render import render

router = APIRouter()
Typed = Annotated[str, Query(max_length=20)]


@router.get("/{slug}/ballots/{ballot}/shortlist")
def show_shortlist(
    request: Request,
    db: ReadDb,
    consultation: ThisConsultation,
    actor: CurrentActor,
    ballot: str,
    k: Typed = "",
    kind: Typed = "",
) -> HTMLResponse:
    """A proposed list of k beside the plain ranking. Refused while the ballot is open."""
    view = visible_ballot(db, consultation, ballot, now(db))
    context: dict[str, Any] = {"consultation": consultation, "here": "ballots", "view": view}
    context |= {"typed": {"k": k, "kind": kind}, "kinds": kind_words(), "errors": {}, "found": None}
    try:
        found = shortlist_of(db, view, actor, k=k, kind=kind)
    except Invalid as invalid:
        context["errors"] = {error.field: error.message for error in invalid.errors}
        return render(request, "voting/shortlist/page.html", 422, **context)
    context |= {
        "found": found,
        "method": method_sentences(found),
        "differs": differs_sentence(found),
        "apart": apart_sentences(found),
        "left": left_sentences(found),
        "how_taken": how_taken,
        "balanced_of": attrgetter("balanced"),
        "ranked_of": attrgetter("ranked"),
    }
    context["typed"] = {"k": str(found.k), "kind": kind}
    return render(request, "voting/shortlist/page.html", **context)


@router.get("/{slug}/ballots/{ballot}/shortlist.{name}")
def download_shortlist(
    db: ReadDb,
    consultation: ThisConsultation,
    actor: CurrentActor,
    ballot: str,
    name: str,
    k: Typed = "",
    kind: Typed = "",
) -> Response:
    """The same as a table for a spreadsheet: csv or xlsx."""
    return shortlist_file(db, actor, consultation, ballot, name, k=k, kind=kind)
