"""Who may write a text and when, which state a save leads to, and what a text still needs."""

from dataclasses import dataclass
from typing import Any, Protocol

from app.consultations.calendar import Act, Stage, why_not_now
from app.consultations.models import Role, RoundKind, WorkingGroup
from app.consultations.rules import writer_seat
from app.drafting.content import Content
from app.drafting.fields import Shape, fields_of
from app.drafting.models import Kind, Proposal, ProposalState
from app.kernel.actor import Actor
from app.kernel.i18n import gettext as _
from app.kernel.i18n import ngettext

# States in which the text can be worked on; in every other it stands as it is.
OPEN_STATES = frozenset(
    {
        ProposalState.DRAFT,
        ProposalState.SUBMITTED,
        ProposalState.UNDER_REVIEW,
        ProposalState.REVISED,
        ProposalState.READY,
    }
)

# What goes no further: it can always be taken off a text that lives.
GONE = (ProposalState.WITHDRAWN, ProposalState.MERGED, ProposalState.SUPERSEDED)


def why_not_write(actor: Actor, group: WorkingGroup) -> str | None:
    """Only the convenor, the rapporteur and the members of a working group write its texts (domain D3)."""
    if not actor.signed_in:
        return _("Sign in first: the members of %(group)s write here.") % {"group": group.code}
    if writer_seat(actor, group.id or 0) is not None:
        return None
    if actor.in_group(group.id or 0, Role.OBSERVER) is not None:
        return _("You are an observer of %(group)s: you read and comment, its members write.") % {
            "group": group.code
        }
    return _("Only members of %(group)s, %(title)s, write here. Its convenor can give you a seat.") % {
        "group": group.code,
        "title": group.title,
    }


def why_not_draft(actor: Actor, group: WorkingGroup, stage: Stage) -> str | None:
    """A new proposal is begun by a writer of the group, in a stage in which texts may be written."""
    return why_not_write(actor, group) or why_not_now(Act.DRAFT, stage)


def why_not_change(code: str, state: str) -> str | None:
    """A text under decision or decided stands still; the sentence says what would change that."""
    sentences = {
        ProposalState.UNDER_DECISION: _(
            "%(code)s is under decision, so its text stands still. Once there is a result, the convenor can refer it back; then it can be edited."
        ),
        ProposalState.ADOPTED: _(
            "%(code)s was decided on as it stands. To change it, the convenor must first refer it back."
        ),
        ProposalState.NOT_ADOPTED: _(
            "%(code)s was decided on and not adopted. To take it up again, the convenor must first refer it back."
        ),
        ProposalState.CONSOLIDATED: _(
            "%(code)s is part of the outcome document. Only a later decision can change it."
        ),
        ProposalState.WITHDRAWN: _(
            "%(code)s was withdrawn. A writer of its group can take it up again, with a reason."
        ),
        ProposalState.MERGED: _("%(code)s was merged into another proposal. Edit that one."),
        ProposalState.SUPERSEDED: _("%(code)s was replaced by a later decision. Edit what replaced it."),
    }
    sentence = sentences.get(ProposalState(state))
    return sentence % {"code": code} if sentence else None


class Freezable(Protocol):
    """A text as far as it can stand still for its amendments."""

    @property
    def code(self) -> str: ...

    @property
    def frozen(self) -> dict[str, Any] | None: ...


def why_frozen(proposal: Freezable) -> str | None:
    """A text stands still while amendments to it are decided on, and until what was adopted of them has entered it; the
    sentence names them and their ballot."""
    if not proposal.frozen:
        return None
    codes = list(proposal.frozen["amendments"])
    return ngettext(
        "%(amendments)s to %(code)s is decided on in %(ballot)s, so that the text stands still until that result is certified.",
        "%(amendments)s to %(code)s are decided on in %(ballot)s, so that the text stands still until that result is certified.",
        len(codes),
    ) % {"amendments": ", ".join(codes), "code": proposal.code, "ballot": proposal.frozen["ballot"]}


def why_an_amendment(proposal: Proposal) -> str | None:
    """The words of an amendment are those that were moved: it takes no step of a text and gets no further version."""
    if proposal.amends_id is None:
        return None
    return _(
        "%(code)s is an amendment and stays as it was moved. Whoever moved it can withdraw it until its ballot opens."
    ) % {"code": proposal.code}


def why_not_edit(actor: Actor, group: WorkingGroup, stage: Stage, proposal: Proposal) -> str | None:
    """A writer of the group edits while the text is not under decision or decided, and the calendar lets it."""
    return (
        why_not_write(actor, group)
        or why_an_amendment(proposal)
        or why_not_change(proposal.code, proposal.state)
        or why_frozen(proposal)
        or why_not_now(Act.DRAFT, stage)
    )


def state_after_save(state: str, stage: Stage) -> ProposalState:
    """The state a new version leads to (domain D3).

    While a round of comments is open on the pinned text, a new version leaves the proposal under review; outside
    it the text is revised, and what was ready for decision must be looked at again.
    """
    now = ProposalState(state)
    pinned = stage.round is not None and stage.round.kind in (RoundKind.COMMENT, RoundKind.LAST_CALL)
    if now is ProposalState.READY or (now is ProposalState.UNDER_REVIEW and not pinned):
        return ProposalState.REVISED
    return now


@dataclass(frozen=True)
class Need:
    """One thing a text still needs: the field, and the sentence. `blocks` when it cannot be submitted without."""

    field: str
    sentence: str
    blocks: bool = True


def needs(kind: str, content: Content, *, links: int) -> list[Need]:
    """What this text still needs before it can be submitted, in the order of its fields.

    A mechanism needs its problem, description, actors and evidence; a benchmark its baseline (or by when there will
    be one), target with a year, and means of verification (domain A3, A4). A mechanism without a benchmark cannot be
    monitored: that is said, but does not block.
    """
    found: list[Need] = []
    for spec in fields_of(kind):
        value = content.get(spec.name)
        if spec.shape is Shape.BASELINE:
            found += _baseline_needs(value or {})
        elif spec.shape is Shape.TARGET:
            found += _target_needs(value or {})
        elif spec.required and not value:
            found.append(Need(spec.name, _("“%(field)s” is empty.") % {"field": spec.label}))
    if kind == Kind.MECHANISM and not links:
        found.append(
            Need("benchmarks", _("No benchmark is linked: nobody could tell whether it works."), blocks=False)
        )
    if kind == Kind.BENCHMARK and not links:
        found.append(Need("mechanisms", _("No mechanism is linked: say what this benchmark measures.")))
    return found


def _baseline_needs(value: dict[str, Any]) -> list[Need]:
    if value.get("value") is None and not value.get("note"):
        return [
            Need("baseline", _("The baseline is missing: give a figure, or say by when there will be one."))
        ]
    if value.get("value") is not None and value.get("year") is None:
        return [Need("baseline", _("The year of the baseline is missing."))]
    return []


def _target_needs(value: dict[str, Any]) -> list[Need]:
    found = []
    if value.get("value") is None and not value.get("note"):
        found.append(Need("target", _("The target is missing.")))
    if value.get("year") is None:
        found.append(Need("target", _("The target has no year.")))
    return found
