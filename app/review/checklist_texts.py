"""The lines of an opening's checklist about the texts: which a round of its kind is about, which it leaves out. Pure."""

from app.consultations.models import RoundKind
from app.drafting.models import ProposalState
from app.kernel.i18n import gettext as _
from app.kernel.i18n import ngettext
from app.review.checklist_items import Item, Mark, amendment_items, base_of, linked
from app.review.rules import INDICATIVE, OF_COMMENTS
from app.review.views import Room, Text

UNDER_COMMENT = (
    ProposalState.SUBMITTED,
    ProposalState.REVISED,
    ProposalState.UNDER_REVIEW,
    ProposalState.READY,
)
SELECTED_FROM = (ProposalState.ADOPTED, ProposalState.CONSOLIDATED)


def in_round(room: Room) -> list[Text]:
    """The texts that a round is about when it opens now: by its kind, those that stand in the right state.

    What is put under silence everybody can read: a text of a group that is closed to its members is left out. A text that
    waits for its amendments is in no ballot and under no silence (GA rule 90: amendments are decided before it).
    """
    kind = room.round.kind
    if kind in OF_COMMENTS or kind in INDICATIVE:
        return [text for text in room.texts if text.state in UNDER_COMMENT]
    if kind == RoundKind.SILENCE:
        return [text for text in _decidable(room) if not text.closed]
    if kind == RoundKind.BALLOT:
        return _decidable(room)
    if kind == RoundKind.SELECTION:
        return [text for text in room.texts if text.state in SELECTED_FROM]
    return list(room.texts)


def amended_in(room: Room) -> list[Text]:
    """The texts that a ballot does not decide on yet, but on their amendments, in the order of the ballot."""
    if room.round.kind != RoundKind.BALLOT:
        return []
    return [text for text in _ready(room) if text.amended]


def groups_in(room: Room) -> set[int]:
    """The working groups whose texts, or amendments to them, a ballot would decide on."""
    return {text.group_id for text in (*in_round(room), *amended_in(room))}


def _ready(room: Room) -> list[Text]:
    return [text for text in room.texts if text.state == ProposalState.READY and not text.frozen]


def _decidable(room: Room) -> list[Text]:
    return [text for text in _ready(room) if not text.amended]


def text_items(room: Room) -> list[Item]:
    """What the checklist says of the texts, by the kind of the round; nothing where the groups write."""
    kind = room.round.kind
    if kind in (RoundKind.DRAFTING, RoundKind.REVISION, RoundKind.CALL_FOR_INPUT):
        return []
    ready = in_round(room)
    seen = len([text for text in ready if text.visible])
    links = linked(room, ready)
    amended = amended_in(room)
    items = []
    if ready:
        items.append(Item(Mark.OK, _there(kind, seen) if seen else _unseen(), links))
    elif any(not text.visible for text in amended):
        items.append(Item(Mark.OK, _unseen()))
    elif not amended:
        items.append(Item(Mark.MISSING, _lacking(kind), ((_("Proposals"), f"{base_of(room)}/proposals"),)))
    return [*items, *amendment_items(room), *_left_out(room)]


def _unseen() -> str:
    return _("Texts of a working group that is closed to you are in it.")


def _lacking(kind: str) -> str:
    if kind in OF_COMMENTS:
        return _("No text in its scope is submitted. A round of comments needs at least one.")
    if kind in INDICATIVE:
        return _("No text in its scope is submitted, so that there is nothing to rate or to ask about.")
    if kind == RoundKind.SELECTION:
        return _("No text in its scope is adopted. The representative group selects from what was adopted.")
    return _("No text in its scope is declared ready for decision.")


def _there(kind: str, n: int) -> str:
    if kind == RoundKind.SILENCE:
        words = ngettext(
            "%(n)s text is ready for decision and goes under silence.",
            "%(n)s texts are ready for decision and go under silence.",
            n,
        )
    elif kind == RoundKind.BALLOT:
        words = ngettext(
            "%(n)s text is ready for decision and will be on the ballot.",
            "%(n)s texts are ready for decision and will be on the ballot.",
            n,
        )
    elif kind == RoundKind.SELECTION:
        words = ngettext(
            "%(n)s text is adopted and comes before the representative group.",
            "%(n)s texts are adopted and come before the representative group.",
            n,
        )
    else:
        words = ngettext("%(n)s text is in it.", "%(n)s texts are in it.", n)
    return words % {"n": n}


def _left_out(room: Room) -> list[Item]:
    """What is in the scope of the round and will not be in it, as far as the reader may see it."""
    kind, seen = room.round.kind, room.seen
    items = []
    if kind in (RoundKind.BALLOT, RoundKind.SILENCE):
        settled = (ProposalState.READY, ProposalState.ADOPTED, ProposalState.CONSOLIDATED)
        others = [text for text in seen if text.state not in settled]
        silence = kind == RoundKind.SILENCE
        if others:
            words = (
                ngettext(
                    "%(n)s text is not ready and will not be under silence.",
                    "%(n)s texts are not ready and will not be under silence.",
                    len(others),
                )
                if silence
                else ngettext(
                    "%(n)s text is not ready and will not be on the ballot.",
                    "%(n)s texts are not ready and will not be on the ballot.",
                    len(others),
                )
            )
            items.append(Item(Mark.HINT, words % {"n": len(others)}, linked(room, others)))
        closed = [text for text in seen if text.closed and text.state == ProposalState.READY]
        if silence and closed:
            words = ngettext(
                "%(n)s text is of a closed group and will not be under silence: those who cannot read it cannot break it.",
                "%(n)s texts are of closed groups and will not be under silence: those who cannot read them cannot break it.",
                len(closed),
            )
            items.append(Item(Mark.HINT, words % {"n": len(closed)}, linked(room, closed)))
        return items
    drafts = [text for text in seen if text.drafted_only]
    if drafts and kind != RoundKind.SELECTION:
        words = ngettext(
            "%(n)s text is still a draft and will not be in it until its group submits it.",
            "%(n)s texts are still drafts and will not be in it until their groups submit them.",
            len(drafts),
        )
        items.append(Item(Mark.HINT, words % {"n": len(drafts)}, linked(room, drafts)))
    return items
