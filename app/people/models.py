"""Persons, organisations, and the ways a person is known to the site."""

from datetime import datetime

from sqlmodel import JSON, Field, SQLModel

from app.kernel.db import Key


class Organisation(SQLModel, table=True):
    """A body that may take part in any consultation; one across all of them, by `public_id`.

    A State is an organisation with an ISO 3166 country code. What a consultation calls it, and the
    constituency it sits in there, belong to its delegation.
    """

    __tablename__ = "organisation"

    id: int | None = Field(default=None, primary_key=True)
    public_id: str = Field(unique=True, sa_type=Key)
    name: str
    short_name: str
    name_i18n: dict[str, str] = Field(default_factory=dict, sa_type=JSON)
    iso3: str | None = None
    url: str | None = None


class Person(SQLModel, table=True):
    """A human being with an account. Texts and acts refer to the number, never to the name."""

    __tablename__ = "person"

    id: int | None = Field(default=None, primary_key=True)
    public_id: str = Field(unique=True, sa_type=Key)
    email: str = Field(unique=True)
    name: str
    organisation_id: int | None = Field(default=None, foreign_key="organisation.id", index=True)
    locale: str | None = None
    created_at: datetime


class SignInLink(SQLModel, table=True):
    """A link that signs a person in. Only its hash is stored.

    `kind` is `once` (used up by its first use, with an end) or `demo` (made by the demo alone, used again and again).
    """

    __tablename__ = "sign_in_link"

    id: int | None = Field(default=None, primary_key=True)
    token_hash: str = Field(unique=True)
    person_id: int = Field(foreign_key="person.id", index=True)
    kind: str
    created_at: datetime
    expires_at: datetime | None = None
    used_at: datetime | None = None


class WebSession(SQLModel, table=True):
    """A browser that is signed in. The cookie holds the secret, the table only its hash; deleting the row signs out."""

    __tablename__ = "web_session"
    __table_args__ = {"info": {"fleeting": True}}

    id: int | None = Field(default=None, primary_key=True)
    token_hash: str = Field(unique=True)
    person_id: int = Field(foreign_key="person.id", index=True)
    created_at: datetime
    seen_at: datetime
    expires_at: datetime
    ended_at: datetime | None = None
    agent: str = ""


class ApiToken(SQLModel, table=True):
    """A key for programs that act for a person. Shown once; only its hash is stored."""

    __tablename__ = "api_token"

    id: int | None = Field(default=None, primary_key=True)
    token_hash: str = Field(unique=True)
    person_id: int = Field(foreign_key="person.id", index=True)
    label: str
    created_at: datetime
    last_used_at: datetime | None = None
    revoked_at: datetime | None = None
