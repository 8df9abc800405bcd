"""The verb that writes the front matter."""

from sqlmodel import Session, col, select

from app.consultations.models import Consultation
from app.kernel.actor import Actor
from app.kernel.clock import now
from app.kernel.errors import Conflict, Invalid, NotFound
from app.kernel.i18n import gettext as _
from app.kernel.ledger import record
from app.kernel.text.clean import clean
from app.outcome.actions.standing import at_the_bench
from app.outcome.events import FrontWritten
from app.outcome.front import LONGEST, Part
from app.outcome.models import FrontText


class StaleFront(Conflict):
    """Somebody wrote this part meanwhile. 409 for pages, 412 for programs; both texts are here, so nothing is lost."""

    def __init__(self, theirs: FrontText, mine: str) -> None:
        super().__init__(
            _(
                "Somebody wrote this part while you were writing it. Both texts are below, and nothing of yours is lost."
            ),
            details={"n": theirs.n, "theirs": theirs.text, "mine": mine},
        )
        self.theirs = theirs
        self.mine = mine


def write_front(
    db: Session, actor: Actor, consultation: Consultation, part: str, *, language: str, text: str, base: int
) -> FrontText | None:
    """Write a part of the front matter in one of the consultation's languages; every wording before it is kept.

    `base` is the number of the wording that was read, 0 for none: StaleFront where there is a newer one. The same words
    again change nothing; empty words leave the part out of the document. None where there is nothing and stays nothing.
    """
    bench = at_the_bench(db, actor, consultation)
    if part not in list(Part):
        raise NotFound(_("The front matter has no part “%(part)s”.") % {"part": part[:60]})
    if language not in bench.consultation.languages:
        raise Invalid.at("language", _("This is not a language of the consultation."))
    try:
        words = clean(text, limit=LONGEST).strip()
    except ValueError as error:
        raise Invalid.at("text", str(error)) from None
    newest = db.exec(
        select(FrontText)
        .where(
            FrontText.consultation_id == bench.consultation.id,
            FrontText.part == part,
            FrontText.language == language,
        )
        .order_by(col(FrontText.n).desc())
        .limit(1)
    ).first()
    if (newest.text if newest else "") == words:
        return newest
    if newest is not None and newest.n != base:
        raise StaleFront(newest, words)
    written = FrontText(
        consultation_id=bench.consultation.id or 0,
        part=part,
        language=language,
        n=newest.n + 1 if newest else 1,
        text=words,
        person_id=actor.person_id,
        by_title=bench.title,
        written_at=now(db),
    )
    db.add(written)
    record(
        db,
        actor,
        FrontWritten(part, language, written.n),
        track=bench.consultation.slug,
        left=[written],
        capacity=bench.title or None,
    )
    return written
