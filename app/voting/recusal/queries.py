"""Reads of recusals."""

from sqlmodel import Session, col, select

from app.kernel.actor import Actor
from app.kernel.i18n import gettext as _
from app.voting.models import Ballot
from app.voting.recusal.models import Recusal


def recused(db: Session, ballot: Ballot, person_id: int | None) -> Recusal | None:
    """The recusal of this person from this ballot that stands, or None; one query."""
    return db.exec(
        select(Recusal)
        .where(
            Recusal.ballot_id == ballot.id,
            Recusal.person_id == person_id,
            col(Recusal.taken_back_at).is_(None),
        )
        .execution_options(populate_existing=True)
    ).first()


def why_recused(db: Session, ballot: Ballot, actor: Actor) -> str | None:
    """Why `actor` neither declares the result of this ballot nor overrules in it, or None; one query."""
    if actor.person_id is None or recused(db, ballot, actor.person_id) is None:
        return None
    return _("You have recused yourself from this ballot: somebody else declares its result and overrules in it.")  # fmt: skip
