"""The browser's door to webhooks, in the set-up: which addresses are told, one with its calls, and the forms."""

from functools import partial
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from app.consultations.setup_doors import NEW, SetUp, SetUpChanged, SetUpShown
from app.consultations.typed import Typed, typed_after
from app.kernel.clock import now
from app.kernel.errors import Conflict, Invalid, Refused
from app.notices.webhooks.actions import add_webhook, end_webhook, send_again, send_test
from app.notices.webhooks.queries import calls_of, visible_webhook, webhook_lines
from app.notices.webhooks.rules import is_local, topic_words
from app.web.doors import Number, Posted, text_of

router = APIRouter(prefix="/{slug}/setup/webhooks")


@router.get("")
def show_webhooks(setup: SetUpShown) -> HTMLResponse:
    """The addresses that are told and were told, and the form for one more."""
    return _list(setup)


@router.post("")
def add(request: Request, setup: SetUpChanged, form: Posted) -> Response:
    """Add an address and show the secret of its signatures, this once."""
    settings: Any = request.app.state.settings
    topics = [str(topic) for topic in form.getlist("topics")]
    try:
        webhook, secret = add_webhook(
            setup.db,
            setup.actor,
            setup.consultation,
            url=text_of(form, "url"),
            topics=topics,
            key=settings.key,
            local=is_local(settings.base_url),
        )
    except (Invalid, Refused) as error:
        return _list(setup, typed_after(form, "add", error), chosen=topics)
    answer = _list(setup, made=webhook.url, secret=secret)
    answer.headers["Cache-Control"] = "no-store"
    return answer


@router.get("/{public_id}")
def show_webhook(setup: SetUpShown, public_id: str) -> HTMLResponse:
    """One address with what became of the calls to it."""
    return _one(setup, public_id)


@router.post("/{public_id}/end")
def end(setup: SetUpChanged, public_id: str, _form: Posted) -> Response:
    """Tell an address no longer."""
    return _done(setup, public_id, partial(end_webhook, setup.db, setup.actor, setup.consultation, public_id))


@router.post("/{public_id}/test")
def test(setup: SetUpChanged, public_id: str, _form: Posted) -> Response:
    """Send a test."""
    return _done(setup, public_id, partial(send_test, setup.db, setup.actor, setup.consultation, public_id))


@router.post("/{public_id}/calls/{call}/again")
def again(setup: SetUpChanged, public_id: str, call: Number, _form: Posted) -> Response:
    """Send a call again."""
    return _done(
        setup, public_id, partial(send_again, setup.db, setup.actor, setup.consultation, public_id, call)
    )


def _done(setup: SetUp, public_id: str, act: Any) -> Response:
    try:
        act()
    except (Conflict, Refused) as error:
        return _one(setup, public_id, Typed(refusal=error.message, status=error.status))
    return RedirectResponse(f"{setup.home}/webhooks/{public_id}", 303)


def _list(
    setup: SetUp, typed: Typed = NEW, *, chosen: list[str] | None = None, made: str = "", secret: str = ""
) -> HTMLResponse:
    return setup.page(
        "notices/webhooks/list.html",
        typed,
        lines=webhook_lines(setup.db, setup.consultation),
        topics=topic_words(),
        chosen=chosen or [],
        made=made,
        secret=secret,
    )


def _one(setup: SetUp, public_id: str, typed: Typed = NEW) -> HTMLResponse:
    webhook = visible_webhook(setup.db, setup.consultation, public_id)
    return setup.page(
        "notices/webhooks/webhook.html",
        typed,
        webhook=webhook,
        calls=calls_of(setup.db, webhook),
        topics=topic_words(),
        at=now(setup.db),
    )
