"""To object, to turn a comment into an objection, and what becomes of one: addressed, withdrawn, sustained, overruled."""

from collections.abc import Mapping
from dataclasses import dataclass

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.consultations.attribution import capacity_in
from app.consultations.models import Consultation, Delegation, Round, WorkingGroup
from app.consultations.queries import rounds_of, track_of
from app.consultations.rules import moderator_seat
from app.discussion.answer_rules import answering_seat
from app.discussion.objections.events import ObjectionRaised, ObjectionStepTaken
from app.discussion.objections.hooks import silences
from app.discussion.objections.models import Objection, ObjectionState, ObjectionStep
from app.discussion.objections.places import Place, place_in
from app.discussion.objections.queries import BY_AUTHOR, Reader, objection_view
from app.discussion.objections.reads import Ground, ground_of, version_meant
from app.discussion.objections.rules import LEAST, LIMIT, OVER, RULE_LIMIT
from app.discussion.queries import series_of as comments_of
from app.discussion.rules import CODE_LIMIT, speaking_seat
from app.drafting.models import Proposal
from app.kernel.actor import Actor
from app.kernel.clock import now
from app.kernel.errors import FieldError, Invalid, Refused, permit
from app.kernel.i18n import LANGUAGES
from app.kernel.i18n import gettext as _
from app.kernel.ledger import lock_track, record
from app.kernel.text.clean import clean, clean_line
from app.kernel.text.fold import fold


def raise_objection(
    db: Session,
    actor: Actor,
    consultation: Consultation,
    code: str,
    *,
    reason: str,
    removal: str,
    field: str | None = None,
    paragraph: str | None = None,
    quote: Mapping[str, str] | None = None,
    comment: str | None = None,
    language: str | None = None,
    delegation: str | None = None,
) -> Objection:
    """Object to the text `code`: why, what would remove the objection, and to which paragraph.

    The paragraph is named by its `field` with its permanent id, with words quoted from it, or both. With `comment` the
    author of a technical comment whose answer did not satisfy turns it into an objection, once; it belongs to the round
    of the comment and keeps its place unless another is named. Raised in a round of silence it breaks the silence on
    the text at once. The same again by the same person, by a double click, is the objection that stands.

    NotFound where the text or the comment may not be seen, Refused with the sentence of `why_not_object` or
    `why_not_escalate`, Invalid with a sentence at each of `reason`, `removal`, `field`, `quote`, `language` and
    `delegation` that is wrong. Nothing is written then.
    """
    # The consultation's lock, also for a closed group whose acts go to a chain of its own: codes are the consultation's.
    lock_track(db, track_of(consultation))
    ground = ground_of(db, actor, consultation, code, comment)
    wrong: list[FieldError] = []
    said = written(
        wrong,
        "reason",
        reason,
        _("An objection needs its reason: say what you cannot accept in this paragraph, and why."),
    )
    gone = written(
        wrong, "removal", removal, _("Say what would remove your objection, so that it can be worked on.")
    )
    turned = ground.raised
    if turned and turned.person_id == actor.person_id and (turned.reason, turned.removal) == (said, gone):
        return turned
    if ground.round is None or ground.why_not is not None:
        raise Refused(ground.why_not or _("No round is open in which this is done."))
    desk, round_ = ground.desk, ground.round
    place, number = _place(db, wrong, ground, field, paragraph, quote)
    spoken = _language(wrong, consultation, language)
    body = _delegation(db, wrong, consultation, ground, delegation)
    if wrong:
        raise Invalid(wrong[0].message, errors=tuple(wrong))
    seat = speaking_seat(actor, consultation, desk.proposal, body.id if body else None)
    title = ground.comment.author_title if ground.comment else seat.title if seat else actor.name
    raised = Objection(
        consultation_id=consultation.id or 0,
        code="",
        round_id=round_.id or 0,
        proposal_id=desk.proposal.id or 0,
        version=number,
        field=place.field,
        paragraph=place.paragraph,
        quoted=place.quoted,
        reason=said,
        removal=gone,
        comment_id=ground.comment.id if ground.comment else None,
        language=spoken,
        person_id=actor.person_id,
        delegation_id=body.id if body else None,
        author_title=title,
        raised_at=now(db),
    )
    raised.code, before = _numbered(db, raised, f"{comments_of(desk.group).removesuffix('CM-')}OBJ-")
    if before is not None:
        return before
    db.add(raised)
    kept = capacity_in(round_, title, body.code if body else None)
    record(
        db,
        actor,
        ObjectionRaised(
            objection=raised.code,
            proposal=desk.proposal.code,
            version=number,
            round=round_.code,
            comment=ground.comment.code if ground.comment else None,
            attribution=kept.attribution,
            veil=kept.veil,
        ),
        track=track_of(consultation, desk.group),
        left=[raised],
        capacity=kept.capacity,
        delegation=kept.delegation,
    )
    if ground.silent:
        silences().broken(db, consultation, round_, desk.proposal, desk.group, raised)
    return raised


def take_objection_step(
    db: Session,
    actor: Actor,
    consultation: Consultation,
    code: str,
    *,
    state: str,
    words: str = "",
    rule: str = "",
    version: int | None = None,
) -> None:
    """Say what becomes of the objection `code`: `state` is addressed, withdrawn, sustained or overruled.

    Addressed says how, with the `version` where the text was changed for it, if one was. Withdrawn by who raised it or
    their delegation, with a word why if they like; sustained by the same, with what the answer leaves open. Overruled
    names the published `rule` and the reasons (invariant 8). A withdrawn objection takes nothing back that it did: a
    silence that it broke stays broken (invariant 16). The same step again, by a double click, changes nothing.

    NotFound where it may not be seen, Refused with the sentence of `why_not_step`, Invalid at `state`, `words`, `rule`
    or `version`.
    """
    lock_track(db, track_of(consultation))
    reader = Reader(actor, rounds_of(db, consultation), now(db))
    view = objection_view(db, consultation, reader, code)
    if state not in view.may:
        raise Invalid.at("state", _("Say what becomes of the objection."))
    step = ObjectionState(state)
    wrong: list[FieldError] = []
    said = written(wrong, "words", words, _DUE[step]() if step in _DUE else None)
    under = _rule(wrong, rule) if step is ObjectionState.OVERRULED else ""
    meant = version if step is ObjectionState.ADDRESSED else None
    last = view.steps[-1] if view.steps else None
    if last and (last.state, last.words, last.rule, last.version) == (state, said, under, meant):
        return
    permit(view.may[state])
    if meant is not None and not 1 <= meant <= view.newest:
        sentence = _("%(code)s has no version %(n)s; its newest is version %(newest)s.")
        names = {"code": view.proposal, "n": meant, "newest": view.newest}
        wrong.append(FieldError("version", sentence % names))
    if wrong:
        raise Invalid(wrong[0].message, errors=tuple(wrong))
    row, proposal, group, round_ = _rows_of(db, view.id)
    own = step in BY_AUTHOR
    seat = (
        speaking_seat(actor, consultation, proposal, row.delegation_id)
        if own
        else moderator_seat(actor, consultation, proposal.group_id)
        if step is ObjectionState.OVERRULED
        else answering_seat(actor, consultation, proposal.group_id)
    )
    title = seat.title if seat else ""
    taken = ObjectionStep(
        consultation_id=row.consultation_id,
        objection_id=row.id or 0,
        n=(last.n if last else 0) + 1,
        state=state,
        words=said,
        rule=under,
        version=meant,
        person_id=actor.person_id,
        author_title=title,
        taken_at=now(db),
    )
    db.add(taken)
    kept = capacity_in(round_ if own else None, title or None)
    record(
        db,
        actor,
        ObjectionStepTaken(row.code, proposal.code, state, taken.n, kept.attribution, kept.veil),
        track=track_of(consultation, group),
        left=[taken],
        capacity=kept.capacity,
    )


def written(wrong: list[FieldError], name: str, text: str, missing: str | None) -> str:
    """The text as it will be stored; a sentence in `wrong` where it is too long, damaged, or missing though due."""
    try:
        cleaned = clean(text or "", limit=LIMIT).strip()
    except ValueError as error:
        wrong.append(FieldError(name, str(error)))
        return ""
    # Folding takes invisible signs away: what is left empty says nothing to a reader.
    if missing is not None and len(fold(cleaned)) < LEAST:
        wrong.append(FieldError(name, missing))
    return cleaned if fold(cleaned) else ""


_DUE = {
    ObjectionState.ADDRESSED: lambda: _("Say how the objection is addressed: who raised it reads it."),
    ObjectionState.SUSTAINED: lambda: _("Say what the answer leaves open."),
    ObjectionState.OVERRULED: lambda: _("Give the reasons: an objection is never overruled without them."),
}


def _rule(wrong: list[FieldError], rule: str) -> str:
    try:
        said = clean(rule or "", limit=RULE_LIMIT).strip()
    except ValueError as error:
        wrong.append(FieldError("rule", str(error)))
        return ""
    if len(fold(said)) < LEAST:
        wrong.append(
            FieldError(
                "rule",
                _("Name the published rule under which it is overruled, and where everybody reads it."),
            )
        )
    return said


def _rows_of(db: Session, id: int) -> tuple[Objection, Proposal, WorkingGroup, Round]:
    row = db.execute(
        sa.select(Objection, Proposal, WorkingGroup, Round)
        .join(Proposal, col(Proposal.id) == Objection.proposal_id)
        .join(WorkingGroup, col(WorkingGroup.id) == Proposal.group_id)
        .join(Round, col(Round.id) == Objection.round_id)
        .where(col(Objection.id) == id)
    ).one()
    return row[0], row[1], row[2], row[3]


def _numbered(db: Session, raised: Objection, series: str) -> tuple[str, Objection | None]:
    """The next code of the series, OBJ-001, OBJ-002 … (those of a closed group are numbered apart, as its comments are,
    and none is ever deleted); and the objection with the same words by the same person on the same place in the same
    round, if it stands already: one that was withdrawn or overruled does not. One query, under the lock."""
    number = sa.func.substr(col(Objection.code), len(series) + 1)
    highest = (
        sa.select(sa.func.max(sa.cast(number, sa.Integer)))
        .where(
            col(Objection.consultation_id) == raised.consultation_id,
            col(Objection.code) > series,
            # A colon follows the nine, so that what begins with the series and a digit stands between the two.
            col(Objection.code) < series + ":",
        )
        .scalar_subquery()
    )
    over = sa.exists().where(
        col(ObjectionStep.objection_id) == col(Objection.id), col(ObjectionStep.state).in_(OVER)
    )
    own = sa.and_(
        col(Objection.proposal_id) == raised.proposal_id,
        col(Objection.round_id) == raised.round_id,
        col(Objection.person_id) == raised.person_id,
        ~over,
    )
    one = sa.select(sa.literal(1).label("n")).subquery()
    rows = db.execute(
        sa.select(highest, Objection).select_from(one.outerjoin(Objection, own)).order_by(col(Objection.id))
    ).all()
    key = ("reason", "removal", "field", "paragraph", "quoted", "delegation_id", "comment_id")
    before = next(
        (old for _n, old in rows if old and all(getattr(old, n) == getattr(raised, n) for n in key)), None
    )
    return f"{series}{(rows[0][0] or 0) + 1:03d}", before


@dataclass(frozen=True)
class _Named:
    """Where the caller says the objection stands."""

    field: str
    paragraph: str
    quote: Mapping[str, str]


def _place(
    db: Session,
    wrong: list[FieldError],
    ground: Ground,
    field: str | None,
    paragraph: str | None,
    quote: Mapping[str, str] | None,
) -> tuple[Place, int]:
    """The place in the version that is meant, and its number; a comment's own place where no other is named."""
    version = version_meant(db, ground)
    try:
        named = _Named(
            clean_line(field or "", limit=CODE_LIMIT),
            clean_line(paragraph or "", limit=CODE_LIMIT),
            quote or {},
        )
    except ValueError as error:
        wrong.append(FieldError("field", str(error)))
        return Place(), version.n
    comment = ground.comment
    if comment is not None and not named.field and comment.field:
        named = _Named(comment.field, comment.paragraph or "", comment.quote or {})
    proposal = ground.desk.proposal
    place = place_in(
        wrong,
        proposal.kind,
        proposal.code,
        version.content,
        version.n,
        field=named.field,
        paragraph=named.paragraph,
        quote=named.quote,
    )
    return place, version.n


def _language(wrong: list[FieldError], consultation: Consultation, language: str | None) -> str:
    if not language:
        return consultation.default_language
    offered = consultation.languages or list(LANGUAGES)
    if language not in offered:
        sentence = _("This consultation works in: %(languages)s.") % {"languages": ", ".join(offered)}
        wrong.append(FieldError("language", sentence))
    return language


def _delegation(
    db: Session, wrong: list[FieldError], consultation: Consultation, ground: Ground, code: str | None
) -> Delegation | None:
    """The delegation that objects: the one named, the only one there is, or none outside a round of silence."""
    own = list(ground.delegations)
    if not code or ground.comment is not None:
        if len(own) > 1:
            sentence = _("You speak for several delegations. Say for which one you object.")
            wrong.append(FieldError("delegation", sentence))
        return own[0] if len(own) == 1 else None
    for each in own:
        if each.code == code:
            return each
    known = db.exec(
        select(Delegation).where(Delegation.consultation_id == consultation.id, Delegation.code == code)
    ).first()
    if known is not None:
        raise Refused(
            _("You do not speak for %(delegation)s, so that you cannot object for it.")
            % {"delegation": known.short_name}
        )
    wrong.append(FieldError("delegation", _("There is no delegation “%(code)s” here.") % {"code": code[:60]}))
    return None
