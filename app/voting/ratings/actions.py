"""Rate texts, and answer a sense check on them, until the round closes."""

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, SQLModel, col, select

from app.consultations.attribution import capacity_in
from app.consultations.models import Attribution, Consultation, Delegation, Round, WorkingGroup
from app.consultations.queries import track_of
from app.discussion.rules import admitting_seats
from app.drafting.queries import visible_proposal
from app.kernel.actor import Actor
from app.kernel.clock import now
from app.kernel.errors import Conflict, FieldError, Invalid, Refused, permit
from app.kernel.i18n import gettext as _
from app.kernel.ledger import lock_track, record_each
from app.kernel.text.clean import clean
from app.voting.ratings.events import RatingGiven
from app.voting.ratings.models import Rating
from app.voting.ratings.queries import sheet_of, visible_rated_round
from app.voting.ratings.rules import SCORES, WORD_LIMIT, why_not_rate
from app.voting.ratings.views import Given, Line, RatedIn, Row, Sheet


@dataclass(frozen=True)
class Wish:
    """What somebody wants to give to a text: a score as it was typed, or an answer. Without a `word` the one that stands
    is kept. `drawn` is the turn that the form was drawn from, `version` that of the text; None where it had none."""

    proposal: str
    value: str
    word: str | None = None
    drawn: int | None = None
    version: int | None = None


@dataclass(frozen=True)
class _Said:
    """A wish as it will be stored."""

    wish: Wish
    score: int | None
    choice: str | None
    word: str | None


def give_rating(
    db: Session, actor: Actor, consultation: Consultation, code: str, wishes: Sequence[Wish]
) -> Sheet:
    """Give texts a score from 1 to 9 in the round of rating `code`, or change it; all of them or none. Gives the sheet.

    Each change is a new row; the last one before the deadline counts. Saying the same again writes nothing. It is bound to
    the version of the text that is given, and changes no state of anything (invariant 18). The ledger says that somebody
    has rated the text, and neither who nor what.
    NotFound; Refused with the reason; Invalid at `CODE` or `CODE-word`; Conflict where a wish was drawn from an older turn
    than the one that counts, or from another version of the text: `details` are the codes.
    """
    return _give(db, actor, consultation, code, wishes, of_scores=True)


def give_sense(
    db: Session, actor: Actor, consultation: Consultation, code: str, wishes: Sequence[Wish]
) -> Sheet:
    """Answer the question of the sense check `code` on texts, or change an answer; the same as `give_rating`."""
    return _give(db, actor, consultation, code, wishes, of_scores=False)


def give(db: Session, actor: Actor, consultation: Consultation, code: str, wishes: Sequence[Wish]) -> Sheet:
    """What the round `code` asks for, scores or answers; the same as `give_rating` and `give_sense`."""
    return _give(db, actor, consultation, code, wishes, of_scores=None)


def _give(
    db: Session,
    actor: Actor,
    consultation: Consultation,
    code: str,
    wishes: Sequence[Wish],
    *,
    of_scores: bool | None,
) -> Sheet:
    lock_track(db, track_of(consultation))
    at = now(db)
    view = visible_rated_round(db, consultation, code, at)
    permit(why_not_rate(actor, consultation, view.round, at))
    if of_scores not in (None, view.of_scores):
        said = (
            _("In this round a question is answered, and no score is given.")
            if of_scores
            else _("In this round a score is given, and no question is answered.")
        )
        raise Invalid(said, errors=tuple(FieldError(wish.proposal, said) for wish in wishes))
    sheet = sheet_of(db, actor, consultation, view, words=False)
    rows = {row.line.code: row for row in sheet.rows}
    for wish in wishes:
        row = rows.get(wish.proposal)
        if row is None:
            visible_proposal(db, actor, consultation, wish.proposal)
            raise Refused(_("%(code)s is not among the texts of this round.") % {"code": wish.proposal})
        permit(row.why_not)
    wanted = [said for said in _checked(view, wishes) if not _says_the_same(said, rows[said.wish.proposal])]
    _no_clash(wanted, rows)
    if wanted:
        given = _record(db, actor, consultation, view, wanted, rows, at)
        rows |= {code: replace(rows[code], given=known) for code, known in given.items()}
    return Sheet(view, tuple(rows.values()))


def _checked(view: RatedIn, wishes: Sequence[Wish]) -> list[_Said]:
    said: list[_Said] = []
    errors: list[FieldError] = []
    for wish in wishes:
        score = int(wish.value) if view.of_scores and wish.value in map(str, SCORES) else None
        choice = wish.value if not view.of_scores and wish.value in view.choices else None
        if score is None and choice is None:
            errors.append(FieldError(wish.proposal, _nothing_chosen(view, wish)))
        word = None
        try:
            word = None if wish.word is None else clean(wish.word, limit=WORD_LIMIT).strip()
        except ValueError as error:
            errors.append(FieldError(f"{wish.proposal}-word", str(error)))
        said.append(_Said(wish, score, choice, word))
    if errors:
        raise Invalid(errors[0].message, errors=tuple(errors))
    return said


def _nothing_chosen(view: RatedIn, wish: Wish) -> str:
    if view.of_scores:
        return (
            _("Choose a score from 1 to 9.")
            if wish.value or not wish.word
            else _("Choose a score; your word why is saved with it.")
        )
    if wish.value or not wish.word:
        return _("Choose one of the answers: %(answers)s.") % {"answers": ", ".join(view.choices)}
    return _("Choose an answer; your word why is saved with it.")


def _says_the_same(said: _Said, row: Row) -> bool:
    known = row.given
    if known is None or known.version != row.line.version:
        return False
    return (known.score, known.choice) == (said.score, said.choice) and said.word in (known.word, None)


def _no_clash(wanted: Sequence[_Said], rows: dict[str, Row]) -> None:
    """Nothing that was given elsewhere meanwhile is overwritten unseen, and nothing is given to a text nobody has read."""
    clashes = []
    for said in wanted:
        row, wish = rows[said.wish.proposal], said.wish
        turn = row.given.turn if row.given else 0
        if wish.drawn not in (None, turn) or wish.version not in (None, row.line.version):
            clashes.append(wish.proposal)
    if clashes:
        raise Conflict(
            _(
                "What you gave, or the text, has changed since you opened this sheet: %(codes)s. Nothing was saved. Look at it as it stands now, and save once more."
            )
            % {"codes": ", ".join(clashes)},
            details=clashes,
        )


_RATINGS = SQLModel.metadata.tables["rating"]


def _record(
    db: Session,
    actor: Actor,
    consultation: Consultation,
    view: RatedIn,
    wanted: Sequence[_Said],
    rows: dict[str, Row],
    at: datetime,
) -> dict[str, Given]:
    person = actor.person_id or 0
    lines = [rows[said.wish.proposal].line for said in wanted]
    db.connection().execute(
        sa.update(_RATINGS)
        .where(
            _RATINGS.c.round_id == view.round.id,
            _RATINGS.c.person_id == person,
            _RATINGS.c.proposal_id.in_([line.proposal_id for line in lines]),
            _RATINGS.c.current.is_(True),
        )
        .values(current=False)
    )
    delegation_id = next(
        (
            seat.delegation_id
            for seat in admitting_seats(actor, consultation)
            if seat.delegation_id is not None and not seat.personal
        ),
        None,
    )
    delegation = db.get(Delegation, delegation_id) if delegation_id is not None else None
    rows_of = [
        {
            "consultation_id": consultation.id,
            "round_id": view.round.id,
            "proposal_id": line.proposal_id,
            "version": line.version,
            "turn": known.turn + 1 if known else 1,
            "current": True,
            "score": said.score,
            "choice": said.choice,
            "word": said.word if said.word is not None else known.word if known else "",
            "person_id": person,
            "delegation_id": delegation_id,
            "constituency_id": delegation.constituency_id if delegation else None,
            "rated_at": at,
        }
        for said, line, known in (
            (said, line, rows[line.code].given) for said, line in zip(wanted, lines, strict=True)
        )
    ]
    # A whole sheet in one statement, and read back in another: the ledger needs the keys.
    db.connection().execute(sa.insert(_RATINGS), rows_of)
    kept = db.exec(
        select(Rating).where(
            Rating.round_id == view.round.id, Rating.person_id == person, col(Rating.current).is_(True)
        )
    ).all()
    codes = {line.proposal_id: line.code for line in lines}
    new = {codes[row.proposal_id]: row for row in kept if row.proposal_id in codes}
    # What is written of a closed group goes to its own chain.
    for group in sorted({line.group_id if line.closed_group else 0 for line in lines}):
        mine = [line for line in lines if group == (line.group_id if line.closed_group else 0)]
        closed = db.get(WorkingGroup, group) if group else None
        record_each(
            db,
            actor,
            [(_fact(line, view.round), [new[line.code]]) for line in mine],
            track=track_of(consultation, closed),
        )
    return {code: Given(**_values(row)) for code, row in new.items()}


def _fact(line: Line, round_: Round) -> RatingGiven:
    """What the ledger is told: whatever the round's own attribution, nobody who rates is ever shown."""
    unnamed = Round(**{**round_.model_dump(), "attribution": Attribution.NONE})
    kept = capacity_in(unnamed, None)
    return RatingGiven(line.code, round_.code, kept.attribution or Attribution.NONE, kept.veil or "")


def _values(row: Rating) -> dict[str, Any]:
    return {field.name: getattr(row, field.name) for field in fields(Given)}
