"""The browser's door to ballots: the ballot, its results, a delegation's sheet, a group's show of support."""

from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import APIRouter, Form, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from app.consultations.doors import ThisConsultation
from app.consultations.live import live_from
from app.drafting.queries import visible_desk
from app.kernel.clock import now
from app.kernel.errors import Conflict, FieldError, Invalid, Refused, permit
from app.voting.actions.casting import cast_positions
from app.voting.actions.support import show_support
from app.voting.amendments.putting import entered_by_now
from app.voting.amendments.shown import put_on
from app.voting.asked import rule_sentences
from app.voting.desk import CODE, desk_of, sheet_page
from app.voting.disclosure.desk import hand_in, secret_sheet
from app.voting.disclosure.told import told_of
from app.voting.earlier.desk import record_again
from app.voting.explanations.queries import explanations_of
from app.voting.forms import clashes_of, row_form, typed_in, typed_row
from app.voting.proxy.queries import standing_in
from app.voting.queries import ballots_of, electorate_of, lines_of, tally, visible_ballot, visible_line
from app.voting.recount.queries import may_overrule, standing_of
from app.voting.results.queries import acting_on, findings_of
from app.voting.results.stretch import by_roundtable, stretch
from app.voting.results.words import SAID
from app.voting.running.queries import so_far
from app.voting.running.rules import why_not_running
from app.voting.sheets import support_of, why_none_given
from app.voting.views import Given, Seated
from app.voting.words import slices_of, willing_words
from app.web.doors import CurrentActor, Db, Posted, ReadDb, text_of, wants_fragment
from app.web.render import render

router = APIRouter()


Shown = Annotated[str, Query(max_length=20)]
Code = Annotated[str, Query(max_length=CODE)]


@router.get("/{slug}/ballots")
def show_ballots(request: Request, db: ReadDb, consultation: ThisConsultation) -> HTMLResponse:
    """Every ballot of the consultation, with where it stands."""
    return render(
        request,
        "voting/ballots.html",
        consultation=consultation,
        here="ballots",
        ballots=ballots_of(db, consultation, now(db)),
    )


@router.get("/{slug}/ballots/{ballot}")
def show_ballot(
    request: Request,
    db: ReadDb,
    consultation: ThisConsultation,
    actor: CurrentActor,
    ballot: str,
    outcome: Shown = "",
    order: Shown = "",
    after: Code = "",
) -> HTMLResponse:
    """The ballot: its rule in words, who takes part, its proposals; the results once it has closed, a hundred on a page."""
    live = live_from(db, actor, consultation)
    view = visible_ballot(db, consultation, ballot, now(db))
    context: dict[str, Any] = {
        "consultation": consultation,
        "here": "ballots",
        "view": view,
        "live": live,
        "rule": rule_sentences(view.rule),
        "outcome": outcome,
        "why_not_give": why_none_given(db, consultation, actor, view),
        "proxies": standing_in(db, view),
    }
    if view.counted:
        found = tally(db, view, actor, words=False)
        lines = tuple(each.line for each in found.results)
        findings = findings_of(db, found)
        asked = outcome if outcome in found.outcomes() else ""
        return render(
            request,
            "voting/results.html",
            tally=found,
            puts=put_on(db, lines),
            classes=_classes(found.electorate),
            order=order,
            after=after,
            findings=findings,
            shown=stretch(found.results, outcome=asked, after=after) if order != "apart" else None,
            apart=stretch(findings.apart, outcome=asked, after=after) if order == "apart" else None,
            by_roundtable=by_roundtable,
            left=entered_by_now(db, actor, view.ballot.id or 0) if view.void else (),
            told=told_of(found),
            stand=standing_of(db, actor, consultation, view, found),
            explanations=explanations_of(db, view, lines, actor, consultation),
            **SAID,
            **context,
        )
    lines = lines_of(db, view.ballot, actor)
    electorate = electorate_of(db, view.ballot)
    shown = why_not_running(view.rule, view.stage) is None
    return render(
        request,
        "voting/ballot.html",
        lines=lines,
        puts=put_on(db, lines),
        classes=_classes(electorate),
        so_far=so_far(db, view, actor, len(electorate)) if shown else {},
        slices_of=slices_of,
        **context,
    )


@router.get("/{slug}/ballots/{ballot}/sheet")
def show_sheet(
    request: Request,
    db: ReadDb,
    consultation: ThisConsultation,
    actor: CurrentActor,
    ballot: str,
    delegation: Code = "",
    show: Shown = "",
    recorded: Shown = "",
) -> HTMLResponse:
    """The sheet of the reader's delegation: what is given, what is missing, what has a reason."""
    live = live_from(db, actor, consultation)
    view = visible_ballot(db, consultation, ballot, now(db))
    desk = desk_of(db, consultation, actor, view, delegation)
    if view.rule.is_secret:
        return secret_sheet(request, consultation, desk, show=show, live=live)
    rows = [row_form(row) for row in desk.sheet.rows]
    return sheet_page(request, consultation, desk, rows, show=show, recorded=recorded, live=live)


@router.post("/{slug}/ballots/{ballot}/sheet")
def record_sheet(
    request: Request,
    db: Db,
    consultation: ThisConsultation,
    actor: CurrentActor,
    ballot: str,
    form: Posted,
) -> Response:
    """Record the positions of the sheet, or of the one row whose button was pressed; all of them or none. The papers of a
    secret ballot are handed in, once more looked at."""
    found = visible_ballot(db, consultation, ballot, now(db))
    if found.rule.is_secret:
        return hand_in(request, db, consultation, actor, found, form)
    if text_of(form, "earlier"):
        return record_again(request, db, consultation, actor, ballot, form)
    only, show, delegation = (text_of(form, name)[:CODE] for name in ("only", "show", "delegation"))
    typed = typed_in(form)
    wishes = typed.wishes(only)
    count = len(wishes)
    errors: tuple[FieldError, ...] = ()
    clashes: dict[str, Given] = {}
    why, status = "", 200
    try:
        cast_positions(
            db, actor, consultation, ballot, wishes, delegation=delegation or None, whole_sheet=not only
        )
    except Invalid as invalid:
        errors, status = invalid.errors, 422
    except Conflict as conflict:
        clashes, why, status = clashes_of(conflict), conflict.message, 409
    except Refused as refused:
        why, status = refused.message, 403
    if status == 200 and not (only and wants_fragment(request)):
        kept = {"delegation": delegation, "show": show, "recorded": str(count)}
        query = urlencode({name: value for name, value in kept.items() if value})
        place = f"#{only}" if only else ""
        return RedirectResponse(f"/{consultation.slug}/ballots/{ballot}/sheet?{query}{place}", 303)
    view = visible_ballot(db, consultation, ballot, now(db))
    desk = desk_of(db, consultation, actor, view, delegation)
    if status == 403 and delegation and desk.sheet.delegation != delegation:
        # A seat or a proxy that has ended meanwhile: what was chosen for one delegation is not shown as that of another.
        raise Refused(why)
    if only and wants_fragment(request):
        row = next((row for row in desk.sheet.rows if row.line.code == only), None)
        if row is not None:
            together = [r for r in desk.sheet.rows if r.line.roundtable == row.line.roundtable]
            drawn = typed_row(row, typed, errors, clashes.get(only)) if status != 200 else None
            return render(
                request,
                "voting/_recorded_row.html",
                status,
                consultation=consultation,
                desk=desk,
                row=drawn or row_form(row, recorded=bool(wishes)),
                willing=willing_words(),
                table=row.line.roundtable,
                given=sum(r.given is not None for r in together),
                of=len(together),
                show=show,
                refusal=why if status == 403 else "",
            )
    rows = [typed_row(row, typed, errors, clashes.get(row.line.code)) for row in desk.sheet.rows]
    return sheet_page(request, consultation, desk, rows, show="", status=status, alert=why)


@router.get("/{slug}/ballots/{ballot}/{code}")
def show_result(
    request: Request,
    db: ReadDb,
    consultation: ThisConsultation,
    actor: CurrentActor,
    ballot: str,
    code: str,
) -> HTMLResponse:
    """The result on one proposal: why, by constituency, and what was said, word for word. Refused while it is open."""
    view = visible_ballot(db, consultation, ballot, now(db))
    line = visible_line(db, view.ballot, actor, code)
    permit(view.why_no_count)
    counted = tally(db, view, actor, code=line.code)
    found = counted.results[0]
    beside = [] if line.amends_id is None else lines_of(db, view.ballot, actor, amending=line.amends_id)
    findings = None if view.rule.is_open else findings_of(db, counted)
    overruling = f"/{consultation.slug}/ballots/{view.ballot.code}/overrulings?proposal={line.code}"
    return render(
        request,
        "voting/result.html",
        overruling_url=overruling if may_overrule(db, actor, consultation, view, counted) else "",
        consultation=consultation,
        here="ballots",
        view=view,
        found=found,
        puts=put_on(db, beside),
        acting=acting_on(db, view, line.proposal_id),
        will=findings.wills.get(line.code) if findings else None,
        told=told_of(counted),
        explanations=explanations_of(db, view, [line], actor, consultation, of=line.proposal_id),
        **SAID,
    )


@router.post("/{slug}/{code}/support")
def give_support(
    request: Request,
    db: Db,
    consultation: ThisConsultation,
    actor: CurrentActor,
    code: str,
    choice: Annotated[str, Form()] = "",
    word: Annotated[str, Form()] = "",
) -> Response:
    """Show support for a proposal of one's own group, or change it."""
    errors: dict[str, str] = {}
    reason, status = None, 200
    try:
        show_support(db, actor, consultation, code, choice=choice, word=word)
    except Invalid as invalid:
        errors, status = {error.field: error.message for error in invalid.errors}, 422
    except Refused as refused:
        if not wants_fragment(request):
            raise
        reason, status = refused.message, 403
    if status == 200 and not wants_fragment(request):
        return RedirectResponse(f"/{consultation.slug}/{code}#support", 303)
    desk = visible_desk(db, actor, consultation, code)
    support = support_of(db, actor, desk.proposal, desk.stage)
    template = "voting/_support.html" if wants_fragment(request) else "voting/support_page.html"
    return render(
        request,
        template,
        status,
        consultation=consultation,
        here="proposals",
        proposal=desk.proposal,
        support=support,
        typed={"choice": choice, "word": word} if status != 200 else None,
        errors=errors,
        refusal=reason,
    )


def _classes(electorate: tuple[Seated, ...]) -> list[tuple[str, list[Seated]]]:
    classes: dict[str, list[Seated]] = {}
    for seated in electorate:
        classes.setdefault(seated.constituency_name, []).append(seated)
    return list(classes.items())
