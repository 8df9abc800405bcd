"""A site that writes mail, and what it wrote."""

from datetime import datetime, timedelta
from typing import Any

from sqlmodel import col, select

from app.kernel.outbox import Outgoing
from app.notices.delivering import deliver
from app.notices.links import Home
from tests.review.making import AT, do, plan
from tests.support import KEY, Site

HOME = Home("http://localhost:8000", KEY)
MORNING = timedelta(hours=20)
"""From the tests' noon to eight in the morning of the next day."""


def tick(site: Site) -> int:
    """What a worker does each minute; gives how many letters were put out."""
    return deliver(site.database, HOME)


def letters(site: Site, to: str | None = None, why: str | None = None) -> list[Outgoing]:
    """What stands in the outbox, oldest first."""
    with site.database.reading() as db:
        rows = db.exec(select(Outgoing).order_by(col(Outgoing.id))).all()
    return [
        row
        for row in rows
        if to in (None, row.to.partition("@")[0]) and why in (None, row.why) and row.subject
    ]


def forget(site: Site) -> None:
    """Empty the outbox: what comes is news."""
    site.tamper("UPDATE mailing SET outgoing_id = NULL")
    site.tamper("DELETE FROM outgoing")


def wish(site: Site, who: str, slug: str = "small-2027", **values: Any) -> Any:
    """Somebody says how they want mail."""
    answer = site.api(who).patch(f"/account/mail/{slug}", json=values)
    assert answer.status_code == 200, answer.text
    return answer.json()


def quiet(site: Site) -> None:
    """Nobody gets mail about the demonstration's own consultations."""
    site.tamper("UPDATE consultation SET state = 'closed' WHERE slug <> 'small-2027'")


def opened(site: Site, kind: str = "comment", *, first: int = 1, last: int = 10, **more: Any) -> str:
    """A round that is planned and whose opening is given; gives its code."""
    api = site.api("moderator")
    planned = plan(api, kind, first=first, last=last, **more)
    assert planned.status_code == 201, planned.text
    code = str(planned.json()["code"])
    given = do(api, code, "opening")
    assert given.status_code == 200, given.text
    return code


def told_on(site: Site, moment: datetime) -> list[str]:
    """Who gets a digest at that moment."""
    site.now = moment
    forget(site)
    tick(site)
    return sorted(row.to.partition("@")[0] for row in letters(site, why="digest"))


__all__ = ["AT", "HOME", "MORNING", "forget", "letters", "opened", "quiet", "tick", "told_on", "wish"]
