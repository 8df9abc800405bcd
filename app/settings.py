"""Every variable of the environment, with what it does. A wrong one stops the start with a sentence naming it."""

import os
import secrets
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from ipaddress import ip_network
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

from dotenv import dotenv_values
from pydantic import Field, ValidationError, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

from app.kernel.clock import Clock, standing_clock, system_clock
from app.kernel.i18n import gettext as _
from app.kernel.mail import MailServer

EMBEDDED = "sqlite:///var/commonspace.db"
VARIABLE = "COMMONSPACE_"
SECRETS = ("secret_key", "oidc_client_secret")
# Addresses that hold a password: what is wrong with them is said without them.
WITH_PASSWORD = (*SECRETS, "database_url", "mail_url")
Origin = Literal["environment", "file", "default", "command"]


@dataclass(frozen=True, slots=True)
class Described:
    """One setting for people to read. `value` is empty for a secret, `is_set` says whether there is one.

    `origin` is where it comes from: the environment, the file `.env`, the default, or the command that was given.
    """

    name: str
    value: str
    is_set: bool
    origin: Origin
    does: str


class Settings(BaseSettings):
    """What an operator sets, in the environment with the prefix COMMONSPACE_ or in a file `.env`."""

    model_config = SettingsConfigDict(env_prefix="COMMONSPACE_", env_file=".env", extra="ignore")

    database_url: str = Field(default=EMBEDDED, description=_("SQLite or postgresql+psycopg://…"))
    base_url: str = Field(
        default="http://localhost:8000",
        description=_("The address people use; links in messages begin with it"),
    )
    secret_key: str = Field(
        default="",
        description=_(
            "Signs forms and demo links; made and kept beside the embedded database, required otherwise"
        ),
    )
    mail_url: str = Field(
        default="",
        description=_(
            "smtp://name:password@host:587?from=address or smtps://…; without it messages are files in var/mail/"
        ),
    )
    oidc_issuer: str = Field(
        default="",
        description=_(
            "Issuer of an OpenID provider by which people sign in; more are added by an administrator"
        ),
    )
    oidc_client_id: str = Field(default="", description=_("Client id of this site at that provider"))
    oidc_client_secret: str = Field(default="", description=_("Client secret of this site at that provider"))
    font_dir: str = Field(
        default="",
        description=_(
            "A folder of further fonts for PDF, for scripts beyond those of the six official languages"
        ),
    )
    default_locale: Literal["en", "fr", "es", "ar", "zh", "ru"] = Field(
        default="en", description=_("Language of pages where the reader asks for none")
    )
    log_format: Literal["console", "json"] = Field(
        default="console", description=_("console for people, json for machines")
    )
    trusted_proxies: str = Field(
        default="",
        description=_(
            "Addresses or networks of proxies whose X-Forwarded-For is believed, comma separated; without it limits and the security log know an address only as the nearest machine"
        ),
    )
    rate_limits: Literal["on", "off"] = Field(
        default="on",
        description=_(
            "Whether trying very often is refused for a while; off for measuring and scanning only"
        ),
    )
    clock: datetime | None = Field(
        default=None, description=_("Sets the clock to an instant, in demo and tests only")
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

    @field_validator("oidc_issuer")
    @classmethod
    def _issuer(cls, value: str) -> str:
        if value and not value.startswith(("https://", "http://localhost", "http://127.0.0.1")):
            raise ValueError("must begin with https://")
        return value

    @field_validator("mail_url")
    @classmethod
    def _mail_server(cls, value: str) -> str:
        if value:
            MailServer.of(value)
        return value

    @field_validator("trusted_proxies")
    @classmethod
    def _known_proxies(cls, value: str) -> str:
        try:
            for one in value.split(","):
                ip_network(one.strip() or "::1", strict=False)
        except ValueError:
            raise ValueError(
                "must be addresses or networks such as 192.0.2.7 or 10.0.0.0/8, comma separated"
            ) from None
        return value

    @field_validator("clock", mode="before")
    @classmethod
    def _no_clock(cls, value: object) -> object:
        return value or None

    def described(self) -> list["Described"]:
        """Every setting as an operator may see it: passwords and keys are never shown."""
        return [
            Described(
                VARIABLE + name.upper(),
                *self._shown(name),
                self._origin(name),
                _(field.description) if field.description else "",
            )
            for name, field in type(self).model_fields.items()
        ]

    def _shown(self, name: str) -> tuple[str, bool]:
        value = getattr(self, name)
        if name == "secret_key" and self.embedded:
            return "", True
        if value in ("", None):
            return "", False
        if name in SECRETS:
            return "", True
        if name == "database_url":
            return make_url(value).render_as_string(hide_password=True), True
        if name == "mail_url":
            return str(MailServer.of(value)), True
        return value.isoformat() if isinstance(value, datetime) else str(value), True

    def _origin(self, name: str) -> Origin:
        variable = (VARIABLE + name).lower()
        if name not in self.model_fields_set:
            return "default"
        if any(known.lower() == variable for known in os.environ):
            return "environment"
        file = self.model_config.get("env_file")
        if isinstance(file, str) and Path(file).is_file():
            named = {known.lower() for known in dotenv_values(file)}
            return "file" if variable in named else "command"
        return "command"

    @property
    def mail_folder(self) -> Path:
        """Where messages are written where no mail server is set."""
        return self.var / "mail"

    @property
    def mail_sender(self) -> str:
        """The address that messages come from: that of MAIL_URL (`?from=…`), else `commonspace@` the site's host."""
        named = MailServer.of(self.mail_url).sender if self.mail_url else ""
        return named or f"commonspace@{urlsplit(self.base_url).hostname or 'localhost'}"

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
        shown = "" if first["loc"][0] in WITH_PASSWORD else f" (it is {first['input']!r})"
        raise SettingsError(f"{name} is wrong: {reason}{shown}.") from None
