"""Templates in, answers out. The context that every template has is set here and nowhere else."""

import hashlib
from collections.abc import Callable, Hashable
from datetime import date, datetime, timedelta
from functools import cache, lru_cache
from gettext import NullTranslations
from pathlib import Path
from typing import Any, Literal
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_datetime, format_timedelta, get_timezone_name
from fastapi import Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template
from jinja2.environment import TemplateModule
from jinja2.runtime import Context
from markupsafe import Markup

from app.kernel.actor import ANONYMOUS
from app.kernel.i18n import LANGUAGES, catalogue, current_locale, direction, gettext, ngettext
from app.web.csrf import VISIT_COOKIE, csrf_token, set_cookie


class HouseTemplate(Template):
    """A template that others import: its macros are made once, because no page brings globals of its own."""

    def _get_default_module(self, ctx: Context | None = None) -> TemplateModule:
        # Jinja compares all globals of both at every import, some thirty times a page.
        return super()._get_default_module()


class HouseEnvironment(Environment):
    """The environment of these templates."""

    template_class = HouseTemplate


@cache
def build_templates(templates: Path, static: Path) -> Environment:
    """The environment of all templates: escaping always on, an unknown name is an error, strings through gettext."""
    environment = HouseEnvironment(
        loader=FileSystemLoader(templates),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n", "jinja2.ext.do", "jinja2.ext.loopcontrols"],
        auto_reload=False,
    )
    environment.install_gettext_callables(gettext, ngettext, newstyle=True)  # type: ignore[attr-defined]
    # The extension's own wrappers format every string, also those with nothing in them; a page has two hundred.
    environment.globals["_"] = environment.globals["gettext"] = said
    environment.globals["ngettext"] = counted
    environment.globals["drawn"] = drawing(environment)
    environment.globals["static"] = lambda path: static_url(static, path)
    environment.globals["languages"] = LANGUAGES
    environment.globals["language_direction"] = direction
    environment.filters["date"] = written_date
    environment.filters["day"] = written_day
    environment.filters["moment"] = written_moment
    environment.filters["deadline"] = written_deadline
    environment.filters["last_day"] = written_last_day
    environment.filters["left"] = time_left
    environment.filters["isodate"] = lambda value: value.isoformat()
    environment.filters["number"] = written_number
    environment.filters["translated"] = translated
    return environment


def drawing(environment: Environment) -> Callable[..., Markup]:
    """`drawn(template, it, …)` of templates: a fragment that follows from its arguments and the language alone.

    It is drawn once for the same arguments and kept: the rows of a list are mostly those of the last time. All that the
    fragment shows must be in the arguments, which cannot change; it sees nothing of the request.
    """

    @lru_cache(maxsize=4096)
    def draw(template: str, locale: str, it: Hashable, given: tuple[tuple[str, Hashable], ...]) -> Markup:
        return Markup(environment.get_template(template).render(it=it, locale=locale, **dict(given)))

    def drawn(template: str, it: Hashable, **given: Hashable) -> Markup:
        return draw(template, current_locale(), it, tuple(sorted(given.items())))

    return drawn


def said(message: str, /, **values: Any) -> Markup:
    """A string of a template in the reader's language, its values escaped."""
    text = _said(catalogue(current_locale()), message)
    return text % values if values or "%" in text else text


@lru_cache(maxsize=16384)
def _said(words: NullTranslations, message: str) -> Markup:
    return Markup(words.gettext(message))


def counted(one: str, many: str, n: int, /, **values: Any) -> Markup:
    """The right plural of a string of a template; the number itself is `%(num)s` in it."""
    return Markup(ngettext(one, many, n)) % {"num": n, **values}


@cache
def static_url(folder: Path, path: str) -> str:
    """The address of a static file with a mark of its content, so that browsers may keep it for good."""
    mark = hashlib.sha256((folder / path).read_bytes()).hexdigest()[:10]
    return f"/static/{path}?v={mark}"


def written_date(value: date | datetime, zone: str = "UTC") -> str:
    """ "10 July 2013", in the reader's language; an instant is first taken to `zone`."""
    if isinstance(value, datetime):
        value = value.astimezone(ZoneInfo(zone)).date()
    return _written_date(value, current_locale())


@lru_cache(maxsize=4096)
def _written_date(value: date, locale: str) -> str:
    return format_date(value, format="d MMMM y" if locale == "en" else "long", locale=locale)


def written_day(value: date | datetime, zone: str = "UTC") -> str:
    """ "10 July", without the year."""
    if isinstance(value, datetime):
        value = value.astimezone(ZoneInfo(zone)).date()
    return format_date(
        value, format="MMMd" if current_locale() == "zh" else "d MMMM", locale=current_locale()
    )


def written_moment(value: datetime, zone: str = "UTC") -> str:
    """ "10 July 2013, 18:00 UTC": the exact instant in the consultation's zone."""
    local = value.astimezone(ZoneInfo(zone))
    name = "UTC" if zone == "UTC" else get_timezone_name(zone, width="short", locale=current_locale())
    clock = format_datetime(local, "HH:mm", locale=current_locale())
    return f"{written_date(local.date())}, {clock} {name}"


def written_deadline(value: datetime, zone: str = "UTC") -> str:
    """ "the end of Friday, 12 July 2013, New York" for the first instant outside; with the hour where it is not midnight."""
    place = "UTC" if zone == "UTC" else zone.split("/")[-1].replace("_", " ")
    local = value.astimezone(ZoneInfo(zone))
    midnight = local.hour == local.minute == local.second == 0
    day = local.date() - timedelta(days=1) if midnight else local.date()
    written = format_date(
        day, format="EEEE d MMMM y" if current_locale() == "en" else "full", locale=current_locale()
    )
    if midnight:
        return gettext("the end of %(day)s, %(place)s") % {"day": written, "place": place}
    clock = format_datetime(local, "HH:mm", locale=current_locale())
    return gettext("%(clock)s on %(day)s, %(place)s") % {"clock": clock, "day": written, "place": place}


def written_last_day(value: datetime, zone: str = "UTC") -> str:
    """ "13 September 2013": the last day of a stretch that ends at `value`, the first instant outside it."""
    return written_date(value - timedelta(microseconds=1), zone)


def written_weekday(value: datetime, zone: str = "UTC") -> str:
    """ "Friday": the day of the week of an instant."""
    return str(format_date(value.astimezone(ZoneInfo(zone)).date(), format="EEEE", locale=current_locale()))


# From which length on a time is told in which unit: nobody plans by "1 week" when it is eight days.
_UNITS: tuple[tuple[timedelta, Literal["month", "day", "hour", "minute"], timedelta], ...] = (
    (timedelta(days=90), "month", timedelta(days=365) / 12),
    (timedelta(days=2), "day", timedelta(days=1)),
    (timedelta(hours=2), "hour", timedelta(hours=1)),
    (timedelta(0), "minute", timedelta(minutes=1)),
)


def time_left(value: datetime, at: datetime) -> str:
    """ "in 3 days" or "2 hours ago", as seen at the instant `at`; never more than there is."""
    delta = value - at
    if abs(delta) >= timedelta(days=730):
        return str(format_timedelta(delta, add_direction=True, locale=current_locale()))
    unit, length = next((u, length) for least, u, length in _UNITS if abs(delta) >= least)
    whole = (abs(delta) // length) * length
    signed = whole if delta > timedelta(0) else -whole
    # The threshold keeps it from moving on to a larger unit.
    return str(
        format_timedelta(signed, granularity=unit, threshold=1e9, add_direction=True, locale=current_locale())
    )


def written_number(value: Any) -> str:
    """A figure without trailing zeros of its storage; digits as in the text."""
    return f"{value:,}" if isinstance(value, int) else str(value)


def translated(text: str, i18n: dict[str, str] | None, default: str = "en") -> Markup:
    """`text` in the reader's language where `i18n` has it; otherwise as it is, marked with its own language."""
    locale = current_locale()
    found = (i18n or {}).get(locale)
    if found:
        return Markup.escape(found)
    if locale == default:
        return Markup.escape(text)
    return Markup('<span lang="{}" dir="{}">{}</span>').format(default, direction(default), text)


class FormToken:
    """The token of forms, made only where a template prints it: a page without a form leaves no cookie behind."""

    def __init__(self, request: Request) -> None:
        self.request = request
        self.made = ""

    def __str__(self) -> str:
        self.made = self.made or csrf_token(self.request)
        return self.made


def context_of(request: Request) -> dict[str, Any]:
    """What the layout needs on every page."""
    locale = current_locale()
    return {
        "request": request,
        "actor": getattr(request.state, "actor", ANONYMOUS),
        "csrf_token": FormToken(request),
        "locale": locale,
        "direction": direction(locale),
        "consultation": None,
        "here": "",
        "here_path": request.url.path,
        "live": None,
        "live_about": "",
    }


def render(request: Request, template: str, /, status: int = 200, **context: Any) -> HTMLResponse:
    """A page or a fragment drawn from `template`."""
    environment: Environment = request.app.state.templates
    merged = {**context_of(request), "status": status, **context}
    html = environment.get_template(template).render(merged)
    # A page that has not changed is not sent again: lines are poor, and people come back to the same page all day.
    mark = f'W/"{hashlib.sha256(html.encode("utf-8", "replace")).hexdigest()[:16]}"'
    if status == 200 and request.method == "GET" and mark in request.headers.get("If-None-Match", ""):
        return HTMLResponse(status_code=304, headers={"ETag": mark, "Cache-Control": "private, no-cache"})
    response = HTMLResponse(html, status_code=status)
    if status == 200:
        response.headers["ETag"] = mark
    visit = getattr(request.state, "new_visit", None)
    if visit is not None:
        set_cookie(request, response, VISIT_COOKIE, visit)
    response.headers["Cache-Control"] = "private, no-cache"
    return response
