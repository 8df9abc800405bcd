"""Explain a delegation's position, and take an explanation back."""

from sqlmodel import Session, col, select

from app.consultations.attribution import Capacity, capacity_in
from app.consultations.models import Consultation, WorkingGroup
from app.consultations.queries import track_of
from app.consultations.rules import voting_seats
from app.kernel.actor import Actor
from app.kernel.clock import now
from app.kernel.errors import Invalid, Refused, permit
from app.kernel.i18n import LANGUAGES
from app.kernel.i18n import gettext as _
from app.kernel.ids import new_id
from app.kernel.ledger import lock_track, record
from app.kernel.text.clean import clean
from app.kernel.text.fold import fold
from app.voting.explanations.events import ExplanationGiven, ExplanationWithdrawn
from app.voting.explanations.models import Explanation
from app.voting.explanations.queries import explanations_of, the_explanation
from app.voting.explanations.rules import (
    EXPLANATION_LIMIT,
    moment_at,
    why_none_explained,
    why_not_explain,
    why_not_explain_at_all,
    why_not_take_back,
)
from app.voting.explanations.views import Explained
from app.voting.queries import lines_of, visible_ballot, visible_line
from app.voting.sheets import delegation_of, mandates_of
from app.voting.views import Line, Mandate


def give_explanation(
    db: Session,
    actor: Actor,
    consultation: Consultation,
    ballot: str,
    *,
    text: str,
    proposal: str | None = None,
    language: str | None = None,
    delegation: str | None = None,
) -> Explained:
    """Explain a delegation's position, on one proposal or on the whole ballot. Gives it as it stands in the record.

    One delegation has one that stands for each proposal and each moment; sending the same again gives the same one.
    NotFound; Refused with the reason; Invalid at `text`, `language`, `proposal` or `delegation`.
    """
    lock_track(db, consultation.slug)
    at = now(db)
    view = visible_ballot(db, consultation, ballot, at)
    permit(why_not_explain_at_all(actor, consultation) or why_none_explained(view.rule))
    mandates = mandates_of(db, consultation, actor, view.ballot)
    mandate = _mandate(db, consultation, mandates, delegation)
    permit(
        why_not_explain(
            actor,
            consultation,
            view.stage,
            delegation_id=mandate.delegation_id,
            electors=[m.delegation_id for m in mandates if m.in_electorate],
        )
    )
    line = visible_line(db, view.ballot, actor, proposal) if proposal else None
    said, spoken = _checked(text), _language(consultation, language)
    moment = moment_at(view.stage)
    kept = _standing(db, view.ballot.id, mandate.delegation_id, line, moment)
    if kept is None:
        kept = _record(db, actor, consultation, view.ballot.code, Explanation(
            public_id=new_id("x"), consultation_id=view.ballot.consultation_id, ballot_id=view.ballot.id or 0,
            proposal_id=line.proposal_id if line else None, delegation_id=mandate.delegation_id, moment=moment,
            text=said, language=spoken, person_id=actor.person_id, given_at=at,
        ), mandate, line, capacity_in(view.round, mandate.seat, mandate.code))  # fmt: skip
    elif (kept.text, kept.language) != (said, spoken):
        raise Refused(
            _("Your delegation has explained this already. Take that explanation back to give another; both stay in the record.")
        )  # fmt: skip
    lines = [line] if line else []
    return the_explanation(explanations_of(db, view, lines, actor, consultation), kept.public_id)


def withdraw_explanation(
    db: Session, actor: Actor, consultation: Consultation, ballot: str, public_id: str
) -> Explained:
    """Take an explanation of one's own delegation back. Its words stay, with that mark; doing it again changes nothing.

    NotFound where the reader sees no such explanation; Refused with the reason.
    """
    lock_track(db, consultation.slug)
    at = now(db)
    view = visible_ballot(db, consultation, ballot, at)
    lines = lines_of(db, view.ballot, actor)
    permit(why_not_explain_at_all(actor, consultation))
    shown = the_explanation(explanations_of(db, view, lines, actor, consultation), public_id)
    permit(why_not_take_back(actor, consultation, delegation_id=shown.delegation_id))
    if shown.withdrawn_at is None:
        row = db.exec(select(Explanation).where(Explanation.public_id == public_id)).one()
        row.withdrawn_at = at
        db.add(row)
        line = next((line for line in lines if line.proposal_id == row.proposal_id), None)
        seats = voting_seats(actor, consultation)
        seat = next(seat for seat in seats if seat.delegation_id == row.delegation_id)
        who = capacity_in(view.round, seat.title, shown.delegation)
        record(
            db,
            actor,
            ExplanationWithdrawn(
                public_id, view.ballot.code, shown.proposal, shown.delegation, who.attribution, who.veil
            ),
            track=track_of(consultation, _group(db, line)),
            left=[row],
            capacity=who.capacity,
            delegation=who.delegation,
        )
        db.flush()
    return the_explanation(explanations_of(db, view, lines, actor, consultation), public_id)


def _record(
    db: Session,
    actor: Actor,
    consultation: Consultation,
    ballot: str,
    row: Explanation,
    mandate: Mandate,
    line: Line | None,
    who: Capacity,
) -> Explanation:
    row.author_title = who.capacity or ""
    db.add(row)
    record(
        db,
        actor,
        ExplanationGiven(
            row.public_id,
            ballot,
            line.code if line else None,
            mandate.code,
            row.moment,
            who.attribution,
            who.veil,
        ),
        track=track_of(consultation, _group(db, line)),
        left=[row],
        capacity=who.capacity,
        delegation=who.delegation,
    )
    db.flush()
    return row


def _mandate(db: Session, consultation: Consultation, mandates: list[Mandate], code: str | None) -> Mandate:
    if code is None:
        mine = [mandate for mandate in mandates if mandate.in_electorate] or mandates
        if len(mine) != 1:
            raise Invalid.at("delegation", _("You speak for more than one delegation; say for which."))
        return mine[0]
    for mandate in mandates:
        if mandate.code == code:
            return mandate
    if delegation_of(db, consultation, code) is None:
        raise Invalid.at("delegation", _("There is no delegation “%(code)s” here.") % {"code": code[:60]})
    raise Refused(
        _("Only the head or an alternate of this delegation explains its position, and you are neither.")
    )


def _checked(text: str) -> str:
    try:
        said = clean(text, limit=EXPLANATION_LIMIT).strip()
    except ValueError as error:
        raise Invalid.at("text", str(error)) from None
    # Folding takes invisible signs away: what is left empty says nothing to a reader.
    if not fold(said):
        raise Invalid.at("text", _("Write what your delegation has to say of its position."))
    return said


def _language(consultation: Consultation, asked: str | None) -> str:
    language = asked or consultation.default_language
    if language not in {*LANGUAGES, *consultation.languages}:
        offered = ", ".join(dict.fromkeys([*consultation.languages, *LANGUAGES]))
        raise Invalid.at(
            "language",
            _("“%(language)s” is no language of this place. Choose one of: %(offered)s.")
            % {"language": language[:20], "offered": offered},
        )
    return language


def _standing(
    db: Session, ballot_id: int | None, delegation_id: int, line: Line | None, moment: str
) -> Explanation | None:
    proposal = col(Explanation.proposal_id)
    return db.exec(
        select(Explanation).where(
            Explanation.ballot_id == ballot_id,
            Explanation.delegation_id == delegation_id,
            proposal.is_(None) if line is None else proposal == line.proposal_id,
            Explanation.moment == moment,
            col(Explanation.withdrawn_at).is_(None),
        )
    ).first()


def _group(db: Session, line: Line | None) -> WorkingGroup | None:
    return db.get(WorkingGroup, line.group_id) if line is not None and line.closed_group else None
