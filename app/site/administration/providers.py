"""The administrator's pages of identity providers: which there are, and whose groups stand for which organisation."""

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from sqlmodel import Session

from app.kernel.errors import DomainError, Invalid
from app.people.models import Provider
from app.people.queries import organisations
from app.people.ways.offering import (
    OF_THE_ENVIRONMENT,
    Wish,
    add_provider,
    add_rule,
    address_back,
    change_provider,
    checked,
    end_provider,
    end_rule,
    environment_of,
    provider_called,
    providers,
    rules_of,
)
from app.people.ways.vouching import NotReached
from app.site.administration.pages import Administrator, administrator
from app.web.doors import Db, Number, Posted, ReadDb, text_of
from app.web.later import LaterInTurns, Turn
from app.web.render import render

router = APIRouter(prefix="/admin/providers", dependencies=[Depends(administrator, scope="function")])
FIELDS = ("public_id", "name", "issuer", "client_id", "secret", "group_claim", "gives_accounts")


@router.get("")
def show_providers(request: Request, db: ReadDb) -> HTMLResponse:
    """Every provider with its state."""
    return _page(
        request,
        "site/administration/providers.html",
        providers=providers(db),
        own=environment_of(request.app.state.settings),
        own_back=address_back(request.app.state.settings.base_url, OF_THE_ENVIRONMENT),
    )


@router.get("/new")
def show_new(request: Request) -> HTMLResponse:
    """The form for another provider."""
    return _form(request, {}, {})


@router.post("")
def add(request: Request, actor: Administrator, form: Posted) -> Response:
    """Ask the provider what it says of itself, then let people come in by it; with the sentences at the fields where that
    is not possible."""
    typed = {name: text_of(form, name) for name in FIELDS}

    def make(turn: Turn) -> Response:
        try:
            wish = _tried(typed)
            with turn(), request.app.state.database.unit_of_work() as db:
                row = add_provider(db, actor, wish, key=environment_of(request.app.state.settings).key)
        except Invalid as error:
            return _form(request, typed, _by_field(error), status=error.status)
        return RedirectResponse(f"/admin/providers/{row.public_id}", 303)

    return LaterInTurns(make)


@router.get("/{public_id}")
def show_provider(request: Request, db: ReadDb, public_id: str) -> HTMLResponse:
    """One provider: what the site knows of it, its rules, its end."""
    return _one(request, db, provider_called(db, public_id))


@router.post("/{public_id}")
def change(request: Request, db: ReadDb, actor: Administrator, public_id: str, form: Posted) -> Response:
    """The same for what is known of a provider already."""
    known = provider_called(db, public_id)
    typed = {name: text_of(form, name) for name in FIELDS}
    typed |= {"public_id": known.public_id, "issuer": known.issuer}

    def make(turn: Turn) -> Response:
        try:
            wish = _tried(typed)
            with turn(), request.app.state.database.unit_of_work() as db:
                change_provider(
                    db,
                    actor,
                    provider_called(db, public_id),
                    wish,
                    key=environment_of(request.app.state.settings).key,
                )
        except Invalid as error:
            with request.app.state.database.reading() as db:
                row = provider_called(db, public_id)
                return _one(request, db, row, typed=typed, errors=_by_field(error), status=error.status)
        return RedirectResponse(f"/admin/providers/{public_id}", 303)

    return LaterInTurns(make)


@router.post("/{public_id}/end")
def end(request: Request, db: Db, actor: Administrator, public_id: str, form: Posted) -> Response:
    """Nobody comes in by it any more, for a reason."""
    row, reason = provider_called(db, public_id), text_of(form, "reason")
    try:
        end_provider(db, actor, row, reason=reason)
    except Invalid as error:
        return _one(request, db, row, reason=reason, errors=_by_field(error), status=error.status)
    return RedirectResponse(f"/admin/providers/{public_id}", 303)


@router.post("/{public_id}/rules")
def rule(request: Request, db: Db, actor: Administrator, public_id: str, form: Posted) -> Response:
    """A group of the provider stands for an organisation."""
    row = provider_called(db, public_id)
    ruled = {name: text_of(form, name) for name in ("value", "organisation")}
    try:
        add_rule(db, actor, row, **ruled)
    except Invalid as error:
        return _one(request, db, row, ruled=ruled, errors=_by_field(error), status=error.status)
    return RedirectResponse(f"/admin/providers/{public_id}", 303)


@router.post("/{public_id}/rules/{number}/end")
def stop_rule(db: Db, actor: Administrator, public_id: str, number: Number) -> RedirectResponse:
    """It stands for it no longer."""
    end_rule(db, actor, provider_called(db, public_id), rule=number)
    return RedirectResponse(f"/admin/providers/{public_id}", 303)


@router.get("/{public_id}/end")
@router.get("/{public_id}/rules")
@router.get("/{public_id}/rules/{number}/end")
def show_again(db: ReadDb, public_id: str) -> RedirectResponse:
    """The address of an act leads back to the provider when loaded again."""
    return RedirectResponse(f"/admin/providers/{provider_called(db, public_id).public_id}", 303)


def _tried(typed: dict[str, str]) -> Wish:
    """What was typed, checked here and at the provider. Invalid with one clear sentence where either says no."""
    # Only who saves a provider needs it, and it is slow to import.
    from app.people.ways.openid import discover

    wish = checked(typed)
    try:
        discover(wish.issuer, anew=True)
    except NotReached as error:
        raise Invalid.at("issuer", error.message) from error
    return wish


def _by_field(error: DomainError) -> dict[str, str]:
    return {one.field: one.message for one in error.errors}


def _page(request: Request, template: str, status: int = 200, **context: object) -> HTMLResponse:
    return render(request, template, status, here="admin", section="providers", **context)


def _form(
    request: Request, typed: dict[str, str], errors: dict[str, str], *, status: int = 200
) -> HTMLResponse:
    named = typed.get("public_id", "")
    back = address_back(request.app.state.settings.base_url, named or "NAME")
    return _page(
        request,
        "site/administration/new_provider.html",
        status,
        typed=typed,
        errors=errors,
        back=back,
        named=bool(named),
    )


def _one(
    request: Request,
    db: Session,
    row: Provider,
    *,
    typed: dict[str, str] | None = None,
    errors: dict[str, str] | None = None,
    reason: str = "",
    ruled: dict[str, str] | None = None,
    status: int = 200,
) -> HTMLResponse:
    held = {"name": row.name, "client_id": row.client_id, "group_claim": row.group_claim}
    held["gives_accounts"] = "yes" if row.gives_accounts else ""
    return _page(
        request,
        "site/administration/provider.html",
        status,
        provider=row,
        typed=typed or held,
        errors=errors or {},
        reason=reason,
        ruled=ruled or {},
        rules=rules_of(db, row),
        organisations=organisations(db),
        back=address_back(request.app.state.settings.base_url, row.public_id),
    )
