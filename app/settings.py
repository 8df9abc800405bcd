"""Every variable of the environment, with what it does. A wrong one stops the start with a sentence naming it."""

import secrets
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import Literal

from pydantic import Field, ValidationError, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

from app.kernel.clock import Clock, standing_clock, system_clock

EMBEDDED = "sqlite:///var/commonspace.db"


class Settings(BaseSettings):
    """What an operator sets, in the environment with the prefix COMMONSPACE_ or in a file `.env`."""

    model_config = SettingsConfigDict(env_prefix="COMMONSPACE_", env_file=".env", extra="ignore")

    database_url: str = Field(default=EMBEDDED, description="SQLite or postgresql+psycopg://…")
    base_url: str = Field(
        default="http://localhost:8000", description="The address people use; links in messages begin with it"
    )
    secret_key: str = Field(
        default="",
        description="Signs forms and demo links; made and kept beside the embedded database, required otherwise",
    )
    mail_url: str = Field(default="", description="smtp://…; without it messages are written to var/mail/")
    oidc_issuer: str = Field(default="", description="OpenID provider; not used yet")
    oidc_client_id: str = Field(default="", description="Client id at the OpenID provider; not used yet")
    oidc_client_secret: str = Field(
        default="", description="Client secret at the OpenID provider; not used yet"
    )
    font_dir: str = Field(default="", description="Further fonts for documents; not used yet")
    default_locale: Literal["en", "fr", "es", "ar", "zh", "ru"] = Field(
        default="en", description="Language of pages where the reader asks for none"
    )
    log_format: Literal["console", "json"] = Field(
        default="console", description="console for people, json for machines"
    )
    trusted_proxies: str = Field(
        default="", description="Addresses of proxies whose X-Forwarded-For is believed, comma separated"
    )
    rate_limits: Literal["on", "off"] = Field(default="on", description="off for measuring and scanning only")
    clock: datetime | None = Field(
        default=None, description="Sets the clock to an instant, in demo and tests only"
    )

    @field_validator("database_url")
    @classmethod
    def _known_database(cls, value: str) -> str:
        try:
            backend = make_url(value).drivername
        except ArgumentError:
            raise ValueError("is not a database address") from None
        if backend not in ("sqlite", "postgresql+psycopg"):
            raise ValueError("must begin with sqlite:/// or postgresql+psycopg://")
        return value

    @field_validator("base_url")
    @classmethod
    def _web_address(cls, value: str) -> str:
        if not value.startswith(("http://", "https://")):
            raise ValueError("must begin with http:// or https://")
        return value.rstrip("/")

    @field_validator("clock", mode="before")
    @classmethod
    def _no_clock(cls, value: object) -> object:
        return value or None

    @property
    def the_clock(self) -> Clock:
        """The clock everything runs by."""
        return standing_clock(self.clock) if self.clock else system_clock

    @property
    def embedded(self) -> bool:
        """Whether the database is SQLite in a file of its own."""
        return self.database_url.startswith("sqlite")

    @property
    def var(self) -> Path:
        """The folder for what the site keeps beside its database: the key, messages, the queue of jobs."""
        database = make_url(self.database_url).database if self.embedded else None
        return Path(database).parent if database else Path("var")

    @cached_property
    def key(self) -> str:
        """The secret key; with the embedded database it is made on first use and kept in `secret_key`."""
        if self.secret_key:
            return self.secret_key
        if not self.embedded:
            raise SettingsError(
                "COMMONSPACE_SECRET_KEY is missing: set it to a long random text when the database is not the embedded one."
            )
        path = self.var / "secret_key"
        if not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(secrets.token_urlsafe(48))
            path.chmod(0o600)
        return path.read_text().strip()


class SettingsError(Exception):
    """A setting is wrong; the message names the variable and says what it takes."""


def load_settings(**given: object) -> Settings:
    """Read the environment. Raises SettingsError with one sentence naming the first wrong variable."""
    try:
        return Settings(**given)  # type: ignore[arg-type]
    except ValidationError as error:
        first = error.errors()[0]
        name = "COMMONSPACE_" + str(first["loc"][0]).upper()
        reason = str(first["msg"]).removeprefix("Value error, ")
        raise SettingsError(f"{name} is wrong: {reason} (it is {first['input']!r}).") from None
