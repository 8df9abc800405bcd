"""One place turns what went wrong into an answer: problem+json for programs, a fragment for htmx, a page otherwise."""

from collections.abc import Sequence
from typing import Any

import structlog
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, Response
from sqlalchemy.exc import DataError
from starlette.exceptions import HTTPException

from app.kernel.errors import DomainError, FieldError
from app.kernel.i18n import current_locale, in_locale
from app.kernel.i18n import gettext as _
from app.web.csrf import is_https
from app.web.doors import is_api, wants_fragment
from app.web.headers import make_strict
from app.web.later import LaterWriting
from app.web.limits import noted
from app.web.render import render
from app.web.watching import route_of

log = structlog.get_logger()


def problem(status: int, code: str, message: str, errors: Sequence[FieldError] = (), **more: Any) -> Response:
    """problem+json (RFC 9457) with the fields that are wrong."""
    body = {
        "type": "about:blank",
        "title": message,
        "status": status,
        "code": code,
        "detail": message,
        "errors": [{"field": error.field, "message": error.message} for error in errors],
        **more,
    }
    headers = {"WWW-Authenticate": "Bearer"} if status == 401 else None
    return JSONResponse(body, status_code=status, headers=headers, media_type="application/problem+json")


def error_answer(
    request: Request, status: int, code: str, message: str, errors: Sequence[FieldError] = ()
) -> Response:
    """The answer in the form the asker can read."""
    if is_api(request):
        return problem(status, code, message, errors)
    template = "errors/_error.html" if wants_fragment(request) else "errors/error.html"
    return render(
        request,
        template,
        status,
        code=code,
        message=message,
        errors=errors,
        consultation=getattr(request.state, "consultation", None),
    )


def refusal(request: Request, error: DomainError) -> Response:
    """The answer to what the house itself refuses."""
    answer = error_answer(request, error.status, error.code, error.message, error.errors)
    if error.retry_after is not None:
        answer.headers["Retry-After"] = str(error.retry_after)
    return answer


def install_error_handlers(app: FastAPI) -> None:
    """Register the handlers; nothing else in the house builds an error answer of its own."""

    def on_domain_error(request: Request, error: Exception) -> Response:
        assert isinstance(error, DomainError)
        if error.noted:
            return LaterWriting(lambda: refusal(request, noted(request, error)))
        return refusal(request, error)

    def on_http_error(request: Request, error: Exception) -> Response:
        assert isinstance(error, HTTPException)
        messages = {
            400: _("What was sent could not be read: it is damaged, or has too many parts."),
            404: _("There is nothing at this address, or you may not see it."),
            405: _("This address does not take that kind of request."),
            413: _("What was sent is too large."),
        }
        message = messages.get(error.status_code) or str(error.detail)
        code = {400: "unreadable", 404: "not_found", 405: "method_not_allowed", 413: "too_large"}.get(
            error.status_code, "error"
        )
        return error_answer(request, error.status_code, code, message)

    def on_invalid_request(request: Request, error: Exception) -> Response:
        assert isinstance(error, RequestValidationError)
        errors = [FieldError(_field_of(item["loc"]), _sentence(item)) for item in error.errors()]
        message = errors[0].message if errors else _("The request is not complete.")
        return error_answer(request, 422, "invalid", message, errors)

    def on_number_too_large(request: Request, _error: Exception) -> Response:
        # SQLite's driver and PostgreSQL say it differently; to the reader it is one thing.
        return error_answer(request, 422, "invalid", _("A number in this request is too large."))

    def on_damaged_text(request: Request, error: Exception) -> Response:
        # Half a character that reached a query: neither database can be asked for it.
        if not isinstance(error, UnicodeEncodeError) or error.reason != "surrogates not allowed":
            return on_crash(request, error)
        return error_answer(
            request,
            422,
            "invalid",
            _("This text contains a damaged character. Please type or paste it again."),
        )

    def on_crash(request: Request, error: Exception) -> Response:
        log.error("request failed", route=route_of(request.scope), exc_info=error)
        # Beyond all doors: what they add to an answer, and the language they found, is not there any more.
        with in_locale(getattr(request.state, "locale", current_locale())):
            answer = error_answer(
                request,
                500,
                "internal",
                _("Something went wrong on our side. Nothing was saved; please try again."),
            )
        make_strict(answer.headers, request.url.path, https=is_https(request))
        return answer

    app.add_exception_handler(DomainError, on_domain_error)
    app.add_exception_handler(HTTPException, on_http_error)
    app.add_exception_handler(RequestValidationError, on_invalid_request)
    app.add_exception_handler(OverflowError, on_number_too_large)
    app.add_exception_handler(DataError, on_number_too_large)
    app.add_exception_handler(UnicodeEncodeError, on_damaged_text)
    app.add_exception_handler(Exception, on_crash)


def _field_of(location: Sequence[int | str]) -> str:
    named = [str(part) for part in location if part not in ("body", "query", "path", "form")]
    return ".".join(named) or "body"


def _sentence(item: dict[str, Any]) -> str:
    kind, context = item["type"], item.get("ctx", {})
    if kind == "missing":
        return _("This is missing.")
    if kind == "string_too_long":
        return _("This is too long: at most %(n)s characters.") % {"n": context.get("max_length")}
    if kind == "string_too_short":
        return _("This is too short: at least %(n)s characters.") % {"n": context.get("min_length")}
    if kind in ("enum", "literal_error"):
        return _("This must be one of: %(names)s.") % {"names": context.get("expected")}
    if kind in ("dict_type", "model_type", "model_attributes_type", "list_type"):
        return _("This has the wrong form: see the handbook of the API.")
    if kind == "string_type":
        return _("This must be a text.")
    if kind in ("int_type", "int_parsing", "float_type", "float_parsing", "int_from_float"):
        return _("This must be a number.")
    if kind == "bool_type":
        return _("This must be true or false.")
    if kind == "json_invalid":
        return _("This is not JSON.")
    if kind == "extra_forbidden":
        return _("There is no such field.")
    message = str(item["msg"]).removeprefix("Value error, ")
    return message if message.endswith(".") else message + "."
