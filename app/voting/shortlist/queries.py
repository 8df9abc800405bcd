"""The reads of a balanced list: the count of the ballot, and who is for what."""

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping

import sqlalchemy as sa
from sqlmodel import Session, col

from app.drafting.models import Kind
from app.kernel.actor import Actor
from app.kernel.errors import Invalid, permit
from app.kernel.i18n import gettext as _
from app.voting.conditions import Class, Rule
from app.voting.counting import bloc
from app.voting.disclosure.rules import why_not_named
from app.voting.models import Position
from app.voting.queries import tally
from app.voting.rules import CARRIED
from app.voting.shortlist.rules import Taken, equal_shares, ranking, represented
from app.voting.shortlist.views import Entry, Shortlist, Voter
from app.voting.views import BallotView, Seated, Tally

KINDS = ("", *(str(kind) for kind in Kind))
MOST = 1000


def shortlist_of(db: Session, view: BallotView, actor: Actor, *, k: str = "", kind: str = "") -> Shortlist:
    """A list of `k` of what carried in a ballot, of one kind or of both, beside the plain ranking; five queries.

    Without `k` half of what carried. Only what the actor may see is counted. Refused while the ballot is open, where it
    names no delegation, and where it is void; Invalid where `k` is no number from 1 to 1,000, or where there is no such kind.
    """
    permit(view.why_no_count or why_not_listed(view.rule) or why_not_list(view))
    if kind not in KINDS:
        raise Invalid.at("kind", _("Choose mechanisms, benchmarks or both."))
    found = tally(db, view, actor)
    # What an amendment changes is in its text, which is on no list before it is adopted itself.
    of = [each for each in found.results if kind in ("", each.line.kind) and not each.line.amends]
    carried = {each.line.code: each for each in of if each.result.outcome in CARRIED}
    wanted = _number(k) if k.strip() else (len(carried) + 1) // 2
    units = _units(view.rule, found.electorate)
    for_it = _approvals(db, view, found, units)
    approvals = {code: for_it[each.line.proposal_id] for code, each in carried.items()}
    taken = {each.proposal: each for each in equal_shares(approvals, units, wanted)}
    first = ranking(approvals, wanted)

    def entries(
        codes: Collection[str], other: Collection[str], how: Mapping[str, Taken]
    ) -> tuple[Entry, ...]:
        found = []
        for place, code in enumerate(codes, 1):
            each, by = carried[code], how.get(code)
            step, share = (by.step, by.share) if by else (None, None)
            found.append(
                Entry(place, each.line, each.result, len(approvals[code]), step, share, code in other)
            )
        return tuple(found)

    supported = represented(approvals, units, approvals)
    balanced = represented(approvals, units, taken)
    ranked = represented(approvals, units, first)
    return Shortlist(
        view=view,
        k=wanted,
        kind=kind,
        carried=len(carried),
        of=len(of),
        balanced=entries(taken, first, taken),
        ranked=entries(first, taken, {}),
        voters=tuple(
            Voter(members, supported[key], balanced[key], ranked[key]) for key, members in units.items()
        ),
    )


def why_not_listed(rule: Rule) -> str | None:
    """Why no balanced list can be made under this disclosure, or None: it asks which delegation is for what."""
    unnamed = why_not_named(rule)
    if unnamed is None:
        return None
    return _("A balanced list asks which delegation is for which proposals. %(why)s") % {"why": unnamed}


def why_not_list(view: BallotView) -> str | None:
    """Why nothing of this ballot can be on a list, or None."""
    if view.void:
        return _(
            "This ballot was declared void, so that nothing carried in it and there is nothing to choose from."
        )
    if not any(stance.counts_as is Class.AFFIRMATIVE for stance in view.rule.stances):
        return _("Under the rule of this ballot nobody says that they are for a proposal, so that there is nothing to choose by.")  # fmt: skip
    return None


def _number(typed: str) -> int:
    text = typed.strip()
    if not (text.isascii() and text.isdigit() and len(text) < 6 and 1 <= int(text) <= MOST):
        raise Invalid.at(
            "k",
            _("Say how many proposals the list is to have: a whole number from 1 to %(most)s.")
            % {"most": MOST},
        )
    return int(text)


def _units(rule: Rule, electorate: Collection[Seated]) -> dict[str, tuple[Seated, ...]]:
    """Who has a share, in the order of the electorate: each delegation, or related ones together where the rule counts
    them as one. The key is the code of the first."""
    together: dict[str, list[Seated]] = {}
    for seated in electorate:
        related = seated.related if rule.related_as_one else ""
        together.setdefault(related or f"\0{seated.code}", []).append(seated)
    return {members[0].code: tuple(members) for members in together.values()}


def _approvals(
    db: Session, view: BallotView, found: Tally, units: Mapping[str, tuple[Seated, ...]]
) -> dict[int, list[str]]:
    """Who is for each proposal: the position that counts is of the affirmative class. One query.

    Of related bodies the position that they make together, as it is counted.
    """
    affirmative = {stance.name for stance in view.rule.stances if stance.counts_as is Class.AFFIRMATIVE}
    unit_of = {each.key: key for key, members in units.items() for each in members}
    statement = sa.select(
        col(Position.proposal_id), col(Position.delegation_id), col(Position.seat), col(Position.position)
    ).where(col(Position.ballot_id) == view.ballot.id, col(Position.current).is_(True))
    together = len(units) < len(found.electorate)
    if not together:
        statement = statement.where(col(Position.position).in_(affirmative))
    said: dict[int, dict[str, Counter[str]]] = defaultdict(lambda: defaultdict(Counter))
    approvals: dict[int, list[str]] = defaultdict(list)
    for proposal, delegation, seat, position in db.execute(statement):
        unit = unit_of.get((delegation, seat))
        if unit is None:
            continue
        if together:
            said[proposal][unit][position] += 1
        else:
            approvals[proposal].append(unit)
    for proposal, by_unit in said.items():
        for unit, positions in by_unit.items():
            counted = bloc(view.rule, positions) if len(units[unit]) > 1 else next(iter(positions))
            if counted in affirmative:
                approvals[proposal].append(unit)
    return approvals
