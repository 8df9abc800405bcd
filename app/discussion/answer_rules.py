"""Who may answer a comment, withdraw it, group it or say whether the answer satisfies. Pure, like `rules.py`.

Domain B2 and D3: the rapporteur drafts a disposition, the moderator issues it with a reason, nobody on their own
comment, and it is changed only by a later one. It goes on from the opening of the comment's round until that round is
completed.
"""

from dataclasses import dataclass

from app.consultations.calendar import Act, RoundStage, Stage, round_stage, why_not_now
from app.consultations.models import Attribution, Consultation, Role, Round
from app.consultations.rules import VOTING_ROLES, moderator_seat, writer_seat
from app.discussion.models import Comment, DispositionCode
from app.kernel.actor import Actor, Seat
from app.kernel.i18n import gettext as _

ANSWERING_ROLES = (Role.RAPPORTEUR, Role.MODERATOR)
REASON_LEAST = 3
REASON_LIMIT = 5_000
WORD_LIMIT = 2_000


@dataclass(frozen=True, slots=True)
class Asked:
    """What a rule needs of the comment that is to be answered.

    `withdrawn` where its author took it back; `written_by_actor_alone` where the actor wrote every version of the text;
    `body_id` as `body_of` says.
    """

    code: str
    proposal: str
    group_id: int
    person_id: int | None
    round: Round | None
    withdrawn: bool = False
    written_by_actor_alone: bool = False
    body_id: int | None = None

    def is_by(self, actor: Actor) -> bool:
        """Whether the actor made it, or speaks for the body whose table it came in."""
        if self.person_id is not None:
            return self.person_id == actor.person_id
        return self.body_id is not None and any(
            seat.delegation_id == self.body_id and seat.role in VOTING_ROLES and not seat.personal
            for seat in actor.seats
        )


def body_of(comment: Comment, round_: Round | None) -> int | None:
    """The delegation that a comment without a person is of: it came in the delegation's table, which somebody else brought.
    None where its round shows nobody: there a delegation does not learn from what it may do who spoke."""
    if comment.person_id is not None or not was_brought(comment, round_.attribution if round_ else None):
        return None
    return comment.delegation_id


def was_brought(comment: Comment, attribution: str | None) -> bool:
    """Whether it is shown that a comment came in a table which somebody else brought: its body did not write it here."""
    return comment.brought_by_id is not None and comment.person_id is None and attribution != Attribution.NONE


def answering_seat(actor: Actor, consultation: Consultation, group_id: int) -> Seat | None:
    """The seat from which the actor drafts answers: rapporteur or convenor of the group, or moderator of the whole."""
    return actor.in_group(group_id, *ANSWERING_ROLES) or moderator_seat(actor, consultation, group_id)


def answers_here(actor: Actor, consultation: Consultation) -> bool:
    """Whether the actor answers comments of any group of this consultation."""
    return any(seat.role in ANSWERING_ROLES for seat in actor.seats_in(consultation.id or 0))


def sees_drafts(actor: Actor, consultation: Consultation, group_id: int) -> bool:
    """Whether the actor is shown answers that are not issued yet: the group's writers and who moderates it."""
    return (
        writer_seat(actor, group_id) is not None or moderator_seat(actor, consultation, group_id) is not None
    )


def why_answers_stand(stage: Stage, round_: Round | None) -> str | None:
    """The sentence where nobody answers this comment now: the calendar, or a round that was completed."""
    closed = why_not_now(Act.DISPOSE, stage)
    if closed is not None:
        return closed
    if round_ is not None and round_stage(round_, stage.at) is RoundStage.COMPLETED:
        return _("“%(round)s” is completed, and what was answered in it stands.") % {"round": round_.title}
    return None


def why_not_draft_disposition(
    actor: Actor, consultation: Consultation, stage: Stage, asked: Asked
) -> str | None:
    """Why the actor may not draft the answer to this comment; None where it is permitted."""
    standing = why_answers_stand(stage, asked.round)
    if standing is not None:
        return standing
    if not actor.signed_in:
        return _("Sign in first: the rapporteur and the moderator of the group answer comments.")
    if answering_seat(actor, consultation, asked.group_id) is None:
        return _(
            "Comments on %(code)s are answered by the rapporteur and the moderator of the group that drafts it."
        ) % {"code": asked.proposal}
    return _why_not_this_one(actor, asked)


def why_not_issue_disposition(
    actor: Actor, consultation: Consultation, stage: Stage, asked: Asked
) -> str | None:
    """Why the actor may not issue the answer to this comment; None where it is permitted."""
    standing = why_answers_stand(stage, asked.round)
    if standing is not None:
        return standing
    if not actor.signed_in:
        return _("Sign in first: the moderator of the group issues dispositions.")
    if moderator_seat(actor, consultation, asked.group_id) is None:
        return _(
            "A disposition is issued by the moderator of the group or of the consultation; the rapporteur drafts it."
        )
    refused = _why_not_this_one(actor, asked)
    if refused is not None:
        return refused
    if asked.written_by_actor_alone:
        return _(
            "You alone wrote every version of %(code)s, so another moderator of the group or of the consultation issues this disposition."
        ) % {"code": asked.proposal}
    return None


def _why_not_this_one(actor: Actor, asked: Asked) -> str | None:
    if asked.withdrawn:
        return _("%(code)s was withdrawn by its author, so nothing in it is left to answer.") % {
            "code": asked.code
        }
    if asked.is_by(actor):
        return _(
            "You made this comment, so somebody else answers it: another moderator of the group or of the consultation."
        )
    return None


def why_not_withdraw_comment(actor: Actor, stage: Stage, asked: Asked) -> str | None:
    """Why the actor may not withdraw this comment: its author does, until its round is completed."""
    ended = _why_ended(stage)
    if ended is not None:
        return ended
    if asked.round is not None and round_stage(asked.round, stage.at) is RoundStage.COMPLETED:
        return _("“%(round)s” is completed, and its comments stand.") % {"round": asked.round.title}
    if not asked.is_by(actor):
        return _("A comment is withdrawn by the person who made it.")
    return None


def why_not_acknowledge(actor: Actor, stage: Stage, asked: Asked, answered: str | None) -> str | None:
    """Why the actor may not say whether the answer satisfies. `answered` is the code of the issued disposition, if any."""
    ended = _why_ended(stage)
    if ended is not None:
        return ended
    if not asked.is_by(actor):
        return _("Whether an answer satisfies is said by the person who made the comment.")
    if answered is None:
        return _("There is no disposition yet. You can say whether it satisfies you once it is issued.")
    if answered == DispositionCode.WITHDRAWN:
        return _("You withdrew this comment, so there is no answer to be satisfied with.")
    return None


def why_not_group_comments(
    actor: Actor, consultation: Consultation, stage: Stage, asked: Asked
) -> str | None:
    """Why the actor may not put alike comments together or take one out: who answers them does, while they may."""
    standing = why_answers_stand(stage, asked.round)
    if standing is not None:
        return standing
    if not actor.signed_in:
        return _("Sign in first: the rapporteur and the moderator of the group answer comments.")
    if answering_seat(actor, consultation, asked.group_id) is None:
        return _(
            "Comments that say the same are put together by the rapporteur or the moderator of the group that drafts %(code)s."
        ) % {"code": asked.proposal}
    return None


def _why_ended(stage: Stage) -> str | None:
    if stage.closed is not None or stage.unopened is not None:
        return why_not_now(Act.DISPOSE, stage)
    return None
