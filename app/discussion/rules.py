"""Who may comment, and when. Pure: the actor's seats, the stage of the roundtable and the state of the text decide.

Who may answer a comment, and the rest of what is done with one, stands in `answer_rules.py`.
"""

from app.consultations.calendar import Act, Stage, Who, why_not_now
from app.consultations.models import Consultation, Role, RoundKind
from app.consultations.rules import writer_seat
from app.drafting.models import Proposal, ProposalState
from app.drafting.rules import why_an_amendment
from app.kernel.actor import Actor, Seat
from app.kernel.i18n import gettext as _

# A reporter speaks on a pilot and an administrator on nothing; a seat in a group or a delegation always admits.
ADMITTING_ROLES = (
    Role.OBSERVER,
    Role.MEMBER,
    Role.RAPPORTEUR,
    Role.MODERATOR,
    Role.SECRETARIAT,
    Role.HEAD,
    Role.ALTERNATE,
)
# A text that was declared ready since is answered in full, so that nothing late is put to it.
_TAKEN_LATE = (ProposalState.UNDER_REVIEW, ProposalState.REVISED)
_SELECTED = (ProposalState.ADOPTED, ProposalState.CONSOLIDATED)
TEXT_LIMIT = 10_000
QUOTE_LIMIT = 1_000
CODE_LIMIT = 60


def admitting_seats(actor: Actor, consultation: Consultation) -> list[Seat]:
    """The seats that admit the actor to this consultation's rounds: in a delegation, a group, or as its observer."""
    return [s for s in actor.seats_in(consultation.id or 0) if s.role in ADMITTING_ROLES]


def delegations_of_actor(actor: Actor, consultation: Consultation) -> list[int]:
    """The delegations the actor sits in here, each once, in the order of the seats."""
    return list(
        dict.fromkeys(
            s.delegation_id for s in admitting_seats(actor, consultation) if s.delegation_id is not None
        )
    )


def why_text_is_settled(state: str) -> str | None:
    """The sentence where a text of this state takes no comments whatever the calendar says; None for a living text."""
    sentences = {
        ProposalState.UNDER_DECISION: _(
            "This text is under decision and stands as it is. It takes comments again only if it is referred back to the group."
        ),
        ProposalState.ADOPTED: _(
            "This text was adopted and is closed to comments. The chair would first have to refer it back to the group."
        ),
        ProposalState.NOT_ADOPTED: _(
            "This text was not adopted and is closed to comments. The group would first have to take it up again."
        ),
        ProposalState.CONSOLIDATED: _(
            "This text is part of the consolidated document and is closed to comments. The chair would first have to refer it back to the group."
        ),
        ProposalState.WITHDRAWN: _(
            "This text was withdrawn. It takes comments again only if its group brings it back."
        ),
        ProposalState.MERGED: _(
            "This text was merged into another one. Comment on the text that took it over."
        ),
        ProposalState.SUPERSEDED: _(
            "This text was superseded by another one. Comment on the text that took its place."
        ),
    }
    return sentences.get(ProposalState(state))


def why_signed_out() -> str:
    """The sentence for somebody whom nobody knows yet."""
    return _("Sign in to comment.")


def why_no_text_yet(stage: Stage) -> str:
    """The sentence where a text was begun only after the round opened: a round is about what stood when it opened."""
    return _(
        "This text was begun after “%(round)s” opened, and that round is about the texts that stood then. It takes comments in the next one."
    ) % {"round": stage.commented.title if stage.commented else ""}


def why_not_comment(actor: Actor, consultation: Consultation, stage: Stage, proposal: Proposal) -> str | None:
    """Why the actor may not comment on this text now; None where it is permitted.

    What nobody could change by signing in comes first: a settled text, a calendar that takes no comments. Rounds
    that admit comments take them from everybody with a seat here, observers too; a drafting round takes them from
    the group's writers. A round that has closed and takes late comments takes them until it is completed, on the texts
    that were under review in it; a selection takes them on what was adopted, which is what it is about.
    """
    if proposal.amends_id is not None:
        return why_an_amendment(proposal)
    selected = stage.round is not None and stage.round.kind == RoundKind.SELECTION
    settled = why_text_is_settled(proposal.state)
    if settled is not None and not (selected and proposal.state in _SELECTED):
        return settled
    closed = why_not_now(Act.COMMENT, stage)
    late = stage.takes_only_late
    if closed is not None and not (late and proposal.state in _TAKEN_LATE):
        return closed
    drafting = stage.who_may(Act.COMMENT) is Who.WRITERS
    if not drafting and proposal.state == ProposalState.DRAFT:
        return _(
            "%(code)s is a draft: its group has not submitted it yet. It takes comments once it is submitted."
        ) % {"code": proposal.code}
    about = stage.commented
    if not drafting and about is not None and proposal.created_at >= about.opens_at:
        return why_no_text_yet(stage)
    if not actor.signed_in:
        return why_signed_out()
    if drafting:
        if writer_seat(actor, proposal.group_id) is None:
            return _(
                "While the text is being drafted, only the members of its working group comment on it. It opens to all in the next round of comments."
            )
        return None
    if not admitting_seats(actor, consultation):
        return _(
            "Comments come from people with a seat in this consultation, as delegate, member of a group or observer. The secretariat gives seats."
        )
    return None


def speaking_seat(
    actor: Actor, consultation: Consultation, proposal: Proposal, delegation_id: int | None
) -> Seat | None:
    """The seat a comment is made from: in the delegation it is for, else in the text's own group, else the first here."""
    seats = admitting_seats(actor, consultation)
    if delegation_id is not None:
        return next((s for s in seats if s.delegation_id == delegation_id), None)
    own = [s for s in seats if s.group_id == proposal.group_id]
    return next(iter(own or seats), None)
