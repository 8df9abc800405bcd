"""Who moves, withdraws and orders amendments and when, and the order in which they are decided. Pure.

Amendments are put to the vote before the text; of several to one paragraph the one furthest removed from the text in
substance first (Rules of procedure of the General Assembly, A/520/Rev.20, rules 90 and 130). How far one is in substance
no site can see: it counts words, and the chair puts them in another order where that is not how far they are.
"""

import re
from collections.abc import Collection, Iterable, Sequence
from typing import Protocol, TypeVar

from app.consultations.calendar import Act, Stage, why_not_now
from app.consultations.models import Consultation, Role, WorkingGroup
from app.consultations.rules import VOTING_ROLES, moderator_seat, voting_seats, writer_seat
from app.drafting.content import Content
from app.drafting.fields import fields_of
from app.drafting.models import Proposal, ProposalState
from app.drafting.rules import OPEN_STATES, why_frozen, why_not_change
from app.kernel.actor import Actor, Seat
from app.kernel.i18n import gettext as _
from app.voting.amendments.models import Amendment
from app.voting.amendments.passages import distance, passages_of

__all__ = ["REASON_LIMIT", "distance", "in_order", "why_not_move", "why_not_order", "why_not_withdraw"]

REASON_LIMIT = 2000


def is_amendment(code: str) -> bool:
    """Whether a code is that of an amendment, such as `RT1-M1-A1`; the code of a text never ends like this."""
    return re.search(r"-[MB]\d+-A\d+\Z", code, re.ASCII) is not None


def moving_seat(
    actor: Actor, consultation: Consultation, group_id: int, voting: Collection[int]
) -> Seat | None:
    """The seat from which somebody moves an amendment: for one of the delegations that are `voting`, else as a writer."""
    if actor.has_role(Role.ADMINISTRATOR, consultation.id or 0):
        return None
    heads = [seat for seat in voting_seats(actor, consultation) if seat.delegation_id in voting]
    return next(iter(heads), None) or writer_seat(actor, group_id)


def why_not_move(
    actor: Actor,
    consultation: Consultation,
    stage: Stage,
    proposal: Proposal,
    group: WorkingGroup,
    *,
    voting: Collection[int],
    silent: bool = False,
) -> str | None:
    """Why `actor` moves no amendment to this text now, or None: heads and alternates of voting delegations and writers
    of its group do, while it is ready for decision.

    `voting` are the delegations that vote and have not ended, as far as the caller asked; `silent` is whether a text that is
    under decision is so by silence, without a ballot.
    """
    names = {"code": proposal.code, "group": group.code}
    if proposal.amends_id is not None:
        return _("%(code)s is itself an amendment. Move another one to the text that it amends.") % names
    if not actor.signed_in:
        return (
            _(
                "Sign in first: heads and alternates of voting delegations and the members of %(group)s move amendments."
            )
            % names
        )
    if moving_seat(actor, consultation, group.id or 0, voting) is None:
        return (
            _(
                "Heads and alternates of voting delegations and the members of %(group)s move amendments, and you are none of them."
            )
            % names
        )
    return _why_over(stage) or _why_not_ready(proposal, silent) or why_frozen(proposal)


def _why_over(stage: Stage) -> str | None:
    """What has ended or not begun changes by nothing; otherwise no kind of round stands against it."""
    return why_not_now(Act.DRAFT, stage) if stage.closed or stage.unopened else None


def _why_not_ready(proposal: Proposal, silent: bool) -> str | None:
    state = ProposalState(proposal.state)
    if state is ProposalState.READY:
        return None
    if state is ProposalState.UNDER_DECISION and silent:
        return _(
            "%(code)s is under silence: it is adopted unless a delegation breaks it, and is not amended meanwhile."
        ) % {"code": proposal.code}
    if state is ProposalState.UNDER_DECISION:
        return _(
            "%(code)s is under decision. Amendments are moved before the ballot opens, while a text is ready for decision."
        ) % {"code": proposal.code}
    if state in OPEN_STATES:
        return _(
            "%(code)s is not ready for decision yet, so that no amendment is needed: its group edits it, and others comment."
        ) % {"code": proposal.code}
    return why_not_change(proposal.code, state)


def why_not_taken_up(code: str, state: str) -> str | None:
    """Why no ballot takes up an amendment to the text `code`, which stands at `state`, or None while that is ready."""
    if state == ProposalState.READY:
        return None
    if state == ProposalState.WITHDRAWN:
        sentence = _("%(code)s is withdrawn, so that no ballot takes it up.")
    elif state == ProposalState.MERGED:
        sentence = _("%(code)s was merged into another proposal, so that no ballot takes it up.")
    elif state in OPEN_STATES:
        sentence = _("%(code)s is not ready for decision, so that no ballot takes it up.")
    else:
        return why_not_change(code, state)
    return sentence % {"code": code}


def why_not_withdraw(
    actor: Actor, consultation: Consultation, stage: Stage, proposal: Proposal, amendment: Amendment
) -> str | None:
    """Why `actor` does not withdraw this amendment now, or None: who moved it does, or another head or alternate of the
    delegation for which it was moved, until its ballot opens."""
    names = {"code": proposal.code, "mover": amendment.author_title}
    if not actor.signed_in:
        return _("Sign in first: who moved %(code)s withdraws it.") % names
    if not _moved_by(actor, consultation, amendment):
        return _("%(code)s was moved by %(mover)s, who can withdraw it.") % names
    if proposal.state == ProposalState.WITHDRAWN:
        return _("%(code)s is withdrawn. Move another one instead.") % names
    if proposal.state != ProposalState.READY:
        return _("%(code)s was put to a ballot, and is not withdrawn any more.") % names
    return _why_over(stage)


def _moved_by(actor: Actor, consultation: Consultation, amendment: Amendment) -> bool:
    if amendment.delegation_id is not None and any(
        seat.delegation_id == amendment.delegation_id and seat.role in VOTING_ROLES
        for seat in voting_seats(actor, consultation)
    ):
        return True
    return amendment.person_id is not None and amendment.person_id == actor.person_id


def why_not_order(
    actor: Actor,
    consultation: Consultation,
    stage: Stage,
    proposal: Proposal,
    group: WorkingGroup,
) -> str | None:
    """Why `actor` does not put the amendments to this text in order now, or None: a moderator of its group or of the
    consultation does, while the text is ready and before their ballot opens."""
    names = {"code": proposal.code, "group": group.code}
    if not actor.signed_in:
        return _("Sign in first: the convenor of %(group)s puts amendments in order.") % names
    if moderator_seat(actor, consultation, group.id) is None:
        return (
            _(
                "The convenor of %(group)s or a moderator of the consultation puts amendments in order, and you are neither."
            )
            % names
        )
    return _why_over(stage) or why_not_taken_up(proposal.code, proposal.state) or why_frozen(proposal)


class Orderable(Protocol):
    """What the order looks at."""

    @property
    def code(self) -> str: ...

    @property
    def field(self) -> str: ...

    @property
    def paragraph(self) -> str: ...

    @property
    def distance(self) -> int: ...

    @property
    def place(self) -> int | None: ...


Moved = TypeVar("Moved", bound=Orderable)


def in_order(kind: str, content: Content, moved: Iterable[Moved]) -> list[Moved]:
    """Amendments to one text in the order in which they are decided; `content` is the text in its newest version.

    By field and paragraph in the order of the text, then as the chair put them, then furthest from the text first; equals by
    their codes, in the order in which they were moved. One to a paragraph that is gone stands at the end of its field.
    One that was moved after the chair put others in order stands after them until the chair does so again.
    """
    fields = {spec.name: n for n, spec in enumerate(fields_of(kind))}
    places = {(one.field, one.paragraph): n for n, one in enumerate(passages_of(kind, content))}

    def key(one: Moved) -> tuple[int, int, str, bool, int, int, int, str]:
        number = one.code.rpartition("-A")[2]
        return (
            fields.get(one.field, len(fields)),
            places.get((one.field, one.paragraph), len(places)),
            one.paragraph,
            one.place is None,
            one.place or 0,
            -one.distance,
            int(number) if number.isdecimal() else 0,
            one.code,
        )

    return sorted(moved, key=key)


def is_order_of(order: Sequence[str], codes: Sequence[str]) -> bool:
    """Whether these codes are all of the others, each once."""
    return sorted(order) == sorted(codes)
