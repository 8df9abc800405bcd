"""Reads of response reports: what was published, what is owed, the frozen texts."""

import hashlib
import json
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.consultations.calendar import RoundStage, round_stage
from app.consultations.models import Consultation, Round
from app.documents import jsonfile
from app.documents.json_reading import document_from
from app.documents.tree import Document
from app.kernel.actor import Actor
from app.kernel.errors import NotFound
from app.kernel.i18n import LANGUAGES, in_locale
from app.kernel.i18n import gettext as _
from app.review.report.changed import Changes
from app.review.report.compose import Composer, Front
from app.review.report.material import material_of
from app.review.report.models import ResponseReport, ResponseText
from app.review.report.rules import RESPONDED, response_due, why_not_prepare
from app.review.views import Room

MOST_KEPT = 4
"""How many frozen texts a process keeps as it has read them."""
_KEPT: OrderedDict[str, Document] = OrderedDict()


@dataclass(frozen=True, slots=True)
class Published:
    """A published response, without its text."""

    id: int
    n: int
    foreword: str
    hash: str
    by: str
    at: datetime
    languages: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Owed:
    """A response that is due and not published: of which round, by when, and whether that has passed."""

    round: str
    title: str
    due_at: datetime
    late: bool


@dataclass(frozen=True, slots=True)
class ResponseLine:
    """What the page of a round says of its response: published, or due by when; `preview` for who prepares it."""

    published: tuple[Published, ...]
    owed: Owed | None
    open: bool
    preview: bool


def published_responses(db: Session, round_: Round) -> list[Published]:
    """The responses to a round, newest first; one query."""
    rows = db.execute(
        sa.select(ResponseReport, col(ResponseText.language))
        .outerjoin(ResponseText, col(ResponseText.report_id) == ResponseReport.id)
        .where(col(ResponseReport.round_id) == round_.id)
        .order_by(col(ResponseReport.n).desc(), col(ResponseText.id))
    ).all()
    found: dict[int, tuple[ResponseReport, list[str]]] = {}
    for report, language in rows:
        found.setdefault(report.n, (report, []))[1].append(language)
    return [
        Published(
            r.id or 0, r.n, r.foreword, r.hash, r.author_title, r.published_at, tuple(filter(None, languages))
        )
        for r, languages in found.values()
    ]


def the_response(db: Session, round_: Round, n: int | None = None) -> Published:
    """The response of this number, the newest where none is named. NotFound where it was not published."""
    found = published_responses(db, round_)
    for report in found:
        if n in (None, report.n):
            return report
    raise NotFound(_("The response to %(round)s has not been published.") % {"round": round_.code})


def frozen_document(db: Session, report: Published, language: str) -> Document:
    """The frozen text of a response in one of its languages. NotFound where it has no such language; two queries at most.

    What is frozen is known by its hash, so the last ones that were read are kept: a large one takes a while to read.
    """
    mine = (ResponseText.report_id == report.id, ResponseText.language == language)
    mark = db.exec(select(ResponseText.hash).where(*mine)).first()
    if mark is None:
        raise NotFound(
            _("The response was not published in the language “%(language)s”; it was in %(offered)s.")
            % {"language": language[:20], "offered": ", ".join(report.languages)}
        )
    known = _KEPT.get(mark)
    if known is None:
        known = document_from(json.loads(db.exec(select(ResponseText.tree).where(*mine)).one()))
        _KEPT[mark] = known
        while len(_KEPT) > MOST_KEPT:
            _KEPT.popitem(last=False)
    return known


def language_of(consultation: Consultation, languages: Sequence[str], wanted: str | None) -> str:
    """The language asked for where there is one, else the consultation's own."""
    if wanted in languages:
        return str(wanted)
    own = consultation.default_language
    return own if own in languages or not languages else languages[0]


def spoken_in(consultation: Consultation) -> list[str]:
    """The languages a response is published in: the consultation's own first."""
    own = consultation.default_language
    others = [code for code in consultation.languages if code in LANGUAGES and code != own]
    return [own if own in LANGUAGES else "en", *others]


def composed(
    db: Session, consultation: Consultation, round_: Round, front: Front, at: datetime, *, site: str, languages: Sequence[str]
) -> dict[str, Document]:  # fmt: skip
    """The response to a round as it would be published now, in each of these languages."""
    documents, changes, contents = {}, Changes(), None
    for language in languages:
        with in_locale(language):
            material = material_of(db, consultation, round_, contents=contents)
            contents = material.contents
            composer = Composer(material, language, front, at, site.rstrip("/"), changes)
            documents[language] = composer.document()
    return documents


def frozen(document: Document) -> tuple[str, str]:
    """A text as it is kept, and its SHA-256."""
    tree = jsonfile.canonical(document)
    return tree, hashlib.sha256(tree.encode("utf-8")).hexdigest()


def owed_response(consultation: Consultation, round_: Round, at: datetime) -> Owed | None:
    """The response that is due for a round, as if none were published; nothing is asked of the database."""
    due = response_due(consultation, round_, at)
    return None if due is None else Owed(round_.code, round_.title, due, at >= due)


def owed_responses(
    db: Session, consultation: Consultation, rounds: Sequence[Round], at: datetime
) -> list[Owed]:
    """The responses that are due and not published of rounds that have closed, the earliest first; one query, or none
    where no round has closed that owes one."""
    closed = [r for r in rounds if round_stage(r, at) in (RoundStage.CLOSED, RoundStage.COMPLETED)]
    due = {r.id: owed for r in closed if (owed := owed_response(consultation, r, at)) is not None}
    if not due:
        return []
    given = set(db.exec(select(ResponseReport.round_id).where(col(ResponseReport.round_id).in_(due))).all())
    return sorted((owed for id, owed in due.items() if id not in given), key=lambda owed: owed.due_at)


def response_line(db: Session, actor: Actor, room: Room) -> ResponseLine | None:
    """What the page of a round says of its response; None for kinds of rounds in which nobody is heard. One query at most."""
    if room.round.kind not in RESPONDED:
        return None
    over = room.stage in (RoundStage.CLOSED, RoundStage.COMPLETED)
    published = tuple(published_responses(db, room.round)) if over else ()
    owed = owed_response(room.consultation, room.round, room.at) if not published else None
    why_not = why_not_prepare(actor, room.consultation, room.round, moderated=room.moderated)
    return ResponseLine(published, owed, room.stage is RoundStage.OPEN, over and why_not is None)
