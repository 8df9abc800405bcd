"""The browser's door to the workbench: decide, unite, order, write what stands before, and see the document at once."""

from functools import partial
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Query
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from app.consultations.typed import Typed, typed_after
from app.kernel.errors import Conflict, Invalid, Refused
from app.outcome.actions.front import StaleFront, write_front
from app.outcome.actions.ordering import move_entry, order_entries
from app.outcome.actions.selecting import include_undecided, select_proposal
from app.outcome.actions.uniting import part_proposals, unite_proposals
from app.outcome.workbench_doors import BenchChanged, BenchShown, Filters, filters_of
from app.web.doors import Posted, text_of

router = APIRouter()
Asked = Annotated[str, Query(max_length=60)]
BENCH = "/{slug}/outcome/workbench"


@router.get(BENCH)
def show_workbench(
    bench: BenchShown, roundtable: Asked = "", show: Asked = "", after: Asked = "", moved: Asked = ""
) -> HTMLResponse:
    """The candidates of a roundtable beside the outline, and what is missing before issue."""
    return bench.page(Filters(roundtable, show, after), moved=moved)


@router.post(BENCH + "/inclusion")
def include_all(bench: BenchChanged, form: Posted) -> Response:
    """Include every adopted proposal without a decision, of the roundtable that is shown or of all."""
    filters = filters_of(form)
    everywhere = text_of(form, "scope") == "all"
    act = bench.doing(
        include_undecided,
        decided_on=text_of(form, "decided_on"),
        roundtable="" if everywhere else filters.roundtable,
    )
    return bench.done_or_again(form, "inclusion", act, f"?{filters.query}", partial(bench.page, filters))


@router.get(BENCH + "/front")
def show_front(bench: BenchShown, language: Asked = "", saved: Asked = "") -> HTMLResponse:
    """The front matter in one language of the consultation."""
    return bench.front(language, saved=saved)


@router.post(BENCH + "/front/{part}")
def save_front(bench: BenchChanged, part: str, form: Posted) -> Response:
    """Write one part; with both texts side by side where somebody else wrote it meanwhile."""
    language, base = text_of(form, "language"), text_of(form, "base")
    try:
        write_front(
            bench.db,
            bench.actor,
            bench.consultation,
            part,
            language=language,
            text=text_of(form, "text"),
            base=int(base) if base.isascii() and base.isdecimal() and len(base) < 9 else 0,
        )
    except StaleFront as stale:
        return bench.front(language, typed_after(form, part, stale), stale)
    except (Invalid, Refused) as error:
        return bench.front(language, typed_after(form, part, error))
    return RedirectResponse(f"{bench.home}/front?language={language}&saved={part}#part-{part}", 303)


@router.get(BENCH + "/preview/{roundtable}")
def preview(bench: BenchShown, roundtable: str) -> HTMLResponse:
    """One roundtable of the very document, as it would be printed now."""
    return bench.preview(roundtable)


@router.post(BENCH + "/order/{roundtable}")
def order(bench: BenchChanged, roundtable: str, form: Posted) -> Response:
    """Put the entries into the order that was drawn, move one of them up or down by its button, or to a place."""
    filters = filters_of(form)
    codes = [str(code) for code in form.getlist("codes")]
    move, mark = text_of(form, "move"), text_of(form, "mark")
    way, _space, code = move.partition(" ")
    by = -1 if way == "up" else 1
    try:
        if move == "to":
            code, to = text_of(form, "entry").strip().upper(), text_of(form, "place").strip()
            move_entry(bench.db, bench.actor, bench.consultation, roundtable, code=code, to=to, mark=mark)
        elif move:
            move_entry(bench.db, bench.actor, bench.consultation, roundtable, code=code, by=by, mark=mark)
        else:
            order_entries(bench.db, bench.actor, bench.consultation, roundtable, codes=codes, mark=mark)
    except (Invalid, Refused, Conflict) as error:
        typed = (
            typed_after(form, "place", error)
            if move == "to"
            else Typed("order", {}, {}, error.message, error.status)
        )
        return bench.page(Filters(roundtable, filters.show, filters.after), typed)
    # Without a place in the address: a browser gives the focus to the marked button only then.
    moved = urlencode({"moved": f"{'up' if by < 0 else 'down'} {code}"}) if move else ""
    after = Filters(roundtable, filters.show, filters.after).query
    return RedirectResponse(f"{bench.home}?{after}&{moved}".rstrip("&"), 303)


@router.post(BENCH + "/{code}/selection")
def select(bench: BenchChanged, code: str, form: Posted) -> Response:
    """Record what the representative group decided of one proposal."""
    filters, turn = filters_of(form), text_of(form, "turn")
    act = bench.doing(
        select_proposal,
        code,
        choice=text_of(form, "choice"),
        reason=text_of(form, "reason"),
        decided_on=text_of(form, "decided_on"),
        turn=int(turn) if turn.isascii() and turn.isdecimal() and len(turn) < 9 else None,
    )
    then = f"?{filters.query}#{'candidates' if filters.show else code}"
    return bench.done_or_again(form, f"selection-{code}", act, then, partial(bench.page, filters))


@router.post(BENCH + "/{code}/union")
def unite(bench: BenchChanged, code: str, form: Posted) -> Response:
    """Put one proposal into the entry of another one."""
    filters = filters_of(form)
    act = bench.doing(
        unite_proposals,
        code,
        into=text_of(form, "into").strip().upper(),
        reason=text_of(form, "reason"),
    )
    return bench.done_or_again(
        form, f"union-{code}", act, f"?{filters.query}#{code}", partial(bench.page, filters)
    )


@router.post(BENCH + "/{code}/parting")
def part(bench: BenchChanged, code: str, form: Posted) -> Response:
    """Give it an entry of its own again."""
    filters = filters_of(form)
    act = bench.doing(part_proposals, code, reason=text_of(form, "reason"))
    return bench.done_or_again(
        form, f"parting-{code}", act, f"?{filters.query}#{code}", partial(bench.page, filters)
    )
