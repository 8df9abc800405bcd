"""The programs' door to proxies."""

from typing import Annotated

from fastapi import APIRouter, Query
from sqlmodel import Session

from app.consultations.doors import ThisConsultation
from app.consultations.models import Consultation
from app.kernel.actor import Actor
from app.kernel.clock import now
from app.kernel.errors import Unauthenticated
from app.kernel.i18n import gettext as _
from app.voting.proxy.actions import end_proxy, name_proxy
from app.voting.proxy.queries import standing_in
from app.voting.proxy.schemas import ProxiesOut, ProxyIn, StandingOut
from app.voting.queries import visible_ballot
from app.web.doors import CurrentActor, Db, ReadDb

router = APIRouter(prefix="/consultations/{slug}/ballots/{ballot}/proxy", tags=["ballots"])


@router.get("")
def read_proxies(db: ReadDb, consultation: ThisConsultation, ballot: str) -> ProxiesOut:
    """Who speaks for whom in a ballot; after the close, as it was then."""
    return _proxies(db, consultation, ballot)


@router.put("")
def put_proxy(
    db: Db, consultation: ThisConsultation, actor: CurrentActor, ballot: str, body: ProxyIn
) -> ProxiesOut:
    """Let another delegation give the positions of one's own. The same again changes nothing."""
    _known(actor)
    name_proxy(
        db,
        actor,
        consultation,
        ballot,
        proxy=body.proxy,
        delegation=body.delegation,
        drawn=body.instead_of,
    )
    return _proxies(db, consultation, ballot)


@router.delete("")
def delete_proxy(
    db: Db,
    consultation: ThisConsultation,
    actor: CurrentActor,
    ballot: str,
    delegation: Annotated[str | None, Query(max_length=60)] = None,
) -> ProxiesOut:
    """Take the proxy of one's own delegation back, or hand back that of another one; what was given by it stands."""
    _known(actor)
    end_proxy(db, actor, consultation, ballot, delegation=delegation)
    return _proxies(db, consultation, ballot)


def _known(actor: Actor) -> None:
    if not actor.signed_in:
        raise Unauthenticated(_("Send the token of a delegation's head or alternate."))


def _proxies(db: Session, consultation: Consultation, ballot: str) -> ProxiesOut:
    view = visible_ballot(db, consultation, ballot, now(db))
    return ProxiesOut(
        ballot=view.ballot.code,
        allowed=view.rule.proxies,
        items=[StandingOut.of(each) for each in standing_in(db, view)],
    )
