"""To comment, and to reply."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

import sqlalchemy as sa
from sqlmodel import Session, SQLModel, col, select

from app.consultations.attribution import capacity_in
from app.consultations.models import Constituency, Consultation, Delegation
from app.consultations.queries import track_of
from app.discussion.anchoring import paras_of
from app.discussion.events import CommentMade
from app.discussion.models import Comment, CommentType, Severity, Stance
from app.discussion.queries import (
    Before,
    before_comment,
    comment_on,
    comment_view,
    new_comment_view,
    search_values,
    series_of,
    shown_in,
)
from app.discussion.reviewed import number_commented
from app.discussion.rules import (
    CODE_LIMIT,
    QUOTE_LIMIT,
    TEXT_LIMIT,
    delegations_of_actor,
    speaking_seat,
    why_not_comment,
)
from app.discussion.views import CommentView
from app.drafting.fields import field_of
from app.drafting.models import Proposal
from app.drafting.queries import Desk, version_of, visible_desk
from app.kernel.actor import Actor
from app.kernel.clock import now
from app.kernel.errors import FieldError, Invalid, NotFound, Refused, permit
from app.kernel.i18n import LANGUAGES
from app.kernel.i18n import gettext as _
from app.kernel.ledger import lock_track, record
from app.kernel.search import put_entry
from app.kernel.text.anchors import locate, occurrences, surroundings
from app.kernel.text.clean import clean, clean_line
from app.kernel.text.fold import fold
from app.kernel.text.markdown import to_plain

_PROPOSALS = SQLModel.metadata.tables["proposal"]
_ONE_MORE = (
    sa.update(_PROPOSALS)
    .where(_PROPOSALS.c.id == sa.bindparam("of_id"))
    .values(comments=_PROPOSALS.c.comments + 1)
)


def add_comment(
    db: Session,
    actor: Actor,
    consultation: Consultation,
    code: str,
    *,
    type: str,
    stance: str,
    text: str,
    severity: str = Severity.MINOR,
    field: str | None = None,
    quote: Mapping[str, str] | None = None,
    proposed_text: str | None = None,
    parent: str | None = None,
    language: str | None = None,
    delegation: str | None = None,
) -> CommentView:
    """Comment on the proposal `code`: on the whole text, on one `field`, or on words quoted from it; or reply to `parent`.

    The comment is bound to the version under review and stays bound to it, whatever is saved later. It is made for
    `delegation` (its code), which may be left out by somebody who sits in one or in none. The same person saying the
    same on the same place again in the same round, by a double click or a program that asks twice, has said it once:
    the comment that stands is given back. After the deadline of a round that takes late comments, it is one of them.

    Raises NotFound where the proposal may not be seen, Refused with the sentence of `why_not_comment` or for a
    delegation the actor does not sit in, Invalid with a sentence for each field that is wrong. Nothing is written then.
    """
    # The consultation's lock, also for a closed group whose acts go to a chain of its own: codes are the consultation's.
    lock_track(db, track_of(consultation))
    desk = visible_desk(db, actor, consultation, code)
    proposal = desk.proposal
    permit(why_not_comment(actor, consultation, desk.stage, proposal))
    number = number_commented(db, desk)
    wrong: list[FieldError] = []
    field, parent, language, delegation = (
        _named(wrong, name, value)
        for name, value in (
            ("field", field),
            ("parent", parent),
            ("language", language),
            ("delegation", delegation),
        )
    )
    above = _parent(db, wrong, proposal, parent)
    if above is not None:
        field = above.field
    said = _written(wrong, "text", text, _("Write what you want to say."))
    wording = _written(wrong, "proposed_text", proposed_text or "", None)
    kind = _chosen(wrong, "type", CommentType, type, _("Say which type of comment this is."))
    stand = _chosen(wrong, "stance", Stance, stance, _("Say how you stand to the text."))
    weight = _chosen(wrong, "severity", Severity, severity, _("Say how much hangs on it."))
    marked = _anchored(db, wrong, desk, number, field, quote)
    series = series_of(desk.group)
    spoken = _language(wrong, consultation, language)
    before = before_comment(
        db,
        consultation,
        proposal,
        series=series,
        person_id=actor.person_id or 0,
        text=said,
        delegations=delegations_of_actor(actor, consultation),
    )
    body, constituency = _delegation(db, wrong, consultation, before, delegation)
    if wrong:
        raise Invalid(wrong[0].message, errors=tuple(wrong))
    seat = speaking_seat(actor, consultation, proposal, body.id if body else None)
    round_ = desk.stage.commented
    comment = Comment(
        consultation_id=consultation.id or 0,
        code="",
        round_id=round_.id if round_ else None,
        proposal_id=proposal.id or 0,
        version=number,
        field=field,
        quote=marked.quote,
        paragraph=marked.paragraph,
        type=kind,
        stance=stand,
        severity=weight,
        text=said,
        proposed_text=wording or None,
        language=spoken,
        parent_id=above.id if above else None,
        person_id=actor.person_id,
        delegation_id=body.id if body else None,
        author_title=seat.title if seat else actor.name,
        created_at=now(db),
        late=desk.stage.takes_only_late,
    )
    standing = _said_before(db, comment) if before.alike else None
    if standing is not None:
        return comment_view(db, consultation, standing)
    # Comments are never deleted, so one more than the highest number was never given before.
    comment.code = f"{series}{before.highest + 1:03d}"
    db.add(comment)
    db.connection().execute(_ONE_MORE, {"of_id": proposal.id})
    speaks = shown_in(round_, comment, body)
    put_entry(db, **search_values(consultation, proposal, comment, speaks, group=desk.group))
    kept = capacity_in(round_, comment.author_title, body.code if body else None)
    record(
        db,
        actor,
        CommentMade(
            comment=comment.code,
            proposal=proposal.code,
            version=number,
            round=round_.code if round_ else None,
            field=field,
            parent=above.code if above else None,
            attribution=kept.attribution,
            veil=kept.veil,
        ),
        track=track_of(consultation, desk.group),
        left=[comment],
        capacity=kept.capacity,
        delegation=kept.delegation,
    )
    return new_comment_view(
        consultation, desk, comment, delegation=body, constituency=constituency, parent=above
    )


def _named(wrong: list[FieldError], name: str, value: str | None) -> str | None:
    """A code as it was sent, fit to be looked up and to be repeated in a sentence."""
    try:
        return clean_line(value or "", limit=CODE_LIMIT) or None
    except ValueError as error:
        wrong.append(FieldError(name, str(error)))
        return None


def _parent(db: Session, wrong: list[FieldError], proposal: Proposal, code: str | None) -> Comment | None:
    """The comment that is replied to. A reply is about what its parent is about."""
    if code is None:
        return None
    try:
        return comment_on(db, proposal, code)
    except NotFound as error:
        wrong.append(FieldError("parent", error.message))
        return None


def _written(wrong: list[FieldError], name: str, text: str, missing: str | None) -> str:
    """The text as it will be stored; a sentence in `wrong` where it is too long, damaged, or missing though due."""
    try:
        cleaned = clean(text, limit=TEXT_LIMIT).strip()
    except ValueError as error:
        wrong.append(FieldError(name, str(error)))
        return ""
    # Folding takes invisible signs away: what is left empty says nothing to a reader.
    if missing is not None and not fold(cleaned):
        wrong.append(FieldError(name, missing))
    return cleaned


def _chosen(wrong: list[FieldError], name: str, words: type[StrEnum], value: str, sentence: str) -> str:
    if value not in list(words):
        wrong.append(FieldError(name, sentence))
    return value


@dataclass(frozen=True)
class _Marked:
    """Quoted words as they will be stored, and the permanent id of the paragraph they stand in."""

    quote: dict[str, str] | None = None
    paragraph: str | None = None


def _anchored(
    db: Session,
    wrong: list[FieldError],
    desk: Desk,
    number: int,
    field: str | None,
    quote: Mapping[str, str] | None,
) -> _Marked:
    """The quoted words, found in the text that is commented on; a sentence in `wrong` where they are not there, or
    where they stand several times and nothing settles which are meant."""
    proposal = desk.proposal
    spec = field_of(proposal.kind, field) if field else None
    if field and spec is None:
        wrong.append(
            FieldError(
                "field",
                _("%(code)s has no field “%(field)s”.") % {"code": proposal.code, "field": field},
            )
        )
        return _Marked()
    if not quote or not quote.get("exact", "").strip():
        return _Marked()
    if spec is None:
        wrong.append(FieldError("field", _("Say in which part of the text the quoted words stand.")))
        return _Marked()
    try:
        sent = {name: clean(quote.get(name, ""), limit=QUOTE_LIMIT) for name in ("exact", "prefix", "suffix")}
    except ValueError as error:
        wrong.append(FieldError("quote", str(error)))
        return _Marked()
    paras = paras_of(proposal.kind, version_of(db, proposal, number).content, spec.name)
    # Programs may quote the text as it is stored; people quote what they read, without the marks of emphasis.
    for words in (sent, {name: to_plain(part) for name, part in sent.items()}):
        place = locate(words, None, paras) if fold(words["exact"]) else None
        if place is not None:
            prefix, suffix = surroundings(paras, place)
            if not words["prefix"] and not words["suffix"]:
                words = {**words, "prefix": prefix, "suffix": suffix}
            stored = {name: part for name, part in words.items() if part}
            return _Marked(stored, paras[place.row].id or None)
    about = {"field": spec.label, "n": number}
    several = fold(sent["exact"]) and occurrences(sent, paras) > 1
    wrong.append(
        FieldError(
            "quote",
            _(
                "These words stand more than once in “%(field)s”. Quote some more of the words around them, so that it is clear which are meant."
            )
            % about
            if several
            else _(
                "These words are not in “%(field)s” of version %(n)s, which is under review. Quote words of one paragraph as they stand there."
            )
            % about,
        )
    )
    return _Marked()


def _language(wrong: list[FieldError], consultation: Consultation, language: str | None) -> str:
    """The language the comment is written in: the consultation's own where none is named."""
    if not language:
        return consultation.default_language
    offered = consultation.languages or list(LANGUAGES)
    if language not in offered:
        wrong.append(
            FieldError(
                "language",
                _("This consultation works in: %(languages)s.") % {"languages": ", ".join(offered)},
            )
        )
    return language


def _delegation(
    db: Session, wrong: list[FieldError], consultation: Consultation, before: Before, code: str | None
) -> tuple[Delegation, Constituency] | tuple[None, None]:
    """The delegation the comment is for. Refused for one the actor does not sit in."""
    own = before.delegations
    if not code:
        if len(own) > 1:
            wrong.append(
                FieldError("delegation", _("You sit in several delegations. Say for which one you speak."))
            )
        return own[0] if len(own) == 1 else (None, None)
    for delegation, constituency in own:
        if delegation.code == code:
            return delegation, constituency
    other = db.exec(
        select(Delegation).where(Delegation.consultation_id == consultation.id, Delegation.code == code)
    ).first()
    if other is not None:
        raise Refused(
            _("You do not sit in the delegation of %(name)s, so you cannot comment for it.")
            % {"name": other.name}
        )
    wrong.append(FieldError("delegation", _("There is no delegation “%(code)s” here.") % {"code": code}))
    return None, None


def _said_before(db: Session, comment: Comment) -> Comment | None:
    """The same words by the same person for the same delegation, on the same place in the same round.

    Decided under the lock, so that of two that come together one is first.
    """
    alike = db.exec(
        select(Comment)
        .where(
            Comment.proposal_id == comment.proposal_id,
            Comment.person_id == comment.person_id,
            Comment.text == comment.text,
        )
        .order_by(col(Comment.id))
    ).all()
    key = (
        "round_id",
        "version",
        "delegation_id",
        "parent_id",
        "field",
        "quote",
        "stance",
        "type",
        "proposed_text",
    )
    return next(
        (old for old in alike if all(getattr(old, name) == getattr(comment, name) for name in key)), None
    )
