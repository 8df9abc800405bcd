"""What a challenged editorial mark asks: of delegations that gave a position on the strength of it, and of who set it."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

import sqlalchemy as sa
from sqlmodel import col

from app.consultations.calendar import RoundStage, closes
from app.consultations.models import Delegation, WorkingGroup
from app.consultations.queries import seen_groups
from app.drafting.editorial.models import MarkChallenge
from app.drafting.editorial.queries import challenged_after, unmarked_after
from app.drafting.models import Proposal, ProposalState, Version
from app.drafting.rules import OPEN_STATES
from app.kernel.i18n import gettext as _
from app.kernel.i18n import ngettext
from app.notices.needs.deciding import speaking
from app.notices.needs.facts import Fact, fact, many
from app.notices.needs.scene import Scene
from app.notices.needs.views import Need, NeedKind
from app.voting.earlier.queries import given_before
from app.voting.models import Ballot, Elector, Position
from app.voting.queries import called
from app.voting.rules import why_not_give

# How long who set a mark is told on the desk that it was challenged: there is nothing that must be done.
TOLD_FOR = timedelta(days=14)
_QUOTED = 300


def asks(scene: Scene) -> Iterator[sa.Select[Any]]:
    """What is asked of the database."""
    moving = sorted(here.id for here in scene.moving)
    if moving:
        yield _own(scene, moving)
    voters = sorted(body for here in scene.moving for body in here.speaks_for)
    if voters and (open_ := sorted(scene.in_stage(RoundStage.OPEN))):
        yield _relied(scene, voters, open_)


def tells(scene: Scene, facts: dict[str, list[Fact]]) -> Iterator[Need]:
    """The needs that follow from what was found."""
    for one in facts.get("relied", ()):
        here, round_, _stage = scene.rounds[one.round_id or 0]
        if not one.n or why_not_give(scene.actor, here.consultation) is not None:
            continue
        asked = f"?{urlencode({'delegation': one.parent})}" if len(here.speaks_for) > 1 else ""
        yield here.need(
            NeedKind.CHALLENGED,
            one.code,
            title=ngettext(
                "The editorial mark of %(n)s text was challenged after %(delegation)s gave its position",
                "The editorial marks of %(n)s texts were challenged after %(delegation)s gave its positions",
                one.n,
            )
            % {"n": one.n, "delegation": called(one.words, one.i18n)},
            why=_("What it gave rests on changes that were said to change no meaning. It stands unless your delegation changes it."),
            due_at=min(filter(None, (one.until, closes(round_)))),
            url=f"{here.base}/ballots/{one.code}/sheet{asked}#before",
            act=_("Look once more"),
            since=round_.opens_at,
        )  # fmt: skip
    for one in facts.get("own_mark", ()):
        here = scene.places[one.consultation_id]
        yield here.need(
            NeedKind.MARK,
            one.code,
            title=_("Your editorial mark on version %(n)s of %(code)s was challenged")
            % {"n": one.n, "code": one.code},
            why=_("The version counts as a change of substance now. Nothing must be done; a newer version can settle what was found."),
            due_at=None,
            url=f"{here.base}/{one.code}/versions/{one.n}#mark",
            act=_("Read why"),
            since=one.at,
            said=one.words,
        )  # fmt: skip


def _own(scene: Scene, places: list[int]) -> sa.Select[Any]:
    """Versions that the person marked and somebody else challenged lately, while the text is not decided and stands so."""
    return (
        sa.select(
            *fact(
                "own_mark",
                consultation_id=col(MarkChallenge.consultation_id),
                code=col(Proposal.code),
                n=col(MarkChallenge.n),
                words=sa.func.substr(col(MarkChallenge.reason), 1, _QUOTED),
                at=col(MarkChallenge.challenged_at),
            )
        )
        .join_from(MarkChallenge, Proposal, col(Proposal.id) == col(MarkChallenge.proposal_id))
        .join(
            Version,
            sa.and_(
                col(Version.proposal_id) == col(Proposal.id),
                col(Version.n) == col(MarkChallenge.n),
                col(Version.n) == col(Proposal.version),
            ),
        )
        .join(WorkingGroup, col(WorkingGroup.id) == col(Proposal.group_id))
        .where(
            col(MarkChallenge.consultation_id).in_(places),
            col(Version.person_id) == scene.actor.person_id,
            col(MarkChallenge.person_id).is_distinct_from(scene.actor.person_id),
            col(MarkChallenge.challenged_at) > scene.at - TOLD_FOR,
            col(Proposal.state).in_(sorted({*OPEN_STATES, ProposalState.UNDER_DECISION})),
            seen_groups(scene.actor),
        )
    )


def _relied(scene: Scene, voters: list[int], rounds: list[int]) -> sa.Select[Any]:
    """For each delegation and each open ballot of its own on how many texts it gave its position while every change since
    its earlier one was marked, and a mark was challenged after that."""
    text, opens_at = col(Position.proposal_id), col(Ballot.opens_at)
    given_on = given_before(text, col(Position.delegation_id), opens_at)
    after, until = (
        challenged_after(text, given_on, opens_at, when)
        for when in (
            col(MarkChallenge.challenged_at) > col(Position.cast_at),
            col(MarkChallenge.challenged_at) <= col(Position.cast_at),
        )
    )
    return (
        sa.select(
            *fact(
                "relied",
                consultation_id=col(Ballot.consultation_id),
                round_id=col(Ballot.round_id),
                code=col(Ballot.code),
                parent=col(Delegation.code),
                words=col(Delegation.short_name),
                i18n=col(Delegation.name_i18n),
                until=col(Ballot.closes_at),
                n=many(
                    Position,
                    col(Position.ballot_id) == col(Ballot.id),
                    col(Position.delegation_id) == col(Elector.delegation_id),
                    col(Position.current).is_(True),
                    after,
                    ~until,
                    ~unmarked_after(text, given_on, opens_at),
                    outer=(Ballot, Elector),
                ),
            )
        )
        .join_from(Elector, Ballot, col(Ballot.id) == col(Elector.ballot_id))
        .join(Delegation, col(Delegation.id) == col(Elector.delegation_id))
        # What a member gave rests on nothing that was given before.
        .where(col(Elector.seat) == 0, *speaking(scene, voters, rounds))
    )
