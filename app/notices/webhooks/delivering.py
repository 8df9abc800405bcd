"""Calls on their way: written from the public chain of a consultation, sent outside any transaction, in their order.

A call is taken with one guarded UPDATE that also says when it is tried again: whoever is killed while sending has left it
to the next, and two never send the same at once. Each address is told in the order of the chain: what does not arrive keeps
what comes after it waiting, until a day has passed. Whoever gets a call twice knows it by its `webhook-id`.
"""

import json
import time
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import sqlalchemy as sa
import structlog
from sqlmodel import Session, col, select
from standardwebhooks import Webhook as Signer

from app.consultations.live import news_of
from app.consultations.models import Consultation
from app.consultations.queries import track_of
from app.kernel.clock import now
from app.kernel.db import Database
from app.kernel.ledger import LedgerEntry, LedgerHead
from app.kernel.tail import Told
from app.notices.models import Webhook, WebhookCall
from app.notices.webhooks.calling import Answer, NotCalled, call
from app.notices.webhooks.rules import is_told
from app.notices.webhooks.sealing import opened_with

log = structlog.get_logger()

WAITS = (
    timedelta(minutes=1),
    timedelta(minutes=5),
    timedelta(minutes=15),
    timedelta(hours=1),
    timedelta(hours=2),
    timedelta(hours=4),
)
"""How long after each try the next one comes; the last holds for all further ones."""
GIVEN_UP_AFTER = timedelta(days=1)
KEPT = timedelta(days=30)
AT_ONCE = 500
"""How many facts of a chain are put out at a time to one address."""
LONGEST = 30.0
"""After how many seconds of calling other work has its turn; what is left comes with the next tick."""
_WAITING = sa.and_(col(WebhookCall.done_at).is_(None), col(WebhookCall.given_up_at).is_(None))
_CODES = ("proposal", "round", "ballot", "roundtable", "pilot", "comment", "objection", "edition")
_NUMBERS = ("version", "n")


@dataclass(frozen=True, slots=True)
class _Due:
    """A call that is to be sent now: to where, signed with what."""

    id: int
    seq: int
    tries: int
    webhook: str
    url: str
    secret: str
    payload: dict[str, Any]
    created_at: datetime

    @property
    def name(self) -> str:
        """Its `webhook-id`, the same at each try."""
        return f"{self.webhook}_{self.seq}"


def tell_webhooks(database: Database, *, base_url: str, key: str, local: bool = False) -> int:
    """The tick: put out what is new for every address, and send what is due. Gives how many calls arrived."""
    with database.reading() as db:
        # Nobody takes the writer's turn where there is nothing to write.
        behind = db.exec(_BEHIND).all()
    for number in behind:
        with database.unit_of_work() as db:
            put_out(db, number, base_url=base_url)
    return send_calls(database, key=key, local=local)


_BEHIND = (
    select(Webhook.id)
    .join(Consultation, col(Consultation.id) == Webhook.consultation_id)
    .join(LedgerHead, col(LedgerHead.track) == col(Consultation.slug))
    .where(col(Webhook.ended_at).is_(None), col(LedgerHead.seq) > col(Webhook.told))
    .order_by(col(Webhook.id))
)


def put_out(db: Session, number: int | None, *, base_url: str) -> int:
    """Write the calls for what happened since an address was last told; moves its place on in the same transaction.

    Two that do this at once do it one after the other, and the second finds nothing. Gives how many there are.
    """
    webhook = db.exec(
        select(Webhook).where(Webhook.id == number, col(Webhook.ended_at).is_(None)).with_for_update()
    ).first()
    if webhook is None:
        return 0
    consultation = db.get_one(Consultation, webhook.consultation_id)
    rows = db.exec(
        select(LedgerEntry)
        .where(LedgerEntry.track == track_of(consultation), LedgerEntry.seq > webhook.told)
        .order_by(col(LedgerEntry.seq))
        .limit(AT_ONCE)
    ).all()
    at, made = now(db), 0
    for row in rows:
        payload = payload_of(consultation, row, base_url) if is_told(row.verb, webhook.verbs) else None
        if payload is not None:
            db.add(
                WebhookCall(
                    webhook_id=webhook.id or 0, seq=row.seq, payload=payload, created_at=at, due_at=at
                )
            )
            made += 1
    if rows:
        webhook.told = rows[-1].seq
        db.add(webhook)
    return made


def payload_of(consultation: Consultation, row: LedgerEntry, base_url: str) -> dict[str, Any] | None:
    """What an address is told of a row of the public chain: verb, subject, codes and numbers, where to read on, when, and
    the number of the row. No names, no texts. None for what nobody is told."""
    told = Told(row.track, row.seq, row.verb, row.subject, row.facts)
    news = news_of(consultation, told)
    if news is None:
        return None
    codes: dict[str, Any] = {
        name: value for name in _CODES if isinstance(value := row.facts.get(name), str) and len(value) <= 60
    }
    codes |= {name: value for name in _NUMBERS if type(value := row.facts.get(name)) is int}
    return {
        "type": row.verb,
        "timestamp": row.recorded_at.isoformat(),
        "data": {
            "consultation": consultation.slug,
            "seq": row.seq,
            "verb": row.verb,
            "about": news.about,
            "subject": news.subject,
            "codes": codes,
            "url": base_url.rstrip("/") + _path(consultation, news.about, news.subject),
            "at": row.occurred_at.isoformat(),
        },
    }


def _path(consultation: Consultation, about: str, subject: str) -> str:
    base = f"/{consultation.slug}"
    return {
        "round": f"{base}/rounds/{subject}",
        "ballot": f"{base}/ballots/{subject}",
        "pilot": f"{base}/pilots/{subject}",
        "consultation": base,
    }.get(about, f"{base}/{subject}")


def send_calls(database: Database, *, key: str, local: bool = False) -> int:
    """Send what is due, to each address in its order. Gives how many arrived. Never inside a transaction: who is called
    takes its time."""
    until, arrived = time.monotonic() + LONGEST, 0
    while time.monotonic() < until:
        with database.reading() as db:
            due = _due(db)
        if not due:
            break
        for each in due:
            if _taken(database, each):
                arrived += _send(database, each, key, local)
            if time.monotonic() > until:
                break
    return arrived


def _due(db: Session) -> list[_Due]:
    """The first call that waits for each address, where its time has come."""
    first = (
        sa.select(sa.func.min(col(WebhookCall.seq)).label("seq"), col(WebhookCall.webhook_id))
        .where(_WAITING)
        .group_by(col(WebhookCall.webhook_id))
        .subquery()
    )
    columns: list[Any] = [
        WebhookCall.id, WebhookCall.seq, WebhookCall.tries, Webhook.public_id, Webhook.url, Webhook.secret,
        WebhookCall.payload, WebhookCall.created_at,
    ]  # fmt: skip
    rows = db.execute(
        sa.select(*columns)
        .select_from(WebhookCall)
        .join(first, sa.and_(first.c.webhook_id == WebhookCall.webhook_id, first.c.seq == WebhookCall.seq))
        .join(Webhook, col(Webhook.id) == WebhookCall.webhook_id)
        .where(_WAITING, col(WebhookCall.due_at) <= now(db))
        .order_by(col(WebhookCall.due_at), col(WebhookCall.id))
    )
    return [_Due(*row) for row in rows]


def _taken(database: Database, due: _Due) -> bool:
    """Whether nobody else took it since it was seen; its next try is set before this one begins."""
    with database.unit_of_work() as db:
        taken = db.execute(
            sa.update(WebhookCall)
            .where(col(WebhookCall.id) == due.id, col(WebhookCall.tries) == due.tries, _WAITING)
            .values(tries=due.tries + 1, due_at=now(db) + WAITS[min(due.tries, len(WAITS) - 1)])
        )
    return bool(taken.rowcount)  # type: ignore[attr-defined]


def _send(database: Database, due: _Due, key: str, local: bool) -> bool:
    body = json.dumps(due.payload, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    # When it is signed is told by the machine's own clock, which is what a receiver compares it with.
    sent = datetime.fromtimestamp(int(time.time()), tz=UTC)
    answer: Answer | None = None
    try:
        signer = Signer(opened_with(key, due.secret))
        headers = {
            "webhook-id": due.name,
            "webhook-timestamp": str(int(sent.timestamp())),
            "webhook-signature": signer.sign(msg_id=due.name, timestamp=sent, data=body),
        }
        answer = call(due.url, body.encode(), headers, local=local)
        problem = "" if answer.taken else f"{answer.status}: {' '.join(answer.words.split())[:200]}"
    except NotCalled as error:
        problem = str(error)
    at = database.clock()
    status = answer.status if answer is not None else None
    if answer is not None and answer.taken:
        return _note(database, due, status=status, last_error="", done_at=at)
    over = due.seq < 0 or at >= due.created_at + GIVEN_UP_AFTER
    if over:
        log.warning("a webhook was given up", webhook=due.webhook, seq=due.seq, status=status)
    _note(database, due, status=status, last_error=problem, given_up_at=at if over else None)
    return False


def _note(database: Database, due: _Due, **values: object) -> bool:
    """Write what came of this try, if it is still the last."""
    with database.unit_of_work() as db:
        written = db.execute(
            sa.update(WebhookCall)
            .where(col(WebhookCall.id) == due.id, col(WebhookCall.tries) == due.tries + 1, _WAITING)
            .values(**values)
        )
    return bool(written.rowcount)  # type: ignore[attr-defined]


def clear_old_calls(db: Session) -> int:
    """The tick: what arrived or was given up a month ago goes. Gives how many there were."""
    before = now(db) - KEPT
    gone = db.execute(
        sa.delete(WebhookCall).where(
            sa.or_(col(WebhookCall.done_at) < before, col(WebhookCall.given_up_at) < before)
        )
    )
    return int(gone.rowcount)  # type: ignore[attr-defined]
