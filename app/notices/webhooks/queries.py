"""Reads of webhooks: which addresses are told, and what became of the calls to them."""

from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.consultations.models import Consultation
from app.kernel.errors import NotFound
from app.kernel.i18n import gettext as _
from app.notices.models import Webhook, WebhookCall

SHOWN = 50
_WAITS = sa.and_(col(WebhookCall.done_at).is_(None), col(WebhookCall.given_up_at).is_(None))


@dataclass(frozen=True, slots=True)
class WebhookLine:
    """An address with how many calls to it wait, arrived and were given up, of those that are kept."""

    webhook: Webhook
    waiting: int
    done: int
    given_up: int


def live_webhooks(db: Session, consultation: Consultation) -> Sequence[Webhook]:
    """The addresses that are told; one query."""
    return db.exec(
        select(Webhook)
        .where(Webhook.consultation_id == consultation.id, col(Webhook.ended_at).is_(None))
        .order_by(col(Webhook.id))
    ).all()


def webhook_lines(db: Session, consultation: Consultation) -> list[WebhookLine]:
    """Every address there is and was, the newest first; one query."""
    rows = db.execute(
        sa.select(
            Webhook,
            sa.func.count(sa.case((sa.and_(_WAITS, col(WebhookCall.id).is_not(None)), 1))),
            sa.func.count(col(WebhookCall.done_at)),
            sa.func.count(col(WebhookCall.given_up_at)),
        )
        .outerjoin(WebhookCall, col(WebhookCall.webhook_id) == Webhook.id)
        .where(col(Webhook.consultation_id) == consultation.id)
        .group_by(col(Webhook.id))
        .order_by(col(Webhook.id).desc())
    )
    return [WebhookLine(row[0], row[1], row[2], row[3]) for row in rows]


def visible_webhook(db: Session, consultation: Consultation, public_id: str) -> Webhook:
    """The address of this public id. NotFound where there is none here."""
    found = db.exec(
        select(Webhook).where(Webhook.consultation_id == consultation.id, Webhook.public_id == public_id)
    ).first()
    if found is None:
        raise NotFound(_("There is no such webhook here."))
    return found


def call_in(db: Session, webhook: Webhook, call: int) -> WebhookCall:
    """The call of this number to this address. NotFound where there is none, or no longer."""
    found = db.exec(
        select(WebhookCall).where(WebhookCall.webhook_id == webhook.id, WebhookCall.id == call)
    ).first()
    if found is None:
        raise NotFound(_("There is no such call. What arrived or was given up is kept for a month."))
    return found


def calls_of(db: Session, webhook: Webhook) -> Sequence[WebhookCall]:
    """The latest calls to an address, newest first; one query."""
    return db.exec(
        select(WebhookCall)
        .where(WebhookCall.webhook_id == webhook.id)
        .order_by(col(WebhookCall.created_at).desc(), col(WebhookCall.id).desc())
        .limit(SHOWN)
    ).all()
