"""What amendments ask before their ballot opens: of the chair that several to one paragraph stand in order, and of who
moved one that it is moved again where the text has moved on."""

from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased
from sqlmodel import col

from app.consultations.models import WorkingGroup
from app.consultations.queries import seen_groups
from app.drafting.models import Proposal, ProposalState
from app.kernel.i18n import gettext as _
from app.kernel.i18n import ngettext
from app.notices.needs.facts import Fact, fact
from app.notices.needs.scene import Scene
from app.notices.needs.views import Need, NeedKind
from app.voting.amendments.models import Amendment

_Text = aliased(Proposal, name="amended_text")


def asks(scene: Scene) -> Iterator[sa.Select[Any]]:
    """What is asked of the database."""
    moving = sorted(here.id for here in scene.moving)
    if moving:
        yield _own_on_older(scene, moving)
    led = sorted(here.id for here in scene.moving if here.runs)
    if led:
        yield _to_order(scene, led)


def tells(scene: Scene, facts: dict[str, list[Fact]]) -> Iterator[Need]:
    """The needs that follow from what was found."""
    for one in facts.get("to_order", ()):
        here = scene.places[one.consultation_id]
        if not here.moderates(one.group_id or 0):
            continue
        yield here.need(
            NeedKind.AMENDMENTS,
            one.code,
            title=ngettext(
                "%(n)s amendment to %(code)s waits for its place among those to one paragraph",
                "%(n)s amendments to %(code)s wait for their places among those to one paragraph",
                one.n or 0,
            )
            % {"n": one.n, "code": one.code},
            why=_("Unless you say otherwise, the one with most words changed is decided first. The order is fixed when the ballot opens."),
            due_at=None,
            url=f"{here.base}/{one.code}/amendments#in-order",
            act=_("Put them in order"),
            since=one.at,
        )  # fmt: skip
    for one in facts.get("own_on_older", ()):
        here = scene.places[one.consultation_id]
        yield here.need(
            NeedKind.AMENDMENT,
            one.code,
            title=_("Your amendment %(code)s was written on version %(n)s, and the text is now version %(m)s")
            % {"code": one.code, "n": one.n, "m": one.m},
            why=_("No ballot takes it up as it is. Move it again on the new version, or withdraw it."),
            due_at=None,
            url=f"{here.base}/{one.code}",
            act=_("Look at it"),
            since=one.at,
        )  # fmt: skip


def _waiting(places: list[int]) -> tuple[sa.ColumnElement[bool], ...]:
    """That an amendment is ready and its text too, in one of these consultations."""
    return (
        col(Amendment.consultation_id).in_(places),
        col(Proposal.state) == ProposalState.READY,
        col(_Text.state) == ProposalState.READY,
    )


def _to_order(scene: Scene, places: list[int]) -> sa.Select[Any]:
    """For each text how many amendments that wait share their paragraph with others and were given no place."""
    other, twin = aliased(Amendment, name="other"), aliased(Proposal, name="twin")
    shared = sa.exists().where(
        col(other.amends_id) == col(Amendment.amends_id),
        col(other.field) == col(Amendment.field),
        col(other.paragraph) == col(Amendment.paragraph),
        col(other.base_version) == col(Amendment.base_version),
        col(other.id) != col(Amendment.id),
        col(twin.id) == col(other.proposal_id),
        col(twin.state) == ProposalState.READY,
    )
    return (
        sa.select(
            *fact(
                "to_order",
                consultation_id=col(Amendment.consultation_id),
                group_id=col(_Text.group_id),
                code=col(_Text.code),
                n=sa.func.count(),
                at=sa.func.min(col(Amendment.moved_at)),
            )
        )
        .join_from(Amendment, Proposal, col(Proposal.id) == col(Amendment.proposal_id))
        .join(_Text, col(_Text.id) == col(Amendment.amends_id))
        .join(WorkingGroup, col(WorkingGroup.id) == col(_Text.group_id))
        .where(
            *_waiting(places),
            col(Amendment.base_version) == col(_Text.version),
            col(Amendment.place).is_(None),
            shared,
            seen_groups(scene.actor),
        )
        .group_by(col(Amendment.consultation_id), col(_Text.group_id), col(_Text.code))
    )


def _own_on_older(scene: Scene, places: list[int]) -> sa.Select[Any]:
    """Amendments that the person moved and that wait on an older version than the newest of their text."""
    return (
        sa.select(
            *fact(
                "own_on_older",
                consultation_id=col(Amendment.consultation_id),
                code=col(Proposal.code),
                n=col(Amendment.base_version),
                m=col(_Text.version),
                at=col(_Text.updated_at),
            )
        )
        .join_from(Amendment, Proposal, col(Proposal.id) == col(Amendment.proposal_id))
        .join(_Text, col(_Text.id) == col(Amendment.amends_id))
        .join(WorkingGroup, col(WorkingGroup.id) == col(_Text.group_id))
        .where(
            *_waiting(places),
            col(Amendment.person_id) == scene.actor.person_id,
            col(Amendment.base_version) < col(_Text.version),
            seen_groups(scene.actor),
        )
    )
