"""What the moderators' room waits for: rounds to open, to look at before they close, to confirm, to complete, to respond to."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import sqlalchemy as sa
from sqlmodel import col

from app.consultations.calendar import RoundStage, closes
from app.consultations.models import Round, RoundKind
from app.discussion.models import Comment
from app.discussion.objections.models import Objection, ObjectionStep
from app.discussion.waiting import undisposed
from app.kernel.i18n import gettext as _
from app.kernel.i18n import ngettext
from app.notices.needs.facts import Fact, fact
from app.notices.needs.scene import Here, Scene
from app.notices.needs.views import Need, NeedKind
from app.review.report.models import ResponseReport
from app.review.report.rules import response_due
from app.review.silence.models import Silence
from app.voting.models import Ballot
from app.voting.recount.models import BallotStep, StepKind

# How long before a round opens or closes its moderators are told.
SOON = timedelta(days=3)


def asks(scene: Scene) -> Iterator[sa.Select[Any]]:
    """What is asked of the database: what stands against completing the rounds that have closed."""
    run = _run(scene, RoundStage.CLOSED)
    if run:
        yield _counted("unanswered", Comment, run, undisposed())
        yield _counted(
            "unconfirmed", Silence, run, col(Silence.broken_at).is_(None), col(Silence.confirmed_at).is_(None)
        )
        addressed = sa.exists().where(col(ObjectionStep.objection_id) == col(Objection.id))
        last_calls = sa.exists().where(
            col(Round.id) == col(Objection.round_id), col(Round.kind) == RoundKind.LAST_CALL
        )
        yield _counted("unaddressed", Objection, run, ~addressed, last_calls)
    closed = sorted(
        id_
        for id_, (here, round_) in scene.in_stage(RoundStage.CLOSED).items()
        if round_.kind == RoundKind.BALLOT and (here.runs or here.secretariat)
    )
    if closed:
        asked = (col(Ballot.voided_at).is_(None), col(Ballot.from_history).is_(False))
        yield _result("undeclared", closed, *asked, ~_taken(StepKind.DECLARED))
        yield _result("uncertified", closed, *asked, _taken(StepKind.DECLARED), ~_taken(StepKind.CERTIFIED))
    if over := _run(scene, RoundStage.COMPLETED):
        yield _counted("responded", ResponseReport, over)


def tells(scene: Scene, facts: dict[str, list[Fact]]) -> Iterator[Need]:
    """The needs that follow from what was found and from the calendar."""
    waits = {
        subject: {one.round_id: one.n or 0 for one in facts.get(subject, ())}
        for subject in ("unanswered", "unconfirmed", "unaddressed", "responded")
    }
    results = {
        subject: {one.round_id: one.code for one in facts.get(subject, ())}
        for subject in ("undeclared", "uncertified")
    }
    for id_, (here, round_, stage) in scene.rounds.items():
        if stage is RoundStage.CLOSED and here.moves:
            if here.runs and id_ in results["undeclared"]:
                yield _declare(here, round_, results["undeclared"][id_])
            if here.secretariat and id_ in results["uncertified"]:
                yield _certify(here, round_, results["uncertified"][id_])
        if not here.runs:
            continue
        if stage is RoundStage.OVERDUE or (
            stage is RoundStage.PLANNED
            and round_.opening_given_at is None
            and round_.opens_at - scene.at <= SOON
        ):
            yield _open(scene, here, round_)
        elif stage is RoundStage.OPEN and closes(round_) - scene.at <= SOON:
            yield _close(here, round_)
        elif stage is RoundStage.CLOSED:
            silent = waits["unconfirmed"].get(id_, 0)
            if silent:
                yield _confirm(here, round_, silent)
            elif (
                not waits["unanswered"].get(id_)
                and not waits["unaddressed"].get(id_)
                and not any(id_ in found for found in results.values())
            ):
                yield _complete(here, round_)
        elif stage is RoundStage.COMPLETED and not waits["responded"].get(id_):
            due = response_due(here.consultation, round_, scene.at)
            if due is not None:
                yield here.need(
                    NeedKind.RESPONSE,
                    round_.code,
                    title=_("The response to “%(round)s” is not published") % {"round": round_.title},
                    why=_("You run its rounds: those who commented are told what became of what they said."),
                    due_at=due,
                    url=f"{here.base}/rounds/{round_.code}/response",
                    act=_("Prepare the response"),
                    since=round_.completed_at,
                )


def _open(scene: Scene, here: Here, round_: Round) -> Need:
    passed = scene.at >= round_.closes_at
    return here.need(
        NeedKind.OPENING,
        round_.code,
        title=_("“%(round)s” waits to be opened") % {"round": round_.title},
        why=_("Its days have passed without an opening. Give it new days, or cancel it.")
        if passed
        else _("You run its rounds: without your opening it stays planned and takes nothing."),
        due_at=round_.opens_at,
        url=f"{here.base}/rounds/{round_.code}#run"
        if passed
        else f"{here.base}/rounds/{round_.code}/opening",
        act=_("Give it new days") if passed else _("Open the round"),
    )


def _close(here: Here, round_: Round) -> Need:
    return here.need(
        NeedKind.CLOSING,
        round_.code,
        title=_("“%(round)s” closes soon") % {"round": round_.title},
        why=_("It closes by the clock. Until then you can remind who has not spoken, or extend it."),
        due_at=closes(round_),
        url=f"{here.base}/rounds/{round_.code}#run",
        act=_("Look at the round"),
        since=round_.opens_at,
    )


def _confirm(here: Here, round_: Round, many: int) -> Need:
    return here.need(
        NeedKind.SILENCE_UNBROKEN,
        round_.code,
        title=ngettext(
            "The silence on %(n)s text was not broken",
            "The silence on %(n)s texts was not broken",
            many,
        )
        % {"n": many},
        why=_("“%(round)s” has closed: what nobody objected to is adopted when you confirm it.")
        % {"round": round_.title},
        due_at=None,
        url=f"{here.base}/rounds/{round_.code}/silences",
        act=_("Confirm the silence"),
        since=closes(round_),
    )


def _declare(here: Here, round_: Round, ballot: str) -> Need:
    return here.need(
        NeedKind.RESULT,
        ballot,
        title=_("The result of “%(round)s” is not declared") % {"round": round_.title},
        why=_("It is computed. A moderator declares what was computed, and can declare nothing else."),
        due_at=None,
        url=f"{here.base}/ballots/{ballot}#standing",
        act=_("Declare the result"),
        since=closes(round_),
    )


def _certify(here: Here, round_: Round, ballot: str) -> Need:
    return here.need(
        NeedKind.CERTIFICATION,
        ballot,
        title=_("The result of “%(round)s” is not certified") % {"round": round_.title},
        why=_("A moderator has declared it. The round is completed when the secretariat has certified it."),
        due_at=None,
        url=f"{here.base}/ballots/{ballot}#standing",
        act=_("Certify the result"),
        since=closes(round_),
    )


def _complete(here: Here, round_: Round) -> Need:
    return here.need(
        NeedKind.COMPLETION,
        round_.code,
        title=_("“%(round)s” can be completed") % {"round": round_.title},
        why=_("It has closed and nothing in it waits any more. Its record stands once you complete it."),
        due_at=None,
        url=f"{here.base}/rounds/{round_.code}#run",
        act=_("Complete the round"),
        since=closes(round_),
    )


def _run(scene: Scene, stage: RoundStage) -> list[int]:
    return sorted(id_ for id_, (here, _round) in scene.in_stage(stage).items() if here.runs)


def _counted(subject: str, model: Any, rounds: list[int], *where: sa.ColumnElement[bool]) -> sa.Select[Any]:
    """How many rows of a table stand in each of these rounds."""
    return (
        sa.select(
            *fact(
                subject,
                consultation_id=col(model.consultation_id),
                round_id=col(model.round_id),
                n=sa.func.count(),
            )
        )
        .select_from(model)
        .where(col(model.round_id).in_(rounds), *where)
        .group_by(col(model.consultation_id), col(model.round_id))
    )


def _taken(kind: StepKind) -> sa.Exists:
    """Whether somebody took this step with the result of a ballot."""
    return sa.exists().where(col(BallotStep.ballot_id) == col(Ballot.id), col(BallotStep.kind) == kind)


def _result(subject: str, rounds: list[int], *where: sa.ColumnElement[bool]) -> sa.Select[Any]:
    """The ballots of these rounds whose results wait."""
    columns = fact(
        subject,
        consultation_id=col(Ballot.consultation_id),
        round_id=col(Ballot.round_id),
        code=col(Ballot.code),
    )
    return sa.select(*columns).select_from(Ballot).where(col(Ballot.round_id).in_(rounds), *where)
