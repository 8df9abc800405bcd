"""How a ballot decides, in integers, from the positions and the electorate alone; who may give a position, and when.

A rule is a list of conditions (`conditions.py`), and all of them must hold. One whose failure is a missing quorum is
asked first, and is no rejection; where the rule knows consensus and nobody objects, the others are not asked.
Of several amendments to one paragraph the first in order that carries is it (`settle`, from `amendments.deciding`).
"""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from app.consultations.calendar import ENDED, Act, RoundStage, Stage, closes, round_stage, why_not_now
from app.consultations.models import Consultation, Role, Round
from app.consultations.rules import voting_seats, writer_seat
from app.drafting.models import Proposal, ProposalState
from app.drafting.rules import why_an_amendment
from app.kernel.actor import Actor
from app.kernel.i18n import gettext as _
from app.kernel.ledger import digest
from app.voting.amendments.deciding import CARRIED, Amends, fallen, settle
from app.voting.conditions import OBJECTIONS, Franchise, Outcome, Rule
from app.voting.counting import Counts, Elector, Result, Verdict, bloc, counts_of, measure, verdicts
from app.voting.members.rules import why_no_member
from app.voting.models import Ballot
from app.voting.parameters import read_rule
from app.voting.sentences import constituency_sentence, why_decided

__all__ = ["CARRIED", "Amends", "decide", "fallen", "judge", "settle"]

REASON_LIMIT = 4000
WORD_LIMIT = 500
SETTLED = (
    ProposalState.ADOPTED,
    ProposalState.NOT_ADOPTED,
    ProposalState.CONSOLIDATED,
    ProposalState.WITHDRAWN,
    ProposalState.MERGED,
    ProposalState.SUPERSEDED,
)


def decide(
    rule: Rule | Mapping[str, Any],
    electorate: Iterable[Elector],
    positions: Mapping[str, str],
    *,
    overruled: Collection[str] = (),
) -> Result:
    """Decide one proposal.

    `rule` is a rule or its stored form; `positions` maps a delegation's key to its position; `overruled` are those whose
    objection the chair has overruled with reasons, where the rule lets the chair do so (ValueError where it does not).
    What comes from outside the electorate does not count, and who is not in `positions` has not voted; a position that
    the rule does not have is a ValueError. Pure: the same input gives the same result, in whatever order it comes.
    """
    read = rule if isinstance(rule, Rule) else read_rule(rule)
    members = list(electorate)
    given = {e.delegation: positions[e.delegation] for e in members if e.delegation in positions}
    unknown = [name for name in given.values() if read.stance(name) is None]
    if unknown:
        raise ValueError(f"the rule has no position {unknown[0]!r}")
    objectors = [e.name or e.delegation for e in members if read.is_objection(given.get(e.delegation, ""))]
    for key in overruled:
        if key in given:
            given[key] = _overruled(read, given[key])
    names = {e.constituency: e.constituency_name or e.constituency for e in reversed(members)}
    units = _related_as_one(read, members, given) if read.related_as_one else _each_alone(members, given)
    tallies: dict[str, Counter[str]] = {}
    sizes: Counter[str] = Counter()
    for constituency, position in units:
        sizes[constituency] += 1
        tally = tallies.setdefault(constituency, Counter())
        if position is not None:
            tally[position] += 1
    counts = {code: counts_of(read, tally, sizes[code]) for code, tally in tallies.items()}
    return judge(read, counts, names={code: names[code] for code in counts}, objectors=objectors)


def judge(
    rule: Rule,
    by_constituency: Mapping[str, Counts],
    *,
    names: Mapping[str, str] | None = None,
    objectors: Sequence[str] = (),
) -> Result:
    """Decide one proposal from its counts per constituency: the arithmetic of `decide`, for counts made in bulk."""
    inside: dict[str, Counts] = {}
    counted = dict(by_constituency)
    if rule.franchise is Franchise.CONSTITUENCY:
        inside, counted = counted, {code: _as_bloc(rule, counts) for code, counts in counted.items()}
    overall = sum(counted.values(), counts_of(rule, {}, 0))
    found = verdicts(rule, overall, counted)
    failed = next((v.condition.otherwise for v in found if not v.holds and _is_quorum(v)), None)
    if failed is None and overall.electorate == 0:
        failed = Outcome.NO_QUORUM
    if failed is not None:
        outcome = failed
    elif rule.consensus and measure(rule, overall, OBJECTIONS) == 0 and not _lacks_always(found):
        outcome = Outcome.CONSENSUS
    else:
        outcome = next((v.condition.otherwise for v in found if not v.holds), Outcome.ADOPTED)
    result = Result(
        outcome=outcome,
        rule=rule,
        overall=overall,
        by_constituency=counted,
        names={code: (names or {}).get(code, code) for code in counted},
        verdicts=found,
        objectors=tuple(objectors),
        inside=inside,
    )
    return replace(
        result,
        why=why_decided(result),
        why_by_constituency={code: constituency_sentence(result, code) for code in counted},
    )


def _lacks_always(found: Iterable[Verdict]) -> bool:
    return any(verdict.condition.always and not verdict.holds for verdict in found)


def _is_quorum(verdict: Verdict) -> bool:
    return verdict.condition.otherwise is Outcome.NO_QUORUM


def _overruled(rule: Rule, position: str) -> str:
    stance = rule.stance(position)
    if stance is None or not stance.overruled_as:
        raise ValueError("this rule lets nobody overrule this position")
    return stance.overruled_as


def _each_alone(members: Iterable[Elector], given: Mapping[str, str]) -> Iterable[tuple[str, str | None]]:
    return ((e.constituency, given.get(e.delegation)) for e in members)


def _related_as_one(
    rule: Rule, members: Sequence[Elector], given: Mapping[str, str]
) -> Iterable[tuple[str, str | None]]:
    """Each related group as one, in the constituency of its first body; whoever belongs to none alone."""
    groups: dict[str, list[Elector]] = {}
    for elector in members:
        groups.setdefault(elector.related or f"\0{elector.delegation}", []).append(elector)
    for together in groups.values():
        said = Counter(given[e.delegation] for e in together if e.delegation in given)
        yield together[0].constituency, bloc(rule, said) if len(together) > 1 else next(iter(said), None)


def _as_bloc(rule: Rule, counts: Counts) -> Counts:
    position = bloc(rule, counts.given)
    return counts_of(rule, {position: 1} if position else {}, 1)


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
    elsewhere: bool,
    at: datetime,
    on_ballot: bool = True,
    recused: bool = False,
    holder_id: int | None = None,
    left: bool = False,
    by_members: bool = False,
) -> str | None:
    """Why `actor` may not give a position of this delegation now; None when nothing stands against it.

    `electors` are the delegations of the electorate as far as the caller asked for them, `elsewhere` whether this person
    has spoken from another delegation in this ballot; who has `recused` themselves gives none. `holder_id` is the
    delegation that holds a standing proxy of this one and that the person gives it from, and `left` says that this one has
    left since. Where each member has a position of its own (`by_members`), the caller found the person's own, and `left` says that
    they hold the seat no longer. The instant of the deadline itself is too late. Invariants 2, 3 and 22 of the field: no later joiners, the server's clock, one delegation
    for one person.
    """
    general = (why_no_member if by_members else why_not_give)(actor, consultation)
    if general is not None:
        return general
    if by_members and left:
        return _("You no longer hold the seat that gave you a position in this ballot. What you gave stands.")
    sits_in = delegation_id if holder_id is None else holder_id
    if not by_members and all(seat.delegation_id != sits_in for seat in voting_seats(actor, consultation)):
        return _("Only the head or an alternate of this delegation gives its positions, and you are neither.")
    if left:
        return _("This delegation has left the consultation, so that nobody gives its positions any more. What was given stands.")  # fmt: skip
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
    if recused:
        if by_members:
            return _("You have recused yourself from this ballot. Take that back to give your position.")
        return _(
            "You have recused yourself from this ballot. Others of your delegation give its positions, or you take that back."
        )
    if elsewhere:
        return _(
            "You have given positions of another delegation in this ballot. Nobody speaks for two in the same ballot."
        )
    return None


def why_not_count(ballot: Ballot, round_: Round, at: datetime) -> str | None:
    """Why counts, positions and results of a ballot are shown to nobody now; None once it has closed."""
    stage = ballot_stage(ballot, round_, at)
    if stage in (RoundStage.CLOSED, RoundStage.COMPLETED):
        return None
    if stage is RoundStage.OPEN and ballot.rule.get("running"):
        return _(
            "This ballot is still open. Its page says how many gave which position so far; who gave it, and what came of it, is shown to everybody at once when it has closed."
        )
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
    if proposal.amends_id is not None:
        return why_an_amendment(proposal)
    if proposal.state in SETTLED:
        return _("This proposal is settled; a show of support would change nothing.")
    return why_not_now(Act.SUPPORT, stage)


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
    willing: str | None = None,
) -> str:
    """The receipt: SHA-256 of the event as canonical JSON. Whoever holds the nonce can compute it again.

    All names are public codes; the person is not in it, so that it stays valid when an account is erased. `willing` is
    a part of the event only where something was said, as it was not asked at first.
    """
    said = {} if willing is None else {"willing": willing}
    return digest(
        {
            **said,
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
