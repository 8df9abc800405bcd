"""Move an amendment to a text that is ready, withdraw it, and put the amendments to one paragraph in order."""

from collections.abc import Callable, Sequence
from typing import TypeVar

from sqlmodel import Session

from app.consultations.models import Consultation
from app.consultations.queries import track_of
from app.consultations.rules import moderator_seat
from app.discussion.models import Stance
from app.discussion.queries import comment_by_code
from app.drafting.actions.steps import take_step
from app.drafting.content import opening_words
from app.drafting.models import Proposal, ProposalState, Version
from app.drafting.queries import Desk, version_of, visible_desk
from app.kernel.actor import Actor
from app.kernel.clock import now
from app.kernel.errors import Conflict, FieldError, Invalid, NotFound, permit
from app.kernel.i18n import gettext as _
from app.kernel.ledger import lock_track, record
from app.kernel.text.clean import clean
from app.kernel.text.fold import fold
from app.voting.amendments.events import AmendmentMoved, AmendmentsOrdered
from app.voting.amendments.models import Amendment
from app.voting.amendments.passages import Change, change_of, passage_of
from app.voting.amendments.queries import amendment_of, amendments_of, is_silent, voting_of
from app.voting.amendments.rules import (
    REASON_LIMIT,
    is_order_of,
    moving_seat,
    why_not_move,
    why_not_order,
    why_not_withdraw,
)
from app.voting.amendments.views import AmendmentView

_Part = TypeVar("_Part")


class MovedOn(Conflict):
    """The text has moved on since the amendment was written. `now` are the words that stand there in version `newest`, None
    where the paragraph is gone."""

    def __init__(self, code: str, version: int, newest: int, now: str | None) -> None:
        super().__init__(
            _(
                "%(code)s is now version %(newest)s, and your amendment was written on version %(version)s. Nothing was moved, and nothing of yours is lost: look at what stands there now, and move it on that."
            )
            % {"code": code, "newest": newest, "version": version}
        )
        self.newest, self.now = newest, now


def move_amendment(
    db: Session,
    actor: Actor,
    consultation: Consultation,
    code: str,
    *,
    field: str,
    paragraph: str,
    text: str,
    reason: str,
    version: int | None = None,
    comment: str | None = None,
) -> Amendment:
    """Move an amendment to the text `code`: `text` in place of one paragraph, or of a field without paragraphs.

    No words take the paragraph out. `version` is the version it was written on, the newest where none is named; `comment` is
    the code of the proposed change that it was made from. It is ready for decision at once. Moving what the same people have
    moved already, and what still waits, gives that one.
    NotFound; Refused with the reason; MovedOn where the text has done so since; Invalid at
    `paragraph`, `text`, `reason` or `comment`.
    """
    lock_track(db, consultation.slug)
    at = now(db)
    desk = visible_desk(db, actor, consultation, code)
    proposal, group = desk.proposal, desk.group
    voting = voting_of(db, actor, consultation)
    known = amendments_of(db, proposal)
    silent = is_silent(db, proposal)
    permit(why_not_move(actor, consultation, desk.stage, proposal, group, voting=voting, silent=silent))
    change, words, comment_id = _checked(
        lambda: _change(db, proposal, field, paragraph, text, version),
        lambda: _reason(reason),
        lambda: _comment(db, actor, consultation, proposal, comment),
    )
    seat = moving_seat(actor, consultation, group.id or 0, voting)
    body = voting.get((seat.delegation_id if seat else None) or 0)
    for one in known:
        mine = one.row.person_id == actor.person_id or (body and one.row.delegation_id == body.id)
        same = (one.field, one.paragraph, one.new) == (field, paragraph, change.new)
        if mine and same and one.waits:
            return one.row
    amended = _write(
        db, actor, desk, change, code=f"{proposal.code}-A{len(known) + 1}", at_seat=seat.title if seat else ""
    )
    amendment = Amendment(
        consultation_id=proposal.consultation_id,
        proposal_id=amended.proposal_id,
        amends_id=proposal.id or 0,
        base_version=proposal.version,
        field=field,
        paragraph=paragraph,
        distance=change.distance,
        reason=words,
        comment_id=comment_id,
        delegation_id=body.id if body else None,
        person_id=actor.person_id,
        author_title=amended.author_title,
        moved_at=at,
    )
    db.add(amendment)
    record(
        db,
        actor,
        AmendmentMoved(
            f"{proposal.code}-A{len(known) + 1}",
            proposal.code,
            proposal.version,
            field,
            paragraph,
            change.distance,
            comment if comment_id else None,
        ),
        track=track_of(consultation, group),
        left=[amended, amendment],
        capacity=amendment.author_title or None,
        delegation=body.code if body else None,
        reason=words,
    )
    return amendment


def _checked(
    change: Callable[[], Change], reason: Callable[[], str], comment: Callable[[], int | None]
) -> tuple[Change, str, int | None]:
    """What was sent as it will be stored; Invalid with everything that is wrong with it at once."""
    errors: list[FieldError] = []

    def read(part: Callable[[], _Part]) -> _Part | None:
        try:
            return part()
        except Invalid as invalid:
            errors.extend(invalid.errors)
            return None

    found = read(change), read(reason), read(comment)
    if found[0] is None or found[1] is None or errors:
        raise Invalid(errors[0].message, errors=tuple(errors))
    return found[0], found[1], found[2]


def _change(
    db: Session, proposal: Proposal, field: str, paragraph: str, text: str, version: int | None
) -> Change:
    """What the amendment makes of the newest version; MovedOn where it was written on another."""
    newest = version_of(db, proposal, proposal.version)
    if version is not None and version != newest.n:
        passage = passage_of(proposal.kind, newest.content, field, paragraph)
        raise MovedOn(proposal.code, version, newest.n, passage.words if passage else None)
    return change_of(
        proposal.kind, newest.content, newest.next_paragraph, field=field, paragraph=paragraph, text=text
    )


def _reason(reason: str) -> str:
    try:
        words = clean(reason, limit=REASON_LIMIT).strip()
    except ValueError as error:
        raise Invalid.at("reason", str(error)) from None
    if not fold(words):
        raise Invalid.at("reason", _("Say in a sentence why the text should be changed like this."))
    return words


def _comment(
    db: Session, actor: Actor, consultation: Consultation, proposal: Proposal, code: str | None
) -> int | None:
    """The number of the comment of this code; Invalid where it proposes no change to this text."""
    if not code:
        return None
    try:
        found = comment_by_code(db, actor, consultation, code)
    except NotFound as missing:
        raise Invalid.at("comment", missing.message) from None
    if found.proposal != proposal.code or found.stance != Stance.PROPOSED_CHANGE:
        raise Invalid.at(
            "comment",
            _("%(comment)s proposes no change to %(code)s.") % {"comment": code, "code": proposal.code},
        )
    return found.id


def _write(db: Session, actor: Actor, desk: Desk, change: Change, *, code: str, at_seat: str) -> Version:
    """The proposal that has the text as it would be, ready for decision, with its only version. No search finds it.

    It goes by the title of its text also where another title is what it proposes: that stands in its version.
    """
    text = desk.proposal
    row = Proposal(
        consultation_id=text.consultation_id,
        roundtable_id=text.roundtable_id,
        group_id=text.group_id,
        code=code,
        kind=text.kind,
        number=text.number,
        title=text.title,
        title_i18n=text.title_i18n,
        summary=opening_words(text.kind, change.content),
        tags=change.content.get("tags", []),
        state=ProposalState.READY,
        amends_id=text.id,
        created_at=desk.stage.at,
        updated_at=desk.stage.at,
    )
    db.add(row)
    db.flush()
    version = Version(
        consultation_id=row.consultation_id,
        proposal_id=row.id or 0,
        n=1,
        content=change.content,
        next_paragraph=change.next_paragraph,
        person_id=actor.person_id,
        author_title=at_seat,
        round_code=desk.stage.round.code if desk.stage.round else None,
        created_at=desk.stage.at,
    )
    db.add(version)
    return version


def visible_amendment(
    db: Session, actor: Actor, consultation: Consultation, code: str
) -> tuple[Desk, AmendmentView]:
    """An amendment by its own code with its desk; NotFound where there is none, or its text may not be seen."""
    desk = visible_desk(db, actor, consultation, code)
    view = amendment_of(db, desk.proposal)
    if view is None:
        raise NotFound(_("There is no amendment “%(code)s” here.") % {"code": code[:60]})
    return desk, view


def withdraw_amendment(
    db: Session, actor: Actor, consultation: Consultation, code: str, *, reason: str = ""
) -> AmendmentView:
    """Withdraw the amendment `code`, with a reason where one is given. Withdrawing it again changes nothing.

    NotFound; Refused with the reason; Invalid at `reason`.
    """
    lock_track(db, consultation.slug)
    desk, view = visible_amendment(db, actor, consultation, code)
    why_not = why_not_withdraw(actor, consultation, desk.stage, desk.proposal, view.row)
    if why_not is not None and view.state == ProposalState.WITHDRAWN:
        again = Proposal(**{**desk.proposal.model_dump(), "state": ProposalState.READY})
        why_not = why_not_withdraw(actor, consultation, desk.stage, again, view.row)
        if why_not is None:
            return view
    permit(why_not)
    try:
        words = clean(reason, limit=REASON_LIMIT).strip()
    except ValueError as error:
        raise Invalid.at("reason", str(error)) from None
    seat = moving_seat(
        actor, consultation, desk.group.id or 0, [view.row.delegation_id] if view.row.delegation_id else []
    )
    take_step(
        db,
        actor,
        consultation,
        desk.proposal,
        desk.group,
        verb="withdrawn",
        to=ProposalState.WITHDRAWN,
        reason=words,
        capacity=seat.title if seat else view.mover,
        round_code=desk.stage.round.code if desk.stage.round else None,
    )
    return visible_amendment(db, actor, consultation, code)[1]


def order_amendments(
    db: Session,
    actor: Actor,
    consultation: Consultation,
    code: str,
    *,
    field: str,
    paragraph: str,
    order: Sequence[str],
) -> list[AmendmentView]:
    """Put the amendments to one paragraph of the text `code` in this order; without any, furthest first again.

    Gives all amendments of the text in their order. NotFound; Refused with the reason; Invalid at `order` where these are
    not all that wait for a ballot on this paragraph, each once.
    """
    lock_track(db, consultation.slug)
    desk = visible_desk(db, actor, consultation, code)
    known = amendments_of(db, desk.proposal)
    permit(why_not_order(actor, consultation, desk.stage, desk.proposal, desk.group))
    rows = {
        one.code: one.row for one in known if one.waits and (one.field, one.paragraph) == (field, paragraph)
    }
    if not rows:
        raise Invalid.at("order", _("No amendment to this paragraph waits for a ballot."))
    if order and not is_order_of(order, list(rows)):
        raise Invalid.at("order", _("Name each of these once: %(codes)s.") % {"codes": ", ".join(rows)})
    places: dict[str, int | None] = {one: place for place, one in enumerate(order, 1)}
    changed = [row for one, row in rows.items() if row.place != places.get(one)]
    if not changed:
        return known
    for one, row in rows.items():
        row.place = places.get(one)
        db.add(row)
    seat = moderator_seat(actor, consultation, desk.group.id)
    record(
        db,
        actor,
        AmendmentsOrdered(desk.proposal.code, field, paragraph, tuple(order)),
        track=track_of(consultation, desk.group),
        left=list(rows.values()),
        capacity=seat.title if seat else None,
    )
    return amendments_of(db, desk.proposal)
