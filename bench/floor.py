"""The floor: the least that a server on the same parts does for the same job, without anybody's rights or record.

A list of 50 of 1,000 rows, a page with its comments, a durable comment, a durable position. It is a limit, not a target.
"""

import os
import sqlite3
from collections.abc import Iterator
from typing import Annotated, Any

import sqlalchemy as sa
from fastapi import Body, Depends, FastAPI
from fastapi.responses import HTMLResponse
from jinja2 import Environment
from sqlalchemy import event
from sqlmodel import Field, Session, SQLModel, col, create_engine, select

PATH = os.environ["BENCH_FLOOR"]
ROWS, COMMENTS = 1000, 12


class Thing(SQLModel, table=True):
    """A row of the list."""

    __tablename__ = "floor_thing"

    id: int | None = Field(default=None, primary_key=True)
    code: str = Field(index=True)
    title: str
    summary: str
    state: str
    comments: int = 0


class Remark(SQLModel, table=True):
    """A comment on it."""

    __tablename__ = "floor_remark"

    id: int | None = Field(default=None, primary_key=True)
    thing_id: int = Field(index=True)
    author: str
    text: str


class Given(SQLModel, table=True):
    """A position."""

    __tablename__ = "floor_given"

    thing_id: int = Field(primary_key=True)
    delegation: int = Field(primary_key=True)
    position: str


engine = create_engine(f"sqlite:///{PATH}", connect_args={"check_same_thread": False, "timeout": 30})


@event.listens_for(engine, "connect")
def _prepare(connection: Any, _record: object) -> None:
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=FULL")


def fill() -> None:
    """The rows that the routes read."""
    SQLModel.metadata.create_all(engine, tables=[sa_table(m) for m in (Thing, Remark, Given)])
    prose = (
        "States and partners publish recruitment fees every year, and extend consular help in three regions. "
    )
    with Session(engine) as db:
        for n in range(1, ROWS + 1):
            thing = Thing(
                code=f"RT1-M{n:04}",
                title=f"Mechanism {n}",
                summary=prose * 2,
                state="ready",
                comments=COMMENTS,
            )
            db.add(thing)
        for n in range(1, 51):
            db.add_all(Remark(thing_id=n, author="Somebody", text=prose) for _ in range(COMMENTS))
        db.commit()


def sa_table(model: type[SQLModel]) -> sa.Table:
    """The table of a model."""
    table: sa.Table = model.__table__  # type: ignore[attr-defined]
    return table


LIST = Environment(autoescape=True).from_string(
    "<!doctype html><title>List</title><table>{% for row in rows %}<tr>"
    "<td>{{ row.id }}</td><td>{{ row.code }}</td><td><a href='/t/{{ row.code }}'>{{ row.title }}</a></td><td>{{ row.summary }}</td>"
    "<td>{{ row.state }}</td><td>{{ row.comments }}</td><td>{{ row.code }}</td><td>{{ row.title }}</td><td>{{ row.state }}</td>"
    "<td>{{ row.comments }}</td></tr>{% endfor %}</table>"
)
PAGE = Environment(autoescape=True).from_string(
    "<!doctype html><title>{{ thing.title }}</title><h1>{{ thing.title }}</h1>{% for n in range(12) %}<p>{{ n }} {{ thing.summary }}</p>{% endfor %}"
    "{% for remark in remarks %}<article><h2>{{ remark.author }}</h2><p>{{ remark.text }}</p></article>{% endfor %}"
)


def session() -> Iterator[Session]:
    """A session for a request."""
    with Session(engine) as db:
        yield db


Db = Annotated[Session, Depends(session)]
app = FastAPI()


@app.get("/list")
def show_list(db: Db) -> HTMLResponse:
    """Fifty rows of a thousand."""
    rows = db.exec(select(Thing).order_by(Thing.code).limit(50)).all()
    return HTMLResponse(LIST.render(rows=rows))


@app.get("/page")
def show_page(db: Db) -> HTMLResponse:
    """One row with its comments."""
    thing = db.exec(select(Thing).where(Thing.code == "RT1-M0001")).one()
    remarks = db.exec(select(Remark).where(Remark.thing_id == thing.id)).all()
    return HTMLResponse(PAGE.render(thing=thing, remarks=remarks))


@app.post("/comment")
def comment(db: Db, text: Annotated[str, Body(embed=True)]) -> dict[str, int]:
    """A comment and its counter, durable."""
    remark = Remark(thing_id=2, author="Somebody", text=text)
    db.add(remark)
    db.execute(sa.update(Thing).where(col(Thing.id) == 2).values(comments=Thing.comments + 1))
    db.commit()
    return {"id": remark.id or 0}


@app.put("/position")
def position(position: Annotated[str, Body(embed=True)]) -> dict[str, str]:
    """A position, by the bare driver, durable."""
    connection = sqlite3.connect(PATH, timeout=30)
    connection.execute("PRAGMA synchronous=FULL")
    with connection:
        connection.execute(
            "INSERT INTO floor_given (thing_id, delegation, position) VALUES (1, 1, ?) "
            "ON CONFLICT (thing_id, delegation) DO UPDATE SET position = excluded.position",
            (position,),
        )
    connection.close()
    return {"position": position}


if __name__ == "__main__":
    fill()
