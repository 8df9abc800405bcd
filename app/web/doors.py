"""What every door needs: a session to read, a session to write, and who is acting."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractContextManager
from functools import partial
from typing import Annotated, TypeVar

from anyio import CancelScope, CapacityLimiter
from anyio.to_thread import run_sync
from fastapi import Depends, Path, Query, Request
from sqlmodel import Session
from starlette.datastructures import FormData

from app.kernel.actor import Actor
from app.kernel.db import LARGEST, Database
from app.kernel.errors import NotFound
from app.kernel.i18n import gettext as _
from app.web.address_of import came_from
from app.web.csrf import SAFE, sent_form

T = TypeVar("T")
LoadActor = Callable[[Request, Session], Actor]


def get_database(request: Request) -> Database:
    """The database this application was created with."""
    database: Database = request.app.state.database
    return database


ThisDatabase = Annotated[Database, Depends(get_database)]


class Turns:
    """How many requests may be at the database at once, decided on the event loop and never in a thread.

    Threads are few. A request that waits in one of them for a lock or a connection may hold up the very request
    that would give it back, so every request waits for its turn here, before its first thread. Writers go one by
    one on SQLite, which has one writer; on PostgreSQL a few at a time.
    """

    def __init__(self, database: Database) -> None:
        self.places = asyncio.Semaphore(8)
        self.writing = asyncio.Semaphore(1 if database.is_sqlite else 4)


async def take_turn(request: Request) -> AsyncIterator[None]:
    """Wait for this request's turn; the first dependency of every route that touches the database."""
    if any(
        control in text
        for text in (request.url.path, *request.query_params.values())
        for control in "\x00\x1b\x7f"
    ):
        # PostgreSQL takes no NUL in a text, and no address of ours has one.
        raise NotFound(_("There is nothing at this address, or you may not see it."))
    turns: Turns = request.app.state.turns
    async with contextlib.AsyncExitStack() as stack:
        if request.method not in SAFE:
            await stack.enter_async_context(turns.writing)
        await stack.enter_async_context(turns.places)
        yield


Turn = Annotated[None, Depends(take_turn, scope="function")]


@contextlib.asynccontextmanager
async def ended_in_thread(work: AbstractContextManager[T]) -> AsyncIterator[T]:
    """Begin `work` here and end it in a thread: a session that begins asks nothing of the database, one that ends does.

    Each hand-over to a thread costs a request a tenth of a millisecond or two. The end waits for no thread to be free
    (a limiter of its own), and happens even where the request was given up meanwhile.
    """
    value = work.__enter__()
    error: BaseException | None = None
    try:
        yield value
    except BaseException as raised:
        error = raised
    end = partial(
        work.__exit__, type(error) if error else None, error, error.__traceback__ if error else None
    )
    with CancelScope(shield=True):
        await run_sync(end, limiter=CapacityLimiter(1))
    if error is not None:
        raise error


async def get_session(request: Request, _turn: Turn) -> AsyncIterator[Session]:
    """One transaction for a request that writes, committed before the first byte of the answer."""
    async with ended_in_thread(get_database(request).unit_of_work()) as db:
        db.info.update(came_from(request))
        yield db


async def get_reading_session(request: Request, _turn: Turn) -> AsyncIterator[Session]:
    """A session for a request that only reads, and for finding out who is acting."""
    database = get_database(request)
    if database.is_sqlite:
        # The end of a reading asks nothing of the disk, so it is not worth a thread.
        with database.reading() as db:
            yield db
    else:
        async with ended_in_thread(database.reading()) as db:
            yield db


Db = Annotated[Session, Depends(get_session, scope="function")]
ReadDb = Annotated[Session, Depends(get_reading_session, scope="function")]


def get_actor(request: Request, db: ReadDb) -> Actor:
    """Who is acting, with all seats, by the session cookie of a page or the bearer token of the API."""
    load: LoadActor = request.app.state.load_actor
    request.state.actor = actor = load(request, db)
    return actor


CurrentActor = Annotated[Actor, Depends(get_actor, scope="function")]


async def posted_form(request: Request) -> FormData:
    """The form as it was sent."""
    return await sent_form(request)


Posted = Annotated[FormData, Depends(posted_form)]


def text_of(form: FormData, name: str) -> str:
    """A field as text; an upload is none."""
    value = form.get(name, "")
    return value if isinstance(value, str) else ""


# A number in an address or a query that an integer column can take.
Number = Annotated[int, Path(ge=0, le=LARGEST)]
AskedNumber = Annotated[int, Query(ge=0, le=LARGEST)]


def wants_fragment(request: Request) -> bool:
    """Whether htmx asks for a part of the page. Without it the same address answers with a whole page."""
    return request.headers.get("HX-Request") == "true" and request.headers.get("HX-Request-Type") != "full"


def is_api(request: Request) -> bool:
    """Whether this request came through the programs' door."""
    return request.url.path.startswith("/api/")
