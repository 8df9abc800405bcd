"""Persons, organisations, and the ways a person is known to the site."""

from datetime import datetime

from sqlalchemy import BigInteger
from sqlmodel import JSON, Field, SQLModel, UniqueConstraint

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
    # The body it belongs to: a confederation, a ministry of a State.
    parent_id: int | None = Field(default=None, foreign_key="organisation.id", index=True)
    # Bodies under one name here count as related (ISO Directives: related bodies have one vote between them).
    related_group: str | None = Field(default=None, sa_type=Key)


class Person(SQLModel, table=True):
    """A human being with an account. Texts and acts refer to the number, never to the name.

    Once erased, `name` and `email` hold a pseudonym and nothing of the person is left; what was written stays.
    """

    __tablename__ = "person"

    id: int | None = Field(default=None, primary_key=True)
    public_id: str = Field(unique=True, sa_type=Key)
    email: str = Field(unique=True)
    name: str
    organisation_id: int | None = Field(default=None, foreign_key="organisation.id", index=True)
    locale: str | None = None
    created_at: datetime
    erased_at: datetime | None = None


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
    """A browser that is signed in. The cookie holds the secret, the table only its hash; deleting the row signs out.

    `way` is how: link, passkey, provider or password. It ends at `expires_at`, or when it was not used for a while.
    """

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
    way: str = "link"


class Passkey(SQLModel, table=True):
    """A key that stays in a person's device (W3C Web Authentication). Its public half is all there is to know of it.

    `sign_count` is how often it has signed, where it counts; `backed_up` whether its maker keeps it for other devices
    of the same person too, as it said the last time.
    """

    __tablename__ = "passkey"

    id: int | None = Field(default=None, primary_key=True)
    public_id: str = Field(unique=True, sa_type=Key)
    person_id: int = Field(foreign_key="person.id", index=True)
    credential_id: str = Field(unique=True, sa_type=Key)
    public_key: bytes
    # Four bytes without a sign, which is more than an integer column takes.
    sign_count: int = Field(default=0, sa_type=BigInteger)
    backed_up: bool = False
    transports: list[str] = Field(default_factory=list, sa_type=JSON)
    label: str
    created_at: datetime
    last_used_at: datetime | None = None
    removed_at: datetime | None = None


class Handshake(SQLModel, table=True):
    """What the site remembers while a way in is half gone: a passkey's challenge, or what it told a provider.

    Only the hash of what the browser brings back is stored. It is used up by its first use, whatever comes of it.
    """

    __tablename__ = "handshake"
    __table_args__ = {"info": {"fleeting": True}}

    id: int | None = Field(default=None, primary_key=True)
    secret_hash: str = Field(unique=True)
    kind: str
    person_id: int | None = Field(default=None, foreign_key="person.id")
    provider_id: int | None = Field(default=None, foreign_key="provider.id")
    held: dict[str, str] = Field(default_factory=dict, sa_type=JSON)
    expires_at: datetime
    used_at: datetime | None = None


class Password(SQLModel, table=True):
    """A password of one's own, for who wants one; never required. Argon2id, with its parameters in the text."""

    __tablename__ = "password"

    person_id: int = Field(primary_key=True, foreign_key="person.id")
    hash: str
    set_at: datetime


class Provider(SQLModel, table=True):
    """An organisation's own identity provider (OpenID Connect). `secret` is sealed with the key of the site."""

    __tablename__ = "provider"

    id: int | None = Field(default=None, primary_key=True)
    public_id: str = Field(unique=True, sa_type=Key)
    name: str
    issuer: str = Field(unique=True)
    client_id: str
    secret: str = ""
    # The claim with the groups of who signs in; each group may stand for an organisation.
    group_claim: str = ""
    # Whether somebody without an account gets one, where a rule says to which organisation they belong.
    gives_accounts: bool = False
    created_at: datetime
    ended_at: datetime | None = None


class ProviderRule(SQLModel, table=True):
    """Who comes with this value in the group claim belongs to this organisation."""

    __tablename__ = "provider_rule"

    id: int | None = Field(default=None, primary_key=True)
    provider_id: int = Field(foreign_key="provider.id", index=True)
    value: str
    organisation_id: int = Field(foreign_key="organisation.id", index=True)
    ended_at: datetime | None = None


class Identity(SQLModel, table=True):
    """Somebody as a provider knows them: `issuer` and `subject` together, which never change hands (OpenID Connect
    Core 5.7). The address it gave is a hint and identifies nobody."""

    __tablename__ = "identity"
    __table_args__ = (UniqueConstraint("issuer", "subject"),)

    id: int | None = Field(default=None, primary_key=True)
    person_id: int = Field(foreign_key="person.id", index=True)
    issuer: str
    subject: str
    email_hint: str = ""
    created_at: datetime
    last_used_at: datetime | None = None
    ended_at: datetime | None = None


class SecurityEvent(SQLModel, table=True):
    """A line of the security log, apart from the ledger: what was tried, from where, by whom if that is known.

    Kept for a stated time and then dropped: it holds addresses of machines, which are personal data.
    """

    __tablename__ = "security_event"
    __table_args__ = {"info": {"fleeting": True}}

    id: int | None = Field(default=None, primary_key=True)
    at: datetime = Field(index=True)
    kind: str
    person_id: int | None = Field(default=None, foreign_key="person.id", index=True)
    address: str = ""
    agent: str = ""
    detail: str = ""


class ApiToken(SQLModel, table=True):
    """A key for programs that act for a person. Shown once; only its hash is stored.

    `scopes` say what it may do (read, comment, draft, decide, manage); an empty list is everything its person may.
    """

    __tablename__ = "api_token"

    id: int | None = Field(default=None, primary_key=True)
    token_hash: str = Field(unique=True)
    person_id: int = Field(foreign_key="person.id", index=True)
    label: str
    scopes: list[str] = Field(default_factory=list, sa_type=JSON)
    created_at: datetime
    expires_at: datetime | None = None
    last_used_at: datetime | None = None
    revoked_at: datetime | None = None
