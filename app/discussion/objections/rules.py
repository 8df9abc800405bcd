"""Who may object, and who may do what with an objection. Pure, like `discussion/rules.py`.

Domain D3: in a last call anybody admitted objects. In a round of silence a delegation with standing does: one that takes
positions and has not left, through its head or a named alternate; silence stands for their agreement, so that only they
break it. Addressed by the rapporteur or the moderator; then withdrawn or sustained by who raised it, or overruled with
the published rule and reasons by the moderator (invariant 8), never on an objection of one's own.
"""

from collections.abc import Collection
from dataclasses import dataclass

from app.consultations.calendar import Act, Stage, why_not_now
from app.consultations.models import Attribution, Consultation, Role, Round, RoundKind
from app.consultations.rules import moderator_seat, voting_seats
from app.discussion.answer_rules import answering_seat
from app.discussion.models import CommentType
from app.discussion.objections.models import ObjectionState
from app.discussion.rules import admitting_seats, delegations_of_actor, why_not_comment, why_text_is_settled
from app.drafting.models import Proposal, ProposalState
from app.drafting.rules import why_an_amendment
from app.kernel.actor import Actor
from app.kernel.i18n import gettext as _

LEAST, LIMIT, RULE_LIMIT = 3, 5_000, 500
TAKING = (RoundKind.LAST_CALL, RoundKind.SILENCE)
# From where each step leads on; what is withdrawn or overruled is over.
FOLLOWS: dict[ObjectionState, tuple[ObjectionState, ...]] = {
    ObjectionState.ADDRESSED: (ObjectionState.OPEN, ObjectionState.ADDRESSED, ObjectionState.SUSTAINED),
    ObjectionState.WITHDRAWN: (ObjectionState.OPEN, ObjectionState.ADDRESSED, ObjectionState.SUSTAINED),
    ObjectionState.SUSTAINED: (ObjectionState.ADDRESSED,),
    ObjectionState.OVERRULED: (ObjectionState.ADDRESSED, ObjectionState.SUSTAINED),
}
OVER = (ObjectionState.WITHDRAWN, ObjectionState.OVERRULED)


@dataclass(frozen=True, slots=True)
class Standing:
    """What a rule needs of an objection: where it stands, who raised it, and the group that writes the text."""

    code: str
    proposal: str
    group_id: int
    state: ObjectionState
    person_id: int | None
    delegation_id: int | None
    attribution: str | None

    def is_said_by(self, actor: Actor, consultation: Consultation) -> bool:
        """Whether the actor says that it stands or is withdrawn: whose it is, and who still has a voice here. Who raised
        it for a delegation and has left that does not speak for it any more."""
        if not self.is_of(actor, consultation):
            return False
        if self.delegation_id is None:
            return bool(admitting_seats(actor, consultation))
        return self.delegation_id in delegations_of_actor(actor, consultation)

    def is_of(self, actor: Actor, consultation: Consultation) -> bool:
        """Whether the actor raised it or speaks for the delegation that did.

        Where its round shows nobody, a delegation does not learn from what it may do who of its own people spoke.
        """
        if not actor.signed_in:
            return False
        if self.person_id is not None and self.person_id == actor.person_id:
            return True
        if self.delegation_id is None or self.attribution == Attribution.NONE:
            return False
        return any(seat.delegation_id == self.delegation_id for seat in voting_seats(actor, consultation))


def why_signed_out() -> str:
    """The sentence for somebody whom nobody knows yet."""
    return _("Sign in to object.")


def why_not_object(
    actor: Actor,
    consultation: Consultation,
    stage: Stage,
    proposal: Proposal,
    *,
    standing: Collection[int] = (),
    untouched: str | None = None,
) -> str | None:
    """Why the actor may not object to this text now; None where it is permitted.

    `standing` are the delegations of the actor that take positions here, `untouched` the sentence where the text is not
    under silence in the round that is open; both count in a round of silence alone.
    """
    if stage.closed is not None or stage.unopened is not None:
        return why_not_now(Act.COMMENT, stage)
    if proposal.amends_id is not None:
        return why_an_amendment(proposal)
    round_ = stage.round
    if round_ is None or round_.kind not in TAKING:
        return _(
            "Objections are raised in a last call, or by delegations in a round of silence, and neither is open on %(code)s."
        ) % {"code": proposal.code}
    if round_.kind == RoundKind.SILENCE:
        return untouched or why_not_break(actor, consultation, standing)
    settled = why_text_is_settled(proposal.state)
    if settled is not None:
        return settled
    if not actor.signed_in:
        return why_signed_out()
    if not admitting_seats(actor, consultation):
        return _(
            "Objections come from people with a seat in this consultation, as delegate, member of a group or observer. The secretariat gives seats."
        )
    return why_not_comment(actor, consultation, stage, proposal)


def why_not_break(actor: Actor, consultation: Consultation, standing: Collection[int]) -> str | None:
    """Why the actor breaks no silence here, whatever the text; `standing` as in `why_not_object`."""
    if not actor.signed_in:
        return _("Sign in as head or alternate of a delegation to break a silence.")
    here = consultation.id or 0
    if actor.has_role(Role.SECRETARIAT, here) or actor.has_role(Role.ADMINISTRATOR, here):
        return _("The secretariat and the administrators never break a silence; the delegations decide.")
    if not voting_seats(actor, consultation):
        return _("Only the head or an alternate of a delegation breaks a silence, and you are neither.")
    if not standing:
        return _(
            "Your delegation takes no positions in this consultation, so that it does not break a silence. It can object in a last call."
        )
    return None


def why_not_escalate(
    actor: Actor,
    stage: Stage,
    proposal: Proposal,
    *,
    comment: str,
    mine: bool,
    type: str,
    round: Round | None,
    withdrawn: bool,
    unsatisfied: bool,
    raised: str | None,
) -> str | None:
    """Why the actor may not turn the comment into an objection; None where it is permitted.

    Its author may, where it is a technical comment whose answer did not satisfy, once, while the text is not under
    decision or decided. `unsatisfied` says that the author acknowledged the answer that counts so; `raised` is the
    objection that it was turned into already.
    """
    names = {"comment": comment, "code": proposal.code, "objection": raised or ""}
    if stage.closed is not None or stage.unopened is not None:
        return why_not_now(Act.COMMENT, stage)
    if not mine:
        return _("A comment is turned into an objection by the person who made it.")
    if raised is not None:
        return _("%(comment)s was turned into the objection %(objection)s.") % names
    if withdrawn:
        return _("You withdrew this comment, so that nothing is left in it to object to.")
    if type != CommentType.TECHNICAL:
        return _("Only a technical comment is turned into an objection. In a last call you can object anew.")
    if not unsatisfied:
        return _("Say first, of the disposition that counts, that it does not satisfy you.")
    if round is None:
        return _("%(comment)s was made outside any round. In a last call you can object anew.") % names
    if proposal.state == ProposalState.UNDER_DECISION or why_text_is_settled(proposal.state) is not None:
        return (
            _("%(code)s is under decision or decided, so that no comment on it becomes an objection.") % names
        )
    return None


def why_not_step(
    actor: Actor, consultation: Consultation, stage: Stage, objection: Standing, step: ObjectionState
) -> str | None:
    """Why the actor may not take this step with the objection; None where it is permitted."""
    if stage.closed is not None or stage.unopened is not None:
        return why_not_now(Act.COMMENT, stage)
    names = {"code": objection.code, "proposal": objection.proposal}
    mine = objection.is_of(actor, consultation)
    if step in (ObjectionState.WITHDRAWN, ObjectionState.SUSTAINED):
        if not objection.is_said_by(actor, consultation):
            return _("Whether an objection stands is said by who raised it, or by the delegation that did.")
    elif not actor.signed_in:
        return _("Sign in first: the rapporteur and the moderator of the group answer objections.")
    elif step is ObjectionState.ADDRESSED:
        if answering_seat(actor, consultation, objection.group_id) is None:
            return (
                _(
                    "Objections to %(proposal)s are addressed by the rapporteur or the moderator of the group that drafts it."
                )
                % names
            )
    elif moderator_seat(actor, consultation, objection.group_id) is None:
        return _("An objection is overruled by the moderator of the group or of the consultation.")
    if mine and step in (ObjectionState.ADDRESSED, ObjectionState.OVERRULED):
        return _(
            "This objection is yours or your delegation’s, so somebody else answers it: another moderator of the group or of the consultation."
        )
    if objection.state in OVER:
        return (
            _("%(code)s was withdrawn, so that nothing in it is left to answer.")
            if objection.state is ObjectionState.WITHDRAWN
            else _("%(code)s was overruled, and that stands in the record.")
        ) % names
    if objection.state not in FOLLOWS[step]:
        return (
            _("%(code)s is sustained already; it is for the group to address it again.")
            if objection.state is ObjectionState.SUSTAINED
            else _("%(code)s has not been addressed yet. It is sustained or overruled once it is.")
        ) % names
    return None


def own_delegations(actor: Actor, consultation: Consultation, round_: Round | None) -> list[int]:
    """The delegations the actor may object for: those of which the actor is head or alternate in a round of silence,
    elsewhere each the actor sits in."""
    if round_ is not None and round_.kind == RoundKind.SILENCE:
        seats = voting_seats(actor, consultation)
        return list(dict.fromkeys(s.delegation_id for s in seats if s.delegation_id is not None))
    return delegations_of_actor(actor, consultation)
