"""Mail that is to go out: written in the transaction that causes it, sent after it by the worker."""

from datetime import datetime

from sqlmodel import Field, Session, SQLModel

from app.kernel.clock import now


class Outgoing(SQLModel, table=True):
    """A message on its way. Its words are dropped once it is sent, because links in it open things.

    `why` names what it is for, so that it can be counted and tried again; `last_error` is the sentence of the last try.
    """

    __tablename__ = "outgoing"
    __table_args__ = {"info": {"fleeting": True}}

    id: int | None = Field(default=None, primary_key=True)
    why: str
    to: str
    subject: str
    text: str
    locale: str
    created_at: datetime
    due_at: datetime = Field(index=True)
    tries: int = 0
    sent_at: datetime | None = None
    given_up_at: datetime | None = None
    last_error: str = ""


def post(db: Session, *, to: str, subject: str, text: str, why: str, locale: str) -> Outgoing:
    """Put a message out, to be sent once this transaction is committed; rolled back with it, it never was.

    `why` is one word for what it is for: `sign_in`, `invitation`, `application`.
    """
    at = now(db)
    message = Outgoing(why=why, to=to, subject=subject, text=text, locale=locale, created_at=at, due_at=at)
    db.add(message)
    return message
