"""The browser's door to ending a roundtable and to closing a working group, which look at the proposals in them."""

from functools import partial

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, Response

from app.consultations.models import Visibility
from app.consultations.parts import group_in_setup
from app.consultations.queries import visible_roundtable
from app.consultations.rules import visibility_of
from app.consultations.seating import why_not_after_the_end
from app.consultations.setup_doors import SetUp, SetUpChanged, SetUpShown
from app.consultations.typed import Typed
from app.drafting.actions.parts import begun_in, close_group, end_roundtable, left_to_decide, opened_on
from app.drafting.part_rules import why_not_close_group, why_not_end_roundtable
from app.kernel.clock import now as moment
from app.web.doors import Posted, text_of

router = APIRouter()
NEW = Typed("end")


@router.get("/{slug}/setup/roundtables/{code}/end")
def show_end(setup: SetUpShown, code: str) -> HTMLResponse:
    """What stands in the way of ending a roundtable, or the form to end it."""
    return _ending(setup, code)


@router.post("/{slug}/setup/roundtables/{code}/end")
def close_roundtable(setup: SetUpChanged, code: str, form: Posted) -> Response:
    """End a roundtable, with a reason."""
    act = setup.doing(end_roundtable, code, reason=text_of(form, "reason"))
    return setup.done_or_again(form, "end", act, "roundtables", partial(_ending, setup, code))


@router.get("/{slug}/setup/groups/{code}/closing")
def show_closing(setup: SetUpShown, code: str) -> HTMLResponse:
    """What stands in the way of changing who sees a group, or the form to do it."""
    return _closing(setup, code)


@router.post("/{slug}/setup/groups/{code}/closing")
def shut_group(setup: SetUpChanged, code: str, form: Posted) -> Response:
    """Close a group to others, or open it to all who take part here, with a reason."""
    wanted = text_of(form, "visibility") or Visibility.CLOSED
    act = setup.doing(close_group, code, reason=text_of(form, "reason"), visibility=wanted)
    return setup.done_or_again(form, "end", act, f"groups/{code}", partial(_closing, setup, code))


def _ending(setup: SetUp, code: str, typed: Typed = NEW) -> HTMLResponse:
    table = visible_roundtable(setup.db, setup.consultation, code)
    why_not = why_not_end_roundtable(table, left_to_decide(setup.db, table))
    return setup.page("drafting/end_roundtable.html", typed, roundtable=table, why_not=why_not)


def _closing(setup: SetUp, code: str, typed: Typed = NEW) -> HTMLResponse:
    group = group_in_setup(setup.db, setup.consultation, code)
    begun, now = begun_in(setup.db, group), visibility_of(group)
    opened = opened_on(setup.db, setup.consultation, group, moment(setup.db))
    others = [way for way in (Visibility.WITHIN, Visibility.CLOSED) if way != now]
    refusals = {way: why_not_close_group(group, begun, way, opened) for way in others}
    offered = [way for way, refusal in refusals.items() if refusal is None]
    why_not = why_not_after_the_end(group) or (None if offered else next(iter(refusals.values())))
    return setup.page(
        "drafting/close_group.html", typed, group=group, why_not=why_not, visibility=now, offered=offered
    )
