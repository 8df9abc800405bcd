"""What the doors of admission have in common."""

from fastapi import Request

from app.web.limits import Rule

INVITATIONS = Rule("invitations", account=300, address=3000, minutes=60)
"""Sending mail to people who are invited: enough for a large consultation in an hour, too little to annoy the world."""


def home_of(request: Request) -> str:
    """The address of this site, for links in mails."""
    home: str = request.app.state.settings.base_url
    return home
