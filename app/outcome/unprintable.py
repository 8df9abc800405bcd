"""Which texts have characters that a PDF cannot show: one of them, and the whole edition is a plain PDF."""

import json
from collections.abc import Collection
from threading import Lock
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from app.consultations.models import Consultation, WorkingGroup
from app.discussion.models import Comment
from app.documents.fonts import font_files, missing
from app.drafting.models import Proposal, Version
from app.kernel.ledger import LedgerHead
from app.outcome.models import Declaration

DECLARED = "declaration"
Unprintable = tuple[tuple[str, str, tuple[str, ...]], ...]


def unprintable(db: Session, consultation: Consultation, candidates: Collection[str]) -> Unprintable:
    """Code, address and characters of each text that has some: declarations, comments, and proposals that are `candidates`.

    A process looks again only when something was recorded since. Queries: one, or three.
    """
    head = db.exec(select(LedgerHead.hash).where(col(LedgerHead.track) == consultation.slug)).first() or ""
    key = (consultation.slug, head, len(font_files()))
    with _looking:
        if key not in _KEPT:
            while len(_KEPT) >= _MOST:
                del _KEPT[next(iter(_KEPT))]
            _KEPT[key] = _found(db, consultation, set(candidates))
        return _KEPT[key]


def _found(db: Session, consultation: Consultation, candidates: set[str]) -> Unprintable:
    base = f"/{consultation.slug}"
    texts: list[tuple[str, str, str]] = []
    for code, kind, text in db.execute(_said(consultation)):
        where = "outcome/declarations" if kind == DECLARED else kind
        texts.append((code, f"{base}/{where}", text))
    versions = (
        sa.select(col(Proposal.code), col(Version.content))
        .join(
            Version,
            sa.and_(col(Version.proposal_id) == Proposal.id, col(Version.n) == Proposal.version),
        )
        .where(col(Proposal.consultation_id) == consultation.id, col(Proposal.code).in_(candidates))
        .order_by(col(Proposal.code))
    )
    for code, content in db.execute(versions):
        texts.append((code, f"{base}/{code}", json.dumps(content, ensure_ascii=False)))
    return tuple((code, href, lacking) for code, href, text in texts if (lacking := missing([text])))


def _said(consultation: Consultation) -> sa.CompoundSelect[Any]:
    """What delegations declare, and what was said on proposals of open groups; with the proposal of a comment."""
    declared = sa.select(
        col(Declaration.code), sa.literal(DECLARED).label("about"), col(Declaration.text)
    ).where(
        col(Declaration.consultation_id) == consultation.id,
        col(Declaration.withdrawn_at).is_(None),
        col(Declaration.n) == _newest(),
    )
    commented: Any = (
        sa.select(
            col(Comment.code),
            col(Proposal.code).label("about"),
            (col(Comment.text) + sa.func.coalesce(Comment.proposed_text, "")).label("text"),
        )
        .join(Proposal, col(Proposal.id) == Comment.proposal_id)
        .join(WorkingGroup, col(WorkingGroup.id) == Proposal.group_id)
        .where(col(Comment.consultation_id) == consultation.id, col(WorkingGroup.closed).is_(False))
    )
    return sa.union_all(declared, commented)


def _newest() -> sa.ScalarSelect[Any]:
    """The number of the wording that counts."""
    later = aliased(Declaration)
    return (
        sa.select(sa.func.max(col(later.n)))
        .where(col(later.consultation_id) == Declaration.consultation_id, col(later.code) == Declaration.code)
        .correlate(Declaration)
        .scalar_subquery()
    )


_MOST = 32
_KEPT: dict[tuple[str, str, int], Unprintable] = {}
_looking = Lock()
