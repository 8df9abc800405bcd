"""The steps of a proposal as a page shows them: each control with its words, its effect, and the reason why not."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.consultations.models import Consultation
from app.drafting.course_rules import (
    REASON_LEAST,
    REASON_MOST,
    Footing,
    Move,
    move_effect,
    move_words,
    moves_from,
    why_not_move,
)
from app.drafting.fields import field_of
from app.drafting.models import BenchmarkLink, Kind, Version
from app.drafting.queries import Desk
from app.drafting.rules import needs
from app.kernel.actor import Actor
from app.kernel.i18n import gettext as _


@dataclass(frozen=True, slots=True)
class Control:
    """One step that the state of the text allows: `why` is the sentence where this reader may not take it."""

    move: str
    words: str
    effect: str
    why: str | None

    @property
    def asks_reason(self) -> bool:
        """Whether a reason is due: wherever a step goes back or ends something."""
        return self.move != Move.SUBMITTED

    @property
    def asks_target(self) -> bool:
        """Whether the step needs another text."""
        return self.move == Move.MERGED


@dataclass(frozen=True, slots=True)
class CourseView:
    """The steps from here, what is missing before the text can be submitted, and what was typed into a form that
    came back: `chosen` is its step, `refused` the sentence of a rule, `errors` those at its fields."""

    slug: str
    proposal: str
    controls: tuple[Control, ...]
    missing: tuple[tuple[str, str], ...] = ()
    chosen: str = ""
    refused: str = ""
    values: Mapping[str, str] = field(default_factory=dict)
    errors: Mapping[str, str] = field(default_factory=dict)

    @property
    def shown(self) -> tuple[Control, ...]:
        """All of them to somebody who may take one; else the first, with the reason why not."""
        may = any(control.why is None for control in self.controls)
        return self.controls if may or self.chosen else self.controls[:1]

    @property
    def least(self) -> int:
        """The least length of a reason."""
        return REASON_LEAST

    @property
    def most(self) -> int:
        """The greatest length of a reason."""
        return REASON_MOST


def course_view(
    actor: Actor,
    consultation: Consultation,
    footing: Footing,
    *,
    chosen: str = "",
    refused: str = "",
    values: Mapping[str, str] | None = None,
    errors: Mapping[str, str] | None = None,
) -> CourseView:
    """What the reader can do with the text on its course; asks nothing of the database."""
    proposal = footing.proposal
    moves = moves_from(proposal.state)
    # A form that came back is shown even where its step no longer begins here: nothing typed is lost.
    moves += [Move(chosen)] if chosen in list(Move) and chosen not in moves else []
    specs = [field_of(proposal.kind, need.field) for need in footing.blocking]
    return CourseView(
        slug=consultation.slug,
        proposal=proposal.code,
        controls=tuple(
            Control(
                move, move_words(move), move_effect(move), why_not_move(actor, consultation, footing, move)
            )
            for move in moves
        ),
        missing=tuple(dict.fromkeys((spec.name, spec.label) for spec in specs if spec))
        if Move.SUBMITTED in moves
        else (),
        chosen=chosen,
        refused=refused,
        values=values or {},
        errors=errors or {},
    )


def footing_of(db: Session, desk: Desk) -> Footing:
    """What the rules of the course look at, in two queries: who wrote the first and the newest version, and what the
    text still needs."""
    proposal = desk.proposal
    versions = db.exec(
        select(Version)
        .where(Version.proposal_id == proposal.id, col(Version.n).in_((1, proposal.version)))
        .order_by(col(Version.n))
    ).all()
    own = BenchmarkLink.mechanism_id if proposal.kind == Kind.MECHANISM else BenchmarkLink.benchmark_id
    links = db.exec(select(sa.func.count()).select_from(BenchmarkLink).where(own == proposal.id)).one()
    return Footing(
        proposal,
        desk.group,
        desk.stage,
        first_author=versions[0].person_id,
        newest_author=versions[-1].person_id,
        needs=needs(proposal.kind, versions[-1].content, links=links),
    )


def step_words(verb: str, target: str = "") -> str:
    """A step in the past tense, for the history of a text; `target` is the text that took it over."""
    if verb == Move.MERGED and target:
        return _("Merged into %(code)s") % {"code": target}
    return {
        "submitted": _("Submitted"),
        "returned": _("Returned to draft"),
        "withdrawn": _("Withdrawn"),
        "taken_up": _("Taken up again"),
        "merged": _("Merged into another text"),
        "referred_back": _("Referred back to the group"),
        "under_review": _("Taken up by a round"),
        "taken_under_review": _("Taken up by a round"),
        "declared_ready": _("Declared ready for decision"),
        "ready": _("Declared ready for decision"),
        "put_to_decision": _("Put to decision"),
        "under_decision": _("Put to decision"),
        "adopted": _("Adopted"),
        "not_adopted": _("Not adopted"),
        "returned_to_ready": _("Without a quorum, ready for decision again"),
        "asked_in_secret": _("Asked in a secret ballot, ready for decision again"),
        "result_voided": _("The ballot was declared void, ready for decision again"),
        "entered": _("Entered in its text"),
        "put_under_silence": _("Put under silence"),
        "silence_broken": _("Silence broken, ready for decision again"),
        "released_from_silence": _("Released from silence, ready for decision again"),
        "adopted_by_silence": _("Adopted by silence procedure"),
        "consolidated": _("Taken into the outcome document"),
        "superseded": _("Replaced by a later decision"),
    }.get(verb, verb.replace("_", " ").capitalize())
