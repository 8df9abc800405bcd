"""What a feed tells: the latest acts of a consultation's public chain, in words.

It holds what everybody may know, whoever asks: no closed group, no names, nothing of who spoke (invariant 14). What changes
it is an act on the public chain, and nothing else: so its mark is the head of that chain.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.consultations.models import Consultation, Round, Roundtable, WorkingGroup
from app.consultations.queries import seen_groups, track_of
from app.discussion.models import Comment
from app.drafting.course_rules import Move
from app.drafting.models import Proposal
from app.kernel.actor import ANONYMOUS
from app.kernel.i18n import current_locale
from app.kernel.i18n import gettext as _
from app.kernel.ledger import LedgerEntry, LedgerHead
from app.notices.chronicle import OF_BALLOTS, OF_PILOTS, OF_ROUNDS, OF_TEXTS, TOLD, Happened
from app.notices.wording import WORDS

SHOWN = 60
"""How many acts a feed holds."""
LOOKED_AT = 2000
"""Among how many of the latest acts those of one round or roundtable are looked for."""
_STEPS = frozenset(Move)
OF_AMENDMENTS = frozenset({"amendment_moved", "amendments_ordered"})


@dataclass(frozen=True, slots=True)
class Entry:
    """One act: its number in the chain, what in one sentence, where to read on, when it happened and was recorded."""

    seq: int
    verb: str
    title: str
    path: str
    happened_at: datetime
    recorded_at: datetime


@dataclass(frozen=True, slots=True)
class About:
    """What a feed is about: its name, its page and its own address; both paths below the site."""

    title: str
    page: str
    path: str
    round: Round | None = None
    roundtable: Roundtable | None = None


@dataclass(frozen=True, slots=True)
class _Text:
    title: str
    roundtable_id: int


def of_consultation(consultation: Consultation) -> About:
    """The feed of a whole consultation."""
    title = consultation.title_i18n.get(current_locale()) or consultation.title
    return About(title, f"/{consultation.slug}", f"/{consultation.slug}/feed.atom")


def of_round(consultation: Consultation, round_: Round) -> About:
    """The feed of one round."""
    page = f"/{consultation.slug}/rounds/{round_.code}"
    return About(
        f"{consultation.code}, {round_.code} “{round_.title}”", page, f"{page}/feed.atom", round=round_
    )


def of_roundtable(consultation: Consultation, roundtable: Roundtable) -> About:
    """The feed of one roundtable."""
    title = roundtable.title_i18n.get(current_locale()) or roundtable.title
    page = f"/{consultation.slug}/{roundtable.code}"
    return About(
        f"{consultation.code}, {roundtable.code} “{title}”", page, f"{page}/feed.atom", roundtable=roundtable
    )


def mark_of_feed(db: Session, consultation: Consultation, about: About, site: str) -> str:
    """The ETag of a feed as it would be drawn now, without drawing it; one query."""
    head = db.exec(
        select(LedgerHead.seq, LedgerHead.hash).where(LedgerHead.track == track_of(consultation))
    ).first()
    said = repr((site, about.path, about.title, current_locale(), tuple(head or ())))
    return f'W/"{hashlib.sha256(said.encode("utf-8", "surrogatepass")).hexdigest()[:20]}"'


def entries_of(db: Session, consultation: Consultation, about: About) -> list[Entry]:
    """The latest acts, newest first; at most four queries, however much has happened."""
    rows = [row for row in _latest(db, consultation, about) if row.verb in WORDS and row.verb in TOLD]
    texts = _texts(db, consultation, {str(row.facts.get("proposal")) for row in rows if row.verb in OF_TEXTS})
    rounds = _rounds_of_comments(db, consultation, rows) if about.round is not None else {}
    entries = []
    for row in rows:
        text = texts.get(str(row.facts.get("proposal")))
        if row.verb in OF_TEXTS and (text is None or _is_of_a_round(row)):
            continue
        if about.roundtable is not None and (text is None or text.roundtable_id != about.roundtable.id):
            continue
        if about.round is not None and about.round.code not in (
            row.facts.get("round"), rounds.get(str(row.facts.get("comment"))),
        ):  # fmt: skip
            continue
        entries.append(_entry(consultation, row, text))
        if len(entries) == SHOWN:
            break
    return entries


def _latest(db: Session, consultation: Consultation, about: About) -> Sequence[LedgerEntry]:
    """The latest acts; and where one round is asked for, all that was done with it."""
    track = track_of(consultation)
    wanted: list[Any] = [col(LedgerEntry.track) == track]
    if about.round is not None:
        newest = sa.select(col(LedgerHead.seq)).where(col(LedgerHead.track) == track).scalar_subquery()
        wanted.append(
            sa.or_(col(LedgerEntry.seq) > newest - LOOKED_AT, col(LedgerEntry.subject) == about.round.code)
        )
    statement = select(LedgerEntry).where(*wanted).order_by(col(LedgerEntry.seq).desc())
    return db.exec(statement.limit(2 * LOOKED_AT if about.round is not None else LOOKED_AT)).all()


def _is_of_a_round(row: LedgerEntry) -> bool:
    """Whether a round did it with all of its texts at once, which is told of the round."""
    return row.verb == "step_taken" and row.facts.get("step") not in _STEPS


def _texts(db: Session, consultation: Consultation, codes: set[str]) -> dict[str, _Text]:
    """The texts of these codes that everybody may read: a group may have been closed since."""
    if not codes:
        return {}
    columns: list[Any] = [Proposal.code, Proposal.title, Proposal.title_i18n, Proposal.roundtable_id]
    rows = db.execute(
        sa.select(*columns)
        .select_from(Proposal)
        .join(WorkingGroup, col(WorkingGroup.id) == Proposal.group_id)
        .where(
            col(Proposal.consultation_id) == consultation.id,
            col(Proposal.code).in_(codes),
            seen_groups(ANONYMOUS),
        )
    )
    return {
        code: _Text((i18n or {}).get(current_locale()) or title, table) for code, title, i18n, table in rows
    }


def _rounds_of_comments(
    db: Session, consultation: Consultation, rows: Sequence[LedgerEntry]
) -> dict[str, str]:
    """In which round the comments were made that acts are about."""
    codes = {str(row.facts["comment"]) for row in rows if row.facts.get("comment")}
    if not codes:
        return {}
    found = db.execute(
        sa.select(col(Comment.code), col(Round.code))
        .join(Round, col(Round.id) == Comment.round_id)
        .where(col(Comment.consultation_id) == consultation.id, col(Comment.code).in_(codes))
    )
    return {row[0]: row[1] for row in found}


def _entry(consultation: Consultation, row: LedgerEntry, text: _Text | None) -> Entry:
    act = Happened(row.track, row.seq, row.verb, row.facts, None, row.recorded_at)
    what = WORDS[row.verb]([act], consultation)
    name, path = _named(consultation, row.verb, row.facts, text)
    return Entry(
        row.seq, row.verb, f"{name}: {what}" if name else what, path, row.occurred_at, row.recorded_at
    )


def _named(
    consultation: Consultation, verb: str, facts: Mapping[str, Any], text: _Text | None
) -> tuple[str, str]:
    """What an act was done to, and its page."""
    base = f"/{consultation.slug}"
    if verb in OF_TEXTS and text is not None:
        code, comment = str(facts.get("proposal")), facts.get("comment")
        if verb in OF_AMENDMENTS:
            return f"{code} “{text.title}”", f"{base}/{code}/amendments"
        place = f"#{comment}" if comment else ""
        return f"{code} “{text.title}”" + (f", {comment}" if comment else ""), f"{base}/{code}{place}"
    for kind, verbs in (("round", OF_ROUNDS), ("ballot", OF_BALLOTS), ("pilot", OF_PILOTS)):
        if verb in verbs:
            code = str(facts.get(kind))
            return code, f"{base}/{kind}s/{code}"
    if verb == "edition_issued":
        return _("The outcome document"), f"{base}/outcome"
    return _("The consultation"), base
