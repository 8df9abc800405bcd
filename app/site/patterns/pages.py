"""Every part of the look with sample data, for those who work on it: only where the site runs on its own machine."""

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from app.kernel.errors import NotFound
from app.kernel.i18n import gettext as _
from app.site.patterns.samples import samples
from app.web.render import render

router = APIRouter()


@router.get("/patterns")
def show_patterns(request: Request) -> HTMLResponse:
    """The parts; NotFound on a site that people use."""
    if not request.app.state.settings.base_url.startswith("http://localhost"):
        raise NotFound(_("There is nothing at this address, or you may not see it."))
    return render(request, "patterns/index.html", **samples())
