"""The browser's door to rounds: the calendar, a round with its texts and controls, its opening with the checklist."""

from collections.abc import Callable
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from sqlmodel import Session

from app.consultations.calendar import RoundStage, closes
from app.consultations.doors import ThisConsultation
from app.consultations.live import live_from
from app.consultations.models import Consultation, Promise, Round, RoundKind
from app.consultations.queries import constituencies_of, is_moderated, rounds_of, roundtables_of
from app.kernel.actor import Actor
from app.kernel.clock import now
from app.kernel.errors import Conflict, Invalid, Refused
from app.review.actions.ending import cancel_round, close_round, complete_round, extend_round
from app.review.actions.opening import open_round
from app.review.actions.planning import change_plan, mark_of, plan_round
from app.review.actions.readiness import declare_all_ready, declare_ready
from app.review.attendance.looking import look_at
from app.review.attendance.queries import asks_members
from app.review.checklist import BY_DELEGATION, checklist, missing, reason_due
from app.review.checklist_texts import amended_in, groups_in, in_round
from app.review.forms import (
    Back,
    came_back,
    changed_days,
    moment_in,
    notes_in,
    plan_in,
    plan_values,
    terms_in,
    terms_values,
    words_in,
)
from app.review.particulars import particulars_of
from app.review.queries import (
    controls_of,
    electorate_now,
    history_of,
    next_number,
    readiness_of,
    room_of,
    round_in,
    waits_to_complete,
)
from app.review.rules import OF_COMMENTS, OFFERED, why_not_plan, why_not_run
from app.review.sentences import (
    kind_in_words,
    permitted_in,
    promise_in_words,
    promise_word,
    scale_words,
    waits_for,
)
from app.review.silence.queries import silent_before
from app.review.stretches import stretches_of
from app.review.views import Room
from app.voting.members.queries import members_now
from app.voting.ratings.rules import CRITERION
from app.voting.rule_forms import NAMES, rule_choices, rule_in
from app.web.doors import CurrentActor, Db, Posted, ReadDb
from app.web.render import render

router = APIRouter()


@router.get("/{slug}/rounds")
def show_rounds(
    request: Request, db: ReadDb, consultation: ThisConsultation, actor: CurrentActor
) -> HTMLResponse:
    """The calendar: every round with now on it, and for those who may the form to plan another."""
    return _rounds_page(request, db, consultation, actor, Back())


@router.post("/{slug}/rounds")
def plan(
    request: Request, db: Db, consultation: ThisConsultation, actor: CurrentActor, form: Posted
) -> Response:
    """Plan a round; with what is wrong at its field when it cannot be."""
    typed, values = plan_in(form)
    try:
        round_ = plan_round(db, actor, consultation, **values, code=typed["code"].strip() or None)
    except Invalid as invalid:
        back = came_back("plan", typed, invalid.errors)
        return _rounds_page(request, db, consultation, actor, back, 422)
    except Refused as refused:
        back = Back("plan", typed, {}, refused.message)
        return _rounds_page(request, db, consultation, actor, back, 403)
    return RedirectResponse(f"/{consultation.slug}/rounds/{round_.code}", 303)


@router.get("/{slug}/rounds/{code}")
def show_round(
    request: Request, db: ReadDb, consultation: ThisConsultation, actor: CurrentActor, code: str
) -> HTMLResponse:
    """One round: what it asks, what it permits to whom, its texts and what each waits for, what may be done with it."""
    return _round_page(request, db, consultation, actor, code, Back())


@router.post("/{slug}/rounds/{code}/plan")
def replan(
    request: Request, db: Db, consultation: ThisConsultation, actor: CurrentActor, code: str, form: Posted
) -> Response:
    """Change the plan of a round. Days that were not touched stay to the second."""
    typed, values = plan_in(form)
    standing = plan_values(round_in(rounds_of(db, consultation), code), consultation.timezone)
    begins, ends = changed_days(typed, standing)
    values |= {} if begins else {"opens": None}
    values |= {} if ends else {"closes": None}
    drawn = words_in(form, "drawn")["drawn"] or None
    return _done(
        request, db, consultation, actor, code, "plan", typed,
        lambda: change_plan(db, actor, consultation, code, **values, drawn=drawn),
    )  # fmt: skip


@router.get("/{slug}/rounds/{code}/opening")
def show_opening(
    request: Request, db: ReadDb, consultation: ThisConsultation, actor: CurrentActor, code: str
) -> HTMLResponse:
    """The checklist of the opening, and for those who may the form to give it."""
    return _opening_page(request, db, consultation, actor, code, Back())


@router.post("/{slug}/rounds/{code}/opening")
def give_opening(
    request: Request, db: Db, consultation: ThisConsultation, actor: CurrentActor, code: str, form: Posted
) -> Response:
    """Give the opening; the checklist again with the sentence where it cannot be given."""
    typed: dict[str, Any] = words_in(form, "reason")
    chosen, rule = rule_in(form) if "quorum" in form else ({}, None)
    terms, notes = terms_in(form), notes_in(form)
    typed |= {**chosen, **terms, **{f"notes.{name}": words for name, words in notes.items()}}
    try:
        round_ = open_round(
            db, actor, consultation, code, reason=typed["reason"], rule=rule, terms=terms, notes=notes
        )
    except Invalid as invalid:
        back = came_back("opening", typed, invalid.errors)
        named = {error.field: error.message for error in invalid.errors if error.field.startswith("notes.")}
        errors = {NAMES.get(name, name): words for name, words in {**back.errors, **named}.items()}
        return _opening_page(request, db, consultation, actor, code, Back("opening", typed, errors), 422)
    except Refused as refused:
        back = Back("opening", typed, {}, refused.message)
        return _opening_page(request, db, consultation, actor, code, back, 403)
    return RedirectResponse(f"/{consultation.slug}/rounds/{round_.code}", 303)


@router.post("/{slug}/rounds/{code}/extension")
def extend(
    request: Request, db: Db, consultation: ThisConsultation, actor: CurrentActor, code: str, form: Posted
) -> Response:
    """Let a round close later."""
    typed = words_in(form, "closes", "closes_time", "reason")
    return _done(
        request, db, consultation, actor, code, "extension", typed,
        lambda: extend_round(
            db, actor, consultation, code, closes=moment_in(form, "closes"), reason=typed["reason"]
        ),
    )  # fmt: skip


@router.post("/{slug}/rounds/{code}/closure")
def close(
    request: Request, db: Db, consultation: ThisConsultation, actor: CurrentActor, code: str, form: Posted
) -> Response:
    """Close a round before its deadline."""
    typed = words_in(form, "reason")
    return _done(
        request, db, consultation, actor, code, "closure", typed,
        lambda: close_round(db, actor, consultation, code, reason=typed["reason"]),
    )  # fmt: skip


@router.post("/{slug}/rounds/{code}/cancellation")
def cancel(
    request: Request, db: Db, consultation: ThisConsultation, actor: CurrentActor, code: str, form: Posted
) -> Response:
    """Cancel a round."""
    typed = words_in(form, "reason")
    return _done(
        request, db, consultation, actor, code, "cancellation", typed,
        lambda: cancel_round(db, actor, consultation, code, reason=typed["reason"]),
    )  # fmt: skip


@router.post("/{slug}/rounds/{code}/completion")
def complete(
    request: Request, db: Db, consultation: ThisConsultation, actor: CurrentActor, code: str, form: Posted
) -> Response:
    """Complete a round that has closed; what keeps it from that is listed with links."""
    typed = words_in(form, "declaration")
    return _done(
        request, db, consultation, actor, code, "completion", typed,
        lambda: complete_round(db, actor, consultation, code, declaration=typed["declaration"]),
    )  # fmt: skip


@router.post("/{slug}/rounds/{code}/readiness")
def all_ready(
    request: Request, db: Db, consultation: ThisConsultation, actor: CurrentActor, code: str, _form: Posted
) -> Response:
    """Declare ready every text of the round whose comments are all answered."""
    return _done(
        request, db, consultation, actor, code, "readiness", {},
        lambda: declare_all_ready(db, actor, consultation, code),
    )  # fmt: skip


@router.post("/{slug}/{code}/readiness")
def ready(
    db: Db, consultation: ThisConsultation, actor: CurrentActor, code: str, form: Posted
) -> RedirectResponse:
    """Declare one text ready for decision, from its own page or from that of the round named `round`."""
    proposal = declare_ready(db, actor, consultation, code)
    from_round = words_in(form, "round")["round"]
    known = [r.code for r in rounds_of(db, consultation) if r.code == from_round]
    place = f"rounds/{known[0]}#{proposal.code}" if known else proposal.code
    return RedirectResponse(f"/{consultation.slug}/{place}", 303)


def _done(
    request: Request, db: Session, consultation: Consultation, actor: Actor, code: str, form: str,
    typed: dict[str, Any], act: Callable[[], object],
) -> Response:  # fmt: skip
    """Do it and show the round; where it cannot be done, the round with the sentence and what was typed."""
    try:
        act()
    except Invalid as invalid:
        back, status = came_back(form, typed, invalid.errors), 422
    except Conflict as conflict:
        back, status = Back("", {}, {}, conflict.message), 409
    except Refused as refused:
        back, status = Back(form, typed, {}, refused.message), 403
    else:
        return RedirectResponse(f"/{consultation.slug}/rounds/{code}", 303)
    return _round_page(request, db, consultation, actor, code, back, status)


def _calendar(request: Request, consultation: Consultation, scheme: str = "") -> str:
    """The address to which calendars subscribe; with the scheme that opens the calendar of the reader's machine."""
    address = f"{request.app.state.settings.base_url.rstrip('/')}/{consultation.slug}/calendar.ics"
    return f"{scheme}:{address.partition(':')[2]}" if scheme else address


def _again(db: Session, room: Room) -> list[str]:
    """The texts of a silence to come that were under silence before and have not changed since."""
    texts = in_round(room)
    before = silent_before(db, [text.id for text in texts])
    return [text.code for text in texts if text.visible and text.id in before]


def _plan_context(db: Session, consultation: Consultation) -> dict[str, Any]:
    tables = [table for table in roundtables_of(db, consultation) if table.ended_at is None]
    return {
        "tables": tables,
        "kinds": [(str(kind), kind_in_words(kind)) for kind in OFFERED],
        "promises": [(str(each), promise_word(each), promise_in_words(each)) for each in Promise],
    }


def _rounds_page(
    request: Request, db: Session, consultation: Consultation, actor: Actor, back: Back, status: int = 200
) -> HTMLResponse:
    live = live_from(db, actor, consultation) if status == 200 else None
    rounds, at = rounds_of(db, consultation), now(db)
    return render(
        request,
        "review/rounds.html",
        status,
        consultation=consultation,
        here="rounds",
        live=live,
        at=at,
        stretches=stretches_of(rounds, at),
        why_not_plan=why_not_plan(actor, consultation, moderated=is_moderated(db, consultation)),
        back=back,
        standing={},
        next_code=f"R{next_number(rounds)}",
        calendar_url=_calendar(request, consultation, "webcal"),
        calendar_file=_calendar(request, consultation),
        **_plan_context(db, consultation),
    )


def _round_page(
    request: Request, db: Session, consultation: Consultation, actor: Actor, code: str, back: Back, status: int = 200
) -> HTMLResponse:  # fmt: skip
    live = live_from(db, actor, consultation) if status == 200 else None
    room = room_of(db, consultation, actor, code)
    round_: Round = room.round
    look_at(request, actor, consultation, round_, room.at)
    members = asks_members(db, round_)
    readiness = readiness_of(room, actor)
    return render(
        request,
        "review/round.html",
        status,
        consultation=consultation,
        here="rounds",
        live=live,
        room=room,
        round=round_,
        closes_at=closes(round_),
        permits=permitted_in(round_.kind, by_members=members),
        asks=round_.purpose or kind_in_words(round_.kind, by_members=members),
        controls=controls_of(room, actor),
        blocking=waits_to_complete(room) if room.stage is RoundStage.CLOSED else (),
        promised=promise_in_words(Promise(round_.promise)) if round_.promise else "",
        why_not_run=why_not_plan(actor, consultation, moderated=room.moderated),
        waits={text.code: waits_for(room, text, by_members=members) for text in room.seen},
        readiness=readiness if round_.kind in OF_COMMENTS else {},
        can_be_ready=[name for name, why in readiness.items() if why is None],
        history=history_of(db, consultation, round_),
        back=back,
        standing=plan_values(round_, consultation.timezone),
        drawn=mark_of(round_),
        next_code=round_.code,
        **particulars_of(db, actor, room),
        **_plan_context(db, consultation),
    )


def _opening_page(
    request: Request, db: Session, consultation: Consultation, actor: Actor, code: str, back: Back, status: int = 200
) -> HTMLResponse:  # fmt: skip
    room = room_of(db, consultation, actor, code, before=True)
    kind = room.round.kind
    ballot = kind == RoundKind.BALLOT
    members = members_now(db, consultation, groups_in(room), room.round.opens_at) if ballot else []
    electorate = electorate_now(db, consultation, room.round) if kind in BY_DELEGATION else None
    items = checklist(room, electorate, heads=not members)
    return render(
        request,
        "review/opening.html",
        status,
        consultation=consultation,
        here="rounds",
        room=room,
        round=room.round,
        items=items,
        lacking=missing(items),
        reason_due=reason_due(items),
        texts=[text for text in in_round(room) if text.visible],
        amendments=[code for text in amended_in(room) if text.visible for code in text.amended],
        why_not=controls_of(room, actor).open,
        outsider=why_not_run(actor, consultation, moderated=room.moderated),
        back=back,
        choices=rule_choices(constituencies_of(db, consultation), members) if ballot else None,
        terms=terms_values(kind),
        limits={name: (least, most) for name, (_usual, least, most) in CRITERION.items()},
        scales=scale_words(),
        again=_again(db, room) if kind == RoundKind.SILENCE else [],
    )
