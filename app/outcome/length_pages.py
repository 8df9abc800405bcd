"""The browser's door to the length of the document: a part of the workbench for htmx, a page of its own otherwise."""

from fastapi import APIRouter
from fastapi.responses import HTMLResponse

from app.outcome.length import GUIDE, lengths_of
from app.outcome.workbench_doors import BenchShown
from app.web.doors import wants_fragment
from app.web.render import render

router = APIRouter()


@router.get("/{slug}/outcome/workbench/length")
def show_length(bench: BenchShown) -> HTMLResponse:
    """How many words the document has in each language, and which of them are past the guide."""
    return render(
        bench.request,
        "outcome/_length.html" if wants_fragment(bench.request) else "outcome/workbench_length.html",
        consultation=bench.consultation,
        here="outcome",
        home=bench.home,
        lengths=lengths_of(bench.db, bench.consultation),
        guide=GUIDE,
    )
