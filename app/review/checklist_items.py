"""A line of an opening's checklist, and the lines about amendments: what is decided before its text, and in which order. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from app.consultations.models import RoundKind
from app.drafting.models import ProposalState
from app.kernel.i18n import gettext as _
from app.kernel.i18n import ngettext
from app.review.views import Room, Text


class Mark(StrEnum):
    """`missing` stands against the opening; `reason` asks for one to be written down; `hint` is only said."""

    OK = "ok"
    MISSING = "missing"
    REASON = "reason"
    HINT = "hint"


@dataclass(frozen=True, slots=True)
class Item:
    """One line of the checklist. `links` are pairs of words and address: where to look, or what to do about it."""

    mark: Mark
    sentence: str
    links: tuple[tuple[str, str], ...] = ()


def base_of(room: Room) -> str:
    """The address of the consultation."""
    return f"/{room.consultation.slug}"


def linked(room: Room, texts: Sequence[Text], limit: int = 60) -> tuple[tuple[str, str], ...]:
    """Those of the texts that the reader may see, as links."""
    seen = [text for text in texts if text.visible]
    return tuple((text.code, f"{base_of(room)}/{text.code}") for text in seen[:limit])


def amendment_items(room: Room) -> list[Item]:
    """Of each text that has amendments which one the opening puts to the vote, in the order in which they are decided, and
    what is left out; of those alone that the reader may see."""
    kind = room.round.kind
    if kind not in (RoundKind.BALLOT, RoundKind.SILENCE):
        return []
    found = []
    for text in room.seen:
        if text.state != ProposalState.READY:
            continue
        if text.frozen:
            found.append(Item(Mark.HINT, text.frozen, linked(room, [text])))
        elif text.amended:
            found.append(_waits(room, text, silence=kind == RoundKind.SILENCE))
        if text.older:
            found.append(_left_out(room, text))
    return found


def _waits(room: Room, text: Text, *, silence: bool) -> Item:
    n = len(text.amended)
    if silence:
        words = ngettext(
            "%(code)s waits for %(n)s amendment, which a ballot decides on before it, and will not be under silence.",
            "%(code)s waits for %(n)s amendments, which a ballot decides on before it, and will not be under silence.",
            n,
        )
        return Item(Mark.HINT, words % {"n": n, "code": text.code}, linked(room, [text]))
    words = ngettext(
        "%(n)s amendment to %(code)s is decided before it, which waits for the next ballot.",
        "%(n)s amendments to %(code)s are decided before it, which waits for the next ballot.",
        n,
    ) % {"n": n, "code": text.code}
    if n > 1:
        order = _("By paragraph, and of several to one the furthest from the text first, in this order:")
        words = f"{words} {order}"
    return Item(Mark.OK, words, _amendment_links(room, text.amended))


def _left_out(room: Room, text: Text) -> Item:
    n = len(text.older)
    words = ngettext(
        "%(n)s amendment was written on an older version of %(code)s and is left out. Whoever moved it moves it again on version %(version)s, or withdraws it.",
        "%(n)s amendments were written on an older version of %(code)s and are left out. Whoever moved them moves them again on version %(version)s, or withdraws them.",
        n,
    )
    return Item(
        Mark.HINT,
        words % {"n": n, "code": text.code, "version": text.version},
        _amendment_links(room, text.older),
    )


def _amendment_links(room: Room, codes: Sequence[str]) -> tuple[tuple[str, str], ...]:
    return tuple((code, f"{base_of(room)}/{code}") for code in codes)
