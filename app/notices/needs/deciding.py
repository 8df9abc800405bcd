"""What a delegation, or somebody with a seat, is asked in rounds that are open: positions, silence, comments, ratings."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

import sqlalchemy as sa
from sqlmodel import SQLModel, col

from app.consultations.calendar import RoundStage, closes
from app.consultations.models import Attribution, Delegation, Round, RoundKind, Roundtable, WorkingGroup
from app.consultations.queries import seen_groups
from app.discussion.models import Comment
from app.discussion.objections.models import Objection
from app.drafting.editorial.queries import changed_in_substance
from app.drafting.models import Proposal, ProposalState, is_text
from app.kernel.i18n import gettext as _
from app.kernel.i18n import ngettext
from app.notices.needs.facts import Fact, fact, many
from app.notices.needs.own_positions import give_own, is_member
from app.notices.needs.proxies import proxy_named
from app.notices.needs.scene import Here, Scene
from app.notices.needs.views import Need, NeedKind
from app.review.attendance.models import Decline, RoundLook
from app.review.attendance.queries import in_the_open
from app.review.silence.models import Silence
from app.voting.disclosure.models import VoteMark
from app.voting.earlier.queries import given_before
from app.voting.members.queries import still_sits
from app.voting.members.rules import why_no_member
from app.voting.models import Ballot, BallotProposal, Elector, Position
from app.voting.queries import called
from app.voting.ratings.models import Rating
from app.voting.ratings.queries import rated_in
from app.voting.ratings.rules import why_not_rate
from app.voting.recusal.models import Recusal
from app.voting.rules import why_not_give
from app.voting.sheets import SPOKE_FROM

TALKS = (RoundKind.CALL_FOR_INPUT, RoundKind.COMMENT, RoundKind.LAST_CALL)
_POSITIONS = SQLModel.metadata.tables["position"]
RATED = (RoundKind.RATING, RoundKind.SENSE_CHECK)
_LIVING = (ProposalState.SUBMITTED, ProposalState.UNDER_REVIEW, ProposalState.REVISED, ProposalState.READY)


def asks(scene: Scene) -> Iterator[sa.Select[tuple[object, ...]]]:
    """What is asked of the database."""
    voters = sorted(body for here in scene.moving for body in here.speaks_for)
    sitters = sorted(body for here in scene.moving for body in here.sits_for)
    if (voters or is_member(scene)) and (open_ := sorted(scene.in_stage(RoundStage.OPEN))):
        yield _positions(scene, voters, open_)
    if voters and (silences := sorted(scene.in_stage(RoundStage.OPEN, RoundKind.SILENCE))):
        yield _silences(scene, voters, silences)
    if sitters and (talks := sorted(scene.in_stage(RoundStage.OPEN, *TALKS))):
        yield _unspoken(scene, sitters, talks)
    for here, round_ in scene.in_stage(RoundStage.OPEN, *RATED).values():
        if why_not_rate(scene.actor, here.consultation, round_, scene.at) is None:
            yield _unrated(scene, here, round_)


def tells(scene: Scene, facts: dict[str, list[Fact]]) -> Iterator[Need]:
    """The needs that follow from what was found."""
    for one in facts.get("positions", ()):
        here, round_, _stage = scene.rounds[one.round_id or 0]
        given, all_ = one.m or 0, one.n or 0
        refused = (why_no_member if one.other_id else why_not_give)(scene.actor, here.consultation)
        if given < all_ and refused is None:
            yield _give(here, round_, one, given, all_)
    for one in facts.get("silence", ()):
        here, round_, _stage = scene.rounds[one.round_id or 0]
        yield here.need(
            NeedKind.SILENCE,
            round_.code,
            title=ngettext(
                "%(n)s text is under silence, and your delegation has not looked",
                "%(n)s texts are under silence, and your delegation has not looked",
                one.n or 0,
            )
            % {"n": one.n},
            why=_(
                "In “%(round)s” silence stands for agreement. Only an objection in time, with its reason, breaks it."
            )
            % {"round": round_.title},
            due_at=closes(round_),
            url=f"{here.base}/rounds/{round_.code}",
            act=_("Look at the texts"),
            since=round_.opens_at,
        )
    for one in facts.get("unspoken", ()):
        here, round_, _stage = scene.rounds[one.round_id or 0]
        quiet = round_.attribution == Attribution.NONE
        yield here.need(
            NeedKind.COMMENT_ROUND,
            round_.code,
            title=_("You have not spoken in “%(round)s”") % {"round": round_.title}
            if quiet
            else _("%(delegation)s has not spoken in “%(round)s”")
            % {"delegation": called(one.title, one.i18n), "round": round_.title},
            why=round_.purpose or _("Comments are taken until it closes. Your delegation can also decline."),
            due_at=closes(round_),
            url=f"{here.base}/rounds/{round_.code}#texts",
            act=_("Read and comment"),
            since=round_.opens_at,
        )
    for one in facts.get("unrated", ()):
        here, round_, _stage = scene.rounds[one.round_id or 0]
        left = (one.n or 0) - (one.m or 0)
        if left > 0:
            yield _rate(here, round_, one, left)


def _give(here: Here, round_: Round, one: Fact, given: int, all_: int) -> Need:
    asked = {"show": "missing"} if given else {}
    if one.other_id:
        return give_own(here, round_, one, given, all_)
    if len(here.speaks_for) > 1:
        asked["delegation"] = one.parent
    address = f"{here.base}/ballots/{one.code}/sheet"
    return here.need(
        NeedKind.POSITIONS,
        one.code,
        title=ngettext(
            "%(n)s position of %(delegation)s is not given",
            "%(n)s positions of %(delegation)s are not given",
            all_ - given,
        )
        % {"n": all_ - given, "delegation": called(one.words, one.i18n)},
        why=(
            _("%(proxy)s gives them by proxy in “%(ballot)s”, and you can: %(given)s of %(all)s are given.")
            if one.mark
            else _("You give its positions in “%(ballot)s”: %(given)s of %(all)s are given.")
        )
        % {"proxy": one.mark, "ballot": one.title, "given": given, "all": all_}
        + _changed_words(one.k or 0),
        due_at=min(filter(None, (one.until, closes(round_)))),
        url=f"{address}?{urlencode(asked)}" if asked else address,
        act=_("Open the voting sheet"),
        since=round_.opens_at,
    )


def _changed_words(n: int) -> str:
    """What the delegation gave on another version; the sheet says what it was, and leads to what changed."""
    if not n:
        return ""
    return " " + ngettext(
        "%(n)s text has changed since your delegation gave its position.",
        "%(n)s texts have changed since your delegation gave its position.",
        n,
    ) % {"n": n}


def _rate(here: Here, round_: Round, one: Fact, left: int) -> Need:
    rating = round_.kind == RoundKind.RATING
    title = (
        ngettext("You have not rated %(n)s text", "You have not rated %(n)s texts", left)
        if rating
        else ngettext(
            "You have not said where you stand on %(n)s text",
            "You have not said where you stand on %(n)s texts",
            left,
        )
    )
    return here.need(
        NeedKind.RATINGS if rating else NeedKind.SENSE_CHECK,
        round_.code,
        title=title % {"n": left},
        why=_("“%(round)s” is open to everybody with a seat: %(given)s of %(all)s are given.")
        % {"round": round_.title, "given": one.m or 0, "all": one.n or 0},
        due_at=closes(round_),
        url=f"{here.base}/rounds/{round_.code}/sheet",
        act=_("Open the sheet"),
        since=round_.opens_at,
    )


def _positions(scene: Scene, voters: list[int], rounds: list[int]) -> sa.Select[tuple[object, ...]]:
    """For each delegation and each open ballot of its own how many positions are asked and given; for a member, of its own."""
    around = (Ballot, Elector)
    return (
        sa.select(
            *fact(
                "positions",
                consultation_id=col(Ballot.consultation_id),
                round_id=col(Ballot.round_id),
                code=col(Ballot.code),
                parent=col(Delegation.code),
                other_id=col(Elector.seat),
                title=col(Ballot.title),
                words=col(Delegation.short_name),
                i18n=col(Delegation.name_i18n),
                until=col(Ballot.closes_at),
                n=many(BallotProposal, col(BallotProposal.ballot_id) == col(Ballot.id), outer=around),
                m=many(
                    Position,
                    col(Position.ballot_id) == col(Ballot.id),
                    col(Position.delegation_id) == col(Elector.delegation_id),
                    col(Position.seat) == col(Elector.seat),
                    col(Position.current).is_(True),
                    outer=around,
                )
                + many(
                    VoteMark,
                    col(VoteMark.ballot_id) == col(Ballot.id),
                    col(VoteMark.delegation_id) == col(Elector.delegation_id),
                    col(VoteMark.seat) == col(Elector.seat),
                    outer=around,
                ),
                k=_changed_since(),
                mark=proxy_named(),
            )
        )
        .join_from(Elector, Ballot, col(Ballot.id) == col(Elector.ballot_id))
        .join(Delegation, col(Delegation.id) == col(Elector.delegation_id))
        .where(*speaking(scene, voters, rounds))
    )


def speaking(scene: Scene, voters: list[int], rounds: list[int]) -> tuple[sa.ColumnElement[bool], ...]:
    """The conditions on `Elector` and `Ballot` under which the person gives positions now. Who has given positions of
    another delegation in the same ballot speaks for that one alone (invariant 22). Where each member has a position, it is the
    person's own, as long as they hold the seat."""
    for_another = sa.or_(
        *(
            sa.exists().where(
                col(table.ballot_id) == col(Ballot.id),
                col(table.person_id) == scene.actor.person_id,
                spoke_from != col(Elector.delegation_id),
            )
            for table, spoke_from in ((Position, SPOKE_FROM), (VoteMark, col(VoteMark.delegation_id)))
        )
    )
    recused = sa.exists().where(
        col(Recusal.ballot_id) == col(Ballot.id),
        col(Recusal.person_id) == scene.actor.person_id,
        col(Recusal.taken_back_at).is_(None),
    )
    return (
        sa.or_(
            sa.and_(col(Elector.seat) == 0, col(Elector.delegation_id).in_(voters), ~for_another),
            sa.and_(col(Elector.person_id) == scene.actor.person_id, still_sits(scene.at)),
        ),
        col(Ballot.round_id).in_(rounds),
        col(Ballot.opens_at) <= scene.at,
        col(Ballot.closes_at) > scene.at,
        ~recused,
    )


def _changed_since() -> Any:
    """How many texts of a ballot the delegation has given no position on that it gave one on in an earlier ballot, and
    that have changed in substance since."""
    now = _POSITIONS.alias()
    text, opens_at = col(BallotProposal.proposal_id), col(Ballot.opens_at)
    given_on = given_before(text, col(Elector.delegation_id), opens_at)
    given = sa.exists().where(
        now.c.ballot_id == Ballot.id,
        now.c.proposal_id == BallotProposal.proposal_id,
        now.c.delegation_id == Elector.delegation_id,
        now.c.current.is_(True),
    )
    marked = sa.exists().where(
        col(VoteMark.ballot_id) == Ballot.id,
        col(VoteMark.proposal_id) == BallotProposal.proposal_id,
        col(VoteMark.delegation_id) == Elector.delegation_id,
    )
    return many(
        BallotProposal,
        col(BallotProposal.ballot_id) == col(Ballot.id),
        col(Elector.seat) == 0,
        changed_in_substance(text, given_on, opens_at),
        ~given.correlate(BallotProposal, Elector, Ballot),
        ~marked.correlate(BallotProposal, Elector, Ballot),
        outer=(Ballot, Elector),
    )


def _silences(scene: Scene, voters: list[int], rounds: list[int]) -> sa.Select[tuple[object, ...]]:
    """Rounds of silence with texts whose silence runs, at which nobody of the delegations with a vote has looked."""
    mine = (
        col(Delegation.id).in_(voters),
        col(Delegation.voting).is_(True),
        col(Delegation.ended_at).is_(None),
    )
    looked = sa.exists().where(
        col(RoundLook.round_id) == col(Round.id),
        sa.or_(col(RoundLook.person_id) == scene.actor.person_id, col(RoundLook.delegation_id).in_(voters)),
    )
    objected = sa.exists().where(
        col(Objection.round_id) == col(Round.id), col(Objection.delegation_id).in_(voters)
    )
    running = many(
        Silence,
        col(Silence.round_id) == col(Round.id),
        col(Silence.broken_at).is_(None),
        outer=(Round,),
    )
    votes = sa.exists().where(col(Delegation.consultation_id) == col(Round.consultation_id), *mine)
    return sa.select(
        *fact(
            "silence",
            consultation_id=col(Round.consultation_id),
            round_id=col(Round.id),
            code=col(Round.code),
            n=running,
        )
    ).where(
        col(Round.id).in_(rounds), running > 0, votes, ~looked, ~objected, ~_declined(col(Round.id), voters)
    )


def _unspoken(scene: Scene, sitters: list[int], rounds: list[int]) -> sa.Select[tuple[object, ...]]:
    """Rounds of comments in which a delegation of the person has said nothing and not declined; where nothing is for
    attribution, in which the person has not: nobody learns there whether others of the delegation did."""
    by_nobody = col(Round.attribution).is_not_distinct_from(Attribution.NONE)

    def said(table: type[Comment] | type[Objection]) -> sa.ColumnElement[bool]:
        by = sa.or_(
            col(table.person_id) == scene.actor.person_id,
            sa.and_(
                ~by_nobody,
                col(table.delegation_id) == col(Delegation.id),
                in_the_open(col(table.proposal_id)),
            ),
        )
        return sa.exists().where(col(table.round_id) == col(Round.id), by)

    return (
        sa.select(
            *fact(
                "unspoken",
                consultation_id=col(Round.consultation_id),
                round_id=col(Round.id),
                code=col(Round.code),
                parent=col(Delegation.code),
                title=col(Delegation.short_name),
                i18n=col(Delegation.name_i18n),
            )
        )
        .join_from(Round, Delegation, col(Delegation.consultation_id) == col(Round.consultation_id))
        .where(
            col(Round.id).in_(rounds),
            col(Delegation.id).in_(sitters),
            col(Delegation.ended_at).is_(None),
            ~said(Comment),
            ~said(Objection),
            ~_declined(col(Round.id), [], col(Delegation.id)),
        )
    )


def _declined(round_id: Any, bodies: list[int], body: Any = None) -> sa.ColumnElement[bool]:
    of = col(Decline.delegation_id) == body if body is not None else col(Decline.delegation_id).in_(bodies)
    return sa.exists().where(col(Decline.round_id) == round_id, of, col(Decline.taken_back_at).is_(None))


def _unrated(scene: Scene, here: Here, round_: Round) -> sa.Select[tuple[object, ...]]:
    """How many texts of a round can be rated, and how many of them the person has rated."""
    view = rated_in(here.rounds, round_, scene.at)
    rated = sa.exists().where(
        col(Rating.round_id) == round_.id,
        col(Rating.proposal_id) == col(Proposal.id),
        col(Rating.person_id) == scene.actor.person_id,
    )
    texts = [
        col(Proposal.consultation_id) == here.id,
        col(Proposal.state).in_(_LIVING),
        is_text(),
        col(Proposal.created_at) < round_.opens_at,
        seen_groups(scene.actor),
    ]
    if round_.scope:
        texts.append(col(Roundtable.code).in_(round_.scope))
    if round_.kind == RoundKind.RATING and len(view.earlier) >= view.criterion.rounds:
        texts.append(sa.false())
    return (
        sa.select(
            *fact(
                "unrated",
                consultation_id=here.id,
                round_id=round_.id or 0,
                code=round_.code,
                n=sa.func.count(),
                m=sa.func.coalesce(sa.func.sum(sa.case((rated, 1), else_=0)), 0),
            )
        )
        .select_from(Proposal)
        .join(WorkingGroup, col(WorkingGroup.id) == col(Proposal.group_id))
        .join(Roundtable, col(Roundtable.id) == col(Proposal.roundtable_id))
        .where(*texts)
    )
