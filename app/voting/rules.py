"""How a ballot decides, in integers, from the positions and the electorate alone; who may give a position, and when.

The preset `consultation`: a quorum of the electorate that took any position, abstentions included; consensus when
nobody objects; otherwise adopted when enough of those who did not abstain support, and no constituency has more than
its share of them objecting. A limit counts as reached at equality.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import fields, replace
from datetime import datetime
from typing import Any

from app.consultations.calendar import ENDED, Act, RoundStage, Stage, closes, round_stage, why_not_now
from app.consultations.models import Consultation, Role, Round
from app.consultations.rules import voting_seats, writer_seat
from app.drafting.models import Proposal, ProposalState
from app.kernel.actor import Actor
from app.kernel.i18n import gettext as _
from app.kernel.ledger import digest
from app.voting.counting import Counts, Elector, Outcome, Result, Rule, read_rule
from app.voting.models import Ballot, Choice
from app.voting.sentences import constituency_sentence, why_decided

REASON_LIMIT = 4000
WORD_LIMIT = 500
REASON_DUE = (Choice.SUPPORT_WITH_RESERVATION, Choice.OBJECT)
SETTLED = (
    ProposalState.ADOPTED,
    ProposalState.NOT_ADOPTED,
    ProposalState.CONSOLIDATED,
    ProposalState.WITHDRAWN,
    ProposalState.MERGED,
    ProposalState.SUPERSEDED,
)


def decide(rule: Mapping[str, Any], electorate: Iterable[Elector], positions: Mapping[str, str]) -> Result:
    """Decide one proposal.

    `positions` maps a delegation's key to its position; what comes from outside the electorate does not count, and
    who is not in it has not voted. Pure: the same input gives the same result, in whatever order it comes.
    """
    members = list(electorate)
    tallies: dict[str, dict[str, int]] = {}
    names: dict[str, str] = {}
    objectors = []
    for elector in members:
        tally = tallies.setdefault(elector.constituency, {f.name: 0 for f in fields(Counts)})
        names.setdefault(elector.constituency, elector.constituency_name or elector.constituency)
        given = positions.get(elector.delegation)
        tally["not_voted" if given is None else Choice(given).value] += 1
        if given == Choice.OBJECT:
            objectors.append(elector.name or elector.delegation)
    counts = {code: Counts(**tally) for code, tally in tallies.items()}
    return judge(read_rule(rule), counts, names=names, objectors=objectors)


def judge(
    rule: Rule,
    by_constituency: Mapping[str, Counts],
    *,
    names: Mapping[str, str] | None = None,
    objectors: Sequence[str] = (),
) -> Result:
    """Decide one proposal from its counts per constituency: the arithmetic of `decide`, for counts made in bulk."""
    overall = sum(by_constituency.values(), Counts())
    called = {code: (names or {}).get(code, code) for code in by_constituency}
    blocked = tuple(code for code, counts in by_constituency.items() if rule.blocks(counts))
    if not rule.has_quorum(overall):
        outcome = Outcome.NO_QUORUM
    elif overall.object == 0:
        outcome = Outcome.CONSENSUS
    elif rule.has_support(overall) and not blocked:
        outcome = Outcome.ADOPTED
    else:
        outcome = Outcome.NOT_ADOPTED
    result = Result(
        outcome=outcome,
        rule=rule,
        overall=overall,
        by_constituency=dict(by_constituency),
        names=called,
        blocked_by=blocked,
        objectors=tuple(objectors),
    )
    return replace(
        result,
        why=why_decided(result),
        why_by_constituency={code: constituency_sentence(rule, c) for code, c in by_constituency.items()},
    )


def ballot_closes(ballot: Ballot, round_: Round) -> datetime:
    """The first instant at which no position is taken any more: the ballot's deadline, or the end of its round."""
    return min(ballot.closes_at, closes(round_))


def ballot_stage(ballot: Ballot, round_: Round, at: datetime) -> RoundStage:
    """Planned, overdue (its time has come and no moderator opened the round), open or closed; by the clock alone."""
    if at >= ballot_closes(ballot, round_):
        return RoundStage.CLOSED
    if at < ballot.opens_at:
        return RoundStage.PLANNED
    return round_stage(round_, at)


def why_not_give(actor: Actor, consultation: Consultation) -> str | None:
    """Why this person gives no positions here, whatever the ballot: only head and alternates speak for a
    delegation, and nobody does in personal capacity (domain A47)."""
    if not actor.signed_in:
        return _("Sign in as head or alternate of a delegation to give its positions.")
    here = consultation.id or 0
    if actor.has_role(Role.SECRETARIAT, here) or actor.has_role(Role.ADMINISTRATOR, here):
        return _(
            "The secretariat and the administrators never give a position; the delegations decide among themselves."
        )
    if not voting_seats(actor, consultation):
        if any(seat.personal for seat in actor.seats_in(here)):
            return _("You sit here in personal capacity, and so give no delegation’s position.")
        return _("Only the head or an alternate of a delegation gives its positions, and you are neither.")
    return None


def why_not_cast(
    actor: Actor,
    consultation: Consultation,
    ballot: Ballot,
    round_: Round,
    *,
    delegation_id: int,
    electors: Collection[int],
    gave_for: Collection[int],
    at: datetime,
    on_ballot: bool = True,
) -> str | None:
    """Why `actor` may not give a position of this delegation now; None when nothing stands against it.

    `electors` are the delegations of the electorate as far as the caller asked for them, `gave_for` the delegations
    this person has given positions for in this ballot. The instant of the deadline itself is too late. Invariants
    2, 3 and 22 of the field: no later joiners, the server's clock, one delegation for one person.
    """
    general = why_not_give(actor, consultation)
    if general is not None:
        return general
    if all(seat.delegation_id != delegation_id for seat in voting_seats(actor, consultation)):
        return _("Only the head or an alternate of this delegation gives its positions, and you are neither.")
    if delegation_id not in electors:
        return _(
            "Your delegation does not take part in this ballot: it was not in the electorate when that was fixed."
        )
    stage = ballot_stage(ballot, round_, at)
    if stage is RoundStage.PLANNED:
        return _("This ballot has not opened yet.")
    if stage is RoundStage.OVERDUE:
        return _("This ballot has not opened yet: it waits for a moderator to open its round.")
    if stage is not RoundStage.OPEN:
        return _("This ballot is closed. The last position that came before the deadline counts.")
    if consultation.state in ENDED:
        return _("%(code)s is closed, and its record stands as it is.") % {"code": consultation.code}
    if not on_ballot:
        return _("This proposal is not on this ballot.")
    if any(other != delegation_id for other in gave_for):
        return _(
            "You have given positions of another delegation in this ballot. Nobody speaks for two in the same ballot."
        )
    return None


def why_not_count(ballot: Ballot, round_: Round, at: datetime) -> str | None:
    """Why counts, positions and results of a ballot are shown to nobody now; None once it has closed."""
    stage = ballot_stage(ballot, round_, at)
    if stage in (RoundStage.CLOSED, RoundStage.COMPLETED):
        return None
    if stage is RoundStage.OPEN:
        return _(
            "This ballot is still open. Positions and counts are shown to everybody at once when it has closed, so that no delegation decides by what the others did."
        )
    return _("This ballot has not opened yet, so that there is nothing to count.")


def why_not_show_support(actor: Actor, proposal: Proposal, stage: Stage) -> str | None:
    """Why `actor` may not show support for a proposal now: one voice for each writing member of its group."""
    if not actor.signed_in:
        return _("Sign in as a member of the working group to show support.")
    if writer_seat(actor, proposal.group_id) is None:
        return _(
            "Only members of the working group show support for its proposals, and you are none of them."
        )
    if proposal.state in SETTLED:
        return _("This proposal is settled; a show of support would change nothing.")
    return why_not_now(Act.SUPPORT, stage)


def reason_due(position: str) -> bool:
    """Whether a position is taken only with its reason: a reservation and an objection are."""
    return position in REASON_DUE


def receipt_of(
    *,
    consultation: str,
    ballot: str,
    proposal: str,
    delegation: str,
    version: int,
    turn: int,
    position: str,
    reason: str | None,
    cast_at: datetime,
    nonce: str,
) -> str:
    """The receipt: SHA-256 of the event as canonical JSON. Whoever holds the nonce can compute it again.

    All names are public codes; the person is not in it, so that it stays valid when an account is erased.
    """
    return digest(
        {
            "consultation": consultation,
            "ballot": ballot,
            "proposal": proposal,
            "delegation": delegation,
            "version": version,
            "turn": turn,
            "position": position,
            "reason": reason,
            "cast_at": cast_at,
            "nonce": nonce,
        }
    )
