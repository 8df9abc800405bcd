"""What the secretariat and the heads of delegations wait for: applications to decide, invitations that ran out."""

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa
from sqlmodel import col

from app.consultations.admission.models import Application, Invitation
from app.consultations.models import Consultation, ConsultationState, Delegation, Role
from app.consultations.rules import why_not_set_up
from app.drafting.models import Proposal, ProposalState, is_text
from app.kernel.i18n import gettext as _
from app.kernel.i18n import ngettext
from app.notices.needs.facts import Fact, fact, many
from app.notices.needs.scene import Here, Scene
from app.notices.needs.views import Need, NeedKind
from app.outcome.issue_rules import why_not_issue_at_all
from app.outcome.models import Edition, Selection


def asks(scene: Scene) -> Iterator[sa.Select[Any]]:
    """What is asked of the database."""
    own = sorted(here.id for here in scene.places.values() if _sets_up(here))
    heads = sorted(
        seat.delegation_id
        for seat in scene.actor.seats
        if seat.role == Role.HEAD and seat.delegation_id is not None
    )
    if own:
        yield _applications(own)
    if own or heads:
        yield _invitations(scene, own, heads)
    issuing = sorted(
        here.id
        for here in scene.moving
        if here.secretariat and why_not_issue_at_all(scene.actor, here.consultation) is None
    )
    if issuing:
        yield _outcomes(issuing)


def tells(scene: Scene, facts: dict[str, list[Fact]]) -> Iterator[Need]:
    """The needs that follow from what was found."""
    for one in facts.get("application", ()):
        here = scene.places[one.consultation_id]
        yield here.need(
            NeedKind.APPLICATION,
            one.code,
            title=_("%(name)s asks to be accredited") % {"name": one.title},
            why=_(
                "Its contact has confirmed the application. The secretariat accepts or refuses it, with a reason."
            ),
            due_at=None,
            url=f"{here.base}/setup/applications/{one.code}",
            act=_("Decide the application"),
            since=one.at,
            said=one.words,
        )
    ran_out: dict[tuple[int, str], list[Fact]] = defaultdict(list)
    for one in facts.get("invitation", ()):
        ran_out[one.consultation_id, "" if _sets_up(scene.places[one.consultation_id]) else one.parent].append(one)  # fmt: skip
    for (place, body), found in ran_out.items():
        yield _invited(scene.places[place], body, found)
    for one in facts.get("outcome", ()):
        yield from _outcome(scene.places[one.consultation_id], one)


def _sets_up(here: Here) -> bool:
    consultation: Consultation = here.consultation
    return here.secretariat and why_not_set_up(here.actor, consultation) is None


def _invited(here: Here, body: str, found: list[Fact]) -> Need:
    return here.need(
        NeedKind.INVITATION,
        body or here.consultation.code,
        title=ngettext(
            "%(n)s invitation ran out without an answer",
            "%(n)s invitations ran out without an answer",
            len(found),
        )
        % {"n": len(found)},
        why=_("Send it again or withdraw it: a seat that was offered stays empty until then."),
        due_at=None,
        url=f"{here.base}/delegations/{body}" if body else f"{here.base}/setup/invitations",
        act=_("Look at the invitations"),
        since=min((one.at for one in found if one.at is not None), default=None),
    )


def _outcome(here: Here, one: Fact) -> Iterator[Need]:
    undecided, editions = one.n or 0, one.m or 0
    if undecided:
        yield here.need(
            NeedKind.OUTCOME,
            here.consultation.code,
            title=ngettext(
                "%(n)s adopted text is not decided on for the outcome",
                "%(n)s adopted texts are not decided on for the outcome",
                undecided,
            )
            % {"n": undecided},
            why=_(
                "The secretariat records whether the representative group includes it, before the document is issued."
            ),
            due_at=None,
            url=f"{here.base}/outcome/workbench?show=undecided",
            act=_("Put the list together"),
        )
    elif not editions and here.consultation.state in (
        ConsultationState.CONSOLIDATION,
        ConsultationState.ADOPTED,
    ):
        yield here.need(
            NeedKind.OUTCOME,
            here.consultation.code,
            title=_("The outcome document is not issued"),
            why=_(
                "Every adopted text is decided on. The secretariat issues the document when nothing is missing in it."
            ),
            due_at=None,
            url=f"{here.base}/outcome/editions",
            act=_("Issue the document"),
        )


def _applications(places: list[int]) -> sa.Select[Any]:
    return sa.select(
        *fact(
            "application",
            consultation_id=col(Application.consultation_id),
            code=col(Application.code),
            title=col(Application.name),
            words=sa.func.substr(col(Application.statement), 1, 300),
            at=col(Application.confirmed_at),
        )
    ).where(
        col(Application.consultation_id).in_(places),
        col(Application.confirmed_at).is_not(None),
        col(Application.decided_at).is_(None),
        col(Application.withdrawn_at).is_(None),
    )


def _invitations(scene: Scene, places: list[int], heads: list[int]) -> sa.Select[Any]:
    """Invitations that ran out: of the consultations that the person sets up, or to the delegations they head."""
    return (
        sa.select(
            *fact(
                "invitation",
                consultation_id=col(Invitation.consultation_id),
                parent=col(Delegation.code),
                at=col(Invitation.expires_at),
            )
        )
        .select_from(Invitation)
        .outerjoin(Delegation, col(Delegation.id) == col(Invitation.delegation_id))
        .where(
            col(Invitation.consultation_id).in_(sorted(here.id for here in scene.moving)),
            sa.or_(
                col(Invitation.consultation_id).in_(places),
                sa.and_(col(Invitation.delegation_id).in_(heads), col(Invitation.group_id).is_(None)),
            ),
            col(Invitation.expires_at) <= scene.at,
            col(Invitation.accepted_at).is_(None),
            col(Invitation.declined_at).is_(None),
            col(Invitation.withdrawn_at).is_(None),
        )
    )


def _outcomes(places: list[int]) -> sa.Select[Any]:
    """How many adopted texts nobody decided on for the outcome, and how many editions there are."""
    decided = sa.exists().where(col(Selection.proposal_id) == col(Proposal.id))
    return sa.select(
        *fact(
            "outcome",
            consultation_id=col(Consultation.id),
            n=many(
                Proposal,
                col(Proposal.consultation_id) == col(Consultation.id),
                col(Proposal.state) == ProposalState.ADOPTED,
                is_text(),
                ~decided,
                outer=(Consultation,),
            ),
            m=many(Edition, col(Edition.consultation_id) == col(Consultation.id), outer=(Consultation,)),
        )
    ).where(col(Consultation.id).in_(places))
