"""What the site knows of the round, the texts, the bodies and the comments that a table names: a few queries, however many
rows there are."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from babel.core import get_global
from sqlmodel import Session, col

from app.consultations.admission.sheet.words import plain_word
from app.consultations.calendar import stage_of
from app.consultations.models import Attribution, Consultation, Delegation, Round, Roundtable, WorkingGroup
from app.consultations.queries import rounds_of, seen_groups
from app.discussion.anchoring import paras_of
from app.discussion.models import Comment
from app.discussion.rules import why_no_text_yet, why_text_is_settled
from app.discussion.table.lines import called_here, numbered_paragraphs
from app.discussion.table.rules import collects, own_delegations
from app.drafting.content import Content
from app.drafting.fields import SHAPES
from app.drafting.models import Kind, Proposal, ProposalState, Version, is_text
from app.kernel.actor import Actor
from app.kernel.clock import now
from app.kernel.i18n import LANGUAGES, current_locale
from app.kernel.i18n import gettext as _
from app.kernel.text.anchors import squeezed
from app.kernel.text.paragraphs import Para
from app.people.countries import country_names
from app.people.models import Organisation
from app.people.organisations.likeness import ALIKE, likeness, words_of

_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class TextHere:
    """A text as rows name it; `why_not` is why it takes no comments of this round, if so."""

    proposal: Proposal
    group: WorkingGroup
    title: str
    version: int
    why_not: str | None

    @property
    def code(self) -> str:
        """Its code."""
        return self.proposal.code


@dataclass(frozen=True, slots=True)
class BodyHere:
    """A delegation as rows name it: what the reader calls it, and under what name its comments stand."""

    id: int
    code: str
    name: str
    signs: str


@dataclass(frozen=True, slots=True)
class Read:
    """A text under review as its readers see it: its fields with their paragraphs, and where each number stands."""

    fields: Mapping[str, Sequence[Para]]
    numbers: Mapping[int, tuple[str, str]]


@dataclass(frozen=True)
class Known:
    """The round as the rows of a table are held against it. `own` are the delegations the actor speaks for, None for
    somebody who brings the tables of all."""

    consultation: Consultation
    round: Round
    at: datetime
    texts: Mapping[str, TextHere]
    bodies: Sequence[BodyHere]
    named: Mapping[str, set[int]]
    own: frozenset[int] | None
    standing: Mapping[tuple[Any, ...], str]
    _contents: Mapping[int, Content]
    _read: dict[int, Read] = field(default_factory=dict)
    _titled: dict[str, TextHere] = field(default_factory=dict)

    def titled(self, written: str) -> TextHere | None:
        """The first text of this title."""
        if not self._titled:
            for text in self.texts.values():
                self._titled.setdefault(plain_word(text.title), text)
        return self._titled.get(plain_word(written)) if written else None

    def read(self, text: TextHere) -> Read:
        """A text under review, paragraph by paragraph."""
        number = text.proposal.id or 0
        if number not in self._read:
            kind, content = text.proposal.kind, self._contents.get(number, {})
            fields = {name: paras_of(kind, content, name) for name in SHAPES[Kind(kind)]}
            numbers = dict(numbered_paragraphs(kind, content))
            self._read[number] = Read(fields, numbers)
        return self._read[number]

    def body(self, code: str) -> BodyHere | None:
        """The delegation of this code."""
        return next((body for body in self.bodies if body.code == code), None)

    def called(self, written: str) -> list[BodyHere]:
        """The delegations that may be called so."""
        return [self.bodies[place] for place in sorted(self.named.get(plain_word(written), ()))]

    def nearest(self, written: str) -> BodyHere | None:
        """The delegation whose name is most like this one, if any is."""
        mine = words_of(written)
        if not mine:
            return None
        best, found = ALIKE, None
        for name, places in self.named.items():
            alike = likeness(mine, words_of(name))
            if alike >= best and len(places) == 1:
                best, found = alike, self.bodies[next(iter(places))]
        return found


def known_to(
    db: Session, actor: Actor, consultation: Consultation, round_: Round, clauses: Iterable[str]
) -> Known:
    """What is known for rows whose cells for the text say `clauses`, codes or titles. Five queries, and one for each 500
    texts that are named."""
    at = now(db)
    texts = _texts(db, actor, consultation, round_, at)
    said = set(clauses)
    wanted = [
        text
        for code, text in texts.items()
        if text.why_not is None and (code in said or plain_word(text.title) in said)
    ]
    bodies, named = _bodies(db, consultation)
    return Known(
        consultation=consultation,
        round=round_,
        at=at,
        texts=texts,
        bodies=bodies,
        named=named,
        own=None if collects(actor, consultation) else frozenset(own_delegations(actor, consultation)),
        standing=_standing(db, actor, round_),
        _contents=_contents(db, wanted),
    )


def words_key(
    proposal_id: int,
    field_: str | None,
    paragraph: str | None,
    exact: str,
    kind: str,
    text: str,
    change: str | None,
) -> tuple[Any, ...]:
    """What makes two comments the same, besides who made them: the same words on the same place."""
    return (
        proposal_id, field_, paragraph, squeezed(exact), kind, squeezed(text), squeezed(change or ""),
    )  # fmt: skip


def who_keys(
    attribution: str | None, delegation_id: int | None, title: str, *, own: bool
) -> list[tuple[Any, ...]]:
    """By whom a comment is known to be, to one who brings a table: by what is shown of its author, and wholly where the
    same person brought it. So nobody finds out by trying who said what in a round that does not say it."""
    keys: list[tuple[Any, ...]] = []
    if own:
        keys.append(("brought", delegation_id, None if delegation_id else title))
    if attribution != Attribution.NONE and delegation_id is not None:
        keys.append(("shown", delegation_id, None))
    elif attribution in (None, Attribution.PERSONAL):
        keys.append(("shown", None, title))
    return keys


def _texts(
    db: Session, actor: Actor, consultation: Consultation, round_: Round, at: datetime
) -> dict[str, TextHere]:
    reviewed = (
        sa.select(sa.func.max(col(Version.n)))
        .where(col(Version.proposal_id) == col(Proposal.id), col(Version.created_at) < round_.opens_at)
        .correlate(Proposal)
        .scalar_subquery()
    )
    rounds = rounds_of(db, consultation)
    rows = db.execute(
        sa.select(Proposal, WorkingGroup, col(Roundtable.code), reviewed)
        .join(WorkingGroup, col(WorkingGroup.id) == Proposal.group_id)
        .join(Roundtable, col(Roundtable.id) == Proposal.roundtable_id)
        .where(col(Proposal.consultation_id) == consultation.id, is_text(), seen_groups(actor))
        .order_by(
            col(Roundtable.number), col(Roundtable.code), col(Proposal.kind).desc(), col(Proposal.number)
        )
    ).all()
    language = current_locale()
    stages = {code: stage_of(consultation, rounds, code, at) for code in {row[2] for row in rows}}
    found = {}
    for proposal, group, table, version in rows:
        stage = stages[table]
        why_not = why_text_is_settled(proposal.state)
        if why_not is None and (stage.commented is None or stage.commented.id != round_.id):
            why_not = _("%(code)s is not among the texts of this round.") % {"code": proposal.code}
        elif why_not is None and proposal.state == ProposalState.DRAFT:
            why_not = _("%(code)s is a draft: its group has not submitted it yet.") % {"code": proposal.code}
        elif why_not is None and proposal.created_at >= round_.opens_at:
            why_not = why_no_text_yet(stage)
        title = proposal.title_i18n.get(language) or proposal.title
        found[proposal.code.upper()] = TextHere(proposal, group, title, version or proposal.version, why_not)
    return found


def _contents(db: Session, texts: Sequence[TextHere]) -> dict[int, Content]:
    found: dict[int, Content] = {}
    for start in range(0, len(texts), _AT_ONCE):
        some = {text.proposal.id or 0: text.version for text in texts[start : start + _AT_ONCE]}
        reviewed = sa.tuple_(col(Version.proposal_id), col(Version.n)).in_(list(some.items()))
        rows = db.execute(sa.select(col(Version.proposal_id), col(Version.content)).where(reviewed))
        found |= {number: dict(content) for number, content in rows}
    return found


def _bodies(db: Session, consultation: Consultation) -> tuple[list[BodyHere], dict[str, set[int]]]:
    rows = db.execute(
        sa.select(Delegation, Organisation)
        .join_from(Delegation, Organisation, col(Organisation.id) == Delegation.organisation_id)
        .where(col(Delegation.consultation_id) == consultation.id, col(Delegation.ended_at).is_(None))
        .order_by(col(Delegation.name), col(Delegation.id))
    )
    bodies: list[BodyHere] = []
    named: dict[str, set[int]] = defaultdict(set)
    for place, (delegation, body) in enumerate(rows):
        bodies.append(
            BodyHere(
                delegation.id or 0,
                delegation.code,
                called_here(consultation, delegation),
                delegation.short_name,
            )
        )
        words = [
            delegation.code, delegation.name, delegation.short_name, *delegation.name_i18n.values(), body.public_id,
            body.name, body.short_name, *body.name_i18n.values(),
        ]  # fmt: skip
        if country := delegation.iso3 or body.iso3:
            words += [country, *get_global("territory_aliases").get(country, ())]
            words += [country_names(language).get(country, "") for language in LANGUAGES]
        for word in words:
            if word:
                named[plain_word(word)].add(place)
    return bodies, named


def _standing(db: Session, actor: Actor, round_: Round) -> dict[tuple[Any, ...], str]:
    """The comments of the round, of all texts that the actor may see, by their words and by whom they are known to be."""
    columns: tuple[Any, ...] = (
        Comment.code, Comment.proposal_id, Comment.field, Comment.paragraph, Comment.quote, Comment.type, Comment.text,
        Comment.proposed_text, Comment.delegation_id, Comment.author_title, Comment.brought_by_id,
    )  # fmt: skip
    rows = db.execute(
        sa.select(*columns)
        .join_from(Comment, Proposal, col(Proposal.id) == Comment.proposal_id)
        .join(WorkingGroup, col(WorkingGroup.id) == Proposal.group_id)
        .where(col(Comment.round_id) == round_.id, seen_groups(actor))
        .order_by(col(Comment.id).desc())
    )
    found: dict[tuple[Any, ...], str] = {}
    for code, proposal, field_, paragraph, quote, kind, text, change, delegation, title, brought in rows:
        said = words_key(proposal, field_, paragraph, (quote or {}).get("exact", ""), kind, text, change)
        own = brought is not None and brought == actor.person_id
        for who in who_keys(round_.attribution, delegation, title, own=own):
            found[who, said] = code
    return found
