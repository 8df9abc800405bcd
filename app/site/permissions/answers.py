"""“And why not me?” The sentence each verb's own rule gives to the reader, for one text at this moment."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property, partial

from sqlmodel import Session

from app.consultations.admission.rules import why_not_apply, why_not_decide, why_not_lead
from app.consultations.models import Consultation, Delegation, Role
from app.consultations.queries import is_moderated
from app.consultations.rules import why_not_create, why_not_of_the_secretariat, why_not_set_up
from app.consultations.seating import why_not_seat
from app.discussion.answer_rules import Asked as AskedOfComment
from app.discussion.answer_rules import (
    why_not_acknowledge,
    why_not_draft_disposition,
    why_not_group_comments,
    why_not_issue_disposition,
    why_not_withdraw_comment,
)
from app.discussion.models import DispositionCode
from app.discussion.objections.queries import waiting_counts
from app.discussion.rules import why_not_comment
from app.drafting.circulation import why_not_circulate, why_not_confirm
from app.drafting.course_rules import Footing, Move, why_not_move
from app.drafting.course_views import footing_of
from app.drafting.drafts import why_not_keep
from app.drafting.queries import Desk
from app.drafting.rules import why_not_draft, why_not_edit
from app.kernel.actor import Actor
from app.kernel.i18n import gettext as _
from app.outcome.declaring import Moment, moment_of, why_not_declare
from app.outcome.issue_rules import why_not_issue_at_all
from app.outcome.rules import why_not_in_the_list, why_not_put_together
from app.people.organisations.rules import why_not_keep_organisations
from app.people.rules import why_not_administrate
from app.pilots.models import Part
from app.pilots.party_rules import why_not_ask_to_lead, why_not_invite, why_not_join, why_not_withdraw
from app.pilots.queries import pilots_of_proposal, why_not_try_here
from app.pilots.rules import (
    Standing,
    why_not_agree_periods,
    why_not_change_milestone,
    why_not_correct,
    why_not_meet,
    why_not_report,
    why_not_take_up,
    why_not_terminate,
    why_not_verify,
)
from app.pilots.rules import why_not_plan as why_not_plan_pilot
from app.pilots.standing import found_pilot, speakers_of
from app.review.rules import why_not_declare_ready, why_not_plan, why_not_run
from app.site.permissions.amending import AMENDMENT_ANSWERS
from app.site.permissions.attendance import ATTENDANCE_ANSWERS
from app.site.permissions.courses import COURSE_ANSWERS
from app.site.permissions.explaining import EXPLANATION_ANSWERS
from app.site.permissions.mail import MAIL_ANSWERS
from app.site.permissions.marking import MARKING_ANSWERS
from app.site.permissions.objections import OBJECTION_ANSWERS
from app.site.permissions.people import OF_ADMINISTRATORS
from app.site.permissions.proxying import PROXY_ANSWERS
from app.site.permissions.ratings import RATING_ANSWERS
from app.site.permissions.recounting import RECOUNTING_ANSWERS
from app.site.permissions.recusing import RECUSAL_ANSWERS
from app.site.permissions.reviewing import REVIEWING_ANSWERS
from app.site.permissions.tables import TABLE_ANSWERS
from app.site.permissions.telling import TELLING_ANSWERS
from app.voting.amendments.queries import why_no_amendment
from app.voting.rules import why_not_give, why_not_show_support


@dataclass(frozen=True)
class Asked:
    """Who asks, where, and about which text."""

    db: Session
    actor: Actor
    consultation: Consultation
    desk: Desk

    @cached_property
    def footing(self) -> Footing:
        """What the rules of the course look at, read once."""
        return footing_of(self.db, self.desk)

    @cached_property
    def declaring(self) -> Moment:
        """Whether the document has been issued, after which only what was decided anew is declared on."""
        return moment_of(self.db, self.consultation)

    @cached_property
    def waiting(self) -> tuple[dict[int, int], dict[int, int]]:
        """How many comments wait for an answer, and how many objections, by text."""
        return waiting_counts(self.db, self.consultation)

    @cached_property
    def why_no_amendment(self) -> str | None:
        """The sentence of whoever moves amendments."""
        return why_no_amendment(self.db, self.actor, self.consultation, self.desk)

    @cached_property
    def moderated(self) -> bool:
        """Whether anybody here holds a moderator's seat."""
        return is_moderated(self.db, self.consultation)

    def why_not_run(self) -> str | None:
        """The sentence of whoever runs the rounds."""
        return why_not_run(self.actor, self.consultation, moderated=self.moderated)

    def why_not_plan(self) -> str | None:
        """The sentence of whoever plans the rounds."""
        return why_not_plan(self.actor, self.consultation, moderated=self.moderated)

    def why_not_move(self, move: Move) -> str | None:
        """The sentence of the rule of one step."""
        return why_not_move(self.actor, self.consultation, self.footing, move)

    @cached_property
    def pilot(self) -> Standing | None:
        """The first pilot of this text as its rules look at it; None where no pilot tries it."""
        pilots = pilots_of_proposal(self.db, self.desk.proposal.id or 0)
        return found_pilot(self.db, self.actor, self.consultation, pilots[0][0]).standing if pilots else None

    def of_pilot(self, rule: Callable[[Actor, Consultation, Standing], str | None]) -> str | None:
        """The sentence of a rule about the first pilot of this text."""
        if self.pilot is None:
            return _("No pilot tries this text, or reports against it.")
        return rule(self.actor, self.consultation, self.pilot)

    def comment(self, *, own: bool) -> AskedOfComment:
        """A comment on this text made now, by the reader or by somebody else."""
        proposal = self.desk.proposal
        author = self.actor.person_id if own else None
        return AskedOfComment("", proposal.code, proposal.group_id, author, self.desk.stage.round)

    def why_not_edit(self) -> str | None:
        """The sentence of whoever edits: also for restoring, and for a link from this side."""
        return why_not_edit(self.actor, self.desk.group, self.desk.stage, self.desk.proposal)


def _why_not_seat(q: Asked) -> str | None:
    return why_not_seat(q.actor, q.consultation, group=q.desk.group, role=Role.MEMBER)


def _own_delegation(q: Asked) -> Delegation | None:
    """The delegation that the reader heads here, if any."""
    seats = q.actor.seats_in(q.consultation.id or 0)
    number = next((seat.delegation_id for seat in seats if seat.role == Role.HEAD), None)
    return q.db.get(Delegation, number) if number is not None else None


def _why_not_lead(q: Asked) -> str | None:
    delegation = _own_delegation(q)
    if delegation is None:
        return why_not_set_up(q.actor, q.consultation) and _(
            "The head of a delegation and the secretariat say who sits in it."
        )
    return why_not_lead(q.actor, q.consultation, delegation)


def _why_not_invite(q: Asked) -> str | None:
    """Whoever heads a delegation invites to it, and others by the rule of the group that drafts the text."""
    return _why_not_lead(q) if _own_delegation(q) else _why_not_seat(q)


def _why_not_ready(q: Asked) -> str | None:
    desk = q.desk
    proposal = desk.proposal
    unanswered, objected = (found.get(proposal.id or 0, 0) for found in q.waiting)
    return why_not_declare_ready(
        q.actor,
        q.consultation,
        code=proposal.code,
        state=proposal.state,
        group_id=proposal.group_id,
        roundtable=desk.roundtable.code,
        rounds=desk.rounds,
        at=desk.stage.at,
        unanswered=unanswered,
        objected=objected,
        moderated=q.moderated,
    )


Answer = Callable[[Asked], str | None]

ANSWERS: Mapping[str, Answer] = {
    "create a consultation": lambda q: why_not_create(q.actor),
    "set a consultation": lambda q: why_not_set_up(q.actor, q.consultation),
    "move a consultation back a stage": lambda q: why_not_of_the_secretariat(q.actor, q.consultation),
    "set up a part of a consultation": lambda q: why_not_set_up(q.actor, q.consultation),
    "seat somebody in a working group": _why_not_seat,
    "end a seat in a working group": _why_not_seat,
    "hand over a first sign-in link": _why_not_seat,
    "invite somebody to a seat": _why_not_invite,
    "send an invitation again, or withdraw it": _why_not_invite,
    "answer an invitation": lambda q: None,
    "name an alternate, or end a seat of a delegation": _why_not_lead,
    "apply for accreditation": lambda q: why_not_apply(q.consultation),
    "decide an application for accreditation": lambda q: why_not_decide(q.actor, q.consultation),
    "begin a proposal": lambda q: why_not_draft(q.actor, q.desk.group, q.desk.stage),
    "save a version": lambda q: q.why_not_edit(),
    "submit a proposal": lambda q: q.why_not_move(Move.SUBMITTED),
    "return a proposal to draft": lambda q: q.why_not_move(Move.RETURNED),
    "withdraw a proposal": lambda q: q.why_not_move(Move.WITHDRAWN),
    "take a withdrawn proposal up again": lambda q: q.why_not_move(Move.TAKEN_UP),
    "merge a proposal into another": lambda q: q.why_not_move(Move.MERGED),
    "refer a proposal back": lambda q: q.why_not_move(Move.REFERRED_BACK),
    "restore a version": lambda q: q.why_not_edit(),
    "link a mechanism and a benchmark": lambda q: q.why_not_edit(),
    "unlink a mechanism and a benchmark": lambda q: q.why_not_edit(),
    "keep a personal draft": lambda q: why_not_keep(q.actor, q.desk.group),
    "say where one is writing": lambda q: why_not_keep(q.actor, q.desk.group),
    "circulate a version": lambda q: why_not_circulate(q.actor, q.consultation, q.desk.group),
    "confirm a circulation": lambda q: why_not_confirm(q.actor, q.consultation, recipient=q.actor.signed_in),
    "comment": lambda q: why_not_comment(q.actor, q.consultation, q.desk.stage, q.desk.proposal),
    "draft a disposition": lambda q: why_not_draft_disposition(
        q.actor, q.consultation, q.desk.stage, q.comment(own=False)
    ),
    "issue a disposition": lambda q: why_not_issue_disposition(
        q.actor, q.consultation, q.desk.stage, q.comment(own=False)
    ),
    "put comments together that say the same": lambda q: why_not_group_comments(
        q.actor, q.consultation, q.desk.stage, q.comment(own=False)
    ),
    "withdraw one's own comment": lambda q: why_not_withdraw_comment(
        q.actor, q.desk.stage, q.comment(own=True)
    ),
    "say whether an answer satisfies": lambda q: why_not_acknowledge(
        q.actor, q.desk.stage, q.comment(own=True), DispositionCode.NOTED
    ),
    "show support": lambda q: why_not_show_support(q.actor, q.desk.proposal, q.desk.stage),
    "give a position": lambda q: why_not_give(q.actor, q.consultation),
    "take a mechanism up in a pilot": lambda q: (
        why_not_take_up(q.actor, q.consultation, speakers_of(q.db, q.actor, q.consultation))
        or why_not_try_here(q.db, q.consultation, q.desk.proposal.code)
    ),
    "write the plan of a pilot": lambda q: q.of_pilot(why_not_plan_pilot),
    "take a pilot a step on": lambda q: q.of_pilot(why_not_terminate),
    "invite a delegation to a pilot": lambda q: q.of_pilot(why_not_invite),
    "join a pilot": lambda q: q.of_pilot(partial(why_not_join, part=Part.PARTNER)),
    "ask a State to lead a pilot": lambda q: q.of_pilot(why_not_ask_to_lead),
    "withdraw a delegation from a pilot": lambda q: q.of_pilot(why_not_withdraw),
    "say that a milestone is met": lambda q: q.of_pilot(partial(why_not_meet, stage="planned")),
    "move or drop a milestone": lambda q: q.of_pilot(partial(why_not_change_milestone, stage="planned")),
    "agree when a pilot reports": lambda q: q.of_pilot(partial(why_not_agree_periods, agreed=False)),
    "submit a progress report": lambda q: q.of_pilot(why_not_report),
    "report a measured value": lambda q: q.of_pilot(why_not_report),
    "correct a reported value": lambda q: q.of_pilot(
        partial(why_not_correct, reported_for=None, corrected=False)
    ),
    "verify a reported value": lambda q: q.of_pilot(
        partial(why_not_verify, reported_by=(), reported_for=(), corrected=False)
    ),
    "plan a round": lambda q: q.why_not_plan(),
    "change the plan of a round": lambda q: q.why_not_plan(),
    "open a round": lambda q: q.why_not_run(),
    "extend a round": lambda q: q.why_not_run(),
    "close a round early": lambda q: q.why_not_run(),
    "cancel a round": lambda q: q.why_not_run(),
    "complete a round": lambda q: q.why_not_run(),
    "declare a text ready": _why_not_ready,
    "declare all texts of a round ready": _why_not_ready,
    "record what the list holds": lambda q: (
        why_not_put_together(q.actor, q.consultation)
        or why_not_in_the_list(q.desk.proposal.code, q.desk.proposal.state)
    ),
    "unite or part entries of the list": lambda q: why_not_put_together(q.actor, q.consultation),
    "order the entries of the list": lambda q: why_not_put_together(q.actor, q.consultation),
    "make a declaration": lambda q: why_not_declare(q.actor, q.consultation, q.declaring),
    "reword a declaration": lambda q: why_not_declare(q.actor, q.consultation, q.declaring),
    "withdraw a declaration": lambda q: why_not_declare(q.actor, q.consultation, q.declaring),
    "join a declaration": lambda q: why_not_declare(q.actor, q.consultation, q.declaring),
    "leave a declaration": lambda q: why_not_declare(q.actor, q.consultation, q.declaring),
    "issue the document, or a corrigendum or revision of it": lambda q: why_not_issue_at_all(
        q.actor, q.consultation
    ),
    "have a file of the working draft made": lambda q: None,
    "let long work begin again that failed": lambda q: None,
    "write the front matter": lambda q: why_not_put_together(q.actor, q.consultation),
    "change an organisation": lambda q: why_not_keep_organisations(q.actor),
    **COURSE_ANSWERS,
    **MAIL_ANSWERS,
    **TELLING_ANSWERS,
    **ATTENDANCE_ANSWERS,
    **REVIEWING_ANSWERS,
    **TABLE_ANSWERS,
    **RATING_ANSWERS,
    **RECOUNTING_ANSWERS,
    **RECUSAL_ANSWERS,
    **PROXY_ANSWERS,
    **MARKING_ANSWERS,
    **AMENDMENT_ANSWERS,
    **EXPLANATION_ANSWERS,
    **OBJECTION_ANSWERS,
    **dict.fromkeys([verb.name for verb in OF_ADMINISTRATORS], lambda q: why_not_administrate(q.actor)),
}
