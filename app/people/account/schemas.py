"""One's own account as programs send and receive it."""

from datetime import datetime

from pydantic import BaseModel, ConfigDict

from app.people.account.queries import Account, Device


class AccountIn(BaseModel):
    """What is to change; what is left out stays. An empty `locale` is whatever each browser asks for."""

    model_config = ConfigDict(extra="forbid", strict=True)

    name: str | None = None
    locale: str | None = None


class AccountOut(BaseModel):
    """One's own account."""

    public_id: str
    email: str
    name: str
    locale: str
    since: datetime

    @classmethod
    def of(cls, account: Account) -> "AccountOut":
        """The same for programs."""
        return cls(
            public_id=account.public_id,
            email=account.email,
            name=account.name,
            locale=account.locale,
            since=account.since,
        )


class SessionOut(BaseModel):
    """A browser that is signed in: what it calls itself, by which way, since when, when last used to five minutes."""

    id: int
    browser: str
    way: str
    since: datetime
    last_used: datetime
    ends: datetime

    @classmethod
    def of(cls, device: Device) -> "SessionOut":
        """The same for programs."""
        return cls(
            id=device.id,
            browser=device.browser,
            way=device.way,
            since=device.since,
            last_used=device.last_used,
            ends=device.ends,
        )


class SessionList(BaseModel):
    """Every browser that is signed in."""

    items: list[SessionOut]
    next: str | None = None
