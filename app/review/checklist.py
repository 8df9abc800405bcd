"""The checklist of an opening: what is as it must be, what is missing, and what a moderator should know. Pure."""

from collections.abc import Sequence
from datetime import timedelta

from app.consultations.calendar import RoundStage, overlapping, round_stage
from app.consultations.models import ConsultationState, RoundKind
from app.kernel.i18n import gettext as _
from app.kernel.i18n import ngettext
from app.review.checklist_items import Item, Mark, base_of, linked
from app.review.checklist_texts import text_items
from app.review.queries import earlier_comment_rounds
from app.review.rules import OF_COMMENTS, why_too_short
from app.review.views import Electorate, Room

# Those in which delegations give positions, or break a silence.
BY_DELEGATION = (RoundKind.BALLOT, RoundKind.SILENCE)


def checklist(room: Room, electorate: Electorate | None = None, *, heads: bool = True) -> tuple[Item, ...]:
    """What the opening of a round asks, by its kind (domain B2 and D3): dates, notice, the texts, the electorate; without
    `heads` not that some delegation is spoken for, as members can have the positions.

    Of closed groups it names only what the reader may see; what counts, counts all the same.
    """
    items = [_consultation(room), *_dates(room), _notice(room), _others(room), *text_items(room)]
    kind = room.round.kind
    if kind == RoundKind.LAST_CALL:
        items.append(_answered(room))
    if kind == RoundKind.REVISION:
        items.append(_after_comments(room))
    if kind == RoundKind.SELECTION:
        items += _seats(room)
    if kind in BY_DELEGATION:
        items += [*_electorate(room, electorate, heads), _completed(room)]
    if not room.round.purpose:
        items.append(
            Item(
                Mark.HINT,
                _("It does not say yet what participants are asked."),
                ((_("Say it in the plan"), f"{base_of(room)}/rounds/{room.round.code}#plan"),),
            )
        )
    if not room.round.promise:
        items.append(
            Item(
                Mark.HINT,
                _(
                    "It does not say yet what participants are promised: to inform, to consult or to engage them."
                ),
                ((_("Say it in the plan"), f"{base_of(room)}/rounds/{room.round.code}#plan"),),
            )
        )
    return tuple(items)


def missing(items: Sequence[Item]) -> list[Item]:
    """The items that stand against the opening."""
    return [item for item in items if item.mark is Mark.MISSING]


def reason_due(items: Sequence[Item]) -> bool:
    """Whether the opening needs a reason."""
    return any(item.mark is Mark.REASON for item in items)


def _consultation(room: Room) -> Item:
    code = room.consultation.code
    if room.consultation.state == ConsultationState.DRAFT:
        return Item(
            Mark.MISSING,
            _("%(code)s is still being set up; its secretariat opens it first.") % {"code": code},
            ((_("Set-up"), f"{base_of(room)}/setup"),),
        )
    return Item(Mark.OK, _("%(code)s is open.") % {"code": code})


def _dates(room: Room) -> list[Item]:
    if room.at >= room.round.closes_at:
        return [Item(Mark.MISSING, _("Its days have passed. Give it new ones in its plan."))]
    short = why_too_short(room.round.kind, max(room.round.opens_at, room.at), room.round.closes_at)
    if short is not None:
        there = f"{base_of(room)}/rounds/{room.round.code}#plan"
        return [Item(Mark.MISSING, short, ((_("Its plan"), there),))]
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
    if room.round.notice_reason:
        return Item(
            Mark.OK,
            _("The notice is shorter than this consultation asks for, and the plan says why: %(reason)s")
            % {"reason": room.round.notice_reason},
        )
    return Item(
        Mark.REASON,
        ngettext(
            "This consultation asks for a notice of %(n)s day, and the round opens sooner: say why.",
            "This consultation asks for a notice of %(n)s days, and the round opens sooner: say why.",
            days,
        )
        % {"n": days},
        ((_("The reason"), f"{base_of(room)}/rounds/{room.round.code}/opening#opening-reason"),),
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
        ((other.code, f"{base_of(room)}/rounds/{other.code}"),),
    )


_RUNNING = (RoundStage.OPEN, RoundStage.PLANNED)


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
    return Item(Mark.MISSING, words % {"n": n}, linked(room, seen))


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
            ((closed[-1].code, f"{base_of(room)}/rounds/{closed[-1].code}"),),
        )
    return Item(
        Mark.MISSING,
        _("No round of comments on these roundtables has closed yet; a revision follows one."),
        ((_("Rounds"), f"{base_of(room)}/rounds"),),
    )


def _electorate(room: Room, electorate: Electorate | None, heads: bool) -> list[Item]:
    who = electorate or Electorate(0, 0)
    if who.delegations == who.silent:
        return [
            Item(
                Mark.MISSING if heads else Mark.HINT,
                _("No voting delegation has a head or an alternate who could give its positions."),
                ((_("Set-up"), f"{base_of(room)}/setup"),),
            )
        ]
    words = ngettext(
        "%(n)s delegation gives positions. From the opening on, nobody joins.",
        "%(n)s delegations give positions. From the opening on, nobody joins.",
        who.delegations,
    )
    if room.round.kind == RoundKind.SILENCE:
        words = ngettext(
            "%(n)s delegation may break the silence.",
            "%(n)s delegations may break the silence.",
            who.delegations,
        )
    items = [Item(Mark.OK, words % {"n": who.delegations})]
    if who.silent:
        silent = ngettext(
            "%(n)s of them has no head or alternate yet, so that nobody could give its positions.",
            "%(n)s of them have no head or alternate yet, so that nobody could give their positions.",
            who.silent,
        )
        if room.round.kind == RoundKind.SILENCE:
            silent = ngettext(
                "%(n)s of them has no head or alternate yet, so that nobody could break it for that delegation.",
                "%(n)s of them have no head or alternate yet, so that nobody could break it for them.",
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
            ((seats.group, f"{base_of(room)}/groups/{seats.group}#composition"),),
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
    links = tuple((r.code, f"{base_of(room)}/rounds/{r.code}") for r in waiting)
    return Item(Mark.MISSING, words % {"n": len(waiting)}, links)
