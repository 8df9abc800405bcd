"""The course of a proposal: which step leads where, who takes it, and what it waits for (domain D3). Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from app.consultations.calendar import Act, Stage, Who, why_not_now
from app.consultations.models import Consultation, Role, WorkingGroup
from app.consultations.rules import moderator_seat, writer_seat
from app.drafting.models import Kind, Proposal, ProposalState
from app.drafting.rules import (
    GONE,
    OPEN_STATES,
    Need,
    state_after_save,
    why_an_amendment,
    why_frozen,
    why_not_change,
    why_not_edit,
    why_not_write,
)
from app.kernel.actor import Actor, Seat
from app.kernel.i18n import gettext as _

REASON_LEAST, REASON_MOST = 10, 2_000


class Move(StrEnum):
    """The steps that people take; what a round does to a text (under review, under decision, adopted) is not here."""

    SUBMITTED = "submitted"
    RETURNED = "returned"
    WITHDRAWN = "withdrawn"
    TAKEN_UP = "taken_up"
    MERGED = "merged"
    REFERRED_BACK = "referred_back"


LEADS_TO = {
    Move.SUBMITTED: ProposalState.SUBMITTED,
    Move.RETURNED: ProposalState.DRAFT,
    Move.WITHDRAWN: ProposalState.WITHDRAWN,
    Move.TAKEN_UP: ProposalState.DRAFT,
    Move.MERGED: ProposalState.MERGED,
    Move.REFERRED_BACK: ProposalState.REVISED,
}

# Where a step can be taken from; in another state its control is not shown.
STARTS_FROM: dict[Move, frozenset[ProposalState]] = {
    Move.SUBMITTED: frozenset({ProposalState.DRAFT}),
    Move.RETURNED: frozenset({ProposalState.SUBMITTED}),
    Move.WITHDRAWN: OPEN_STATES,
    Move.TAKEN_UP: frozenset({ProposalState.WITHDRAWN}),
    Move.MERGED: OPEN_STATES,
    Move.REFERRED_BACK: frozenset({ProposalState.READY, ProposalState.ADOPTED, ProposalState.NOT_ADOPTED}),
}


@dataclass(frozen=True)
class Footing:
    """What the rules of the course look at: the text, its group, the moment, who wrote its first and its newest
    version, and what it still needs."""

    proposal: Proposal
    group: WorkingGroup
    stage: Stage
    first_author: int | None = None
    newest_author: int | None = None
    needs: Sequence[Need] = ()

    @property
    def blocking(self) -> list[Need]:
        """What must be filled before it can be submitted."""
        return [need for need in self.needs if need.blocks]


def leading_seat(actor: Actor, group: WorkingGroup) -> Seat | None:
    """The seat of a rapporteur or convenor of the group."""
    return actor.in_group(group.id or 0, Role.RAPPORTEUR, Role.MODERATOR)


def why_not_move(actor: Actor, consultation: Consultation, footing: Footing, move: Move) -> str | None:
    """Why the actor may not take this step with this text now; None where it may be. For a merge, see also
    `why_not_into`."""
    return {
        Move.SUBMITTED: why_not_submit,
        Move.RETURNED: why_not_return,
        Move.WITHDRAWN: why_not_withdraw,
        Move.TAKEN_UP: why_not_take_up,
        Move.MERGED: why_not_merge,
        Move.REFERRED_BACK: why_not_refer_back,
    }[move](actor, consultation, footing)


def why_not_submit(actor: Actor, _consultation: Consultation, footing: Footing) -> str | None:
    """Any writer of the group submits a draft that lacks nothing of what its kind requires (domain A3, A4)."""
    return (
        why_not_write(actor, footing.group)
        or _why_not_from(Move.SUBMITTED, footing.proposal)
        or why_not_now(Act.DRAFT, footing.stage)
        or _why_incomplete(footing)
    )


def why_not_return(actor: Actor, _consultation: Consultation, footing: Footing) -> str | None:
    """Who wrote the newest version, the rapporteur and the convenor take a submitted text back to the group."""
    return (
        why_not_write(actor, footing.group)
        or _why_not_from(Move.RETURNED, footing.proposal)
        or _why_neither_author_nor_lead(
            actor,
            footing,
            footing.newest_author,
            _("Who wrote its newest version, the rapporteur or the convenor of %(group)s returns %(code)s."),
        )
        or why_not_now(Act.DRAFT, footing.stage)
    )


def why_not_withdraw(actor: Actor, _consultation: Consultation, footing: Footing) -> str | None:
    """Who began it, the rapporteur and the convenor withdraw a text at any time before it is decided on."""
    return (
        why_not_write(actor, footing.group)
        or _why_not_from(Move.WITHDRAWN, footing.proposal)
        or _why_neither_author_nor_lead(
            actor,
            footing,
            footing.first_author,
            _("Who began it, the rapporteur or the convenor of %(group)s withdraws %(code)s."),
        )
        or _why_record_stands(footing.stage)
    )


def why_not_take_up(actor: Actor, _consultation: Consultation, footing: Footing) -> str | None:
    """Any writer of the group takes up a withdrawn text again."""
    return (
        why_not_write(actor, footing.group)
        or _why_not_from(Move.TAKEN_UP, footing.proposal)
        or why_not_now(Act.DRAFT, footing.stage)
    )


def why_not_merge(actor: Actor, _consultation: Consultation, footing: Footing) -> str | None:
    """The rapporteur or convenor of the group merges a text that is not decided on into another."""
    return (
        why_not_write(actor, footing.group)
        or _why_not_from(Move.MERGED, footing.proposal)
        or (
            None
            if leading_seat(actor, footing.group)
            else _("The rapporteur or the convenor of %(group)s merges %(code)s into another text.")
            % _names(footing)
        )
        or why_not_now(Act.DRAFT, footing.stage)
    )


def why_not_into(actor: Actor, source: Footing, target: Footing) -> str | None:
    """Why the text of `source` cannot be merged into that of `target`: another kind, itself, a text that stands
    still, a group the actor does not lead."""
    one, other = source.proposal, target.proposal
    if one.id == other.id:
        return _("%(code)s cannot be merged into itself.") % {"code": one.code}
    if one.kind != other.kind:
        return (
            _("%(other)s is a benchmark: a mechanism is merged into a mechanism.")
            if one.kind == Kind.MECHANISM
            else _("%(other)s is a mechanism: a benchmark is merged into a benchmark.")
        ) % {"other": other.code}
    if leading_seat(actor, target.group) is None:
        return _(
            "The rapporteur or the convenor of both groups merges two texts; you have no such seat in %(group)s."
        ) % _names(target)
    if target.group.closed and source.group.id != target.group.id:
        return _(
            "%(code)s belongs to a closed group, and what everybody reads would lead into it. Merge the other way round."
        ) % {"code": other.code}
    return why_not_edit(actor, target.group, target.stage, other)


def why_not_refer_back(actor: Actor, consultation: Consultation, footing: Footing) -> str | None:
    """The convenor sends a text that is ready or decided back to its group; the result that there was stands.

    Never while positions are being given: nobody takes a question away from under those who answer it.
    """
    if not actor.signed_in:
        return _("Sign in first: the convenor of %(group)s refers a text back.") % _names(footing)
    if moderator_seat(actor, consultation, footing.group.id) is None:
        return _("The convenor of %(group)s refers %(code)s back to the group.") % _names(footing)
    if footing.proposal.state == ProposalState.UNDER_DECISION or (
        footing.stage.round is not None and footing.stage.who_may(Act.DECIDE) is not Who.NOBODY
    ):
        return _(
            "Positions are being given. %(code)s can be referred back once the round has closed and its result is known."
        ) % _names(footing)
    return _why_not_from(Move.REFERRED_BACK, footing.proposal) or _why_record_stands(footing.stage)


def why_not_link(
    actor: Actor, stage: Stage, own: tuple[Proposal, WorkingGroup], other: tuple[Proposal, WorkingGroup]
) -> str | None:
    """A writer of either group links a mechanism and a benchmark, while neither text stands still."""
    (one, group), (two, other_group) = own, other
    if one.kind == two.kind:
        return _("A mechanism is linked with a benchmark; %(one)s and %(two)s are of the same kind.") % {
            "one": one.code,
            "two": two.code,
        }
    if why_not_write(actor, group) and why_not_write(actor, other_group):
        return why_not_write(actor, group)
    return (
        why_not_change(one.code, one.state)
        or why_not_change(two.code, two.state)
        or why_frozen(one)
        or why_frozen(two)
        or why_an_amendment(one)
        or why_an_amendment(two)
        or why_not_now(Act.DRAFT, stage)
    )


def why_not_unlink(
    actor: Actor, stage: Stage, own: tuple[Proposal, WorkingGroup], other: tuple[Proposal, WorkingGroup]
) -> str | None:
    """As linking; but what is withdrawn or merged can always be taken off a text that lives."""
    if other[0].state in GONE and other[0].kind != own[0].kind:
        return why_not_edit(actor, own[1], stage, own[0])
    return why_not_link(actor, stage, own, other)


def what_saving_does(state: str, stage: Stage) -> str:
    """Where a text of this state goes when a new version is saved now, in a sentence for who is writing it."""
    if state == ProposalState.DRAFT:
        return _("It is a draft: a writer of its group submits it when nothing is missing.")
    if state == ProposalState.SUBMITTED:
        return _("It has been submitted: the next round is about the version that stands when it opens.")
    if state_after_save(state, stage) == ProposalState.UNDER_REVIEW and stage.round is not None:
        return _(
            "“%(round)s” stays with the version that stood when it opened; what you save is a newer one."
        ) % {"round": stage.round.title}
    return _("What you save is a revised text; the convenor looks at it before it goes to decision.")


def moves_from(state: str) -> list[Move]:
    """The steps that people can take from this state, in the order in which they are shown."""
    return [move for move, states in STARTS_FROM.items() if ProposalState(state) in states]


def move_words(move: Move) -> str:
    """The words on the control of a step."""
    return {
        Move.SUBMITTED: _("Submit it"),
        Move.RETURNED: _("Return it to draft"),
        Move.WITHDRAWN: _("Withdraw it"),
        Move.TAKEN_UP: _("Take it up again"),
        Move.MERGED: _("Merge it into another"),
        Move.REFERRED_BACK: _("Refer it back to the group"),
    }[move]


def move_effect(move: Move) -> str:
    """What a step does, in a sentence."""
    return {
        Move.SUBMITTED: _("The next round of comments takes it up. Until then it can still be edited."),
        Move.RETURNED: _("It is a draft again and takes no comments until it is submitted."),
        Move.WITHDRAWN: _(
            "It goes no further and stays readable, with your reason. It can be taken up again."
        ),
        Move.TAKEN_UP: _("It becomes a draft again, with all its versions."),
        Move.MERGED: _(
            "The other text keeps its own words and gets this one’s sources, sponsors and links as a new version. "
            "This one stays readable with its comments."
        ),
        Move.REFERRED_BACK: _("The group can edit it again. A result that there was stays in the record."),
    }[move]


def _why_not_from(move: Move, proposal: Proposal) -> str | None:
    """Where the text does not stand where this step begins: a sentence that says where it stands."""
    if proposal.amends_id is not None:
        return why_an_amendment(proposal)
    if ProposalState(proposal.state) in STARTS_FROM[move]:
        return why_frozen(proposal)
    told = why_not_change(proposal.code, proposal.state)
    if told is not None and move is not Move.REFERRED_BACK:
        return told
    sentences = {
        ProposalState.DRAFT: _("%(code)s is a draft; its writers submit it first."),
        ProposalState.SUBMITTED: _("%(code)s has been submitted."),
        ProposalState.UNDER_REVIEW: _("%(code)s is under review."),
        ProposalState.REVISED: _("%(code)s is with its group, which revises it."),
        ProposalState.READY: _("%(code)s is ready for decision."),
    }
    sentence = sentences.get(ProposalState(proposal.state))
    return sentence % {"code": proposal.code} if sentence else told


def _why_incomplete(footing: Footing) -> str | None:
    if not footing.blocking:
        return None
    missing = " ".join(need.sentence for need in footing.blocking)
    return _("%(code)s cannot be submitted yet.") % _names(footing) + " " + missing


def _why_neither_author_nor_lead(
    actor: Actor, footing: Footing, author: int | None, sentence: str
) -> str | None:
    if leading_seat(actor, footing.group) is not None:
        return None
    if author is not None and author == actor.person_id and writer_seat(actor, footing.group.id or 0):
        return None
    return sentence % _names(footing)


def _why_record_stands(stage: Stage) -> str | None:
    """What has ended or not begun changes by no step at all."""
    return why_not_now(Act.DRAFT, stage) if stage.closed or stage.unopened else None


def _names(footing: Footing) -> dict[str, str]:
    return {"code": footing.proposal.code, "group": footing.group.code}
