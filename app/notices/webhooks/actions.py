"""The verbs of webhooks: add an address, end it, send a call again, send a test."""

from collections.abc import Collection

from sqlmodel import Session, col, func, select

from app.consultations.actions.founding import stored
from app.consultations.models import Consultation
from app.consultations.queries import track_of
from app.consultations.seating import capacity_of
from app.kernel.actor import Actor
from app.kernel.clock import now
from app.kernel.errors import Conflict, Invalid, permit
from app.kernel.i18n import gettext as _
from app.kernel.ids import new_id
from app.kernel.ledger import lock_track, record
from app.kernel.text.clean import clean_line
from app.notices.models import Webhook, WebhookCall
from app.notices.webhooks.calling import why_not_this_address
from app.notices.webhooks.events import WebhookAdded, WebhookEnded
from app.notices.webhooks.queries import call_in, live_webhooks, visible_webhook
from app.notices.webhooks.rules import LONGEST_ADDRESS, MOST, TOPICS, why_not_keep_webhooks
from app.notices.webhooks.sealing import new_signing_secret, sealed_with


def add_webhook(
    db: Session,
    actor: Actor,
    consultation: Consultation,
    *,
    url: str,
    topics: Collection[str] = (),
    key: str,
    local: bool = False,
) -> tuple[Webhook, str]:
    """Tell an address from now on what happens, or only what `topics` name. Gives it with the secret that signs every call,
    which is kept sealed with `key`, that of the site.

    `local` lets a site in development tell a program on its own machine. Refused with the reason; Invalid at `url` where
    it cannot be called or is told already, at `topics` for an unknown one.
    """
    head = lock_track(db, track_of(consultation))
    row = stored(db, consultation)
    permit(why_not_keep_webhooks(actor, row))
    try:
        address = clean_line(url, limit=LONGEST_ADDRESS)
    except ValueError as error:
        raise Invalid.at("url", str(error)) from None
    refused = why_not_this_address(address, local=local)
    if refused is not None:
        raise Invalid.at("url", refused)
    unknown = [topic for topic in topics if topic not in TOPICS]
    if unknown:
        raise Invalid.at("topics", _("“%(topic)s” is nothing that can be told.") % {"topic": unknown[0][:60]})
    live = live_webhooks(db, row)
    if any(webhook.url == address for webhook in live):
        raise Invalid.at("url", _("This address is told already. End it first to have another secret."))
    if len(live) >= MOST:
        raise Invalid.at(
            "url", _("%(n)s addresses are told already, and more are not. End one first.") % {"n": MOST}
        )
    secret = new_signing_secret()
    webhook = Webhook(
        consultation_id=row.id or 0,
        public_id=new_id("wh"),
        url=address,
        secret=sealed_with(key, secret),
        verbs=[topic for topic in TOPICS if topic in topics],
        told=head.seq,
        person_id=actor.person_id,
        created_at=now(db),
    )
    db.add(webhook)
    db.flush()
    record(
        db, actor, WebhookAdded(webhook.public_id), track=track_of(row), left=[webhook], capacity=capacity_of(actor, row)
    )  # fmt: skip
    # Its own beginning is nothing to be told of.
    webhook.told = head.seq
    db.add(webhook)
    return webhook, secret


def end_webhook(db: Session, actor: Actor, consultation: Consultation, public_id: str) -> Webhook:
    """Tell an address no longer; what was on its way to it is given up. It stays listed. Ended again, nothing changes."""
    lock_track(db, track_of(consultation))
    row = stored(db, consultation)
    permit(why_not_keep_webhooks(actor, row))
    webhook = visible_webhook(db, row, public_id)
    if webhook.ended_at is not None:
        return webhook
    webhook.ended_at = at = now(db)
    db.add(webhook)
    for call in db.exec(
        select(WebhookCall).where(
            WebhookCall.webhook_id == webhook.id,
            col(WebhookCall.done_at).is_(None),
            col(WebhookCall.given_up_at).is_(None),
        )
    ):
        call.given_up_at = at
        db.add(call)
    record(
        db, actor, WebhookEnded(webhook.public_id), track=track_of(row), left=[webhook], capacity=capacity_of(actor, row)
    )  # fmt: skip
    return webhook


def send_again(
    db: Session, actor: Actor, consultation: Consultation, public_id: str, call: int
) -> WebhookCall:
    """Send a call again under its own id, as soon as calls go out; whoever has taken it before knows it as the same.

    Refused with the reason; Conflict where the address is ended or the call is on its way; NotFound where there is no
    such call.
    """
    lock_track(db, track_of(consultation))
    row = stored(db, consultation)
    permit(why_not_keep_webhooks(actor, row))
    webhook = visible_webhook(db, row, public_id)
    found = call_in(db, webhook, call)
    _still_told(webhook)
    if found.done_at is None and found.given_up_at is None:
        raise Conflict(
            _("This call is on its way. It is sent by itself until it arrives or a day has passed.")
        )
    at = now(db)
    found.created_at = found.due_at = at
    found.tries, found.done_at, found.given_up_at, found.last_error = 0, None, None, ""
    db.add(found)
    return found


def send_test(db: Session, actor: Actor, consultation: Consultation, public_id: str) -> WebhookCall:
    """Send a call that says nothing but that it is a test; it is tried once. While one waits, that is it.

    Refused with the reason; Conflict where the address is ended.
    """
    lock_track(db, track_of(consultation))
    row = stored(db, consultation)
    permit(why_not_keep_webhooks(actor, row))
    webhook = visible_webhook(db, row, public_id)
    _still_told(webhook)
    waiting = db.exec(
        select(WebhookCall).where(
            WebhookCall.webhook_id == webhook.id,
            WebhookCall.seq < 0,
            col(WebhookCall.done_at).is_(None),
            col(WebhookCall.given_up_at).is_(None),
        )
    ).first()
    if waiting is not None:
        return waiting
    lowest = db.exec(select(func.min(WebhookCall.seq)).where(WebhookCall.webhook_id == webhook.id)).one()
    at = now(db)
    seq = min(lowest or 0, 0) - 1
    call = WebhookCall(
        webhook_id=webhook.id or 0,
        seq=seq,
        payload={"type": "test", "timestamp": at.isoformat(), "data": {"consultation": row.slug}},
        created_at=at,
        due_at=at,
    )
    db.add(call)
    db.flush()
    return call


def _still_told(webhook: Webhook) -> None:
    if webhook.ended_at is not None:
        raise Conflict(_("This address is ended and told nothing any more."))
