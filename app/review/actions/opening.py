"""Give the opening of a round: texts go under review, a ballot is made, by the kind of round."""

from collections.abc import Mapping
from typing import Any

from sqlmodel import Session

from app.consultations.models import Consultation, Round, RoundKind, WorkingGroup
from app.consultations.queries import constituencies_of, track_of
from app.drafting.actions.together import take_steps
from app.drafting.models import Proposal, ProposalState
from app.kernel.actor import Actor
from app.kernel.clock import now
from app.kernel.errors import FieldError, Invalid, Refused, permit
from app.kernel.i18n import gettext as _
from app.kernel.ledger import lock_track, record
from app.review.actions.planning import reason_of
from app.review.checklist import BY_DELEGATION, checklist, missing, reason_due
from app.review.checklist_texts import amended_in, groups_in, in_round
from app.review.events import RoundOpened
from app.review.queries import electorate_now, proposals_in, room_of
from app.review.rules import OF_COMMENTS, REASON_LIMIT, acting_seat, why_not_open, why_too_short
from app.review.silence.actions import NOTE_LIMIT, begin_silence
from app.review.silence.queries import silent_before
from app.review.views import Electorate, Room
from app.voting.actions.opening import open_ballot
from app.voting.amendments.putting import freeze_texts
from app.voting.amendments.queries import waiting
from app.voting.disclosure.rules import why_too_few
from app.voting.members.queries import members_now
from app.voting.members.rules import by_members, why_no_members
from app.voting.parameters import chosen_rule, read_rule
from app.voting.presets import SILENCE
from app.voting.ratings.rules import terms_of


def open_round(
    db: Session,
    actor: Actor,
    consultation: Consultation,
    code: str,
    *,
    reason: str | None = None,
    rule: Mapping[str, Any] | None = None,
    terms: Mapping[str, Any] | None = None,
    notes: Mapping[str, str] | None = None,
) -> Round:
    """Give the opening of a round; it takes effect at its first instant, or at once where that has passed.

    With a round of comments, what is submitted or revised goes under review; with a ballot, the ballot is made from the
    texts that are ready, with `rule` and the electorate of this moment, and both stand still from now on (invariant 2); a
    text that has amendments waits, and they are on the ballot in its place, furthest from it first (GA rules 90 and 130).
    With a silence the texts that are ready go under it, for 72 hours at least (invariant 16); `notes` say, by the code of
    a text, why the same version is put under it again. Rating and sense check fix their `terms`, which nobody changes
    afterwards. `reason` is due where the notice is shorter than the consultation's rule. Refused where the checklist lacks
    something, each in the errors; Invalid at `reason`, at a part of the rule or of the terms, or at `notes.CODE`. Given again, it changes nothing.
    """
    lock_track(db, track_of(consultation))
    at = now(db)
    room = room_of(db, consultation, actor, code, before=True)
    round_ = room.round
    refusal = why_not_open(actor, consultation, round_, at, moderated=room.moderated)
    if refusal is not None and _given_already(actor, room):
        return round_
    permit(refusal)
    ballot = round_.kind == RoundKind.BALLOT
    asked = round_.kind in BY_DELEGATION
    electorate = electorate_now(db, consultation, round_) if asked else None
    items = checklist(room, electorate, heads=not (ballot and by_members(rule or {})))
    lacking = missing(items)
    if lacking:
        errors = tuple(FieldError("checklist", item.sentence) for item in lacking)
        raise Refused(lacking[0].sentence, errors=errors)
    due = _("The notice is shorter than this consultation asks for: say why.") if reason_due(items) else None
    said = reason_of(reason or "", limit=REASON_LIMIT, missing=due)
    chosen = _rule_of(db, room, rule or {}, electorate) if ballot else {}
    if chosen.get("preset") == SILENCE.preset:
        begins = max(round_.opens_at, at)
        permit(why_too_short(RoundKind.SILENCE, begins, round_.closes_at))
    fixed = terms_of(round_.kind, terms or {})
    silence = round_.kind == RoundKind.SILENCE
    said_again = _said_again(db, room, notes or {}) if silence else {}
    seat = acting_seat(actor, consultation)
    capacity = seat.title if seat else ""
    round_.opening_given_at = at
    round_.opens_at = max(round_.opens_at, at)
    if fixed:
        round_.terms = {**fixed, **(round_.terms or {})}
    if due is not None:
        round_.notice_reason = said
    db.add(round_)
    record(
        db,
        actor,
        RoundOpened(round_.code, round_.opens_at, round_.closes_at),
        track=track_of(consultation),
        left=[round_],
        capacity=capacity or None,
        reason=said,
    )
    if silence:
        chosen_ids = {text.id for text in in_round(room)}
        silenced = [
            (p, g) for p, g, _table in proposals_in(db, consultation, round_.scope) if p.id in chosen_ids
        ]
        begin_silence(db, actor, consultation, round_, silenced, capacity=capacity, notes=said_again)
    moving, verb, to = _moving(room)
    if moving or amended_in(room):
        found = _lines(db, room, moving)
        made = None
        if ballot:
            lines: list[Proposal] = [proposal for proposal, _group in found]
            made = open_ballot(db, actor, consultation, round_, lines, rule=chosen, capacity=capacity or None)
        take_steps(
            db, actor, consultation, found, verb=verb, to=to, capacity=capacity, round_code=round_.code
        )
        if made is not None and any(proposal.amends_id for proposal, _group in found):
            freeze_texts(db, made)
    return round_


def _lines(db: Session, room: Room, moving: set[int]) -> list[tuple[Proposal, WorkingGroup]]:
    """The texts that step with this opening, in their order; of one whose amendments are decided before it these in its
    place, in the order in which they are decided."""
    texts = proposals_in(db, room.consultation, room.round.scope)
    amended = {text.id for text in amended_in(room)}
    before = waiting(db, room.consultation, list(amended)) if amended else {}
    found = []
    for proposal, group, _table in texts:
        if proposal.id in moving:
            found.append((proposal, group))
        found += [(each.proposal, group) for each in before.get(proposal.id or 0, ())]
    return found


def _rule_of(
    db: Session, room: Room, rule: Mapping[str, Any], electorate: Electorate | None
) -> dict[str, Any]:
    """The rule that was chosen. Invalid also at `smallest` where too few take part for what is not to be shown of them, at
    `franchise` where there is no member in the groups of the texts, and at `classes` where it asks something of a
    constituency from which nobody takes part."""
    consultation = room.consultation
    chosen = chosen_rule(rule, [each.code for each in constituencies_of(db, consultation)])
    whole = read_rule(chosen)
    n, present = (electorate.delegations, electorate.constituencies) if electorate else (0, frozenset())
    if by_members(whole):
        members = members_now(db, consultation, groups_in(room), room.round.opens_at)
        n, present = len(members), frozenset(each.constituency_code for each in members)
        if (none := why_no_members(whole, n)) is not None:
            raise Invalid.at("franchise", none)
    for each in rule.get("classes") or ():
        if each["constituency"] not in present:
            text = _("Nobody from “%(constituency)s” takes part in this ballot, so that nothing can be asked of it.")  # fmt: skip
            raise Invalid.at("classes", text % {"constituency": each["constituency"]})
    few = why_too_few(whole, n)
    if few is not None:
        raise Invalid.at("smallest", few)
    return chosen


def _said_again(db: Session, room: Room, notes: Mapping[str, str]) -> dict[str, str]:
    """Why each text that was under silence before, unchanged, is put under it again; Invalid at `notes.CODE` for each
    that lacks its word. Asked before anything is written."""
    texts, said, wrong = in_round(room), dict[str, str](), list[FieldError]()
    before = silent_before(db, [text.id for text in texts])
    for text in texts:
        if text.id not in before:
            continue
        due = _(
            "%(code)s was under silence before in this very version. Say why the same text is put under silence again; everybody reads it."
        ) % {"code": text.code}
        try:
            name = f"notes.{text.code}"
            said[text.code] = (
                reason_of(notes.get(text.code, ""), limit=NOTE_LIMIT, field=name, missing=due) or ""
            )
        except Invalid as invalid:
            wrong.extend(invalid.errors)
    if wrong:
        raise Invalid(wrong[0].message, errors=tuple(wrong))
    return said


def _moving(room: Room) -> tuple[set[int], str, ProposalState]:
    """Which texts step with this opening, how the step is called, and where it leads."""
    if room.round.kind in OF_COMMENTS:
        waiting = (ProposalState.SUBMITTED, ProposalState.REVISED)
        moving = {text.id for text in in_round(room) if text.state in waiting}
        return moving, "taken_under_review", ProposalState.UNDER_REVIEW
    if room.round.kind == RoundKind.BALLOT:
        return {text.id for text in in_round(room)}, "put_to_decision", ProposalState.UNDER_DECISION
    return set(), "", ProposalState.DRAFT


def _given_already(actor: Actor, room: Room) -> bool:
    """Whether this is a second click: the opening stands, and this person could have given it."""
    before = Round(**{**room.round.model_dump(), "opening_given_at": None})
    given = room.round.opening_given_at is not None
    return given and why_not_open(actor, room.consultation, before, room.at, moderated=room.moderated) is None
