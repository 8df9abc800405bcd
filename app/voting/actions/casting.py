"""Give a delegation's positions, and change them until the ballot closes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace

import sqlalchemy as sa
from sqlmodel import Session, SQLModel, col, select

from app.consultations.attribution import capacity_in
from app.consultations.models import Consultation, WorkingGroup
from app.consultations.queries import track_of
from app.drafting.queries import visible_proposal
from app.kernel.actor import Actor
from app.kernel.clock import now
from app.kernel.errors import Conflict, FieldError, Invalid, Refused, permit
from app.kernel.i18n import gettext as _
from app.kernel.ids import new_secret
from app.kernel.ledger import lock_track, record
from app.kernel.text.clean import clean
from app.kernel.text.fold import fold
from app.voting.conditions import Rule
from app.voting.disclosure.actions import cast_papers, check_no_words
from app.voting.disclosure.events import VoteCast
from app.voting.events import PositionCast
from app.voting.members.rules import by_members, why_no_member
from app.voting.models import Ballot, Position, Willing
from app.voting.proxy.queries import held_of
from app.voting.queries import visible_ballot
from app.voting.rules import (
    REASON_LIMIT,
    receipt_of,
    why_not_cast,
    why_not_give,
)
from app.voting.sheets import delegation_of, own_mandate, rows_of
from app.voting.views import BallotView, Given, Mandate, Recorded, Row
from app.voting.words import called_position


@dataclass(frozen=True)
class Wish:
    """A position somebody wants to give. `drawn` is the turn that the form was drawn from; None where it had none.

    `reason_if_due` says that a reason is meant only where the position needs one, as on a form that hides it elsewhere.
    `willing` is one of `Willing`; empty where nothing is said of it, None where what was said stands. `version` is the one
    that was read, where it was said. `anew` records it once more where it says the same: somebody says that it stands.
    """

    proposal: str
    position: str
    reason: str | None = None
    drawn: int | None = None
    reason_if_due: bool = False
    willing: str | None = None
    version: int | None = None
    anew: bool = False


def cast_positions(
    db: Session,
    actor: Actor,
    consultation: Consultation,
    ballot: str,
    wishes: Sequence[Wish],
    *,
    delegation: str | None = None,
    whole_sheet: bool = False,
) -> Recorded:
    """Give or change a delegation's positions, all of them or none. Gives the rows that count, in the order of `wishes`.

    Of a secret ballot the papers are handed in, once (`cast_papers`). Else each change is a new turn; the last one before the deadline counts. The natural key is the position itself: what
    says the same as what counts already (a second click, the other half of the delegation) makes no new turn and
    gets the same receipt. NotFound; Refused with the reason; Invalid at `delegation`, `PROPOSAL`, `PROPOSAL-reason` or
    `PROPOSAL-willing`; Conflict where a wish was drawn from an older turn than the one that counts: `details` maps the codes to what counts.
    On a `whole_sheet` a row that still says what it was drawn with is not meant, and is left as it is.
    """
    lock_track(db, consultation.slug)
    at = now(db)
    view = visible_ballot(db, consultation, ballot, at)
    members = by_members(view.rule)
    permit(why_no_member(actor, consultation) if members else why_not_give(actor, consultation))
    mandates = held_of(db, consultation, actor, view)
    mandate = (
        own_mandate(actor, consultation, mandates, delegation)
        if members
        else _mandate(db, consultation, view, mandates, delegation)
    )
    codes = [wish.proposal for wish in wishes]
    found = rows_of(db, view.ballot, None, *mandate.key, codes=codes)
    rows = {row.line.code: row for row in found}
    off = [code for code in codes if code not in rows]
    if off:
        visible_proposal(db, actor, consultation, off[0])
    permit(
        why_not_cast(
            actor,
            consultation,
            view.ballot,
            view.round,
            delegation_id=mandate.delegation_id,
            electors=[m.delegation_id for m in mandates if m.in_electorate],
            elsewhere=mandate.elsewhere,
            at=at,
            on_ballot=not off,
            recused=mandate.recused,
            holder_id=mandate.holder_id,
            left=mandate.left,
            by_members=members,
        )
    )
    wanted = check_wishes(view.rule, wishes)
    _check_versions(wanted, rows)
    if view.rule.is_secret:
        check_no_words([(wish.proposal, wish.reason, wish.willing) for wish in wanted])
        chosen = {wish.proposal: wish.position for wish in wanted}
        return Recorded(mandate, cast_papers(db, actor, consultation, view, mandate, chosen, rows))
    untouched = _untouched(db, view.ballot, mandate, wanted, rows, whole_sheet=whole_sheet)
    for wish in wanted:
        row = rows[wish.proposal]
        stands = row.given is not None and (wish in untouched or says_the_same(wish, row.given))
        # Somebody else of the delegation may have said so meanwhile, which is a newer turn.
        if not stands or (wish.anew and row.given is not None and row.given.turn == wish.drawn):
            turn = _Turn(consultation, view, mandate, wish, row)
            rows[wish.proposal] = Row(row.line, _record_turn(db, actor, turn))
    return Recorded(mandate, tuple(rows[code] for code in codes))


def _check_versions(wishes: Sequence[Wish], rows: Mapping[str, Row]) -> None:
    """Invalid at each `PROPOSAL` where another version was read than the one that is decided on."""
    errors = [
        FieldError(
            wish.proposal,
            _("Version %(theirs)s of this text is not the one that is decided on: that is version %(n)s. Read it and choose again.")
            % {"theirs": wish.version, "n": rows[wish.proposal].line.version},
        )
        for wish in wishes
        if wish.version is not None and wish.version != rows[wish.proposal].line.version
    ]  # fmt: skip
    if errors:
        raise Invalid(errors[0].message, errors=tuple(errors))


def check_wishes(rule: Rule, wishes: Sequence[Wish]) -> list[Wish]:
    """The wishes as they will be stored. Invalid with one sentence at each `PROPOSAL`, `PROPOSAL-reason` or
    `PROPOSAL-willing` that is wrong."""
    taken: list[Wish] = []
    errors: list[FieldError] = []
    for wish in wishes:
        try:
            taken.append(_checked(rule, wish))
        except Invalid as error:
            errors.extend(error.errors)
    if errors:
        raise Invalid(errors[0].message, errors=tuple(errors))
    return taken


def says_the_same(wish: Wish, known: Given | Position) -> bool:
    """Whether a wish says what a position says already; a reason that is not due and not given stays as it was."""
    if wish.willing is not None and wish.willing != (known.willing or ""):
        return False
    return known.position == wish.position and wish.reason in (known.reason, None)


def _checked(rule: Rule, wish: Wish) -> Wish:
    offered = [stance.name for stance in rule.offered]
    if wish.willing and wish.willing not in list(Willing):
        raise Invalid.at(
            f"{wish.proposal}-willing",
            _("“%(word)s” is nothing that can be said here. Choose one of: %(names)s.")
            % {"word": wish.willing[:40], "names": ", ".join(Willing)},
        )
    if wish.willing and not wish.position:
        raise Invalid.at(
            wish.proposal,
            _("Choose a position too: what your delegation would do for a pilot stands beside it."),
        )
    if wish.position not in offered:
        raise Invalid.at(
            wish.proposal,
            _("“%(position)s” is no position of this ballot. Choose one of: %(names)s.")
            % {"position": wish.position[:40], "names": ", ".join(offered)},
        )
    field = f"{wish.proposal}-reason"
    try:
        meant = rule.needs_reason(wish.position) or not wish.reason_if_due
        reason = clean((wish.reason if meant else "") or "", limit=REASON_LIMIT).strip()
    except ValueError as error:
        raise Invalid.at(field, str(error)) from None
    # Folding takes invisible signs away: what is left empty is no reason to a reader.
    if not fold(reason) and rule.needs_reason(wish.position):
        raise Invalid.at(
            field,
            _reason_missing(rule, wish.position),
        )
    return replace(wish, reason=reason or None)


def _reason_missing(rule: Rule, position: str) -> str:
    own = by_members(rule)
    if rule.is_objection(position):
        if own:
            return _("An objection needs its reason: what you cannot accept, and what would change that.")
        return _("An objection needs its reason: what your delegation cannot accept, and what would change that.")  # fmt: skip
    if position != "support_with_reservation":
        return _("“%(word)s” needs its reason.") % {"word": called_position(position).label}
    if own:
        return _("A reservation needs its reason: what in this text you cannot accept.")
    return _("A reservation needs its reason: what in this text your delegation cannot accept.")


def _mandate(
    db: Session, consultation: Consultation, view: BallotView, mandates: Sequence[Mandate], code: str | None
) -> Mandate:
    if code is None:
        # What is given by proxy says so: a program of old goes on for its own delegation.
        own = [mandate for mandate in mandates if mandate.holder_id is None]
        mine = [mandate for mandate in own if mandate.in_electorate] or own
        if len(mine) != 1:
            raise Invalid.at("delegation", _("You speak for more than one delegation; say for which."))
        return mine[0]
    for mandate in mandates:
        if mandate.code == code:
            return mandate
    if delegation_of(db, consultation, code) is None:
        raise Invalid.at("delegation", _("There is no delegation “%(code)s” here.") % {"code": code[:60]})
    raise Refused(
        _("Only the head or an alternate of this delegation, or of the one that it has named as its proxy, gives its positions, and you are none of these.")
        if view.rule.proxies
        else _("Only the head or an alternate of this delegation gives its positions, and you are neither.")
    )  # fmt: skip


def _untouched(
    db: Session,
    ballot: Ballot,
    mandate: Mandate,
    wishes: Sequence[Wish],
    rows: Mapping[str, Row],
    *,
    whole_sheet: bool,
) -> list[Wish]:
    """The rows of a whole sheet that only repeat what they were drawn with, where somebody else has changed it since.

    Conflict where such a row says something else than it was drawn with, or was recorded by itself: then it is meant,
    and two people of one delegation decide apart.
    """
    stale = []
    for wish in wishes:
        row = rows[wish.proposal]
        if wish.drawn is not None and row.given is not None and row.given.turn != wish.drawn:
            stale.append((wish, row.line.proposal_id, row.given))
    if not stale:
        return []
    older = {
        (row.proposal_id, row.turn): row
        for row in db.exec(
            select(Position).where(
                Position.ballot_id == ballot.id,
                Position.delegation_id == mandate.delegation_id,
                Position.seat == mandate.member,
                col(Position.proposal_id).in_([proposal_id for _wish, proposal_id, _known in stale]),
            )
        ).all()
    }
    untouched, clashes = [], {}
    for wish, proposal_id, known in stale:
        drawn = older.get((proposal_id, wish.drawn or 0))
        if whole_sheet and drawn is not None and says_the_same(wish, drawn):
            untouched.append(wish)
        elif not says_the_same(wish, known):
            clashes[wish.proposal] = known
    if clashes:
        by_proxy = mandate.holder_id or any(known.given_by_id for known in clashes.values())
        raise Conflict(
            _("Somebody else who gives positions of this delegation has changed one since you opened this sheet. Nothing was recorded.")
            if by_proxy
            else _("You have changed a position elsewhere since you opened this sheet. Nothing was recorded.")
            if by_members(ballot.rule)
            else _("Somebody else of your delegation has changed a position since you opened this sheet. Nothing was recorded."),
            details=clashes,
        )  # fmt: skip
    return untouched


@dataclass(frozen=True)
class _Turn:
    consultation: Consultation
    view: BallotView
    mandate: Mandate
    wish: Wish
    row: Row


_POSITIONS = SQLModel.metadata.tables["position"]
_RETIRE = (
    sa.update(_POSITIONS)
    .where(_POSITIONS.c.id == sa.bindparam("of_id"), _POSITIONS.c.current.is_(True))
    .values(current=False)
)


def _record_turn(db: Session, actor: Actor, turn: _Turn) -> Given:
    line, known, wish = turn.row.line, turn.row.given, turn.wish
    ballot, at = turn.view.ballot, turn.view.at
    n, nonce = (known.turn + 1 if known else 1), new_secret()
    willing = (known.willing if known else None) if wish.willing is None else wish.willing or None
    if known is not None:
        db.connection().execute(_RETIRE, {"of_id": known.id})
    kept = capacity_in(turn.view.round, turn.mandate.seat, turn.mandate.holder or turn.mandate.body)
    row = Position(
        consultation_id=ballot.consultation_id,
        ballot_id=ballot.id or 0,
        proposal_id=line.proposal_id,
        delegation_id=turn.mandate.delegation_id,
        seat=turn.mandate.member,
        version=line.version,
        turn=n,
        position=wish.position,
        reason=wish.reason,
        willing=willing,
        given_by_id=turn.mandate.holder_id,
        person_id=actor.person_id,
        # Kept nowhere where it is not for all: who gave it for the delegation is its own matter.
        author_title=kept.capacity or "",
        cast_at=at,
        nonce=nonce,
        receipt=receipt_of(
            consultation=turn.consultation.slug,
            ballot=ballot.code,
            proposal=line.code,
            delegation=turn.mandate.code,
            version=line.version,
            turn=n,
            position=wish.position,
            reason=wish.reason,
            cast_at=at,
            nonce=nonce,
            willing=willing,
        ),
    )
    db.add(row)
    group = db.get(WorkingGroup, line.group_id) if line.closed_group else None
    shown = (kept.attribution, kept.veil, turn.mandate.holder or None)
    # The receipt is published with the position: beside the delegation it would say whose that is.
    fact = (
        PositionCast(line.code, ballot.code, turn.mandate.code, n, row.receipt, *shown)
        if turn.view.rule.is_open
        else VoteCast(line.code, ballot.code, turn.mandate.code, *shown)
    )
    record(
        db,
        actor,
        fact,
        track=track_of(turn.consultation, group),
        left=[row],
        capacity=kept.capacity,
        delegation=kept.delegation,
    )
    return Given(**{field.name: getattr(row, field.name) for field in fields(Given)})
