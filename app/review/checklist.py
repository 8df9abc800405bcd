"""The checklist of an opening: what is as it must be, what is missing, and what a moderator should know. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from app.consultations.calendar import RoundStage, overlapping, round_stage
from app.consultations.models import ConsultationState, RoundKind
from app.drafting.models import ProposalState
from app.kernel.i18n import gettext as _
from app.kernel.i18n import ngettext
from app.review.queries import earlier_comment_rounds
from app.review.rules import OF_COMMENTS
from app.review.views import Electorate, Room, Text

UNDER_COMMENT = (
    ProposalState.SUBMITTED,
    ProposalState.REVISED,
    ProposalState.UNDER_REVIEW,
    ProposalState.READY,
)


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


def checklist(room: Room, electorate: Electorate | None = None) -> tuple[Item, ...]:
    """What the opening of a round asks, by its kind (domain B2 and D3): dates, notice, the texts, the electorate.

    Of closed groups it names only what the reader may see; what counts, counts all the same.
    """
    items = [_consultation(room), *_dates(room), _notice(room), _others(room)]
    kind = room.round.kind
    if kind in OF_COMMENTS:
        items += _comment_texts(room)
    if kind == RoundKind.LAST_CALL:
        items.append(_answered(room))
    if kind == RoundKind.REVISION:
        items.append(_after_comments(room))
    if kind == RoundKind.SELECTION:
        items += _seats(room)
    if kind == RoundKind.BALLOT:
        items += [*_ballot_texts(room), *_electorate(room, electorate), _completed(room)]
    if not room.round.purpose:
        items.append(
            Item(
                Mark.HINT,
                _("It does not say yet what participants are asked."),
                ((_("Say it in the plan"), f"{_base(room)}/rounds/{room.round.code}#plan"),),
            )
        )
    return tuple(items)


def missing(items: Sequence[Item]) -> list[Item]:
    """The items that stand against the opening."""
    return [item for item in items if item.mark is Mark.MISSING]


def reason_due(items: Sequence[Item]) -> bool:
    """Whether the opening needs a reason."""
    return any(item.mark is Mark.REASON for item in items)


def in_round(room: Room) -> list[Text]:
    """The texts that a round is about when it opens now: by its kind, those that stand in the right state."""
    if room.round.kind in OF_COMMENTS:
        return [text for text in room.texts if text.state in UNDER_COMMENT]
    if room.round.kind == RoundKind.BALLOT:
        return [text for text in room.texts if text.state == ProposalState.READY]
    return list(room.texts)


def _base(room: Room) -> str:
    return f"/{room.consultation.slug}"


def _linked(room: Room, texts: Sequence[Text], limit: int = 60) -> tuple[tuple[str, str], ...]:
    seen = [text for text in texts if text.visible]
    return tuple((text.code, f"{_base(room)}/{text.code}") for text in seen[:limit])


def _consultation(room: Room) -> Item:
    code = room.consultation.code
    if room.consultation.state == ConsultationState.DRAFT:
        return Item(
            Mark.MISSING,
            _("%(code)s is still being set up; its secretariat opens it first.") % {"code": code},
            ((_("Set-up"), f"{_base(room)}/setup"),),
        )
    return Item(Mark.OK, _("%(code)s is open.") % {"code": code})


def _dates(room: Room) -> list[Item]:
    if room.at >= room.round.closes_at:
        return [Item(Mark.MISSING, _("Its days have passed. Give it new ones in its plan."))]
    if room.at >= room.round.opens_at:
        return [
            Item(
                Mark.HINT,
                _(
                    "Its first day has come. It opens the moment you give the opening, and is about the texts as they stand then."
                ),
            )
        ]
    return []


def _notice(room: Room) -> Item:
    days = room.consultation.notice_days
    if not days:
        return Item(Mark.OK, _("This consultation asks for no notice before a round opens."))
    left = max(room.round.opens_at, room.at) - room.at
    if left >= timedelta(days=days):
        return Item(
            Mark.OK,
            ngettext("The notice of %(n)s day is kept.", "The notice of %(n)s days is kept.", days)
            % {"n": days},
        )
    return Item(
        Mark.REASON,
        ngettext(
            "This consultation asks for a notice of %(n)s day, and the round opens sooner: say why.",
            "This consultation asks for a notice of %(n)s days, and the round opens sooner: say why.",
            days,
        )
        % {"n": days},
        ((_("The reason"), f"{_base(room)}/rounds/{room.round.code}/opening#opening-reason"),),
    )


def _others(room: Room) -> Item:
    mine = room.round
    given = [r for r in room.rounds if r.opening_given_at is not None and round_stage(r, room.at) in _RUNNING]
    other = overlapping(
        given,
        opens=max(mine.opens_at, room.at),
        closes_at=mine.closes_at,
        scope=mine.scope,
        besides=mine.id,
    )
    if other is None:
        return Item(Mark.OK, _("No other round is open on the same roundtables in that time."))
    return Item(
        Mark.MISSING,
        _("“%(title)s” is open on the same roundtables in that time; close it first.")
        % {"title": other.title},
        ((other.code, f"{_base(room)}/rounds/{other.code}"),),
    )


_RUNNING = (RoundStage.OPEN, RoundStage.PLANNED)


def _comment_texts(room: Room) -> list[Item]:
    ready = in_round(room)
    drafts = [text for text in room.texts if text.drafted_only]
    items = []
    if ready:
        n = len([text for text in ready if text.visible])
        words = ngettext("%(n)s text is in it.", "%(n)s texts are in it.", n)
        items.append(Item(Mark.OK, words % {"n": n} if n else _unseen(), _linked(room, ready)))
    else:
        items.append(
            Item(
                Mark.MISSING,
                _("No text in its scope is submitted. A round of comments needs at least one."),
                ((_("Proposals"), f"{_base(room)}/proposals"),),
            )
        )
    seen = [text for text in drafts if text.visible]
    if seen:
        words = ngettext(
            "%(n)s text is still a draft and will not be in it until its group submits it.",
            "%(n)s texts are still drafts and will not be in it until their groups submit them.",
            len(seen),
        )
        items.append(Item(Mark.HINT, words % {"n": len(seen)}, _linked(room, seen)))
    return items


def _unseen() -> str:
    return _("Texts of a working group that is closed to you are in it.")


def _answered(room: Room) -> Item:
    waiting = [text for text in room.texts if text.waiting]
    if not waiting:
        return Item(Mark.OK, _("Every comment made before is answered."))
    seen = [text for text in waiting if text.visible]
    if not seen:
        return Item(Mark.MISSING, _("A working group that is closed to you has comments to answer first."))
    n = sum(text.waiting for text in seen)
    words = ngettext(
        "%(n)s comment made before has no disposition yet; a last call comes after the answers.",
        "%(n)s comments made before have no disposition yet; a last call comes after the answers.",
        n,
    )
    return Item(Mark.MISSING, words % {"n": n}, _linked(room, seen))


def _after_comments(room: Room) -> Item:
    closed = [
        r
        for r in earlier_comment_rounds(room, of=OF_COMMENTS)
        if round_stage(r, room.at) in (RoundStage.CLOSED, RoundStage.COMPLETED)
    ]
    if closed:
        return Item(
            Mark.OK,
            _("It follows “%(title)s”.") % {"title": closed[-1].title},
            ((closed[-1].code, f"{_base(room)}/rounds/{closed[-1].code}"),),
        )
    return Item(
        Mark.MISSING,
        _("No round of comments on these roundtables has closed yet; a revision follows one."),
        ((_("Rounds"), f"{_base(room)}/rounds"),),
    )


def _ballot_texts(room: Room) -> list[Item]:
    ready = in_round(room)
    items = []
    if ready:
        n = len([text for text in ready if text.visible])
        words = ngettext(
            "%(n)s text is ready for decision and will be on the ballot.",
            "%(n)s texts are ready for decision and will be on the ballot.",
            n,
        )
        items.append(Item(Mark.OK, words % {"n": n} if n else _unseen(), _linked(room, ready)))
    else:
        items.append(
            Item(
                Mark.MISSING,
                _("No text in its scope is declared ready for decision."),
                ((_("Proposals"), f"{_base(room)}/proposals"),),
            )
        )
    settled = (ProposalState.READY, ProposalState.ADOPTED, ProposalState.CONSOLIDATED)
    others = [text for text in room.texts if text.state not in settled and text.visible]
    if others:
        words = ngettext(
            "%(n)s text is not ready and will not be on the ballot.",
            "%(n)s texts are not ready and will not be on the ballot.",
            len(others),
        )
        items.append(Item(Mark.HINT, words % {"n": len(others)}, _linked(room, others)))
    return items


def _electorate(room: Room, electorate: Electorate | None) -> list[Item]:
    who = electorate or Electorate(0, 0)
    if who.delegations == who.silent:
        return [
            Item(
                Mark.MISSING,
                _("No voting delegation has a head or an alternate who could give its positions."),
                ((_("Set-up"), f"{_base(room)}/setup"),),
            )
        ]
    words = ngettext(
        "%(n)s delegation gives positions. From the opening on, nobody joins.",
        "%(n)s delegations give positions. From the opening on, nobody joins.",
        who.delegations,
    )
    items = [Item(Mark.OK, words % {"n": who.delegations})]
    if who.silent:
        silent = ngettext(
            "%(n)s of them has no head or alternate yet, so that nobody could give its positions.",
            "%(n)s of them have no head or alternate yet, so that nobody could give their positions.",
            who.silent,
        )
        items.append(Item(Mark.HINT, silent % {"n": who.silent}))
    return items


def _seats(room: Room) -> list[Item]:
    """A round of selection waits until every constituency that a group's rule asks for holds its seats (domain A6)."""
    lacking = [seats for seats in room.seats if seats.rule.why_not is not None]
    items = [
        Item(
            Mark.MISSING,
            seats.rule.why_not or "",
            ((seats.group, f"{_base(room)}/groups/{seats.group}#composition"),),
        )
        for seats in lacking
        if seats.visible
    ]
    if len(items) < len(lacking):
        items.append(
            Item(Mark.MISSING, _("A working group that is closed to you has seats that are not filled yet."))
        )
    if room.seats and not lacking:
        items.append(Item(Mark.OK, _("Every seat that a group’s composition asks for is filled.")))
    return items


def _completed(room: Room) -> Item:
    earlier = earlier_comment_rounds(room, of=OF_COMMENTS)
    waiting = [r for r in earlier if round_stage(r, room.at) is not RoundStage.COMPLETED]
    if not waiting:
        return Item(Mark.OK, _("Every round of comments before it is completed."))
    words = ngettext(
        "%(n)s round of comments before it is not completed yet.",
        "%(n)s rounds of comments before it are not completed yet.",
        len(waiting),
    )
    links = tuple((r.code, f"{_base(room)}/rounds/{r.code}") for r in waiting)
    return Item(Mark.MISSING, words % {"n": len(waiting)}, links)
