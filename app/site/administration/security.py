"""The security log as an administrator reads it: newest first, by kind, with names where somebody was known."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from app.kernel.i18n import gettext as _
from app.people.account.devices import browser_words
from app.people.models import Person, SecurityEvent

PAGE = 100


@dataclass(frozen=True, slots=True)
class Line:
    """One line: who it is about if that is known, by whom where that is somebody else."""

    at: datetime
    kind: str
    who: str | None
    who_id: str | None
    by: str | None
    detail: str
    address: str
    agent: str
    browser: str


@dataclass(frozen=True, slots=True)
class Log:
    """A stretch of the log; `next` is the number of its last line where there are more."""

    kind: str
    kinds: tuple[tuple[str, str], ...]
    lines: tuple[Line, ...]
    next: int | None
    before: int


def security_log(db: Session, *, kind: str = "", before: int = 0) -> Log:
    """The lines before number `before` (0: the newest), of one `kind` if one is asked for; one query."""
    by = aliased(Person)
    statement = (
        select(SecurityEvent, Person.name, Person.public_id, by.name)
        .outerjoin(Person, col(Person.id) == SecurityEvent.person_id)
        .outerjoin(by, col(by.public_id) == SecurityEvent.detail)
    )
    if kind:
        statement = statement.where(SecurityEvent.kind == kind)
    if before:
        statement = statement.where(col(SecurityEvent.id) < before)
    rows = db.exec(statement.order_by(col(SecurityEvent.id).desc()).limit(PAGE + 1)).all()
    shown, words = rows[:PAGE], kinds()
    return Log(
        kind=kind,
        kinds=tuple(sorted(words.items(), key=lambda one: one[1])),
        lines=tuple(
            Line(
                at=line.at,
                kind=words.get(line.kind, line.kind),
                who=name,
                who_id=public_id,
                by=maker,
                detail="" if maker else _detail(line),
                address=line.address,
                agent=line.agent,
                browser=browser_words(line.agent),
            )
            for line, name, public_id, maker in shown
        ),
        next=shown[-1][0].id if len(rows) > PAGE else None,
        before=before,
    )


def kinds() -> dict[str, str]:
    """Every kind of line with its words."""
    return {
        "signed_in": _("signed in"),
        "signed_out": _("signed out"),
        "sessions_ended": _("was signed out everywhere"),
        "session_ended": _("a device was signed out"),
        "link_asked": _("a sign-in link was asked for"),
        "link_made": _("a sign-in link was made"),
        "link_handed": _("a first sign-in link was handed over"),
        "link_refused": _("a sign-in link was refused"),
        "token_made": _("an API token was made"),
        "token_revoked": _("an API token was ended"),
        "token_refused": _("an API token was refused"),
        "passkey_added": _("a passkey was added"),
        "passkey_removed": _("a passkey was removed"),
        "passkey_refused": _("a passkey was refused"),
        "password_set": _("a password was set"),
        "password_removed": _("a password was removed"),
        "password_refused": _("a password was refused"),
        "provider_refused": _("an answer of an identity provider was refused"),
        "identity_linked": _("an identity was linked"),
        "identity_ended": _("an identity was unlinked"),
        "identity_proof_asked": _("an identity waits for its proof"),
        "erased": _("the account was erased"),
        "limit_reached": _("a limit was reached"),
    }


def _detail(line: SecurityEvent) -> str:
    """What stands beside the kind: the way in and the limit in words, all else as it was written. That a sign-in link
    was refused says itself where."""
    ways = {
        "link": _("by a link"),
        "once": _("by a link"),
        "demo": _("by a link of the demonstration"),
        "passkey": _("by a passkey"),
        "password": _("by a password"),
        "provider": _("by an identity provider"),
        "invitation": _("by an invitation"),
        "links": _("asking for links"),
        "sign_in": _("signing in"),
        "applications": _("applying for accreditation"),
        "comments": _("comments"),
        "programs": _("writing by a program"),
        "refusals": _("links and tokens that are none"),
        "/sign-in/{secret}": "",
    }
    return ways.get(line.detail, line.detail)
