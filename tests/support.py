"""What tests act with: a running site, its people, and forms that are filled in as a browser would."""

import asyncio
import contextlib
import copy
import functools
import io
import os
import subprocess
import sys
import traceback
from collections.abc import Coroutine, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Self
from unittest import mock
from urllib.parse import urljoin

import httpx
import httpx._transports.default as _over_the_wire
import lxml.html
import sqlalchemy as sa
import structlog
from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlmodel import Session, col
from starlette.datastructures import State

from app.cli import main
from app.consultations.models import Consultation
from app.consultations.queries import actor_found_by, visible_consultation, with_seats
from app.kernel.actor import SYSTEM, Actor
from app.kernel.db import Database
from app.kernel.ids import secret_hash
from app.main import build_house, furnish
from app.people.actions import add_api_token
from app.people.models import ApiToken, Person, WebSession
from app.people.queries import KNOWN, person_by_email
from app.people.ways import passwords
from app.people.ways.links import demo_secret, sign_in
from app.settings import Settings
from app.web.csrf import SESSION_COOKIE

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)
KEY = "a key for tests only, long enough to sign with"
# A password takes long to compute by design, which no test is about.
passwords.use_cost(time=1, memory=8, parallelism=1)
# Drawn as a table, with all that the variables held, what a test leaves in the log takes up to twenty seconds.
structlog.dev.ConsoleRenderer.get_active().exception_formatter = structlog.dev.plain_traceback
# Every client that goes over the wire would read the certificates of the machine anew, and goes to http://localhost.
_over_the_wire.create_ssl_context = functools.cache(httpx.create_ssl_context)


def settings_for(url: str, **given: Any) -> Settings:
    """The settings of a test site, whatever the environment says."""
    return Settings(_env_file=None, database_url=url, secret_key=KEY, **{"rate_limits": "off", **given})  # type: ignore[call-arg]


@functools.cache
def _doors() -> FastAPI:
    return build_house()


def _house(url: str, keep_pages: bool, **given: Any) -> FastAPI:
    """The application on one database; the doors, slow to hang, are the same ones for all sites of a process."""
    app = copy.copy(_doors())
    app.state, app.user_middleware = State(), []
    furnish(app, settings_for(url, **given), keep_pages=keep_pages)
    return app


_FIRST: dict[str, sa.Engine] = {}


def _share_compiled_sql(database: Database) -> None:
    """Have all sites of a process use the SQL that the first on this kind of database compiled.

    SQLAlchemy keeps what it compiled by dialect, and every engine has a dialect of its own: each test would compile
    every statement anew, and all of them would be kept.
    """
    first = _FIRST.setdefault(database.url.get_backend_name(), database.engine)
    for engine in (database.engine, database._writing):
        engine.dialect, engine._compiled_cache = first.dialect, first._compiled_cache


class Site:
    """The application on one database. `now` is its clock and may be set. Pages are drawn anew unless it keeps them;
    further settings may be `given`."""

    def __init__(self, url: str, *, keep_pages: bool = False, **given: Any) -> None:
        self.url = url
        self.now = NOON
        self.app = _house(url, keep_pages, **given)
        self.database = self.app.state.database
        self.database.clock = lambda: self.now
        _share_compiled_sql(self.database)
        self._clients: list[TestClient] = []
        self._running: TestClient | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_exc: object) -> None:
        for client in self._clients:
            client.close()
        if self._running is not None:
            self._running.__exit__(None, None, None)
        self.database.dispose()

    def client(self, who: str | None = None) -> TestClient:
        """A browser: anonymous, or signed in as `member`, `state`, … of the demonstration."""
        client = self._newcomer("http://localhost:8000")
        if who is not None:
            with self.database.unit_of_work() as db:
                cookie, _person = sign_in(db, link=demo_secret(KEY, address(who)))
                keep_awake(db, cookie)
            client.cookies.set(SESSION_COOKIE, cookie, domain="localhost.local")
        return client

    def api(self, who: str | None = None) -> TestClient:
        """A program that acts for somebody, below /api/v1."""
        client = self._newcomer("http://localhost:8000/api/v1")
        if who is not None:
            with self.database.unit_of_work() as db:
                token = add_api_token(db, person_by_email(db, address(who)), label="test")
                keep_working(db, token)
            client.headers["Authorization"] = f"Bearer {token}"
        return client

    def _newcomer(self, base_url: str) -> TestClient:
        """One more client of the application, which begins once and ends with the site, as in a server's process."""
        if self._running is None:
            self._running = TestClient(self.app)
            self._running.__enter__()
        client = TestClient(self.app, base_url=base_url, raise_server_exceptions=False)
        client.portal = self._running.portal
        self._clients.append(client)
        return client

    def actor(self, who: str) -> Actor:
        """The person as an actor, for tests of rules and actions."""
        with self.database.reading() as db:
            person = person_by_email(db, address(who))
            known = sa.select(*KNOWN, sa.cast(sa.null(), sa.Integer)).where(col(Person.id) == person.id)
            found = actor_found_by(db, with_seats(known), {}, self.now)
            assert found is not None
            return found

    def consultation(self, slug: str = "hld-2013-review") -> Consultation:
        """A consultation of the demonstration."""
        with self.database.reading() as db:
            return visible_consultation(db, SYSTEM, slug)

    def rows(self, sql: str, **values: Any) -> list[Any]:
        """What the database holds, past the application."""
        with self.database.engine.connect() as connection:
            return list(connection.execute(sa.text(sql), values))

    def tamper(self, sql: str, **values: Any) -> None:
        """Change the database behind the application's back."""
        with self.database.engine.execution_options(writes=True).begin() as connection:
            connection.execute(sa.text(sql), values)


def keep_awake(db: Session, cookie: str) -> None:
    """Nobody is signed out as unused while a test turns its clock on by days; that a session ends at all stays."""
    here = sa.update(WebSession).where(col(WebSession.token_hash) == secret_hash(cookie))
    db.execute(here.values(seen_at=col(WebSession.expires_at)))


def keep_working(db: Session, token: str) -> None:
    """No token runs out while a test turns its clock on by years: it is as those of the first release, without an end."""
    db.execute(
        sa.update(ApiToken).where(col(ApiToken.token_hash) == secret_hash(token)).values(expires_at=None)
    )


def address(who: str) -> str:
    """`member` is member@demo.example."""
    return who if "@" in who else f"{who}@demo.example"


class Form:
    """A form as it stands in a page, with what a browser would send of it."""

    def __init__(self, page: Any, action: str | None = None, *, id: str | None = None) -> None:
        html = lxml.html.fromstring(page.text, base_url=str(page.url))
        found = [
            f for f in html.forms
            if (action is None or action in (f.get("action") or "")) and (id is None or f.get("id") == id)
            and f.get("role") != "search" and (f.get("action") or "") != "/sign-out"
        ]  # fmt: skip
        assert found, f"no form with action {action!r} on {page.url}"
        self.form = found[0]
        self.url = urljoin(str(page.url), self.form.get("action") or "")
        self.values: dict[str, Any] = {}
        areas = {area.get("name") for area in self.form.findall(".//textarea")}
        for name, value in self.form.form_values():
            # A browser drops the line break that stands first in a text area.
            self.values.setdefault(name, []).append(value.removeprefix("\n") if name in areas else value)

    def submit(self, client: Any, follow: bool = True, **values: Any) -> Any:
        """Send the form with `values` in place of what stood in it."""
        data = {**self.values, **{name: value for name, value in values.items() if value is not None}}
        method = (self.form.get("method") or "get").lower()
        if method == "get":
            return client.get(self.url, params=data, follow_redirects=follow)
        return client.post(self.url, data=data, follow_redirects=follow)


def commonspace(
    url: str, *args: str, clock: datetime | None = NOON, cwd: Path | None = None
) -> subprocess.CompletedProcess[str]:
    """Run the command on a database and give what came out."""
    return typed(args, command_environment(url, clock), cwd or Path.cwd())


def typed(args: Sequence[str], environment: Mapping[str, str], cwd: Path) -> subprocess.CompletedProcess[str]:
    """Run `commonspace` in this environment and folder, as `python -m app` does but without starting a process."""
    out, err = io.StringIO(), io.StringIO()
    code: Any = 0
    with (
        mock.patch.dict(os.environ, environment, clear=True),
        mock.patch.object(sys, "argv", ["commonspace", *args]),
        contextlib.chdir(cwd),
        contextlib.redirect_stdout(out),
        contextlib.redirect_stderr(err),
    ):
        try:
            main()
        except SystemExit as end:
            code = end.code
        except Exception:
            traceback.print_exc()
            code = 1
    structlog.reset_defaults()
    return subprocess.CompletedProcess(args, code or 0, out.getvalue(), err.getvalue())


def command_environment(url: str, clock: datetime | None = NOON) -> dict[str, str]:
    """The environment of a command or a server on this database."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("COMMONSPACE_")}
    kept |= {"COMMONSPACE_DATABASE_URL": url, "COMMONSPACE_SECRET_KEY": KEY, "COMMONSPACE_RATE_LIMITS": "off"}
    if clock is not None:
        kept["COMMONSPACE_CLOCK"] = clock.isoformat()
    return kept


def run_apart(work: Coroutine[Any, Any, Any]) -> Any:
    """Run it on an event loop in a thread of its own: where a browser is driven, this thread has one running already."""
    with ThreadPoolExecutor(1) as apart:
        return apart.submit(asyncio.run, work).result()
