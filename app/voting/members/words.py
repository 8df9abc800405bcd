"""What a member of an electorate is called: by code where ballots are counted, by delegation and capacity where people read."""

from typing import Any

import sqlalchemy as sa

from app.kernel.i18n import gettext as _


def unit_code(code: str, seat: int) -> str:
    """The code of who has a position: that of the delegation, of a member of it `DELEGATION#SEAT`."""
    return f"{code}#{seat}" if seat else code


def unit_code_in(code: Any, seat: Any) -> sa.ColumnElement[str]:
    """The same as a column of a query."""
    return sa.case((seat == 0, code), else_=code + "#" + sa.cast(seat, sa.String))


def unit_name(name: str, seat: int, title: str) -> str:
    """What the reader calls who has a position; of a member its delegation, its number there, and its capacity."""
    if not seat:
        return name
    if not title:
        return _("%(delegation)s, member %(n)s") % {"delegation": name, "n": seat}
    return _("%(delegation)s, member %(n)s (%(capacity)s)") % {
        "delegation": name,
        "n": seat,
        "capacity": title,
    }


def stored_unit_name(name: str, seat: int, title: str) -> str:
    """The same in no reader's language."""
    if not seat:
        return name
    return f"{name}, {seat} ({title})" if title else f"{name}, {seat}"
