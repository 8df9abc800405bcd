"""The programs' door to one's own account: name and language, and the browsers that are signed in."""

from fastapi import APIRouter

from app.kernel.errors import Unauthenticated
from app.people.account.actions import change_account, end_other_sessions, end_own_session
from app.people.account.queries import account_of, devices_of
from app.people.account.schemas import AccountIn, AccountOut, SessionList, SessionOut
from app.people.rules import why_not_keep_account
from app.web.doors import CurrentActor, Db, Number, ReadDb

router = APIRouter(tags=["account"])


@router.get("/account")
def show_account(db: ReadDb, actor: CurrentActor) -> AccountOut:
    """The account that the token acts for."""
    _known(why_not_keep_account(actor))
    return AccountOut.of(account_of(db, actor))


@router.patch("/account")
def edit_account(db: Db, actor: CurrentActor, body: AccountIn) -> AccountOut:
    """Change the own name, the own language, or both."""
    _known(why_not_keep_account(actor))
    change_account(db, actor, name=body.name, locale=body.locale)
    return AccountOut.of(account_of(db, actor))


@router.get("/account/sessions")
def list_sessions(db: ReadDb, actor: CurrentActor) -> SessionList:
    """The browsers that are signed in as oneself."""
    _known(why_not_keep_account(actor))
    return SessionList(items=[SessionOut.of(device) for device in devices_of(db, actor)])


@router.delete("/account/sessions", status_code=204)
def delete_sessions(db: Db, actor: CurrentActor) -> None:
    """Sign out of every browser. With none, nothing happens."""
    _known(why_not_keep_account(actor))
    end_other_sessions(db, actor)


@router.delete("/account/sessions/{number}", status_code=204)
def delete_session(db: Db, actor: CurrentActor, number: Number) -> None:
    """Sign out of one browser. Again changes nothing."""
    _known(why_not_keep_account(actor))
    end_own_session(db, actor, number)


def _known(why_not: str | None) -> None:
    if why_not is not None:
        raise Unauthenticated(why_not)
