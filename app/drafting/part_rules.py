"""When a part of a consultation may end or be closed, as far as that depends on the proposals in it."""

from collections.abc import Sequence
from datetime import datetime

from app.consultations.calendar import closes, covers
from app.consultations.models import Round, Roundtable, Visibility, WorkingGroup
from app.consultations.rules import visibility_of
from app.kernel.i18n import gettext as _


def why_not_end_roundtable(table: Roundtable, left: int) -> str | None:
    """A roundtable ends when nothing is left in it to decide. How much is left is not said: it may be of a closed
    group."""
    if left:
        return _(
            "%(code)s still has proposals. It can end when each of them was withdrawn or merged into another."
        ) % {"code": table.code}
    return None


def table_of(group: WorkingGroup, tables: Sequence[Roundtable], asked: str = "") -> Roundtable:
    """The roundtable a group drafts for; where it works across them, the one asked for, or the first that goes on."""
    own = next((table for table in tables if table.id == group.roundtable_id), None)
    going_on = [table for table in tables if table.ended_at is None] or list(tables)
    return own or next((table for table in going_on if table.code == asked), going_on[0])


def why_not_begin_in(table: Roundtable) -> str | None:
    """Nothing is begun in a roundtable that has ended."""
    if table.ended_at is not None:
        return _("%(code)s has ended, so nothing new is begun in it.") % {"code": table.code}
    return None


def round_since(
    rounds: Sequence[Round], table: Roundtable | None, since: datetime | None, at: datetime
) -> Round | None:
    """The first round that was open on a roundtable (on any, where the group works across them) after `since`."""
    if since is None:
        return None
    opened = (
        round_
        for round_ in rounds
        if round_.opening_given_at is not None
        and round_.opens_at <= at
        and min(filter(None, (closes(round_), round_.cancelled_at))) > since
        and (table is None or covers(round_, table.code))
    )
    return min(opened, key=lambda round_: round_.opens_at, default=None)


def why_not_close_group(
    group: WorkingGroup, begun: int, wanted: str = Visibility.CLOSED, opened: Round | None = None
) -> str | None:
    """Why a group cannot be made visible to the `wanted` ones, or None; what it is already it may stay.

    A group is closed to readers it had only while it has never begun a proposal: what was open to read stays so. One
    that is not public never becomes so: what is recorded of it is for those who see it. To more readers it is opened
    only while no round (`opened`) was open on it: what its members said in one was said to those who saw it then. That
    depends on the calendar alone, so that the answer tells nothing of a closed group.
    """
    now = visibility_of(group)
    if wanted == now:
        return None
    if wanted == Visibility.PUBLIC:
        return _(
            "%(code)s was set up for fewer readers, and what is recorded of it stays with them. For a public group, end this one and set up another."
        ) % {"code": group.code}
    if opened is not None and wanted == Visibility.WITHIN and now == Visibility.CLOSED:
        return _(
            "“%(round)s” was open while %(code)s was closed, and whatever its members said in it they said to each other alone. Who sees a group is fixed when a round opens. For texts that more people read, set up another group."
        ) % {"code": group.code, "round": opened.title}
    if begun and now == Visibility.WITHIN:
        return _(
            "%(code)s has begun proposals that everybody in this consultation could read, so it stays open to them. Set up a closed group beside it."
        ) % {"code": group.code}
    if begun and now == Visibility.PUBLIC:
        return _(
            "%(code)s has begun proposals that everybody could read, so it stays open. Set up a closed group beside it."
        ) % {"code": group.code}
    return None
